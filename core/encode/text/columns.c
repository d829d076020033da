/* SPDX-License-Identifier: Apache-2.0 */
/* The loops of the text formats. Cells are short, so what costs is branches that are guessed wrong: on lengths, nulls, types. A
 * column at a time, types are known; lengths vanish by copying 16 bytes more than there are; nulls of dictionaries are an entry. */
#include "encode/text/columns.h"

#include "base/digits.h"
#include "base/int128.h"

#include <lakegen/calendar.h>
#include <lakegen/text.h>

#include <math.h>
#include <stdlib.h>

#define STEP 16
#define NUMBER_BYTES 48 /* no number, date or flag takes more with its quotes */

/* Both sides have STEP bytes more. */
static inline unsigned char *put_run(unsigned char *p, const void *from, size_t length)
{
    const unsigned char *bytes = from;

    for (size_t i = 0; i < length; i += STEP)
        memcpy(p + i, bytes + i, STEP);
    return p + length;
}

/* Bytes with STEP more behind them. Loops copy one to a variable of their own: stores of characters could change any other. */
struct run {
    const char *bytes;
    size_t length;
};

static inline struct run run_of(const struct lg_string *string)
{
    return (struct run){string->text, string->length};
}

/* ---- single values ---- */

static unsigned char *put_exactly(unsigned char *p, const char *text, size_t length)
{
    return (unsigned char *)lg_put_text((char *)p, text, length);
}

static unsigned char *put_hex(unsigned char *p, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        *p++ = (unsigned char)"0123456789abcdef"[bytes[i] >> 4];
        *p++ = (unsigned char)"0123456789abcdef"[bytes[i] & 15];
    }
    return p;
}

/* A decimal of up to 38 digits: the digits by repeated division. */
static unsigned char *put_wide_decimal(unsigned char *p, const unsigned char *bytes, int scale)
{
    lg_uint128 magnitude = 0;
    char digits[48];
    int n = 0;

    for (int b = 15; b >= 0; b--)
        magnitude = magnitude << 8 | bytes[b];
    if (bytes[15] & 0x80) {
        *p++ = '-';
        magnitude = ~magnitude + 1;
    }
    for (; magnitude > 0 || n <= scale; magnitude /= 10)
        digits[n++] = (char)('0' + (int)(magnitude % 10));
    while (n > 0) {
        if (n == scale)
            *p++ = '.';
        *p++ = (unsigned char)digits[--n];
    }
    return p;
}

#define LOAD(type, name, at) \
    type name; \
    memcpy(&name, at, sizeof(name))

static unsigned char *put_decimal(const struct lg_type *type, unsigned char *p, const unsigned char *at)
{
    if (type->width == 4) {
        LOAD(int32_t, v, at);
        return (unsigned char *)lg_put_decimal((char *)p, v, type->scale);
    }
    if (type->width == 8) {
        LOAD(int64_t, v, at);
        return (unsigned char *)lg_put_decimal((char *)p, v, type->scale);
    }
    return put_wide_decimal(p, at, type->scale);
}

static inline unsigned char *put_two(unsigned char *p, uint32_t v)
{
    memcpy(p, lg_digits[v] + 1, 2);
    return p + 2;
}

/* The civil date of a day in years 1 to 9999: C. Neri, L. Schneider, "Euclidean affine functions and their application to calendar
 * algorithms" (2022). Years begin in March; 306 is January 1st. */
static inline unsigned char *put_date(unsigned char *p, int32_t days)
{
    uint32_t quarters = 4 * (uint32_t)(days + 719468) + 3, century = quarters / 146097;
    uint32_t of_century = quarters % 146097 | 3;
    uint64_t product = UINT64_C(2939745) * of_century;
    uint32_t day_of_year = (uint32_t)product / 2939745 / 4, month_and_day = 2141 * day_of_year + 197913;
    uint32_t next = day_of_year >= 306, year = 100 * century + (uint32_t)(product >> 32) + next;

    p = put_two(put_two(p, year / 100), year % 100);
    *p++ = '-';
    p = put_two(p, (month_and_day >> 16) - 12 * next);
    *p++ = '-';
    return put_two(p, (month_and_day & 0xffff) / 2141 + 1);
}

#define FIRST_DAY (-719162) /* 0001-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */

