/* SPDX-License-Identifier: Apache-2.0 */
/* From Arrow's types to ClickHouse's. */
#include "encode/clickhouse/type.h"

#include <string.h>

const char *lg_table_property(const struct lg_table *table, const char *key)
{
    for (const struct lg_property *p = table->properties; p && p->key; p++)
        if (strcmp(p->key, key) == 0)
            return p->value;
    return NULL;
}

static const char *wanted_type(const struct lg_table *table, const struct lg_column *column)
{
    static const char prefix[] = "clickhouse.type.";

    for (const struct lg_property *p = table->properties; p && p->key; p++)
        if (strncmp(p->key, prefix, sizeof(prefix) - 1) == 0 && strcmp(p->key + sizeof(prefix) - 1, column->name) == 0)
            return p->value;
    return NULL;
}

static const struct {
    const char *name; /* NULL: made */
    enum lg_wire_form form;
    uint32_t width; /* 0: that of a batch */
} kinds[] = {
    [LG_TYPE_BOOL] = {"Bool", LG_WIRE_AS_IS, 1},       [LG_TYPE_INT8] = {"Int8", LG_WIRE_AS_IS, 0},
    [LG_TYPE_INT16] = {"Int16", LG_WIRE_AS_IS, 0},     [LG_TYPE_INT32] = {"Int32", LG_WIRE_AS_IS, 0},
    [LG_TYPE_INT64] = {"Int64", LG_WIRE_AS_IS, 0},     [LG_TYPE_UINT8] = {"UInt8", LG_WIRE_AS_IS, 0},
    [LG_TYPE_UINT16] = {"UInt16", LG_WIRE_AS_IS, 0},   [LG_TYPE_UINT32] = {"UInt32", LG_WIRE_AS_IS, 0},
    [LG_TYPE_UINT64] = {"UInt64", LG_WIRE_AS_IS, 0},   [LG_TYPE_FLOAT32] = {"Float32", LG_WIRE_AS_IS, 0},
    [LG_TYPE_FLOAT64] = {"Float64", LG_WIRE_AS_IS, 0}, [LG_TYPE_UTF8] = {"String", LG_WIRE_TEXT, 0},
    [LG_TYPE_BINARY] = {"String", LG_WIRE_TEXT, 0},    [LG_TYPE_FIXED] = {NULL, LG_WIRE_AS_IS, 0},
    [LG_TYPE_DATE] = {"Date", LG_WIRE_DAYS, 2},        [LG_TYPE_TIMESTAMP] = {"DateTime64(6, 'UTC')", LG_WIRE_MICROS, 0},
    [LG_TYPE_DECIMAL] = {NULL, LG_WIRE_AS_IS, 0},
};

/* What a schema may ask for instead. */
static const struct {
    enum lg_type_kind kind;
    const char *asked, *name;
    enum lg_wire_form form;
    uint32_t width;
} others[] = {
    {LG_TYPE_TIMESTAMP, "DateTime", "DateTime('UTC')", LG_WIRE_SECONDS, 4},
    {LG_TYPE_DATE, "Date32", "Date32", LG_WIRE_AS_IS, 4},
};

static int put_value_type(const struct lg_column *column, const struct lg_type *batch, const char *wanted, struct lg_wire_type *type,
                          struct lg_string *name, struct lg_error *err)
{
    type->form = kinds[batch->kind].form;
    type->width = kinds[batch->kind].width ? kinds[batch->kind].width : batch->width;
    for (size_t i = 0; wanted && i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i].kind == batch->kind && strcmp(others[i].asked, wanted) == 0) {
            type->form = others[i].form;
            type->width = others[i].width;
            lg_string_puts(name, others[i].name);
            return LG_OK;
        }
    if (wanted)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' of type '%s' cannot be a '%s' of ClickHouse", column->name, column->type,
                            wanted);
    if (batch->kind == LG_TYPE_FIXED)
        lg_string_printf(name, "FixedString(%u)", batch->width);
    else if (batch->kind == LG_TYPE_DECIMAL)
        lg_string_printf(name, "Decimal(%u, %u)", batch->precision, batch->scale);
    else
        lg_string_puts(name, kinds[batch->kind].name);
    return LG_OK;
}

int lg_wire_type_of(const struct lg_table *table, const struct lg_column *column, struct lg_wire_type *type, struct lg_string *name,
                    struct lg_error *err)
{
    const struct lg_column *leaf = column;
    struct lg_type batch;

    *type = (struct lg_wire_type){.form = LG_WIRE_AS_IS};
    if (lg_type_parse(column->type, &batch, err) != LG_OK)
        return err->code;
    if (batch.kind == LG_TYPE_LIST) {
        type->is_list = true;
        leaf = column->children;
        lg_string_puts(name, "Array(");
        if (lg_type_parse(leaf->type, &batch, err) != LG_OK)
            return err->code;
    }
    type->nullable = (leaf->flags & LG_COLUMN_NULLABLE) != 0;
    type->low_cardinality = (leaf->flags & LG_COLUMN_DICTIONARY) && lg_type_is_text(&batch);
    lg_string_puts(name, type->low_cardinality ? "LowCardinality(" : "");
    lg_string_puts(name, type->nullable ? "Nullable(" : "");
    if (put_value_type(column, &batch, wanted_type(table, column), type, name, err) != LG_OK)
        return err->code;
    lg_string_puts(name, type->nullable ? ")" : "");
    lg_string_puts(name, type->low_cardinality ? ")" : "");
    lg_string_puts(name, type->is_list ? ")" : "");
    return lg_string_check(name, err);
}
