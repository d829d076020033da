/* SPDX-License-Identifier: Apache-2.0 */
/* Type annotations: both the converted type, which old readers know, and the logical type (Parquet, LogicalTypes.md). */
#include "encode/parquet/type.h"

enum { REQUIRED = 0, OPTIONAL = 1, REPEATED = 2 };

enum converted {
    NO_CONVERTED = -1,
    UTF8 = 0,
    LIST = 3,
    DECIMAL = 5,
    DATE = 6,
    TIMESTAMP_MICROS = 10,
    UINT_8 = 11,
    UINT_16 = 12,
    UINT_32 = 13,
    UINT_64 = 14,
    INT_8 = 15,
    INT_16 = 16
};

static const struct {
    enum lg_parquet_physical physical;
    enum lg_parquet_order order;
    uint32_t width;
    enum converted converted;
} types[] = {
    [LG_TYPE_BOOL] = {LG_PARQUET_BOOLEAN, LG_ORDER_BOOLEAN, 1, NO_CONVERTED},
    [LG_TYPE_INT8] = {LG_PARQUET_INT32, LG_ORDER_INT32, 4, INT_8},
    [LG_TYPE_INT16] = {LG_PARQUET_INT32, LG_ORDER_INT32, 4, INT_16},
    [LG_TYPE_INT32] = {LG_PARQUET_INT32, LG_ORDER_INT32, 4, NO_CONVERTED},
    [LG_TYPE_INT64] = {LG_PARQUET_INT64, LG_ORDER_INT64, 8, NO_CONVERTED},
    [LG_TYPE_UINT8] = {LG_PARQUET_INT32, LG_ORDER_UINT32, 4, UINT_8},
    [LG_TYPE_UINT16] = {LG_PARQUET_INT32, LG_ORDER_UINT32, 4, UINT_16},
    [LG_TYPE_UINT32] = {LG_PARQUET_INT32, LG_ORDER_UINT32, 4, UINT_32},
    [LG_TYPE_UINT64] = {LG_PARQUET_INT64, LG_ORDER_UINT64, 8, UINT_64},
    [LG_TYPE_FLOAT32] = {LG_PARQUET_FLOAT, LG_ORDER_FLOAT, 4, NO_CONVERTED},
    [LG_TYPE_FLOAT64] = {LG_PARQUET_DOUBLE, LG_ORDER_DOUBLE, 8, NO_CONVERTED},
    [LG_TYPE_UTF8] = {LG_PARQUET_BYTE_ARRAY, LG_ORDER_BYTES, 0, UTF8},
    [LG_TYPE_BINARY] = {LG_PARQUET_BYTE_ARRAY, LG_ORDER_BYTES, 0, NO_CONVERTED},
    [LG_TYPE_FIXED] = {LG_PARQUET_FIXED, LG_ORDER_BYTES, 0, NO_CONVERTED},
    [LG_TYPE_DATE] = {LG_PARQUET_INT32, LG_ORDER_INT32, 4, DATE},
    [LG_TYPE_TIMESTAMP] = {LG_PARQUET_INT64, LG_ORDER_INT64, 8, TIMESTAMP_MICROS},
    [LG_TYPE_DECIMAL] = {LG_PARQUET_FIXED, LG_ORDER_DECIMAL, 0, DECIMAL}, /* over 18 digits */
};

/* The fewest bytes that hold a decimal of that many digits: 10^digits - 1 must be below 2^(8 × bytes - 1). */
static uint32_t decimal_bytes(unsigned digits)
{
    double bits = digits * 3.3219280948873626 + 1.0;

    return (uint32_t)((bits + 7.999999) / 8.0);
}

struct lg_parquet_type lg_parquet_type_of(const struct lg_type *type)
{
    struct lg_parquet_type result = {types[type->kind].physical, types[type->kind].order, types[type->kind].width};