static inline unsigned char *put_day(unsigned char *p, int64_t days)
{
    return days >= FIRST_DAY && days <= LAST_DAY ? put_date(p, (int32_t)days) : (unsigned char *)lg_put_date((char *)p, (int32_t)days);
}

static inline unsigned char *put_time(unsigned char *p, int64_t microseconds)
{
    int64_t days = microseconds / LG_DAY_MICROSECONDS, clock = microseconds % LG_DAY_MICROSECONDS;
    uint32_t seconds, rest;

    days -= clock < 0;
    clock += clock < 0 ? LG_DAY_MICROSECONDS : 0;
    seconds = (uint32_t)(clock / 1000000);
    rest = (uint32_t)(clock % 1000000);
    p = put_day(p, days);
    *p++ = 'T';
    p = put_two(p, seconds / 3600);
    *p++ = ':';
    p = put_two(p, seconds / 60 % 60);
    *p++ = ':';
    p = put_two(p, seconds % 60);
    *p++ = '.';
    memcpy(p, lg_digits[rest / 1000], 3);
    memcpy(p + 3, lg_digits[rest % 1000], 3);
    return p + 6;
}

/* Numbers of few decimals, which is what generators make: with two decimals or fewer they are cents, and the division is correctly
 * rounded, so equality proves it. Then this is the shortest text. */
static inline unsigned char *put_double(const struct lg_text_dialect *dialect, unsigned char *p, double v)
{
    double magnitude = fabs(v);
    uint64_t cents = magnitude < 1e8 ? (uint64_t)(magnitude * 100.0 + 0.5) : 0;
    uint32_t fraction;

    if ((double)cents / 100.0 != magnitude || cents >= UINT64_C(10000000000)) /* NaN is equal to nothing */
        return dialect->put_float(p, v, false);
    *p = '-';
    p = lg_put_to_eight(p + (signbit(v) != 0), (uint32_t)(cents / 100));
    *p++ = '.';
    fraction = (uint32_t)(cents % 100);
    (void)put_two(p, fraction);
    return p + 2 - (fraction % 10 == 0);
}

static inline unsigned char *put_bool(unsigned char *p, const unsigned char *at)
{
    return put_exactly(p, *at ? "true" : "false", *at ? 4 : 5);
}

/* A value of a type with fixed width, without quotes; `at` is where it lies. */
static unsigned char *put_value(const struct lg_text_column *column, unsigned char *p, const unsigned char *at)
{
    const struct lg_type *type = &column->layout->type;

#define INTEGER(kind, type, put) \
    case kind: { \
        LOAD(type, v, at); \
        return put(p, v); \
    }
    switch (type->kind) {
        INTEGER(LG_TYPE_INT8, int8_t, lg_put_signed_digits_of)
        INTEGER(LG_TYPE_INT16, int16_t, lg_put_signed_digits_of)
        INTEGER(LG_TYPE_INT32, int32_t, lg_put_signed_digits_of)
        INTEGER(LG_TYPE_INT64, int64_t, lg_put_signed_digits_of)
        INTEGER(LG_TYPE_UINT8, uint8_t, lg_put_digits_of)
        INTEGER(LG_TYPE_UINT16, uint16_t, lg_put_digits_of)
        INTEGER(LG_TYPE_UINT32, uint32_t, lg_put_digits_of)
        INTEGER(LG_TYPE_UINT64, uint64_t, lg_put_digits_of)
        INTEGER(LG_TYPE_DATE, int32_t, put_day)
    case LG_TYPE_BOOL:
        return put_bool(p, at);
    case LG_TYPE_FLOAT32: {
        LOAD(float, v, at);
        return column->dialect->put_float(p, (double)v, true);
    }
    case LG_TYPE_FLOAT64: {
        LOAD(double, v, at);
        return put_double(column->dialect, p, v);
    }
    case LG_TYPE_TIMESTAMP: {
        LOAD(int64_t, v, at);
        p = put_time(p, v);
        *p = 'Z';
        return p + type->utc;
    }
    case LG_TYPE_DECIMAL:
        return put_decimal(type, p, at);
    default:
        return put_hex(p, at, type->width);
    }
#undef INTEGER
}

static bool is_quoted(const struct lg_type *type)
{
    return lg_type_is_text(type) || type->kind == LG_TYPE_FIXED || type->kind == LG_TYPE_DATE || type->kind == LG_TYPE_TIMESTAMP;
}

/* ---- text ---- */

typedef unsigned char lanes __attribute__((vector_size(STEP)));

