/* SPDX-License-Identifier: Apache-2.0 */
/* Chunk writers: stage values, close pages, keep their statistics. */
#include "encode/parquet/chunk.h"

#include "encode/parquet/bitpack.h"
#include "encode/parquet/page.h"

#include <stdlib.h>
#include <string.h>

#define SLACK 64 /* bytes behind buffers that vector code and bit-packing may touch */

/* Room for a page's definition levels in front of its staged values: length, run header, a bit per row. */
static size_t level_room(const struct lg_chunk_column *column)
{
    return (4 + LG_RUN_HEADER_MAX + (size_t)column->page_rows / 8 + 1 + 63) & ~(size_t)63;
}

static bool is_text(const struct lg_chunk_column *column)
{
    return column->type.physical == LG_PARQUET_BYTE_ARRAY;
}

/* Bytes of a staged value; text has none of its own. */
static size_t staged_width(const struct lg_chunk *chunk)
{
    return chunk->use_dictionary ? sizeof(int32_t) : chunk->column->type.width;
}

static bool reserve(unsigned char **memory, size_t *capacity, size_t bytes, size_t keep)
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

static int out_of_memory(const struct lg_chunk *chunk, struct lg_error *err)
{
    return lg_error_set(err, LG_E_LOCAL, "out of memory for a page of column '%s'", chunk->column->layout->column->name);
}

void lg_chunk_release(struct lg_chunk *chunk)
{
    free(chunk->staged);
    free(chunk->valid);
    free(chunk->packed);
    free(chunk->compressed);
    free(chunk->page);
    lg_string_release(&chunk->kept);
    lg_string_release(&chunk->header);
}

static int emit(void *context, const void *bytes, size_t size, struct lg_error *err)
{
    struct lg_chunk *chunk = context;

    if (chunk->direct)
        return lg_output_append(chunk->direct, bytes, size, err);
    lg_string_append(&chunk->kept, bytes, size);
    return lg_string_check(&chunk->kept, err);
}

/* A declared dictionary is worth its page unless the row group is small: then the values themselves take less. */
static bool dictionary_pays(const struct lg_chunk_column *column, int64_t rows)
{
    int64_t count = column->layout->dictionary.count;

    if (count == 0)
        return false;
    return rows < 0 || rows * column->dictionary_plain / count > column->dictionary_plain + rows * column->index_width / 8;
}

void lg_chunk_begin(struct lg_chunk *chunk, const struct lg_chunk_column *column, int64_t rows, struct lg_output *direct)
{
    chunk->column = column;
    chunk->direct = direct;
    chunk->use_dictionary = dictionary_pays(column, rows);
    chunk->staged_bytes = 0;
    chunk->rows = chunk->nulls = chunk->values = 0;
    chunk->pages = 0;
    chunk->record = (struct lg_chunk_record){0};
    lg_string_clear(&chunk->kept);
    lg_bounds_reset(&chunk->text_bounds);
}

/* The dictionary page comes first, but only where a data page follows: a row group may turn out empty. */
static int put_dictionary(struct lg_chunk *chunk, struct lg_error *err)
{
    const struct lg_string *page = &chunk->column->dictionary_page;

    chunk->record.dictionary_size = (int64_t)page->length;
    chunk->record.size = (int64_t)page->length;
    chunk->record.uncompressed = chunk->column->dictionary_uncompressed;
    return emit(chunk, page->text, page->length, err);
}

/* ---- closing a page ---- */

/* Definition levels: whether each row has a value. One run when all or none have, else a bit per row. Written so that they
 * end where the values begin. Gives the piece. */
static struct lg_piece build_levels(const struct lg_chunk *chunk, unsigned char *end)
{
    unsigned char header[LG_RUN_HEADER_MAX];
    size_t header_size, body;
    unsigned char *start;

    if (chunk->nulls == 0 || chunk->nulls == chunk->rows) {
        header_size = lg_repeated_run_header((size_t)chunk->rows, header);
        body = 1;
        end[-1] = chunk->nulls == 0;
    } else {
        header_size = lg_packed_run_header((size_t)chunk->rows, header);
        body = ((size_t)chunk->rows + 7) / 8;
        (void)lg_pack_flags(chunk->valid, (size_t)chunk->rows, end - body);
    }
    start = end - body - header_size;
    memcpy(start, header, header_size);
    start -= 4;
    start[0] = (unsigned char)(header_size + body);
    start[1] = (unsigned char)((header_size + body) >> 8);
    start[2] = (unsigned char)((header_size + body) >> 16);
    start[3] = 0;
    return (struct lg_piece){start, (size_t)(end - start)};
}

