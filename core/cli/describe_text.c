/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin's description as text and as Markdown: the same facts, two looks. */
#include "cli/describe.h"

#include "cli/cli.h"
#include "cli/table.h"

#include <stdio.h>
#include <string.h>

struct look {
    struct lg_string *out;
    bool markdown;
};

/* Text in which Markdown and HTML see nothing but text. */
static void put(const struct look *look, const char *text)
{
    for (; *text; text++) {
        if (look->markdown && strchr("\\`*<|", *text))
            lg_string_putc(look->out, '\\');
        lg_string_putc(look->out, *text);
    }
}

/* A phrase of a plugin as a sentence. */
static void put_sentence(const struct look *look, const char *phrase)
{
    if (*phrase >= 'a' && *phrase <= 'z')
        lg_string_putc(look->out, (char)(*phrase++ - 'a' + 'A'));
    put(look, phrase);
    lg_string_putc(look->out, '.');
}

static void put_heading(const struct look *look, int level, const char *prefix, const char *text)
{
    if (look->out->length > 0)
        lg_string_putc(look->out, '\n');
    if (look->markdown)
        lg_string_printf(look->out, "%.*s ", level, "###");
    put(look, prefix);
    put(look, text);
    lg_string_puts(look->out, look->markdown ? "\n\n" : "\n");
}

/* Cells of a table: Markdown goes straight out, text is collected until the widths are known. */
static void put_row(const struct look *look, struct lg_string *rows, const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (look->markdown) {
            lg_string_puts(look->out, i ? " | " : "| ");
            put(look, cells[i]);
        } else {
            lg_string_printf(rows, "%s%s", i ? "\x1f" : "", cells[i]);
        }
    lg_string_puts(look->markdown ? look->out : rows, look->markdown ? " |\n" : "\x1e");
}

static void put_heading_row(const struct look *look, struct lg_string *rows, const char *const *cells, size_t count)
{
    put_row(look, rows, cells, count);
    if (!look->markdown)
        return;
    for (size_t i = 0; i < count; i++)
        lg_string_puts(look->out, "|---");
    lg_string_puts(look->out, "|\n");
}

static void end_rows(const struct look *look, struct lg_string *rows)
{
    if (!look->markdown)
        lg_table_put(look->out, lg_string_text(rows));
    lg_string_release(rows);
}

static void put_columns(const struct look *look, const struct lg_layout *layout)
{
    static const char *const heading[] = {"#", "column", "type", "null when", "value"};
    struct lg_string rows = LG_STRING_INIT;

    put_heading_row(look, &rows, heading, 5);
    for (uint32_t c = 0; c < layout->columns; c++) {
        char number[16], type[LG_TYPE_NAME];
        const char *cells[] = {number, layout->column[c].column->name, type, lg_describe_nulls(layout->column[c].column),
                               layout->column[c].column->doc ? layout->column[c].column->doc : ""};

        (void)snprintf(number, sizeof(number), "%u", c + 1);
        lg_layout_type_name(&layout->column[c], type);
        put_row(look, &rows, cells, 5);
    }
    end_rows(look, &rows);
}

static void put_options(const struct look *look, const struct lg_option *options)
{
    static const char *const heading[] = {"option", "value", "default", "meaning"};
    struct lg_string rows = LG_STRING_INIT;

    if (!options || !options->name)
        return;
    put_heading(look, 2, "Options", "");
    lg_string_puts(look->out, look->markdown ? "Set with `--NAME VALUE`, with dashes for underscores, or with `--set NAME=VALUE`.\n\n"
                                             : "Set with --NAME VALUE, with dashes for underscores, or with --set NAME=VALUE.\n");
    put_heading_row(look, &rows, heading, 4);
    for (; options->name; options++) {
        struct lg_string type = LG_STRING_INIT;
        const char *cells[] = {options->name, "", options->fallback ? options->fallback : "", options->doc};

        lg_option_describe(options, &type);
        cells[1] = lg_string_text(&type);
        put_row(look, &rows, cells, 4);
        lg_string_release(&type);
    }
    end_rows(look, &rows);
}

