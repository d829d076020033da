/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the tail of a Parquet file. Field numbers in this file are those of parquet.thrift. */
#include "encode/parquet/footer.h"

#include "encode/parquet/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT_VERSION "1.0.0" /* of our bytes, not of the program: rises with lg_format_parquet.epoch */

enum { UNORDERED = 0, ASCENDING = 1, DESCENDING = 2 };

/* Where the indexes of a chunk were put. */
struct index_place {
    int64_t column_offset, offset_offset;
    int32_t column_size, offset_size; /* 0: none */
};

struct tail {
    const struct lg_chunk_column *columns;
    uint32_t count;
    const struct lg_row_group *groups;
    size_t group_count;
    struct lg_output *output;
    struct lg_string bytes; /* of the structure being written */
    struct index_place *place; /* by group, then column */
};

static const struct lg_group_detail *detail_of(const struct lg_row_group *group)
{
    return group->detail;
}

static int32_t codec_number(enum lg_codec codec)
{
    static const int32_t numbers[LG_CODECS] = {
        [LG_CODEC_NONE] = 0, [LG_CODEC_SNAPPY] = 1, [LG_CODEC_GZIP] = 2, [LG_CODEC_ZSTD] = 6, [LG_CODEC_LZ4] = 7 /* LZ4_RAW */};

    return numbers[codec];
}

/* ---- page indexes ---- */

/* Does every page have bounds, or only nulls? Otherwise the chunk gets no column index: readers fail on a page with neither. */
static bool has_complete_bounds(const struct lg_page_record *page, uint32_t pages)
{
    for (uint32_t p = 0; p < pages; p++)
        if (page[p].nulls < page[p].slots && !(page[p].bounds.any && page[p].bounds.has_max))
            return false;
    return pages > 0;
}

static int32_t boundary_order(enum lg_parquet_order order, const struct lg_page_record *page, uint32_t pages)
{
    const struct lg_bounds *previous = NULL;
    bool ascending = true, descending = true;

    for (uint32_t p = 0; p < pages; p++) {
        const struct lg_bounds *b = &page[p].bounds;
        int low, high;

        if (!b->any)
            continue;
        if (previous) {
            low = lg_bound_compare(order, previous->min, previous->min_size, b->min, b->min_size);
            high = lg_bound_compare(order, previous->max, previous->max_size, b->max, b->max_size);
            ascending = ascending && low <= 0 && high <= 0;
            descending = descending && low >= 0 && high >= 0;
        }
        previous = b;
    }
    return ascending ? ASCENDING : descending ? DESCENDING : UNORDERED;
}

static void put_column_index(struct lg_string *out, enum lg_parquet_order order, const struct lg_page_record *page,
                             uint32_t pages)
{
    struct lg_thrift t;

    lg_thrift_init(&t, out);
    lg_thrift_list(&t, 1, LG_THRIFT_BOOL, pages);
    for (uint32_t p = 0; p < pages; p++)
        lg_thrift_put_bool(&t, page[p].nulls == page[p].slots);
    lg_thrift_list(&t, 2, LG_THRIFT_BINARY, pages);
    for (uint32_t p = 0; p < pages; p++)
        lg_thrift_put_binary(&t, page[p].bounds.min, page[p].bounds.any ? page[p].bounds.min_size : 0);
    lg_thrift_list(&t, 3, LG_THRIFT_BINARY, pages);
    for (uint32_t p = 0; p < pages; p++)
        lg_thrift_put_binary(&t, page[p].bounds.max, page[p].bounds.any ? page[p].bounds.max_size : 0);
    lg_thrift_i32(&t, 4, boundary_order(order, page, pages));
    lg_thrift_list(&t, 5, LG_THRIFT_I64, pages);
    for (uint32_t p = 0; p < pages; p++)
        lg_thrift_put_int(&t, page[p].nulls);
    if (lg_parquet_order_is_float(order)) {
        lg_thrift_list(&t, 8, LG_THRIFT_I64, pages);
        for (uint32_t p = 0; p < pages; p++)
            lg_thrift_put_int(&t, page[p].bounds.nans);
    }
    lg_thrift_end(&t);
}

