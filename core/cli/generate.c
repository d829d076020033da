/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen generate. */
#include "cli/cli.h"
#include "cli/log.h"
#include "cli/metrics.h"
#include "cli/progress.h"
#include "cli/rows.h"

#include "base/machine.h"
#include "run/run.h"
#include "run/signals.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Who looks on while a run goes on. */
struct audience {
    const struct lg_cli *cli;
    struct lg_progress_view view;
    struct lg_metrics metrics;
};

static void note(void *context, const char *text)
{
    struct audience *audience = context;

    if (audience->cli->settings.quiet)
        return;
    lg_progress_view_end(&audience->view);
    lg_log_say(lg_cli_log_form(audience->cli), LG_LOG_WARNING, "warning", text);
}

/* What the sink says. On any thread. */
static void say(void *context, int level, const char *sentence)
{
    struct audience *audience = context;

    lg_progress_view_end(&audience->view);
    lg_cli_say(audience->cli, level, sentence);
}

static void tick(void *context, const struct lg_progress *progress)
{
    struct audience *audience = context;
    struct lg_error err = LG_ERROR_INIT;

    lg_progress_view_tick(&audience->view, progress);
    if (!lg_metrics_tick(&audience->metrics, progress, &err))
        note(audience, err.message);
}

/* On the thread of signals. */
static void show_progress(void *context)
{
    struct audience *audience = context;

    atomic_store(&audience->view.is_wanted, true);
}

static void end_process(void *context, int number)
{
    (void)context;
    _exit(number == SIGXCPU ? lg_error_exit_status(LG_E_LOCAL) : 128 + number);
}

/* ---- what is said ---- */

/* More is made than is sure, as long as there is time. */
static bool is_open_ended(const struct lg_plan *plan)
{
    return plan->sure.parts < plan->parts;
}

static void put_open_end(const struct lg_plan *plan, struct lg_string *line)
{
    lg_string_printf(line, ", and more until %.6g s are over", (double)plan->duration_ms / 1000);
}

/* What is about to happen, before it does. */
static void say_plan(const struct lg_cli *cli, const struct lg_plan *plan)
{
    struct lg_string line = LG_STRING_INIT;

    lg_string_printf(&line, "%s, %s", plan->schema->base.name, plan->is_derived ? "about " : "");
    lg_put_count(&line, plan->sure.rows);
    lg_string_puts(&line, " rows, about ");
    lg_put_bytes(&line, plan->sure.bytes);
    lg_string_printf(&line, " of %s in %lld file%s", plan->format->name, (long long)plan->sure.parts, plan->sure.parts == 1 ? "" : "s");
    if (is_open_ended(plan))
        put_open_end(plan, &line);
    lg_string_puts(&line, " -> ");
    lg_destination_put_with_sink(&plan->destination, &line);
    if (plan->nodes > 1)
        lg_string_printf(&line, " (node %u of %u: %lld files)", plan->node, plan->nodes, (long long)plan->sure.node_parts);
    lg_string_printf(&line, "; %u thread%s, at most %lld MiB", plan->threads, plan->threads == 1 ? "" : "s",
                     (long long)(plan->memory >> 20));
    lg_log_say(lg_cli_log_form(cli), LG_LOG_INFO, "plan", lg_string_text(&line));
    lg_string_release(&line);
}

static void put_files(struct lg_string *line, int64_t count)
{
    lg_put_count(line, count);
    lg_string_puts(line, count == 1 ? " file" : " files");
}

/* How far the node is, and how to go on, unless all is done. */
static void put_rest(struct lg_string *line, const struct lg_plan *plan, const struct lg_run_result *result)
{
    int64_t done = result->written.objects + result->adopted.objects;
    bool goes_on = plan->doubts_finished || plan->sink->flags & LG_SINK_RESUMES;

    if (!plan->sink->publish && !plan->keeper)
        return;
    if (result->ending == LG_ENDED_COMPLETE) {
        if (!result->is_complete)
            lg_string_puts(line, "; other nodes are still at work");
        return;
    }
    if (result->ending == LG_ENDED_DURATION && is_open_ended(plan)) {
        lg_string_puts(line, "; the time is over,");
    } else if (done <= plan->sure.node_parts) {
        lg_string_printf(line, "; %lld of ", (long long)done);
        put_files(line, plan->sure.node_parts);
        lg_string_puts(line, " are finished,");
    } else { /* how many there would have been, nobody knows */
        lg_string_puts(line, "; the time is not over,");
    }
    lg_string_printf(line, " the same command %scontinues", goes_on ? "" : "with --resume ");
}

