/* SPDX-License-Identifier: Apache-2.0 */
/* The preflight of a table. */
#include "table.h"

#include "compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PARTITIONS_MOST 100 /* that an insert may touch: max_partitions_per_insert_block */

void table_release(struct table *table)
{
    lg_string_release(&table->name);
    lg_string_release(&table->columns);
    lg_string_release(&table->structure);
    free(table->found);
}

/* ---- names ---- */

int table_put_name(const struct settings *settings, const struct lg_table *table, bool alone, struct lg_string *name,
                   struct lg_error *err)
{
    if (settings->table && !alone)
        return lg_error_set(err, LG_E_USAGE, "a table is named, and the schema has several; name the database alone, or choose one with "
                            "--tables");
    lg_clickhouse_put_name(name, settings->database);
    lg_string_putc(name, '.');
    lg_clickhouse_put_name(name, settings->table ? settings->table : table->name);
    return lg_string_check(name, err);
}

static const char *plain_name(const struct table *table)
{
    const struct settings *settings = table->server->settings;

    return settings->table ? settings->table : table->run->table->name;
}

static int put_columns(struct table *table, struct lg_error *err)
{
    struct lg_string type = LG_STRING_INIT;
    struct lg_wire_type wire;

    for (const struct lg_column *column = table->run->table->columns; column->name && err->code == LG_OK; column++) {
        lg_string_clear(&type);
        if (lg_wire_type_of(table->run->table, column, &wire, &type, err) != LG_OK)
            break;
        lg_string_puts(&table->columns, table->columns.length ? ", " : "");
        lg_clickhouse_put_name(&table->columns, column->name);
        lg_string_puts(&table->structure, table->structure.length ? ", " : "");
        lg_clickhouse_put_name(&table->structure, column->name);
        lg_string_printf(&table->structure, " %s", lg_string_text(&type));
    }
    lg_string_release(&type);
    if (lg_string_check(&table->columns, err) != LG_OK)
        return err->code;
    return lg_string_check(&table->structure, err);
}

/* " WHERE database = '…' AND name = '…'" */
static void put_where(const struct table *table, const char *column, struct lg_string *sql)
{
    lg_string_puts(sql, " WHERE database = ");
    server_put_text(sql, table->server->settings->database);
    lg_string_printf(sql, " AND %s = ", column);
    server_put_text(sql, plain_name(table));
}

/* Asks a question about the table in the system tables. */
static int ask_system(const struct table *table, const char *select, const char *column, struct lg_string *answer, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT;

    lg_string_puts(&sql, select);
    put_where(table, column, &sql);
    if (lg_string_check(&sql, err) == LG_OK)
        (void)server_ask(table->server, lg_string_text(&sql), "looking at the table", answer, err);
    lg_string_release(&sql);
    return err->code;
}

/* ---- making it ---- */

static int create(const struct table *table, struct lg_error *err)
{
    const struct server *server = table->server;
    struct lg_string sql = LG_STRING_INIT, downgrades = LG_STRING_INIT, answer = LG_STRING_INIT;

    lg_string_puts(&sql, "CREATE DATABASE IF NOT EXISTS ");
    lg_clickhouse_put_name(&sql, server->settings->database);
    if (lg_string_check(&sql, err) == LG_OK && server_ask(server, lg_string_text(&sql), "making the database", &answer, err) == LG_OK) {
        lg_string_clear(&sql);
        if (lg_clickhouse_create(table->run->table, lg_string_text(&table->name), &server->can, &sql, &downgrades, err) == LG_OK &&
            server_ask(server, lg_string_text(&sql), "making the table", &answer, err) == LG_OK)
            settings_say(server->settings, LG_SAY_NOTE, "made table %s", lg_string_text(&table->name));
    }
    if (err->code == LG_OK && downgrades.length > 0)
        settings_say(server->settings, LG_SAY_WARNING, "this server, %s, has less than current ones: %s", server->version,
                     lg_string_text(&downgrades));
    lg_string_release(&sql);
    lg_string_release(&downgrades);
    lg_string_release(&answer);
    return err->code;
}

