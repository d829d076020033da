/* SPDX-License-Identifier: Apache-2.0 */
/* A Parquet file for people, in a screen, and as JSON. */
#include "cli/inspect.h"
#include "cli/table.h"

#include "encode/parquet/bounds.h"
#include "read/parquet/indexes.h"
#include "read/parquet/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 60       /* of a table on a screen; JSON has them all */
#define BOUND_CHARACTERS 24
#define END_CELL '\x1f'
#define END_ROW '\x1e'

/* A column over all row groups, or in one. */
struct sum {
    int64_t values, nulls, stored, uncompressed, pages, crc_right, crc_wrong, crc_none;
    bool has_nulls; /* all chunks count them */
    uint32_t encodings, codecs; /* bits; encodings: of data pages */
    uint32_t chunks, column_indexes, offset_indexes, bloom_filters, dictionaries;
    struct lg_bytes min, max; /* at: NULL when a chunk has none */
    bool has_bounds;          /* until a chunk lacks them */
    bool has_broken;
    bool has_v1, has_v2;
};

struct view {
    const struct lg_parquet_file *file;
    const struct lg_parquet_scan *scan;
    struct sum *column; /* by leaf */
    struct sum all;
};

/* ---- sums ---- */

static bool has_bounds(const struct lg_column_meta_data *meta)
{
    return LG_HAS_STATISTICS(meta) && LG_HAS_MIN_VALUE(&meta->statistics) && LG_HAS_MAX_VALUE(&meta->statistics);
}

static bool is_all_null(const struct lg_column_meta_data *meta)
{
    return LG_HAS_STATISTICS(meta) && LG_HAS_NULL_COUNT(&meta->statistics) && meta->statistics.null_count == meta->num_values;
}

static void widen(struct sum *sum, const struct lg_schema_element *element, const struct lg_column_meta_data *meta)
{
    const struct lg_statistics *s = &meta->statistics;
    enum lg_parquet_order order;
    bool usable = has_bounds(meta) && lg_parquet_order_of(element, &order) && lg_parquet_is_value(element, s->min_value) &&
                  lg_parquet_is_value(element, s->max_value);

    if (is_all_null(meta))
        return;
    sum->has_bounds = sum->has_bounds && usable;
    if (!sum->has_bounds)
        return;
    if (!sum->min.at || lg_bound_compare(order, s->min_value.at, s->min_value.size, sum->min.at, sum->min.size) < 0)
        sum->min = s->min_value;
    if (!sum->max.at || lg_bound_compare(order, s->max_value.at, s->max_value.size, sum->max.at, sum->max.size) > 0)
        sum->max = s->max_value;
}

static void add_chunk(struct sum *sum, const struct lg_schema_element *element, const struct lg_column_chunk *chunk,
                      const struct lg_chunk_scan *seen)
{
    const struct lg_column_meta_data *meta = &chunk->meta_data;

    sum->chunks++;
    sum->values += meta->num_values;
    sum->has_nulls = sum->has_nulls && LG_HAS_STATISTICS(meta) && LG_HAS_NULL_COUNT(&meta->statistics);
    sum->nulls += meta->statistics.null_count;
    sum->stored += meta->total_compressed_size;
    sum->uncompressed += meta->total_uncompressed_size;
    sum->pages += seen->pages;
    sum->crc_right += seen->crc_right;
    sum->crc_wrong += seen->crc_wrong;
    sum->crc_none += seen->crc_none;
    sum->has_broken = sum->has_broken || seen->is_broken;
    sum->has_v1 = sum->has_v1 || seen->has_v1;
    sum->has_v2 = sum->has_v2 || seen->has_v2;
    for (uint32_t e = 0; e <= LG_ENCODINGS; e++)
        sum->encodings |= (uint32_t)(seen->pages_with[e] > 0) << e;
    sum->codecs |= UINT32_C(1) << meta->codec;
    sum->column_indexes += LG_HAS_COLUMN_INDEX(chunk);
    sum->offset_indexes += LG_HAS_OFFSET_INDEX(chunk);
    sum->bloom_filters += LG_HAS_BLOOM_FILTER(meta);
    sum->dictionaries += seen->dictionary_pages > 0;
    if (element)
        widen(sum, element, meta);
}

