/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes of cells. A null hashes as nothing else does, whatever lies in its place. */
#include "kit/cells.h"

#include "base/digest.h"

#include <stdlib.h>

#define NULL_HASH UINT64_C(0x6e756c6c)

int lg_cells_init(struct lg_cells *cells, const struct lg_layout *layout, struct lg_error *err)
{
    cells->layout = layout;
    cells->column = calloc(layout->columns, sizeof(*cells->column));
    return cells->column ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for cells");
}

void lg_cells_release(struct lg_cells *cells)
{
    for (uint32_t c = 0; cells->column && c < cells->layout->columns; c++)
        free(cells->column[c].hash);
    free(cells->column);
    cells->column = NULL;
}

static bool reserve(struct lg_cells_column *column, int64_t more)
{
    int64_t needed = column->rows + more, capacity = needed < 2 * column->capacity ? 2 * column->capacity : needed;
    uint64_t *grown;

    if (needed <= column->capacity)
        return true;
    grown = realloc(column->hash, (size_t)capacity * sizeof(*grown));
    if (!grown)
        return false;
    column->hash = grown;
    column->capacity = capacity;
    return true;
}

static uint64_t hash_cell(const struct lg_batch *batch, uint32_t c, int64_t row)
{
    const struct lg_layout_column *layout = &batch->layout->column[c];
    const struct lg_batch_column *column = &batch->column[c];
    uint32_t length = layout->column->flags & LG_COLUMN_DICTIONARY ? sizeof(int32_t) : layout->type.width;
    uint64_t hash = 0;

    if (lg_batch_is_null(column, row))
        return NULL_HASH;
    if (layout->elements) {
        for (uint32_t i = column->offset[row]; i < column->offset[row + 1]; i++) {
            uint64_t element = hash_cell(column->elements, 0, i);

            hash = lg_hash64(hash + 1, &element, sizeof(element));
        }
        return hash;
    }
    if (lg_type_is_text(&layout->type) && !(layout->column->flags & LG_COLUMN_DICTIONARY)) {
        const unsigned char *text = lg_batch_text(column, row, &length);

        return lg_hash64(1, text, length);
    }
    return lg_hash64(1, column->values + (size_t)row * length, length);
}

int lg_cells_add(struct lg_cells *cells, const struct lg_batch *batch, struct lg_error *err)
{
    for (uint32_t c = 0; c < cells->layout->columns; c++) {
        struct lg_cells_column *column = &cells->column[c];

        if (!batch->column[c].wanted)
            continue;
        if (!reserve(column, batch->rows))
            return lg_error_set(err, LG_E_LOCAL, "out of memory for cells");
        for (int64_t row = 0; row < batch->rows; row++)
            column->hash[column->rows++] = hash_cell(batch, c, row);
    }
    return LG_OK;
}

int lg_cells_compare(const struct lg_cells *cells, const struct lg_cells *other, int64_t first_row, struct lg_error *err)
{
    const struct lg_layout *layout = cells->layout;
    const char *place = layout->table->driver ? "of those that were made, counted from 0" : "of the table";

    for (uint32_t c = 0; c < layout->columns; c++) {
        const struct lg_cells_column *a = &cells->column[c], *b = &other->column[c];

        if (a->rows != b->rows)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' has %lld rows instead of %lld", layout->column[c].column->name,
                                (long long)b->rows, (long long)a->rows);
        for (int64_t row = 0; row < a->rows; row++)
            if (a->hash[row] != b->hash[row])
                return lg_error_set(err, LG_E_PLUGIN, "column '%s' differs in row %lld %s", layout->column[c].column->name,
                                    (long long)(layout->table->driver ? row : first_row + row), place);
    }
    return LG_OK;
}
