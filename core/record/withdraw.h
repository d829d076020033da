/* SPDX-License-Identifier: Apache-2.0 */
/* Withdrawing: what a run does with earlier ones that it replaces, and with what nobody needs any more. */
#ifndef LG_RECORD_WITHDRAW_H
#define LG_RECORD_WITHDRAW_H

#include "record/record.h"

/* --overwrite: writes down the names of all objects that the runs in the inventory know of, then removes _SUCCESS, manifests, the
 * records of other runs, and this node's own. Objects stay until they are replaced or lg_withdraw_finish(). */
int lg_withdraw_all(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err);

/* --reset: forgets what this node of this run has done. */
int lg_withdraw_own(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err);

/* The run is complete, with these receipts: removes withdrawn objects that it does not have, the state of all its nodes, and what was
 * left by runs of it with another number of nodes than this. */
int lg_withdraw_finish(const struct lg_records *records, const struct lg_receipts *receipts, uint32_t nodes, struct lg_error *err);

/* This node has stopped short of its last part, by --duration: removes withdrawn objects that it would have replaced, and those that
 * no node would. receipts: this node's. */
int lg_withdraw_left_out(const struct lg_records *records, const struct lg_receipts *receipts, struct lg_error *err);

/* This node is done: its receipts and checkpoints stand in its record. */
int lg_withdraw_state(const struct lg_records *records, struct lg_error *err);

#endif
