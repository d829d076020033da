/* SPDX-License-Identifier: Apache-2.0 */
/* A source of rows: one table of an open schema, as encoders see it. Borrowed parts; read-only, any thread. */
#ifndef LG_ENCODE_SOURCE_H
#define LG_ENCODE_SOURCE_H

#include "batch/batch.h"

struct lg_source {
    const struct lg_schema_plugin *schema;
    const void *state;
    const struct lg_layout *layout;
    const uint64_t *columns; /* only these, for formats of text; bitmap as in a slice, NULL: all */
    bool paranoid;           /* check every batch */
};

/* Generates rows [first_row, first_row + rows) of the columns in the mask (NULL: all) and checks what the plugin did.
 * Errors name schema, table and rows. */
int lg_source_fill(const struct lg_source *source, int64_t first_row, int64_t rows, const uint64_t *columns,
                   struct lg_batch *batch, struct lg_error *err);

#endif