/* Bytes of the last step that belong to the text. */
static const unsigned char tails[2 * STEP] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

static inline lanes broadcast(unsigned char c)
{
    return (lanes){0} + c;
}

static inline lanes copy_step(unsigned char *p, const unsigned char *text, lanes first, lanes second)
{
    lanes v;

    memcpy(&v, text, STEP);
    memcpy(p, &v, STEP);
    return (lanes)(v == first) | (lanes)(v == second) | (lanes)(v < broadcast(0x20));
}

/* Copies a text and tells whether it has a control character or a mark. Both sides have STEP bytes more. */
static inline bool copy_text(unsigned char *p, const unsigned char *text, size_t length, lanes first, lanes second)
{
    lanes found = {0}, tail;
    uint64_t words[2];
    size_t i = 0;

    for (; i + STEP <= length; i += STEP)
        found |= copy_step(p + i, text + i, first, second);
    memcpy(&tail, tails + STEP - (length - i), STEP);
    found |= copy_step(p + i, text + i, first, second) & tail;
    memcpy(words, &found, sizeof(words));
    return words[0] | words[1];
}

/* Where the text of a row lies, NULL for a null. */
static inline const unsigned char *text_of(const struct lg_batch_column *batch, int64_t row, size_t *length)
{
    uint32_t start = batch->offset[row], stop = batch->offset[row + 1];

    if (stop - start < 4 || lg_batch_is_null(batch, row))
        return NULL;
    *length = stop - start - 4;
    return batch->values + start + 4;
}

static void write_text(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                       unsigned char **cursor)
{
    const struct lg_text_dialect dialect = *column->dialect;
    const struct run lead = run_of(&column->lead), null = run_of(&column->null);
    const lanes first_mark = broadcast(dialect.mark[0]), second_mark = broadcast(dialect.mark[1]);
    const size_t quote = strlen(dialect.quote);

    for (unsigned r = 0; r < rows; r++) {
        unsigned char *p = cursor[r];
        size_t length;
        const unsigned char *text = text_of(batch, first + r, &length);
        bool asks = dialect.asks_always;

        if (!text) {
            cursor[r] = put_run(p, null.bytes, null.length);
            continue;
        }
        p = put_run(p, lead.bytes, lead.length);
        asks |= copy_text(p, text, length, first_mark, second_mark);
        if (dialect.asks_edges)
            asks |= length == 0 || text[0] == ' ' || text[length - 1] == ' ';
        if (dialect.asks_formulas && length > 0)
            asks |= lg_text_is_formula(text);
        p[length] = '"';
        cursor[r] = __builtin_expect(asks, 0) ? dialect.put_text(p - quote, text, length) : p + length + quote;
    }
}

static void write_binary(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                         unsigned char **cursor)
{
    size_t quote = strlen(column->dialect->quote), length;

    for (unsigned r = 0; r < rows; r++) {
        const unsigned char *bytes = text_of(batch, first + r, &length);

        if (!bytes) {
            cursor[r] = put_run(cursor[r], column->null.text, column->null.length);
            continue;
        }
        cursor[r] = put_hex(put_run(cursor[r], column->lead.text, column->lead.length), bytes, length);
        cursor[r] = put_exactly(cursor[r], column->dialect->quote, quote);
    }
}

/* ---- entries ---- */

/* A cell that is rendered already. Copying always as much as the longest takes spares a branch; long ones are copied by length. */
static inline void write_entries(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                                 unsigned char **cursor, size_t longest)
{
    const int32_t *index = (const int32_t *)(const void *)batch->values + first;
    const uint8_t *valid = batch->has_nulls ? batch->valid + first : NULL;
    const uint32_t null = column->layout->dictionary.count, *entry = column->entry;
    const char *entries = column->entries.text;

    for (unsigned r = 0; r < rows; r++) {
        uint32_t i = !valid || valid[r] ? (uint32_t)index[r] : null;
        uint32_t start = entry[i], length = entry[i + 1] - start;
        unsigned char *p = cursor[r];

        (void)put_run(p, entries + start, longest ? longest : length);
        cursor[r] = p + length;
    }
}

