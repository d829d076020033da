/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen estimate: the plan, and how long it would take at a speed measured for a moment. */
#include "cli/cli.h"
#include "cli/table.h"

#include "base/machine.h"
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#define MEASURE_NS INT64_C(200000000)
#define MEASURE_ROWS 8192

/* Bytes a second of one thread, encoding the first selected table and keeping nothing. */
static int measure(const struct lg_plan *plan, double *bytes_per_second, struct lg_error *err)
{
    const struct lg_plan_table *table = plan->table;
    struct lg_encoder_worker *worker;
    struct lg_output *output;
    int64_t start = lg_clock_ns(), bytes = 0, row = 0;

    while (!table->is_selected)
        table++;
    *bytes_per_second = 0;
    if (table->rows == 0 || plan->format->worker_new(table->encoder, &worker, err) != LG_OK)
        return err->code;
    if (lg_output_new_counting(&output, err) == LG_OK) {
        while (err->code == LG_OK && lg_clock_ns() - start < MEASURE_NS) {
            int64_t rows = table->rows - row < MEASURE_ROWS ? table->rows - row : MEASURE_ROWS;
            struct lg_row_group group = {0};

            (void)plan->format->row_group(worker, row, rows, output, &group, err);
            free(group.detail);
            row = row + rows < table->rows ? row + rows : 0;
        }
        bytes = lg_output_position(output);
        lg_output_free(output);
    }
    plan->format->worker_free(worker);
    *bytes_per_second = (double)bytes * 1e9 / (double)(lg_clock_ns() - start);
    return err->code;
}

static void put_json_table(const struct lg_plan_table *table, struct lg_json *json)
{
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", table->layout->table->name);
    lg_json_int(json, "rows", table->expected_rows);
    lg_json_bool(json, "derived", table->driver >= 0);
    lg_json_int(json, "parts", table->parts);
    lg_json_int(json, "rows_per_part", table->rows_per_part);
    lg_json_int(json, "rows_per_row_group", table->rows_per_group);
    lg_json_int(json, "bytes", table->bytes);
    lg_json_close(json, '}');
}

static void put_json(const struct lg_plan *plan, double seconds, struct lg_string *out)
{
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "run", plan->run_id);
    lg_json_text(&json, "identity_hash", plan->hash);
    lg_json_text(&json, "schema", plan->schema->base.name);
    lg_json_text(&json, "format", plan->format->name);
    lg_json_text(&json, "sink", plan->sink->base.name);
    lg_json_text(&json, "authority", plan->destination.authority);
    lg_json_text(&json, "root", plan->destination.root);
    lg_json_int(&json, "rows", plan->rows);
    lg_json_int(&json, "parts", plan->parts);
    lg_json_int(&json, "bytes", plan->bytes);
    lg_json_int(&json, "threads", plan->threads);
    lg_json_int(&json, "memory_bytes", plan->memory);
    lg_json_int(&json, "node_parts", plan->node_parts);
    lg_json_int(&json, "seconds", (int64_t)(seconds + 0.5));
    lg_json_open(&json, "tables", '[');
    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].is_selected)
            put_json_table(&plan->table[t], &json);
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
}

static void put_table_row(const struct lg_plan_table *table, struct lg_string *rows)
{
    lg_string_printf(rows, "%s\x1f%s", table->layout->table->name, table->driver >= 0 ? "about " : "");
    lg_put_count(rows, table->expected_rows);
    lg_string_putc(rows, '\x1f');
    lg_put_count(rows, table->parts);
    lg_string_putc(rows, '\x1f');
    lg_put_count(rows, table->rows_per_part);
    lg_string_putc(rows, '\x1f');
    lg_put_count(rows, table->rows_per_group);
    lg_string_putc(rows, '\x1f');
    lg_put_bytes(rows, table->bytes);
    lg_string_putc(rows, '\x1e');
}

static void put_text(const struct lg_plan *plan, double seconds, struct lg_string *out)
{
    struct lg_string rows = LG_STRING_INIT;

    lg_string_printf(out, "schema   %s %s, seed %s\n", plan->schema->base.name, plan->schema->base.version, plan->seed);
    lg_string_printf(out, "format   %s\n", lg_string_text(&plan->encoder_id));
    lg_string_puts(out, "to       ");
    lg_destination_put_with_sink(&plan->destination, out);
    lg_string_putc(out, '\n');
    lg_string_printf(out, "run      %s\n", plan->run_id);
    lg_string_printf(out, "size     %s", plan->is_derived ? "about " : "");
    lg_put_count(out, plan->rows);
    lg_string_puts(out, " rows, about ");
    lg_put_bytes(out, plan->bytes);
    lg_string_printf(out, " in %lld object%s\n", (long long)plan->parts, plan->parts == 1 ? "" : "s");
    lg_string_printf(out, "here     node %u of %u: %lld object%s, %u thread%s, at most %lld MiB of memory\n", plan->node, plan->nodes,
                     (long long)plan->node_parts, plan->node_parts == 1 ? "" : "s", plan->threads, plan->threads == 1 ? "" : "s",
                     (long long)(plan->memory >> 20));
    lg_string_printf(out, "time     %.1f s for this node at the speed of this machine, if the sink keeps up\n\n", seconds);
    lg_string_puts(&rows, "table\x1frows\x1fobjects\x1frows per object\x1frows per row group\x1fsize\x1e");
    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].is_selected)
            put_table_row(&plan->table[t], &rows);
    lg_table_put(out, lg_string_text(&rows));
    lg_string_release(&rows);
}

int lg_cli_estimate(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_plan *plan;
    double speed = 0, seconds = 0;

    if (lg_cli_plugins(cli, err) != LG_OK ||
        lg_plan_new(&cli->settings, cli->plugins, &plan, err) != LG_OK)
        return err->code;
    lg_cli_warn(cli, &plan->notes);
    if (measure(plan, &speed, err) == LG_OK) {
        if (speed > 0)
            seconds = (double)plan->bytes / plan->nodes / speed / plan->threads;
        if (lg_cli_wants_json(cli))
            put_json(plan, seconds, &out);
        else
            put_text(plan, seconds, &out);
        (void)lg_cli_print(&out, err);
    }
    lg_string_release(&out);
    lg_plan_free(plan);
    return err->code;
}
