/* SPDX-License-Identifier: Apache-2.0 */
/* Levels (Parquet, "Nested Encoding"): a slot for each value, null and empty list.
 *
 * The definition level says how much of the column is there: without lists 1 for a value and 0 for a null; with a list 0 for a null
 * list, one more for an empty one, one more for an element, and one more for one that is not null - where the list, the element cannot
 * be null, its step is missing. The repetition level of a list's slots is 0 for the first of a row and 1 for the others. */
#include "encode/parquet/bitpack.h"
#include "encode/parquet/parts.h"

#include <string.h>

#define LENGTH_BYTES 4

size_t lg_chunk_level_room(const struct lg_chunk_column *column, int64_t slots)
{
    size_t bits = column->is_list ? 3 : 1, runs = column->is_list ? 2 : 1; /* definition levels of lists have two bits */

    return (runs * (LENGTH_BYTES + LG_RUN_HEADER_MAX) + bits * ((size_t)slots / 8 + 1) + 63) & ~(size_t)63;
}

/* Levels as one run, of equal ones or bit-packed, behind their length. Gives where they begin. */
static unsigned char *put_run(const unsigned char *level, size_t n, unsigned width, bool equal, unsigned char *end)
{
    unsigned char header[LG_RUN_HEADER_MAX], *start;
    size_t header_size = equal ? lg_repeated_run_header(n, header) : lg_packed_run_header(n, header);
    size_t body = equal ? 1 : (n + 7) / 8 * width;

    if (equal)
        end[-1] = level[0];
    else
        (void)lg_pack_levels(level, n, width, end - body);
    start = end - body - header_size - LENGTH_BYTES;
    start[0] = (unsigned char)(header_size + body);
    start[1] = (unsigned char)((header_size + body) >> 8);
    start[2] = (unsigned char)((header_size + body) >> 16);
    start[3] = (unsigned char)((header_size + body) >> 24);
    memcpy(start + LENGTH_BYTES, header, header_size);
    return start;
}

struct lg_piece lg_chunk_put_levels(const struct lg_chunk *chunk, unsigned char *end)
{
    const struct lg_chunk_column *column = chunk->column;
    bool equal = chunk->nulls == 0 || (!column->is_list && chunk->nulls == chunk->slots);
    unsigned char *start = end;

    if (column->max_definition > 0)
        start = put_run(chunk->definition, (size_t)chunk->slots, lg_bit_width(column->max_definition + 1u), equal, start);
    if (column->is_list)
        start = put_run(chunk->repetition, (size_t)chunk->slots, 1, chunk->slots == chunk->rows, start);
    return (struct lg_piece){start, (size_t)(end - start)};
}

static int wrong_validity(const struct lg_chunk *chunk, struct lg_error *err)
{
    return lg_error_set(err, LG_E_PLUGIN, "column '%s' has validity bytes other than 0 and 1", chunk->column->top->column->name);
}

static int required_null(const struct lg_chunk *chunk, struct lg_error *err)
{
    return lg_error_set(err, LG_E_PLUGIN, "required column '%s' has nulls", chunk->column->top->column->name);
}

static int add_flat(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    unsigned char *definition;
    int64_t present = 0;
    unsigned highest = 1;

    chunk->slots += n;
    if (chunk->column->max_definition == 0)
        return batch->has_nulls ? required_null(chunk, err) : LG_OK;
    if (!lg_chunk_reserve(&chunk->definition, &chunk->definition_capacity, (size_t)chunk->column->page_rows,
                          (size_t)(chunk->slots - n)))
        return lg_chunk_out_of_memory(chunk, err);
    definition = chunk->definition + chunk->slots - n;
    if (!batch->has_nulls) {
        memset(definition, 1, (size_t)n);
        return LG_OK;
    }
    memcpy(definition, batch->valid + first, (size_t)n);
    for (int64_t i = first; i < first + n; i++) {
        present += batch->valid[i];
        highest |= batch->valid[i];
    }
    if (highest > 1)
        return wrong_validity(chunk, err);
    chunk->nulls += n - present;
    return LG_OK;
}

/* The slots of one list: its elements, or one that says why there are none. */
static void add_list(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t row)
{
    const struct lg_chunk_column *column = chunk->column;
    const struct lg_batch_column *elements = &batch->elements->column[0];
    unsigned char *definition = chunk->definition + chunk->slots, *repetition = chunk->repetition + chunk->slots;
    uint32_t from = batch->offset[row], count = batch->offset[row + 1] - from;
    unsigned char empty = column->list_optional, full = column->max_definition;

    repetition[0] = 0;
    if (count == 0) {
        definition[0] = (unsigned char)(lg_batch_is_null(batch, row) ? 0 : empty);
        chunk->slots++;
        chunk->nulls++;
        return;
    }
    memset(repetition + 1, 1, count - 1);
    memset(definition, full, count);
    for (uint32_t i = 0; elements->has_nulls && i < count; i++) {
        bool null = !elements->valid[from + i];

        definition[i] = (unsigned char)(full - null);
        chunk->nulls += null;
    }
    chunk->slots += count;
}

static int add_lists(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    const struct lg_chunk_column *column = chunk->column;
    const struct lg_batch_column *elements = &batch->elements->column[0];
    size_t slots = (size_t)(chunk->slots + n) + batch->offset[first + n] - batch->offset[first], kept = (size_t)chunk->slots;
    unsigned highest = 0;

    if ((batch->has_nulls && !column->list_optional) || (elements->has_nulls && column->max_definition == column->list_optional + 1))
        return required_null(chunk, err);
    if (!lg_chunk_reserve(&chunk->definition, &chunk->definition_capacity, slots, kept) ||
        !lg_chunk_reserve(&chunk->repetition, &chunk->repetition_capacity, slots, kept))
        return lg_chunk_out_of_memory(chunk, err);
    for (int64_t row = first; batch->has_nulls && row < first + n; row++)
        highest |= batch->valid[row];
    for (uint32_t i = batch->offset[first]; elements->has_nulls && i < batch->offset[first + n]; i++)
        highest |= elements->valid[i];
    if (highest > 1)
        return wrong_validity(chunk, err);
    for (int64_t row = first; row < first + n; row++)
        add_list(chunk, batch, row);
    return LG_OK;
}

int lg_chunk_add_levels(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    chunk->rows += n;
    return chunk->column->is_list ? add_lists(chunk, batch, first, n, err) : add_flat(chunk, batch, first, n, err);
}