static void write_dictionary(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                             unsigned char **cursor)
{
    switch ((column->longest + STEP - 1) / STEP) {
    case 1:
        write_entries(column, batch, first, rows, cursor, STEP);
        return;
    case 2:
        write_entries(column, batch, first, rows, cursor, 2 * STEP);
        return;
    case 3:
        write_entries(column, batch, first, rows, cursor, 3 * STEP);
        return;
    case 4:
        write_entries(column, batch, first, rows, cursor, 4 * STEP);
        return;
    default:
        write_entries(column, batch, first, rows, cursor, 0);
    }
}

/* Entries: false, true, null. */
static void write_flags(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                        unsigned char **cursor)
{
    for (unsigned r = 0; r < rows; r++) {
        uint32_t i = lg_batch_is_null(batch, first + r) ? 2 : batch->values[first + r] != 0;

        cursor[r] = put_run(cursor[r], column->entries.text + column->entry[i], column->entry[i + 1] - column->entry[i]);
    }
}

/* ---- numbers ---- */

static inline unsigned char *end_time(const struct lg_text_column *column, unsigned char *p)
{
    *p = 'Z';
    p += column->layout->type.utc;
    *p = '"';
    return p + (*column->dialect->quote != '\0');
}

#define WRITE(name, type, put) \
    static void write_##name(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows, \
                             unsigned char **cursor) \
    { \
        const struct run lead = run_of(&column->lead), null = run_of(&column->null); \
        const uint8_t *valid = batch->has_nulls ? batch->valid + first : NULL; \
        const unsigned char *at = batch->values + sizeof(type) * (size_t)first; \
\
        for (unsigned r = 0; r < rows; r++) { \
            unsigned char *p = cursor[r]; \
            LOAD(type, v, at + r * sizeof(type)); \
            if (valid && !valid[r]) { \
                cursor[r] = put_run(p, null.bytes, null.length); \
                continue; \
            } \
            p = put_run(p, lead.bytes, lead.length); \
            cursor[r] = put; \
        } \
    }
WRITE(int16, int16_t, lg_put_signed_digits_of(p, v))
WRITE(int32, int32_t, lg_put_signed_digits_of(p, v))
WRITE(int64, int64_t, lg_put_signed_digits_of(p, v))
WRITE(uint16, uint16_t, lg_put_digits_of(p, v))
WRITE(uint32, uint32_t, lg_put_digits_of(p, v))
WRITE(uint64, uint64_t, lg_put_digits_of(p, v))
WRITE(double, double, put_double(column->dialect, p, v))
WRITE(time, int64_t, end_time(column, put_time(p, v)))

static void write_others(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                         unsigned char **cursor)
{
    size_t width = column->layout->type.width, quote = is_quoted(&column->layout->type) ? strlen(column->dialect->quote) : 0;

    for (unsigned r = 0; r < rows; r++) {
        if (lg_batch_is_null(batch, first + r)) {
            cursor[r] = put_run(cursor[r], column->null.text, column->null.length);
            continue;
        }
        cursor[r] = put_run(cursor[r], column->lead.text, column->lead.length);
        cursor[r] = put_value(column, cursor[r], batch->values + width * (size_t)(first + r));
        cursor[r] = put_exactly(cursor[r], column->dialect->quote, quote);
    }
}

/* ---- lists: JSON, in CSV as a text ---- */

static bool counts_text(const struct lg_text_column *column)
{
    return lg_type_is_text(&column->layout->type) && column->layout->dictionary.count == 0;
}

static size_t text_bound(const struct lg_text_dialect *dialect, size_t length)
{
    return 2 + length * (dialect->text_growth > 2 ? dialect->text_growth : 2); /* 2: of hexadecimal digits */
}

/* The most bytes that a list takes as JSON. */
static size_t list_bound(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t row)
{
    const struct lg_batch_column *elements = &batch->elements->column[0];
    uint32_t from = batch->offset[row], to = batch->offset[row + 1];
    size_t bound = 2 + (to - from) * (column->element->bound + 1) + LG_TEXT_SLACK;

    if (to > from && counts_text(column->element))
        bound += text_bound(column->element->dialect, elements->offset[to] - elements->offset[from]);
    return bound;
}

static unsigned char *put_list(const struct lg_text_column *element, unsigned char *p, const struct lg_batch_column *elements, uint32_t from,
                               uint32_t to)
{
    *p++ = '[';
    for (uint32_t i = from; i < to; i++) {
        *p = ',';
        p += i > from;
        element->write(element, elements, i, 1, &p);
    }
    *p++ = ']';
    return p;
}

