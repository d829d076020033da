/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen generate. */
#include "cli/cli.h"
#include "cli/progress.h"

#include "base/machine.h"
#include "run/run.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile int cancelled; /* number of the signal; set by the handler, read by everybody */

/* The first signal asks the run to stop; the second one does not wait for it. */
static void on_signal(int number)
{
    if (cancelled)
        _exit(128 + number);
    cancelled = number;
}

static void catch_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = on_signal;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

static void put_destination(struct lg_string *out, const struct lg_plan *plan)
{
    lg_string_puts(out, plan->sink->base.name);
    if (*plan->destination.root) {
        lg_string_puts(out, " ");
        lg_string_put_printable(out, plan->destination.root);
    }
}

/* What is about to happen, before it does. */
static void print_plan(const struct lg_plan *plan)
{
    struct lg_string line = LG_STRING_INIT;

    lg_string_printf(&line, "lakegen: %s, ", plan->schema->base.name);
    lg_put_count(&line, plan->rows);
    lg_string_puts(&line, " rows, about ");
    lg_put_bytes(&line, plan->bytes);
    lg_string_printf(&line, " of %s in %lld file%s -> ", plan->format->name, (long long)plan->parts, plan->parts == 1 ? "" : "s");
    put_destination(&line, plan);
    if (plan->nodes > 1)
        lg_string_printf(&line, " (node %u of %u: %lld files)", plan->node, plan->nodes, (long long)plan->node_parts);
    lg_string_printf(&line, "; %u thread%s, at most %lld MiB", plan->threads, plan->threads == 1 ? "" : "s",
                     (long long)(plan->memory >> 20));
    (void)fprintf(stderr, "%s\n", lg_string_text(&line));
    lg_string_release(&line);
}

static void print_summary(const struct lg_plan *plan, const struct lg_run_result *result)
{
    struct lg_string line = LG_STRING_INIT;
    double seconds = (double)result->elapsed_ns / 1e9;

    lg_string_puts(&line, "lakegen: wrote ");
    lg_put_count(&line, result->progress.rows);
    lg_string_puts(&line, " rows, ");
    lg_put_bytes(&line, result->progress.bytes);
    lg_string_printf(&line, ", %lld file%s in %.2f s (", (long long)result->progress.parts, result->progress.parts == 1 ? "" : "s",
                     seconds);
    lg_put_count(&line, seconds > 0 ? (int64_t)((double)result->progress.rows / seconds) : 0);
    lg_string_puts(&line, " rows/s, ");
    lg_put_bytes(&line, seconds > 0 ? (int64_t)((double)result->progress.bytes / seconds) : 0);
    lg_string_printf(&line, "/s), peak memory %lld MiB", (long long)(lg_machine_peak_memory() >> 20));
    if (!result->complete && plan->sink->publish)
        lg_string_puts(&line, "; other nodes are still at work");
    (void)fprintf(stderr, "%s\n", lg_string_text(&line));
    lg_string_release(&line);
}

static void print_json_summary(const struct lg_plan *plan, const struct lg_run_result *result)
{
    struct lg_string line = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &line, false);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "event", "summary");
    lg_json_text(&json, "run", plan->run_id);
    lg_json_text(&json, "schema", plan->schema->base.name);
    lg_json_int(&json, "rows", result->progress.rows);
    lg_json_int(&json, "bytes", result->progress.bytes);
    lg_json_int(&json, "files", result->progress.parts);
    lg_json_bool(&json, "complete", result->complete);
    lg_json_int(&json, "elapsed_ms", result->elapsed_ns / 1000000);
    lg_json_int(&json, "peak_memory_bytes", lg_machine_peak_memory());
    lg_json_close(&json, '}');
    (void)fputs(lg_string_text(&line), stderr);
    lg_string_release(&line);
}

static int execute(struct lg_cli *cli, const struct lg_plan *plan, struct lg_error *err)
{
    bool json = strcmp(cli->settings.progress, "json") == 0;
    struct lg_progress_view view;
    struct lg_run_result result;
    struct lg_run_hooks hooks = {lg_progress_view_tick, &view, &cancelled};

    if (!cli->settings.quiet && !json)
        print_plan(plan);
    catch_signals();
    lg_progress_view_init(&view, cli, plan);
    (void)lg_run_execute(plan, &hooks, &result, err);
    lg_progress_view_end(&view);
    cli->signal = cancelled;
    if (cli->settings.quiet || (err->code != LG_OK && err->code != LG_E_CANCELLED))
        return err->code;
    if (json)
        print_json_summary(plan, &result);
    else
        print_summary(plan, &result);
    return err->code;
}

int lg_cli_generate(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_plan *plan;

    if (lg_cli_take_schema(cli, err) != LG_OK || lg_cli_plugins(cli, err) != LG_OK ||
        lg_plan_new(&cli->settings, cli->plugins, &plan, err) != LG_OK)
        return err->code;
    (void)execute(cli, plan, err);
    lg_plan_free(plan);
    return err->code;
}
