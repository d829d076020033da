/* SPDX-License-Identifier: Apache-2.0 */
/* Surveys: what a run was to write, what its records say of it, and what is there.
 *
 * Life cycle: lg_survey_open() reads the records, lg_survey_look() lists the objects, lg_survey_close(). Main thread. */
#ifndef LG_AUDIT_SURVEY_H
#define LG_AUDIT_SURVEY_H

#include "audit/stored.h"
#include "record/receipts.h"

#define LG_EXTRAS_KEPT 100

enum { LG_MARK_PRESENT = 1, LG_MARK_LISTED = 2 }; /* of a part: its object is there; a receipt names it */

struct lg_survey {
    const struct lg_site *site; /* borrowed */
    struct lg_stored_plan plan;
    bool has_manifest, is_complete; /* complete: the manifest says so */
    char ended_by[32];              /* what ended a run whose manifest is not complete; or "" */
    int64_t nodes, nodes_done;      /* nodes: as the records have it, 1 when they do not say */
    char last_error[504], last_ending[32]; /* of the last process whose report says so; or "" */
    int64_t failed_parts;           /* as the reports count them */
    struct lg_receipts receipts;    /* of the manifest; without one, of the nodes that have finished */
    struct lg_stored_plan *other;   /* plans of other runs at the place; owned */
    uint32_t others;
    /* by lg_survey_look() */
    unsigned char **mark;           /* by table, then part: LG_MARK_… ; owned */
    bool has_success;               /* _SUCCESS is there */
    int64_t present, present_bytes; /* objects of the plan that are there */
    int64_t present_rows;           /* of tables: rows that were acknowledged */
    struct lg_words extra;          /* objects of ours that no receipt names, the first of them */
    int64_t extras, extra_bytes;
};

/* run: NULL for the only one there is, or the only one with a manifest; LG_E_USAGE names them when there are several. Damaged records
 * are LG_E_STATE. */
int lg_survey_open(const struct lg_site *site, const char *run, struct lg_survey *survey, struct lg_error *err);
int lg_survey_look(struct lg_survey *survey, struct lg_error *err);
void lg_survey_close(struct lg_survey *survey);

/* Calls back with the name of every object of the plan that is not there, until it gives non-zero. After lg_survey_look(). */
typedef int lg_missing_fn(void *context, const char *name);
int lg_survey_each_missing(const struct lg_survey *survey, lg_missing_fn *fn, void *context, struct lg_error *err);

#endif
