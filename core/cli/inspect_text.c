/* SPDX-License-Identifier: Apache-2.0 */
/* The shape of a CSV or JSON Lines file. */
#include "cli/inspect.h"
#include "cli/table.h"

#include "read/text/csv.h"
#include "read/text/jsonl.h"
#include "read/unpack.h"

#include <inttypes.h>
#include <string.h>

#define MOST_COLUMNS 60 /* on a screen; JSON has them all */

/* A file is read once: the first bytes decide how it is unpacked, and what comes of them which reader the rest goes to. */
struct reading {
    const char *name;
    struct lg_text_facts *facts;
    bool has_begun;
    enum lg_packing packing;
    struct lg_unpack *unpack; /* or NULL */
    struct lg_csv *csv;
    struct lg_jsonl *jsonl; /* one of the two, once it is known */
    struct lg_error *err;
};

static bool ends_with(const char *name, size_t length, const char *end)
{
    size_t tail = strlen(end);

    return length >= tail && memcmp(name + length - tail, end, tail) == 0;
}

/* Is it named like one, packed or not? */
static bool is_named(const char *name, const char *extension)
{
    size_t length = strlen(name);

    length -= ends_with(name, length, ".gz") ? 3 : ends_with(name, length, ".zst") ? 4 : 0;
    return ends_with(name, length, extension);
}

static bool looks_like_json(const char *name, const char *bytes, size_t size)
{
    size_t blank = 0;

    while (blank < size && strchr(" \t\r\n", bytes[blank]) && bytes[blank])
        blank++;
    return is_named(name, ".jsonl") || is_named(name, ".ndjson") ||
           (!is_named(name, ".csv") && blank < size && bytes[blank] == '{');
}

#define LOOKED_AT 4096

static int choose_reader(struct reading *reading, const char *bytes, size_t size)
{
    bool json = looks_like_json(reading->name, bytes, size);

    if (!is_named(reading->name, ".csv") && !json && memchr(bytes, '\0', size < LOOKED_AT ? size : LOOKED_AT))
        return lg_error_set(reading->err, LG_E_VERIFICATION, "it is none of Parquet, CSV and JSON Lines");
    return json ? lg_jsonl_new(reading->facts, &reading->jsonl, reading->err)
                : lg_csv_new(reading->facts, &reading->csv, reading->err);
}

/* Text, as it was before it was packed. */
static int read_text(void *context, const void *bytes, size_t size)
{
    struct reading *reading = context;

    if (!reading->csv && !reading->jsonl && choose_reader(reading, bytes, size) != LG_OK)
        return reading->err->code;
    return reading->jsonl ? lg_jsonl_feed(reading->jsonl, bytes, size, reading->err)
                          : lg_csv_feed(reading->csv, bytes, size, reading->err);
}

static int read_bytes(void *context, const void *bytes, size_t size)
{
    struct reading *reading = context;
    int stopped;

    if (!reading->has_begun) {
        reading->has_begun = true;
        reading->packing = lg_packing_of(bytes, size);
        if (reading->packing != LG_PACKED_NOT &&
            lg_unpack_new(reading->packing, read_text, reading, &reading->unpack, reading->err) != LG_OK)
            return reading->err->code;
    }
    if (!reading->unpack)
        return read_text(reading, bytes, size);
    return lg_unpack_feed(reading->unpack, bytes, size, &stopped, reading->err) == LG_OK ? stopped : reading->err->code;
}

/* A damaged packing is a finding: what came out before it is shown all the same. */
static int keep_damage(struct reading *reading)
{
    if (reading->err->code != LG_E_VERIFICATION || !reading->unpack || (!reading->csv && !reading->jsonl))
        return reading->err->code;
    lg_findings_add(reading->facts->findings, "%s", reading->err->message);
    *reading->err = (struct lg_error)LG_ERROR_INIT;
    return LG_OK;
}

static int end_text(struct reading *reading)
{
    return reading->jsonl ? lg_jsonl_end(reading->jsonl, reading->err) : lg_csv_end(reading->csv, reading->err);
}

static int read_all(const struct lg_blob *blob, struct reading *reading)
{
    if (lg_blob_read(blob, 0, -1, read_bytes, reading, reading->err) == LG_OK && reading->unpack)
        (void)lg_unpack_end(reading->unpack, reading->err);
    if (keep_damage(reading) != LG_OK)
        return lg_error_wrap(reading->err, "'%.200s'", blob->name);
    if (!reading->csv && !reading->jsonl && read_text(reading, "", 0) != LG_OK) /* there was nothing */
        return reading->err->code;
    return end_text(reading);
}

/* ---- what is printed ---- */

/* Rows that do not have the column at all: objects without the member, short rows. */
static int64_t absent(const struct lg_text_facts *facts, const struct lg_text_column *column)
{
    return facts->rows - column->values - column->nulls;
}