    if (type->kind == LG_TYPE_FIXED)
        result.width = type->width;
    if (type->kind == LG_TYPE_DECIMAL && type->width == 4)
        result = (struct lg_parquet_type){LG_PARQUET_INT32, LG_ORDER_INT32, 4};
    else if (type->kind == LG_TYPE_DECIMAL && type->width == 8)
        result = (struct lg_parquet_type){LG_PARQUET_INT64, LG_ORDER_INT64, 8};
    else if (type->kind == LG_TYPE_DECIMAL)
        result.width = decimal_bytes(type->precision);
    return result;
}

/* LogicalType is a union: a structure with one field, whose id says which. */
static void put_integer(struct lg_thrift *t, int8_t bits, bool is_signed)
{
    lg_thrift_struct(t, 10);
    lg_thrift_i8(t, 1, bits);
    lg_thrift_bool(t, 2, is_signed);
    lg_thrift_end(t);
}

static void put_logical(struct lg_thrift *t, const struct lg_type *type)
{
    lg_thrift_struct(t, 10);
    switch (type->kind) {
    case LG_TYPE_UTF8:
        lg_thrift_struct(t, 1);
        lg_thrift_end(t);
        break;
    case LG_TYPE_DECIMAL:
        lg_thrift_struct(t, 5);
        lg_thrift_i32(t, 1, type->scale);
        lg_thrift_i32(t, 2, type->precision);
        lg_thrift_end(t);
        break;
    case LG_TYPE_DATE:
        lg_thrift_struct(t, 6);
        lg_thrift_end(t);
        break;
    case LG_TYPE_TIMESTAMP:
        lg_thrift_struct(t, 8);
        lg_thrift_bool(t, 1, type->utc);
        lg_thrift_struct(t, 2); /* unit */
        lg_thrift_struct(t, 2); /* microseconds */
        lg_thrift_end(t);
        lg_thrift_end(t);
        lg_thrift_end(t);
        break;
    default:
        put_integer(t, (int8_t)(8 * type->width), type->kind == LG_TYPE_INT8 || type->kind == LG_TYPE_INT16);
    }
    lg_thrift_end(t);
}

static int32_t repetition_of(const struct lg_layout_column *column)
{
    return column->column->flags & LG_COLUMN_REQUIRED ? REQUIRED : OPTIONAL;
}

static void put_leaf(struct lg_thrift *t, const struct lg_layout_column *column, const char *name)
{
    struct lg_parquet_type type = lg_parquet_type_of(&column->type);
    enum converted converted = types[column->type.kind].converted;

    lg_thrift_element(t);
    lg_thrift_i32(t, 1, type.physical);
    if (type.physical == LG_PARQUET_FIXED)
        lg_thrift_i32(t, 2, (int32_t)type.width);
    lg_thrift_i32(t, 3, repetition_of(column));
    lg_thrift_text(t, 4, name);
    if (converted != NO_CONVERTED)
        lg_thrift_i32(t, 6, converted);
    if (column->type.kind == LG_TYPE_DECIMAL) {
        lg_thrift_i32(t, 7, column->type.scale);
        lg_thrift_i32(t, 8, column->type.precision);
    }
    if (converted != NO_CONVERTED)
        put_logical(t, &column->type);
    lg_thrift_end(t);
}

static void put_group(struct lg_thrift *t, int32_t repetition, const char *name, bool is_list)
{
    lg_thrift_element(t);
    lg_thrift_i32(t, 3, repetition);
    lg_thrift_text(t, 4, name);
    lg_thrift_i32(t, 5, 1); /* child */
    if (is_list) {
        lg_thrift_i32(t, 6, LIST);
        lg_thrift_struct(t, 10);
        lg_thrift_struct(t, 3); /* LIST */
        lg_thrift_end(t);
        lg_thrift_end(t);
    }
    lg_thrift_end(t);
}

void lg_parquet_put_schema_elements(struct lg_thrift *t, const struct lg_layout_column *column)
{
    if (!column->elements) {
        put_leaf(t, column, column->column->name);
        return;
    }
    put_group(t, repetition_of(column), column->column->name, true);
    put_group(t, REPEATED, LG_PARQUET_LIST, false);
    put_leaf(t, lg_layout_leaf(column), LG_PARQUET_ELEMENT);
}
