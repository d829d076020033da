/* SPDX-License-Identifier: Apache-2.0 */
/* Before anything is sent a second time, what became of the first time is found out: when the server no longer works at it, the keys
 * that are there are counted. All of them: done. None: again. Some, which happens when an insert of several partitions was cut off: only
 * the missing ones, by a query over what is sent. */
#include "insert.h"

#include "base/machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSERT_S 600 /* without a byte: the server is at work on what it has */
#define STILL_RUNNING_S 30 /* before a query that nobody waits for is killed */

struct insert {
    const struct table *table;
    struct flight *flight;
    char id[80];           /* of the query */
    char token[65];
    char encoding[16];
    int64_t part, first_row, rows;
    bool may_be_there;     /* a part of it, from before */
    unsigned char *bytes;  /* owned */
    size_t size, capacity;
    bool has_flown;
};

static const char *const format_names[][2] = {
    {"native", "Native"}, {"rowbinary", "RowBinary"}, {"jsonl", "JSONEachRow"}, {"parquet", "Parquet"}};

static const char *format_name(const struct table *table)
{
    for (size_t i = 0; i < sizeof(format_names) / sizeof(format_names[0]); i++)
        if (strcmp(format_names[i][0], table->server->settings->run->format) == 0)
            return format_names[i][1];
    return "Native";
}

/* ---- bytes ---- */

static void insert_free(struct insert *insert)
{
    free(insert->bytes);
    free(insert);
}

/* Parts are begun in order, so that those before the first one were acknowledged once. Nodes share them, and know less. */
static int check_before(struct insert *insert, struct lg_error *err)
{
    bool first;

    (void)pthread_mutex_lock(&insert->flight->mutex);
    first = !insert->flight->was_checked;
    insert->flight->was_checked = true;
    (void)pthread_mutex_unlock(&insert->flight->mutex);
    return first && insert->table->server->settings->run->nodes == 1 ? table_check_before(insert->table, insert->part, err) : LG_OK;
}

/* A process that was killed may have left an insert that is still under way, of a part that has no rows yet. */
static bool may_be_there(const struct table *table, const struct lg_object *object)
{
    if (table->method == METHOD_KEYS && (table->server->settings->run->flags & (LG_RUN_RESUMES | LG_RUN_REPLACES)))
        return true;
    return table->found ? table->found[object->part] > 0 : !table->is_fresh && (object->flags & LG_OBJECT_REPLACE);
}

int insert_begin(const struct table *table, struct flight *flight, const struct lg_object *object, void **writer, struct lg_error *err)
{
    struct insert *insert = calloc(1, sizeof(*insert));

    if (!insert)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an insert");
    insert->table = table;
    insert->flight = flight;
    insert->part = object->part;
    insert->first_row = object->first_row;
    insert->rows = object->rows;
    insert->may_be_there = may_be_there(table, object);
    (void)snprintf(insert->token, sizeof(insert->token), "%s", object->identity);
    (void)snprintf(insert->id, sizeof(insert->id), "lakegen-%.32s", object->identity);
    (void)snprintf(insert->encoding, sizeof(insert->encoding), "%s", object->encoding ? object->encoding : "");
    if (check_before(insert, err) == LG_OK)
        *writer = insert;
    else
        insert_free(insert);
    return err->code;
}

int insert_write(void *writer, struct lg_buffer *buffer, struct lg_error *err)
{
    struct insert *insert = writer;
    size_t size = lg_buffer_size(buffer);

    if (insert->size + size > insert->capacity) {
        size_t capacity = insert->size + size + insert->capacity / 2;
        unsigned char *grown = realloc(insert->bytes, capacity);

        if (!grown)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for an insert of %zu bytes; lower --batch-size", capacity);
        insert->bytes = grown;
        insert->capacity = capacity;
    }
    memcpy(insert->bytes + insert->size, lg_buffer_data(buffer), size);
    insert->size += size;
    return LG_OK;
}

void insert_abort(void *writer)
{
    insert_free(writer);
}

