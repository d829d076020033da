/* SPDX-License-Identifier: Apache-2.0 */
/* Questions, asked again while it may help. */
#include "server.h"

#include "base/machine.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define ANSWER_BYTES ((size_t)64 << 20)
#define QUESTION_S 60
#define LONGEST_MS 20000

/* ---- waiting ---- */

int server_pause(const struct server *server, int64_t ms, struct lg_error *err)
{
    int64_t until_ns = lg_clock_ns() + ms * 1000000;

    while (lg_clock_ns() < until_ns) {
        const struct timespec nap = {0, 20000000};

        if (lg_is_cancelled(server->settings->run->cancelled))
            return lg_error_set(err, LG_E_CANCELLED, "interrupted");
        (void)nanosleep(&nap, NULL);
    }
    return LG_OK;
}

int64_t server_delay_ms(unsigned attempt, bool patient, const char *retry_after)
{
    int64_t most = patient ? 1000 : 100, asked = strtoll(retry_after, NULL, 10) * 1000;
    uint32_t chance = 0;

    for (unsigned i = 0; i < attempt && most < LONGEST_MS; i++)
        most *= 2;
    most = most < LONGEST_MS ? most : LONGEST_MS;
    (void)getrandom(&chance, sizeof(chance), GRND_NONBLOCK);
    most = most / 2 + (int64_t)((uint64_t)(most / 2) * chance >> 32);
    asked = asked < 60000 ? asked : 60000;
    return most > asked ? most : asked;
}

/* ---- questions ---- */

void server_put_text(struct lg_string *out, const char *text)
{
    lg_string_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            lg_string_putc(out, '\\');
        lg_string_putc(out, *text);
    }
    lg_string_putc(out, '\'');
}

static int ask(const struct server *server, const char *sql, const char *what, bool starting, struct lg_string *answer,
               struct lg_error *err)
{
    int64_t deadline_ns = lg_clock_ns() + (starting ? 0 : server->settings->patience_ms * 1000000);
    struct lg_string parameters = LG_STRING_INIT, reason = LG_STRING_INIT;
    struct reply reply = {0};

    http_put_parameter(&parameters, "default_format", "TabSeparatedRaw");
    http_put_parameter(&parameters, "wait_end_of_query", "1");
    for (unsigned attempt = 0; err->code == LG_OK; attempt++) {
        const struct request request = {&parameters, sql, strlen(sql), NULL, QUESTION_S, ANSWER_BYTES, false};
        struct verdict verdict;

        http_post(server->http, &request, &reply);
        verdict = verdict_of(&reply, starting, &reason);
        if (verdict.action == ACTION_DONE && reply.is_cut)
            (void)lg_error_set(err, LG_E_DESTINATION, "%s: the answer of '%s' is longer than 64 MiB", what, server->settings->url);
        if (verdict.action == ACTION_DONE)
            break;
        if (verdict.action == ACTION_NEVER || lg_clock_ns() > deadline_ns)
            (void)lg_error_set(err, verdict.error, "%s: '%s': %s", what, server->settings->url, lg_string_text(&reason));
        else
            (void)server_pause(server, server_delay_ms(attempt, verdict.action == ACTION_PATIENT, reply.retry_after), err);
    }
    lg_string_release(answer);
    *answer = reply.body;
    lg_string_release(&parameters);
    lg_string_release(&reason);
    return err->code;
}

int server_ask(const struct server *server, const char *sql, const char *what, struct lg_string *answer, struct lg_error *err)
{
    return ask(server, sql, what, false, answer, err);
}

int server_ask_number(const struct server *server, const char *sql, const char *what, int64_t *number, struct lg_error *err)
{
    struct lg_string answer = LG_STRING_INIT;
    char *end;

    if (server_ask(server, sql, what, &answer, err) == LG_OK) {
        *number = strtoll(lg_string_text(&answer), &end, 10);
        if (end == lg_string_text(&answer) || (*end != '\n' && *end != '\0'))
            (void)lg_error_set(err, LG_E_DESTINATION, "%s: '%s' did not answer with a number", what, server->settings->url);
    }
    lg_string_release(&answer);
    return err->code;
}

/* ---- what the server is ---- */

