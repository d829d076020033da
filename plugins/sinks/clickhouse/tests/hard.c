/* SPDX-License-Identifier: Apache-2.0 */
/* A schema of values that are hard to carry: texts of any bytes and of a MiB, the ends of every type's range, reals that are no
 * numbers. Compiled by 63-values.py, which knows the same values. */
#include <lakegen/schema.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ID, WORDS, WORD, REAL, SINGLE, SMALL, BIG, HUGEST, AMOUNT, DAY, MOMENT, SECOND, PLAIN_COLUMNS };
enum { BYTES = PLAIN_COLUMNS, SEAL, COLUMNS };
#define TEXTS 8
#define LONG_ROW 100
#define LONG_TEXT ((size_t)1 << 20)

#define PLAIN \
    {.name = "id", .type = "l", .flags = LG_COLUMN_SEQUENTIAL}, {.name = "words", .type = "u"}, \
        {.name = "word", .type = "u", .flags = LG_COLUMN_DICTIONARY}, {.name = "real", .type = "g"}, {.name = "single", .type = "f"}, \
        {.name = "small", .type = "c"}, {.name = "big", .type = "l"}, {.name = "huge", .type = "L"}, \
        {.name = "amount", .type = "d:38,2"}, {.name = "day", .type = "tdD"}, {.name = "moment", .type = "tsu:UTC"}, \
    { \
        .name = "second", .type = "tsu:UTC" \
    }

static const struct lg_column columns[] = {PLAIN, {.name = "bytes", .type = "z"}, {.name = "seal", .type = "w:4"}, {0}};
static const struct lg_column plain_columns[] = {PLAIN, {0}};
static const struct lg_property properties[] = {{"clickhouse.type.second", "DateTime"}, {0}};
static const struct lg_table tables[] = {
    {.name = "hard", .columns = columns, .properties = properties, .rows_per_unit = 1000},
    {.name = "plain", .doc = "without bytes", .columns = plain_columns, .properties = properties, .rows_per_unit = 1000},
    {0}};

/* One row has what the options say. */
static const struct lg_option options[] = {
    {.name = "odd_row", .type = LG_OPTION_INT, .fallback = "0", .doc = "the row that has what follows; rows of the others lie at the ends of the ranges"},
    {.name = "odd_real", .type = LG_OPTION_CHOICE, .fallback = "zero", .range = "zero|nan|inf|-inf", .doc = "its real and single"},
    {.name = "odd_day", .type = LG_OPTION_INT, .fallback = "0", .doc = "its day"},
    {.name = "odd_moment", .type = LG_OPTION_INT, .fallback = "0", .doc = "its moment"},
    {.name = "odd_second", .type = LG_OPTION_INT, .fallback = "0", .doc = "its second, in microseconds"},
    {0}};

/* Tabs, quotes, what ends lines, what other formats take for null, an end of everything, and a NUL in bytes. */
static const char *const texts[TEXTS] = {"",
                                         "it's \"quoted\" `so`", "tab\there", "two\r\nlines\n", "\\N", "\\x00 {\"a\":[1,2]} $1 %s",
                                         "\xc3\xa9t\xc3\xa9 \xe2\x82\xac \xf0\x9f\x92\xa9", "__exception__\r\nCode: 1"};
static const char raw[] = "a\0b\xff\xfe'\n\\\t\x80";

struct odd {
    int64_t row, day, moment, second;
    double real;
};

static int open_state(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    const char *real = lg_option_text(request->options, "odd_real");
    struct odd *odd = calloc(1, sizeof(*odd));

    if (!odd)
        return lg_error_set(err, LG_E_LOCAL, "out of memory");
    odd->row = lg_option_int(request->options, "odd_row");
    odd->day = lg_option_int(request->options, "odd_day");
    odd->moment = lg_option_int(request->options, "odd_moment");
    odd->second = lg_option_int(request->options, "odd_second");
    odd->real = strcmp(real, "nan") == 0 ? (double)NAN : strcmp(real, "zero") == 0 ? 0 : *real == '-' ? -INFINITY : INFINITY;
    *state = odd;
    return LG_OK;
}

