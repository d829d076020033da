/* SPDX-License-Identifier: Apache-2.0 */
/* Loops around curl_multi_poll(), and how an exchange becomes an easy handle. */
#include "http.h"

#include <lakegen/thread.h>

#include "base/machine.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_BUFFER (256L << 10)
#define LARGEST_HEADERS ((size_t)32 << 10)
#define IDLE_HANDLES 64
#define CONNECTIONS 256L
#define NAP_MS 1000

struct http_loop {
    const struct http_settings *settings;
    CURLM *multi;
    struct lg_thread *thread;
    struct http_task *timers; /* by due time; the thread's own */
    CURL *idle[IDLE_HANDLES]; /* easy handles that wait for work; the thread's own */
    size_t idle_count;
    unsigned under_way;

    pthread_mutex_t mutex; /* for what follows */
    struct http_task *posted;
    bool closing;
};

/* ---- an exchange as libcurl sees it ---- */

void http_exchange_release(struct http_exchange *exchange)
{
    lg_string_release(&exchange->reply.headers);
    lg_string_release(&exchange->reply.body);
    memset(&exchange->reply, 0, sizeof(exchange->reply));
}

const char *http_reply_header(const struct http_reply *reply, const char *name)
{
    const char *at = lg_string_text(&reply->headers), *end = at + reply->headers.length;

    while (at < end) {
        const char *value = at + strlen(at) + 1;

        if (strcmp(at, name) == 0)
            return value;
        at = value + strlen(value) + 1;
    }
    return NULL;
}

static size_t on_read(char *to, size_t size, size_t count, void *context)
{
    struct http_exchange *exchange = context;
    size_t room = size * count, given = 0;

    while (given < room && exchange->piece < exchange->piece_count) {
        const struct http_piece *piece = &exchange->pieces[exchange->piece];
        size_t some = piece->size - exchange->piece_at;

        some = some < room - given ? some : room - given;
        memcpy(to + given, piece->bytes + exchange->piece_at, some);
        given += some;
        exchange->piece_at += some;
        if (exchange->piece_at == piece->size) {
            exchange->piece++;
            exchange->piece_at = 0;
        }
    }
    exchange->sent += given;
    return given;
}

/* libcurl rewinds when a connection that it kept turns out to be closed. */
static int on_seek(void *context, curl_off_t offset, int origin)
{
    struct http_exchange *exchange = context;

    if (offset != 0 || origin != SEEK_SET)
        return CURL_SEEKFUNC_CANTSEEK;
    exchange->piece = exchange->piece_at = exchange->sent = 0;
    return CURL_SEEKFUNC_OK;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_exchange *exchange = context;
    struct http_reply *reply = &exchange->reply;
    size_t ceiling = exchange->ceiling, room, given = size * count;
    long status = 0;

    (void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 300 && ceiling > HTTP_ERROR_BYTES)
        ceiling = HTTP_ERROR_BYTES;
    room = ceiling > reply->body.length ? ceiling - reply->body.length : 0;
    reply->cut = given > room;
    lg_string_append(&reply->body, bytes, given < room ? given : room);
    return reply->cut || reply->body.failed ? 0 : given;
}

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    struct http_exchange *exchange = context;
    struct lg_string *headers = &exchange->reply.headers;
    size_t length = size * count, name;
    const char *value, *end = line + length;

    if (length >= 5 && strncmp(line, "HTTP/", 5) == 0) {
        lg_string_clear(headers); /* of an earlier status: 100, a proxy's */
        return length;
    }
    value = memchr(line, ':', length);
    if (!value || headers->length + length > LARGEST_HEADERS)
        return length;
    name = (size_t)(value - line);
    for (size_t i = 0; i < name; i++)
        lg_string_putc(headers, (char)(line[i] >= 'A' && line[i] <= 'Z' ? line[i] | 0x20 : line[i]));
    lg_string_putc(headers, '\0');
    for (value++; value < end && (*value == ' ' || *value == '\t'); value++)
        ;
    while (end > value && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' ' || end[-1] == '\t'))
        end--;
    lg_string_append(headers, value, strnlen(value, (size_t)(end - value)));
    lg_string_putc(headers, '\0');
    return length;
}

/* libcurl's own low-speed limit looks at an average of several seconds, and is late. Called about once a second. */
static int on_progress(void *context, curl_off_t to_get, curl_off_t got, curl_off_t to_send, curl_off_t sent)
{
    struct http_exchange *exchange = context;
    int64_t now_ns = lg_clock_ns();

    (void)to_get, (void)to_send;
    if (got + sent != exchange->moved || exchange->moved_ns == 0) {
        exchange->moved = got + sent;
        exchange->moved_ns = now_ns;
    }
    exchange->is_idle = now_ns - exchange->moved_ns > (int64_t)exchange->idle_s * 1000000000;
    return exchange->is_idle;
}

