/* SPDX-License-Identifier: Apache-2.0 */
/* The server: what it is and knows, and small questions to it. */
#ifndef CH_SERVER_H
#define CH_SERVER_H

#include "verdict.h"

#include "encode/clickhouse/ddl.h"

/* Settings that matter; a server is sent only those that it lists. */
enum {
    KNOWS_TOKENS,
    KNOWS_CONVERSION, /* of types in Native blocks */
    KNOWS_MUTATIONS_SYNC,
    KNOWS_VIEW_TOKENS,
    KNOWS_DEDUPLICATE_INSERT,
    KNOWS_INSERT_DEDUPLICATE,
    KNOWN_FACTS
};

struct server {
    const struct settings *settings;
    struct http *http;
    char version[32];
    bool has_input; /* the table function input() */
    bool facts[KNOWN_FACTS];
    struct lg_clickhouse_server can;
    struct lg_string insert_parameters; /* of every insert, encoded; owned */
};

/* Reaches the server and asks what it is. Fails at once when it is not there. */
int server_open(struct server *server, const struct settings *settings, struct lg_error *err);
void server_close(struct server *server);

/* Runs a statement and gives its answer as TabSeparatedRaw, a line each row. Tried again for the settings' patience; nothing here
 * does harm when it is done twice. what: for messages, "counting rows". */
int server_ask(const struct server *server, const char *sql, const char *what, struct lg_string *answer, struct lg_error *err);

/* The same for an answer of one number. */
int server_ask_number(const struct server *server, const char *sql, const char *what, int64_t *number, struct lg_error *err);

/* Waits; LG_E_CANCELLED when the run is. */
int server_pause(const struct server *server, int64_t ms, struct lg_error *err);

/* How long to wait before attempt number n + 1: doubling from 100 ms (a patient one: 1 s) to 20 s, with a part by chance. */
int64_t server_delay_ms(unsigned attempt, bool patient, const char *retry_after);

/* A text in single quotes. */
void server_put_text(struct lg_string *out, const char *text);

#endif
