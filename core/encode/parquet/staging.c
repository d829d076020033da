/* SPDX-License-Identifier: Apache-2.0 */
/* Staging: the values of the open page as Parquet stores them, nulls left out; indices of dictionaries as they are. */
#include "encode/parquet/parts.h"

#include <stdlib.h>
#include <string.h>

#define SLACK 64

bool lg_chunk_reserve(unsigned char **memory, size_t *capacity, size_t bytes, size_t keep)
{
    unsigned char *grown;

    if (bytes <= *capacity)
        return true;
    bytes = (bytes + bytes / 4 + SLACK + 63) & ~(size_t)63;
    grown = aligned_alloc(64, bytes);
    if (!grown)
        return false;
    if (*memory && keep > 0)
        memcpy(grown, *memory, keep < *capacity ? keep : *capacity);
    free(*memory);
    *memory = grown;
    *capacity = bytes - SLACK;
    return true;
}

int lg_chunk_out_of_memory(const struct lg_chunk *chunk, struct lg_error *err)
{
    return lg_error_set(err, LG_E_LOCAL, "out of memory for a page of column '%s'", chunk->column->top->column->name);
}

/* Bytes of a staged value; text has none of its own. */
static size_t staged_width(const struct lg_chunk *chunk)
{
    return chunk->use_dictionary ? sizeof(int32_t) : chunk->column->type.width;
}

/* Are values stored as they lie in the batch? */
static bool stored_as_is(const struct lg_chunk_column *column)
{
    return column->layout->type.width == column->type.width && column->type.order != LG_ORDER_DECIMAL;
}

/* Widens small integers to INT32, turns 16-byte decimals into big-endian bytes, copies the rest. */
static void convert(const struct lg_chunk *chunk, const unsigned char *in, size_t n, unsigned char *out)
{
    const struct lg_type *type = &chunk->column->layout->type;
    uint32_t width = chunk->column->type.width;

    if (chunk->use_dictionary || stored_as_is(chunk->column)) {
        memcpy(out, in, n * staged_width(chunk));
        return;
    }
#define WIDEN(kind, type) \
    case kind: \
        for (size_t i = 0; i < n; i++) { \
            int32_t wide = (int32_t)((const type *)(const void *)in)[i]; \
            memcpy(out + 4 * i, &wide, 4); \
        } \
        return;
    switch (type->kind) {
        WIDEN(LG_TYPE_INT8, int8_t)
        WIDEN(LG_TYPE_INT16, int16_t)
        WIDEN(LG_TYPE_UINT8, uint8_t)
        WIDEN(LG_TYPE_UINT16, uint16_t)
    default:
        for (size_t i = 0; i < n; i++)
            for (uint32_t b = 0; b < width; b++)
                out[i * width + b] = in[16 * i + width - 1 - b];
    }
#undef WIDEN
}

static size_t batch_width(const struct lg_chunk *chunk)
{
    return chunk->column->layout->dictionary.count ? sizeof(int32_t) : chunk->column->layout->type.width;
}

/* Moves the values of valid rows together, in place. */
static size_t squeeze(unsigned char *values, size_t width, const unsigned char *valid, size_t n)
{
    size_t kept = 0;

#define SQUEEZE(type) \
    { \
        type *v = (type *)(void *)values; \
        for (size_t i = 0; i < n; i++) { \
            v[kept] = v[i]; \
            kept += valid[i]; \
        } \
        return kept; \
    }
    switch (width) {
    case 1:
        SQUEEZE(uint8_t)
    case 4:
        SQUEEZE(uint32_t)
    case 8:
        SQUEEZE(uint64_t)
    default:
        for (size_t i = 0; i < n; i++) {
            if (!valid[i])
                continue;
            memmove(values + kept * width, values + i * width, width);
            kept++;
        }
        return kept;
    }
#undef SQUEEZE
}

int lg_chunk_stage_fixed(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    size_t width = staged_width(chunk), base = lg_chunk_base(chunk);
    size_t at = base + (size_t)chunk->values * width, rows = (size_t)n;
    size_t most = base + (size_t)chunk->column->page_rows * width; /* unless it is a list's */

    if (!lg_chunk_reserve(&chunk->staged, &chunk->staged_capacity, at + rows * width > most ? at + rows * width : most, at))
        return lg_chunk_out_of_memory(chunk, err);
    convert(chunk, batch->values + (size_t)first * batch_width(chunk), rows, chunk->staged + at);
    if (batch->has_nulls)
        rows = squeeze(chunk->staged + at, width, batch->valid + first, rows);
    chunk->values += (int64_t)rows;
    chunk->staged_bytes += rows * width;
    return LG_OK;
}

static int stage_bytes(struct lg_chunk *chunk, const unsigned char *bytes, size_t size, struct lg_error *err)
{
    size_t at = lg_chunk_base(chunk) + chunk->staged_bytes;

    if (size == 0)
        return LG_OK;
    if (!lg_chunk_reserve(&chunk->staged, &chunk->staged_capacity, at + size, at))
        return lg_chunk_out_of_memory(chunk, err);
    memcpy(chunk->staged + at, bytes, size);
    chunk->staged_bytes += size;
    return LG_OK;
}

int lg_chunk_stage_text(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    lg_bounds_add_text(&chunk->text_bounds, batch, first, first + n, chunk->column->layout->type.kind == LG_TYPE_UTF8);
    return stage_bytes(chunk, batch->values + batch->offset[first], batch->offset[first + n] - batch->offset[first], err);
}

int lg_chunk_stage_entries(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    const struct lg_layout_column *layout = chunk->column->layout;
    const int32_t *index = (const int32_t *)(const void *)batch->values;

    for (int64_t row = first; row < first + n; row++) {
        unsigned char plain[16]; /* a length, or a converted value */
        const unsigned char *bytes;
        size_t size;

        if (lg_batch_is_null(batch, row))
            continue;
        if ((uint32_t)index[row] >= layout->dictionary.count)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' has index %d in a dictionary of %u values",
                                chunk->column->top->column->name, index[row], layout->dictionary.count);
        if (lg_chunk_is_text(chunk->column)) {
            const char *text = ((const char *const *)layout->dictionary.values)[index[row]];

            size = strlen(text);
            bytes = (const unsigned char *)text;
            for (int b = 0; b < 4; b++)
                plain[b] = (unsigned char)(size >> (8 * b));
            if (stage_bytes(chunk, plain, 4, err) != LG_OK)
                return err->code;
            lg_bounds_add_bytes(&chunk->text_bounds, bytes, size, layout->type.kind == LG_TYPE_UTF8);
        } else {
            bytes = (const unsigned char *)layout->dictionary.values + (size_t)index[row] * layout->type.width;
            size = chunk->column->type.width;
            if (!stored_as_is(chunk->column)) {
                convert(chunk, bytes, 1, plain);
                bytes = plain;
            }
        }
        if (stage_bytes(chunk, bytes, size, err) != LG_OK)
            return err->code;
        chunk->values++;
    }
    return LG_OK;
}

