/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as hashes, column by column: rows that were made in different ways are compared by them. */
#ifndef LG_KIT_CELLS_H
#define LG_KIT_CELLS_H

#include "batch/batch.h"

struct lg_cells_column {
    uint64_t *hash; /* of each row, owned */
    int64_t rows, capacity;
};

struct lg_cells {
    const struct lg_layout *layout; /* borrowed */
    struct lg_cells_column *column; /* owned */
};

int lg_cells_init(struct lg_cells *cells, const struct lg_layout *layout, struct lg_error *err);
void lg_cells_release(struct lg_cells *cells);

/* Adds the rows of a batch to the columns that are wanted in it. */
int lg_cells_add(struct lg_cells *cells, const struct lg_batch *batch, struct lg_error *err);

/* LG_E_PLUGIN, with the first cell that differs, in a column that `other` has rows of or must have; first_row: its number. */
int lg_cells_compare(const struct lg_cells *cells, const struct lg_cells *other, int64_t first_row, struct lg_error *err);

#endif
