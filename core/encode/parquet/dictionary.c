/* SPDX-License-Identifier: Apache-2.0 */
/* What is fixed of a column: its type, and for declared dictionaries the page, the order of the entries and their bounds. */
#include "encode/parquet/bitpack.h"
#include "encode/parquet/chunk.h"
#include "encode/parquet/page.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    struct lg_bounds bounds;
    const unsigned char *bytes; /* of BYTE_ARRAY: bounds may be cut, the order may not */
    size_t size;
    int32_t index;
};

static size_t entry_bytes(const struct lg_layout_column *layout, uint32_t i, const unsigned char **bytes)
{
    if (lg_type_is_text(&layout->type)) {
        *bytes = ((const unsigned char *const *)layout->dictionary.values)[i];
        return strlen((const char *)*bytes);
    }
    *bytes = (const unsigned char *)layout->dictionary.values + (size_t)i * layout->type.width;
    return layout->type.width;
}

/* An entry as Parquet stores it, without the length of text. Only types that need no conversion come here. */
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

static void put_entry(const struct lg_chunk_column *column, uint32_t i, struct lg_string *plain, struct entry *entry)
{
    struct lg_bounds *bounds = &entry->bounds;
    const struct lg_layout_column *layout = column->layout;
    const unsigned char *bytes;
    size_t size = entry_bytes(layout, i, &bytes);

    lg_bounds_reset(bounds);
    if (lg_type_is_text(&layout->type)) {
        const unsigned char length[4] = {(unsigned char)size, (unsigned char)(size >> 8), (unsigned char)(size >> 16),
                                         (unsigned char)(size >> 24)};

        lg_string_append(plain, length, sizeof(length));
        lg_string_append(plain, bytes, size);
        lg_bounds_add_bytes(bounds, bytes, size, layout->type.kind == LG_TYPE_UTF8);
        entry->bytes = bytes;
        entry->size = size;
    } else if (layout->type.width < column->type.width) {
        int32_t wide = widened(&layout->type, bytes);

        lg_string_append(plain, &wide, sizeof(wide));
        lg_bounds_add(bounds, column->type.order, sizeof(wide), &wide, 1);
    } else {
        lg_string_append(plain, bytes, size);
        lg_bounds_add(bounds, column->type.order, column->type.width, bytes, 1);
    }
}

/* qsort() has no context, so the order is in a function each; entries never differ in it. Those without order come first. */
static int compare_entries(const void *a, const void *b, enum lg_parquet_order order)
{
    const struct entry *x = a, *y = b;
    int result = x->bounds.any - y->bounds.any;

    if (result == 0 && x->bytes)
        result = lg_bound_compare(order, x->bytes, x->size, y->bytes, y->size);
    else if (result == 0 && x->bounds.any)
        result = lg_bound_compare(order, x->bounds.min, x->bounds.min_size, y->bounds.min, y->bounds.min_size);

    return result ? result : (x->index > y->index) - (x->index < y->index);
}

#define COMPARATOR(name, order) \
    static int name(const void *a, const void *b) \
    { \
        return compare_entries(a, b, order); \
    }
COMPARATOR(by_int32, LG_ORDER_INT32)
COMPARATOR(by_uint32, LG_ORDER_UINT32)
COMPARATOR(by_int64, LG_ORDER_INT64)
COMPARATOR(by_uint64, LG_ORDER_UINT64)
COMPARATOR(by_float, LG_ORDER_FLOAT)
COMPARATOR(by_double, LG_ORDER_DOUBLE)
COMPARATOR(by_bytes, LG_ORDER_BYTES)

typedef int comparator(const void *, const void *);

static comparator *comparator_of(enum lg_parquet_order order)
{
    static comparator *const comparators[] = {
        [LG_ORDER_BOOLEAN] = by_bytes, [LG_ORDER_INT32] = by_int32,   [LG_ORDER_UINT32] = by_uint32,
        [LG_ORDER_INT64] = by_int64,   [LG_ORDER_UINT64] = by_uint64, [LG_ORDER_FLOAT] = by_float,
        [LG_ORDER_DOUBLE] = by_double, [LG_ORDER_BYTES] = by_bytes,   [LG_ORDER_DECIMAL] = by_bytes};

    return comparators[order];
}

/* Sorts the entries and keeps their ranks; no ranks when they come sorted. */
static void rank_entries(struct lg_chunk_column *column, struct entry *entries)
{
    uint32_t count = column->layout->dictionary.count;
    bool sorted = true;

    qsort(entries, count, sizeof(*entries), comparator_of(column->type.order));
    for (uint32_t rank = 0; rank < count; rank++) {
        column->unordered += lg_parquet_order_is_float(column->type.order) && !entries[rank].bounds.any;
        column->entry[rank] = entries[rank].bounds;
        column->rank[entries[rank].index] = (int32_t)rank;
        sorted = sorted && entries[rank].index == (int32_t)rank;
    }
    if (!sorted)
        return;
    free(column->rank);
    column->rank = NULL;
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
    struct entry *entries = calloc(count, sizeof(*entries));

    column->rank = calloc(count, sizeof(*column->rank));
    column->entry = calloc(count, sizeof(*column->entry));
    if (!entries || !column->rank || !column->entry)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary of %u values", count);
    for (uint32_t i = 0; err->code == LG_OK && i < count; i++) {
        put_entry(column, i, &plain, &entries[i]);
        entries[i].index = (int32_t)i;
    }
    if (err->code == LG_OK && lg_string_check(&plain, err) == LG_OK) {
        rank_entries(column, entries);
        column->index_width = lg_bit_width(count);
        column->dictionary_plain = (int64_t)plain.length;
        (void)make_page(column, &plain, compressor, err);
    }
    free(entries);
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
    free(column->entry);
    lg_string_release(&column->dictionary_page);
}
