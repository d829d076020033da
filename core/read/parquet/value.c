/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds as text. Types and their meanings: Parquet, LogicalTypes.md. */
#include "read/parquet/value.h"

#include <lakegen/calendar.h>
#include <lakegen/text.h>

#include "base/int128.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED }; /* parquet.thrift, Type */

/* ---- meanings ---- */

static int unit_of(const struct lg_time_unit *unit)
{
    return LG_HAS(unit, 1) ? 3 : LG_HAS(unit, 2) ? 6 : 9;
}

static struct lg_meaning_of logical_meaning(const struct lg_logical_type *type)
{
    if (LG_HAS(type, LG_LOGICAL_STRING) || LG_HAS(type, LG_LOGICAL_ENUM) || LG_HAS(type, LG_LOGICAL_JSON))
        return (struct lg_meaning_of){.meaning = LG_MEANS_TEXT};
    if (LG_HAS(type, LG_LOGICAL_DECIMAL))
        return (struct lg_meaning_of){.meaning = LG_MEANS_DECIMAL, .scale = type->decimal.scale};
    if (LG_HAS(type, LG_LOGICAL_DATE))
        return (struct lg_meaning_of){.meaning = LG_MEANS_DATE};
    if (LG_HAS(type, LG_LOGICAL_TIME))
        return (struct lg_meaning_of){LG_MEANS_TIME, unit_of(&type->time.unit), type->time.is_adjusted_to_utc, 0};
    if (LG_HAS(type, LG_LOGICAL_TIMESTAMP))
        return (struct lg_meaning_of){LG_MEANS_TIMESTAMP, unit_of(&type->timestamp.unit), type->timestamp.is_adjusted_to_utc, 0};
    if (LG_HAS(type, LG_LOGICAL_INTEGER))
        return (struct lg_meaning_of){.meaning = type->integer.is_signed ? LG_MEANS_PLAIN : LG_MEANS_UNSIGNED};
    if (LG_HAS(type, LG_LOGICAL_UUID))
        return (struct lg_meaning_of){.meaning = LG_MEANS_UUID};
    if (LG_HAS(type, LG_LOGICAL_FLOAT16))
        return (struct lg_meaning_of){.meaning = LG_MEANS_FLOAT16};
    return (struct lg_meaning_of){.meaning = LG_HAS(type, LG_LOGICAL_BSON) ? LG_MEANS_PLAIN : LG_MEANS_OPAQUE};
}

static struct lg_meaning_of converted_meaning(const struct lg_schema_element *element)
{
    int32_t type = element->converted_type;

    switch (type) {
    case LG_CONVERTED_UTF8:
    case LG_CONVERTED_ENUM:
    case LG_CONVERTED_JSON:
        return (struct lg_meaning_of){.meaning = LG_MEANS_TEXT};
    case LG_CONVERTED_DECIMAL:
        return (struct lg_meaning_of){.meaning = LG_MEANS_DECIMAL, .scale = element->scale};
    case LG_CONVERTED_DATE:
        return (struct lg_meaning_of){.meaning = LG_MEANS_DATE};
    case LG_CONVERTED_TIME_MILLIS:
    case LG_CONVERTED_TIME_MICROS:
        return (struct lg_meaning_of){LG_MEANS_TIME, type == LG_CONVERTED_TIME_MILLIS ? 3 : 6, true, 0};
    case LG_CONVERTED_TIMESTAMP_MILLIS:
    case LG_CONVERTED_TIMESTAMP_MICROS:
        return (struct lg_meaning_of){LG_MEANS_TIMESTAMP, type == LG_CONVERTED_TIMESTAMP_MILLIS ? 3 : 6, true, 0};
    case LG_CONVERTED_INTERVAL:
        return (struct lg_meaning_of){.meaning = LG_MEANS_OPAQUE};
    default:
        return (struct lg_meaning_of){
            .meaning = type >= LG_CONVERTED_UINT_8 && type <= LG_CONVERTED_UINT_64 ? LG_MEANS_UNSIGNED : LG_MEANS_PLAIN};
    }
}

/* A meaning that does not belong to the physical type is none. */
static bool fits(enum lg_meaning meaning, const struct lg_schema_element *element)
{
    int32_t type = element->type;

    switch (meaning) {
    case LG_MEANS_TEXT:
        return type == BYTE_ARRAY || type == FIXED;
    case LG_MEANS_UNSIGNED:
    case LG_MEANS_TIME:
        return type == INT32 || type == INT64;
    case LG_MEANS_TIMESTAMP:
        return type == INT64;
    case LG_MEANS_DATE:
        return type == INT32;
    case LG_MEANS_DECIMAL:
        return type == INT32 || type == INT64 || type == BYTE_ARRAY || type == FIXED;
    case LG_MEANS_UUID:
        return type == FIXED && element->type_length == 16;
    case LG_MEANS_FLOAT16:
        return type == FIXED && element->type_length == 2;
    default:
        return true;
    }
}

