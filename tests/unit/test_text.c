/* SPDX-License-Identifier: Apache-2.0 */
/* encode/text/: every kind of cell against the plain functions of lakegen/text.h, with nulls and without, in CSV and JSON Lines. */
#include "unit.h"

#include "base/digits.h"
#include "encode/encoder.h"

#include <lakegen/calendar.h>
#include <lakegen/text.h>

#include <stdio.h>

static struct lg_error err;

/* For millions of checks: those of the library report each that passes. */
#define must(condition, ...) \
    do { \
        if (!(condition)) \
            ck_abort_msg(__VA_ARGS__); \
    } while (0)

/* ---- a schema of one table, whose columns are filled by the test ---- */

static int (*fill)(const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e);

static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    (void)state;
    return fill(slice, batch, e);
}

static int collect(void *context, const void *bytes, size_t size)
{
    lg_string_append(context, bytes, size);
    return 0;
}

/* The rows as text, the header left out. */
static struct lg_string encoded(const struct lg_format *format, const struct lg_column *columns, const struct lg_dictionary *dictionary,
                                int64_t rows)
{
    const struct lg_table table = {.name = "rows", .columns = columns};
    const struct lg_schema_plugin schema = {.base.name = "test", .generate = generate};
    const struct lg_encoder_settings settings = {.codec = LG_CODEC_NONE};
    struct lg_string text = LG_STRING_INIT;
    struct lg_encoder_worker *worker;
    struct lg_encoder *encoder;
    struct lg_layout *layout;
    struct lg_output *output;
    struct lg_row_group group;
    struct lg_source source = {.schema = &schema, .paranoid = true};

    assert_ok(lg_layout_new(&table, 0, &layout, &err));
    if (dictionary)
        layout->column[0].dictionary = *dictionary;
    source.layout = layout;
    assert_ok(format->encoder_new(&source, &settings, NULL, &encoder, &err));
    assert_ok(format->worker_new(encoder, &worker, &err));
    assert_ok(lg_output_new_held((size_t)1 << 30, &output, &err));
    assert_ok(format->row_group(worker, 0, rows, output, &group, &err));
    ck_assert_int_eq(group.rows, rows);
    (void)lg_output_each(output, collect, &text);
    lg_output_free(output);
    format->worker_free(worker);
    format->encoder_free(encoder);
    lg_layout_free(layout);
    return text;
}

/* Checks that line after line of `got` is what expect() says for its row. */
static void check_lines(struct lg_string *got, int64_t rows, const char *(*expect)(int64_t row))
{
    const char *p = got->text;

    for (int64_t row = 0; row < rows; row++) {
        const char *expected = expect(row), *end = strchr(p, '\n');
        size_t length = strlen(expected);

        must(end && (size_t)(end - p) == length && memcmp(p, expected, length) == 0, "row %lld: '%.*s', expected '%s'",
             (long long)row, end ? (int)(end - p) : 0, p, expected);
        p = end + 1;
    }
    ck_assert_ptr_eq(p, got->text + got->length);
    lg_string_release(got);
}

/* Numbers of all sizes: a random number of random bits, its sign too. */
static uint64_t any_bits(int64_t row)
{
    uint64_t x = (uint64_t)row * UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    return row % 3 == 0 ? x >> (x & 63) : row % 3 == 1 ? 0 - (x >> (x & 63)) : x;
}

static bool is_null(int64_t row)
{
    return any_bits(row + 1000000) % 5 == 0;
}

static char line[1024];

/* ---- digits ---- */

static void check_digits(uint64_t v)
{
    unsigned char fast[40];
    char plain[40];

    *lg_put_digits_of(fast, v) = '\0';
    *lg_put_uint64(plain, v) = '\0';
    must(strcmp((char *)fast, plain) == 0, "'%s', expected '%s'", fast, plain);
    *lg_put_signed_digits_of(fast, (int64_t)v) = '\0';
    *lg_put_int64(plain, (int64_t)v) = '\0';
    must(strcmp((char *)fast, plain) == 0, "'%s', expected '%s'", fast, plain);
}

START_TEST(digits_are_those_of_the_plain_function)
{
    for (int64_t row = 0; row < 3000000; row++)
        check_digits(row < 1000000 ? (uint64_t)row : any_bits(row));
    for (uint64_t power = 1; power <= UINT64_C(1000000000000000000); power *= 10)
        for (int step = -1; step <= 1; step++)
            check_digits(power + (uint64_t)step);
}
END_TEST

/* ---- times: every day of the years 1 to 9999 ---- */

