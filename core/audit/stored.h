/* SPDX-License-Identifier: Apache-2.0 */
/* Stored plans: what plan.json or manifest.json says a run was to write, and under which names.
 *
 * Names are made again from the patterns of the identity, below the root where the records were found: data that was moved, or is
 * seen from elsewhere, keeps its records. Patterns are checked as those of a user are: no name leaves the root. */
#ifndef LG_AUDIT_STORED_H
#define LG_AUDIT_STORED_H

#include "audit/site.h"

#include <jansson.h>

struct lg_stored_table {
    const char *name, *pattern; /* borrowed from the identity */
    int64_t rows, rows_per_group, rows_per_part, parts, first_ordinal;
    bool is_truth;
};

struct lg_stored_plan {
    char run[65], hash[65], lakegen[32]; /* lakegen: the version that wrote it, or "" */
    json_t *identity;                    /* owned */
    struct lg_stored_table *table;       /* owned */
    uint32_t tables;
    int64_t parts;
};

/* record: the root of either document. LG_E_STATE when it is not such a document; then nothing needs releasing. */
int lg_stored_plan_init(const json_t *record, struct lg_stored_plan *plan, struct lg_error *err);
void lg_stored_plan_release(struct lg_stored_plan *plan);

/* A member of the identity that is a text, or "". */
const char *lg_stored_plan_text(const struct lg_stored_plan *plan, const char *member);

/* Appends an option's value as a user would write it: identities have times in microseconds. schema: NULL when it is not known. */
void lg_stored_plan_put_option(const struct lg_plugin *schema, const char *name, const char *value, struct lg_string *out);

/* The whole name of an object. */
int lg_stored_plan_name(const struct lg_stored_plan *plan, const struct lg_site *site, uint32_t table, int64_t part,
                        struct lg_string *name, struct lg_error *err);

/* The table and part that a name is of. The part may be one that the plan does not have: it is a number, no more. */
bool lg_stored_plan_find(const struct lg_stored_plan *plan, const struct lg_site *site, const char *name, uint32_t *table, int64_t *part);

/* The table of a name, or -1. */
int64_t lg_stored_plan_table(const struct lg_stored_plan *plan, const char *name);

#endif
