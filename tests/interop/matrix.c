/* SPDX-License-Identifier: Apache-2.0 */
/* A schema of one-column tables, one for each kind of column that a file can hold: type × plain or dictionary × nulls, and lists.
 * 78-matrix.py compiles it, has every table written with every codec, and knows the same values by arithmetic of its own. */
#include <lakegen/schema.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define ENTRIES 100 /* of a dictionary, unless the table is about their number */

enum type { BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT, DOUBLE, UTF8, BINARY, FIXED, DATE, DATE_WIDE, TIME,
            TIME_UTC, TIME_WIDE, DECIMAL9, DECIMAL18, DECIMAL30, DECIMAL38, TYPES };

static const struct {
    const char *name, *format;
    int dictionary; /* may be one */
} types[TYPES] = {{"bool", "b", 0},      {"int8", "c", 1},          {"int16", "s", 1},         {"int32", "i", 1},
                  {"int64", "l", 1},     {"uint8", "C", 1},         {"uint16", "S", 1},        {"uint32", "I", 1},
                  {"uint64", "L", 1},    {"float", "f", 1},         {"double", "g", 1},        {"utf8", "u", 1},
                  {"binary", "z", 0},    {"fixed", "w:16", 1},      {"date", "tdD", 1},        {"date_wide", "tdD", 0},
                  {"time", "tsu:", 1},   {"time_utc", "tsu:UTC", 1}, {"time_wide", "tsu:", 0}, {"decimal9", "d:9,3", 1},
                  {"decimal18", "d:18,3", 1}, {"decimal30", "d:30,5", 0},     {"decimal38", "d:38,10", 0}};

static const char *const nulls_names[] = {"required", "none", "some", "all"};
enum { REQUIRED, NONE, SOME, ALL };
static const uint32_t counts[] = {1, 2, 255, 256, 257, 4096};

struct column_case {
    enum type type;
    int nulls, is_list, element_nulls;
    uint32_t entries; /* 0: plain */
    char name[64];
    struct lg_column column[2], element[2];
    struct lg_table table;
    void *values; /* of the dictionary */
};

#define MOST_CASES 400
struct state {
    uint32_t count;
    struct column_case cases[MOST_CASES];
    struct lg_table tables[MOST_CASES + 1];
};

/* ---- values: number k of a type. The first few are the odd ones; entries of dictionaries are distinct ---- */

static uint64_t mix(uint64_t x)
{
    x *= UINT64_C(0x9e3779b97f4a7c15);
    return x ^ x >> 29;
}

static int64_t whole(uint64_t k, int bits, int is_signed)
{
    uint64_t mask = bits == 64 ? ~UINT64_C(0) : (UINT64_C(1) << bits) - 1, sign = UINT64_C(1) << (bits - 1);
    uint64_t odd[4] = {is_signed ? sign : 0, is_signed ? mask >> 1 : mask, 0, mask}; /* smallest, largest, 0, -1 or largest */
    uint64_t v = (k < 4 ? odd[k] : mix(k)) & mask;

    return is_signed && v & sign ? (int64_t)(v | ~mask) : (int64_t)v;
}

static double real(uint64_t k, int is_double)
{
    const double odd[8] = {0.0, -0.0, INFINITY, -INFINITY, NAN, is_double ? DBL_MAX : FLT_MAX, is_double ? DBL_MIN / 2 : FLT_MIN / 2, 0.1};

    return k < 8 ? odd[k] : (double)(int64_t)(k * 37 % 2000) / 8 - 100;
}

static int64_t day(uint64_t k, int wide)
{
    if (wide)
        return (int64_t)(mix(k) % 3652059) - 719162; /* years 1 to 9999 */
    return (int64_t)(k * 331 % 80000) - 20000;       /* 1915 to 2134 */
}

static int64_t unscaled(uint64_t k, int64_t most)
{
    return k == 0 ? most : k == 1 ? -most : (int64_t)(mix(k) % (2 * (uint64_t)most + 1)) - most;
}

/* Up to 19 + 19 digits, or 19 + 11. */
static void big_decimal(uint64_t k, uint64_t high, unsigned char *out)
{
    const uint64_t low = UINT64_C(10000000000000000000);
    __extension__ unsigned __int128 magnitude = high;

    if (k < 2) {
        magnitude = magnitude * low - 1;
    } else {
        magnitude = mix(k) % high;
        magnitude = magnitude * low + mix(k + 1) % low;
    }

    if (k % 2 == 1)
        magnitude = 0 - magnitude;
    memcpy(out, &magnitude, 16);
}