static void say_summary(const struct lg_cli *cli, const struct lg_plan *plan, const struct lg_run_result *result)
{
    struct lg_string line = LG_STRING_INIT;
    double seconds = (double)result->elapsed_ns / 1e9;

    lg_string_puts(&line, "wrote ");
    lg_put_count(&line, result->written.rows);
    lg_string_puts(&line, " rows, ");
    lg_put_bytes(&line, result->written.bytes);
    lg_string_puts(&line, ", ");
    put_files(&line, result->written.objects);
    lg_string_printf(&line, " in %.2f s (", seconds);
    lg_put_count(&line, seconds > 0 ? (int64_t)((double)result->written.rows / seconds) : 0);
    lg_string_puts(&line, " rows/s, ");
    lg_put_bytes(&line, seconds > 0 ? (int64_t)((double)result->written.bytes / seconds) : 0);
    lg_string_printf(&line, "/s), peak memory %lld MiB", (long long)(lg_machine_peak_memory() >> 20));
    if (result->adopted.objects > 0) {
        lg_string_puts(&line, "; found ");
        put_files(&line, result->adopted.objects);
        lg_string_puts(&line, " finished");
    }
    put_rest(&line, plan, result);
    lg_log_say(lg_cli_log_form(cli), LG_LOG_INFO, "summary", lg_string_text(&line));
    lg_string_release(&line);
}

static void say_json_summary(const struct lg_plan *plan, const struct lg_run_result *result)
{
    struct lg_string line = LG_STRING_INIT;
    struct lg_json json;

    lg_log_open(&json, &line, LG_LOG_INFO, "summary");
    lg_json_text(&json, "run", plan->run_id);
    lg_json_text(&json, "schema", plan->schema->base.name);
    lg_json_int(&json, "rows", result->written.rows);
    lg_json_int(&json, "bytes", result->written.bytes);
    lg_json_int(&json, "files", result->written.objects);
    lg_json_int(&json, "files_found", result->adopted.objects);
    lg_json_int(&json, "files_failed", result->failures.count);
    lg_json_int(&json, "files_total", plan->sure.node_parts);
    lg_json_bool(&json, "complete", result->is_complete);
    lg_json_text(&json, "ended_by", lg_ending_word(result->ending));
    lg_json_int(&json, "elapsed_ms", result->elapsed_ns / 1000000);
    lg_json_int(&json, "peak_memory_bytes", lg_machine_peak_memory());
    lg_json_close(&json, '}');
    lg_log_put(lg_string_text(&line), line.length, true);
    lg_string_release(&line);
}

/* A core file would hold the secrets, and lie about for anybody. */
static void forbid_core_files(const struct lg_plan *plan)
{
    struct rlimit none = {0, 0};

    if (lg_options_hold_secret(plan->options) || lg_options_hold_secret(plan->sink_options))
        (void)setrlimit(RLIMIT_CORE, &none);
}

static void say_failures(const struct lg_cli *cli, const struct lg_failures *failures)
{
    for (size_t i = 0; i < failures->kept; i++)
        lg_log_say(lg_cli_log_form(cli), LG_LOG_ERROR, "part", failures->item[i].message);
}

static void say_nothing_to_do(const struct lg_cli *cli, const struct lg_plan *plan)
{
    struct lg_string line = LG_STRING_INIT;

    lg_string_printf(&line, "run %s is finished already, nothing was written", plan->run_id);
    lg_log_say(lg_cli_log_form(cli), LG_LOG_INFO, "finished", lg_string_text(&line));
    lg_string_release(&line);
}

static void say_dry_run(const struct lg_cli *cli, const struct lg_plan *plan, const struct lg_run_result *result)
{
    int64_t rest = plan->sure.node_parts - result->adopted.objects;
    struct lg_string line = LG_STRING_INIT;

    lg_string_puts(&line, "dry run: would write ");
    put_files(&line, rest > 0 ? rest : 0);
    if (is_open_ended(plan))
        put_open_end(plan, &line);
    if (result->adopted.objects > 0) {
        lg_string_puts(&line, is_open_ended(plan) ? ", and keep " : " and keep ");
        put_files(&line, result->adopted.objects);
    }
    lg_string_puts(&line, "; nothing was written");
    lg_log_say(lg_cli_log_form(cli), LG_LOG_INFO, "dry run", lg_string_text(&line));
    lg_string_release(&line);
}

