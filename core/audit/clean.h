/* SPDX-License-Identifier: Apache-2.0 */
/* Cleaning: removes what runs wrote to a place, and nothing else.
 *
 * What may be removed is what the plans and manifests of the runs name and the sink lists: a listing does not go through symbolic links,
 * so nothing is reached through one. Whatever else lies there stays.
 *
 * Life cycle: lg_clean_open() finds out, lg_clean_remove() removes, lg_clean_close(). Objects go first and a run's plan last: after an
 * interruption the rest is still known. A run that a process is at work at is left alone: LG_E_STATE. */
#ifndef LG_AUDIT_CLEAN_H
#define LG_AUDIT_CLEAN_H

#include "audit/survey.h"

#include <stdatomic.h>

/* In the order of removal. */
enum lg_clean_kind { LG_CLEAN_SUCCESS, LG_CLEAN_OBJECT, LG_CLEAN_RECORD, LG_CLEAN_MANIFEST, LG_CLEAN_PLAN };

struct lg_clean_item {
    enum lg_clean_kind kind;
    char *name; /* owned */
    int64_t bytes;
};

struct lg_clean {
    const struct lg_site *site;
    struct lg_clean_item *item; /* sorted by kind, then name; owned */
    size_t count, capacity;
    size_t objects, records;
    int64_t object_bytes;
    struct lg_words runs;
    struct lg_stored_plan *plan; /* of each run; owned */
    int64_t kept;             /* other things below the root, which stay */
    _Atomic int64_t removed;
};

/* run: NULL for all runs at the site. */
int lg_clean_open(const struct lg_site *site, const char *run, struct lg_clean *clean, struct lg_error *err);
int lg_clean_remove(struct lg_clean *clean, unsigned threads, struct lg_error *err);
void lg_clean_close(struct lg_clean *clean);

#endif