static int dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *out, struct lg_error *err)
{
    (void)state, (void)table, (void)column, (void)err;
    *out = (struct lg_dictionary){.count = TEXTS, .values = texts};
    return LG_OK;
}

/* Two's complement, little endian: zero, and the two ends. */
static void put_amount(uint8_t *out, int64_t row)
{
    __int128 value = 1;

    for (int i = 0; i < 38; i++)
        value *= 10;
    value = row % 3 == 0 ? 0 : row % 3 == 1 ? value - 1 : 1 - value;
    memcpy(out, &value, 16);
}

static int put_words(int64_t row, struct lg_batch *batch, struct lg_error *err)
{
    const char *text = texts[row % TEXTS];
    char *longest;
    int code;

    if (row != LONG_ROW)
        return lg_batch_add_text(batch, WORDS, text, strlen(text), err);
    longest = malloc(LONG_TEXT);
    if (!longest)
        return lg_error_set(err, LG_E_LOCAL, "out of memory");
    memset(longest, 'x', LONG_TEXT);
    code = lg_batch_add_text(batch, WORDS, longest, LONG_TEXT, err);
    free(longest);
    return code;
}

static int put_text(uint32_t column, int64_t row, struct lg_batch *batch, struct lg_error *err)
{
    if (column == WORDS)
        return put_words(row, batch, err);
    return lg_batch_add_text(batch, column, raw, (size_t)(row % (int64_t)sizeof(raw)), err);
}

static void put_number(const struct odd *odd, uint32_t column, int64_t i, int64_t row, struct lg_batch *batch)
{
    bool is_odd = row == odd->row, is_high = row % 2;

    switch (column) {
    case ID:
        lg_batch_int64(batch, ID)[i] = row;
        break;
    case WORD:
        lg_batch_index(batch, WORD)[i] = (int32_t)(row % TEXTS);
        break;
    case SEAL:
        memcpy(lg_batch_bytes(batch, SEAL) + 4 * i, "\xff\0'\n", 4);
        break;
    case REAL:
        lg_batch_float64(batch, REAL)[i] = is_odd ? odd->real : is_high ? -0.0 : 5e-324;
        break;
    case SINGLE:
        lg_batch_float32(batch, SINGLE)[i] = is_odd ? (float)odd->real : is_high ? -0.0F : FLT_MAX;
        break;
    case SMALL:
        lg_batch_int8(batch, SMALL)[i] = is_high ? INT8_MAX : INT8_MIN;
        break;
    case BIG:
        lg_batch_int64(batch, BIG)[i] = is_high ? INT64_MAX : INT64_MIN;
        break;
    case HUGEST:
        lg_batch_uint64(batch, HUGEST)[i] = is_high ? UINT64_MAX : 0;
        break;
    case AMOUNT:
        put_amount(lg_batch_bytes(batch, AMOUNT) + 16 * i, row);
        break;
    case DAY:
        lg_batch_int32(batch, DAY)[i] = is_odd ? (int32_t)odd->day : is_high ? 65535 : 0;
        break;
    case SECOND:
        lg_batch_int64(batch, SECOND)[i] = is_odd ? odd->second : is_high ? INT64_C(4294967295000000) : 0;
        break;
    default:
        lg_batch_int64(batch, MOMENT)[i] = is_odd ? odd->moment : is_high ? INT64_C(10413791999999999) : INT64_C(-2208988800000000);
    }
}

static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    for (uint32_t column = ID; column < (slice->table == 0 ? COLUMNS : PLAIN_COLUMNS); column++)
        for (int64_t i = 0; lg_batch_wants(batch, column) && i < slice->rows; i++) {
            if (column != WORDS && column != BYTES)
                put_number(state, column, i, slice->first_row + i, batch);
            else if (put_text(column, slice->first_row + i, batch, err) != LG_OK)
                return err->code;
        }
    return LG_OK;
}

LG_SCHEMA_PLUGIN(hard, "1", "values that are hard to carry", .base.options = options, .tables = tables, .open = open_state, .close = free,
                 .dictionary = dictionary, .generate = generate);