/* What is kept is worth a word when a run ended with an error, too. */
static void say_result(const struct lg_cli *cli, const struct lg_plan *plan, const struct lg_run_result *result,
                       const struct lg_error *err)
{
    bool is_orderly = err->code == LG_OK || err->code == LG_E_CANCELLED || err->code == LG_E_PARTIAL;

    say_failures(cli, &result->failures);
    if (cli->settings.quiet)
        return;
    if (result->had_nothing_to_do)
        say_nothing_to_do(cli, plan);
    else if (plan->dry_run && err->code == LG_OK)
        say_dry_run(cli, plan, result);
    else if (!is_orderly && result->written.objects + result->adopted.objects == 0)
        return;
    else if (lg_cli_log_form(cli) == LG_LOG_JSON || strcmp(cli->settings.progress, "json") == 0)
        say_json_summary(plan, result);
    else
        say_summary(cli, plan, result);
}

/* ---- the run ---- */

static int exit_status(const struct lg_cli *cli, const struct lg_error *err)
{
    return err->code == LG_E_CANCELLED && cli->signal ? 128 + cli->signal : lg_error_exit_status(err->code);
}

static int execute(struct lg_cli *cli, const struct lg_plan *plan, struct audience *audience, struct lg_error *err)
{
    struct lg_stop stop = LG_STOP_INIT;
    struct lg_run_hooks hooks = {tick, note, say, audience, &stop};
    struct lg_signal_hooks signal_hooks = {end_process, show_progress, audience};
    struct lg_run_result result;
    struct lg_signals *signals;
    struct lg_error failure = LG_ERROR_INIT;

    if (lg_signals_start(&stop, plan->grace_ms, &signal_hooks, &signals, err) != LG_OK)
        return err->code;
    (void)lg_run_execute(plan, &hooks, &result, err);
    lg_signals_end(signals);
    cli->signal = atomic_load(&stop.signal);
    lg_progress_view_end(&audience->view);
    if (!lg_metrics_end(&audience->metrics, &result, exit_status(cli, err), &failure))
        note(audience, failure.message);
    say_result(cli, plan, &result, err);
    lg_failures_release(&result.failures);
    return err->code;
}

static int generate(struct lg_cli *cli, const struct lg_plan *plan, struct lg_error *err)
{
    bool json = strcmp(cli->settings.progress, "json") == 0 && lg_cli_log_form(cli) != LG_LOG_JSON;
    struct audience audience = {.cli = cli};

    if (!cli->settings.quiet && !json)
        say_plan(cli, plan);
    lg_progress_view_init(&audience.view, cli, plan);
    if (lg_metrics_begin(&audience.metrics, plan->dry_run ? NULL : cli->settings.metrics_file, plan, audience.view.rows, err) != LG_OK)
        return err->code;
    return execute(cli, plan, &audience, err);
}

/* An earlier run of the same plan, but for the seed that was drawn then, is the one to go on with. */
static int recall_seed(struct lg_cli *cli, struct lg_plan **plan, struct lg_error *err)
{
    struct lg_stop stop = LG_STOP_INIT;
    const struct lg_run_hooks hooks = {NULL, NULL, NULL, NULL, &stop};
    char *seed = NULL;

    if (!(*plan)->seed_is_random || lg_run_recall_seed(*plan, &hooks, &seed, err) != LG_OK || !seed)
        return err->code;
    lg_plan_free(*plan);
    *plan = NULL;
    if (lg_settings_set(&cli->settings, lg_setting_find("seed"), seed, err) == LG_OK)
        (void)lg_plan_new(&cli->settings, cli->plugins, plan, err);
    free(seed);
    return err->code;
}

static void say_seed(const struct lg_cli *cli, const struct lg_plan *plan, bool was_random)
{
    struct lg_string line = LG_STRING_INIT;

    if (!was_random || cli->settings.quiet)
        return;
    lg_string_printf(&line, plan->seed_is_random ? "no --seed was given, it is %s; the same command goes on with it"
                                                 : "no --seed was given, it is %s as it was before", plan->seed);
    lg_log_say(lg_cli_log_form(cli), LG_LOG_INFO, "seed", lg_string_text(&line));
    lg_string_release(&line);
}

static int recall_and_generate(struct lg_cli *cli, struct lg_plan **plan, struct lg_error *err)
{
    bool was_random = (*plan)->seed_is_random;

    if (recall_seed(cli, plan, err) != LG_OK)
        return err->code;
    say_seed(cli, *plan, was_random);
    return generate(cli, *plan, err);
}

int lg_cli_generate(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_plan *plan;

    cli->settings.random_seeds = true;
    if (lg_cli_plugins(cli, err) != LG_OK || lg_plan_new(&cli->settings, cli->plugins, &plan, err) != LG_OK)
        return err->code;
    forbid_core_files(plan);
    lg_cli_warn(cli, &plan->notes);
    if (cli->settings.count)
        (void)lg_cli_count_rows(plan, err);
    else
        (void)recall_and_generate(cli, &plan, err);
    lg_plan_free(plan);
    return err->code;
}
