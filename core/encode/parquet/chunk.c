/* SPDX-License-Identifier: Apache-2.0 */
/* Chunk writers: cut batches into pages, close pages, keep their statistics. */
#include "encode/parquet/bitpack.h"
#include "encode/parquet/parts.h"

#include <stdlib.h>
#include <string.h>

void lg_chunk_release(struct lg_chunk *chunk)
{
    free(chunk->staged);
    free(chunk->definition);
    free(chunk->repetition);
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
    chunk->rows = chunk->slots = chunk->nulls = chunk->values = chunk->weight = 0;
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

/* Are values stored otherwise than staged: as bits of booleans or of indices, or behind the levels of lists, whose room depends on
 * how many there are? */
static bool must_pack(const struct lg_chunk *chunk)
{
    return chunk->use_dictionary || chunk->column->type.physical == LG_PARQUET_BOOLEAN || chunk->column->is_list;
}

static bool pack_values(struct lg_chunk *chunk, size_t room, size_t *size)
{
    const unsigned char *staged = chunk->staged ? chunk->staged + lg_chunk_base(chunk) : NULL; /* NULL: nothing was staged */
    size_t bound = 1 + LG_RUN_HEADER_MAX + ((size_t)chunk->values + 7) / 8 * chunk->column->index_width + chunk->staged_bytes;

    if (!lg_chunk_reserve(&chunk->packed, &chunk->packed_capacity, room + bound + 16, 0))
        return false;
    if (chunk->use_dictionary)
        *size = pack_dictionary_indices(chunk, chunk->packed + room);
    else if (chunk->column->type.physical == LG_PARQUET_BOOLEAN)
        *size = lg_pack_flags(staged, (size_t)chunk->values, chunk->packed + room);
    else if (chunk->staged_bytes > 0)
        memcpy(chunk->packed + room, staged, chunk->staged_bytes);
    return true;
}

/* Bounds of the page's dictionary values: the lowest and highest rank among its indices. NaNs have the first ranks and no order. */
static int dictionary_bounds(const struct lg_chunk *chunk, struct lg_bounds *bounds, struct lg_error *err)
{
    const int32_t *index = (const int32_t *)(const void *)chunk->staged;
    const struct lg_chunk_column *column = chunk->column;
    struct lg_bounds entry;
    uint32_t highest_index = 0;
    int32_t first = column->unordered, last = (int32_t)column->layout->dictionary.count - 1;
    int32_t low = INT32_MAX, high = 0;

    for (int64_t i = 0; i < chunk->values; i++)
        highest_index = (uint32_t)index[i] > highest_index ? (uint32_t)index[i] : highest_index;
    if (chunk->values == 0)
        return LG_OK;
    if (highest_index >= column->layout->dictionary.count)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has index %d in a dictionary of %u values",
                            column->top->column->name, (int)highest_index, column->layout->dictionary.count);
    /* until the bounds cannot widen; NaNs are counted to the end */
    for (int64_t i = 0; i < chunk->values && (low > first || high < last || first > 0); i++) {
        int32_t rank = column->rank ? column->rank[index[i]] : index[i];

        if (rank < first) {
            bounds->nans++;
            continue;
        }
        low = rank < low ? rank : low;
        high = rank > high ? rank : high;
    }
    if (bounds->nans == chunk->values)
        return LG_OK;
    lg_chunk_entry_bounds(column, column->by_rank ? column->by_rank[low] : low, &entry);
    lg_bounds_merge(bounds, column->type.order, &entry);
    lg_chunk_entry_bounds(column, column->by_rank ? column->by_rank[high] : high, &entry);
    lg_bounds_merge(bounds, column->type.order, &entry);
    return LG_OK;
}

static int page_bounds(const struct lg_chunk *chunk, struct lg_bounds *bounds, struct lg_error *err)
{
    const struct lg_chunk_column *column = chunk->column;

    lg_bounds_reset(bounds);
    if (chunk->use_dictionary)
        return dictionary_bounds(chunk, bounds, err);
    if (lg_chunk_is_text(column))
        *bounds = chunk->text_bounds;
    else
        lg_bounds_add(bounds, column->type.order, column->type.width, chunk->staged + lg_chunk_base(chunk), (size_t)chunk->values);
    return LG_OK;
}