/* "Primary key: a, b." and the like; nothing for a list that is not there. */
static void put_list(const struct look *look, const char *what, const char *const *words)
{
    if (!words || !*words)
        return;
    lg_string_printf(look->out, " %s: ", what);
    for (const char *const *w = words; *w; w++) {
        put(look, w == words ? "" : ", ");
        put(look, *w);
    }
    lg_string_putc(look->out, '.');
}

static void put_size(const struct look *look, const struct lg_description *description, const struct lg_plan_table *table,
                     struct lg_error *err)
{
    if (table->driver >= 0) {
        lg_string_puts(look->out, "Derived from ");
        put(look, table->layout->table->driver);
        lg_string_puts(look->out, table->is_truth ? ", made with --ground-truth: " : ": ");
    } else {
        lg_put_count(look->out, table->rows);
        lg_string_puts(look->out, " rows");
        if (!description->has_rows)
            lg_string_printf(look->out, " at scale %.13g", (double)description->plan->scale.nano / 1e9);
        lg_string_puts(look->out, ", ");
    }
    lg_string_printf(look->out, "%u columns, %lld bytes a row before encoding.", table->layout->columns,
                     (long long)lg_describe_row_bytes(table, err));
}

static void put_table(const struct look *look, const struct lg_description *description, const struct lg_plan_table *table,
                      struct lg_error *err)
{
    const struct lg_table *declared = table->layout->table;
    const char *const event_time[] = {declared->event_time, NULL};

    put_heading(look, 2, "Table ", declared->name);
    if (declared->doc) {
        put_sentence(look, declared->doc);
        lg_string_puts(look->out, "\n");
    }
    put_size(look, description, table, err);
    put_list(look, "Primary key", declared->primary_key);
    put_list(look, "Order", declared->order_by);
    put_list(look, "Event time", event_time);
    lg_string_puts(look->out, look->markdown ? "\n\n" : "\n");
    put_columns(look, table->layout);
}

static void put_sink(const struct look *look, const struct lg_sink_plugin *sink)
{
    lg_string_puts(look->out, look->markdown ? "\n" : "");
    lg_string_puts(look->out, "Formats: ");
    for (const char *const *f = sink->formats; *f; f++) {
        put(look, f == sink->formats ? "" : ", ");
        put(look, *f);
    }
    lg_string_puts(look->out, "; the first is the default.");
    if (sink->default_root && *sink->default_root) {
        lg_string_puts(look->out, " Default place: ");
        put(look, sink->default_root);
        lg_string_putc(look->out, '.');
    }
    lg_string_putc(look->out, '\n');
}

static void put_title(const struct look *look, const struct lg_description *description)
{
    const struct lg_plugin *base = description->base;
    const char *kind = description->plan ? "Schema" : "Sink";

    if (!look->markdown) {
        lg_string_printf(look->out, "%s %s: %s\n", base->name, base->version, base->summary);
        return;
    }
    lg_string_printf(look->out, "<!-- made by: lakegen describe %s --output-format markdown -->\n# %s `%s` %s\n\n", base->name, kind,
                     base->name, base->version);
    put_sentence(look, base->summary);
    lg_string_putc(look->out, '\n');
}

static int describe(const struct look *look, const struct lg_description *description, struct lg_error *err)
{
    const struct lg_plan *plan = description->plan;

    put_title(look, description);
    for (uint32_t t = 0; plan && t < plan->tables && err->code == LG_OK; t++)
        put_table(look, description, &plan->table[t], err);
    if (description->sink)
        put_sink(look, description->sink);
    put_options(look, description->base->options);
    return err->code;
}

int lg_describe_text(const struct lg_description *description, struct lg_string *out, struct lg_error *err)
{
    return describe(&(struct look){out, false}, description, err);
}

int lg_describe_markdown(const struct lg_description *description, struct lg_string *out, struct lg_error *err)
{
    return describe(&(struct look){out, true}, description, err);
}