static void put_offset_index(struct lg_string *out, const struct lg_page_record *page, uint32_t pages, int64_t chunk_start)
{
    struct lg_thrift t;

    lg_thrift_init(&t, out);
    lg_thrift_list(&t, 1, LG_THRIFT_STRUCT, pages);
    for (uint32_t p = 0; p < pages; p++) {
        lg_thrift_element(&t);
        lg_thrift_i64(&t, 1, chunk_start + page[p].offset);
        lg_thrift_i32(&t, 2, page[p].size);
        lg_thrift_i64(&t, 3, page[p].first_row);
        lg_thrift_end(&t);
    }
    lg_thrift_end(&t);
}

static int flush(struct tail *tail, int64_t *offset, int32_t *size, struct lg_error *err)
{
    if (lg_string_check(&tail->bytes, err) != LG_OK)
        return err->code;
    *offset = lg_output_position(tail->output);
    *size = (int32_t)tail->bytes.length;
    (void)lg_output_append(tail->output, tail->bytes.text, tail->bytes.length, err);
    lg_string_clear(&tail->bytes);
    return err->code;
}

static int put_indexes(struct tail *tail, bool offsets, struct lg_error *err)
{
    for (size_t g = 0; g < tail->group_count; g++)
        for (uint32_t c = 0; c < tail->count; c++) {
            const struct lg_group_detail *detail = detail_of(&tail->groups[g]);
            const struct lg_chunk_record *chunk = &detail->chunk[c];
            const struct lg_page_record *page = detail->page + chunk->first_page;
            struct index_place *place = &tail->place[g * tail->count + c];
            enum lg_parquet_order order = tail->columns[c].type.order;

            if (offsets && chunk->pages > 0) {
                put_offset_index(&tail->bytes, page, chunk->pages, tail->groups[g].position + chunk->offset);
                (void)flush(tail, &place->offset_offset, &place->offset_size, err);
            } else if (!offsets && has_complete_bounds(page, chunk->pages)) {
                put_column_index(&tail->bytes, order, page, chunk->pages);
                (void)flush(tail, &place->column_offset, &place->column_size, err);
            }
            if (err->code != LG_OK)
                return err->code;
        }
    return LG_OK;
}

/* ---- footer ---- */

static void put_statistics(struct lg_thrift *t, const struct lg_chunk_column *column, const struct lg_chunk_record *chunk)
{
    bool exact = column->type.physical != LG_PARQUET_BYTE_ARRAY;

    lg_thrift_struct(t, 12);
    lg_thrift_i64(t, 3, chunk->nulls);
    if (chunk->bounds.any && chunk->bounds.has_max)
        lg_thrift_binary(t, 5, chunk->bounds.max, chunk->bounds.max_size);
    if (chunk->bounds.any)
        lg_thrift_binary(t, 6, chunk->bounds.min, chunk->bounds.min_size);
    if (chunk->bounds.any && exact) {
        lg_thrift_bool(t, 7, true);
        lg_thrift_bool(t, 8, true);
    }
    if (lg_parquet_order_is_float(column->type.order))
        lg_thrift_i64(t, 9, chunk->bounds.nans);
    lg_thrift_end(t);
}

static void put_encoding_stats(struct lg_thrift *t, int32_t page_type, int32_t encoding, uint32_t count)
{
    lg_thrift_element(t);
    lg_thrift_i32(t, 1, page_type);
    lg_thrift_i32(t, 2, encoding);
    lg_thrift_i32(t, 3, (int32_t)count);
    lg_thrift_end(t);
}