/* Where lists are quoted, JSON is made behind the place of the cell, far enough for what quoting adds. */
static void write_list(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                       unsigned char **cursor)
{
    const struct lg_batch_column *elements = &batch->elements->column[0];

    for (unsigned r = 0; r < rows; r++) {
        int64_t row = first + r;
        bool quoted = column->dialect->nested != NULL;
        unsigned char *p = cursor[r], *json, *end;

        if (lg_batch_is_null(batch, row)) {
            cursor[r] = put_run(p, column->null.text, column->null.length);
            continue;
        }
        p = put_run(p, column->lead.text, column->lead.length);
        json = quoted ? p + text_bound(column->dialect, list_bound(column, batch, row)) : p;
        end = put_list(column->element, json, elements, batch->offset[row], batch->offset[row + 1]);
        cursor[r] = quoted ? column->dialect->put_text(p, json, (size_t)(end - json)) : end;
    }
}

static lg_text_write *writer_of(const struct lg_layout_column *layout)
{
    static lg_text_write *const writers[] = {
        [LG_TYPE_BOOL] = write_flags,     [LG_TYPE_INT16] = write_int16,   [LG_TYPE_INT32] = write_int32,
        [LG_TYPE_INT64] = write_int64,    [LG_TYPE_UINT16] = write_uint16, [LG_TYPE_UINT32] = write_uint32,
        [LG_TYPE_UINT64] = write_uint64,  [LG_TYPE_FLOAT64] = write_double, [LG_TYPE_TIMESTAMP] = write_time, [LG_TYPE_UTF8] = write_text,
        [LG_TYPE_BINARY] = write_binary, [LG_TYPE_LIST] = write_list};
    lg_text_write *writer = writers[layout->type.kind];

    if (layout->dictionary.count > 0)
        return write_dictionary;
    return writer ? writer : write_others;
}

/* ---- setting a column up ---- */

/* Appends what is read beyond the end, without counting it. */
static void add_slack(struct lg_string *string)
{
    static const char slack[LG_TEXT_SLACK];

    lg_string_append(string, slack, sizeof(slack));
    string->length -= string->failed ? 0 : sizeof(slack);
}

/* What is rendered beforehand: dictionaries and flags. */
static struct lg_dictionary entries_of(const struct lg_layout_column *layout)
{
    static const unsigned char flags[] = {0, 1};

    if (layout->dictionary.count == 0 && layout->type.kind == LG_TYPE_BOOL)
        return (struct lg_dictionary){sizeof(struct lg_dictionary), 2, flags};
    return layout->dictionary;
}

static const char *text_entry(const struct lg_text_column *column, const struct lg_dictionary *entries, uint32_t i)
{
    return lg_type_is_text(&column->layout->type) ? ((const char *const *)entries->values)[i] : "";
}

/* An entry with its quotes. */
static unsigned char *put_entry(const struct lg_text_column *column, const struct lg_dictionary *entries, uint32_t i, unsigned char *p)
{
    const struct lg_type *type = &column->layout->type;
    const unsigned char *text = (const unsigned char *)text_entry(column, entries, i);
    size_t length = strlen((const char *)text), quote = is_quoted(type) ? strlen(column->dialect->quote) : 0;

    if (type->kind == LG_TYPE_UTF8)
        return column->dialect->put_text(p, text, length);
    p = put_exactly(p, column->dialect->quote, quote);
    if (type->kind == LG_TYPE_BINARY)
        p = put_hex(p, text, length);
    else
        p = put_value(column, p, (const unsigned char *)entries->values + (size_t)i * type->width);
    return put_exactly(p, column->dialect->quote, quote);
}

/* Ends the cell that was appended to the entries as number i. */
static void end_entry(struct lg_text_column *column, uint32_t i)
{
    column->entry[i + 1] = (uint32_t)column->entries.length;
    if (column->entry[i + 1] - column->entry[i] > column->longest)
        column->longest = column->entry[i + 1] - column->entry[i];
}

static int render_entry(struct lg_text_column *column, const struct lg_dictionary *entries, uint32_t i, const struct lg_string *prefix,
                        struct lg_error *err)
{
    unsigned char *cell = malloc(text_bound(column->dialect, strlen(text_entry(column, entries, i))) + column->bound + LG_TEXT_SLACK);

    if (!cell)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary of %u values", entries->count);
    lg_string_append(&column->entries, prefix->text, prefix->length);
    lg_string_append(&column->entries, cell, (size_t)(put_entry(column, entries, i, cell) - cell));
    end_entry(column, i);
    free(cell);
    return LG_OK;
}

