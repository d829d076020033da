/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of ClickHouse, of HTTP and of libcurl. */
#include "verdict.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    int code;
    enum action action;
    int error;
    const char *remedy; /* or NULL */
    const char *word;   /* only where the text has it; NULL: always */
} codes[] = {
    {159, ACTION_AGAIN, LG_E_TRANSIENT, NULL}, /* timeouts */
    {202, ACTION_PATIENT, LG_E_TRANSIENT, NULL}, /* too many simultaneous queries */
    {203, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {209, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {210, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {216, ACTION_AGAIN, LG_E_TRANSIENT, NULL}, /* our own query still runs */
    {225, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {236, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {241, ACTION_PATIENT, LG_E_TRANSIENT, "the server is short of memory; a smaller --batch-size needs less"},
    {242, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {252, ACTION_NEVER, LG_E_DESTINATION, "lower --batch-size, or raise max_partitions_per_insert_block of the user",
     "partitions for single INSERT"},
    {252, ACTION_PATIENT, LG_E_TRANSIENT, "the server does not merge as fast as inserts come; larger batches make fewer parts"},
    {285, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {286, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {319, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {364, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {394, ACTION_AGAIN, LG_E_TRANSIENT, NULL}, /* killed, or the server is going down */
    {999, ACTION_AGAIN, LG_E_TRANSIENT, NULL},
    {60, ACTION_NEVER, LG_E_DESTINATION, "--create-table makes it"},
    {81, ACTION_NEVER, LG_E_DESTINATION, "--create-table makes it"},
    {164, ACTION_NEVER, LG_E_AUTH, "the user may only read"},
    {192, ACTION_NEVER, LG_E_AUTH, "check --user"},
    {193, ACTION_NEVER, LG_E_AUTH, "check CLICKHOUSE_PASSWORD"},
    {194, ACTION_NEVER, LG_E_AUTH, "give CLICKHOUSE_PASSWORD"},
    {195, ACTION_NEVER, LG_E_AUTH, "this machine's address is not allowed"},
    {201, ACTION_NEVER, LG_E_DESTINATION, "the user's quota is used up"},
    {497, ACTION_NEVER, LG_E_AUTH, "the user lacks a right"},
    {516, ACTION_NEVER, LG_E_AUTH, "check --user and CLICKHOUSE_PASSWORD"},
    {243, ACTION_NEVER, LG_E_DESTINATION, "the server's disk is full"},
};

/* "Code: 60. DB::Exception…", "Code: 60, e.displayText() = …": the number, or 0. */
static int code_in(const char *text)
{
    return strncmp(text, "Code: ", 6) == 0 && text[6] >= '0' && text[6] <= '9' ? (int)strtol(text + 6, NULL, 10) : 0;
}

/* An exception after a part of the answer: a frame of its own, tagged by newer servers with what a header announced. Data may hold the
 * word without being one. */
static const char *find_frame(const struct reply *reply)
{
    static const char mark[] = "__exception__\r\n";
    const char *body = lg_string_text(&reply->body);

    for (const char *at = body; (at = strstr(at, mark)); at++) {
        const char *rest = at + sizeof(mark) - 1;
        size_t tag = strlen(reply->tag);

        if (at != body && at[-1] != '\n')
            continue;
        if (tag > 0 && strncmp(rest, reply->tag, tag) == 0 && strncmp(rest + tag, "\r\n", 2) == 0)
            return rest + tag + 2;
        if (tag == 0 && code_in(rest) > 0)
            return rest;
    }
    return NULL;
}

static void put_words(struct lg_string *reason, const char *text)
{
    char line[400];
    size_t length = strcspn(text, "\r\n");

    length = length < sizeof(line) - 1 ? length : sizeof(line) - 1;
    memcpy(line, text, length);
    line[length] = '\0';
    lg_string_put_printable(reason, line);
}

static struct verdict judge_code(int code, const char *text, struct lg_string *reason)
{
    struct verdict verdict = {ACTION_NEVER, LG_E_DESTINATION, false, code};
    const char *remedy = NULL;

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i].code == code && (!codes[i].word || strstr(text, codes[i].word))) {
            verdict.action = codes[i].action;
            verdict.error = codes[i].error;
            remedy = codes[i].remedy;
            break;
        }
    if (*text)
        put_words(reason, text);
    else
        lg_string_printf(reason, "the server failed with code %d and no words", code);
    if (remedy)
        lg_string_printf(reason, "; %s", remedy);
    return verdict;
}

static struct verdict judge_status(const struct reply *reply, struct lg_string *reason)
{
    struct verdict verdict = {ACTION_NEVER, LG_E_DESTINATION, false, 0};

    lg_string_printf(reason, "the server answered %d", reply->status);
    switch (reply->status) {
    case 401:
    case 403:
        verdict.error = LG_E_AUTH;
        lg_string_puts(reason, "; check --user and CLICKHOUSE_PASSWORD");
        break;
    case 413:
        lg_string_puts(reason, ", the request is too large for it or for a proxy before it; lower --batch-size");
        break;
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
        verdict.action = reply->status == 429 || reply->status == 503 ? ACTION_PATIENT : ACTION_AGAIN;
        verdict.error = LG_E_TRANSIENT;
        break;
    default:
        lg_string_puts(reason, ": ");
        put_words(reason, lg_string_text(&reply->body));
    }
    return verdict;
}

static struct verdict judge_transport(const struct reply *reply, bool starting, struct lg_string *reason)
{
    struct verdict verdict = {ACTION_AGAIN, LG_E_TRANSIENT, false, 0};
    const char *remedy = NULL;

    switch (reply->transport) {
    case CURLE_PEER_FAILED_VERIFICATION:
        verdict = (struct verdict){ACTION_NEVER, LG_E_DESTINATION, true, 0};
        remedy = "give the server's authority with --ca-cert, or, for a test, --verify-ssl false";
        break;
    case CURLE_SSL_CACERT_BADFILE:
        verdict = (struct verdict){ACTION_NEVER, LG_E_CONFIG, true, 0};
        remedy = "--ca-cert is not a file of PEM certificates";
        break;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_UNSUPPORTED_PROTOCOL: /* also of an answer that is no HTTP */
    case CURLE_WEIRD_SERVER_REPLY:
        verdict.action = starting ? ACTION_NEVER : ACTION_AGAIN;
        verdict.error = starting ? LG_E_DESTINATION : LG_E_TRANSIENT;
        remedy = "https on a port that speaks http, or the reverse? check --url; ClickHouse has 8123 for http and 8443 for https";
        break;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        verdict = (struct verdict){starting ? ACTION_NEVER : ACTION_AGAIN, starting ? LG_E_DESTINATION : LG_E_TRANSIENT, true, 0};
        remedy = "check the name in --url and this machine's DNS";
        break;
    case CURLE_COULDNT_CONNECT:
        verdict.was_not_sent = true;
        remedy = "is the server running there?";
        break;
    case CURLE_OUT_OF_MEMORY:
        verdict = (struct verdict){ACTION_NEVER, LG_E_LOCAL, true, 0};
        break;
    default:
        break;
    }
    lg_string_put_printable(reason, reply->detail);
    if (remedy)
        lg_string_printf(reason, "; %s", remedy);
    return verdict;
}

struct verdict verdict_of(const struct reply *reply, bool starting, struct lg_string *reason)
{
    const char *body = lg_string_text(&reply->body), *frame = find_frame(reply);
    int code = reply->exception_code ? reply->exception_code : frame ? code_in(frame) : code_in(body);

    lg_string_clear(reason);
    if (reply->is_cancelled)
        return (struct verdict){ACTION_NEVER, LG_E_CANCELLED, false, 0};
    if (code > 0)
        return judge_code(code, frame ? frame : body, reason);
    if (reply->transport != CURLE_OK)
        return judge_transport(reply, starting, reason);
    if (frame) {
        put_words(reason, frame);
        return (struct verdict){ACTION_AGAIN, LG_E_TRANSIENT, false, 0};
    }
    if (reply->status != 200)
        return judge_status(reply, reason);
    return (struct verdict){ACTION_DONE, LG_OK, false, 0};
}