/* A header's text never ends a line: it may hold a token from a file, or a name from the command line. */
static bool add_header(struct http_exchange *exchange, const struct url_pair *header)
{
    struct lg_string line = LG_STRING_INIT;
    struct curl_slist *grown = NULL;

    if (!strpbrk(header->value, "\r\n")) {
        lg_string_printf(&line, *header->value ? "%s: %s" : "%s;", header->name, header->value);
        grown = line.failed ? NULL : curl_slist_append(exchange->header_list, lg_string_text(&line));
    }
    lg_string_release(&line);
    if (grown)
        exchange->header_list = grown;
    return grown != NULL;
}

static bool add_headers(struct http_exchange *exchange)
{
    static const struct url_pair ours[] = {{"user-agent", "lakegen"}, {"accept", "*/*"}};
    struct curl_slist *grown = curl_slist_append(NULL, "Expect:"); /* the body follows at once */
    bool fine = grown != NULL;

    exchange->header_list = grown;
    for (size_t i = 0; fine && i < sizeof(ours) / sizeof(ours[0]); i++)
        fine = add_header(exchange, &ours[i]);
    for (size_t i = 0; fine && i < exchange->header_count; i++)
        fine = add_header(exchange, &exchange->headers[i]);
    return fine;
}

static void set_body(CURL *easy, struct http_exchange *exchange)
{
    if (!exchange->has_body) {
        (void)curl_easy_setopt(easy, CURLOPT_NOBODY, (long)(strcmp(exchange->method, "HEAD") == 0));
        return;
    }
    (void)curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)exchange->body_size);
    (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    (void)curl_easy_setopt(easy, CURLOPT_READDATA, exchange);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKDATA, exchange);
    if (exchange->body_size > (size_t)CURL_MAX_WRITE_SIZE * 4)
        (void)curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, HTTP_UPLOAD_BUFFER);
}

static void set_limits(CURL *easy, const struct http_settings *settings, struct http_exchange *exchange)
{
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, settings->connect_ms);
    (void)curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(easy, CURLOPT_XFERINFODATA, exchange);
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, exchange->total_ms);
    (void)curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, settings->verify ? 1L : 0L);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, settings->verify ? 2L : 0L);
    if (settings->ca_file)
        (void)curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
    if (settings->direct)
        (void)curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

/* False when there is no memory, or a header is none. */
static bool set_up(CURL *easy, const struct http_settings *settings, struct http_exchange *exchange)
{
    exchange->easy = easy;
    exchange->piece = exchange->piece_at = exchange->sent = exchange->body_size = 0;
    exchange->moved = exchange->moved_ns = 0;
    exchange->is_idle = false;
    for (size_t i = 0; i < exchange->piece_count; i++)
        exchange->body_size += exchange->pieces[i].size;
    http_exchange_release(exchange);
    curl_easy_reset(easy);
    set_body(easy, exchange);
    set_limits(easy, settings, exchange);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->reply.detail);
    (void)curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, REPLY_BUFFER);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
    return add_headers(exchange) && curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange->method) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_URL, exchange->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->header_list) == CURLE_OK;
}

/* Takes the reply's facts out of the easy handle, which is free afterwards. */
static void conclude(struct http_exchange *exchange, CURLcode result)
{
    struct http_reply *reply = &exchange->reply;
    long status = 0, request = 0;

    (void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &request);
    reply->status = (int)status;
    if (result == CURLE_WRITE_ERROR && reply->cut && status >= 300)
        result = CURLE_OK; /* of an error, the beginning is enough */
    if (reply->body.failed || reply->headers.failed)
        result = CURLE_OUT_OF_MEMORY;
    if (exchange->is_idle && result == CURLE_ABORTED_BY_CALLBACK) {
        result = CURLE_OPERATION_TIMEDOUT;
        (void)snprintf(reply->detail, sizeof(reply->detail), "no byte came or went for %ld s", exchange->idle_s);
    }
    reply->transport = (int)result;
    reply->sent = request > 0 && exchange->sent == exchange->body_size;
    if (result != CURLE_OK && !*reply->detail)
        (void)snprintf(reply->detail, sizeof(reply->detail), "%s", curl_easy_strerror(result));
    curl_slist_free_all(exchange->header_list);
    exchange->header_list = NULL;
    exchange->easy = NULL;
}

void http_perform(const struct http_settings *settings, struct http_exchange *exchange)
{
    CURL *easy = curl_easy_init();

    if (!easy) {
        http_exchange_release(exchange);
        exchange->reply.transport = CURLE_OUT_OF_MEMORY;
        return;
    }
    conclude(exchange, set_up(easy, settings, exchange) ? curl_easy_perform(easy) : CURLE_OUT_OF_MEMORY);
    curl_easy_cleanup(easy);
}

/* ---- the loop's thread ---- */

static void insert_timer(struct http_loop *loop, struct http_task *task)
{
    struct http_task **at = &loop->timers;

    while (*at && (*at)->due_ns <= task->due_ns)
        at = &(*at)->next;
    task->next = *at;
    *at = task;
}