/* ---- taking off and landing ---- */

static int take_off(struct insert *insert, struct lg_error *err)
{
    struct flight *flight = insert->flight;
    int64_t most = insert->table->in_flight;

    (void)pthread_mutex_lock(&flight->mutex);
    while (most > 0 && flight->count >= most) {
        (void)pthread_mutex_unlock(&flight->mutex);
        if (server_pause(insert->table->server, 20, err) != LG_OK)
            return err->code;
        (void)pthread_mutex_lock(&flight->mutex);
    }
    flight->count++;
    (void)pthread_mutex_unlock(&flight->mutex);
    insert->has_flown = true;
    return LG_OK;
}

static void land(struct insert *insert)
{
    (void)pthread_mutex_lock(&insert->flight->mutex);
    insert->flight->count -= insert->has_flown;
    (void)pthread_mutex_unlock(&insert->flight->mutex);
}

static void count_event(struct insert *insert, uint64_t *event)
{
    (void)pthread_mutex_lock(&insert->flight->mutex);
    (*event)++;
    (void)pthread_mutex_unlock(&insert->flight->mutex);
}

/* ---- what became of it ---- */

/* Waits until the server does not work at it any more. */
static int wait_for_end(const struct insert *insert, struct lg_error *err)
{
    const struct server *server = insert->table->server;
    struct lg_string sql = LG_STRING_INIT, answer = LG_STRING_INIT;
    int64_t kill_ns = lg_clock_ns() + STILL_RUNNING_S * INT64_C(1000000000), running = 1;

    while (err->code == LG_OK && running > 0) {
        lg_string_clear(&sql);
        lg_string_printf(&sql, "SELECT count() FROM system.processes WHERE query_id = '%s'", insert->id);
        if (server_ask_number(server, lg_string_text(&sql), "looking for the insert", &running, err) != LG_OK || running == 0)
            break;
        if (lg_clock_ns() > kill_ns) {
            lg_string_clear(&sql);
            lg_string_printf(&sql, "KILL QUERY WHERE query_id = '%s' SYNC", insert->id);
            (void)server_ask(server, lg_string_text(&sql), "ending the insert", &answer, err);
            kill_ns = lg_clock_ns() + STILL_RUNNING_S * INT64_C(1000000000);
        }
        (void)server_pause(server, 100, err);
    }
    lg_string_release(&sql);
    lg_string_release(&answer);
    return err->code;
}

/* Old servers have no input(): what is there of a part is removed before all of it is sent again. */
static int remove_some(const struct insert *insert, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT, answer = LG_STRING_INIT;
    int64_t left = 1;

    lg_string_printf(&sql, "ALTER TABLE %s DELETE WHERE ", lg_string_text(&insert->table->name));
    table_put_range(insert->table, insert->first_row, insert->rows, &sql);
    if (lg_string_check(&sql, err) == LG_OK)
        (void)server_ask(insert->table->server, lg_string_text(&sql), "removing what there is of a part", &answer, err);
    while (err->code == LG_OK && table_count_keys(insert->table, insert->first_row, insert->rows, &left, err) == LG_OK && left > 0)
        (void)server_pause(insert->table->server, 100, err);
    lg_string_release(&sql);
    lg_string_release(&answer);
    return err->code;
}

/* Gives the rows that are there for good. */
static int find_out(const struct insert *insert, int64_t *there, struct lg_error *err)
{
    *there = 0;
    if (wait_for_end(insert, err) != LG_OK || !insert->table->run->key || insert->table->method == METHOD_NONE)
        return err->code;
    if (table_count_keys(insert->table, insert->first_row, insert->rows, there, err) != LG_OK)
        return err->code;
    if (*there > 0 && *there < insert->rows && insert->table->method == METHOD_KEYS && !insert->table->server->has_input) {
        *there = 0;
        return remove_some(insert, err);
    }
    return LG_OK;
}

/* ---- sending ---- */

