/* SPDX-License-Identifier: Apache-2.0 */
/* An attempt: where it goes, with whose keys, how it is signed. */
#include "client_state.h"

#include "sigv4.h"

#include <stdio.h>
#include <string.h>

#define BYTES_PER_MS 50 /* slower than this, an attempt is given up */

static bool is_checksum(const char *header)
{
    return strncmp(header, "x-amz-checksum-", 15) == 0;
}

static int put_place(struct call *call, struct lg_error *err)
{
    const struct settings *settings = call->client->settings;
    const struct url_endpoint *endpoint = &settings->endpoint;
    char host[sizeof(call->host)];

    /* the host of Amazon in another region, when the bucket turned out to be there */
    if (call->moved && endpoint->amazon)
        (void)snprintf(host, sizeof(host), "s3.%s.amazonaws.com%s", call->region, strncmp(call->region, "cn-", 3) == 0 ? ".cn" : "");
    else
        (void)snprintf(host, sizeof(host), "%s", endpoint->host);
    (void)snprintf(call->host, sizeof(call->host), "%s%s%.220s", settings->path_style ? "" : settings->bucket,
                   settings->path_style ? "" : ".", host);
    lg_string_clear(&call->path);
    lg_string_clear(&call->url);
    lg_string_clear(&call->text_query);
    lg_string_printf(&call->path, "%s/", endpoint->path);
    if (settings->path_style) {
        url_encode(&call->path, settings->bucket, false);
        lg_string_puts(&call->path, call->key ? "/" : "");
    }
    url_encode(&call->path, call->key ? call->key : "", true);
    url_put_query(&call->text_query, call->query, call->queries);
    lg_string_printf(&call->url, "%s://%s%s%s%s", endpoint->https ? "https" : "http", call->host, lg_string_text(&call->path),
                     call->queries ? "?" : "", lg_string_text(&call->text_query));
    if (lg_string_check(&call->text_query, err) != LG_OK)
        return err->code;
    return lg_string_check(&call->url, err);
}

/* SHA-256 of the body, for those that nobody has made yet. */
static int hash_body(struct call *call, struct lg_error *err)
{
    struct checksum *checksum = checksum_new(CHECKSUM_SHA256);
    unsigned char value[CHECKSUM_MAX];
    bool fine = checksum != NULL;

    for (size_t i = 0; fine && i < call->piece_count; i++)
        fine = checksum_update(checksum, call->pieces[i].bytes, call->pieces[i].size) == LG_OK;
    fine = fine && checksum_value(checksum, value) == 32;
    checksum_free(checksum);
    if (!fine)
        return lg_error_set(err, LG_E_LOCAL, "SHA-256 failed, OpenSSL gave no digest");
    checksum_hex(value, 32, call->hash);
    call->payload = call->hash;
    return LG_OK;
}

static int choose_payload(struct call *call, const char **payload, struct lg_error *err)
{
    call->in_chunks = false;
    *payload = SIGV4_EMPTY;
    if (call->piece_count == 0)
        return LG_OK;
    *payload = SIGV4_UNSIGNED;
    if (!client_signs_payload(call->client))
        return LG_OK;
    *payload = SIGV4_CHUNKED;
    call->in_chunks = call->chunks && !call->in_one && client_signs_chunks(call->client);
    if (call->in_chunks)
        return LG_OK;
    if (!call->payload && hash_body(call, err) != LG_OK)
        return err->code;
    *payload = call->payload;
    return LG_OK;
}

static size_t put_headers(struct call *call, const char *payload)
{
    bool checksums = client_checksum(call->client) != CHECKSUM_NONE;
    size_t count = 0;

    call->with_checksum = false;
    call->sent_header[count++] = (struct url_pair){"host", call->host};
    for (size_t i = 0; i < call->headers; i++) {
        if (is_checksum(call->header[i].name) && !checksums)
            continue;
        call->with_checksum = call->with_checksum || (is_checksum(call->header[i].name) && strcmp(call->method, "HEAD") != 0);
        call->sent_header[count++] = call->header[i];
    }
    if (call->keys) {
        call->sent_header[count++] = (struct url_pair){"x-amz-content-sha256", payload};
        call->sent_header[count++] = (struct url_pair){"x-amz-date", call->date};
        if (call->in_chunks) {
            call->sent_header[count++] = (struct url_pair){"content-encoding", "aws-chunked"};
            call->sent_header[count++] = (struct url_pair){"x-amz-decoded-content-length", call->decoded};
        }
        if (*call->keys->token)
            call->sent_header[count++] = (struct url_pair){"x-amz-security-token", call->keys->token};
    }
    return count;
}

