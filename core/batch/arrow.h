/* SPDX-License-Identifier: Apache-2.0 */
/* Batches and layouts in the form of the Arrow C data interface, copied: what is given owns its memory, child by child, and the batch is
 * free for its next slice. */
#ifndef LG_BATCH_ARROW_H
#define LG_BATCH_ARROW_H

#include <lakegen/arrow.h>

#include "batch/batch.h"

/* columns: bitmap of those that are given, as in a slice; NULL: all. out is released when it fails. LG_E_LOCAL. */
int lg_arrow_put_schema(const struct lg_layout *layout, const uint64_t *columns, struct ArrowSchema *out, struct lg_error *err);

/* The wanted columns of a filled batch. */
int lg_arrow_put_batch(const struct lg_batch *batch, struct ArrowArray *out, struct lg_error *err);

#endif