/* there: rows to leave out, because they are there; with_token: the server may recognise the rows, all of them. */
static void put_statement(const struct insert *insert, int64_t there, struct lg_string *sql)
{
    const struct table *table = insert->table;

    lg_string_printf(sql, "INSERT INTO %s (%s) ", lg_string_text(&table->name), lg_string_text(&table->columns));
    if (there > 0) {
        lg_string_printf(sql, "SELECT %s FROM input(", lg_string_text(&table->columns));
        server_put_text(sql, lg_string_text(&table->structure));
        lg_string_puts(sql, ") WHERE ");
        lg_clickhouse_put_name(sql, table->run->key);
        lg_string_puts(sql, " NOT IN (SELECT ");
        lg_clickhouse_put_name(sql, table->run->key);
        lg_string_printf(sql, " FROM %s WHERE ", lg_string_text(&table->name));
        table_put_range(table, insert->first_row, insert->rows, sql);
        lg_string_puts(sql, ") ");
    }
    lg_string_printf(sql, "FORMAT %s", format_name(table));
}

static void put_parameters(const struct insert *insert, int64_t there, bool with_token, struct lg_string *parameters,
                           struct lg_string *sql)
{
    const struct server *server = insert->table->server;

    put_statement(insert, there, sql);
    lg_string_puts(parameters, lg_string_text(&server->insert_parameters));
    http_put_parameter(parameters, "query", lg_string_text(sql));
    http_put_parameter(parameters, "query_id", insert->id);
    http_put_parameter(parameters, "wait_end_of_query", "1");
    if (with_token && server->facts[KNOWS_TOKENS])
        http_put_parameter(parameters, "insert_deduplication_token", insert->token);
    if (with_token && server->facts[KNOWS_VIEW_TOKENS])
        http_put_parameter(parameters, "deduplicate_blocks_in_dependent_materialized_views", "1");
    if (server->facts[KNOWS_INSERT_DEDUPLICATE])
        http_put_parameter(parameters, "insert_deduplicate", with_token ? "1" : "0");
    if (server->facts[KNOWS_DEDUPLICATE_INSERT])
        http_put_parameter(parameters, "deduplicate_insert", with_token ? "enable" : "disable");
}

/* A success that wrote another number of rows is none. What a window recognised, or views got, counts otherwise. */
static int check_written(const struct insert *insert, const struct reply *reply, int64_t rows, struct lg_error *err)
{
    bool is_enough = insert->table->has_dependents || insert->table->method == METHOD_TOKEN ? reply->written_rows >= 0
                                                                                           : reply->written_rows == rows;

    if (reply->written_rows < 0 || is_enough)
        return LG_OK;
    return lg_error_set(err, LG_E_VERIFICATION, "the server says that it wrote %" PRId64 " of %" PRId64 " rows", reply->written_rows, rows);
}

static struct verdict send_once(const struct insert *insert, int64_t there, int64_t rows, bool with_token, struct reply *reply,
                                struct lg_string *reason, struct lg_error *err)
{
    const struct server *server = insert->table->server;
    struct lg_string parameters = LG_STRING_INIT, sql = LG_STRING_INIT;
    struct request request = {&parameters, insert->bytes, insert->size, *insert->encoding ? insert->encoding : NULL, INSERT_S,
                              REPLY_BYTES, true};
    struct verdict verdict = {ACTION_NEVER, LG_E_LOCAL, true, 0};

    put_parameters(insert, there, with_token, &parameters, &sql);
    if (lg_string_check(&parameters, err) == LG_OK) {
        http_post(server->http, &request, reply);
        verdict = verdict_of(reply, false, reason);
        if (verdict.action == ACTION_DONE)
            (void)check_written(insert, reply, rows - there, err);
    }
    lg_string_release(&parameters);
    lg_string_release(&sql);
    return verdict;
}

static const char *find_last(const char *text, const char *mark)
{
    const char *last = NULL;

    for (const char *at = text; (at = strstr(at, mark)); at++)
        last = at;
    return last;
}

