/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials of a role: two calls of the Security Token Service, one signed with keys, one with a token as the proof. */
#include "credentials.h"

#include "profiles.h"
#include "sigv4.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LARGEST_TOKEN ((size_t)64 << 10)
#define LARGEST_REPLY ((size_t)256 << 10)
#define ATTEMPTS 3
#define MOST_PAIRS 8
#define NAME "the token service"

struct answer {
    struct lg_string access_key, secret_key, token, expiration, code, message;
};

static int take_element(void *context, const char *path, const char *text)
{
    struct answer *answer = context;
    const struct {
        const char *name;
        struct lg_string *to;
    } wanted[] = {{"AccessKeyId", &answer->access_key}, {"SecretAccessKey", &answer->secret_key}, {"SessionToken", &answer->token},
                  {"Expiration", &answer->expiration},  {"Code", &answer->code},                  {"Message", &answer->message}};
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (strcmp(name, wanted[i].name) == 0) {
            lg_string_clear(wanted[i].to);
            lg_string_puts(wanted[i].to, text);
        }
    return 0;
}

static void wipe(struct lg_string *text)
{
    if (text->text)
        explicit_bzero(text->text, text->capacity);
    lg_string_release(text);
}

static void answer_release(struct answer *answer)
{
    wipe(&answer->access_key);
    wipe(&answer->secret_key);
    wipe(&answer->token);
    lg_string_release(&answer->expiration);
    lg_string_release(&answer->code);
    lg_string_release(&answer->message);
}

/* ---- one call ---- */

struct service_call {
    struct url_endpoint endpoint;
    struct lg_string url, path, body;
};

static void service_call_release(struct service_call *call)
{
    url_endpoint_release(&call->endpoint);
    lg_string_release(&call->url);
    lg_string_release(&call->path);
    wipe(&call->body);
}

static int prepare(const struct settings *settings, const struct url_pair *pairs, size_t count, struct service_call *call,
                   struct lg_error *err)
{
    const char *given = settings_text(settings, "sts_endpoint");
    struct lg_string place = LG_STRING_INIT;

    if (given)
        lg_string_puts(&place, given);
    else
        lg_string_printf(&place, "https://sts.%s.amazonaws.com%s", settings->region,
                         strncmp(settings->region, "cn-", 3) == 0 ? ".cn" : "");
    if (lg_string_check(&place, err) == LG_OK && url_endpoint_parse(place.text, settings->region, &call->endpoint, err) == LG_OK) {
        lg_string_printf(&call->path, "%s/", call->endpoint.path);
        lg_string_printf(&call->url, "%s://%s%s", call->endpoint.https ? "https" : "http", call->endpoint.host,
                         lg_string_text(&call->path));
        url_put_query(&call->body, pairs, count);
        if (lg_string_check(&call->url, err) == LG_OK)
            (void)lg_string_check(&call->body, err);
    }
    lg_string_release(&place);
    return err->code ? lg_error_wrap(err, "--sts-endpoint") : LG_OK;
}

static int sign(const struct settings *settings, const struct service_call *call, const struct keys *with, const char *date,
                struct lg_string *authorization, struct lg_error *err)
{
    const struct url_pair headers[] = {{"content-type", "application/x-www-form-urlencoded"}, {"host", call->endpoint.host},
                                       {"x-amz-date", date}, {"x-amz-security-token", with->token}};
    const struct sigv4_scope scope = {with->access_key, with->secret_key, settings->region, "sts", (int64_t)time(NULL)};
    struct sigv4_request request = {"POST", lg_string_text(&call->path), "", headers, *with->token ? 4 : 3, NULL};
    char hash[65];

    request.payload = hash;
    if (checksum_sha256_hex(call->body.text, call->body.length, hash, err) != LG_OK)
        return err->code;
    return sigv4_put_authorization(&request, &scope, authorization, err);
}