static int64_t body_bytes(const struct call *call)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < call->piece_count; i++)
        bytes += (int64_t)call->pieces[i].size;
    return bytes;
}

/* What is sent behind the headers, whose signature the chunks' signatures follow. */
static int put_body(struct call *call, const struct sigv4_scope *scope, struct lg_error *err)
{
    struct sigv4_chain chain;

    call->exchange.pieces = call->pieces;
    call->exchange.piece_count = call->piece_count;
    if (!call->in_chunks)
        return LG_OK;
    if (sigv4_chain_begin(&chain, scope, call->authorization.text, err) == LG_OK)
        (void)chunked_frame(&call->chunked, call->pieces, call->piece_count, call->chunks, &chain, err);
    sigv4_chain_end(&chain);
    call->exchange.pieces = call->chunked.pieces;
    call->exchange.piece_count = call->chunked.count;
    return err->code;
}

static int sign(struct call *call, struct lg_error *err)
{
    const char *payload;
    size_t count;
    struct sigv4_scope scope = {.region = call->region, .service = "s3", .time = client_now(call->client)};
    struct sigv4_request request = {.method = call->method, .path = lg_string_text(&call->path),
                                    .query = lg_string_text(&call->text_query), .headers = call->sent_header};

    sigv4_date(scope.time, call->date);
    if (choose_payload(call, &payload, err) != LG_OK)
        return err->code;
    (void)snprintf(call->decoded, sizeof(call->decoded), "%lld", (long long)body_bytes(call));
    count = put_headers(call, payload);
    if (call->keys) {
        scope.access_key = call->keys->access_key;
        scope.secret_key = call->keys->secret_key;
        request.header_count = count;
        request.payload = payload;
        lg_string_clear(&call->authorization);
        if (sigv4_put_authorization(&request, &scope, &call->authorization, err) != LG_OK)
            return err->code;
        call->sent_header[count++] = (struct url_pair){"authorization", call->authorization.text};
    }
    call->exchange.header_count = count;
    return put_body(call, &scope, err);
}

static void send_attempt(struct call *call)
{
    const struct settings *settings = call->client->settings;
    long patience = call->patience ? call->patience : 1;

    client_lock(call->client);
    (void)snprintf(call->region, sizeof(call->region), "%s", call->client->region);
    call->moved = strcmp(call->region, settings->region) != 0;
    call->client->figures.calls += call->attempts == 0;
    call->client->figures.retries += call->attempts > 0;
    client_unlock(call->client);
    if (put_place(call, &call->err) != LG_OK || sign(call, &call->err) != LG_OK) {
        call_leave_window(call);
        call_finish(call);
        return;
    }
    call->attempts++;
    call->exchange.method = call->method;
    call->exchange.url = call->url.text;
    call->exchange.headers = call->sent_header;
    call->exchange.has_body = call->has_body;
    call->exchange.ceiling = call->ceiling ? call->ceiling : HTTP_ERROR_BYTES;
    call->exchange.idle_s = settings->idle_s * patience;
    call->exchange.total_ms = call->exchange.idle_s * 4000 + (long)((body_bytes(call) + (int64_t)call->ceiling) / BYTES_PER_MS);
    call->exchange.done = call_take_reply;
    http_start(call->loop, &call->exchange);
}

/* True when the call waits for credentials, or somebody else has woken it already; false when they came meanwhile. */
static bool wait_for_keys(struct call *call)
{
    struct client *client = call->client;
    struct lg_error ignored = LG_ERROR_INIT;
    struct keys *keys;
    bool ready, mine;

    call_leave_window(call);
    client_lock(client);
    queue_put(&client->keyless, call);
    client_unlock(client);
    ready = credentials_get(client->credentials, client_now(client), &keys, &ignored) != LG_E_TRANSIENT || ignored.code != LG_OK;
    keys_unref(keys);
    if (!ready)
        return true;
    client_lock(client);
    mine = queue_remove(&client->keyless, call);
    client_unlock(client);
    return !mine;
}

/* On the loop's thread, with a place in the window. */
void call_begin_attempt(struct call *call)
{
    struct client *client = call->client;
    int code;

    keys_unref(call->keys);
    code = credentials_get(client->credentials, client_now(client), &call->keys, &call->err);
    if (code == LG_OK) {
        send_attempt(call);
    } else if (call->err.code == LG_OK) {
        if (!wait_for_keys(call))
            http_loop_post(call->loop, &call->task, 0);
    } else {
        call_leave_window(call);
        call_finish(call);
    }
}