/* Staged indices as the bit-packed page of RLE_DICTIONARY: the width, a run header, the bits. */
static size_t pack_dictionary_indices(struct lg_chunk *chunk, unsigned char *out)
{
    size_t n = 0;

    out[n++] = (unsigned char)chunk->column->index_width;
    if (chunk->column->index_width == 0) {
        n += lg_repeated_run_header((size_t)chunk->values, out + n);
        return n; /* the repeated value takes no bytes at width 0 */
    }
    n += lg_packed_run_header((size_t)chunk->values, out + n);
    return n + lg_pack_indices((const int32_t *)(const void *)chunk->staged, (size_t)chunk->values, chunk->column->index_width,
                               out + n);
}

/* Values that are stored otherwise than staged: bits of booleans, bits of indices. Packed behind room for levels. */
static bool pack_values(struct lg_chunk *chunk, size_t *size)
{
    size_t room = level_room(chunk->column);
    size_t bound = chunk->use_dictionary
                       ? 1 + LG_RUN_HEADER_MAX + ((size_t)chunk->values + 7) / 8 * chunk->column->index_width
                       : ((size_t)chunk->values + 7) / 8;

    if (!reserve(&chunk->packed, &chunk->packed_capacity, room + bound + 16, 0))
        return false;
    *size = chunk->use_dictionary
                ? pack_dictionary_indices(chunk, chunk->packed + room)
                : lg_pack_flags(chunk->staged + room, (size_t)chunk->values, chunk->packed + room);
    return true;
}

/* Bounds of the page's dictionary values: the lowest and highest rank among its indices. NaNs have the first ranks and no order. */
static int dictionary_bounds(const struct lg_chunk *chunk, struct lg_bounds *bounds, struct lg_error *err)
{
    const int32_t *index = (const int32_t *)(const void *)chunk->staged;
    const struct lg_chunk_column *column = chunk->column;
    uint32_t highest_index = 0;
    int32_t low = INT32_MAX, high = 0;

    for (int64_t i = 0; i < chunk->values; i++)
        highest_index = (uint32_t)index[i] > highest_index ? (uint32_t)index[i] : highest_index;
    if (chunk->values == 0)
        return LG_OK;
    if (highest_index >= column->layout->dictionary.count)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has index %d in a dictionary of %u values",
                            column->layout->column->name, (int)highest_index, column->layout->dictionary.count);
    for (int64_t i = 0; i < chunk->values; i++) {
        int32_t rank = column->rank ? column->rank[index[i]] : index[i];

        if (rank < column->unordered) {
            bounds->nans++;
            continue;
        }
        low = rank < low ? rank : low;
        high = rank > high ? rank : high;
    }
    if (bounds->nans == chunk->values)
        return LG_OK;
    lg_bounds_merge(bounds, column->type.order, &column->entry[low]);
    lg_bounds_merge(bounds, column->type.order, &column->entry[high]);
    return LG_OK;
}

static int page_bounds(const struct lg_chunk *chunk, struct lg_bounds *bounds, struct lg_error *err)
{
    const struct lg_chunk_column *column = chunk->column;

    lg_bounds_reset(bounds);
    if (chunk->use_dictionary)
        return dictionary_bounds(chunk, bounds, err);
    if (is_text(column))
        *bounds = chunk->text_bounds;
    else
        lg_bounds_add(bounds, column->type.order, column->type.width, chunk->staged + level_room(column),
                      (size_t)chunk->values);
    return LG_OK;
}

static int add_page_record(struct lg_chunk *chunk, size_t size, struct lg_error *err)
{
    struct lg_page_record *page;

    if (chunk->pages == chunk->page_capacity) {
        size_t capacity = chunk->page_capacity ? 2 * chunk->page_capacity : 16;
        struct lg_page_record *grown = realloc(chunk->page, capacity * sizeof(*grown));

        if (!grown)
            return out_of_memory(chunk, err);
        chunk->page = grown;
        chunk->page_capacity = capacity;
    }
    page = &chunk->page[chunk->pages++];
    *page = (struct lg_page_record){.offset = chunk->record.size,
                                    .first_row = chunk->record.values,
                                    .nulls = chunk->nulls,
                                    .size = (int32_t)size,
                                    .rows = (int32_t)chunk->rows};
    if (page_bounds(chunk, &page->bounds, err) != LG_OK)
        return err->code;
    lg_bounds_merge(&chunk->record.bounds, chunk->column->type.order, &page->bounds);
    return LG_OK;
}

