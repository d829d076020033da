/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen describe: a schema or a sink as text, JSON or Markdown. The pages in the plugins' folders are its Markdown. */
#include "cli/describe.h"

#include "cli/cli.h"
#include "encode/widths.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLE_ROWS 1024
#define SAMPLE_BYTES ((int64_t)16 << 20)

int64_t lg_describe_row_bytes(const struct lg_plan_table *table, struct lg_error *err)
{
    int64_t rows = table->rows < SAMPLE_ROWS ? table->rows : SAMPLE_ROWS, bytes = 0;
    struct lg_column_size *sizes = calloc(table->layout->columns, sizeof(*sizes));

    if (!sizes) {
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a sample");
        return 0;
    }
    if (lg_widths_measure(&table->source, 0, rows, SAMPLE_BYTES, sizes, err) == LG_OK && sizes[0].rows > 0) {
        for (uint32_t c = 0; c < table->layout->columns; c++)
            bytes += sizes[c].plain_bytes;
        bytes /= sizes[0].rows;
    }
    free(sizes);
    return bytes;
}

const char *lg_describe_nulls(const struct lg_column *column)
{
    if (column->null_when)
        return column->null_when;
    return column->flags & LG_COLUMN_NULLABLE ? "sometimes" : "never";
}

static int describe(const struct lg_cli *cli, const struct lg_description *description, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    const char *form = cli->settings.output_format;

    if (lg_cli_wants_json(cli))
        (void)lg_describe_json(description, &out, err);
    else if (strcmp(form, "markdown") == 0)
        (void)lg_describe_markdown(description, &out, err);
    else
        (void)lg_describe_text(description, &out, err);
    if (err->code == LG_OK)
        (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}

/* A name that no schema has may be a sink's; if it is not, the schema's error stays. */
static void describe_sink(const struct lg_cli *cli, struct lg_error *err)
{
    struct lg_error absent = LG_ERROR_INIT;
    const struct lg_sink_plugin *sink;

    if (lg_plugin_load_sink(cli->plugins, cli->settings.schema, &sink, &absent) != LG_OK)
        return;
    *err = (struct lg_error)LG_ERROR_INIT;
    (void)describe(cli, &(struct lg_description){.base = &sink->base, .sink = sink}, err);
}

int lg_cli_describe(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_plan *plan;

    if (lg_cli_plugins(cli, err) != LG_OK)
        return err->code;
    if (lg_plan_open_schema(&cli->settings, cli->plugins, &plan, err) == LG_OK) {
        lg_cli_warn(cli, &plan->notes);
        (void)describe(cli,
                       &(struct lg_description){.base = &plan->schema->base,
                                                .plan = plan,
                                                .has_rows = lg_setting_is_given(&cli->settings, "rows")},
                       err);
        lg_plan_free(plan);
    } else if (err->code == LG_E_PLUGIN) {
        describe_sink(cli, err);
    }
    return err->code;
}