static const struct {
    const char *name, *value; /* NULL: not sent with every insert */
    int fact;                 /* KNOWS_…, or -1 */
} asked[] = {
    {"async_insert", "0", -1},
    {"date_time_input_format", "best_effort", -1}, /* our texts are ISO 8601 */
    {"input_format_null_as_default", "0", -1},
    {"input_format_parallel_parsing", "0", -1},
    {"input_format_skip_unknown_fields", "0", -1},
    {"insert_null_as_default", "0", -1},
    {"max_insert_block_size", "4000000", -1},
    {"min_insert_block_size_bytes", "4000000000", -1},
    {"min_insert_block_size_rows", "4000000", -1},
    {"input_format_native_allow_types_conversion", "1", KNOWS_CONVERSION},
    {"insert_deduplication_token", NULL, KNOWS_TOKENS},
    {"mutations_sync", NULL, KNOWS_MUTATIONS_SYNC},
    {"deduplicate_blocks_in_dependent_materialized_views", NULL, KNOWS_VIEW_TOKENS},
    {"deduplicate_insert", NULL, KNOWS_DEDUPLICATE_INSERT},
    {"insert_deduplicate", NULL, KNOWS_INSERT_DEDUPLICATE},
};
#define ASKED (sizeof(asked) / sizeof(asked[0]))

/* Is a word a line of the text? */
static bool has_line(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (; text; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL)
        if (strncmp(text, word, length) == 0 && (text[length] == '\n' || text[length] == '\0'))
            return true;
    return false;
}

static int learn_settings(struct server *server, struct lg_string *answer, struct lg_error *err)
{
    struct lg_string sql = LG_STRING_INIT;

    lg_string_puts(&sql, "SELECT name FROM system.settings WHERE name IN (");
    for (size_t i = 0; i < ASKED; i++) {
        lg_string_puts(&sql, i ? ", " : "");
        server_put_text(&sql, asked[i].name);
    }
    lg_string_puts(&sql, ")");
    if (lg_string_check(&sql, err) == LG_OK)
        (void)ask(server, lg_string_text(&sql), "asking which settings the server knows", true, answer, err);
    lg_string_release(&sql);
    for (size_t i = 0; i < ASKED && err->code == LG_OK; i++) {
        bool known = has_line(lg_string_text(answer), asked[i].name);

        if (asked[i].fact >= 0)
            server->facts[asked[i].fact] = known;
        if (known && asked[i].value)
            http_put_parameter(&server->insert_parameters, asked[i].name, asked[i].value);
    }
    return err->code;
}

static int learn_tables(struct server *server, struct lg_string *answer, struct lg_error *err)
{
    if (ask(server,
            "SELECT name FROM system.merge_tree_settings WHERE name IN ('allow_nullable_key', 'non_replicated_deduplication_window')",
            "asking which settings of tables the server knows", true, answer, err) != LG_OK)
        return err->code;
    server->can.has_nullable_key = has_line(lg_string_text(answer), "allow_nullable_key");
    server->can.has_window = has_line(lg_string_text(answer), "non_replicated_deduplication_window");
    if (ask(server, "SELECT (SELECT count() FROM system.data_type_families WHERE name IN ('Bool', 'DateTime64', 'LowCardinality')), "
            "(SELECT count() FROM system.table_functions WHERE name = 'input')", "asking which types the server knows", true, answer,
            err) != LG_OK)
        return err->code;
    server->can.has_types = lg_string_text(answer)[0] == '3';
    server->has_input = lg_string_text(answer)[0] && lg_string_text(answer)[2] == '1';
    return LG_OK;
}

int server_open(struct server *server, const struct settings *settings, struct lg_error *err)
{
    struct lg_string answer = LG_STRING_INIT;

    *server = (struct server){.settings = settings};
    if (http_new(settings, &server->http, err) != LG_OK)
        return err->code;
    if (ask(server, "SELECT version()", "reaching the server", true, &answer, err) == LG_OK) {
        size_t length = strspn(lg_string_text(&answer), "0123456789.");

        if (length == 0 || length >= sizeof(server->version))
            (void)lg_error_set(err, LG_E_DESTINATION, "'%s' answered, but not as ClickHouse does; check --url", settings->url);
        else
            memcpy(server->version, lg_string_text(&answer), length);
    }
    if (err->code == LG_OK && learn_settings(server, &answer, err) == LG_OK)
        (void)learn_tables(server, &answer, err);
    lg_string_release(&answer);
    return err->code;
}

void server_close(struct server *server)
{
    http_free(server->http);
    lg_string_release(&server->insert_parameters);
}
