/* SPDX-License-Identifier: Apache-2.0 */
/* Easy handles: taken, used, put back with their connection. */
#include "http.h"

#include "base/machine.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define IDLE_MOST 256
#define UPLOAD_BUFFER (2L << 20) /* libcurl's most: the default moves less than half as much in a second */

struct http {
    const struct settings *settings;
    struct curl_slist *headers; /* of every request; owned */
    pthread_mutex_t mutex;
    CURL *idle[IDLE_MOST];
    size_t count;
};

/* ---- life ---- */

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    struct lg_string line = LG_STRING_INIT;
    struct curl_slist *grown;

    lg_string_printf(&line, *value ? "%s: %s" : "%s;", name, value);
    grown = line.failed ? NULL : curl_slist_append(*list, lg_string_text(&line));
    lg_string_release(&line);
    if (grown)
        *list = grown;
    return grown != NULL;
}

int http_new(const struct settings *settings, struct http **out, struct lg_error *err)
{
    struct http *http = calloc(1, sizeof(*http));

    *out = NULL;
    if (!http)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink clickhouse");
    http->settings = settings;
    (void)pthread_mutex_init(&http->mutex, NULL);
    http->headers = curl_slist_append(NULL, "Expect:"); /* the body follows at once */
    if (http->headers && add_header(&http->headers, "Content-Type", "application/octet-stream") &&
        add_header(&http->headers, "User-Agent", "lakegen") && add_header(&http->headers, "X-ClickHouse-User", settings->user) &&
        (!settings->password || add_header(&http->headers, "X-ClickHouse-Key", settings->password))) {
        *out = http;
        return LG_OK;
    }
    http_free(http);
    return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink clickhouse");
}

void http_free(struct http *http)
{
    if (!http)
        return;
    while (http->count > 0)
        curl_easy_cleanup(http->idle[--http->count]);
    curl_slist_free_all(http->headers);
    (void)pthread_mutex_destroy(&http->mutex);
    free(http);
}

void reply_release(struct reply *reply)
{
    lg_string_release(&reply->body);
}

static CURL *take(struct http *http)
{
    CURL *easy = NULL;

    (void)pthread_mutex_lock(&http->mutex);
    if (http->count > 0)
        easy = http->idle[--http->count];
    (void)pthread_mutex_unlock(&http->mutex);
    return easy ? easy : curl_easy_init();
}

static void put_back(struct http *http, CURL *easy)
{
    (void)pthread_mutex_lock(&http->mutex);
    if (http->count < IDLE_MOST) {
        http->idle[http->count++] = easy;
        easy = NULL;
    }
    (void)pthread_mutex_unlock(&http->mutex);
    if (easy)
        curl_easy_cleanup(easy);
}

void http_put_parameter(struct lg_string *parameters, const char *name, const char *value)
{
    lg_string_puts(parameters, parameters->length ? "&" : "");
    lg_string_puts(parameters, name);
    lg_string_putc(parameters, '=');
    for (const unsigned char *p = (const unsigned char *)value; *p; p++) {
        bool plain = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || strchr("-._~", *p);

        lg_string_printf(parameters, plain ? "%c" : "%%%02X", *p);
    }
}

/* ---- an exchange ---- */

struct exchange {
    const struct http *http;
    const struct request *request;
    struct reply *reply;
    int64_t moved, moved_ns; /* bytes both ways, and when they became more */
    bool is_idle;
};

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    struct reply *reply = exchange->reply;
    size_t given = size * count, room = exchange->request->ceiling - reply->body.length;

    reply->is_cut = given > room;
    lg_string_append(&reply->body, bytes, given < room ? given : room);
    return reply->is_cut || reply->body.failed ? 0 : given;
}

static bool is_header(const char *line, size_t length, const char *name, char *value, size_t size)
{
    size_t prefix = strlen(name);

    if (length <= prefix || strncasecmp(line, name, prefix) != 0 || line[prefix] != ':')
        return false;
    line += prefix + 1;
    length -= prefix + 1;
    for (; length > 0 && *line == ' '; line++, length--)
        ;
    while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == '\n'))
        length--;
    length = length < size - 1 ? length : size - 1;
    memcpy(value, line, length);
    value[length] = '\0';
    return true;
}

