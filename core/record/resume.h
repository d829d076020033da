/* SPDX-License-Identifier: Apache-2.0 */
/* Resume: which of this node's parts are done, from whatever earlier processes of the run left. */
#ifndef LG_RECORD_RESUME_H
#define LG_RECORD_RESUME_H

#include "record/journal.h"
#include "record/presence.h"

/* What a resumed node begins with. */
struct lg_resume {
    struct lg_journal_start start;
    struct lg_presence presence;
    bool has_record; /* of its own, from an earlier end */
};

/* Reads checkpoints and receipts of all nodes of the run and keeps those of this node's parts whose objects are there (with
 * plan->verify_existing: whose bytes are the same). Damage is noted, not an error; LG_E_STATE for a newer version, LG_E_CANCELLED
 * when the run is cancelled while bytes are read. */
int lg_resume_gather(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_resume *resume,
                     struct lg_error *err);
void lg_resume_release(struct lg_resume *resume);

/* Looks at the objects that have no receipt, and adds those that carry the identity of their part. */
int lg_resume_recognise(const struct lg_records *records, const struct lg_resume *resume, struct lg_journal *journal,
                        struct lg_error *err);

#endif