#define FIRST_DAY (-719162)
#define DAYS (2932896 - FIRST_DAY + 1)

static int64_t time_of(int64_t row)
{
    return (FIRST_DAY + row) * LG_DAY_MICROSECONDS + (int64_t)(any_bits(row) % (uint64_t)LG_DAY_MICROSECONDS);
}

static int fill_times(const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    (void)e;
    for (int64_t i = 0; i < slice->rows; i++) {
        lg_batch_int32(batch, 0)[i] = (int32_t)(FIRST_DAY + slice->first_row + i);
        lg_batch_int64(batch, 1)[i] = time_of(slice->first_row + i);
        lg_batch_int64(batch, 2)[i] = time_of(slice->first_row + i);
    }
    return LG_OK;
}

static const char *expect_times(int64_t row)
{
    char *p = lg_put_date(line, (int32_t)(FIRST_DAY + row));

    *p++ = ',';
    p = lg_put_timestamp(p, time_of(row));
    *p++ = ',';
    p = lg_put_timestamp(p, time_of(row));
    *p++ = 'Z';
    *p = '\0';
    return line;
}

START_TEST(times_are_right_on_every_day)
{
    static const struct lg_column columns[] = {{.name = "d", .type = "tdD"}, {.name = "t", .type = "tsu:"},
                                               {.name = "u", .type = "tsu:UTC"}, {0}};
    struct lg_string text;

    fill = fill_times;
    text = encoded(&lg_format_csv, columns, NULL, DAYS);
    check_lines(&text, DAYS, expect_times);
}
END_TEST

/* ---- floating point ---- */

static double double_of(int64_t row)
{
    uint64_t bits = any_bits(row);
    double value;

    switch (row % 6) {
    case 0: /* whole, with one decimal, with two, with three */
    case 1:
    case 2:
    case 3:
        value = (double)((int64_t)bits >> (bits & 63)) / (double[]){1, 10, 100, 1000}[row % 6];
        return row % 7 ? value : -value;
    case 4: /* one beside a short one */
        value = (double)(bits >> 40) / 100;
        memcpy(&bits, &value, 8);
        bits += (uint64_t)(row % 3) - 1;
        break;
    default:;
    }
    memcpy(&value, &bits, 8);
    return value;
}

static int fill_doubles(const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    (void)e;
    for (int64_t i = 0; i < slice->rows; i++) {
        lg_batch_float64(batch, 0)[i] = double_of(slice->first_row + i);
        lg_batch_float32(batch, 1)[i] = (float)double_of(slice->first_row + i);
        lg_batch_float64(batch, 2)[i] = double_of(slice->first_row + i);
        lg_batch_valid(batch, 2)[i] = !is_null(slice->first_row + i);
    }
    return LG_OK;
}

static const char *expect_doubles(int64_t row)
{
    char *p = lg_put_double(line, double_of(row));

    *p++ = ',';
    p = lg_put_float(p, (float)double_of(row));
    *p++ = ',';
    p = is_null(row) ? p : lg_put_double(p, double_of(row));
    *p = '\0';
    return line;
}

static const char *expect_json_doubles(int64_t row)
{
    double v = double_of(row);
    char *p = line + sprintf(line, "{\"a\":");

    p = v - v != 0 ? lg_put_text(p, "null", 4) : lg_put_double(p, v);
    p += sprintf(p, ",\"b\":");
    p = (float)v - (float)v != 0 ? lg_put_text(p, "null", 4) : lg_put_float(p, (float)v);
    p += sprintf(p, ",\"c\":");
    p = v - v != 0 || is_null(row) ? lg_put_text(p, "null", 4) : lg_put_double(p, v);
    (void)sprintf(p, "}");
    return line;
}

START_TEST(doubles_are_shortest)
{
    static const struct lg_column columns[] = {
        {.name = "a", .type = "g"}, {.name = "b", .type = "f"}, {.name = "c", .type = "g", .flags = LG_COLUMN_NULLABLE}, {0}};
    struct lg_string text;

    fill = fill_doubles;
    text = encoded(&lg_format_csv, columns, NULL, 500000);
    check_lines(&text, 500000, expect_doubles);
    text = encoded(&lg_format_jsonl, columns, NULL, 500000);
    check_lines(&text, 500000, expect_json_doubles);
}
END_TEST

/* ---- integers of all widths ---- */

/* Of 18 digits at most. */
static int64_t thousandths(uint64_t v)
{
    return (int64_t)v % 1000000000000000000;
}

