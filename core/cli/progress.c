/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing progress. */
#include "cli/progress.h"

#include "base/json.h"
#include "base/machine.h"
#include "cli/log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

static enum lg_progress_style choose_style(const struct lg_cli *cli)
{
    const char *how = cli->settings.progress, *term = getenv("TERM");

    if (cli->settings.quiet || strcmp(how, "none") == 0)
        return LG_PROGRESS_NONE;
    if (strcmp(how, "json") == 0 || lg_cli_log_form(cli) == LG_LOG_JSON)
        return LG_PROGRESS_JSON;
    if (strcmp(how, "plain") == 0)
        return LG_PROGRESS_PLAIN;
    if (strcmp(how, "bar") == 0)
        return LG_PROGRESS_BAR;
    return isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0) ? LG_PROGRESS_BAR : LG_PROGRESS_PLAIN;
}

static int64_t interval(enum lg_progress_style style)
{
    return style == LG_PROGRESS_BAR ? SECOND / 5 : style == LG_PROGRESS_JSON ? SECOND : 10 * SECOND;
}

void lg_progress_view_init(struct lg_progress_view *view, const struct lg_cli *cli, const struct lg_plan *plan)
{
    *view = (struct lg_progress_view){.style = choose_style(cli), .plan = plan, .parts = plan->sure.node_parts};
    view->speaks_json = strcmp(cli->settings.progress, "json") == 0 || lg_cli_log_form(cli) == LG_LOG_JSON;
    lg_plan_node_rows(plan, &view->asked, &view->rows);
    view->start_ns = lg_clock_ns();
    view->next_ns = view->start_ns + interval(view->style);
}

/* 51200000 as 51.2M */
static void put_short(struct lg_string *out, double value)
{
    static const char *const units[] = {"", "k", "M", "G", "T"};
    size_t unit = 0;

    while (value >= 999.5 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        value /= 1000;
        unit++;
    }
    lg_string_printf(out, unit == 0 ? "%.0f%s" : value < 99.95 ? "%.1f%s" : "%.0f%s", value, units[unit]);
}

static void put_time_left(struct lg_string *out, double seconds)
{
    long long left = (long long)(seconds + 0.5);

    if (left >= 3600)
        lg_string_printf(out, "%lld:%02lld:%02lld", left / 3600, left / 60 % 60, left % 60);
    else
        lg_string_printf(out, "%02lld:%02lld", left / 60, left % 60);
}

struct figures {
    int64_t rows, parts;       /* done, whoever did it */
    int64_t made_rows, bytes;  /* by this process */
    int64_t failed;
    int64_t asked, made_asked; /* rows that were asked for: by whoever, by this process */
    double seconds, share;     /* 0…1 */
};

static void put_line(const struct lg_progress_view *view, const struct figures *f, struct lg_string *line)
{
    double rate = f->seconds > 0 ? (double)f->made_rows / f->seconds : 0;

    lg_string_printf(line, "%s %.0f%% | ", view->plan->schema->base.name, 100 * f->share);
    put_short(line, (double)f->rows);
    lg_string_putc(line, '/');
    put_short(line, (double)view->rows);
    lg_string_puts(line, " rows | ");
    put_short(line, rate);
    lg_string_puts(line, " rows/s | ");
    lg_put_bytes(line, f->seconds > 0 ? (int64_t)((double)f->bytes / f->seconds) : 0);
    lg_string_printf(line, "/s | %lld/%lld files", (long long)f->parts, (long long)view->parts);
    if (f->failed > 0)
        lg_string_printf(line, " | %lld failed", (long long)f->failed);
    if (f->made_asked > 0 && f->share < 1) {
        lg_string_puts(line, " | ETA ");
        put_time_left(line, f->seconds * (double)(view->asked - f->asked) / (double)f->made_asked);
    }
}

static void put_json(const struct lg_progress_view *view, const struct figures *f, struct lg_string *line)
{
    struct lg_json json;

    lg_log_open(&json, line, LG_LOG_INFO, "progress");
    lg_json_text(&json, "schema", view->plan->schema->base.name);
    lg_json_int(&json, "rows", f->rows);
    lg_json_int(&json, "rows_total", view->rows);
    lg_json_int(&json, "bytes", f->bytes);
    lg_json_int(&json, "files", f->parts);
    lg_json_int(&json, "files_total", view->parts);
    lg_json_int(&json, "files_failed", f->failed);
    lg_json_int(&json, "elapsed_ms", (int64_t)(f->seconds * 1000));
    lg_json_close(&json, '}');
}

static size_t terminal_width(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* Cut so that it never wraps; it is ASCII. */
static void draw_bar(struct lg_progress_view *view, const struct lg_string *line)
{
    size_t width = terminal_width();
    struct lg_string bar = LG_STRING_INIT;

    lg_string_printf(&bar, "\r%.*s\033[K", (int)(line->length < width ? line->length : width - 1), lg_string_text(line));
    lg_log_put(lg_string_text(&bar), bar.length, false);
    lg_string_release(&bar);
    atomic_store(&view->is_drawn, true);
}

static struct figures take_figures(struct lg_progress_view *view, const struct lg_progress *progress, int64_t now)
{
    struct figures f = {.rows = progress->rows + progress->found_rows,
                        .parts = progress->parts + progress->found_parts,
                        .made_rows = progress->rows,
                        .bytes = progress->bytes,
                        .failed = progress->failed,
                        .asked = progress->asked + progress->found_asked,
                        .made_asked = progress->asked,
                        .seconds = (double)(now - view->start_ns) / 1e9};

    if (f.rows < view->shown_rows)
        f.rows = view->shown_rows;
    if (f.rows > view->rows)
        view->rows = f.rows; /* of a derived table more came than were expected, or there was time for more */
    if (f.parts > view->parts)
        view->parts = f.parts;
    view->shown_rows = f.rows;
    if (f.asked > view->asked)
        f.asked = view->asked;
    f.share = view->asked > 0 ? (double)f.asked / (double)view->asked : 0;
    return f;
}

static void show(struct lg_progress_view *view, const struct lg_progress *progress, enum lg_progress_style style)
{
    struct figures f = take_figures(view, progress, lg_clock_ns());
    struct lg_string line = LG_STRING_INIT;

    if (style == LG_PROGRESS_JSON)
        put_json(view, &f, &line);
    else
        put_line(view, &f, &line);
    if (style == LG_PROGRESS_PLAIN)
        lg_string_putc(&line, '\n');
    if (style == LG_PROGRESS_BAR)
        draw_bar(view, &line);
    else
        lg_log_put(lg_string_text(&line), line.length, false);
    lg_string_release(&line);
}

void lg_progress_view_tick(struct lg_progress_view *view, const struct lg_progress *progress)
{
    int64_t now = lg_clock_ns();

    if (atomic_exchange(&view->is_wanted, false)) {
        lg_progress_view_end(view);
        show(view, progress, view->speaks_json ? LG_PROGRESS_JSON : LG_PROGRESS_PLAIN);
    }
    if (view->style == LG_PROGRESS_NONE || now < view->next_ns)
        return;
    view->next_ns = now + interval(view->style);
    show(view, progress, view->style);
}

void lg_progress_view_end(struct lg_progress_view *view)
{
    if (atomic_exchange(&view->is_drawn, false))
        lg_log_put("\r\033[K", 4, false);
}
