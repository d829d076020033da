/* SPDX-License-Identifier: Apache-2.0 */
/* Figures as Prometheus' text format 0.0.4: for each a HELP, a TYPE and a sample line; counters end in _total, units are base units. */
#include "cli/metrics.h"

#include "config.h"

#include "base/file.h"
#include "base/machine.h"

#include <inttypes.h>

#define INTERVAL_NS INT64_C(1000000000)

struct figures {
    struct lg_string out;
    struct lg_string labels; /* run="…",node="…" */
};

/* Quotes, backslashes and line feeds mean something in a label's value. */
static void put_label(struct lg_string *labels, const char *name, const char *value)
{
    lg_string_printf(labels, "%s%s=\"", labels->length ? "," : "", name);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            lg_string_putc(labels, '\\');
        lg_string_putc(labels, (unsigned char)*value < 0x20 ? ' ' : *value);
    }
    lg_string_putc(labels, '"');
}

static void put_head(struct figures *figures, const char *name, const char *type, const char *help)
{
    lg_string_printf(&figures->out, "# HELP lakegen_%s %s\n# TYPE lakegen_%s %s\n", name, help, name, type);
}

static void put_int(struct figures *figures, const char *name, const char *type, const char *help, int64_t value)
{
    put_head(figures, name, type, help);
    lg_string_printf(&figures->out, "lakegen_%s{%s} %" PRId64 "\n", name, lg_string_text(&figures->labels), value);
}

/* Thousandths, written as decimals whatever the locale. */
static void put_milli(struct figures *figures, const char *name, const char *help, int64_t milli)
{
    put_head(figures, name, "gauge", help);
    lg_string_printf(&figures->out, "lakegen_%s{%s} %" PRId64 ".%03" PRId64 "\n", name, lg_string_text(&figures->labels), milli / 1000,
                     milli % 1000);
}

static void put_info(struct figures *figures, const struct lg_plan *plan)
{
    struct lg_string labels = LG_STRING_INIT;

    put_label(&labels, "version", PACKAGE_VERSION);
    put_label(&labels, "schema", plan->schema->base.name);
    put_label(&labels, "format", plan->format->name);
    put_label(&labels, "sink", plan->sink->base.name);
    put_head(figures, "info", "gauge", "What runs, as labels; always 1.");
    lg_string_printf(&figures->out, "lakegen_info{%s,%s} 1\n", lg_string_text(&figures->labels), lg_string_text(&labels));
    lg_string_release(&labels);
}

static void put_progress(struct figures *figures, const struct lg_metrics *metrics, const struct lg_progress *progress)
{
    put_int(figures, "rows_total", "counter", "Rows encoded by this process.", progress->rows);
    put_int(figures, "bytes_total", "counter", "Bytes encoded by this process.", progress->bytes);
    put_int(figures, "parts_total", "counter", "Parts finished by this process.", progress->parts);
    put_int(figures, "failed_parts_total", "counter", "Parts that could not be made.", progress->failed);
    put_int(figures, "found_parts", "gauge", "Parts that were done before this process began.", progress->found_parts);
    put_int(figures, "found_rows", "gauge", "Rows of parts that were done before.", progress->found_rows);
    put_int(figures, "planned_rows", "gauge", "Rows that this node has to make in all.", metrics->planned_rows);
    put_int(figures, "planned_parts", "gauge", "Parts that this node has to make in all.", metrics->plan->sure.node_parts);
    put_int(figures, "threads", "gauge", "Worker threads.", metrics->plan->threads);
    put_int(figures, "memory_bound_bytes", "gauge", "Memory that the run stays below.", metrics->plan->memory);
    put_int(figures, "peak_memory_bytes", "gauge", "The most memory that the process had resident.", lg_machine_peak_memory());
    put_milli(figures, "elapsed_seconds", "Time since this process began.", (lg_clock_ns() - metrics->start_ns) / 1000000);
    put_milli(figures, "updated_timestamp_seconds", "When these figures were written.", lg_clock_wall() / 1000);
}

static void begin(struct figures *figures, const struct lg_plan *plan)
{
    char node[16];

    (void)snprintf(node, sizeof(node), "%" PRIu32, plan->node);
    put_label(&figures->labels, "run", plan->run_id);
    put_label(&figures->labels, "node", node);
    put_info(figures, plan);
}

static int write_figures(const struct lg_metrics *metrics, struct figures *figures, struct lg_error *err)
{
    if (lg_string_check(&figures->out, err) == LG_OK)
        (void)lg_file_replace(metrics->path, figures->out.text, figures->out.length, err);
    lg_string_release(&figures->out);
    lg_string_release(&figures->labels);
    return lg_error_wrap(err, "--metrics-file");
}

static int write_progress(struct lg_metrics *metrics, const struct lg_progress *progress, struct lg_error *err)
{
    struct figures figures = {LG_STRING_INIT, LG_STRING_INIT};

    begin(&figures, metrics->plan);
    put_progress(&figures, metrics, progress);
    put_int(&figures, "running", "gauge", "1 while the process works, 0 when it has ended.", 1);
    metrics->next_ns = lg_clock_ns() + INTERVAL_NS;
    return write_figures(metrics, &figures, err);
}

int lg_metrics_begin(struct lg_metrics *metrics, const char *path, const struct lg_plan *plan, int64_t planned_rows,
                     struct lg_error *err)
{
    const struct lg_progress none = {0};

    *metrics = (struct lg_metrics){.path = path, .plan = plan, .planned_rows = planned_rows, .start_ns = lg_clock_ns()};
    return path ? write_progress(metrics, &none, err) : LG_OK;
}

static bool note_failure(struct lg_metrics *metrics, const struct lg_error *err)
{
    bool is_first = err->code != LG_OK && !metrics->has_failed;

    metrics->has_failed = metrics->has_failed || err->code != LG_OK;
    return !is_first;
}

bool lg_metrics_tick(struct lg_metrics *metrics, const struct lg_progress *progress, struct lg_error *err)
{
    if (!metrics->path || lg_clock_ns() < metrics->next_ns)
        return true;
    (void)write_progress(metrics, progress, err);
    return note_failure(metrics, err);
}

bool lg_metrics_end(struct lg_metrics *metrics, const struct lg_run_result *result, int exit_status, struct lg_error *err)
{
    struct figures figures = {LG_STRING_INIT, LG_STRING_INIT};

    if (!metrics->path)
        return true;
    begin(&figures, metrics->plan);
    put_progress(&figures, metrics, &result->progress);
    put_int(&figures, "running", "gauge", "1 while the process works, 0 when it has ended.", 0);
    put_int(&figures, "exit_status", "gauge", "The process's exit status, see 'lakegen help exit-codes'.", exit_status);
    put_int(&figures, "run_complete", "gauge", "1 when all parts of all nodes are finished.", result->is_complete);
    (void)write_figures(metrics, &figures, err);
    return note_failure(metrics, err);
}
