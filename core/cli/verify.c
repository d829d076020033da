/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen verify: proves a finished run. */
#include "cli/cli.h"
#include "cli/look.h"

#include "audit/deep.h"
#include "audit/verify.h"
#include "base/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOWN 20 /* differences on a screen; JSON has more */

/* ---- progress ---- */

struct view {
    int64_t total, start_ns, next_ns;
    bool is_terminal, is_drawn;
};

static void draw(void *context, const struct lg_verification *v)
{
    struct view *view = context;
    struct lg_string line = LG_STRING_INIT;
    int64_t now = lg_clock_ns();

    if (now < view->next_ns)
        return;
    view->next_ns = now + (view->is_terminal ? INT64_C(200000000) : INT64_C(10000000000));
    lg_string_printf(&line, "verify %lld/%lld objects | ", (long long)v->objects, (long long)view->total);
    lg_put_bytes(&line, v->bytes);
    lg_string_puts(&line, " | ");
    lg_put_bytes(&line, (int64_t)((double)v->bytes * 1e9 / (double)(now - view->start_ns + 1)));
    lg_string_puts(&line, "/s");
    (void)fprintf(stderr, view->is_terminal ? "\r%s\033[K" : "%s\n", lg_string_text(&line));
    view->is_drawn = view->is_terminal;
    lg_string_release(&line);
}

/* ---- what is printed ---- */

static void put_json(const struct lg_survey *survey, const struct lg_verification *v, bool deep, int64_t elapsed_ns,
                     struct lg_string *out)
{
    const struct lg_differences *d = &v->differences;
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "run", survey->plan.run);
    lg_json_text(&json, "root", survey->site->destination.root);
    lg_json_bool(&json, "deep", deep);
    lg_json_bool(&json, "ok", d->count == 0);
    lg_json_bool(&json, "complete", survey->is_complete);
    lg_json_int(&json, "objects", v->objects);
    lg_json_int(&json, "rows", v->rows);
    lg_json_int(&json, "bytes_read", v->bytes);
    lg_json_int(&json, "elapsed_ms", elapsed_ns / 1000000);
    lg_json_int(&json, "objects_that_differ", d->objects);
    lg_json_int(&json, "differences_total", d->count);
    lg_json_open(&json, "differences", '[');
    for (size_t i = 0; i < d->kept; i++) {
        lg_json_open(&json, NULL, '{');
        lg_json_text(&json, "object", d->item[i].object);
        lg_json_text(&json, "kind", d->item[i].kind);
        lg_json_text(&json, "text", d->item[i].text);
        lg_json_close(&json, '}');
    }
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
}

static void put_differences(const struct lg_differences *d, struct lg_string *out)
{
    size_t shown = d->kept < SHOWN ? d->kept : SHOWN;

    for (size_t i = 0; i < shown; i++) {
        lg_string_puts(out, "  ");
        lg_string_put_printable(out, d->item[i].object);
        lg_string_puts(out, ": ");
        lg_string_put_printable(out, d->item[i].text);
        lg_string_putc(out, '\n');
    }
    if (d->count > (int64_t)shown)
        lg_string_printf(out, "  … and %lld more; --output-format json shows up to %d\n", (long long)(d->count - (int64_t)shown),
                         LG_DIFFERENCES_KEPT);
}

static void put_text(const struct lg_survey *survey, const struct lg_verification *v, bool deep, int64_t elapsed_ns,
                     struct lg_string *out)
{
    double seconds = (double)elapsed_ns / 1e9;

    lg_string_printf(out, "run %s at ", survey->plan.run);
    lg_destination_put(&survey->site->destination, out);
    lg_string_puts(out, ": ");
    lg_put_count(out, v->objects);
    lg_string_printf(out, " object%s, ", v->objects == 1 ? "" : "s");
    lg_put_count(out, v->rows);
    lg_string_puts(out, " rows, ");
    lg_put_bytes(out, v->bytes);
    lg_string_printf(out, " read in %.2f s (", seconds);
    lg_put_bytes(out, seconds > 0 ? (int64_t)((double)v->bytes / seconds) : 0);
    lg_string_puts(out, v->differences.count == 0 && deep ? "/s): all as the manifest says, and as the plan makes it\n"
                        : v->differences.count == 0       ? "/s): all as the manifest says\n"
                                                          : "/s)\n");
    put_differences(&v->differences, out);
}