static int render_entries(struct lg_text_column *column, const struct lg_string *prefix, struct lg_error *err)
{
    const struct lg_dictionary entries = entries_of(column->layout);

    if (entries.count == 0)
        return LG_OK;
    column->entry = calloc((size_t)entries.count + 2, sizeof(*column->entry));
    if (!column->entry)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary of %u values", entries.count);
    for (uint32_t i = 0; err->code == LG_OK && i < entries.count; i++)
        (void)render_entry(column, &entries, i, prefix, err);
    lg_string_append(&column->entries, column->null.text, column->null.length);
    end_entry(column, entries.count);
    add_slack(&column->entries);
    return err->code;
}

static int add_element(struct lg_text_column *column, struct lg_error *err)
{
    const struct lg_string nothing = LG_STRING_INIT;

    if (!column->layout->elements)
        return LG_OK;
    column->element = malloc(sizeof(*column->element));
    if (!column->element)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the columns of an encoder");
    return lg_text_column_init(column->element, lg_layout_leaf(column->layout),
                               column->dialect->nested ? column->dialect->nested : column->dialect, &nothing, err);
}

static int fill_column(struct lg_text_column *column, const struct lg_string *prefix, struct lg_error *err)
{
    const struct lg_text_dialect *dialect = column->dialect;

    lg_string_append(&column->lead, prefix->text, prefix->length);
    if (is_quoted(&column->layout->type))
        lg_string_puts(&column->lead, dialect->quote);
    add_slack(&column->lead);
    lg_string_append(&column->null, prefix->text, prefix->length);
    lg_string_puts(&column->null, dialect->null);
    add_slack(&column->null);
    column->bound = column->lead.length + NUMBER_BYTES + 2 * (size_t)column->layout->type.width;
    if (render_entries(column, prefix, err) != LG_OK || add_element(column, err) != LG_OK || lg_string_check(&column->lead, err) != LG_OK ||
        lg_string_check(&column->null, err) != LG_OK)
        return err->code;
    column->bound += column->longest;
    return lg_string_check(&column->entries, err);
}

int lg_text_column_init(struct lg_text_column *column, const struct lg_layout_column *layout,
                        const struct lg_text_dialect *dialect, const struct lg_string *prefix, struct lg_error *err)
{
    *column = (struct lg_text_column){.layout = layout, .dialect = dialect, .write = writer_of(layout)};
    return fill_column(column, prefix, err);
}

void lg_text_column_release(struct lg_text_column *column)
{
    lg_string_release(&column->lead);
    lg_string_release(&column->null);
    lg_string_release(&column->entries);
    free(column->entry);
    if (column->element)
        lg_text_column_release(column->element);
    free(column->element);
}

/* The longest value, with the length that lies before it. */
static size_t longest_value(const struct lg_batch_column *batch, int64_t rows)
{
    uint32_t longest = 0;

    for (int64_t row = 0; row < rows; row++) {
        uint32_t length = batch->offset[row + 1] - batch->offset[row];

        longest = length > longest ? length : longest;
    }
    return longest;
}

size_t lg_text_column_longest(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t rows)
{
    size_t longest = 0;

    if (counts_text(column))
        return text_bound(column->dialect, longest_value(batch, rows));
    for (int64_t row = 0; column->element && row < rows; row++) {
        size_t bound = list_bound(column, batch, row);

        longest = bound > longest ? bound : longest;
    }
    return longest == 0 || !column->dialect->nested ? longest : longest + text_bound(column->dialect, longest);
}

int lg_text_column_check(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t rows, struct lg_error *err)
{
    const struct lg_layout_column *leaf = lg_layout_leaf(column->layout);
    const struct lg_batch_column *values = column->element ? &batch->elements->column[0] : batch;
    const int32_t *index = (const int32_t *)(const void *)values->values;
    int64_t n = column->element ? batch->elements->rows : rows;
    uint32_t highest = 0;

    if (leaf->dictionary.count == 0)
        return LG_OK;
    for (int64_t i = 0; i < n; i++)
        highest = (uint32_t)index[i] > highest ? (uint32_t)index[i] : highest;
    if (highest < leaf->dictionary.count)
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "column '%s' has index %d in a dictionary of %u values", column->layout->column->name,
                        (int)highest, leaf->dictionary.count);
}
