/* SPDX-License-Identifier: Apache-2.0 */
/* The clickhouse sink: rows of tables, an INSERT each part. */
#include "insert.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_ROWS 100000
#define SMALL_ROWS 10000
#define MOST_ROWS 1000000
#define MOST_BYTES ((int64_t)128 << 20)
#define UPLOAD_BUFFER ((int64_t)2 << 20) /* of libcurl, for a request under way */
#define STATE_BYTES ((int64_t)12 << 20)  /* libcurl, OpenSSL, certificates, connections */

static const char *const formats[] = {"native", "rowbinary", "jsonl", "parquet", NULL};
static const struct lg_sink_rows rows = {.object_rows = USUAL_ROWS, .most_object_rows = MOST_ROWS, .most_object_bytes = MOST_BYTES,
                                         .writers = 4};

struct state {
    struct settings settings;
    struct server server;
    struct flight flight;
    struct table *table; /* one for each of the run's; owned */
    size_t tables;
};

static void ch_close(void *argument)
{
    struct state *state = argument;

    for (size_t t = 0; t < state->tables; t++)
        table_release(&state->table[t]);
    free(state->table);
    server_close(&state->server);
    settings_release(&state->settings);
    (void)pthread_mutex_destroy(&state->flight.mutex);
    free(state);
    curl_global_cleanup();
}

static int ch_open(const struct lg_options *options, const struct lg_run *run, void **out, struct lg_error *err)
{
    struct state *state = calloc(1, sizeof(*state));

    if (!state)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink clickhouse");
    (void)pthread_mutex_init(&state->flight.mutex, NULL);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        (void)lg_error_set(err, LG_E_LOCAL, "libcurl did not start");
    else
        (void)settings_read(&state->settings, options, run, err);
    if (err->code == LG_OK)
        *out = state;
    else
        ch_close(state);
    return err->code;
}

/* ---- before there is a run ---- */

/* The body is kept whole, and grows by halves. */
static void ch_memory(const struct lg_options *options, int64_t object_bytes, struct lg_sink_memory *memory)
{
    (void)options;
    memory->writer = object_bytes / 2 * 3 + UPLOAD_BUFFER;
    memory->state = STATE_BYTES;
}

static int ch_place(const struct lg_options *options, const struct lg_run *run, char *name, size_t size, struct lg_error *err)
{
    struct settings settings;
    int length = 0;

    if (settings_read(&settings, options, run, err) == LG_OK)
        length = snprintf(name, size, "%s %s.%s", strstr(settings.url, "://") + 3, settings.database, settings.table ? settings.table : "");
    settings_release(&settings);
    if (err->code == LG_OK && (length < 0 || (size_t)length >= size))
        return lg_error_set(err, LG_E_CONFIG, "the names of server and table are longer than %zu bytes", size);
    return err->code;
}

/* ---- preflight and end ---- */

static size_t count_tables(const struct lg_run *run)
{
    size_t count = 0;

    while (run->tables && run->tables[count].table)
        count++;
    return count;
}

static void warn_small_batches(const struct state *state)
{
    const struct lg_run_table *table = state->settings.run->tables;

    if (table->object_rows < SMALL_ROWS && table->rows > table->object_rows)
        settings_say(&state->settings, LG_SAY_WARNING, "batches of %" PRId64 " rows make many small parts; %d or more are better",
                     table->object_rows, SMALL_ROWS);
}

static int ch_prepare(void *argument, struct lg_error *err)
{
    struct state *state = argument;
    size_t count = count_tables(state->settings.run);

    state->table = calloc(count + 1, sizeof(*state->table));
    if (!state->table)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %zu tables", count);
    if (count == 0 || server_open(&state->server, &state->settings, err) != LG_OK)
        return err->code;
    if (strcmp(state->settings.run->format, "native") == 0 && !state->server.facts[KNOWS_CONVERSION])
        return lg_error_set(err, LG_E_DESTINATION, "the server at '%s', %s, reads Native blocks as if they had the table's types; give "
                            "--format rowbinary or jsonl", state->settings.url, state->server.version);
    warn_small_batches(state);
    for (size_t t = 0; t < count && err->code == LG_OK; t++) {
        state->tables++;
        (void)table_prepare(&state->table[t], &state->server, &state->settings.run->tables[t], err);
    }
    for (size_t t = 0; t < count && err->code == LG_OK; t++)
        (void)table_clear(&state->table[t], err);
    return err->code;
}

static int ch_finish(void *argument, struct lg_error *err)
{
    struct state *state = argument;

    if (state->flight.retries + state->flight.found > 0)
        settings_say(&state->settings, LG_SAY_NOTE, "%" PRIu64 " inserts were tried again, %" PRIu64 " parts were there already",
                     state->flight.retries, state->flight.found);
    for (size_t t = 0; t < state->tables && err->code == LG_OK && state->settings.run->nodes == 1; t++)
        (void)table_check_all(&state->table[t], err);
    return err->code;
}

static int ch_count(void *argument, const struct lg_table *table, int64_t *count, struct lg_error *err)
{
    struct state *state = argument;
    struct lg_string name = LG_STRING_INIT, sql = LG_STRING_INIT;

    if (!table && !state->settings.table)
        return lg_error_set(err, LG_E_USAGE, "no table is named; write clickhouse://host/database.table, or name a schema: 'lakegen "
                            "--schema NAME --sink … --count'");
    if (server_open(&state->server, &state->settings, err) == LG_OK && table_put_name(&state->settings, table, true, &name, err) == LG_OK) {
        lg_string_printf(&sql, "SELECT count() FROM %s", lg_string_text(&name));
        (void)server_ask_number(&state->server, lg_string_text(&sql), "counting rows", count, err);
    }
    lg_string_release(&name);
    lg_string_release(&sql);
    server_close(&state->server);
    state->server = (struct server){0};
    return err->code;
}

/* ---- objects ---- */

static int ch_begin(void *argument, const struct lg_object *object, void **writer, struct lg_error *err)
{
    struct state *state = argument;

    for (size_t t = 0; t < state->tables; t++)
        if (state->table[t].run->table == object->table)
            return insert_begin(&state->table[t], &state->flight, object, writer, err);
    return lg_error_set(err, LG_E_INTERNAL, "table '%s' is not one of the run", object->table->name);
}

LG_SINK_PLUGIN(clickhouse, "1.0", "tables of a ClickHouse server, over HTTP", .base.options = settings_options, .formats = formats,
               .flags = LG_SINK_RESUMES, .open = ch_open, .close = ch_close, .prepare = ch_prepare, .memory = ch_memory,
               .begin = ch_begin, .write = insert_write, .commit = insert_commit, .abort = insert_abort, .finish = ch_finish,
               .rows = &rows, .place = ch_place, .count = ch_count);