static int add_page_record(struct lg_chunk *chunk, size_t size, struct lg_error *err)
{
    struct lg_page_record *page;

    if (chunk->pages == chunk->page_capacity) {
        size_t capacity = chunk->page_capacity ? 2 * chunk->page_capacity : 16;
        struct lg_page_record *grown = realloc(chunk->page, capacity * sizeof(*grown));

        if (!grown)
            return lg_chunk_out_of_memory(chunk, err);
        chunk->page = grown;
        chunk->page_capacity = capacity;
    }
    page = &chunk->page[chunk->pages++];
    *page = (struct lg_page_record){.offset = chunk->record.size,
                                    .first_row = chunk->record.rows,
                                    .nulls = chunk->nulls,
                                    .size = (int32_t)size,
                                    .slots = (int32_t)chunk->slots};
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
                           .values = (int32_t)chunk->slots,
                           .encoding = chunk->use_dictionary ? LG_ENCODING_RLE_DICTIONARY : LG_ENCODING_PLAIN,
                           .compressor = compressor_of(chunk),
                           .literal = column->literal};
    bool packs = must_pack(chunk);
    size_t room = lg_chunk_level_room(column, column->is_list ? chunk->slots : column->page_rows);
    size_t size = chunk->staged_bytes, written, header_size;
    unsigned char *values;

    if (chunk->use_dictionary && chunk->pages == 0 && put_dictionary(chunk, err) != LG_OK)
        return err->code;
    if (packs ? !pack_values(chunk, room, &size) : !lg_chunk_reserve(&chunk->staged, &chunk->staged_capacity, room, 0))
        return lg_chunk_out_of_memory(chunk, err);
    values = (packs ? chunk->packed : chunk->staged) + room;
    page.piece[0] = lg_chunk_put_levels(chunk, values);
    page.piece[0].size += size; /* levels end where the values begin */
    page.piece[1] = direct;
    page.pieces = 2;
    if (page.compressor && !lg_chunk_reserve(&chunk->compressed, &chunk->compressed_capacity,
                                    lg_compressor_bound(page.compressor, lg_page_body_size(&page)), 0))
        return lg_chunk_out_of_memory(chunk, err);
    if (lg_page_write(&page, chunk->compressed, &chunk->header, emit, chunk, &written, &header_size, err) != LG_OK ||
        add_page_record(chunk, written, err) != LG_OK)
        return err->code;
    chunk->record.size += (int64_t)written;
    chunk->record.uncompressed += (int64_t)(header_size + lg_page_body_size(&page));
    chunk->record.rows += chunk->rows;
    chunk->record.values += chunk->slots;
    chunk->record.nulls += chunk->nulls;
    chunk->staged_bytes = 0;
    chunk->rows = chunk->slots = chunk->nulls = chunk->values = chunk->weight = 0;
    lg_bounds_reset(&chunk->text_bounds);
    return LG_OK;
}

/* ---- cutting batches into pages ---- */

/* What has been added up to a row, as two figures that only grow: slots (an empty list counts as one with an element) and bytes of
 * text. A page closes at the row where either reaches its limit. */
static uint64_t slots_before(const struct lg_batch_column *batch, const struct lg_chunk_column *column, int64_t row)
{
    return (uint64_t)row + (column->is_list ? batch->offset[row] : 0);
}

static uint64_t bytes_before(const struct lg_batch_column *batch, const struct lg_chunk_column *column, int64_t row)
{
    if (!column->is_list)
        return batch->offset[row];
    return batch->offset[row] > 0 ? batch->elements->column[0].offset[batch->offset[row]] : 0; /* no elements, no offsets */
}

typedef uint64_t before_fn(const struct lg_batch_column *batch, const struct lg_chunk_column *column, int64_t row);