/* The server counts the rows that it reads from 1, and says so at the end of a long sentence, behind the text that it could not read.
 * Rows of a derived table are not those of the object, which are its driver's; binary formats may have sorted them. */
static void put_row(const struct insert *insert, const struct reply *reply, struct lg_string *out)
{
    static const char mark[] = "(at row ";
    const struct lg_run_table *run = insert->table->run;
    const char *at = find_last(lg_string_text(&reply->body), mark);
    int64_t row = at ? strtoll(at + sizeof(mark) - 1, NULL, 10) - 1 : -1;

    if (row < 0 || row >= insert->rows || run->table->driver || strcmp(format_name(insert->table), "JSONEachRow") != 0)
        return;
    lg_string_printf(out, "; it is row %" PRId64, insert->first_row + row);
    if (run->key)
        lg_string_printf(out, ", %s %" PRId64, run->key, run->first_key + insert->first_row + row);
}

static int give_up(const struct insert *insert, const struct verdict *verdict, const struct reply *reply, struct lg_string *reason,
                   struct lg_error *err)
{
    if (verdict->error == LG_E_CANCELLED)
        return lg_error_set(err, LG_E_CANCELLED, "interrupted");
    put_row(insert, reply, reason);
    return lg_error_set(err, verdict->error, "inserting rows %" PRId64 " to %" PRId64 " into %s at '%s': %s", insert->first_row,
                        insert->first_row + insert->rows - 1, lg_string_text(&insert->table->name), insert->table->server->settings->url,
                        lg_string_text(reason));
}

/* May the server's window drop the rows because it has seen their token? Where keys are counted, the window is a second guard; but it
 * still knows rows that were removed since, so that it must not look at those that are made again: now, or by the process that began a
 * run which goes on. */
static bool may_be_recognised(const struct table *table, bool is_first)
{
    return table->method == METHOD_TOKEN || (table->method == METHOD_KEYS && is_first);
}

/* rows: that the object really has; a derived table's part has others than its driver's. */
static int send_until_sure(struct insert *insert, int64_t rows, struct lg_error *err)
{
    const struct table *table = insert->table;
    int64_t deadline_ns = lg_clock_ns() + table->server->settings->patience_ms * 1000000, there = 0;
    struct lg_string reason = LG_STRING_INIT;
    struct reply reply = {0};
    bool is_unsure = insert->may_be_there, is_first = !insert->may_be_there;

    for (unsigned attempt = 0; err->code == LG_OK; attempt++) {
        struct verdict verdict;

        if (is_unsure && find_out(insert, &there, err) != LG_OK)
            break;
        if (there == rows && (table->method == METHOD_KEYS || insert->may_be_there)) {
            count_event(insert, &insert->flight->found);
            break;
        }
        if (table->method == METHOD_TOKEN)
            there = 0;
        verdict = send_once(insert, there, rows, may_be_recognised(table, is_first), &reply, &reason, err);
        if (verdict.action == ACTION_DONE)
            break;
        is_first = is_first && verdict.was_not_sent;
        is_unsure = is_unsure || !verdict.was_not_sent;
        if (verdict.action == ACTION_NEVER || lg_clock_ns() > deadline_ns)
            (void)give_up(insert, &verdict, &reply, &reason, err);
        else if (server_pause(table->server, server_delay_ms(attempt, verdict.action == ACTION_PATIENT, reply.retry_after), err) == LG_OK)
            count_event(insert, &insert->flight->retries);
    }
    reply_release(&reply);
    lg_string_release(&reason);
    return err->code;
}

int insert_commit(void *writer, struct lg_receipt *receipt, struct lg_error *err)
{
    struct insert *insert = writer;

    if (receipt->rows > 0 && take_off(insert, err) == LG_OK)
        (void)send_until_sure(insert, receipt->rows, err);
    land(insert);
    if (err->code == LG_OK)
        (void)snprintf(receipt->etag, sizeof(receipt->etag), "%s", insert->id);
    insert_free(insert);
    return err->code;
}
