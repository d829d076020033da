/* SPDX-License-Identifier: Apache-2.0 */
/* Types by their words, and values of them. */
#include "declared.h"

#include <lakegen/text.h>

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *word, *format;
    enum family family;
    uint32_t width;
    int64_t least, most;
} plain_types[] = {{"bool", "b", BOOLS, 1, 0, 1},
                   {"int8", "c", INTEGERS, 1, INT8_MIN, INT8_MAX},
                   {"int16", "s", INTEGERS, 2, INT16_MIN, INT16_MAX},
                   {"int32", "i", INTEGERS, 4, INT32_MIN, INT32_MAX},
                   {"int64", "l", INTEGERS, 8, INT64_MIN, INT64_MAX},
                   {"uint8", "C", INTEGERS, 1, 0, UINT8_MAX},
                   {"uint16", "S", INTEGERS, 2, 0, UINT16_MAX},
                   {"uint32", "I", INTEGERS, 4, 0, UINT32_MAX},
                   {"uint64", "L", INTEGERS, 8, 0, INT64_MAX},
                   {"float32", "f", FLOATS, 4, 0, 0},
                   {"float64", "g", FLOATS, 8, 0, 0},
                   {"text", "u", TEXTS, 0, 0, 0},
                   {"binary", "z", BINARIES, 0, 0, 0},
                   {"list", "+l", LISTS, 0, 0, 0},
                   {"date", "tdD", DATES, 4, -719162, 2932896}, /* 0001-01-01 to 9999-12-31 */
                   {"timestamp", "tsu:", TIMESTAMPS, 8, INT64_C(-62135596800000000), INT64_C(253402300799999999)},
                   {"timestamp_utc", "tsu:UTC", TIMESTAMPS, 8, INT64_C(-62135596800000000), INT64_C(253402300799999999)}};
#define PLAIN_TYPES (sizeof(plain_types) / sizeof(plain_types[0]))

const struct type text_type = {.name = "text", .format = "u", .family = TEXTS};

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* Digits, then the character that ends them. */
static const char *read_count(const char *p, char end, int *count)
{
    *count = 0;
    if (*p < '0' || *p > '9')
        return NULL;
    for (; *p >= '0' && *p <= '9'; p++)
        if ((*count = *count * 10 + (*p - '0')) > 100000)
            return NULL;
    return *p == end ? p + 1 : NULL;
}

static bool read_decimal_type(const char *text, struct type *type)
{
    int precision, scale;
    const char *p = read_count(text + strlen("decimal("), ',', &precision);

    if (p)
        p = read_count(p + strspn(p, " "), ')', &scale);
    if (!p || *p || precision < 1 || precision > 38 || scale > precision || scale > 18)
        return false;
    type->family = DECIMALS;
    type->decimals = scale;
    type->width = precision <= 9 ? 4 : precision <= 18 ? 8 : 16;
    type->most = precision < 19 ? power_of_ten(precision) - 1 : INT64_MAX;
    type->least = -type->most;
    (void)snprintf(type->format, sizeof(type->format), "d:%d,%d", precision, scale);
    return true;
}

static bool read_bytes_type(const char *text, struct type *type)
{
    int count;
    const char *p = read_count(text + strlen("bytes("), ')', &count);

    if (!p || *p || count < 1 || count > 65536)
        return false;
    type->family = FIXED;
    type->width = (uint32_t)count;
    (void)snprintf(type->format, sizeof(type->format), "w:%d", count);
    return true;
}

static int refuse_type(const struct reader *reader, const struct lg_yaml_node *node, struct lg_error *err)
{
    const char *words[PLAIN_TYPES + 3];
    uint32_t place;

    for (size_t i = 0; i < PLAIN_TYPES; i++)
        words[i] = plain_types[i].word;
    words[PLAIN_TYPES] = "decimal(18,2)";
    words[PLAIN_TYPES + 1] = "bytes(16)";
    words[PLAIN_TYPES + 2] = NULL;
    if (strncmp(node->text, "decimal", 7) == 0)
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' is no decimal type; write decimal(P,S) with P digits, 1 to 38, "
                             "of which S, at most 18, are behind the point", node->text);
    if (strncmp(node->text, "bytes", 5) == 0)
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' is no type; write bytes(N) with N from 1 to 65536", node->text);
    return lg_yaml_word(reader->yaml, node, "type", words, &place, err);
}

