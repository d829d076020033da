/* SPDX-License-Identifier: Apache-2.0 */
/* Widths, read off batches. */
#include "encode/widths.h"

#define SLICE_BYTES (1 << 18)
#define SLICE_ROWS 64

static int64_t plain_bytes(const struct lg_layout_column *column, const struct lg_batch_column *batch, int64_t rows)
{
    if (column->dictionary.count > 0)
        return rows * (int64_t)sizeof(int32_t);
    if (lg_type_is_text(&column->type))
        return rows > 0 ? batch->offset[rows] : 0;
    if (column->elements)
        return rows * (int64_t)sizeof(*batch->offset) +
               plain_bytes(lg_layout_leaf(column), &batch->elements->column[0], batch->elements->rows);
    return rows * column->type.width;
}

/* Gives the bytes of the whole batch. */
static int64_t add_batch(const struct lg_batch *batch, int64_t asked, struct lg_column_size *sizes)
{
    int64_t sum = 0;

    for (uint32_t c = 0; c < batch->layout->columns; c++) {
        int64_t bytes = batch->column[c].wanted ? plain_bytes(&batch->layout->column[c], &batch->column[c], batch->rows) : 0;

        sizes[c].asked += asked;
        sizes[c].rows += batch->rows;
        sizes[c].plain_bytes += bytes;
        sizes[c].bytes += bytes;
        sum += bytes;
    }
    return sum;
}

int lg_widths_measure(const struct lg_source *source, int64_t first_row, int64_t rows, int64_t most_bytes,
                      struct lg_column_size *sizes, struct lg_error *err)
{
    int64_t done = 0, bytes = 0, slice = 1;
    struct lg_batch *batch;

    if (lg_batch_new(source->layout, SLICE_ROWS, &batch, err) != LG_OK)
        return err->code;
    while (done < rows && bytes < most_bytes) {
        int64_t some = rows - done < slice ? rows - done : slice;

        if (lg_source_fill(source, first_row + done, some, source->columns, batch, err) != LG_OK)
            break;
        done += some;
        bytes += add_batch(batch, some, sizes);
        if (slice < SLICE_ROWS && bytes / done * 4 * slice <= SLICE_BYTES)
            slice *= 4;
    }
    lg_batch_free(batch);
    return err->code;
}

int64_t lg_widths_of_row(const struct lg_column_size *sizes, uint32_t columns)
{
    int64_t sum = 0;

    for (uint32_t c = 0; c < columns; c++)
        sum += sizes[c].rows > 0 ? (sizes[c].plain_bytes + sizes[c].rows - 1) / sizes[c].rows : 0;
    return sum;
}
