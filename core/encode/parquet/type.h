/* SPDX-License-Identifier: Apache-2.0 */
/* From lakegen's column types to Parquet's: physical type, annotations, order. Numbers are those of parquet.thrift. */
#ifndef LG_PARQUET_TYPE_H
#define LG_PARQUET_TYPE_H

#include "batch/batch.h"
#include "encode/parquet/thrift.h"

enum lg_parquet_physical {
    LG_PARQUET_BOOLEAN = 0,
    LG_PARQUET_INT32 = 1,
    LG_PARQUET_INT64 = 2,
    LG_PARQUET_FLOAT = 4,
    LG_PARQUET_DOUBLE = 5,
    LG_PARQUET_BYTE_ARRAY = 6,
    LG_PARQUET_FIXED = 7
};

/* How values compare, for bounds (parquet.thrift, ColumnOrder.TYPE_ORDER). */
enum lg_parquet_order {
    LG_ORDER_BOOLEAN,
    LG_ORDER_INT32,
    LG_ORDER_UINT32,
    LG_ORDER_INT64,
    LG_ORDER_UINT64,
    LG_ORDER_FLOAT,
    LG_ORDER_DOUBLE,
    LG_ORDER_BYTES,  /* unsigned, byte by byte */
    LG_ORDER_DECIMAL /* two's complement, big endian */
};

static inline bool lg_parquet_order_is_float(enum lg_parquet_order order)
{
    return order == LG_ORDER_FLOAT || order == LG_ORDER_DOUBLE;
}

struct lg_parquet_type {
    enum lg_parquet_physical physical;
    enum lg_parquet_order order;
    uint32_t width; /* bytes of a PLAIN value; 0: BYTE_ARRAY, and BOOLEAN is 1 before packing */
};

struct lg_parquet_type lg_parquet_type_of(const struct lg_type *type);

/* The names between a list's own and its values (Parquet, LogicalTypes.md, "Lists"). */
#define LG_PARQUET_LIST "list"
#define LG_PARQUET_ELEMENT "element"

/* Puts the SchemaElements of a column: one, or three for a list. */
void lg_parquet_put_schema_elements(struct lg_thrift *t, const struct lg_layout_column *column);

#endif
