/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin's description as JSON. */
#include "cli/describe.h"

static void put_words(const char *key, const char *const *words, struct lg_json *json)
{
    lg_json_open(json, key, '[');
    for (; words && *words; words++)
        lg_json_text(json, NULL, *words);
    lg_json_close(json, ']');
}

static void put_column(const struct lg_layout_column *column, struct lg_json *json)
{
    const struct lg_layout_column *leaf = lg_layout_leaf(column);
    char type[LG_TYPE_NAME];

    lg_layout_type_name(column, type);
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", column->column->name);
    lg_json_text(json, "type", type);
    lg_json_text(json, "arrow_format", column->column->type);
    lg_json_bool(json, "nullable", (column->column->flags & LG_COLUMN_NULLABLE) != 0);
    lg_json_text(json, "null_when", lg_describe_nulls(column->column));
    if (column->elements)
        lg_json_text(json, "element_arrow_format", leaf->column->type);
    if (leaf->dictionary.count)
        lg_json_int(json, "dictionary_values", leaf->dictionary.count);
    lg_json_text(json, "doc", column->column->doc);
    lg_json_close(json, '}');
}

static void put_table(const struct lg_plan_table *table, struct lg_json *json, struct lg_error *err)
{
    const struct lg_table *declared = table->layout->table;

    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", declared->name);
    lg_json_text(json, "doc", declared->doc);
    if (table->driver >= 0)
        lg_json_text(json, "derived_from", declared->driver);
    else
        lg_json_int(json, "rows", table->rows);
    lg_json_bool(json, "ground_truth", table->is_truth);
    put_words("primary_key", declared->primary_key, json);
    put_words("order_by", declared->order_by, json);
    lg_json_text(json, "event_time", declared->event_time);
    lg_json_int(json, "plain_bytes_per_row", lg_describe_row_bytes(table, err));
    lg_json_open(json, "columns", '[');
    for (uint32_t c = 0; c < table->layout->columns; c++)
        put_column(&table->layout->column[c], json);
    lg_json_close(json, ']');
    lg_json_close(json, '}');
}

static void put_option(const struct lg_option *option, struct lg_json *json)
{
    struct lg_string type = LG_STRING_INIT;

    lg_option_describe(option, &type);
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", option->name);
    lg_json_string(json, "type", &type);
    lg_json_text(json, "default", option->fallback);
    lg_json_text(json, "role", option->role);
    lg_json_text(json, "doc", option->doc);
    lg_json_close(json, '}');
    lg_string_release(&type);
}

int lg_describe_json(const struct lg_description *description, struct lg_string *out, struct lg_error *err)
{
    const struct lg_plugin *base = description->base;
    const struct lg_plan *plan = description->plan;
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, plan ? "schema" : "sink", base->name);
    lg_json_text(&json, "version", base->version);
    lg_json_text(&json, "summary", base->summary);
    if (plan) {
        lg_json_open(&json, "tables", '[');
        for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++)
            put_table(&plan->table[t], &json, err);
        lg_json_close(&json, ']');
    } else {
        put_words("formats", description->sink->formats, &json);
        lg_json_text(&json, "default_place", description->sink->default_root);
    }
    lg_json_open(&json, "options", '[');
    for (const struct lg_option *o = base->options; o && o->name; o++)
        put_option(o, &json);
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
    return err->code;
}
