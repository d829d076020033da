/* SPDX-License-Identifier: Apache-2.0 */
/* Columns as ClickHouse has them. A schema may say otherwise than the default by a property of its table,
 * "clickhouse.type.COLUMN": DateTime for a timestamp of whole seconds, Date32 for dates before 1970. */
#ifndef LG_CLICKHOUSE_TYPE_H
#define LG_CLICKHOUSE_TYPE_H

#include "base/string.h"
#include "batch/type.h"

/* How a value lies in a block. */
enum lg_wire_form {
    LG_WIRE_AS_IS,   /* as in a batch */
    LG_WIRE_DAYS,    /* Date: uint16 days */
    LG_WIRE_SECONDS, /* DateTime: uint32 seconds */
    LG_WIRE_MICROS,  /* DateTime64(6): as in a batch, of a smaller range */
    LG_WIRE_TEXT     /* a length as a variable-length integer (LEB128) and the bytes */
};

struct lg_wire_type {
    enum lg_wire_form form;
    uint32_t width;       /* bytes of a value; 0: text */
    bool nullable;        /* of lists: their elements */
    bool low_cardinality; /* sent as a dictionary and indices */
    bool is_list;
};

/* Of a column of a table; name is appended: "Array(Nullable(UInt8))". LG_E_PLUGIN for a property that does not fit the column. */
int lg_wire_type_of(const struct lg_table *table, const struct lg_column *column, struct lg_wire_type *type, struct lg_string *name,
                    struct lg_error *err);

/* The value of a table's property, or NULL. */
const char *lg_table_property(const struct lg_table *table, const char *key);

#endif