static void put_column_metadata(struct lg_thrift *t, const struct lg_chunk_column *column, const struct lg_chunk_record *chunk,
                                int64_t start)
{
    bool dictionary = chunk->dictionary_size > 0;
    int32_t data_encoding = dictionary ? LG_ENCODING_RLE_DICTIONARY : LG_ENCODING_PLAIN;

    lg_thrift_struct(t, 3);
    lg_thrift_i32(t, 1, column->type.physical);
    lg_thrift_list(t, 2, LG_THRIFT_I32, dictionary ? 3 : 2);
    lg_thrift_put_int(t, LG_ENCODING_PLAIN);
    lg_thrift_put_int(t, LG_ENCODING_RLE);
    if (dictionary)
        lg_thrift_put_int(t, LG_ENCODING_RLE_DICTIONARY);
    lg_thrift_list(t, 3, LG_THRIFT_BINARY, column->is_list ? 3 : 1);
    lg_thrift_put_binary(t, column->top->column->name, strlen(column->top->column->name));
    if (column->is_list) {
        lg_thrift_put_binary(t, LG_PARQUET_LIST, strlen(LG_PARQUET_LIST));
        lg_thrift_put_binary(t, LG_PARQUET_ELEMENT, strlen(LG_PARQUET_ELEMENT));
    }
    lg_thrift_i32(t, 4, codec_number(column->codec));
    lg_thrift_i64(t, 5, chunk->values);
    lg_thrift_i64(t, 6, chunk->uncompressed);
    lg_thrift_i64(t, 7, chunk->size);
    lg_thrift_i64(t, 9, start + chunk->dictionary_size);
    if (dictionary)
        lg_thrift_i64(t, 11, start);
    put_statistics(t, column, chunk);
    lg_thrift_list(t, 13, LG_THRIFT_STRUCT, dictionary ? 2 : 1);
    if (dictionary)
        put_encoding_stats(t, LG_PAGE_DICTIONARY, LG_ENCODING_PLAIN, 1);
    put_encoding_stats(t, LG_PAGE_DATA, data_encoding, chunk->pages);
    lg_thrift_end(t);
}

static void put_column_chunk(struct lg_thrift *t, const struct lg_chunk_column *column, const struct lg_chunk_record *chunk,
                             int64_t start, const struct index_place *place)
{
    lg_thrift_element(t);
    lg_thrift_i64(t, 2, 0); /* file_offset: deprecated, readers ignore it, 0 is what the format asks for */
    put_column_metadata(t, column, chunk, start);
    if (place->offset_size) {
        lg_thrift_i64(t, 4, place->offset_offset);
        lg_thrift_i32(t, 5, place->offset_size);
    }
    if (place->column_size) {
        lg_thrift_i64(t, 6, place->column_offset);
        lg_thrift_i32(t, 7, place->column_size);
    }
    lg_thrift_end(t);
}

static void put_row_group(struct lg_thrift *t, const struct tail *tail, size_t g)
{
    const struct lg_row_group *group = &tail->groups[g];
    const struct lg_group_detail *detail = detail_of(group);
    int64_t uncompressed = 0;

    lg_thrift_element(t);
    lg_thrift_list(t, 1, LG_THRIFT_STRUCT, tail->count);
    for (uint32_t c = 0; c < tail->count; c++) {
        uncompressed += detail->chunk[c].uncompressed;
        put_column_chunk(t, &tail->columns[c], &detail->chunk[c], group->position + detail->chunk[c].offset,
                         &tail->place[g * tail->count + c]);
    }
    lg_thrift_i64(t, 2, uncompressed);
    lg_thrift_i64(t, 3, group->rows);
    lg_thrift_i64(t, 5, group->position);
    lg_thrift_i64(t, 6, group->bytes);
    lg_thrift_i16(t, 7, (int16_t)g);
    lg_thrift_end(t);
}

