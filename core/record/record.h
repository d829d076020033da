/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a run: what is written down about it, where, when, and what a later process may conclude from it.
 *
 * At the destination, under <root>/_lakegen/<run>/:
 *
 *   plan.json             the plan's identity, field by field, and its hash. Stored before anything else, by the first node; every
 *                         other node compares it. Nobody stores an object before plan.json is there.
 *   node-<i>-of-<n>.json  node i's receipts, and whether they are all of its parts. Written when the node ends in order, and again, with
 *                         "error" as its end, when a later process begins on more: there is no manifest while one says so.
 *   manifest.json         the receipts of all nodes. Written by whoever sees the records of all n nodes; then <root>/_SUCCESS. A run is
 *                         complete when its manifest says so. When a run was ended before (--duration, failed parts), the manifest says
 *                         "complete": false and why, there is no _SUCCESS, and --resume continues.
 *   report-<i>-of-<n>.json  how the node's last process went: times, rates, memory, what it found done. Nothing depends on it.
 *   withdrawn-<digest>.json  names of objects of runs that this one replaces (--overwrite). They are removed when the new manifest is
 *                         published, unless it has them too.
 *
 * While the run is unfinished, in the same folder, or with --checkpoint-path (and for sinks that keep no records) in a folder of this
 * machine, <checkpoint-path>/<run>/:
 *
 *   node-<i>-of-<n>.lock  keeps a second process from working as the same node. Other nodes are not kept away.
 *   receipts-<i>-of-<n>.<k>.jsonl  the receipts of committed parts, a sealed line each (base/json.h), behind a sealed line that names the
 *                         plan. A worker that has committed a part waits until its receipt is stored, together with those of other
 *                         workers that wait, before it begins the next: so a death costs at most the part it was working on. (The
 *                         node's last receipt goes into its record at once.) A segment is published again with every receipt
 *                         that is added, and closed at 1000 of them.
 *   checkpoint-<i>-of-<n>.<0|1>.json  the node's progress, sealed: generation, identity, ranges of finished parts, rows, bytes, what
 *                         ended it. Saved when work begins, at most once a second while it goes on, and when it ends; generations
 *                         go to the two names in turn, so the older one survives a damaged newer one.
 *
 * All of these belong to (run, node, n). n may change when a run is resumed: the receipts of all nodes are read, whatever n they were
 * written under, and a node takes those of its own parts. When a node has finished, its lock, receipts and checkpoints are
 * removed; what other partitions left is removed with the publication of the manifest.
 *
 * What is written where makes the order: an object is durable before its receipt is stored, receipts before the checkpoint that counts
 * them, all receipts before the node's record, all node records before the manifest, the manifest before _SUCCESS, and both before
 * anything that resume would need is removed. A record is never changed in place.
 *
 * Resume (record/resume.h) takes a part as done when a valid receipt names it and an object of that name and size exists; failing
 * a receipt, when the object itself carries the part's identity: Parquet files do (key "lakegen.part"), and their digest is read from
 * their bytes. CSV and JSON Lines have no place for it: such an object without a receipt is made again. With --verify-existing the
 * bytes of all adopted objects are read. So checkpoints and receipts may be lost or damaged without harm but work done twice.
 *
 * Older forms: there are none yet, LG_RECORD_VERSION is 1. Records of a newer version are refused.
 *
 * Threads: the main thread only, but for the journal (record/journal.h). */
#ifndef LG_RECORD_RECORD_H
#define LG_RECORD_RECORD_H

#include "plan/plan.h"
#include "record/inventory.h"
#include "record/receipts.h"

/* Something that the user should know and that is no error: one line, no full stop. */
typedef void lg_note_fn(void *context, const char *text);

struct lg_records {
    const struct lg_plan *plan; /* borrowed */
    void *sink_state;           /* of the plan's sink, where objects lie; borrowed */
    struct lg_place final;      /* plan, node records, manifest, reports, withdrawn names */
    struct lg_place state;      /* lock, receipts, checkpoints: of the same sink, or of the plan's keeper */
    const volatile int *cancelled; /* of the run */
    lg_note_fn *note;           /* or NULL */
    void *note_context;
};

/* sink_state: of the plan's sink, opened for that run. Opens the keeper, if there is one; run is borrowed until close. */
int lg_records_open(const struct lg_plan *plan, const struct lg_run *run, void *sink_state, struct lg_records *records,
                    struct lg_error *err);
void lg_records_close(struct lg_records *records);
void lg_records_note(const struct lg_records *records, const char *format, ...) LG_PRINTF(2, 3);

/* Of all runs there, or of one; from both places. */
int lg_records_list(const struct lg_records *records, const char *run, struct lg_inventory *inventory, struct lg_error *err);

/* Takes this node's lock, and makes sure that no node of another n, nor one of another run at this destination, is at work. */
int lg_records_lock(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err);

/* Stores plan.json; when it is there, LG_E_STATE with the differences if it is another plan's. A damaged one is replaced. */
int lg_records_put_plan(const struct lg_records *records, struct lg_error *err);

/* Compares a stored plan with ours: LG_E_STATE with the differences, LG_E_VERIFICATION when it is damaged. */
int lg_records_compare_plan(const struct lg_records *records, const struct lg_record_entry *stored, struct lg_error *err);

/* Gives a receipt the name that its object has now: the destination may be seen from elsewhere than when the receipt was written. */
int lg_records_name_object(const struct lg_records *records, struct lg_part_receipt *item, struct lg_error *err);

#endif