static int find(struct table *table, struct lg_error *err)
{
    static const char columns[] = "SELECT name, type, default_kind FROM system.columns";
    const struct lg_run *run = table->server->settings->run;
    struct lg_string answer = LG_STRING_INIT;

    if (ask_system(table, columns, "table", &answer, err) == LG_OK && answer.length == 0) {
        if (!(run->flags & LG_RUN_CREATES))
            (void)lg_error_set(err, LG_E_DESTINATION, "table %s does not exist at '%s'; --create-table makes it",
                               lg_string_text(&table->name), table->server->settings->url);
        else if (create(table, err) == LG_OK)
            (void)ask_system(table, columns, "table", &answer, err);
    }
    if (err->code == LG_OK)
        (void)compare_columns(table, lg_string_text(&answer), err);
    lg_string_release(&answer);
    return err->code;
}

/* ---- what keeps its rows single ---- */

/* The window that CREATE TABLE's settings tell, or one large enough where replication has one. */
static int64_t window_in(const char *create)
{
    static const char name[] = "non_replicated_deduplication_window = ";
    const char *at = strstr(create, name);

    if (at)
        return strtoll(at + sizeof(name) - 1, NULL, 10);
    return strstr(create, "ENGINE = Replicated") ? 100 : 0; /* the default of older servers */
}

/* Views whose targets have no window: how many. */
static int count_open_views(const struct table *table, int64_t *count, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT;

    /* A view's target is named behind TO, or is its inner table. */
    lg_string_puts(&sql, "SELECT count() FROM system.tables AS v WHERE (v.database, v.name) IN (SELECT arrayJoin(arrayZip("
                         "dependencies_database, dependencies_table)) FROM system.tables");
    put_where(table, "name", &sql);
    lg_string_puts(&sql, ") AND (if(match(v.create_table_query, ' TO [^ ]+ '), replaceRegexpAll(extract(v.create_table_query, ' TO "
                         "([^ ]+) '), '`', ''), concat(v.database, if(v.uuid = toUUID('00000000-0000-0000-0000-000000000000'), "
                         "concat('..inner.', v.name), concat('..inner_id.', toString(v.uuid)))))) NOT IN (SELECT concat(database, '.', name) "
                         "FROM system.tables WHERE match(create_table_query, 'non_replicated_deduplication_window = [1-9]') OR engine LIKE "
                         "'Replicated%')");
    if (lg_string_check(&sql, err) == LG_OK)
        (void)server_ask_number(table->server, lg_string_text(&sql), "looking at views", count, err);
    lg_string_release(&sql);
    return err->code;
}

static int choose_for_views(struct table *table, struct lg_error *err)
{
    const struct server *server = table->server;
    int64_t open_views = 1;

    if (server->settings->dedup == DEDUP_NONE || server->settings->dedup == DEDUP_KEYS)
        return LG_OK;
    if (server->facts[KNOWS_TOKENS] && server->facts[KNOWS_VIEW_TOKENS] && count_open_views(table, &open_views, err) != LG_OK)
        return err->code;
    if (table->window == 0 || open_views > 0)
        return lg_error_set(err, LG_E_DESTINATION, "table %s has views, and not all of them keep a deduplication window (%s): what was "
                            "handed on twice could not be told; set non_replicated_deduplication_window on the table and on the views' "
                            "targets, or accept it with --dedup keys (exact here, not in the views) or --dedup none",
                            lg_string_text(&table->name), table->window ? "a target" : "the table itself");
    table->method = METHOD_TOKEN;
    return LG_OK;
}

/* So many inserts at a time that the window holds all of them. */
static void limit_flight(struct table *table, const char *partition_key)
{
    int64_t parts = *partition_key ? PARTITIONS_MOST : 1;

    if (table->method != METHOD_TOKEN)
        return;
    table->in_flight = table->window / parts / 2;
    table->in_flight = table->in_flight > 0 ? table->in_flight : 1;
    if (table->in_flight < 16)
        settings_say(table->server->settings, LG_SAY_WARNING, "table %s: a deduplication window of %" PRId64 " lets %" PRId64
                     " insert%s be under way at a time", lg_string_text(&table->name), table->window, table->in_flight,
                     table->in_flight == 1 ? "" : "s");
}