/* What the service's reply means; err says it when it is not a success. */
static struct retry_verdict judge(const struct service_call *call, const struct http_reply *reply, struct answer *answer,
                                  struct lg_error *err)
{
    struct lg_error ignored = LG_ERROR_INIT; /* an answer that is no XML has no code and no keys: that says it */
    struct retry_verdict verdict;
    int code;

    if (reply->transport != 0) {
        verdict = retry_judge_transport(reply->transport, false);
        (void)lg_error_set(err, verdict.code, "asking %s: %s", call->endpoint.host, reply->detail);
        return verdict;
    }
    (void)xml_read(lg_string_text(&reply->body), reply->body.length, take_element, answer, &ignored);
    verdict = retry_judge_status(reply->status, lg_string_text(&answer->code));
    code = verdict.code == LG_E_DESTINATION || verdict.code == LG_E_NOT_FOUND ? LG_E_AUTH : verdict.code;
    if (verdict.action != RETRY_DONE)
        (void)lg_error_set(err, code, "%s refused: %s (%d): %.200s", call->endpoint.host,
                           answer->code.length ? answer->code.text : "no reason given", reply->status, lg_string_text(&answer->message));
    return verdict;
}

/* One attempt, signed when there are keys. */
static struct retry_verdict attempt(const struct settings *settings, const struct service_call *call, const struct keys *with,
                                    struct answer *answer, struct lg_error *err)
{
    struct lg_string authorization = LG_STRING_INIT;
    struct retry_verdict verdict = {RETRY_NEVER, LG_E_AUTH, NULL};
    const struct http_piece body = {(const unsigned char *)call->body.text, call->body.length};
    char date[17];

    sigv4_date((int64_t)time(NULL), date);
    if (!with || sign(settings, call, with, date, &authorization, err) == LG_OK) {
        const struct url_pair headers[] = {{"content-type", "application/x-www-form-urlencoded"}, {"host", call->endpoint.host},
                                           {"x-amz-date", date}, {"authorization", lg_string_text(&authorization)},
                                           {"x-amz-security-token", with ? with->token : ""}};
        struct http_exchange exchange = {.method = "POST", .url = call->url.text, .headers = headers,
                                         .header_count = !with ? 2 : *with->token ? 5 : 4, .pieces = &body, .piece_count = 1,
                                         .has_body = true, .ceiling = LARGEST_REPLY, .idle_s = settings->idle_s,
                                         .total_ms = (long)(settings->credentials_ns / 1000000)};

        http_perform(&settings->http, &exchange);
        verdict = judge(call, &exchange.reply, answer, err);
        if (exchange.reply.body.text)
            explicit_bzero(exchange.reply.body.text, exchange.reply.body.capacity);
        http_exchange_release(&exchange);
    }
    lg_string_release(&authorization);
    return verdict;
}

static int take_keys(const struct answer *answer, const char *source, struct keys **keys, struct lg_error *err)
{
    int64_t expires = 0;

    if (answer->access_key.length == 0 || answer->secret_key.length == 0)
        return lg_error_set(err, LG_E_AUTH, NAME " answered without credentials");
    if (answer->expiration.length > 0 && credentials_parse_time(answer->expiration.text, &expires, err) != LG_OK)
        return err->code;
    return keys_new(answer->access_key.text, answer->secret_key.text, lg_string_text(&answer->token), expires, source, keys, err);
}

/* Attempts until one is final; failures of the network and of the service are repeated. */
static int ask(const struct settings *settings, const struct url_pair *pairs, size_t count, const struct keys *with,
               const char *source, struct keys **keys, struct lg_error *err)
{
    struct service_call call = {0};
    struct answer answer = {0};

    (void)prepare(settings, pairs, count, &call, err);
    for (unsigned i = 1; err->code == LG_OK; i++) {
        struct retry_verdict verdict = attempt(settings, &call, with, &answer, err);

        if (verdict.action == RETRY_DONE) {
            (void)take_keys(&answer, source, keys, err);
            break;
        }
        if ((verdict.action != RETRY_AGAIN && verdict.action != RETRY_THROTTLE) || i == ATTEMPTS)
            break;
        if (credentials_pause(settings, retry_delay_ns(&settings->retry, verdict.action, i, UINT32_MAX, NULL)))
            *err = (struct lg_error)LG_ERROR_INIT;
        lg_string_clear(&answer.code);
    }
    service_call_release(&call);
    answer_release(&answer);
    return err->code;
}