struct lg_meaning_of lg_meaning(const struct lg_schema_element *element)
{
    struct lg_meaning_of found = {.meaning = LG_MEANS_PLAIN};

    if (LG_HAS_LOGICAL_TYPE(element))
        found = logical_meaning(&element->logical_type);
    else if (LG_HAS_CONVERTED_TYPE(element))
        found = converted_meaning(element);
    return fits(found.meaning, element) ? found : (struct lg_meaning_of){.meaning = LG_MEANS_OPAQUE};
}

/* ---- types ---- */

static void put_physical(const struct lg_schema_element *element, struct lg_string *out)
{
    static const char *const words[] = {"bool", "int32", "int64", "int96", "float32", "float64", "binary"};

    if (element->type == FIXED)
        lg_string_printf(out, "fixed(%d)", (int)element->type_length);
    else
        lg_string_puts(out, words[element->type]);
}

static void put_unit(const char *name, const struct lg_meaning_of *means, struct lg_string *out)
{
    lg_string_printf(out, "%s (%s%s)", name, means->unit == 3 ? "ms" : means->unit == 6 ? "µs" : "ns", means->utc ? ", UTC" : "");
}

static int bits_of(const struct lg_schema_element *element)
{
    if (LG_HAS(&element->logical_type, LG_LOGICAL_INTEGER))
        return element->logical_type.integer.bit_width;
    if (LG_HAS_CONVERTED_TYPE(element) && element->converted_type >= LG_CONVERTED_UINT_8 && element->converted_type <= LG_CONVERTED_INT_64)
        return 8 << (element->converted_type - LG_CONVERTED_UINT_8) % 4;
    return element->type == INT32 ? 32 : 64;
}

void lg_parquet_put_type(const struct lg_schema_element *element, struct lg_string *out)
{
    struct lg_meaning_of means = lg_meaning(element);
    bool is_decimal = LG_HAS(&element->logical_type, LG_LOGICAL_DECIMAL);

    if (means.meaning == LG_MEANS_TEXT)
        lg_string_puts(out, "text");
    else if (means.meaning == LG_MEANS_DATE)
        lg_string_puts(out, "date");
    else if (means.meaning == LG_MEANS_TIME)
        put_unit("time", &means, out);
    else if (means.meaning == LG_MEANS_TIMESTAMP)
        put_unit("timestamp", &means, out);
    else if (means.meaning == LG_MEANS_DECIMAL)
        lg_string_printf(out, "decimal(%d,%d)", (int)(is_decimal ? element->logical_type.decimal.precision : element->precision),
                         (int)means.scale);
    else if (means.meaning == LG_MEANS_UUID)
        lg_string_puts(out, "uuid");
    else if (means.meaning == LG_MEANS_FLOAT16)
        lg_string_puts(out, "float16");
    else if (means.meaning == LG_MEANS_UNSIGNED)
        lg_string_printf(out, "uint%d", bits_of(element));
    else if (element->type == INT32 || element->type == INT64)
        lg_string_printf(out, "int%d", bits_of(element));
    else
        put_physical(element, out);
}

/* ---- order ---- */

bool lg_parquet_order_of(const struct lg_schema_element *element, enum lg_parquet_order *order)
{
    static const enum lg_parquet_order physical[] = {LG_ORDER_BOOLEAN, LG_ORDER_INT32,  LG_ORDER_INT64, LG_ORDER_BYTES,
                                                     LG_ORDER_FLOAT,   LG_ORDER_DOUBLE, LG_ORDER_BYTES, LG_ORDER_BYTES};
    struct lg_meaning_of means = lg_meaning(element);
    bool is_bytes = element->type == BYTE_ARRAY || element->type == FIXED;

    *order = physical[element->type];
    if (means.meaning == LG_MEANS_UNSIGNED)
        *order = element->type == INT32 ? LG_ORDER_UINT32 : LG_ORDER_UINT64;
    if (means.meaning == LG_MEANS_DECIMAL && is_bytes)
        *order = LG_ORDER_DECIMAL;
    /* decimals of different lengths would have to be extended first */
    return means.meaning != LG_MEANS_OPAQUE && means.meaning != LG_MEANS_FLOAT16 && element->type != INT96 &&
           !(means.meaning == LG_MEANS_DECIMAL && element->type == BYTE_ARRAY);
}