static int choose(struct table *table, struct lg_error *err)
{
    const struct settings *settings = table->server->settings;

    table->method = settings->dedup == DEDUP_NONE ? METHOD_NONE : settings->dedup == DEDUP_TOKEN ? METHOD_TOKEN : METHOD_KEYS;
    if (table->method == METHOD_TOKEN && (table->window == 0 || !table->server->facts[KNOWS_TOKENS]))
        return lg_error_set(err, LG_E_DESTINATION, "--dedup token: table %s has no deduplication window", lg_string_text(&table->name));
    if (table->has_dependents && choose_for_views(table, err) != LG_OK)
        return err->code;
    if (table->method == METHOD_KEYS && !table->run->key)
        return lg_error_set(err, LG_E_DESTINATION,
                            "table %s has no column that numbers its rows, by which rows could be found again after a "
                            "lost answer; accept that some may be stored twice with --dedup none%s", lg_string_text(&table->name),
                            table->window ? ", or trust the table's window with --dedup token" : "");
    return LG_OK;
}

static void say_method(const struct table *table)
{
    static const char *const words[] = {
        [METHOD_KEYS] = "exactly once, by counting keys before anything is sent again",
        [METHOD_TOKEN] = "exactly once as long as the window holds, by the server's tokens",
        [METHOD_NONE] = "at least once: rows may be stored twice after a lost answer"};

    settings_say(table->server->settings, table->method == METHOD_NONE ? LG_SAY_WARNING : LG_SAY_NOTE, "%s at '%s' (%s): %s",
                 lg_string_text(&table->name), table->server->settings->url, table->server->version, words[table->method]);
}

/* create_table_query, partition_key, number of dependents */
static int look_at_engine(struct table *table, struct lg_error *err)
{
    struct lg_string answer = LG_STRING_INIT;
    char *tab;

    if (ask_system(table, "SELECT replaceAll(create_table_query, '\\t', ' '), partition_key, length(dependencies_table) FROM system.tables",
                   "name", &answer, err) == LG_OK) {
        tab = answer.length ? strchr(answer.text, '\t') : NULL;
        if (tab && strchr(tab + 1, '\t')) {
            *tab = '\0';
            table->window = window_in(answer.text);
            table->keeps_rows = strstr(answer.text, "ENGINE = MergeTree ") && !strstr(answer.text, " TTL ");
            table->has_dependents = strtol(strchr(tab + 1, '\t') + 1, NULL, 10) > 0;
            tab[1 + strcspn(tab + 1, "\t")] = '\0';
            if (choose(table, err) == LG_OK)
                limit_flight(table, tab + 1);
        }
    }
    lg_string_release(&answer);
    return err->code;
}

/* ---- rows of the run ---- */

void table_put_range(const struct table *table, int64_t first_row, int64_t rows, struct lg_string *sql)
{
    lg_clickhouse_put_name(sql, table->run->key);
    lg_string_printf(sql, " >= %" PRId64 " AND ", table->run->first_key + first_row);
    lg_clickhouse_put_name(sql, table->run->key);
    lg_string_printf(sql, " <= %" PRId64, table->run->first_key + first_row + rows - 1);
}

int table_count_keys(const struct table *table, int64_t first_row, int64_t rows, int64_t *count, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT;

    lg_string_puts(&sql, "SELECT uniqExact(");
    lg_clickhouse_put_name(&sql, table->run->key);
    lg_string_printf(&sql, ") FROM %s WHERE ", lg_string_text(&table->name));
    table_put_range(table, first_row, rows, &sql);
    if (lg_string_check(&sql, err) == LG_OK)
        (void)server_ask_number(table->server, lg_string_text(&sql), "counting keys that are there", count, err);
    lg_string_release(&sql);
    return err->code;
}

/* Of the whole run, which may have more keys than a server has memory to tell apart; without a key: of everybody. */
static int count_rows(const struct table *table, int64_t *count, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT;

    lg_string_printf(&sql, "SELECT count() FROM %s", lg_string_text(&table->name));
    if (table->run->key) {
        lg_string_puts(&sql, " WHERE ");
        table_put_range(table, 0, table->run->rows, &sql);
    }
    if (lg_string_check(&sql, err) == LG_OK)
        (void)server_ask_number(table->server, lg_string_text(&sql), "counting rows that are there", count, err);
    lg_string_release(&sql);
    return err->code;
}