/* Gives the length; out has room for 2,000 bytes. */
static size_t text(uint64_t k, char *out)
{
    size_t length = 0;

    if (k == 0)
        return 0;
    if (k == 1) /* longer than bounds: cut between characters */
        for (; length < 1200; length += 3)
            memcpy(out + length, "\xe2\x82\xac", 3);
    else
        length = (size_t)sprintf(out, "%s-%llu", k % 5 == 0 ? "\xf0\x9f\x8c\x8d" : k % 5 == 1 ? "a,\"b\"\n" : "text", (unsigned long long)k);
    return length;
}

static size_t bytes(uint64_t k, char *out)
{
    size_t length = k % 23;

    for (size_t i = 0; i < length; i++)
        out[i] = (char)(k == 1 ? 0xff : mix(k + i) >> 11);
    return length;
}

/* A value of fixed width, at out. */
static void put_value(enum type type, uint64_t k, unsigned char *out)
{
#define PUT(kind, ctype, value) \
    case kind: { \
        ctype v = (ctype)(value); \
        memcpy(out, &v, sizeof(v)); \
        return; \
    }
    switch (type) {
        PUT(BOOL, uint8_t, mix(k) >> 5 & 1)
        PUT(INT8, int8_t, whole(k, 8, 1))
        PUT(INT16, int16_t, whole(k, 16, 1))
        PUT(INT32, int32_t, whole(k, 32, 1))
        PUT(INT64, int64_t, whole(k, 64, 1))
        PUT(UINT8, uint8_t, whole(k, 8, 0))
        PUT(UINT16, uint16_t, whole(k, 16, 0))
        PUT(UINT32, uint32_t, whole(k, 32, 0))
        PUT(UINT64, uint64_t, whole(k, 64, 0))
        PUT(FLOAT, float, real(k, 0))
        PUT(DOUBLE, double, real(k, 1))
        PUT(DATE, int32_t, day(k, 0))
        PUT(DATE_WIDE, int32_t, day(k, 1))
        PUT(TIME, int64_t, day(k, 0) * 86400000000 + (int64_t)(mix(k) % 86400000000))
        PUT(TIME_UTC, int64_t, day(k, 0) * 86400000000 + (int64_t)(mix(k) % 86400000000))
        PUT(TIME_WIDE, int64_t, day(k, 1) * 86400000000 + (int64_t)(mix(k) % 86400000000))
        PUT(DECIMAL9, int32_t, unscaled(k, 999999999))
        PUT(DECIMAL18, int64_t, unscaled(k, INT64_C(999999999999999999)))
    case DECIMAL30:
        big_decimal(k, UINT64_C(100000000000), out);
        return;
    case DECIMAL38:
        big_decimal(k, UINT64_C(10000000000000000000), out);
        return;
    default: /* FIXED */
        for (int i = 0; i < 16; i++)
            out[i] = (unsigned char)(mix(k + (uint64_t)i) >> 13);
    }
#undef PUT
}

static const unsigned char widths[TYPES] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 0, 0, 16, 4, 4, 8, 8, 8, 4, 8, 16, 16};

/* Where column 0 of the batch has its values; NULL for text. */
static unsigned char *array(struct lg_batch *batch, enum type type)
{
    switch (type) {
    case BOOL:
        return lg_batch_bool(batch, 0);
    case INT8:
        return (unsigned char *)lg_batch_int8(batch, 0);
    case INT16:
        return (unsigned char *)lg_batch_int16(batch, 0);
    case INT32:
    case DATE:
    case DATE_WIDE:
    case DECIMAL9:
        return (unsigned char *)lg_batch_int32(batch, 0);
    case UINT8:
        return lg_batch_uint8(batch, 0);
    case UINT16:
        return (unsigned char *)lg_batch_uint16(batch, 0);
    case UINT32:
        return (unsigned char *)lg_batch_uint32(batch, 0);
    case UINT64:
        return (unsigned char *)lg_batch_uint64(batch, 0);
    case FLOAT:
        return (unsigned char *)lg_batch_float32(batch, 0);
    case DOUBLE:
        return (unsigned char *)lg_batch_float64(batch, 0);
    case FIXED:
    case DECIMAL30:
    case DECIMAL38:
        return lg_batch_bytes(batch, 0);
    case UTF8:
    case BINARY:
        return NULL;
    default:
        return (unsigned char *)lg_batch_int64(batch, 0);
    }
}