static int fill_integers(const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    (void)e;
    for (int64_t i = 0; i < slice->rows; i++) {
        uint64_t v = any_bits(slice->first_row + i);

        lg_batch_int8(batch, 0)[i] = (int8_t)v;
        lg_batch_int16(batch, 1)[i] = (int16_t)v;
        lg_batch_int32(batch, 2)[i] = (int32_t)v;
        lg_batch_int64(batch, 3)[i] = (int64_t)v;
        lg_batch_uint8(batch, 4)[i] = (uint8_t)v;
        lg_batch_uint16(batch, 5)[i] = (uint16_t)v;
        lg_batch_uint32(batch, 6)[i] = (uint32_t)v;
        lg_batch_uint64(batch, 7)[i] = v;
        lg_batch_bool(batch, 8)[i] = v & 1;
        lg_batch_int64(batch, 9)[i] = thousandths(v);
        for (uint32_t c = 0; c < 10; c++)
            lg_batch_valid(batch, c)[i] = !is_null(slice->first_row + i + c);
    }
    return LG_OK;
}

static const char *expect_integers(int64_t row)
{
    uint64_t v = any_bits(row);
    const char *const flags[] = {"false", "true"};
    char cells[10][64], *p = line;

    (void)snprintf(cells[0], 64, "%d", (int8_t)v);
    (void)snprintf(cells[1], 64, "%d", (int16_t)v);
    (void)snprintf(cells[2], 64, "%d", (int32_t)v);
    (void)snprintf(cells[3], 64, "%lld", (long long)v);
    (void)snprintf(cells[4], 64, "%u", (uint8_t)v);
    (void)snprintf(cells[5], 64, "%u", (uint16_t)v);
    (void)snprintf(cells[6], 64, "%u", (uint32_t)v);
    (void)snprintf(cells[7], 64, "%llu", (unsigned long long)v);
    (void)snprintf(cells[8], 64, "%s", flags[v & 1]);
    *lg_put_decimal(cells[9], thousandths(v), 3) = '\0';
    for (int c = 0; c < 10; c++)
        p += sprintf(p, "%s%s", c ? "," : "", is_null(row + c) ? "" : cells[c]);
    return line;
}

START_TEST(integers_of_all_widths)
{
#define N(letter, format) {.name = letter, .type = format, .flags = LG_COLUMN_NULLABLE}
    static const struct lg_column columns[] = {N("a", "c"), N("b", "s"), N("c", "i"), N("d", "l"), N("e", "C"),    N("f", "S"),
                                               N("g", "I"), N("h", "L"), N("i", "b"), N("j", "d:18,3"), {0}};
    struct lg_string text;

    fill = fill_integers;
    text = encoded(&lg_format_csv, columns, NULL, 200000);
    check_lines(&text, 200000, expect_integers);
}
END_TEST

/* ---- text: a special character at every place of texts of every length ---- */

#define LENGTHS 70

static size_t text_of(int64_t row, char text[LENGTHS + 1])
{
    static const char specials[] = {'"', ',', '\\', '\n', '\x1f', ' ', '\x7f', '\x20', '\t', 'x'};
    size_t length = (size_t)(row / LENGTHS % (LENGTHS + 1)), place = (size_t)(row % LENGTHS);

    memset(text, 'a' + (int)(row % 26), length);
    if (place < length)
        text[place] = specials[row / LENGTHS / (LENGTHS + 1) % 10];
    text[length] = '\0';
    return length;
}

static int fill_texts(const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    for (int64_t i = 0; i < slice->rows; i++) {
        char text[LENGTHS + 1];
        size_t length = text_of(slice->first_row + i, text);

        if (is_null(slice->first_row + i) ? lg_batch_add_null(batch, 0, e) : lg_batch_add_text(batch, 0, text, length, e))
            return e->code;
        if (lg_batch_add_text(batch, 1, text, length, e) != LG_OK)
            return e->code;
    }
    return LG_OK;
}

static char *put_csv(char *p, const char *text)
{
    size_t length = strlen(text);
    bool quoted = length == 0 || text[0] == ' ' || text[length - 1] == ' ';

    for (const char *c = text; *c; c++)
        quoted = quoted || *c == '"' || *c == ',' || (unsigned char)*c < 0x20;
    if (!quoted)
        return p + sprintf(p, "%s", text);
    *p++ = '"';
    for (const char *c = text; *c; c++)
        p += sprintf(p, *c == '"' ? "\"\"" : "%c", *c);
    *p++ = '"';
    *p = '\0';
    return p;
}