/* How many rows of each part there are, in one go. */
static int count_found(struct table *table, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT, answer = LG_STRING_INIT;

    table->found = calloc((size_t)table->parts + 1, sizeof(*table->found));
    if (!table->found)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list of %" PRId64 " parts", table->parts);
    lg_string_puts(&sql, "SELECT intDiv(toInt64(");
    lg_clickhouse_put_name(&sql, table->run->key);
    lg_string_printf(&sql, ") - %" PRId64 ", %" PRId64 ") AS part, count() FROM %s WHERE ", table->run->first_key, table->run->object_rows,
                     lg_string_text(&table->name));
    table_put_range(table, 0, table->run->rows, &sql);
    lg_string_puts(&sql, " GROUP BY part");
    if (lg_string_check(&sql, err) == LG_OK)
        (void)server_ask(table->server, lg_string_text(&sql), "counting rows that are there", &answer, err);
    for (char *p = answer.text; err->code == LG_OK && p && *p;) {
        int64_t part = strtoll(p, &p, 10), keys = strtoll(p, &p, 10);

        if (part >= 0 && part < table->parts)
            table->found[part] = keys;
        p += strcspn(p, "\n");
        p += *p == '\n';
    }
    lg_string_release(&sql);
    lg_string_release(&answer);
    return err->code;
}

static int64_t rows_of_part(const struct table *table, int64_t part)
{
    int64_t rows = table->run->rows - part * table->run->object_rows;

    return rows < table->run->object_rows ? rows : table->run->object_rows;
}

int table_check_before(const struct table *table, int64_t part, struct lg_error *err)
{
    for (int64_t p = 0; table->found && p < part; p++)
        if (table->found[p] < rows_of_part(table, p))
            return lg_error_set(err, LG_E_STATE, "table %s has %" PRId64 " of the %" PRId64 " rows of part %" PRId64 ", which it "
                                "acknowledged: somebody removed them; --reset makes all rows again", lg_string_text(&table->name),
                                table->found[p], rows_of_part(table, p), p);
    return LG_OK;
}

/* Without a key: others may add rows meanwhile. A derived table's rows are not its driver's. */
static int check_growth(const struct table *table, struct lg_error *err)
{
    int64_t count = 0;

    if (table->before < 0 || !table->keeps_rows || table->run->table->driver || count_rows(table, &count, err) != LG_OK)
        return err->code;
    if (count - table->before < table->run->rows)
        return lg_error_set(err, LG_E_VERIFICATION, "table %s has %" PRId64 " rows more than before, the run has %" PRId64 ", though every "
                            "insert was acknowledged: somebody else removed rows, or the table's deduplication window remembers the same "
                            "rows from before; TRUNCATE TABLE makes it forget, and --overwrite begins again then",
                            lg_string_text(&table->name), count - table->before, table->run->rows);
    return LG_OK;
}

int table_check_all(const struct table *table, struct lg_error *err)
{
    int64_t count = 0;

    if (table->run->rows == 0)
        return LG_OK;
    if (!table->run->key)
        return check_growth(table, err);
    if (count_rows(table, &count, err) != LG_OK)
        return err->code;
    if (count < table->run->rows || (count > table->run->rows && table->method != METHOD_NONE))
        return lg_error_set(err, LG_E_VERIFICATION, "table %s has %" PRId64 " rows of the run's %" PRId64 ", though every insert was "
                            "acknowledged once: somebody else changed it%s; --overwrite makes all rows again", lg_string_text(&table->name),
                            count, table->run->rows, count < table->run->rows && table->window > 0
                            ? ", or removed the same rows before, which its deduplication window remembers" : "");
    return LG_OK;
}

/* The run's rows only; waits until they are gone. Views keep theirs. */
static int remove_rows(const struct table *table, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT, answer = LG_STRING_INIT;
    int64_t left = 0;

    lg_string_printf(&sql, "ALTER TABLE %s DELETE WHERE ", lg_string_text(&table->name));
    table_put_range(table, 0, table->run->rows, &sql);
    if (table->server->facts[KNOWS_MUTATIONS_SYNC])
        lg_string_puts(&sql, " SETTINGS mutations_sync = 2");
    if (lg_string_check(&sql, err) == LG_OK && server_ask(table->server, lg_string_text(&sql), "removing the run's rows", &answer,
                                                          err) == LG_OK)
        do
            if (count_rows(table, &left, err) == LG_OK && left > 0)
                (void)server_pause(table->server, 200, err);
        while (err->code == LG_OK && left > 0);
    lg_string_release(&sql);
    lg_string_release(&answer);
    return err->code;
}