int read_type(const struct reader *reader, const struct lg_yaml_node *node, struct type *type, struct lg_error *err)
{
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    *type = (struct type){.family = FAMILIES};
    (void)snprintf(type->name, sizeof(type->name), "%s", node->text);
    for (size_t i = 0; i < PLAIN_TYPES; i++)
        if (strcmp(plain_types[i].word, node->text) == 0) {
            type->family = plain_types[i].family;
            type->width = plain_types[i].width;
            type->least = plain_types[i].least;
            type->most = plain_types[i].most;
            (void)snprintf(type->format, sizeof(type->format), "%s", plain_types[i].format);
            return LG_OK;
        }
    if ((strncmp(node->text, "decimal(", 8) == 0 && read_decimal_type(node->text, type)) ||
        (strncmp(node->text, "bytes(", 6) == 0 && read_bytes_type(node->text, type)))
        return LG_OK;
    return refuse_type(reader, node, err);
}

bool is_held_as_integer(const struct type *type)
{
    return type->family != FLOATS && type->family < TEXTS;
}

/* ---- values ---- */

static int read_decimal_value(const struct reader *reader, const struct lg_yaml_node *node, const struct type *type, int64_t *value,
                              struct lg_error *err)
{
    wide scaled;

    if (lg_yaml_number(reader->yaml, node, LG_OPTION_DECIMAL, value, err) != LG_OK)
        return err->code;
    scaled = type->decimals >= 9 ? (wide)*value * power_of_ten(type->decimals - 9) : *value / power_of_ten(9 - type->decimals);
    if (type->decimals < 9 && *value % power_of_ten(9 - type->decimals) != 0)
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' has more digits behind the point than %s", node->text, type->name);
    if (scaled > type->most || scaled < type->least)
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' does not fit %s", node->text, type->name);
    *value = (int64_t)scaled;
    return LG_OK;
}

static int read_integral(const struct reader *reader, const struct lg_yaml_node *node, const struct type *type, int64_t *value,
                         struct lg_error *err)
{
    bool is_time = type->family == DATES || type->family == TIMESTAMPS;
    const int64_t day = INT64_C(86400000000);

    if (type->family == DECIMALS)
        return read_decimal_value(reader, node, type, value, err);
    if (lg_yaml_number(reader->yaml, node, is_time ? LG_OPTION_TIME : type->family == BOOLS ? LG_OPTION_BOOL : LG_OPTION_INT, value,
                       err) != LG_OK)
        return err->code;
    if (type->family == DATES && *value % day != 0)
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' is a moment, it must be a date", node->text);
    if (type->family == DATES)
        *value /= day;
    if (*value < type->least || *value > type->most)
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' does not fit %s", node->text, type->name);
    return LG_OK;
}

int read_value(const struct reader *reader, const struct lg_yaml_node *node, const struct type *type, union value *value,
               struct lg_error *err)
{
    int64_t nano;

    *value = (union value){0};
    if (node->kind == LG_YAML_NULL)
        return lg_yaml_error(reader->yaml, node, err, "there is no value here; for nulls use 'null_ratio', or 'when' without 'else'");
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    if (type->family > TEXTS)
        return lg_yaml_error(reader->yaml, node, err, "values of type %s cannot be written here", type->name);
    if (type->family == TEXTS)
        value->text = node->text;
    else if (is_held_as_integer(type))
        return read_integral(reader, node, type, &value->integer, err);
    else if (lg_yaml_number(reader->yaml, node, LG_OPTION_DECIMAL, &nano, err) == LG_OK)
        value->real = type->width == 4 ? (float)((double)nano / 1e9) : (double)nano / 1e9;
    return err->code;
}

bool same_value(const struct type *type, union value a, union value b)
{
    if (type->family == TEXTS)
        return strcmp(a.text, b.text) == 0;
    if (type->family == FLOATS)
        return a.real <= b.real && a.real >= b.real;
    return a.integer == b.integer;
}

static char *put_text(char *p, const char *text)
{
    return lg_put_text(p, text, strlen(text));
}

size_t put_value(const struct type *type, union value value, char *out)
{
    switch (type->family) {
    case BOOLS:
        return (size_t)(put_text(out, value.integer ? "true" : "false") - out);
    case FLOATS:
        return (size_t)((type->width == 4 ? lg_put_float(out, (float)value.real) : lg_put_double(out, value.real)) - out);
    case DECIMALS:
        return (size_t)(lg_put_decimal(out, value.integer, type->decimals) - out);
    case DATES:
        return (size_t)(lg_put_date(out, (int32_t)value.integer) - out);
    case TIMESTAMPS:
        return (size_t)(lg_put_timestamp(out, value.integer) - out);
    default:
        return (size_t)(lg_put_int64(out, value.integer) - out);
    }
}

double to_real(const struct type *type, int64_t integer)
{
    return type->decimals > 0 ? (double)integer / (double)power_of_ten(type->decimals) : (double)integer;
}
