/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen preview: rows from anywhere in a data set, as a table, CSV or JSON Lines. */
#include "cli/cli.h"
#include "cli/table.h"

#include "encode/text/cells.h"
#include "plan/window.h"

#include <string.h>

#define LARGEST_PREVIEW ((size_t)1 << 30)

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

static int encode(const struct lg_format *format, const struct lg_encoder_settings *settings, const struct lg_source *source,
                  int64_t first, int64_t rows, struct lg_output *output, struct lg_error *err)
{
    struct lg_encoder_worker *worker = NULL;
    struct lg_row_group group = {0};
    struct lg_encoder *encoder;

    if (format->encoder_new(source, settings, NULL, &encoder, err) != LG_OK)
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

static int show(const struct lg_settings *settings, const struct lg_window *window, struct lg_error *err)
{
    const struct lg_encoder_settings encoding = {.codec = LG_CODEC_NONE, .guards_formulas = settings->csv_safe};
    const struct lg_format *format = choose_format(settings, err);
    struct lg_source source = window->table->source;
    struct lg_output *output;

    source.columns = window->columns;
    if (!format || lg_format_check(format, &encoding, err) != LG_OK || lg_output_new_held(LARGEST_PREVIEW, &output, err) != LG_OK)
        return err->code;
    if (encode(format, &encoding, &source, window->first_row, window->rows, output, err) == LG_OK)
        (void)print(format, output, err);
    lg_output_free(output);
    return err->code;
}

int lg_cli_preview(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_window window;
    struct lg_plan *plan;

    if (lg_cli_plugins(cli, err) != LG_OK ||
        lg_plan_open_schema(&cli->settings, cli->plugins, &plan, err) != LG_OK)
        return err->code;
    lg_cli_warn(cli, &plan->notes);
    if (lg_window_choose(plan, &cli->settings, cli->settings.limit, &window, err) == LG_OK) {
        (void)show(&cli->settings, &window, err);
        lg_window_release(&window);
    }
    lg_plan_free(plan);
    return err->code;
}