static void add_up(struct view *view)
{
    view->all = (struct sum){.has_nulls = true};
    for (uint32_t leaf = 0; leaf < view->file->leaves; leaf++) {
        view->column[leaf] = (struct sum){.has_nulls = true, .has_bounds = true};
        for (uint32_t g = 0; g < view->file->meta.row_groups.count; g++) {
            const struct lg_column_chunk *chunk = lg_parquet_chunk(view->file, g, leaf);
            const struct lg_chunk_scan *seen = lg_parquet_scan_chunk(view->scan, g, leaf);

            add_chunk(&view->column[leaf], view->file->leaf[leaf].element, chunk, seen);
            add_chunk(&view->all, NULL, chunk, seen);
        }
    }
}

/* ---- text ---- */

static void put_words(uint32_t bits, const char *(*word)(int32_t, char *), const char *separator, struct lg_string *out)
{
    const char *between = "";
    char memory[LG_WORD];

    for (int32_t i = 0; i < 32; i++)
        if (bits >> i & 1) {
            lg_string_printf(out, "%s%s", between, word(i, memory));
            between = separator;
        }
    if (bits == 0)
        lg_string_putc(out, '-');
}

static void put_ratio(int64_t uncompressed, int64_t stored, struct lg_string *out)
{
    if (stored > 0)
        lg_string_printf(out, "%.2f", (double)uncompressed / (double)stored);
    else
        lg_string_putc(out, '-');
}

static void put_crcs(const struct sum *sum, struct lg_string *out)
{
    if (sum->has_broken)
        lg_string_puts(out, "damaged");
    else if (sum->crc_wrong > 0)
        lg_string_printf(out, "%" PRId64 " WRONG", sum->crc_wrong);
    else if (sum->crc_right == 0)
        lg_string_puts(out, sum->pages ? "none" : "-");
    else if (sum->crc_none > 0)
        lg_string_printf(out, "%" PRId64 " of %" PRId64, sum->crc_right, sum->pages);
    else
        lg_string_puts(out, "ok");
}

static void put_bound(const struct lg_schema_element *element, const struct sum *sum, struct lg_bytes bound, struct lg_string *out)
{
    if (sum->has_bounds && bound.at)
        lg_parquet_put_value(element, bound, BOUND_CHARACTERS, out);
    else
        lg_string_putc(out, '-');
    lg_string_putc(out, END_CELL);
}

static void put_count_cell(int64_t count, struct lg_string *out)
{
    lg_put_count(out, count);
    lg_string_putc(out, END_CELL);
}

static void put_column(const struct view *view, uint32_t leaf, struct lg_string *rows)
{
    const struct lg_schema_element *element = view->file->leaf[leaf].element;
    const struct sum *sum = &view->column[leaf];

    lg_parquet_put_name(view->file, leaf, rows);
    lg_string_putc(rows, END_CELL);
    lg_parquet_put_type(element, rows);
    lg_string_putc(rows, END_CELL);
    put_words(sum->encodings, lg_parquet_encoding_word, " ", rows);
    lg_string_putc(rows, END_CELL);
    put_words(sum->codecs, lg_parquet_codec_word, " ", rows);
    lg_string_putc(rows, END_CELL);
    lg_put_bytes(rows, sum->stored);
    lg_string_putc(rows, END_CELL);
    put_ratio(sum->uncompressed, sum->stored, rows);
    lg_string_putc(rows, END_CELL);
    if (sum->has_nulls)
        put_count_cell(sum->nulls, rows);
    else
        lg_string_puts(rows, "-\x1f");
    put_bound(element, sum, sum->min, rows);
    put_bound(element, sum, sum->max, rows);
    put_count_cell(sum->pages, rows);
    put_crcs(sum, rows);
    lg_string_putc(rows, END_ROW);
}

static void put_more(uint32_t count, struct lg_string *out)
{
    if (count > MOST_ROWS)
        lg_string_printf(out, "… and %" PRIu32 " more; --output-format json shows all\n", count - MOST_ROWS);
}

static void put_columns(const struct view *view, struct lg_string *out)
{
    struct lg_string rows = LG_STRING_INIT;

    lg_string_puts(&rows, "column\x1ftype\x1f" "encoding\x1f" "codec\x1fsize\x1fratio\x1fnulls\x1fmin\x1fmax\x1fpages\x1f" "CRC\x1e");
    for (uint32_t leaf = 0; leaf < view->file->leaves && leaf < MOST_ROWS; leaf++)
        put_column(view, leaf, &rows);
    lg_table_put(out, lg_string_text(&rows));
    put_more(view->file->leaves, out);
    lg_string_release(&rows);
}

static int64_t stored_bytes(const struct lg_parquet_file *file, uint32_t group)
{
    int64_t sum = 0;

    for (uint32_t leaf = 0; leaf < file->leaves; leaf++)
        sum += lg_parquet_chunk(file, group, leaf)->meta_data.total_compressed_size;
    return sum;
}

