/* SPDX-License-Identifier: Apache-2.0 */
/* The journal of a node: which of its parts are done, kept durably while it works (the files are described in record/record.h).
 *
 * Life cycle: lg_journal_new() with what resume adopted; lg_journal_add() from workers; after they have returned, lg_journal_end()
 * and reading; lg_journal_free(). */
#ifndef LG_RECORD_JOURNAL_H
#define LG_RECORD_JOURNAL_H

#include "record/manifest.h"

struct lg_journal;

/* Where an earlier process of this node stopped counting. */
struct lg_journal_start {
    struct lg_receipts adopted; /* of parts of this node; moved into the journal, also on failure */
    int64_t generation;         /* of its newest checkpoint */
    int64_t segment;            /* of its last receipts; -1: none */
};

/* Stores the first checkpoint. Without plan->checkpoint, in a dry run, and for sinks that keep nothing, the journal is in memory only. */
int lg_journal_new(const struct lg_records *records, struct lg_journal_start *start, struct lg_journal **journal,
                   struct lg_error *err);
void lg_journal_free(struct lg_journal *journal);

/* Is the part done? By ordinal, of this node's. Any thread. */
bool lg_journal_has(struct lg_journal *journal, int64_t ordinal);

/* Any thread: adds a receipt, and returns when it is stored, or when it was the node's last. The first failure is everybody's. */
int lg_journal_add(struct lg_journal *journal, const struct lg_part_receipt *item, struct lg_error *err);

/* The same, before any worker adds, of a part that was found done. */
int lg_journal_adopt(struct lg_journal *journal, const struct lg_part_receipt *item, struct lg_error *err);

/* Waits until nothing is being stored, for so long at most, and keeps everybody from storing more: the process ends now. */
void lg_journal_freeze(struct lg_journal *journal, int64_t timeout_ms);

/* Stores what is not stored yet, and the last checkpoint: how work ended, and the error if it did with one. */
int lg_journal_end(struct lg_journal *journal, enum lg_ending ending, const struct lg_error *why, struct lg_error *err);

/* What was adopted, and behind it what was added. */
struct lg_receipts *lg_journal_receipts(struct lg_journal *journal);
size_t lg_journal_adopted(const struct lg_journal *journal);

#endif
