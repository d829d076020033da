/* SPDX-License-Identifier: Apache-2.0 */
/* The client: what all calls share, and the ways of a call in and out. */
#include "client_state.h"

#include "base/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- small things ---- */

void call_query(struct call *call, const char *name, const char *value)
{
    if (call->queries < CALL_QUERIES)
        call->query[call->queries++] = (struct url_pair){name, value};
}

void call_header(struct call *call, const char *name, const char *value)
{
    if (call->headers < CALL_HEADERS)
        call->header[call->headers++] = (struct url_pair){name, value};
}

void call_release(struct call *call)
{
    lg_string_release(&call->reply.headers);
    lg_string_release(&call->reply.body);
}

const struct settings *client_settings(const struct client *client)
{
    return client->settings;
}

void client_lock(struct client *client)
{
    (void)pthread_mutex_lock(&client->mutex);
}

void client_unlock(struct client *client)
{
    (void)pthread_mutex_unlock(&client->mutex);
}

void client_wait(struct client *client)
{
    int64_t until_ns = lg_clock_ns() + 100000000;
    struct timespec until = {until_ns / 1000000000, until_ns % 1000000000};

    (void)pthread_cond_timedwait(&client->changed, &client->mutex, &until);
}

int64_t client_boot_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t client_now(struct client *client)
{
    int64_t now;

    client_lock(client);
    now = client->clock_s + (client_boot_ns() - client->clock_ns) / 1000000000;
    client_unlock(client);
    return now;
}

enum checksum_kind client_checksum(struct client *client)
{
    enum checksum_kind kind;

    client_lock(client);
    kind = client->no_checksum ? CHECKSUM_NONE : client->settings->checksum;
    client_unlock(client);
    return kind;
}

/* Without a checksum of its own, a body is protected by its signature. */
bool client_signs_payload(struct client *client)
{
    return !client->settings->anonymous && (client->settings->sign_payload || client_checksum(client) == CHECKSUM_NONE);
}

bool client_signs_chunks(struct client *client)
{
    bool refused;

    client_lock(client);
    refused = client->no_chunks;
    client_unlock(client);
    return client->settings->sign_chunks && !refused && client_signs_payload(client);
}

int client_list_version(struct client *client)
{
    return atomic_load(&client->list_version);
}

bool client_use_list_1(struct client *client)
{
    if (client->settings->list_version != 0 || atomic_exchange(&client->list_version, 1) == 1)
        return false;
    settings_say(client->settings, LG_SAY_NOTE, "the store has no ListObjectsV2; using the first version");
    return true;
}

struct client_figures client_figures(struct client *client)
{
    struct client_figures figures;

    client_lock(client);
    figures = client->figures;
    client_unlock(client);
    return figures;
}

/* ---- queues ---- */

void queue_put(struct queue *queue, struct call *call)
{
    call->next = NULL;
    *queue->last = call;
    queue->last = &call->next;
}

static struct call *queue_take(struct queue *queue)
{
    struct call *call = queue->first;

    if (call && !(queue->first = call->next))
        queue->last = &queue->first;
    return call;
}

bool queue_remove(struct queue *queue, const struct call *call)
{
    for (struct call **at = &queue->first; *at; at = &(*at)->next)
        if (*at == call) {
            *at = call->next;
            if (!*at)
                queue->last = at;
            return true;
        }
    return false;
}

/* ---- the end of a call ---- */

void call_finish(struct call *call)
{
    struct client *client = call->client;

    call->reply = call->exchange.reply;
    memset(&call->exchange.reply, 0, sizeof(call->exchange.reply));
    keys_unref(call->keys);
    call->keys = NULL;
    lg_string_release(&call->url);
    lg_string_release(&call->path);
    lg_string_release(&call->text_query);
    lg_string_release(&call->authorization);
    chunked_release(&call->chunked);
    client_lock(client);
    atomic_store(&call->finished, true);
    if (call->done)
        call->done(call);
    (void)pthread_cond_broadcast(&client->changed);
    client_unlock(client);
}

/* A request has left the window: there may be room for one that waits, or two. */
void call_leave_window(struct call *call)
{
    struct client *client = call->client;

    if (!call->counted)
        return;
    call->counted = false;
    client_lock(client);
    client->under_way--;
    while (client->full.first && client->under_way < (unsigned)client->window.size) {
        struct call *waiting = queue_take(&client->full);

        client->under_way++;
        waiting->counted = true;
        http_loop_post(waiting->loop, &waiting->task, 0);
    }
    client_unlock(client);
}

/* ---- waiting for a turn ---- */

static void on_task(struct http_task *task)
{
    struct call *call = CALL_OF(task, task);
    struct client *client = call->client;

    if (!call->counted) {
        client_lock(client);
        call->counted = (call->flags & CALL_URGENT) || client->under_way < (unsigned)client->window.size;
        if (call->counted)
            client->under_way++;
        else
            queue_put(&client->full, call);
        client_unlock(client);
    }
    if (call->counted)
        call_begin_attempt(call);
}