static void put_groups(const struct view *view, struct lg_string *out)
{
    const struct lg_parquet_file *file = view->file;
    struct lg_string rows = LG_STRING_INIT;

    lg_string_puts(&rows, "row group\x1frows\x1fsize\x1funcompressed\x1fratio\x1e");
    for (uint32_t g = 0; g < file->meta.row_groups.count && g < MOST_ROWS; g++) {
        int64_t stored = stored_bytes(file, g), uncompressed = lg_parquet_group(file, g)->total_byte_size;

        lg_string_printf(&rows, "%" PRIu32 "\x1f", g);
        put_count_cell(lg_parquet_group(file, g)->num_rows, &rows);
        lg_put_bytes(&rows, stored);
        lg_string_putc(&rows, END_CELL);
        lg_put_bytes(&rows, uncompressed);
        lg_string_putc(&rows, END_CELL);
        put_ratio(uncompressed, stored, &rows);
        lg_string_putc(&rows, END_ROW);
    }
    lg_table_put(out, lg_string_text(&rows));
    put_more(file->meta.row_groups.count, out);
    lg_string_release(&rows);
}

#define SHOWN_VALUE 80 /* characters of a key-value pair */

static void put_key_values(const struct lg_parquet_file *file, struct lg_string *out)
{
    const struct lg_key_value *item = file->meta.key_values.item;

    for (uint32_t i = 0; i < file->meta.key_values.count && i < MOST_ROWS; i++) {
        size_t shown = item[i].value.size < SHOWN_VALUE ? item[i].value.size : SHOWN_VALUE;

        lg_string_puts(out, i == 0 ? "metadata " : "         ");
        lg_string_put_printable_bytes(out, item[i].key.at, item[i].key.size);
        lg_string_puts(out, " = ");
        lg_string_put_printable_bytes(out, item[i].value.at, shown);
        lg_string_puts(out, item[i].value.size > shown ? "…\n" : "\n");
    }
}

static void put_share(const char *what, uint32_t have, uint32_t all, struct lg_string *out)
{
    if (have == 0)
        lg_string_printf(out, "no %s", what);
    else if (have == all)
        lg_string_printf(out, "%s in all column chunks", what);
    else
        lg_string_printf(out, "%s in %" PRIu32 " of %" PRIu32 " column chunks", what, have, all);
}

static const char *page_version(const struct sum *sum)
{
    return sum->has_v1 && sum->has_v2 ? " of versions 1 and 2" : sum->has_v2 ? " of version 2" : sum->has_v1 ? " of version 1" : "";
}

static void put_pages_line(const struct view *view, struct lg_string *out)
{
    const struct sum *all = &view->all;

    lg_string_puts(out, "pages    ");
    lg_put_count(out, all->pages);
    lg_string_printf(out, "%s, %" PRIu32 " dictionaries; ", page_version(all), all->dictionaries);
    if (all->crc_wrong > 0)
        lg_string_printf(out, "the CRC of %" PRId64 " is WRONG\n", all->crc_wrong);
    else if (all->crc_right == 0)
        lg_string_puts(out, "none has a CRC\n");
    else if (all->crc_none > 0)
        lg_string_printf(out, "CRC right in %" PRId64 ", the others have none\n", all->crc_right);
    else
        lg_string_puts(out, "CRC right in all\n");
}

static void put_text(const struct view *view, struct lg_string *out)
{
    const struct lg_parquet_file *file = view->file;
    const struct sum *all = &view->all;

    lg_string_puts(out, "file     ");
    lg_string_put_printable(out, file->blob->name);
    lg_string_printf(out, "\nformat   Parquet %d, ", (int)file->meta.version);
    lg_put_bytes(out, file->blob->size);
    lg_string_puts(out, ", ");
    lg_put_count(out, file->meta.num_rows);
    lg_string_printf(out, " rows in %" PRIu32 " row group%s, %" PRIu32 " column%s\nmade by  ", file->meta.row_groups.count,
                     file->meta.row_groups.count == 1 ? "" : "s", file->leaves, file->leaves == 1 ? "" : "s");
    lg_string_put_printable_bytes(out, file->meta.created_by.at, file->meta.created_by.size);
    lg_string_putc(out, '\n');
    put_pages_line(view, out);
    lg_string_puts(out, "indexes  ");
    put_share("column index", all->column_indexes, all->chunks, out);
    lg_string_puts(out, ", ");
    put_share("offset index", all->offset_indexes, all->chunks, out);
    lg_string_puts(out, ", ");
    put_share("Bloom filter", all->bloom_filters, all->chunks, out);
    lg_string_putc(out, '\n');
    put_key_values(file, out);
    lg_string_putc(out, '\n');
    put_groups(view, out);
    lg_string_putc(out, '\n');
    put_columns(view, out);
}