/* The fewest rows from `first` on that reach `full`, if `most` do; else `most`. */
static int64_t rows_to_reach(before_fn *before, const struct lg_chunk_column *column, const struct lg_batch_column *batch, int64_t first,
                             int64_t most, uint64_t full)
{
    int64_t low = 0;

    if (before(batch, column, first + most) < full)
        return most;
    while (low + 1 < most) { /* before(first + low) < full <= before(first + most) */
        int64_t middle = low + (most - low) / 2;

        if (before(batch, column, first + middle) < full)
            low = middle;
        else
            most = middle;
    }
    return most;
}

static bool counts_bytes(const struct lg_chunk_column *column)
{
    return lg_chunk_is_text(column) && column->layout->dictionary.count == 0;
}

/* How many of the rows from `first` on still belong to the open page: up to and with the one that fills it. */
static int64_t rows_of_page(const struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t end)
{
    const struct lg_chunk_column *column = chunk->column;
    int64_t most = end - first;
    uint64_t full = slots_before(batch, column, first) + (uint64_t)(column->page_rows - chunk->weight);

    if (column->is_list)
        most = rows_to_reach(slots_before, column, batch, first, most, full);
    else if (most > column->page_rows - chunk->weight)
        most = column->page_rows - chunk->weight;
    if (!counts_bytes(column))
        return most;
    full = bytes_before(batch, column, first) + (uint64_t)column->page_bytes - chunk->staged_bytes;
    return rows_to_reach(bytes_before, column, batch, first, most, full);
}

static bool page_is_full(const struct lg_chunk *chunk, size_t text_bytes)
{
    const struct lg_chunk_column *column = chunk->column;

    return chunk->weight >= column->page_rows || (counts_bytes(column) && text_bytes >= (size_t)column->page_bytes);
}

/* Rows [first, first + n), all of the open page; for lists these are rows of elements. */
static int stage(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    if (n == 0) /* empty lists, whose elements nobody wrote */
        return LG_OK;
    if (counts_bytes(chunk->column))
        return lg_chunk_stage_text(chunk, batch, first, n, err);
    if (chunk->column->layout->dictionary.count && !chunk->use_dictionary)
        return lg_chunk_stage_entries(chunk, batch, first, n, err);
    return lg_chunk_stage_fixed(chunk, batch, first, n, err);
}

/* A page of text that is filled is written without copying the values which fill it, when its codec takes it in pieces. */
static bool can_write_direct(const struct lg_chunk *chunk, size_t size)
{
    return counts_bytes(chunk->column) && !chunk->column->is_list && !compressor_of(chunk) &&
           page_is_full(chunk, chunk->staged_bytes + size);
}

static int add_rows(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err)
{
    const struct lg_piece none = {NULL, 0};
    int code;

    if (counts_bytes(chunk->column) && !chunk->column->is_list) {
        struct lg_piece piece = {batch->values + batch->offset[first], batch->offset[first + n] - batch->offset[first]};

        if (can_write_direct(chunk, piece.size)) {
            lg_bounds_add_text(&chunk->text_bounds, batch, first, first + n, chunk->column->layout->type.kind == LG_TYPE_UTF8);
            return close_page(chunk, piece, err);
        }
    }
    if (chunk->column->is_list)
        code = stage(chunk, &batch->elements->column[0], batch->offset[first], batch->offset[first + n] - batch->offset[first], err);
    else
        code = stage(chunk, batch, first, n, err);
    return code == LG_OK && page_is_full(chunk, chunk->staged_bytes) ? close_page(chunk, none, err) : code;
}

int lg_chunk_add(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t rows, struct lg_error *err)
{
    for (int64_t first = 0; first < rows;) {
        int64_t n = rows_of_page(chunk, batch, first, rows);

        if (lg_chunk_add_levels(chunk, batch, first, n, err) != LG_OK)
            return err->code;
        chunk->weight += (int64_t)(slots_before(batch, chunk->column, first + n) - slots_before(batch, chunk->column, first));
        if (add_rows(chunk, batch, first, n, err) != LG_OK)
            return err->code;
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

    if (counts_bytes(column) && page > column->page_bytes)
        page = column->page_bytes + plain_row_bytes;
    return (int64_t)lg_chunk_level_room(column, column->page_rows) * 2 + page * 3 + page_rows; /* staged, compressed, and growth by a quarter */
}
