/* SPDX-License-Identifier: Apache-2.0 */
/* A table of a schema as an Arrow stream, for programs that lakegen is a library of; the manual is lakegen/arrow.h. */
#include <lakegen/arrow.h>

#include "base/parse.h"
#include "batch/arrow.h"
#include "encode/widths.h"
#include "plan/window.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 65536
#define BATCH_BYTES ((int64_t)16 << 20)
#define SAMPLE_ROWS 1024

struct session {
    struct lg_settings settings;
    struct lg_plugins *plugins;
    struct lg_plan *plan;
    struct lg_window window;
    struct lg_batch *batch;
    int64_t batch_rows; /* 0: not given */
    int64_t limit;
    int64_t next_row, end_row;
    struct lg_error error; /* of the last call */
};

/* libltdl has state of its own. All else belongs to a stream. */
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/* ---- options ---- */

/* Options of the program that mean something here; any other word is the schema's. */
static const char *const known[] = {"scale", "target-size", "rows", "seed", "dirty-ratio", "time-start", "time-end", "ground-truth",
                                    "table", "columns", "offset", "plugin-dir", "paranoid"};

static const struct lg_setting *find_known(const char *name)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(known[i], name) == 0)
            return lg_setting_find(strcmp(name, "table") == 0 ? "tables" : name); /* a stream is of one */
    return NULL;
}

/* Numbers of rows that the program has no option for. */
static int set_rows(const char *name, const char *value, int64_t least, int64_t most, int64_t *rows, struct lg_error *err)
{
    if (lg_parse_int64(value, rows, err) == LG_OK && (*rows < least || *rows > most))
        (void)lg_error_set(err, LG_E_USAGE, "'%.64s' is outside %lld..%lld", value, (long long)least, (long long)most);
    return err->code == LG_OK ? LG_OK : lg_error_wrap(err, "%s", name);
}

static int set_option(struct session *session, const char *option, struct lg_error *err)
{
    const char *equals = strchr(option, '=');
    const struct lg_setting *setting;
    char name[64];
    size_t length = equals ? (size_t)(equals - option) : 0;

    if (length == 0 || length >= sizeof(name))
        return lg_error_set(err, LG_E_USAGE, "the option '%.64s' is not of the form key=value", option);
    for (size_t i = 0; i < length; i++)
        name[i] = option[i] == '_' ? '-' : option[i];
    name[length] = '\0';
    if (strcmp(name, "batch-rows") == 0)
        return set_rows("batch_rows", equals + 1, 1, INT32_MAX, &session->batch_rows, err);
    if (strcmp(name, "limit") == 0)
        return set_rows("limit", equals + 1, 0, INT64_MAX, &session->limit, err);
    setting = find_known(name);
    return lg_settings_set(&session->settings, setting ? setting : lg_setting_find("set"), setting ? equals + 1 : option, err);
}

static int set_options(struct session *session, const char *schema, const char *const *options, struct lg_error *err)
{
    session->limit = INT64_MAX;
    if (lg_settings_init(&session->settings, err) != LG_OK ||
        lg_settings_set(&session->settings, lg_setting_find("schema"), schema, err) != LG_OK)
        return err->code;
    for (; options && *options; options++)
        if (set_option(session, *options, err) != LG_OK)
            return err->code;
    return LG_OK;
}

/* ---- opening ---- */

static void session_free(struct session *session)
{
    lg_batch_free(session->batch);
    lg_window_release(&session->window);
    lg_plan_free(session->plan);
    lg_plugins_close(session->plugins);
    lg_settings_release(&session->settings);
    free(session);
}

static int open_plan(struct session *session, struct lg_error *err)
{
    const struct lg_settings *settings = &session->settings;

    (void)pthread_mutex_lock(&loading);
    if (lg_plugins_open((const char *const *)settings->plugin_dir.word, &session->plugins, err) == LG_OK)
        (void)lg_plan_open_schema(settings, session->plugins, &session->plan, err);
    (void)pthread_mutex_unlock(&loading);
    if (err->code != LG_OK)
        return err->code;
    return lg_window_choose(session->plan, settings, session->limit, &session->window, err);
}

/* So many rows that a batch has about BATCH_BYTES. */
static int choose_batch_rows(struct session *session, struct lg_error *err)
{
    const struct lg_window *window = &session->window;
    struct lg_source source = window->table->source;
    int64_t sample = window->rows < SAMPLE_ROWS ? window->rows : SAMPLE_ROWS, width;
    struct lg_column_size *sizes;

    if (session->batch_rows > 0)
        return LG_OK;
    sizes = calloc(window->table->layout->columns, sizeof(*sizes));
    if (!sizes)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a sample");
    source.columns = window->columns;
    if (lg_widths_measure(&source, window->first_row, sample, BATCH_BYTES, sizes, err) == LG_OK) {
        width = lg_widths_of_row(sizes, window->table->layout->columns);
        session->batch_rows = width * MOST_ROWS <= BATCH_BYTES ? MOST_ROWS : width < BATCH_BYTES ? BATCH_BYTES / width : 1;
    }
    free(sizes);
    return err->code;
}

static int open_session(struct session *session, const char *schema, const char *const *options, struct lg_error *err)
{
    if (set_options(session, schema, options, err) != LG_OK || open_plan(session, err) != LG_OK ||
        choose_batch_rows(session, err) != LG_OK)
        return err->code;
    session->next_row = session->window.first_row;
    session->end_row = session->window.first_row + session->window.rows;
    return lg_batch_new(session->window.table->layout, session->batch_rows, &session->batch, err);
}

/* ---- the stream's callbacks ---- */

static int errno_of(const struct lg_error *err)
{
    if (err->code == LG_OK)
        return 0;
    return err->code == LG_E_LOCAL ? ENOMEM : EIO;
}

static int stream_get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct session *session = stream->private_data;

    session->error = (struct lg_error)LG_ERROR_INIT;
    (void)lg_arrow_put_schema(session->window.table->layout, session->window.columns, out, &session->error);
    return errno_of(&session->error);
}

static int stream_get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct session *session = stream->private_data;
    int64_t left = session->end_row - session->next_row, rows = left < session->batch_rows ? left : session->batch_rows;

    session->error = (struct lg_error)LG_ERROR_INIT;
    *out = (struct ArrowArray){.release = NULL};
    if (rows == 0)
        return 0;
    if (lg_source_fill(&session->window.table->source, session->next_row, rows, session->window.columns, session->batch,
                       &session->error) == LG_OK &&
        lg_arrow_put_batch(session->batch, out, &session->error) == LG_OK)
        session->next_row += rows;
    return errno_of(&session->error);
}

static const char *stream_get_last_error(struct ArrowArrayStream *stream)
{
    const struct session *session = stream->private_data;

    return session->error.code == LG_OK ? NULL : session->error.message;
}

static void stream_release(struct ArrowArrayStream *stream)
{
    session_free(stream->private_data);
    stream->release = NULL;
    stream->private_data = NULL;
}

int lg_arrow_stream_open(const char *schema, const char *const *options, struct ArrowArrayStream *stream, struct lg_error *err)
{
    struct session *session = calloc(1, sizeof(*session));
    struct lg_error own = LG_ERROR_INIT;

    *stream = (struct ArrowArrayStream){.release = NULL};
    if (!session)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a stream");
    if (open_session(session, schema, options, &own) != LG_OK) {
        session_free(session);
        return lg_error_set(err, own.code, "%s", own.message);
    }
    *stream = (struct ArrowArrayStream){stream_get_schema, stream_get_next, stream_get_last_error, stream_release, session};
    return LG_OK;
}