/* {"read_rows":"0",…,"written_rows":"10000",…} */
static int64_t written_rows(const char *summary)
{
    const char *at = strstr(summary, "\"written_rows\":\"");

    return at ? strtoll(at + 16, NULL, 10) : -1;
}

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    struct reply *reply = ((struct exchange *)context)->reply;
    size_t length = size * count;
    char value[1024];

    if (is_header(line, length, "X-ClickHouse-Exception-Code", value, sizeof(value)))
        reply->exception_code = (int)strtol(value, NULL, 10);
    else if (is_header(line, length, "X-ClickHouse-Summary", value, sizeof(value)))
        reply->written_rows = written_rows(value);
    (void)is_header(line, length, "X-ClickHouse-Exception-Tag", reply->tag, sizeof(reply->tag));
    (void)is_header(line, length, "Retry-After", reply->retry_after, sizeof(reply->retry_after));
    return length;
}

/* Called about once a second. */
static int on_progress(void *context, curl_off_t to_get, curl_off_t got, curl_off_t to_send, curl_off_t sent)
{
    struct exchange *exchange = context;
    int64_t now_ns = lg_clock_ns();

    (void)to_get, (void)to_send;
    exchange->reply->is_cancelled = lg_is_cancelled(exchange->http->settings->run->cancelled);
    if (got + sent != exchange->moved || exchange->moved_ns == 0) {
        exchange->moved = got + sent;
        exchange->moved_ns = now_ns;
    }
    exchange->is_idle = now_ns - exchange->moved_ns > (int64_t)exchange->request->timeout_s * 1000000000;
    return exchange->is_idle || exchange->reply->is_cancelled;
}

static void set_security(CURL *easy, const struct settings *settings)
{
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, settings->verify ? 1L : 0L);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, settings->verify ? 2L : 0L);
    if (settings->ca_cert)
        (void)curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_cert);
}

static void set_callbacks(CURL *easy, struct exchange *exchange)
{
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    (void)curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(easy, CURLOPT_XFERINFODATA, exchange);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->reply->detail);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
}

static void set_body(CURL *easy, const struct request *request)
{
    (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->size);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->size ? request->body : "");
    if (request->size > (size_t)CURL_MAX_WRITE_SIZE * 4)
        (void)curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, UPLOAD_BUFFER);
}

/* The list of a request begins with its own header and goes on with everybody's. */
static CURLcode perform(struct http *http, CURL *easy, struct exchange *exchange)
{
    const struct request *request = exchange->request;
    struct curl_slist encoding = {(char *)(uintptr_t)(request->encoding && strcmp(request->encoding, "gzip") == 0 ? "Content-Encoding: gzip"
                                                                                                          : "Content-Encoding: zstd"),
                                  http->headers};
    struct lg_string url = LG_STRING_INIT;
    CURLcode result = CURLE_OUT_OF_MEMORY;

    lg_string_printf(&url, "%s/?%s", http->settings->url, lg_string_text(request->parameters));
    curl_easy_reset(easy);
    set_security(easy, http->settings);
    set_callbacks(easy, exchange);
    set_body(easy, request);
    /* What was sent on a kept connection that turns out to be reset is sent again on a new one, whatever the server did with it. */
    (void)curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->only_once ? 1L : 0L);
    (void)curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, request->only_once ? 1L : 0L);
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->encoding ? &encoding : http->headers);
    if (!url.failed && curl_easy_setopt(easy, CURLOPT_URL, lg_string_text(&url)) == CURLE_OK)
        result = curl_easy_perform(easy);
    lg_string_release(&url);
    return result;
}

void http_post(struct http *http, const struct request *request, struct reply *reply)
{
    struct exchange exchange = {.http = http, .request = request, .reply = reply};
    struct lg_string body = reply->body;
    CURL *easy = take(http);
    long status = 0;

    lg_string_clear(&body);
    *reply = (struct reply){.written_rows = -1, .body = body};
    reply->transport = easy ? (int)perform(http, easy, &exchange) : (int)CURLE_OUT_OF_MEMORY;
    if (easy) {
        (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        put_back(http, easy);
    }
    reply->status = (int)status;
    if (reply->transport == CURLE_WRITE_ERROR && reply->is_cut)
        reply->transport = CURLE_OK; /* the beginning is enough to judge by */
    if (exchange.is_idle)
        (void)snprintf(reply->detail, sizeof(reply->detail), "no byte came or went for %ld s", request->timeout_s);
    if (reply->transport != CURLE_OK && !*reply->detail)
        (void)snprintf(reply->detail, sizeof(reply->detail), "%s", curl_easy_strerror((CURLcode)reply->transport));
}