/* ---- rows ---- */

static int is_null(int nulls, uint64_t place)
{
    return nulls == ALL || (nulls == SOME && (place == 0 || mix(place + 77) % 4 == 0));
}

static uint64_t value_of(uint64_t place)
{
    return mix(place + 5) % 1000;
}

static int fill_text(struct lg_batch *batch, enum type type, const uint64_t *place, int nulls, struct lg_error *err)
{
    char out[2000];

    for (int64_t i = 0; i < lg_batch_rows(batch); i++) {
        size_t length = type == UTF8 ? text(value_of(place[i]), out) : bytes(value_of(place[i]), out);

        if (is_null(nulls, place[i]) ? lg_batch_add_null(batch, 0, err) : lg_batch_add_text(batch, 0, out, length, err))
            return err->code;
    }
    return LG_OK;
}

/* Column 0: the values at these places. */
static int fill(const struct column_case *c, struct lg_batch *batch, const uint64_t *place, int nulls, struct lg_error *err)
{
    int64_t rows = lg_batch_rows(batch);
    unsigned char *values;
    uint8_t *valid;

    if (c->entries == 0 && (c->type == UTF8 || c->type == BINARY))
        return fill_text(batch, c->type, place, nulls, err);
    if (c->entries > 0) {
        int32_t *index = lg_batch_index(batch, 0);

        for (int64_t i = 0; i < rows; i++)
            index[i] = (int32_t)(mix(place[i]) % c->entries);
    } else {
        values = array(batch, c->type);
        for (int64_t i = 0; i < rows; i++)
            put_value(c->type, value_of(place[i]), values + (size_t)i * widths[c->type]);
    }
    valid = lg_batch_valid(batch, 0);
    for (int64_t i = 0; valid && i < rows; i++)
        valid[i] = !is_null(nulls, place[i]);
    return LG_OK;
}

/* Lists of 0 to 5 elements; element j of row r is at place 8 r + j. */
static int fill_lists(const struct column_case *c, int64_t first, struct lg_batch *batch, struct lg_error *err)
{
    int64_t rows = lg_batch_rows(batch);
    uint32_t *offset = lg_batch_offsets(batch, 0);
    uint8_t *valid = lg_batch_valid(batch, 0);
    uint64_t *place;
    struct lg_batch *elements;

    offset[0] = 0;
    for (int64_t i = 0; i < rows; i++) {
        uint64_t row = (uint64_t)(first + i);
        int null = is_null(c->nulls, row);

        if (valid)
            valid[i] = (uint8_t)!null;
        offset[i + 1] = offset[i] + (null ? 0 : (uint32_t)(mix(row + 3) % 6));
    }
    elements = lg_batch_elements(batch, 0, err);
    place = lg_batch_scratch(batch, (offset[rows] + 1) * sizeof(*place), err);
    if (!elements || !place)
        return err->code;
    for (int64_t i = 0; i < rows; i++)
        for (uint32_t e = offset[i]; e < offset[i + 1]; e++)
            place[e] = 8 * (uint64_t)(first + i) + e - offset[i];
    return fill(c, elements, place, c->element_nulls, err);
}

static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    const struct column_case *c = &((const struct state *)state)->cases[slice->table];
    uint64_t *place;

    if (c->is_list)
        return fill_lists(c, slice->first_row, batch, err);
    place = lg_batch_scratch(batch, (size_t)slice->rows * sizeof(*place), err);
    for (int64_t i = 0; place && i < slice->rows; i++)
        place[i] = (uint64_t)(slice->first_row + i);
    return place ? fill(c, batch, place, c->nulls, err) : err->code;
}

/* ---- tables ---- */

static uint32_t flags_of(int nulls)
{
    return nulls == REQUIRED ? LG_COLUMN_REQUIRED : nulls == NONE ? 0 : LG_COLUMN_NULLABLE;
}

static struct column_case *add(struct state *state, enum type type, uint32_t entries, int nulls)
{
    struct column_case *c = &state->cases[state->count++];

