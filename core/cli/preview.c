/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen preview: rows from anywhere in a data set, as a table, CSV or JSON Lines. */
#include "cli/cli.h"
#include "cli/table.h"

#include "encode/text/cells.h"
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#define LARGEST_PREVIEW ((size_t)1 << 30)

/* Whoever names several for generate in a file may look at one of them. */
static int choose_table(const struct lg_plan *plan, const struct lg_settings *settings, uint32_t *table, struct lg_error *err)
{
    *table = 0;
    if (settings->tables.count > 1 && lg_setting_source(settings, "tables")->layer == LG_LAYER_FLAG)
        return lg_error_set(err, LG_E_USAGE, "preview shows one table, %zu were named", settings->tables.count);
    while (*table < plan->tables && !plan->table[*table].is_selected)
        (*table)++;
    return LG_OK;
}

static int choose_columns(const struct lg_layout *layout, const struct lg_words *names, uint64_t *mask, struct lg_error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        uint32_t c = 0;

        while (c < layout->columns && strcmp(layout->column[c].column->name, names->word[i]) != 0)
            c++;
        if (c == layout->columns)
            return lg_error_set(err, LG_E_USAGE, "table '%s' has no column '%.64s'; 'lakegen describe' lists them",
                                layout->table->name, names->word[i]);
        mask[c / 64] |= (uint64_t)1 << (c % 64);
    }
    return LG_OK;
}

static const struct lg_format *choose_format(const struct lg_settings *settings, struct lg_error *err)
{
    const struct lg_format *asked = lg_format_find(settings->format);
    bool is_for_files = asked && asked->is_binary && lg_setting_source(settings, "format")->layer < LG_LAYER_FLAG;
    const char *name = is_for_files ? "auto" : settings->format;

    if (strcmp(name, "auto") == 0)
        name = strcmp(settings->output_format, "json") == 0 ? "jsonl" : "table";
    if (strcmp(name, "table") == 0)
        return &lg_format_cells;
    if (lg_format_find(name) && !lg_format_find(name)->is_binary)
        return lg_format_find(name);
    (void)lg_error_set(err, LG_E_USAGE, "--format %s: preview shows table, csv or jsonl", name);
    return NULL;
}

static int collect(void *context, const void *bytes, size_t size)
{
    lg_string_append(context, bytes, size);
    return 0;
}

static int encode(const struct lg_format *format, const struct lg_source *source, int64_t first, int64_t rows,
                  struct lg_output *output, struct lg_error *err)
{
    static const struct lg_encoder_settings settings = {.codec = LG_CODEC_NONE};
    struct lg_encoder_worker *worker = NULL;
    struct lg_row_group group = {0};
    struct lg_encoder *encoder;

    if (format->encoder_new(source, &settings, NULL, &encoder, err) != LG_OK)
        return err->code;
    if (format->worker_new(encoder, &worker, err) == LG_OK && format->begin(encoder, output, err) == LG_OK && rows > 0)
        (void)format->row_group(worker, first, rows, output, &group, err);
    format->worker_free(worker);
    format->encoder_free(encoder);
    return err->code;
}

static int print(const struct lg_format *format, const struct lg_output *output, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT, shown = LG_STRING_INIT;

    if (lg_output_each(output, collect, &text) == 0 && lg_string_check(&text, err) == LG_OK) {
        if (format == &lg_format_cells)
            lg_table_put(&shown, lg_string_text(&text));
        (void)lg_cli_print(format == &lg_format_cells ? &shown : &text, err);
    }
    lg_string_release(&text);
    lg_string_release(&shown);
    return err->code;
}

static int show(const struct lg_settings *settings, const struct lg_plan *plan, struct lg_error *err)
{
    const struct lg_format *format = choose_format(settings, err);
    const struct lg_plan_table *table;
    struct lg_source source;
    struct lg_output *output;
    uint64_t *mask;
    uint32_t t;
    int64_t rows = settings->limit;

    if (!format || choose_table(plan, settings, &t, err) != LG_OK)
        return err->code;
    table = &plan->table[t];
    if (settings->offset > table->rows)
        return lg_error_set(err, LG_E_USAGE, "--offset %lld is behind the last of %lld rows", (long long)settings->offset,
                            (long long)table->rows);
    if (rows > table->rows - settings->offset)
        rows = table->rows - settings->offset;
    source = table->source;
    mask = calloc(table->layout->columns / 64 + 1, sizeof(*mask));
    if (!mask)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a preview");
    if (settings->columns.count > 0)
        source.columns = mask;
    if (choose_columns(table->layout, &settings->columns, mask, err) == LG_OK &&
        lg_output_new_held(LARGEST_PREVIEW, &output, err) == LG_OK) {
        if (encode(format, &source, settings->offset, rows, output, err) == LG_OK)
            (void)print(format, output, err);
        lg_output_free(output);
    }
    free(mask);
    return err->code;
}

int lg_cli_preview(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_plan *plan;

    if (lg_cli_plugins(cli, err) != LG_OK ||
        lg_plan_open_schema(&cli->settings, cli->plugins, &plan, err) != LG_OK)
        return err->code;
    lg_cli_warn(cli, &plan->notes);
    (void)show(&cli->settings, plan, err);
    lg_plan_free(plan);
    return err->code;
}