/* What others posted, in their order. */
static bool take_posted(struct http_loop *loop)
{
    struct http_task *posted, *ordered = NULL;
    bool closing;

    (void)pthread_mutex_lock(&loop->mutex);
    posted = loop->posted;
    loop->posted = NULL;
    closing = loop->closing;
    (void)pthread_mutex_unlock(&loop->mutex);
    while (posted) {
        struct http_task *task = posted;

        posted = task->next;
        task->next = ordered;
        ordered = task;
    }
    while (ordered) {
        struct http_task *task = ordered;

        ordered = task->next;
        insert_timer(loop, task);
    }
    return closing;
}

static void run_due(struct http_loop *loop)
{
    int64_t now_ns = lg_clock_ns();

    while (loop->timers && loop->timers->due_ns <= now_ns) {
        struct http_task *task = loop->timers;

        loop->timers = task->next;
        task->run(task);
    }
}

static void give_back(struct http_loop *loop, CURL *easy)
{
    loop->under_way--;
    if (loop->idle_count < IDLE_HANDLES)
        loop->idle[loop->idle_count++] = easy;
    else
        curl_easy_cleanup(easy);
}

static void finish_exchanges(struct http_loop *loop)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(loop->multi, &left))) {
        struct http_exchange *exchange = NULL;
        CURL *easy = message->easy_handle;
        CURLcode result = message->data.result;

        (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&exchange);
        (void)curl_multi_remove_handle(loop->multi, easy);
        conclude(exchange, result);
        give_back(loop, easy);
        exchange->done(exchange);
    }
}

static int nap_ms(const struct http_loop *loop)
{
    int64_t left_ns = loop->timers ? loop->timers->due_ns - lg_clock_ns() : INT64_MAX;

    if (left_ns >= (int64_t)NAP_MS * 1000000)
        return NAP_MS;
    return left_ns > 0 ? (int)((left_ns + 999999) / 1000000) : 0;
}

static void loop_main(void *argument)
{
    struct http_loop *loop = argument;
    int running;

    while (!take_posted(loop) || loop->timers || loop->under_way > 0) {
        run_due(loop);
        (void)curl_multi_perform(loop->multi, &running);
        finish_exchanges(loop);
        (void)curl_multi_poll(loop->multi, NULL, 0, nap_ms(loop), NULL);
    }
}

void http_loop_forget(struct http_loop *loop, struct http_task *task)
{
    struct http_task **at;

    (void)take_posted(loop);
    for (at = &loop->timers; *at; at = &(*at)->next)
        if (*at == task) {
            *at = task->next;
            return;
        }
}

void http_start(struct http_loop *loop, struct http_exchange *exchange)
{
    CURL *easy = loop->idle_count > 0 ? loop->idle[--loop->idle_count] : curl_easy_init();

    exchange->loop = loop;
    if (easy) {
        loop->under_way++;
        if (set_up(easy, loop->settings, exchange) && curl_multi_add_handle(loop->multi, easy) == CURLM_OK)
            return;
        conclude(exchange, CURLE_OUT_OF_MEMORY);
        give_back(loop, easy);
    } else {
        http_exchange_release(exchange);
        exchange->reply.transport = CURLE_OUT_OF_MEMORY;
    }
    exchange->done(exchange);
}

void http_stop(struct http_exchange *exchange)
{
    CURL *easy = exchange->easy;

    if (!easy)
        return;
    (void)curl_multi_remove_handle(exchange->loop->multi, easy);
    conclude(exchange, CURLE_ABORTED_BY_CALLBACK);
    give_back(exchange->loop, easy);
}

/* ---- any thread ---- */

void http_loop_post(struct http_loop *loop, struct http_task *task, int64_t delay_ns)
{
    task->due_ns = delay_ns > 0 ? lg_clock_ns() + delay_ns : 0;
    (void)pthread_mutex_lock(&loop->mutex);
    task->next = loop->posted;
    loop->posted = task;
    (void)pthread_mutex_unlock(&loop->mutex);
    (void)curl_multi_wakeup(loop->multi);
}

int http_loop_new(const struct http_settings *settings, struct http_loop **out, struct lg_error *err)
{
    struct http_loop *loop = calloc(1, sizeof(*loop));

    *out = NULL;
    if (!loop || !(loop->multi = curl_multi_init())) {
        free(loop);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a thread of HTTP");
    }
    loop->settings = settings;
    (void)pthread_mutex_init(&loop->mutex, NULL);
    (void)curl_multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS);
    if (lg_thread_start(loop_main, loop, "HTTP", &loop->thread, err) == LG_OK)
        *out = loop;
    else
        http_loop_free(loop);
    return err->code;
}

void http_loop_free(struct http_loop *loop)
{
    if (!loop)
        return;
    (void)pthread_mutex_lock(&loop->mutex);
    loop->closing = true;
    (void)pthread_mutex_unlock(&loop->mutex);
    (void)curl_multi_wakeup(loop->multi);
    lg_thread_join(loop->thread);
    while (loop->idle_count > 0)
        curl_easy_cleanup(loop->idle[--loop->idle_count]);
    (void)curl_multi_cleanup(loop->multi);
    (void)pthread_mutex_destroy(&loop->mutex);
    free(loop);
}
