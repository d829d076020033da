/* SPDX-License-Identifier: Apache-2.0 */
/* Presence: which of this node's planned objects exist, and how large they are. Found by listing, not object by object.
 *
 * Life cycle: lg_presence_read(), reading, lg_presence_release(). */
#ifndef LG_RECORD_PRESENCE_H
#define LG_RECORD_PRESENCE_H

#include "record/record.h"

struct lg_presence {
    int64_t *bytes; /* of each part of the node; -1: there is no such object. Owned */
    int64_t count;  /* of those that exist */
    int64_t first;  /* the lowest ordinal of them */
};

int lg_presence_read(const struct lg_records *records, struct lg_presence *presence, struct lg_error *err);
void lg_presence_release(struct lg_presence *presence);

/* How many objects of these receipts, one for each part of the plan and in its order, are not there, or of another size. */
int lg_presence_compare(const struct lg_records *records, const struct lg_receipts *receipts, int64_t *missing, struct lg_error *err);

/* Removes what dead processes of a run left of objects that they had begun. own: only of this node's parts. */
int lg_presence_sweep(const struct lg_records *records, const char *run, bool own, struct lg_error *err);

#endif