static void put_schema(struct lg_thrift *t, const struct tail *tail)
{
    size_t elements = 1;

    for (uint32_t c = 0; c < tail->count; c++)
        elements += tail->columns[c].is_list ? 3 : 1;
    lg_thrift_list(t, 2, LG_THRIFT_STRUCT, elements);
    lg_thrift_element(t);
    lg_thrift_text(t, 4, "schema");
    lg_thrift_i32(t, 5, (int32_t)tail->count);
    lg_thrift_end(t);
    for (uint32_t c = 0; c < tail->count; c++)
        lg_parquet_put_schema_elements(t, tail->columns[c].top);
}

static void put_key_value(struct lg_thrift *t, const char *key, const char *value)
{
    lg_thrift_element(t);
    lg_thrift_text(t, 1, key);
    lg_thrift_text(t, 2, value);
    lg_thrift_end(t);
}

/* The identity of the part, by which a resumed run knows its own objects. */
static void put_key_values(struct lg_thrift *t, const struct lg_part_identity *part)
{
    char range[64];

    (void)snprintf(range, sizeof(range), "%lld+%lld", (long long)part->first_row, (long long)part->rows);
    lg_thrift_list(t, 5, LG_THRIFT_STRUCT, 3);
    put_key_value(t, "lakegen.part", part->identity);
    put_key_value(t, "lakegen.plan", part->plan);
    put_key_value(t, "lakegen.rows", range);
}

static void put_file_metadata(struct tail *tail, const struct lg_part_identity *part)
{
    struct lg_thrift t;
    int64_t rows = 0;

    for (size_t g = 0; g < tail->group_count; g++)
        rows += tail->groups[g].rows;
    lg_thrift_init(&t, &tail->bytes);
    lg_thrift_i32(&t, 1, 1);
    put_schema(&t, tail);
    lg_thrift_i64(&t, 3, rows);
    lg_thrift_list(&t, 4, LG_THRIFT_STRUCT, tail->group_count);
    for (size_t g = 0; g < tail->group_count; g++)
        put_row_group(&t, tail, g);
    put_key_values(&t, part);
    lg_thrift_text(&t, 6, "lakegen version " FORMAT_VERSION " (build 1)");
    lg_thrift_list(&t, 7, LG_THRIFT_STRUCT, tail->count);
    for (uint32_t c = 0; c < tail->count; c++) {
        lg_thrift_element(&t);
        lg_thrift_struct(&t, 1); /* TYPE_ORDER */
        lg_thrift_end(&t);
        lg_thrift_end(&t);
    }
    lg_thrift_end(&t);
}

static int put_trailer(struct tail *tail, struct lg_error *err)
{
    size_t size = tail->bytes.length;
    unsigned char end[8] = {(unsigned char)size, (unsigned char)(size >> 8), (unsigned char)(size >> 16),
                            (unsigned char)(size >> 24), 'P', 'A', 'R', '1'};
    int64_t offset;
    int32_t written;

    lg_string_append(&tail->bytes, end, sizeof(end));
    return flush(tail, &offset, &written, err);
}

int lg_parquet_put_footer(const struct lg_chunk_column *columns, uint32_t count, const struct lg_part_identity *part,
                          const struct lg_row_group *groups, size_t group_count, struct lg_output *output,
                          struct lg_error *err)
{
    struct tail tail = {.columns = columns,
                        .count = count,
                        .groups = groups,
                        .group_count = group_count,
                        .output = output,
                        .bytes = LG_STRING_INIT,
                        .place = calloc(group_count * count + 1, sizeof(*tail.place))};

    if (!tail.place)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for the page indexes of %zu row groups", group_count);
    else if (put_indexes(&tail, false, err) == LG_OK && put_indexes(&tail, true, err) == LG_OK) {
        put_file_metadata(&tail, part);
        (void)put_trailer(&tail, err);
    }
    lg_string_release(&tail.bytes);
    free(tail.place);
    return err->code;
}