    c->type = type;
    c->entries = entries;
    c->nulls = nulls;
    c->column[0] = (struct lg_column){.name = "v", .type = types[type].format, .flags = flags_of(nulls)};
    if (entries > 0)
        c->column[0].flags |= LG_COLUMN_DICTIONARY;
    (void)snprintf(c->name, sizeof(c->name), "%s_%s_%s", types[type].name, entries ? "dictionary" : "plain", nulls_names[nulls]);
    return c;
}

static void add_list(struct state *state, enum type type, uint32_t entries, int nulls, int element_nulls)
{
    struct column_case *c = add(state, type, entries, nulls);

    c->is_list = 1;
    c->element_nulls = element_nulls;
    c->element[0] = c->column[0];
    c->element[0].name = "element";
    c->element[0].flags = flags_of(element_nulls) | (entries ? LG_COLUMN_DICTIONARY : 0);
    c->column[0].type = "+l";
    c->column[0].flags = flags_of(nulls);
    c->column[0].children = c->element;
    (void)snprintf(c->name, sizeof(c->name), "list_%s_%s_%s_of_%s", types[type].name, entries ? "dictionary" : "plain", nulls_names[nulls],
                   nulls_names[element_nulls]);
}

static void add_all(struct state *state)
{
    static const enum type of_lists[] = {UINT16, UTF8, BOOL, DOUBLE, DECIMAL9};

    for (int type = 0; type < TYPES; type++)
        for (int nulls = REQUIRED; nulls <= ALL; nulls++)
            for (int dictionary = 0; dictionary <= types[type].dictionary; dictionary++)
                (void)add(state, (enum type)type, dictionary ? ENTRIES : 0, nulls);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct column_case *c = add(state, INT32, counts[i], SOME);

        (void)snprintf(c->name, sizeof(c->name), "int32_of_%u_some", counts[i]);
    }
    for (size_t i = 0; i < sizeof(of_lists) / sizeof(of_lists[0]); i++)
        for (int nulls = REQUIRED; nulls <= SOME; nulls++)
            for (int element_nulls = REQUIRED; element_nulls <= ALL; element_nulls++)
                add_list(state, of_lists[i], of_lists[i] == UTF8 && element_nulls % 2 == 0 ? ENTRIES : 0, nulls, element_nulls);
}

/* Entry i of a dictionary is value i + 10: the odd ones are not distinct. */
static int make_dictionary(struct column_case *c)
{
    size_t width = widths[c->type] ? widths[c->type] : sizeof(char *);

    c->values = calloc(c->entries, width);
    for (uint32_t i = 0; c->values && i < c->entries; i++) {
        if (c->type == UTF8) {
            ((char **)c->values)[i] = calloc(1, 64);
            (void)text(i + 10, ((char **)c->values)[i]);
        } else if (widths[c->type] == 1) {
            ((unsigned char *)c->values)[i] = (unsigned char)(i + 10);
        } else {
            put_value(c->type, i + 10, (unsigned char *)c->values + i * width);
        }
    }
    return c->values != NULL;
}

static int open(const struct lg_schema_request *request, void **out, struct lg_error *err)
{
    struct state *state = calloc(1, sizeof(*state));

    (void)request;
    if (!state)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a matrix");
    add_all(state);
    for (uint32_t t = 0; t < state->count; t++) {
        struct column_case *c = &state->cases[t];

        state->tables[t] = (struct lg_table){.name = c->name, .columns = c->column, .rows_per_unit = 1000};
        if (c->entries > 0 && !make_dictionary(c))
            return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary");
    }
    *out = state;
    return LG_OK;
}

static void close(void *state)
{
    struct state *s = state;

    for (uint32_t t = 0; t < s->count; t++) {
        for (uint32_t i = 0; s->cases[t].type == UTF8 && i < s->cases[t].entries; i++)
            free(((char **)s->cases[t].values)[i]);
        free(s->cases[t].values);
    }
    free(s);
}

static int describe(const void *state, const struct lg_table **tables, struct lg_error *err)
{
    (void)err;
    *tables = ((const struct state *)state)->tables;
    return LG_OK;
}

static int dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary, struct lg_error *err)
{
    const struct column_case *c = &((const struct state *)state)->cases[table];

    (void)column, (void)err;
    dictionary->count = c->entries;
    dictionary->values = c->values;
    return LG_OK;
}

LG_SCHEMA_PLUGIN(matrix, "1", "every kind of column", .open = open, .close = close, .describe = describe, .generate = generate,
                 .dictionary = dictionary);
