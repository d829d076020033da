/* SPDX-License-Identifier: Apache-2.0 */
/* What is fixed of a column: its type, and for declared dictionaries the page and the order of the entries. */
#include "encode/parquet/bitpack.h"
#include "encode/parquet/chunk.h"
#include "encode/parquet/page.h"

#include <stdlib.h>
#include <string.h>

static size_t entry_bytes(const struct lg_layout_column *layout, uint32_t i, const unsigned char **bytes)
{
    if (lg_type_is_text(&layout->type)) {
        *bytes = ((const unsigned char *const *)layout->dictionary.values)[i];
        return strlen((const char *)*bytes);
    }
    *bytes = (const unsigned char *)layout->dictionary.values + (size_t)i * layout->type.width;
    return layout->type.width;
}

/* Only types that need no conversion, or are widened, come here. */
static int check_dictionary_type(const struct lg_chunk_column *column, struct lg_error *err)
{
    const struct lg_layout_column *layout = column->layout;

    if (lg_type_is_text(&layout->type) || (layout->type.width == column->type.width && layout->type.kind != LG_TYPE_BOOL &&
                                           column->type.order != LG_ORDER_DECIMAL))
        return LG_OK;
    if (layout->type.kind == LG_TYPE_INT8 || layout->type.kind == LG_TYPE_INT16 || layout->type.kind == LG_TYPE_UINT8 ||
        layout->type.kind == LG_TYPE_UINT16)
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "column '%s' of type '%s' cannot have a dictionary", layout->column->name,
                        layout->column->type);
}

static int32_t widened(const struct lg_type *type, const unsigned char *bytes)
{
    switch (type->kind) {
    case LG_TYPE_INT8:
        return (int8_t)bytes[0];
    case LG_TYPE_UINT8:
        return bytes[0];
    case LG_TYPE_INT16:
        return (int16_t)(bytes[0] | bytes[1] << 8);
    default:
        return bytes[0] | bytes[1] << 8;
    }
}

/* An entry as Parquet stores it, without the length of text; `wide` is its memory if it is widened. */
static size_t stored_entry(const struct lg_chunk_column *column, uint32_t i, int32_t *wide, const unsigned char **bytes)
{
    const struct lg_layout_column *layout = column->layout;
    size_t size = entry_bytes(layout, i, bytes);

    if (lg_type_is_text(&layout->type) || layout->type.width >= column->type.width)
        return size;
    *wide = widened(&layout->type, *bytes);
    *bytes = (const unsigned char *)wide;
    return sizeof(*wide);
}

static void put_entry(const struct lg_chunk_column *column, uint32_t i, struct lg_string *plain)
{
    const unsigned char *bytes;
    int32_t wide;
    size_t size = stored_entry(column, i, &wide, &bytes);
    const unsigned char length[4] = {(unsigned char)size, (unsigned char)(size >> 8), (unsigned char)(size >> 16),
                                     (unsigned char)(size >> 24)};

    if (lg_type_is_text(&column->layout->type))
        lg_string_append(plain, length, sizeof(length));
    lg_string_append(plain, bytes, size);
}

void lg_chunk_entry_bounds(const struct lg_chunk_column *column, int32_t index, struct lg_bounds *bounds)
{
    const struct lg_type *type = &column->layout->type;
    const unsigned char *bytes;
    int32_t wide;
    size_t size = stored_entry(column, (uint32_t)index, &wide, &bytes);

    lg_bounds_reset(bounds);
    if (lg_type_is_text(type))
        lg_bounds_add_bytes(bounds, bytes, size, type->kind == LG_TYPE_UTF8);
    else
        lg_bounds_add(bounds, column->type.order, column->type.width, bytes, 1);
}

/* ---- the order of entries: by their whole values, for bounds may be cut; those without order, NaNs, come first ---- */

static bool has_order(const struct lg_chunk_column *column, int32_t index)
{
    struct lg_bounds bounds;

    if (!lg_parquet_order_is_float(column->type.order))
        return true;
    lg_chunk_entry_bounds(column, index, &bounds);
    return bounds.any;
}

static int compare_values(const struct lg_chunk_column *column, int32_t x, int32_t y)
{
    const unsigned char *x_bytes, *y_bytes;
    int32_t x_wide, y_wide;
    size_t x_size = stored_entry(column, (uint32_t)x, &x_wide, &x_bytes), y_size = stored_entry(column, (uint32_t)y, &y_wide, &y_bytes);

    return lg_bound_compare(column->type.order, x_bytes, x_size, y_bytes, y_size);
}

static int compare_entries(const void *a, const void *b, void *context)
{
    const struct lg_chunk_column *column = context;
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    int x_ordered = has_order(column, x), result = x_ordered - has_order(column, y);

    if (result == 0 && x_ordered)
        result = compare_values(column, x, y);
    return result ? result : (x > y) - (x < y);
}