/* ---- */

static int fail(const struct lg_differences *d, struct lg_error *err)
{
    if (d->count == 0)
        return LG_OK;
    return lg_error_set(err, LG_E_VERIFICATION, "%lld difference%s, the first: '%.200s': %.200s", (long long)d->count,
                        d->count == 1 ? "" : "s", d->kept ? d->item[0].object : "?", d->kept ? d->item[0].text : "?");
}

/* A run that is not finished proves nothing, whether its manifest says so or there is none: what is missing is named instead. */
static int refuse_incomplete(const struct lg_survey *survey, struct lg_error *err)
{
    struct lg_string first = LG_STRING_INIT;

    if (lg_survey_each_missing(survey, lg_look_take_first, &first, err) == LG_OK)
        (void)lg_error_set(err, LG_E_STATE, "run %s is not finished: %lld of %lld objects are there%s%.200s%s; continue it with generate "
                           "--resume", survey->plan.run, (long long)survey->present, (long long)survey->plan.parts,
                           first.length ? ", the first that is missing is '" : "", lg_string_text(&first), first.length ? "'" : "");
    lg_string_release(&first);
    return err->code;
}

static int report(const struct lg_cli *cli, const struct lg_survey *survey, const struct lg_verification *v, int64_t elapsed_ns,
                  struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;

    if (lg_cli_wants_json(cli))
        put_json(survey, v, cli->settings.deep, elapsed_ns, &out);
    else if (!cli->settings.quiet || v->differences.count > 0)
        put_text(survey, v, cli->settings.deep, elapsed_ns, &out);
    if (lg_cli_print(&out, err) == LG_OK && fail(&v->differences, err) == LG_OK && !survey->is_complete)
        (void)refuse_incomplete(survey, err);
    lg_string_release(&out);
    return err->code;
}

static int run(const struct lg_cli *cli, const struct lg_survey *survey, const struct lg_deep *deep, struct lg_error *err)
{
    struct lg_verification *v = calloc(1, sizeof(*v));
    struct view view = {(int64_t)survey->receipts.count, lg_clock_ns(), lg_clock_ns(), isatty(STDERR_FILENO) != 0, false};

    if (!v)
        return lg_error_set(err, LG_E_LOCAL, "out of memory to verify");
    if (!view.is_terminal)
        view.next_ns += INT64_C(10000000000);
    v->survey = survey;
    v->deep = deep;
    v->threads = deep ? lg_deep_threads(deep) : cli->settings.threads ? (unsigned)cli->settings.threads : lg_machine_threads();
    v->tick = cli->settings.quiet ? NULL : draw;
    v->context = &view;
    lg_differences_init(&v->differences);
    (void)lg_verify(v, err);
    if (view.is_drawn)
        (void)fprintf(stderr, "\r\033[K");
    if (err->code == LG_OK)
        (void)report(cli, survey, v, lg_clock_ns() - view.start_ns, err);
    lg_differences_release(&v->differences);
    free(v);
    return err->code;
}

static int verify(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err)
{
    struct lg_deep *deep = NULL;

    if (!cli->settings.deep && lg_setting_is_given(&cli->settings, "memory"))
        return lg_error_set(err, LG_E_USAGE, "--memory counts with --deep only: reading takes a few MiB a thread");
    if (lg_survey_look(survey, err) != LG_OK)
        return err->code;
    if (!survey->has_manifest)
        return refuse_incomplete(survey, err);
    if (cli->settings.deep && lg_deep_open(survey, &cli->settings, cli->plugins, &deep, err) != LG_OK)
        return err->code;
    (void)run(cli, survey, deep, err);
    lg_deep_close(deep);
    return err->code;
}

int lg_cli_verify(struct lg_cli *cli, struct lg_error *err)
{
    return lg_look(cli, verify, err);
}