/* ---- JSON ---- */

static void put_json_bytes(struct lg_json *json, const char *key, struct lg_bytes bytes)
{
    struct lg_string text = LG_STRING_INIT;

    if (!bytes.at) {
        lg_json_text(json, key, NULL);
        return;
    }
    lg_json_quote(&text, bytes.at, bytes.size);
    lg_json_literal(json, key, lg_string_text(&text));
    lg_string_release(&text);
}

static void put_json_schema(const struct lg_parquet_file *file, struct lg_json *json)
{
    static const char *const repetitions[] = {"required", "optional", "repeated"};

    lg_json_open(json, "columns", '[');
    for (uint32_t leaf = 0; leaf < file->leaves; leaf++) {
        struct lg_string text = LG_STRING_INIT;
        const struct lg_schema_element *element = file->leaf[leaf].element;
        char memory[LG_WORD];

        lg_json_open(json, NULL, '{');
        lg_parquet_put_name(file, leaf, &text);
        lg_json_string(json, "name", &text);
        lg_string_clear(&text);
        lg_parquet_put_type(element, &text);
        lg_json_string(json, "type", &text);
        lg_json_text(json, "physical_type", lg_parquet_type_word(element->type, memory));
        lg_json_text(json, "repetition", repetitions[element->repetition_type]);
        lg_json_int(json, "max_definition_level", file->leaf[leaf].definition_levels);
        lg_json_int(json, "max_repetition_level", file->leaf[leaf].repetition_levels);
        lg_json_close(json, '}');
        lg_string_release(&text);
    }
    lg_json_close(json, ']');
}

static void put_json_encodings(const struct lg_column_meta_data *meta, struct lg_json *json)
{
    char memory[LG_WORD];

    lg_json_open(json, "encodings", '[');
    for (uint32_t i = 0; i < meta->encodings.count; i++)
        lg_json_text(json, NULL, lg_parquet_encoding_word(((const int32_t *)meta->encodings.item)[i], memory));
    lg_json_close(json, ']');
}

static void put_json_statistics(const struct lg_schema_element *element, const struct lg_column_meta_data *meta,
                                struct lg_json *json)
{
    const struct lg_statistics *s = &meta->statistics;

    if (!LG_HAS_STATISTICS(meta))
        return;
    if (LG_HAS_NULL_COUNT(s))
        lg_json_int(json, "null_count", s->null_count);
    if (LG_HAS_DISTINCT_COUNT(s))
        lg_json_int(json, "distinct_count", s->distinct_count);
    if (LG_HAS_NAN_COUNT(s))
        lg_json_int(json, "nan_count", s->nan_count);
    if (LG_HAS_MIN_VALUE(s))
        lg_parquet_put_json_value(element, "min", s->min_value, json);
    if (LG_HAS_MAX_VALUE(s))
        lg_parquet_put_json_value(element, "max", s->max_value, json);
}

static void put_json_place(const char *key, int64_t offset, int64_t size, struct lg_json *json)
{
    lg_json_open(json, key, '{');
    lg_json_int(json, "offset", offset);
    lg_json_int(json, "length", size);
    lg_json_close(json, '}');
}