static bool is_sorted(struct lg_chunk_column *column)
{
    for (int32_t i = 1; i < (int32_t)column->layout->dictionary.count; i++) {
        const int32_t previous = i - 1;

        if (compare_entries(&previous, &i, column) > 0)
            return false;
    }
    return true;
}

static int32_t count_unordered(const struct lg_chunk_column *column)
{
    int32_t count = 0;

    for (int32_t i = 0; i < (int32_t)column->layout->dictionary.count; i++)
        count += !has_order(column, i);
    return count;
}

/* Ranks are kept only where they are not the indices. */
static int rank_entries(struct lg_chunk_column *column, struct lg_error *err)
{
    const uint32_t count = column->layout->dictionary.count;

    column->unordered = count_unordered(column);
    if (is_sorted(column))
        return LG_OK;
    column->rank = calloc(count, sizeof(*column->rank));
    column->by_rank = calloc(count, sizeof(*column->by_rank));
    if (!column->rank || !column->by_rank)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary of %u values", count);
    for (uint32_t i = 0; i < count; i++)
        column->by_rank[i] = (int32_t)i;
    qsort_r(column->by_rank, count, sizeof(*column->by_rank), compare_entries, column);
    for (uint32_t rank = 0; rank < count; rank++)
        column->rank[column->by_rank[rank]] = (int32_t)rank;
    return LG_OK;
}

static int emit_to_string(void *context, const void *bytes, size_t size, struct lg_error *err)
{
    lg_string_append(context, bytes, size);
    return lg_string_check(context, err);
}

static int make_page(struct lg_chunk_column *column, const struct lg_string *plain, struct lg_compressor *compressor,
                     struct lg_error *err)
{
    struct lg_page page = {.type = LG_PAGE_DICTIONARY,
                           .values = (int32_t)column->layout->dictionary.count,
                           .encoding = LG_ENCODING_PLAIN,
                           .compressor = column->codec != LG_CODEC_NONE && !column->literal ? compressor : NULL,
                           .literal = column->literal,
                           .piece = {{(const unsigned char *)plain->text, plain->length}},
                           .pieces = 1};
    unsigned char *compressed = malloc(lg_codec_bound(column->codec, plain->length) + 1);
    struct lg_string header = LG_STRING_INIT;
    size_t written, header_size;
    int code = LG_OK;

    if (!compressed)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary page");
    code = lg_page_write(&page, compressed, &header, emit_to_string, &column->dictionary_page, &written, &header_size, err);
    column->dictionary_uncompressed = (int64_t)(header_size + plain->length);
    free(compressed);
    lg_string_release(&header);
    return code;
}

static int prepare_dictionary(struct lg_chunk_column *column, struct lg_compressor *compressor, struct lg_error *err)
{
    uint32_t count = column->layout->dictionary.count;
    struct lg_string plain = LG_STRING_INIT;

    for (uint32_t i = 0; i < count; i++)
        put_entry(column, i, &plain);
    if (lg_string_check(&plain, err) == LG_OK && rank_entries(column, err) == LG_OK) {
        column->index_width = lg_bit_width(count);
        column->dictionary_plain = (int64_t)plain.length;
        (void)make_page(column, &plain, compressor, err);
    }
    lg_string_release(&plain);
    return err->code;
}

int lg_chunk_column_init(struct lg_chunk_column *column, const struct lg_layout_column *top,
                         const struct lg_encoder_settings *settings, bool plain, struct lg_compressor *compressor,
                         struct lg_error *err)
{
    const struct lg_layout_column *layout = lg_layout_leaf(top);
    bool snappy = settings->codec == LG_CODEC_SNAPPY, is_list = top->elements != NULL;
    bool list_optional = is_list && !(top->column->flags & LG_COLUMN_REQUIRED);

    *column = (struct lg_chunk_column){.top = top,
                                       .layout = layout,
                                       .type = lg_parquet_type_of(&layout->type),
                                       .is_list = is_list,
                                       .list_optional = list_optional,
                                       .max_definition = (uint8_t)(is_list + list_optional +
                                                                   !(layout->column->flags & LG_COLUMN_REQUIRED)),
                                       .codec = plain && !snappy ? LG_CODEC_NONE : settings->codec,
                                       .literal = plain && snappy,
                                       .page_rows = settings->page_rows,
                                       .page_bytes = settings->page_bytes};
    if (column->type.width > 0 && column->page_rows > settings->page_bytes / column->type.width)
        column->page_rows = settings->page_bytes / column->type.width & ~(int64_t)7;
    if (column->page_rows < 8)
        column->page_rows = 8;
    if (layout->dictionary.count == 0)
        return LG_OK;
    if (check_dictionary_type(column, err) != LG_OK || prepare_dictionary(column, compressor, err) != LG_OK)
        return lg_error_wrap(err, "dictionary of column '%s'", top->column->name);
    return LG_OK;
}

void lg_chunk_column_release(struct lg_chunk_column *column)
{
    free(column->rank);
    free(column->by_rank);
    lg_string_release(&column->dictionary_page);
}