bool lg_parquet_is_value(const struct lg_schema_element *element, struct lg_bytes value)
{
    static const size_t widths[] = {1, 4, 8, 12, 4, 8};

    if (element->type == BYTE_ARRAY)
        return true;
    if (element->type == FIXED) /* longer ones may be cut */
        return lg_meaning(element).meaning == LG_MEANS_TEXT || lg_meaning(element).meaning == LG_MEANS_PLAIN
                   ? value.size <= (size_t)element->type_length
                   : value.size == (size_t)element->type_length;
    return value.size == widths[element->type];
}

/* ---- values ---- */

static int64_t integer_of(struct lg_bytes value)
{
    int32_t narrow;
    int64_t wide;

    if (value.size == sizeof(narrow)) {
        memcpy(&narrow, value.at, sizeof(narrow));
        return narrow;
    }
    memcpy(&wide, value.at, sizeof(wide));
    return wide;
}

static uint64_t unsigned_of(struct lg_bytes value)
{
    return value.size == 4 ? (uint32_t)integer_of(value) : (uint64_t)integer_of(value);
}

static void put_hex(struct lg_bytes value, size_t most, struct lg_string *out)
{
    lg_string_puts(out, "0x");
    for (size_t i = 0; i < value.size && 2 * i < most; i++)
        lg_string_printf(out, "%02x", value.at[i]);
    if (2 * value.size > most)
        lg_string_puts(out, "…");
}

