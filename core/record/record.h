/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a run, kept at its destination under <root>/_lakegen/<run>/:
 *
 *   plan.json             the plan; every node stores it, or reads it and refuses another
 *   node-<i>-of-<n>.json  node i's receipts; written when all its parts are committed
 *   manifest.json         all receipts; written once, by whoever sees the records of all n nodes; then <root>/_SUCCESS
 *
 * Main thread only. All functions use the sink's publish, read, list and remove. */
#ifndef LG_RECORD_RECORD_H
#define LG_RECORD_RECORD_H

#include "plan/plan.h"
#include "record/receipts.h"

struct lg_records {
    const struct lg_plan *plan; /* borrowed */
    void *sink_state;           /* borrowed */
};

/* LG_E_DESTINATION when a planned object of this node, or the manifest of any run, exists there. */
int lg_records_check_free(const struct lg_records *records, struct lg_error *err);

/* Withdraws _SUCCESS and manifests before objects are replaced. */
int lg_records_withdraw(const struct lg_records *records, struct lg_error *err);

/* Stores plan.json, or compares what is there: LG_E_STATE when it is another plan's. */
int lg_records_put_plan(const struct lg_records *records, struct lg_error *err);

/* Writes this node's record; then, when all nodes have written theirs, the manifest and _SUCCESS. complete tells. */
int lg_records_finish(const struct lg_records *records, struct lg_receipts *receipts, bool *complete, struct lg_error *err);

#endif