/* ---- roles ---- */

static size_t put_role(const struct role *role, struct url_pair *pairs)
{
    size_t count = 0;

    pairs[count++] = (struct url_pair){"Version", "2011-06-15"};
    pairs[count++] = (struct url_pair){"RoleArn", role->arn};
    pairs[count++] = (struct url_pair){"RoleSessionName", role->session_name ? role->session_name : "lakegen"};
    if (role->duration)
        pairs[count++] = (struct url_pair){"DurationSeconds", role->duration};
    return count;
}

int credentials_assume_role(const struct settings *settings, const struct role *role, const struct keys *with, struct keys **keys,
                            struct lg_error *err)
{
    struct url_pair pairs[MOST_PAIRS];
    size_t count = put_role(role, pairs);

    pairs[count++] = (struct url_pair){"Action", "AssumeRole"};
    if (role->external_id)
        pairs[count++] = (struct url_pair){"ExternalId", role->external_id};
    if (ask(settings, pairs, count, with, "an assumed role", keys, err) != LG_OK)
        return lg_error_wrap(err, "assuming role '%.200s'", role->arn);
    return LG_OK;
}

static int read_token(const char *path, struct lg_string *token, struct lg_error *err)
{
    lg_string_clear(token);
    if (profiles_read_file(path, LARGEST_TOKEN, token, NULL, err) != LG_OK) {
        err->code = err->code == LG_E_NOT_FOUND ? LG_E_CONFIG : err->code;
        return err->code;
    }
    while (token->length > 0 && strchr(" \t\r\n", token->text[token->length - 1]))
        token->text[--token->length] = '\0';
    if (token->length == 0)
        return lg_error_set(err, LG_E_CONFIG, "the token file '%s' is empty", path);
    if (strpbrk(token->text, " \t\r\n"))
        return lg_error_set(err, LG_E_CONFIG, "the token file '%s' holds more than a token: it has a line break or blank", path);
    return LG_OK;
}

/* The file is rotated by others: read each time, and once more when the service says the token is too old. */
int credentials_assume_web_role(const struct settings *settings, const struct role *role, const char *token_file,
                                struct keys **keys, struct lg_error *err)
{
    struct lg_string token = LG_STRING_INIT, before = LG_STRING_INIT;

    for (int turn = 0; turn < 2; turn++) {
        struct lg_error failure = LG_ERROR_INIT;
        struct url_pair pairs[MOST_PAIRS];
        size_t count = put_role(role, pairs);

        if (read_token(token_file, &token, &failure) == LG_OK && strcmp(token.text, lg_string_text(&before)) != 0) {
            *err = failure;
            pairs[count++] = (struct url_pair){"Action", "AssumeRoleWithWebIdentity"};
            pairs[count++] = (struct url_pair){"WebIdentityToken", token.text};
            (void)ask(settings, pairs, count, NULL, "a web identity token", keys, err);
        } else if (turn == 0) {
            *err = failure;
        }
        if (err->code != LG_E_AUTH)
            break;
        lg_string_clear(&before);
        lg_string_puts(&before, lg_string_text(&token));
        (void)credentials_pause(settings, turn == 0 ? settings->retry.throttle_ns : 0);
    }
    wipe(&token);
    wipe(&before);
    return err->code ? lg_error_wrap(err, "assuming role '%.200s' with '%.200s'", role->arn, token_file) : LG_OK;
}
