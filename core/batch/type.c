/* SPDX-License-Identifier: Apache-2.0 */
/* Arrow format strings (Arrow C Data Interface, "Data type description: format strings"). */
#include "batch/type.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *format, *name;
    enum lg_type_kind kind;
    uint32_t width;
} simple_types[] = {
    {"b", "bool", LG_TYPE_BOOL, 1},        {"c", "int8", LG_TYPE_INT8, 1},        {"s", "int16", LG_TYPE_INT16, 2},
    {"i", "int32", LG_TYPE_INT32, 4},      {"l", "int64", LG_TYPE_INT64, 8},      {"C", "uint8", LG_TYPE_UINT8, 1},
    {"S", "uint16", LG_TYPE_UINT16, 2},    {"I", "uint32", LG_TYPE_UINT32, 4},    {"L", "uint64", LG_TYPE_UINT64, 8},
    {"f", "float32", LG_TYPE_FLOAT32, 4},  {"g", "float64", LG_TYPE_FLOAT64, 8},  {"u", "utf8", LG_TYPE_UTF8, 0},
    {"z", "binary", LG_TYPE_BINARY, 0},    {"tdD", "date", LG_TYPE_DATE, 4},    {"+l", "list", LG_TYPE_LIST, 0},
};

static bool parse_decimal(const char *format, struct lg_type *type)
{
    unsigned precision, scale;
    char end;

    if (sscanf(format, "d:%2u,%2u%c", &precision, &scale, &end) != 2)
        return false;
    if (precision < 1 || precision > 38 || scale > precision)
        return false;
    *type = (struct lg_type){.kind = LG_TYPE_DECIMAL,
                             .width = precision <= 9 ? 4 : precision <= 18 ? 8 : 16,
                             .precision = (uint8_t)precision,
                             .scale = (uint8_t)scale};
    return true;
}

static bool parse_fixed(const char *format, struct lg_type *type)
{
    unsigned width;
    char end;

    if (sscanf(format, "w:%4u%c", &width, &end) != 1 || width < 1)
        return false;
    *type = (struct lg_type){.kind = LG_TYPE_FIXED, .width = width};
    return true;
}

int lg_type_parse(const char *format, struct lg_type *type, struct lg_error *err)
{
    for (size_t i = 0; i < sizeof(simple_types) / sizeof(simple_types[0]); i++)
        if (strcmp(format, simple_types[i].format) == 0) {
            *type = (struct lg_type){.kind = simple_types[i].kind, .width = simple_types[i].width};
            return LG_OK;
        }
    if (strcmp(format, "tsu:") == 0 || strcmp(format, "tsu:UTC") == 0) {
        *type = (struct lg_type){.kind = LG_TYPE_TIMESTAMP, .width = 8, .utc = format[4] != '\0'};
        return LG_OK;
    }
    if (parse_decimal(format, type) || parse_fixed(format, type))
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "type '%.32s' is not one of those that lakegen/table.h lists", format);
}

void lg_type_name(const struct lg_type *type, char name[LG_TYPE_NAME])
{
    for (size_t i = 0; i < sizeof(simple_types) / sizeof(simple_types[0]); i++)
        if (simple_types[i].kind == type->kind) {
            (void)snprintf(name, LG_TYPE_NAME, "%s", simple_types[i].name);
            return;
        }
    if (type->kind == LG_TYPE_TIMESTAMP)
        (void)snprintf(name, LG_TYPE_NAME, "timestamp[us%s]", type->utc ? ", UTC" : "");
    else if (type->kind == LG_TYPE_DECIMAL)
        (void)snprintf(name, LG_TYPE_NAME, "decimal(%u,%u)", type->precision, type->scale);
    else
        (void)snprintf(name, LG_TYPE_NAME, "fixed(%u)", type->width);
}
