/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a run: node records, the manifest, _SUCCESS, and what is tidied up behind them. */
#ifndef LG_RECORD_MANIFEST_H
#define LG_RECORD_MANIFEST_H

#include "record/record.h"

/* Is there a manifest of this run, and is it complete? */
struct lg_standing {
    bool has_manifest, is_complete, has_success;
};
int lg_records_standing(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_standing *standing,
                        struct lg_error *err);

/* Of a complete run: does nothing remain to be done, or to be tidied up, after its manifest? And: does it. */
bool lg_records_are_tidy(const struct lg_records *records, const struct lg_inventory *inventory, const struct lg_standing *standing);
int lg_records_tidy(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err);

/* Why a node's work ended. Words in records: "all parts", "duration", "interrupted", "failed parts", "error". */
enum lg_ending { LG_ENDED_COMPLETE, LG_ENDED_DURATION, LG_ENDED_SIGNAL, LG_ENDED_FAILURES, LG_ENDED_ERROR };
const char *lg_ending_word(enum lg_ending ending);

/* Writes this node's record; then, when all nodes have written theirs, the manifest, and _SUCCESS if all are complete; then removes
 * what is not needed any more. complete: the whole run is. */
int lg_records_finish(const struct lg_records *records, struct lg_receipts *receipts, enum lg_ending ending, bool *complete,
                      struct lg_error *err);

/* Of a complete run: writes the record of this node, which none has written under its number of nodes. receipts: of all its parts. */
int lg_records_put_node(const struct lg_records *records, struct lg_receipts *receipts, struct lg_error *err);

/* Objects of this node were found missing, or there is more to do: takes back _SUCCESS, and this node's word that it is done; until it
 * ends there is no manifest. receipts: of what is there. The manifest is the caller's to remove. */
int lg_records_reopen(const struct lg_records *records, struct lg_receipts *receipts, struct lg_error *err);

#endif