/* NULL for chunks that are stored as they are or as literals. */
static struct lg_compressor *compressor_of(const struct lg_chunk *chunk)
{
    return chunk->column->codec != LG_CODEC_NONE && !chunk->column->literal ? chunk->compressor : NULL;
}

/* Closes the page. `direct`: values of the page that are still in the batch, behind the staged ones. */
static int close_page(struct lg_chunk *chunk, struct lg_piece direct, struct lg_error *err)
{
    const struct lg_chunk_column *column = chunk->column;
    struct lg_page page = {.type = LG_PAGE_DATA,
                           .values = (int32_t)chunk->rows,
                           .encoding = chunk->use_dictionary ? LG_ENCODING_RLE_DICTIONARY : LG_ENCODING_PLAIN,
                           .compressor = compressor_of(chunk),
                           .literal = column->literal};
    bool packs = chunk->use_dictionary || column->type.physical == LG_PARQUET_BOOLEAN;
    size_t size = chunk->staged_bytes, written, header_size;
    unsigned char *values;

    if (chunk->use_dictionary && chunk->pages == 0 && put_dictionary(chunk, err) != LG_OK)
        return err->code;
    if (packs && !pack_values(chunk, &size))
        return out_of_memory(chunk, err);
    if (!packs && !reserve(&chunk->staged, &chunk->staged_capacity, level_room(column), 0))
        return out_of_memory(chunk, err);
    values = (packs ? chunk->packed : chunk->staged) + level_room(column);
    page.piece[0] = column->optional ? build_levels(chunk, values) : (struct lg_piece){values, 0};
    page.piece[0].size += size; /* levels end where the values begin */
    page.piece[1] = direct;
    page.pieces = 2;
    if (page.compressor && !reserve(&chunk->compressed, &chunk->compressed_capacity,
                                    lg_compressor_bound(page.compressor, lg_page_body_size(&page)), 0))
        return out_of_memory(chunk, err);
    if (lg_page_write(&page, chunk->compressed, &chunk->header, emit, chunk, &written, &header_size, err) != LG_OK ||
        add_page_record(chunk, written, err) != LG_OK)
        return err->code;
    chunk->record.size += (int64_t)written;
    chunk->record.uncompressed += (int64_t)(header_size + lg_page_body_size(&page));
    chunk->record.values += chunk->rows;
    chunk->record.nulls += chunk->nulls;
    chunk->staged_bytes = 0;
    chunk->rows = chunk->nulls = chunk->values = 0;
    lg_bounds_reset(&chunk->text_bounds);
    return LG_OK;
}

/* ---- staging values ---- */

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

/* Rows [first, first + n) of a fixed-width or dictionary column. */
static int stage_fixed(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n,
                       struct lg_error *err)
{
    size_t width = staged_width(chunk), base = chunk->use_dictionary ? 0 : level_room(chunk->column);
    size_t at = base + (size_t)chunk->values * width, rows = (size_t)n;

    if (!reserve(&chunk->staged, &chunk->staged_capacity, base + (size_t)chunk->column->page_rows * width, at))
        return out_of_memory(chunk, err);
    convert(chunk, batch->values + (size_t)first * batch_width(chunk), rows, chunk->staged + at);
    if (batch->has_nulls)
        rows = squeeze(chunk->staged + at, width, batch->valid + first, rows);
    chunk->values += (int64_t)rows;
    chunk->staged_bytes += rows * width;
    return LG_OK;
}

static int stage_bytes(struct lg_chunk *chunk, const unsigned char *bytes, size_t size, struct lg_error *err)
{
    size_t at = level_room(chunk->column) + chunk->staged_bytes;

    if (!reserve(&chunk->staged, &chunk->staged_capacity, at + size, at))
        return out_of_memory(chunk, err);
    memcpy(chunk->staged + at, bytes, size);
    chunk->staged_bytes += size;
    return LG_OK;
}

