/* SPDX-License-Identifier: Apache-2.0 */
/* The s3 sink: objects in a bucket of Amazon S3 or of any store that speaks its protocol. */
#include <lakegen/sink.h>

#include "crc.h"
#include "objects.h"
#include "probe.h"
#include "upload.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define STATE_BYTES ((int64_t)12 << 20)  /* libcurl, OpenSSL, expat, certificates, connections: measured below 10 MiB */

static const char *const formats[] = {"parquet", "csv", "jsonl", NULL};

struct state {
    struct settings settings;
    struct client *client;
    struct upload_totals totals;
};

static void s3_close(void *argument)
{
    struct state *state = argument;

    client_free(state->client);
    settings_release(&state->settings);
    free(state);
    curl_global_cleanup();
}

/* Where it goes, and as whom, before anybody is asked. */
static void say_place(const struct state *state)
{
    struct lg_string line = LG_STRING_INIT;

    client_describe(state->client, &line);
    settings_say(&state->settings, LG_SAY_NOTE, "%s", lg_string_text(&line));
    lg_string_release(&line);
}

static int s3_open(const struct lg_options *options, const struct lg_run *run, void **out, struct lg_error *err)
{
    struct state *state = calloc(1, sizeof(*state));

    if (!state)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink s3");
    crc_prepare();
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        (void)lg_error_set(err, LG_E_LOCAL, "libcurl did not start");
    else if (settings_read(&state->settings, options, run, err) == LG_OK)
        (void)client_new(&state->settings, &state->client, err);
    if (err->code != LG_OK) {
        s3_close(state);
        return err->code;
    }
    say_place(state);
    *out = state;
    return LG_OK;
}

/* ---- before there is a run ---- */

static void s3_memory(const struct lg_options *options, int64_t object_bytes, struct lg_sink_memory *memory)
{
    struct settings settings = {0};

    settings_read_uploads(&settings, options);
    memory->buffers = settings_object_memory(&settings, object_bytes);
    memory->writer = HTTP_UPLOAD_BUFFER * (int64_t)settings.uploads + chunked_memory(memory->buffers) + LANES_BYTES;
    memory->state = STATE_BYTES;
}

static int s3_check(const struct lg_options *options, const struct lg_run *run, const struct lg_object *object, struct lg_error *err)
{
    struct settings settings = {0};

    settings_read_uploads(&settings, options);
    if (url_check_bucket(run->authority, false, err) != LG_OK)
        return err->code;
    return settings_check_object(&settings, object->name, object->size_hint, err);
}

/* ---- the end ---- */

static int s3_finish(void *argument, struct lg_error *err)
{
    struct state *state = argument;
    struct client_figures figures = client_figures(state->client);
    int64_t objects = state->totals.objects, verified = state->totals.verified;
    enum checksum_kind kind = client_checksum(state->client);

    (void)err;
    if (figures.retries > 0)
        settings_say(&state->settings, LG_SAY_NOTE, "%" PRIu64 " of %" PRIu64 " requests were sent again, %" PRIu64
                     " times because the store was busy", figures.retries, figures.calls, figures.throttled);
    if (kind != CHECKSUM_NONE && objects > 0 && verified < objects)
        settings_say(&state->settings, LG_SAY_NOTE, "the store repeated the checksums of %" PRId64 " of %" PRId64 " objects; the others "
                     "were not verified there", verified, objects);
    return LG_OK;
}

/* ---- objects ---- */

static int s3_begin(void *argument, const struct lg_object *object, void **writer, struct lg_error *err)
{
    struct state *state = argument;

    return upload_begin(state->client, &state->totals, object, writer, err);
}

static int s3_stat(void *argument, const char *name, int64_t *bytes, struct lg_error *err)
{
    struct object_head head;

    if (url_check_key(name, err) == LG_OK && object_head(((struct state *)argument)->client, name, 0, &head, err) == LG_OK)
        *bytes = head.bytes;
    return err->code;
}

static int s3_list(void *argument, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err)
{
    return object_list(((struct state *)argument)->client, prefix, emit, context, err);
}

static int s3_read(void *argument, const char *name, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                   struct lg_error *err)
{
    return object_read(((struct state *)argument)->client, name, offset, size, emit, context, err);
}

static const char *media_type(const char *name)
{
    size_t length = strlen(name);

    return length > 5 && strcmp(name + length - 5, ".json") == 0 ? "application/json" : "text/plain";
}

static int s3_publish(void *argument, const char *name, const void *bytes, size_t size, int if_absent, struct lg_error *err)
{
    const struct object_content content = {media_type(name), bytes, size, if_absent != 0};

    if (url_check_key(name, err) != LG_OK)
        return err->code;
    return object_put(((struct state *)argument)->client, name, &content, err);
}

static int s3_remove(void *argument, const char *name, struct lg_error *err)
{
    return object_remove(((struct state *)argument)->client, name, err);
}

/* ---- what is left ---- */

struct sweep {
    struct client *client;
    lg_leftover_fn *choose;
    void *context;
    struct lg_error *err;
};

static int sweep_upload(void *context, const struct object_upload *upload)
{
    struct sweep *sweep = context;

    if (sweep->choose(sweep->context, &(struct lg_leftover){upload->key, NULL, upload->age_ms}) != 0)
        (void)object_abort_upload(sweep->client, upload->key, upload->id, 0, sweep->err);
    return sweep->err->code != LG_OK;
}

/* A run goes on when it may not, or the store cannot; whoever asks for this alone is told. */
static int s3_sweep(void *argument, const char *run, const char *prefix, lg_leftover_fn *choose, void *context, struct lg_error *err)
{
    struct state *state = argument;
    struct lg_error refusal = LG_ERROR_INIT;
    struct sweep sweep = {state->client, choose, context, err};

    if (object_list_uploads(sweep.client, prefix, sweep_upload, &sweep, &refusal) != LG_OK && err->code == LG_OK)
        *err = refusal;
    if (!run || (err->code != LG_E_AUTH && err->code != LG_E_DESTINATION))
        return err->code;
    settings_say(&state->settings, LG_SAY_WARNING, "%s; what killed runs left is not removed, ask for 'lakegen cleanup'", err->message);
    *err = (struct lg_error)LG_ERROR_INIT;
    return LG_OK;
}

static int s3_probe(void *argument, lg_probe_fn *report, void *context, struct lg_error *err)
{
    return probe_store(((struct state *)argument)->client, report, context, err);
}

LG_SINK_PLUGIN(s3, "1.0", "a bucket of Amazon S3, Ceph, MinIO or any store that speaks S3", .base.options = settings_options,
               .formats = formats, .default_root = "", .open = s3_open, .close = s3_close,
               .memory = s3_memory, .begin = s3_begin, .write = upload_write, .commit = upload_commit, .abort = upload_abort,
               .stat = s3_stat, .list = s3_list, .read = s3_read, .publish = s3_publish, .remove = s3_remove,
               .finish = s3_finish, .check = s3_check, .probe = s3_probe, .sweep = s3_sweep);