/* The refreshing thread: those that waited for credentials try again. */
static void on_credentials(void *context)
{
    struct client *client = context;
    struct call *call;

    client_lock(client);
    while ((call = queue_take(&client->keyless)))
        http_loop_post(call->loop, &call->task, 0);
    client_unlock(client);
}

/* ---- starting, stopping, waiting ---- */

void client_start(struct client *client, struct call *call)
{
    client_lock(client);
    call->loop = client->loops[client->next_loop++ % client->settings->loops];
    client_unlock(client);
    call->client = client;
    call->first_ns = lg_clock_ns();
    call->task.run = on_task;
    http_loop_post(call->loop, &call->task, 0);
}

static void on_stop(struct http_task *task)
{
    struct call *call = CALL_OF(task, stop_task);
    struct client *client = call->client;

    if (!atomic_load(&call->finished)) {
        client_lock(client);
        (void)(queue_remove(&client->full, call) || queue_remove(&client->keyless, call));
        client_unlock(client);
        http_loop_forget(call->loop, &call->task);
        http_stop(&call->exchange);
        call_leave_window(call);
        (void)lg_error_set(&call->err, LG_E_CANCELLED, "interrupted");
        call_finish(call);
    }
    client_lock(client);
    atomic_store(&call->stopped, true);
    (void)pthread_cond_broadcast(&client->changed);
    client_unlock(client);
}

void client_stop(struct client *client, struct call *call)
{
    call->stop_task.run = on_stop;
    http_loop_post(call->loop, &call->stop_task, 0);
    client_lock(client);
    while (!atomic_load(&call->finished) || !atomic_load(&call->stopped))
        client_wait(client);
    client_unlock(client);
}

int client_perform(struct client *client, struct call *call, struct lg_error *err)
{
    bool urgent = (call->flags & CALL_URGENT) != 0, stop;

    client_start(client, call);
    client_lock(client);
    while (!atomic_load(&call->finished) && (urgent || !settings_is_cancelled(client->settings)))
        client_wait(client);
    stop = !atomic_load(&call->finished);
    client_unlock(client);
    if (stop)
        client_stop(client, call);
    if (call->err.code != LG_OK && err && err->code == LG_OK)
        *err = call->err;
    return call->err.code;
}

/* ---- the client ---- */

void client_describe(struct client *client, struct lg_string *out)
{
    const struct settings *settings = client->settings;
    struct lg_error ignored = LG_ERROR_INIT;
    struct keys *keys;

    (void)credentials_get(client->credentials, client_now(client), &keys, &ignored);
    lg_string_printf(out, "%s://%s%s, bucket %s, region %s, credentials of %s", settings->endpoint.https ? "https" : "http",
                     settings->endpoint.host, settings->endpoint.path, settings->bucket, client->region,
                     settings->anonymous ? "nobody" : keys ? keys->source : "a source that is being asked");
    keys_unref(keys);
}

static int start_loops(struct client *client, struct lg_error *err)
{
    client->loops = calloc(client->settings->loops, sizeof(struct http_loop *));
    if (!client->loops)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for threads of HTTP");
    for (unsigned i = 0; i < client->settings->loops && err->code == LG_OK; i++)
        (void)http_loop_new(&client->settings->http, &client->loops[i], err);
    return err->code;
}

int client_new(struct settings *settings, struct client **out, struct lg_error *err)
{
    struct client *client = calloc(1, sizeof(*client));
    pthread_condattr_t attributes;

    *out = NULL;
    if (!client)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a client of S3");
    client->settings = settings;
    client->budget.tokens = RETRY_TOKENS;
    client->window.size = RETRY_WINDOW_MOST;
    client->full.last = &client->full.first;
    client->keyless.last = &client->keyless.first;
    atomic_store(&client->list_version, settings->list_version == 1 ? 1 : 2);
    client->clock_s = (int64_t)time(NULL);
    client->clock_ns = client_boot_ns();
    (void)snprintf(client->region, sizeof(client->region), "%s", settings->region);
    (void)pthread_mutex_init(&client->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&client->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    if (credentials_new(settings, on_credentials, client, &client->credentials, err) == LG_OK && start_loops(client, err) == LG_OK)
        *out = client;
    else
        client_free(client);
    return err->code;
}

void client_free(struct client *client)
{
    if (!client)
        return;
    credentials_free(client->credentials);
    for (unsigned i = 0; client->loops && i < client->settings->loops; i++)
        http_loop_free(client->loops[i]);
    free(client->loops);
    (void)pthread_cond_destroy(&client->changed);
    (void)pthread_mutex_destroy(&client->mutex);
    free(client);
}