static void put_json_chunk(const struct view *view, uint32_t group, uint32_t leaf, struct lg_json *json)
{
    const struct lg_column_chunk *chunk = lg_parquet_chunk(view->file, group, leaf);
    const struct lg_chunk_scan *seen = lg_parquet_scan_chunk(view->scan, group, leaf);
    const struct lg_column_meta_data *meta = &chunk->meta_data;
    struct lg_string name = LG_STRING_INIT;
    char memory[LG_WORD];

    lg_json_open(json, NULL, '{');
    lg_parquet_put_name(view->file, leaf, &name);
    lg_json_string(json, "name", &name);
    lg_string_release(&name);
    lg_json_text(json, "codec", lg_parquet_codec_word(meta->codec, memory));
    put_json_encodings(meta, json);
    lg_json_int(json, "values", meta->num_values);
    lg_json_int(json, "bytes", meta->total_compressed_size);
    lg_json_int(json, "uncompressed_bytes", meta->total_uncompressed_size);
    lg_json_int(json, "data_page_offset", meta->data_page_offset);
    if (LG_HAS_DICTIONARY_PAGE(meta))
        lg_json_int(json, "dictionary_page_offset", meta->dictionary_page_offset);
    put_json_statistics(view->file->leaf[leaf].element, meta, json);
    if (LG_HAS_COLUMN_INDEX(chunk))
        put_json_place("column_index", chunk->column_index_offset, chunk->column_index_length, json);
    if (LG_HAS_OFFSET_INDEX(chunk))
        put_json_place("offset_index", chunk->offset_index_offset, chunk->offset_index_length, json);
    if (LG_HAS_BLOOM_FILTER(meta))
        put_json_place("bloom_filter", meta->bloom_filter_offset, meta->bloom_filter_length, json);
    lg_json_int(json, "pages", seen->pages);
    lg_json_int(json, "dictionary_pages", seen->dictionary_pages);
    lg_json_int(json, "crc_right", seen->crc_right);
    lg_json_int(json, "crc_wrong", seen->crc_wrong);
    lg_json_int(json, "crc_none", seen->crc_none);
    lg_json_close(json, '}');
}

static void put_json_groups(const struct view *view, struct lg_json *json)
{
    const struct lg_parquet_file *file = view->file;

    lg_json_open(json, "row_groups", '[');
    for (uint32_t g = 0; g < file->meta.row_groups.count; g++) {
        lg_json_open(json, NULL, '{');
        lg_json_int(json, "rows", lg_parquet_group(file, g)->num_rows);
        lg_json_int(json, "bytes", stored_bytes(file, g));
        lg_json_int(json, "uncompressed_bytes", lg_parquet_group(file, g)->total_byte_size);
        lg_json_open(json, "columns", '[');
        for (uint32_t leaf = 0; leaf < file->leaves; leaf++)
            put_json_chunk(view, g, leaf, json);
        lg_json_close(json, ']');
        lg_json_close(json, '}');
    }
    lg_json_close(json, ']');
}

static void put_json(const struct view *view, const struct lg_findings *findings, struct lg_string *out)
{
    const struct lg_parquet_file *file = view->file;
    const struct lg_key_value *item = file->meta.key_values.item;
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "name", file->blob->name);
    lg_json_text(&json, "format", "parquet");
    lg_json_int(&json, "format_version", file->meta.version);
    put_json_bytes(&json, "created_by", file->meta.created_by);
    lg_json_int(&json, "bytes", file->blob->size);
    lg_json_int(&json, "footer_bytes", (int64_t)file->footer_size);
    lg_json_int(&json, "rows", file->meta.num_rows);
    put_json_schema(file, &json);
    put_json_groups(view, &json);
    lg_json_open(&json, "key_value_metadata", '[');
    for (uint32_t i = 0; i < file->meta.key_values.count; i++) {
        lg_json_open(&json, NULL, '{');
        put_json_bytes(&json, "key", item[i].key);
        put_json_bytes(&json, "value", item[i].value);
        lg_json_close(&json, '}');
    }
    lg_json_close(&json, ']');
    lg_inspect_put_findings(findings, &json);
    lg_json_close(&json, '}');
}

/* ---- */

static int show(const struct lg_parquet_file *file, const struct lg_parquet_scan *scan, bool json, struct lg_string *out,
                const struct lg_findings *findings, struct lg_error *err)
{
    struct view view = {.file = file, .scan = scan, .column = calloc(file->leaves + (size_t)1, sizeof(*view.column))};

    if (!view.column)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %" PRIu32 " columns", file->leaves);
    add_up(&view);
    if (json)
        put_json(&view, findings, out);
    else
        put_text(&view, out);
    if (!json)
        lg_inspect_list_findings(findings, out);
    free(view.column);
    return lg_string_check(out, err);
}

int lg_inspect_parquet(const struct lg_blob *blob, bool json, struct lg_string *out, struct lg_findings *findings,
                       struct lg_error *err)
{
    struct lg_parquet_file file;
    struct lg_parquet_scan *scan;

    if (lg_parquet_open(blob, &file, findings, err) != LG_OK)
        return err->code;
    if (lg_parquet_scan_new(&file, findings, &scan, err) == LG_OK) {
        if (lg_parquet_scan_file(scan, err) == LG_OK && lg_parquet_check_indexes(&file, scan, findings, err) == LG_OK)
            (void)show(&file, scan, json, out, findings, err);
        lg_parquet_scan_free(scan);
    }
    lg_parquet_close(&file);
    return err->code;
}