static bool is_utf8(struct lg_bytes value)
{
    for (size_t at = 0; at < value.size;) {
        size_t step = lg_utf8_sequence(value.at + at, value.at + value.size);

        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

/* Cut on a character's border. */
static void put_text(struct lg_bytes value, size_t most, struct lg_string *out)
{
    size_t kept = 0;

    if (!is_utf8(value)) {
        put_hex(value, most, out);
        return;
    }
    while (kept < value.size && kept + lg_utf8_sequence(value.at + kept, value.at + value.size) <= most)
        kept += lg_utf8_sequence(value.at + kept, value.at + value.size);
    lg_string_put_printable_bytes(out, value.at, kept);
    if (kept < value.size)
        lg_string_puts(out, "…");
}

static void put_day(int64_t days, struct lg_string *out)
{
    int year, month, day;

    lg_civil_from_days(days, &year, &month, &day);
    lg_string_printf(out, "%04d-%02d-%02d", year, month, day);
}

static void put_clock(int64_t units, int unit, struct lg_string *out)
{
    int64_t per_second = unit == 3 ? 1000 : unit == 6 ? 1000000 : 1000000000, seconds = units / per_second;

    lg_string_printf(out, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
    if (units % per_second != 0)
        lg_string_printf(out, ".%0*" PRId64, unit, units % per_second);
}

static void put_time(int64_t value, const struct lg_meaning_of *means, struct lg_string *out)
{
    int64_t per_day = INT64_C(86400) * (means->unit == 3 ? 1000 : means->unit == 6 ? 1000000 : 1000000000);
    int64_t rest = value % per_day + (value % per_day < 0 ? per_day : 0), days = value / per_day - (value % per_day < 0);

    if (means->meaning == LG_MEANS_TIMESTAMP) {
        put_day(days, out);
        lg_string_putc(out, 'T');
    } else if (days != 0) {
        lg_string_printf(out, "%" PRId64, value);
        return;
    }
    put_clock(rest, means->unit, out);
    if (means->utc)
        lg_string_putc(out, 'Z');
}

static void put_digits(lg_uint128 magnitude, bool negative, int32_t scale, struct lg_string *out)
{
    char digits[48];
    int at = sizeof(digits), count = 0;

    do {
        if (count == scale && scale > 0)
            digits[--at] = '.';
        digits[--at] = (char)('0' + (int)(magnitude % 10));
        magnitude /= 10;
        count++;
    } while (magnitude > 0 || count <= scale);
    if (negative)
        lg_string_putc(out, '-');
    lg_string_append(out, digits + at, sizeof(digits) - (size_t)at);
}

/* Big-endian two's complement of up to 16 bytes; wider ones, and scales that no decimal has, are left in hexadecimal. */
static void put_decimal(const struct lg_schema_element *element, struct lg_bytes value, int32_t scale, struct lg_string *out)
{
    lg_uint128 bits = 0;

    if (value.size == 0 || value.size > 16 || scale < 0 || scale > 38) {
        put_hex(value, 64, out);
        return;
    }
    if (element->type == INT32 || element->type == INT64) {
        bits = (lg_uint128)(lg_int128)integer_of(value);
    } else {
        bits = value.at[0] & 0x80 ? ~(lg_uint128)0 : 0;
        for (size_t i = 0; i < value.size; i++)
            bits = bits << 8 | value.at[i];
    }
    put_digits(bits >> 127 ? ~bits + 1 : bits, bits >> 127, scale, out);
}

static void put_uuid(struct lg_bytes value, struct lg_string *out)
{
    for (size_t i = 0; i < value.size; i++)
        lg_string_printf(out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", value.at[i]);
}

static double half_of(struct lg_bytes value)
{
    unsigned bits = (unsigned)value.at[0] | (unsigned)value.at[1] << 8, exponent = bits >> 10 & 31, fraction = bits & 1023;
    double magnitude = exponent == 0    ? ldexp(fraction, -24)
                       : exponent == 31 ? (fraction ? (double)NAN : (double)INFINITY)
                                        : ldexp(1024 + fraction, (int)exponent - 25);

    return bits >> 15 ? -magnitude : magnitude;
}

static double number_of(const struct lg_schema_element *element, struct lg_bytes value)
{
    float narrow;
    double wide;

    if (element->type == FLOAT) {
        memcpy(&narrow, value.at, sizeof(narrow));
        return narrow;
    }
    if (element->type == DOUBLE) {
        memcpy(&wide, value.at, sizeof(wide));
        return wide;
    }
    return half_of(value);
}

static void put_number(const struct lg_schema_element *element, struct lg_bytes value, struct lg_string *out)
{
    double number = number_of(element, value);
    char text[40], *end = element->type == FLOAT ? lg_put_float(text, (float)number) : lg_put_double(text, number);

    lg_string_append(out, text, (size_t)(end - text));
}

void lg_parquet_put_value(const struct lg_schema_element *element, struct lg_bytes value, size_t most, struct lg_string *out)
{
    struct lg_meaning_of means = lg_meaning(element);

    if (!lg_parquet_is_value(element, value) || means.meaning == LG_MEANS_OPAQUE)
        put_hex(value, most, out);
    else if (means.meaning == LG_MEANS_TEXT)
        put_text(value, most, out);
    else if (means.meaning == LG_MEANS_DATE)
        put_day(integer_of(value), out);
    else if (means.meaning == LG_MEANS_TIME || means.meaning == LG_MEANS_TIMESTAMP)
        put_time(integer_of(value), &means, out);
    else if (means.meaning == LG_MEANS_DECIMAL)
        put_decimal(element, value, means.scale, out);
    else if (means.meaning == LG_MEANS_UUID)
        put_uuid(value, out);
    else if (means.meaning == LG_MEANS_UNSIGNED)
        lg_string_printf(out, "%" PRIu64, unsigned_of(value));
    else if (means.meaning == LG_MEANS_FLOAT16 || element->type == FLOAT || element->type == DOUBLE)
        put_number(element, value, out);
    else if (element->type == BOOLEAN)
        lg_string_puts(out, value.at[0] ? "true" : "false");
    else if (element->type == INT32 || element->type == INT64)
        lg_string_printf(out, "%" PRId64, integer_of(value));
    else
        put_hex(value, most, out);
}

/* Numbers and truth values need no quotes; NaN and infinities do. */
static bool is_literal(const struct lg_schema_element *element, struct lg_bytes value)
{
    enum lg_meaning meaning = lg_meaning(element).meaning;

    if (!lg_parquet_is_value(element, value))
        return false;
    if (meaning == LG_MEANS_FLOAT16 || element->type == FLOAT || element->type == DOUBLE)
        return isfinite(number_of(element, value)) && meaning != LG_MEANS_OPAQUE;
    return element->type <= INT64 && (meaning == LG_MEANS_PLAIN || meaning == LG_MEANS_UNSIGNED);
}

void lg_parquet_put_json_value(const struct lg_schema_element *element, const char *key, struct lg_bytes value,
                               struct lg_json *json)
{
    struct lg_string text = LG_STRING_INIT;

    lg_parquet_put_value(element, value, SIZE_MAX / 4, &text);
    if (is_literal(element, value))
        lg_json_literal(json, key, lg_string_text(&text));
    else
        lg_json_string(json, key, &text);
    lg_string_release(&text);
}