static char *put_json(char *p, const char *text)
{
    *p++ = '"';
    for (const char *c = text; *c; c++)
        p += sprintf(p, *c == '"' ? "\\\"" : *c == '\\' ? "\\\\" : *c == '\n' ? "\\n" : *c == '\t' ? "\\t" : *c == '\x1f' ? "\\u001f" : "%c", *c);
    *p++ = '"';
    *p = '\0';
    return p;
}

static const char *expect_csv_texts(int64_t row)
{
    char text[LENGTHS + 1], *p = line;

    (void)text_of(row, text);
    p = is_null(row) ? p : put_csv(p, text);
    *p++ = ',';
    (void)put_csv(p, text);
    return line;
}

static const char *expect_json_texts(int64_t row)
{
    char text[LENGTHS + 1], *p = line + sprintf(line, "{\"a\":");

    (void)text_of(row, text);
    p = is_null(row) ? p + sprintf(p, "null") : put_json(p, text);
    p = put_json(p + sprintf(p, ",\"long \\\"name\\\", longer than sixteen bytes\":"), text);
    (void)sprintf(p, "}");
    return line;
}

/* CSV cells may hold line feeds: the lines to compare with are those of the expected text. */
static void check_text(struct lg_string *got, int64_t rows, const char *(*expect)(int64_t row))
{
    const char *p = got->text;

    for (int64_t row = 0; row < rows; row++) {
        const char *expected = expect(row);
        size_t length = strlen(expected);

        must(strncmp(p, expected, length) == 0 && p[length] == '\n', "row %lld: '%.100s', expected '%s'", (long long)row, p, expected);
        p += length + 1;
    }
    ck_assert_ptr_eq(p, got->text + got->length);
    lg_string_release(got);
}

START_TEST(texts_are_quoted_where_they_must)
{
    static const struct lg_column columns[] = {{.name = "a", .type = "u", .flags = LG_COLUMN_NULLABLE},
                                               {.name = "long \"name\", longer than sixteen bytes", .type = "u"}, {0}};
    const int64_t rows = (int64_t)LENGTHS * (LENGTHS + 1) * 10;
    struct lg_string text;

    fill = fill_texts;
    text = encoded(&lg_format_csv, columns, NULL, rows);
    check_text(&text, rows, expect_csv_texts);
    text = encoded(&lg_format_jsonl, columns, NULL, rows);
    check_text(&text, rows, expect_json_texts);
}
END_TEST

/* ---- dictionaries: entries of every length, and what is longer than a page ---- */

#define ENTRIES 200

static char entry_text[ENTRIES][ENTRIES + 1];
static const char *entries[ENTRIES];

static int fill_indices(const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    (void)e;
    for (int64_t i = 0; i < slice->rows; i++) {
        lg_batch_index(batch, 0)[i] = (int32_t)((slice->first_row + i) % ENTRIES);
        lg_batch_valid(batch, 0)[i] = !is_null(slice->first_row + i);
    }
    return LG_OK;
}

static uint32_t shown_entries;

static const char *expect_entries(int64_t row)
{
    char *p = line;

    *p = '\0';
    (void)(is_null(row) ? p : put_csv(p, entries[row % ENTRIES % shown_entries]));
    return line;
}

static int fill_few_indices(const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    int code = fill_indices(slice, batch, e);

    for (int64_t i = 0; i < slice->rows; i++)
        lg_batch_index(batch, 0)[i] %= (int32_t)shown_entries;
    return code;
}

START_TEST(dictionaries_of_entries_of_any_length)
{
    static const struct lg_column columns[] = {{.name = "a", .type = "u", .flags = LG_COLUMN_NULLABLE | LG_COLUMN_DICTIONARY}, {0}};
    struct lg_string text;

    for (int i = 0; i < ENTRIES; i++) {
        memset(entry_text[i], 'a' + i % 26, (size_t)i);
        entries[i] = entry_text[i];
    }
    fill = fill_few_indices;
    for (shown_entries = 1; shown_entries <= ENTRIES; shown_entries++) {
        const struct lg_dictionary dictionary = {sizeof(dictionary), shown_entries, entries};

        text = encoded(&lg_format_csv, columns, &dictionary, 500);
        check_lines(&text, 500, expect_entries);
    }
}
END_TEST

UNIT_MAIN("text", digits_are_those_of_the_plain_function, times_are_right_on_every_day, doubles_are_shortest, integers_of_all_widths,
          texts_are_quoted_where_they_must, dictionaries_of_entries_of_any_length)