static void put_columns(const struct lg_text_facts *facts, struct lg_string *out)
{
    struct lg_string rows = LG_STRING_INIT;

    lg_string_puts(&rows, "column\x1fkind\x1fvalues\x1fnulls\x1f" "absent\x1f" "empty\x1flongest\x1e");
    for (uint32_t c = 0; c < facts->columns && c < MOST_COLUMNS; c++) {
        const struct lg_text_column *column = &facts->column[c];

        lg_string_put_printable(&rows, column->name);
        lg_string_putc(&rows, '\x1f');
        lg_text_put_kinds(column->kinds, &rows);
        lg_string_putc(&rows, '\x1f');
        lg_put_count(&rows, column->values);
        lg_string_putc(&rows, '\x1f');
        lg_put_count(&rows, column->nulls);
        lg_string_putc(&rows, '\x1f');
        lg_put_count(&rows, absent(facts, column));
        lg_string_putc(&rows, '\x1f');
        lg_put_count(&rows, column->empty);
        if (column->longest > 0)
            lg_string_printf(&rows, "\x1f%" PRId64 "\x1e", column->longest);
        else
            lg_string_puts(&rows, "\x1f-\x1e");
    }
    lg_table_put(out, lg_string_text(&rows));
    if (facts->columns > MOST_COLUMNS)
        lg_string_printf(out, "… and %" PRIu32 " more; --output-format json shows all\n", facts->columns - MOST_COLUMNS);
    lg_string_release(&rows);
}

static void put_text(const struct lg_blob *blob, const struct reading *reading, struct lg_string *out)
{
    const struct lg_text_facts *facts = reading->facts;

    lg_string_puts(out, "file     ");
    lg_string_put_printable(out, blob->name);
    lg_string_printf(out, "\nformat   %s, ", reading->jsonl ? "JSON Lines" : "CSV");
    lg_put_bytes(out, facts->bytes);
    lg_string_puts(out, ", ");
    if (reading->unpack) {
        lg_string_puts(out, "packed ");
        lg_put_bytes(out, blob->size);
        lg_string_printf(out, " with %s, ", lg_packing_name(reading->packing));
    }
    lg_put_count(out, facts->rows);
    lg_string_printf(out, " row%s, %" PRIu32 " column%s", facts->rows == 1 ? "" : "s", facts->columns, facts->columns == 1 ? "" : "s");
    if (reading->csv)
        lg_string_puts(out, facts->has_header ? ", a header" : ", no header");
    lg_string_puts(out, facts->has_crlf ? ", lines end with CRLF" : "");
    lg_string_puts(out, facts->has_bom ? ", a byte order mark\n\n" : "\n\n");
    if (facts->columns > 0)
        put_columns(facts, out);
}

static void put_json(const struct lg_blob *blob, const struct reading *reading, struct lg_string *out)
{
    const struct lg_text_facts *facts = reading->facts;
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "name", blob->name);
    lg_json_text(&json, "format", reading->jsonl ? "jsonl" : "csv");
    lg_json_int(&json, "bytes", blob->size);
    lg_json_text(&json, "compression", lg_packing_name(reading->packing));
    lg_json_int(&json, "unpacked_bytes", facts->bytes);
    lg_json_int(&json, "rows", facts->rows);
    if (reading->csv)
        lg_json_bool(&json, "header", facts->has_header);
    lg_json_bool(&json, "crlf", facts->has_crlf);
    lg_json_bool(&json, "byte_order_mark", facts->has_bom);
    lg_json_open(&json, "columns", '[');
    for (uint32_t c = 0; c < facts->columns; c++) {
        const struct lg_text_column *column = &facts->column[c];
        struct lg_string kinds = LG_STRING_INIT;

        lg_text_put_kinds(column->kinds, &kinds);
        lg_json_open(&json, NULL, '{');
        lg_json_text(&json, "name", column->name);
        lg_json_string(&json, "kind", &kinds);
        lg_json_int(&json, "values", column->values);
        lg_json_int(&json, "nulls", column->nulls);
        lg_json_int(&json, "absent", absent(facts, column));
        lg_json_int(&json, "empty", column->empty);
        lg_json_int(&json, "longest", column->longest);
        lg_json_close(&json, '}');
        lg_string_release(&kinds);
    }
    lg_json_close(&json, ']');
    lg_inspect_put_findings(facts->findings, &json);
    lg_json_close(&json, '}');
}

int lg_inspect_text(const struct lg_blob *blob, bool json, struct lg_string *out, struct lg_findings *findings, struct lg_error *err)
{
    struct lg_text_facts facts;
    struct reading reading = {.name = blob->name, .facts = &facts, .err = err};

    lg_text_facts_init(&facts, findings);
    if (read_all(blob, &reading) == LG_OK) {
        if (json)
            put_json(blob, &reading, out);
        else
            put_text(blob, &reading, out);
        if (!json)
            lg_inspect_list_findings(findings, out);
    }
    lg_unpack_free(reading.unpack);
    lg_csv_free(reading.csv);
    lg_jsonl_free(reading.jsonl);
    lg_text_facts_release(&facts);
    return err->code == LG_OK ? lg_string_check(out, err) : err->code;
}
