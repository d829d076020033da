/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen describe: a schema as text, JSON or Markdown. The schema pages of the documentation are its Markdown. */
#include "cli/cli.h"
#include "cli/table.h"

#include "plan/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- facts ---- */

/* Bytes of a row before compression, from a sample of the text encodings' smallest: the batch itself. */
static int64_t plain_row_bytes(const struct lg_plan_table *table, struct lg_error *err)
{
    int64_t rows = table->rows < 1024 ? table->rows : 1024, bytes = 0;
    struct lg_batch *batch;

    if (rows == 0 || lg_batch_new(table->layout, rows, &batch, err) != LG_OK)
        return 0;
    if (lg_source_fill(&table->source, 0, rows, NULL, batch, err) == LG_OK)
        for (uint32_t c = 0; c < table->layout->columns; c++) {
            const struct lg_layout_column *column = &table->layout->column[c];

            if (column->dictionary.count > 0 || !lg_type_is_text(&column->type))
                bytes += batch->rows * (column->dictionary.count ? 4 : column->type.width);
            else
                bytes += batch->column[c].offset[batch->rows];
        }
    bytes /= batch->rows > 0 ? batch->rows : 1;
    lg_batch_free(batch);
    return bytes;
}

static const char *nulls_of(const struct lg_column *column)
{
    if (column->null_when)
        return column->null_when;
    return column->flags & LG_COLUMN_NULLABLE ? "sometimes" : "never";
}

/* ---- JSON ---- */

static void put_json_column(const struct lg_layout_column *column, struct lg_json *json)
{
    char type[32];

    lg_type_name(&column->type, type);
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", column->column->name);
    lg_json_text(json, "type", type);
    lg_json_text(json, "arrow_format", column->column->type);
    lg_json_bool(json, "nullable", (column->column->flags & LG_COLUMN_NULLABLE) != 0);
    lg_json_text(json, "null_when", nulls_of(column->column));
    if (column->dictionary.count)
        lg_json_int(json, "dictionary_values", column->dictionary.count);
    lg_json_text(json, "doc", column->column->doc);
    lg_json_close(json, '}');
}

static void put_json_option(const struct lg_option *option, struct lg_json *json)
{
    struct lg_string type = LG_STRING_INIT;

    lg_option_describe(option, &type);
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", option->name);
    lg_json_text(json, "type", lg_string_text(&type));
    lg_json_text(json, "default", option->fallback);
    lg_json_text(json, "role", option->role);
    lg_json_text(json, "doc", option->doc);
    lg_json_close(json, '}');
    lg_string_release(&type);
}

static int put_json(const struct lg_plan *plan, struct lg_string *out, struct lg_error *err)
{
    const struct lg_plugin *base = &plan->schema->base;
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "schema", base->name);
    lg_json_text(&json, "version", base->version);
    lg_json_text(&json, "summary", base->summary);
    lg_json_open(&json, "tables", '[');
    for (uint32_t t = 0; t < plan->tables; t++) {
        const struct lg_plan_table *table = &plan->table[t];

        lg_json_open(&json, NULL, '{');
        lg_json_text(&json, "name", table->layout->table->name);
        lg_json_text(&json, "doc", table->layout->table->doc);
        if (table->driver >= 0)
            lg_json_text(&json, "derived_from", table->layout->table->driver);
        else
            lg_json_int(&json, "rows", table->rows);
        lg_json_int(&json, "plain_bytes_per_row", plain_row_bytes(table, err));
        lg_json_open(&json, "columns", '[');
        for (uint32_t c = 0; c < table->layout->columns; c++)
            put_json_column(&table->layout->column[c], &json);
        lg_json_close(&json, ']');
        lg_json_close(&json, '}');
    }
    lg_json_close(&json, ']');
    lg_json_open(&json, "options", '[');
    for (const struct lg_option *o = base->options; o && o->name; o++)
        put_json_option(o, &json);
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
    return err->code;
}

/* ---- text and Markdown: the same facts, two looks ---- */

struct look {
    struct lg_string *out;
    bool markdown;
};

static void put_row(const struct look *look, struct lg_string *rows, const char *const *cells, size_t count, bool heading)
{
    for (size_t i = 0; i < count; i++) {
        if (look->markdown) {
            lg_string_puts(look->out, i ? " | " : "| ");
            for (const char *p = cells[i]; *p; p++) {
                if (*p == '|')
                    lg_string_putc(look->out, '\\');
                lg_string_putc(look->out, *p);
            }
        } else {
            lg_string_printf(rows, "%s%s", i ? "\x1f" : "", cells[i]);
        }
    }
    lg_string_puts(look->markdown ? look->out : rows, look->markdown ? " |\n" : "\x1e");
    if (!look->markdown || !heading)
        return;
    for (size_t i = 0; i < count; i++)
        lg_string_puts(look->out, "|---");
    lg_string_puts(look->out, "|\n");
}

