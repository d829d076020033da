/* SPDX-License-Identifier: Apache-2.0 */
/* What journals left: receipts and checkpoints, read back by a later process. */
#ifndef LG_RECORD_SAVED_H
#define LG_RECORD_SAVED_H

#include "record/record.h"

/* Adds the valid receipts of a segment; damaged: the number of lines that are not. identity_hash: of the plan it must be of, or NULL.
 * root: what their names begin with, or NULL for who does not ask. LG_E_STATE for a segment of a newer version. */
int lg_saved_receipts(const struct lg_record_entry *entry, const char *identity_hash, struct lg_string *root,
                      struct lg_receipts *receipts, size_t *damaged, struct lg_error *err);

/* Reads a checkpoint: LG_E_VERIFICATION when it is damaged or of another plan, LG_E_STATE when it is of a newer version. */
struct lg_checkpoint {
    int64_t generation, receipts;
};
int lg_saved_checkpoint(const struct lg_record_entry *entry, const char *identity_hash, struct lg_checkpoint *checkpoint,
                        struct lg_error *err);

#endif