/* The entries of a dictionary column whose row group is too small for a dictionary page: values instead of indices. */
static int stage_entries(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n,
                         struct lg_error *err)
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
                                layout->column->name, index[row], layout->dictionary.count);
        if (is_text(chunk->column)) {
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

/* ---- cutting batches into pages ---- */

/* How many of the rows from `first` on still belong to the open page. Text: up to and with the one that fills it. */
static int64_t rows_of_page(const struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t end)
{
    int64_t most = chunk->column->page_rows - chunk->rows, low = 0;
    uint64_t full;

    if (end - first < most)
        most = end - first;
    if (!is_text(chunk->column) || chunk->column->layout->dictionary.count)
        return most;
    full = batch->offset[first] + (uint64_t)chunk->column->page_bytes - chunk->staged_bytes;
    if (batch->offset[first + most] < full)
        return most;
    while (low + 1 < most) { /* the fewest rows that reach `full`: offset[first + low] < full ≤ offset[first + most] */
        int64_t middle = low + (most - low) / 2;

        if (batch->offset[first + middle] < full)
            low = middle;
        else
            most = middle;
    }
    return most;
}

static bool page_is_full(const struct lg_chunk *chunk, size_t text_bytes)
{
    const struct lg_chunk_column *column = chunk->column;

    return chunk->rows >= column->page_rows ||
           (is_text(column) && !column->layout->dictionary.count && text_bytes >= (size_t)column->page_bytes);
}

/* Notes which rows have values. */
static int add_levels(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n,
                      struct lg_error *err)
{
    int64_t present = n;
    unsigned highest = 1;

    chunk->rows += n;
    if (!chunk->column->optional)
        return batch->has_nulls ? lg_error_set(err, LG_E_PLUGIN, "required column '%s' has nulls",
                                               chunk->column->layout->column->name)
                                : LG_OK;
    if (!reserve(&chunk->valid, &chunk->valid_capacity, (size_t)chunk->column->page_rows, (size_t)(chunk->rows - n)))
        return out_of_memory(chunk, err);
    if (!batch->has_nulls) {
        memset(chunk->valid + chunk->rows - n, 1, (size_t)n);
        return LG_OK;
    }
    memcpy(chunk->valid + chunk->rows - n, batch->valid + first, (size_t)n);
    present = 0;
    for (int64_t i = first; i < first + n; i++) {
        present += batch->valid[i];
        highest |= batch->valid[i];
    }
    if (highest > 1)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has validity bytes other than 0 and 1",
                            chunk->column->layout->column->name);
    chunk->nulls += n - present;
    return LG_OK;
}

/* Rows [first, first + n) of a text column, all of the open page. A page that they fill is written without copying them,
 * when its codec takes it in pieces. */
static int add_text(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    struct lg_piece piece = {batch->values + batch->offset[first], batch->offset[first + n] - batch->offset[first]};

    lg_bounds_add_text(&chunk->text_bounds, batch, first, first + n,
                       chunk->column->layout->type.kind == LG_TYPE_UTF8);
    if (page_is_full(chunk, chunk->staged_bytes + piece.size) && !compressor_of(chunk))
        return close_page(chunk, piece, err);
    if (stage_bytes(chunk, piece.bytes, piece.size, err) != LG_OK)
        return err->code;
    return page_is_full(chunk, chunk->staged_bytes) ? close_page(chunk, (struct lg_piece){NULL, 0}, err) : LG_OK;
}

int lg_chunk_add(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t rows, struct lg_error *err)
{
    bool entries = chunk->column->layout->dictionary.count && !chunk->use_dictionary;
    bool text = is_text(chunk->column) && !chunk->column->layout->dictionary.count;

    for (int64_t first = 0; first < rows;) {
        int64_t n = rows_of_page(chunk, batch, first, rows);
        int code = add_levels(chunk, batch, first, n, err);

        if (code == LG_OK && text)
            code = add_text(chunk, batch, first, n, err);
        else if (code == LG_OK) {
            code = entries ? stage_entries(chunk, batch, first, n, err) : stage_fixed(chunk, batch, first, n, err);
            if (code == LG_OK && page_is_full(chunk, 0))
                code = close_page(chunk, (struct lg_piece){NULL, 0}, err);
        }
        if (code != LG_OK)
            return code;
        first += n;
    }
    return LG_OK;
}

int lg_chunk_end(struct lg_chunk *chunk, struct lg_error *err)
{
    if (chunk->rows > 0 && close_page(chunk, (struct lg_piece){NULL, 0}, err) != LG_OK)
        return err->code;
    chunk->record.pages = (uint32_t)chunk->pages;
    return LG_OK;
}

int64_t lg_chunk_memory(const struct lg_chunk_column *column, int64_t rows, int64_t plain_row_bytes)
{
    int64_t page_rows = rows < column->page_rows ? rows : column->page_rows;
    int64_t page = page_rows * (plain_row_bytes > 0 ? plain_row_bytes : 4);

    if (is_text(column) && !column->layout->dictionary.count && page > column->page_bytes)
        page = column->page_bytes + plain_row_bytes;
    return (int64_t)level_room(column) * 2 + page * 3 + page_rows; /* staged, compressed, and growth by a quarter */
}