static int refuse_occupied(const struct table *table, int64_t count, struct lg_error *err)
{
    return lg_error_set(err, LG_E_DESTINATION, "table %s holds %" PRId64 " rows with a %s of %" PRId64 " to %" PRId64 " already; begin "
                        "behind them, choose another table, or --overwrite to remove them first", lg_string_text(&table->name), count,
                        table->run->key, table->run->first_key, table->run->first_key + table->run->rows - 1);
}

/* Without a key. */
static int look_at_all_rows(struct table *table, uint32_t flags, struct lg_error *err)
{
    int64_t count = 0;

    if (!(flags & LG_RUN_REPLACES) && (flags & LG_RUN_RESUMES))
        return LG_OK;
    if (count_rows(table, &count, err) != LG_OK)
        return err->code;
    if (count > 0 && (flags & LG_RUN_REPLACES))
        return lg_error_set(err, LG_E_DESTINATION, "table %s has no column that numbers its rows, by which those of the run could be "
                            "removed, and holds %" PRId64 "; empty it yourself, with TRUNCATE TABLE, and begin again",
                            lg_string_text(&table->name), count);
    table->before = count;
    return LG_OK;
}

static int look_for_rows(struct table *table, struct lg_error *err)
{
    uint32_t flags = table->server->settings->run->flags;
    int64_t count = 0;

    if (table->run->rows == 0)
        return LG_OK;
    if (!table->run->key)
        return look_at_all_rows(table, flags, err);
    if (flags == LG_RUN_RESUMES || flags == (LG_RUN_RESUMES | LG_RUN_CREATES))
        return table->method == METHOD_NONE ? LG_OK : count_found(table, err);
    if (table->method == METHOD_NONE && !(flags & LG_RUN_REPLACES))
        return LG_OK;
    if (table->method == METHOD_TOKEN && (flags & LG_RUN_REPLACES))
        return lg_error_set(err, LG_E_USAGE, "--dedup token: the window of table %s remembers rows that are removed, and would drop them "
                            "when they come again; --dedup keys does without it", lg_string_text(&table->name));
    if (count_rows(table, &count, err) != LG_OK)
        return err->code;
    table->is_fresh = count == 0;
    if (count == 0)
        return LG_OK;
    if (!(flags & LG_RUN_REPLACES))
        return table->server->settings->run->nodes == 1 ? refuse_occupied(table, count, err) : count_found(table, err);
    if (table->server->settings->run->nodes > 1)
        return lg_error_set(err, LG_E_USAGE, "table %s holds %" PRId64 " rows of the run, and each of %u nodes would remove what the "
                            "others have made again; empty it yourself, and begin without --overwrite and --reset",
                            lg_string_text(&table->name), count, table->server->settings->run->nodes);
    if (table->has_dependents)
        return lg_error_set(err, LG_E_DESTINATION,
                            "table %s has views, whose rows would stay; empty them and the table yourself, and begin "
                            "again", lg_string_text(&table->name));
    table->is_occupied = true;
    return LG_OK;
}

int table_clear(const struct table *table, struct lg_error *err)
{
    return table->is_occupied ? remove_rows(table, err) : LG_OK;
}

int table_prepare(struct table *table, const struct server *server, const struct lg_run_table *run, struct lg_error *err)
{
    const struct lg_run *whole = server->settings->run;

    *table = (struct table){.run = run,
                            .server = server,
                            .before = -1,
                            .parts = run->object_rows ? (run->rows + run->object_rows - 1) / run->object_rows : 0};
    if (table_put_name(server->settings, run->table, !whole->tables[0].table || !whole->tables[1].table, &table->name, err) != LG_OK ||
        put_columns(table, err) != LG_OK || find(table, err) != LG_OK || run->rows == 0 || look_at_engine(table, err) != LG_OK)
        return err->code; /* a table without rows needs to be there, and no more */
    say_method(table);
    return look_for_rows(table, err);
}