static void put_rows(const struct look *look, struct lg_string *rows)
{
    if (!look->markdown)
        lg_table_put(look->out, lg_string_text(rows));
    lg_string_release(rows);
}

static void put_columns(const struct look *look, const struct lg_layout *layout)
{
    static const char *const heading[] = {"#", "column", "type", "null when", "value"};
    struct lg_string rows = LG_STRING_INIT;

    put_row(look, &rows, heading, 5, true);
    for (uint32_t c = 0; c < layout->columns; c++) {
        char number[16], type[32];
        const char *cells[] = {number, layout->column[c].column->name, type, nulls_of(layout->column[c].column),
                               layout->column[c].column->doc ? layout->column[c].column->doc : ""};

        (void)snprintf(number, sizeof(number), "%u", c + 1);
        lg_type_name(&layout->column[c].type, type);
        put_row(look, &rows, cells, 5, false);
    }
    put_rows(look, &rows);
}

static void put_options(const struct look *look, const struct lg_option *options)
{
    static const char *const heading[] = {"option", "value", "default", "meaning"};
    struct lg_string rows = LG_STRING_INIT;

    put_row(look, &rows, heading, 4, true);
    for (; options && options->name; options++) {
        struct lg_string type = LG_STRING_INIT;
        const char *cells[4];

        lg_option_describe(options, &type);
        cells[0] = options->name;
        cells[1] = lg_string_text(&type);
        cells[2] = options->fallback ? options->fallback : "";
        cells[3] = options->doc;
        put_row(look, &rows, cells, 4, false);
        lg_string_release(&type);
    }
    put_rows(look, &rows);
}

static void put_heading(const struct look *look, int level, const char *text)
{
    if (look->markdown)
        lg_string_printf(look->out, "%s%.*s %s\n\n", look->out->length ? "\n" : "", level, "###", text);
    else
        lg_string_printf(look->out, "%s%s\n", look->out->length ? "\n" : "", text);
}

static int put_text(const struct lg_plan *plan, bool markdown, struct lg_string *out, struct lg_error *err)
{
    const struct lg_plugin *base = &plan->schema->base;
    const struct look look = {out, markdown};
    struct lg_string line = LG_STRING_INIT;

    if (markdown)
        lg_string_printf(out, "<!-- made by: lakegen describe %s --output-format markdown -->\n# Schema `%s` %s\n\n%s\n", base->name,
                         base->name, base->version, base->summary);
    else
        lg_string_printf(out, "%s %s: %s\n", base->name, base->version, base->summary);
    for (uint32_t t = 0; t < plan->tables; t++) {
        const struct lg_plan_table *table = &plan->table[t];

        lg_string_clear(&line);
        lg_string_printf(&line, "Table %s", table->layout->table->name);
        put_heading(&look, 2, lg_string_text(&line));
        if (table->layout->table->doc)
            lg_string_printf(out, "%s\n", table->layout->table->doc);
        if (table->driver >= 0)
            lg_string_printf(out, "Derived from %s.", table->layout->table->driver);
        else {
            lg_put_count(out, table->rows);
            lg_string_puts(out, " rows at this scale,");
        }
        lg_string_printf(out, " %u columns, %lld bytes a row before compression.\n%s", table->layout->columns,
                         (long long)plain_row_bytes(table, err), markdown ? "\n" : "");
        put_columns(&look, table->layout);
    }
    if (base->options && base->options->name) {
        put_heading(&look, 2, markdown ? "Options" : "Options (--set NAME=VALUE, or --NAME VALUE)");
        if (markdown)
            lg_string_puts(out, "Set with `--set NAME=VALUE`, or `--NAME VALUE` with dashes.\n\n");
        put_options(&look, base->options);
    }
    lg_string_release(&line);
    return err->code;
}

int lg_cli_describe(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_plan *plan;

    if (lg_cli_take_schema(cli, err) != LG_OK || lg_cli_plugins(cli, err) != LG_OK ||
        lg_plan_open_schema(&cli->settings, cli->plugins, &plan, err) != LG_OK)
        return err->code;
    if ((lg_cli_wants_json(cli) ? put_json(plan, &out, err)
                                : put_text(plan, strcmp(cli->settings.output_format, "markdown") == 0, &out, err)) == LG_OK)
        (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    lg_plan_free(plan);
    return err->code;
}
