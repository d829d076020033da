/* SPDX-License-Identifier: Apache-2.0 */
/* HEAD, ranged GET, PUT of small records, DELETE. */
#include "objects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void copy_header(const struct http_reply *reply, const char *name, char *to, size_t size)
{
    const char *value = http_reply_header(reply, name);
    size_t length = value ? strlen(value) : 0;
    bool quoted = length >= 2 && value[0] == '"' && value[length - 1] == '"';

    (void)snprintf(to, size, "%.*s", quoted ? (int)length - 2 : (int)length, value ? value + quoted : "");
}

/* ---- HEAD ---- */

static void read_head(const struct call *call, enum checksum_kind kind, struct object_head *head)
{
    const char *length = http_reply_header(&call->reply, "content-length");

    memset(head, 0, sizeof(*head));
    head->bytes = length ? strtoll(length, NULL, 10) : 0;
    copy_header(&call->reply, "etag", head->etag, sizeof(head->etag));
    copy_header(&call->reply, OBJECT_IDENTITY, head->identity, sizeof(head->identity));
    copy_header(&call->reply, OBJECT_COMMIT, head->commit, sizeof(head->commit));
    if (kind != CHECKSUM_NONE && checksum_names[kind].algorithm)
        copy_header(&call->reply, checksum_names[kind].header, head->checksum, sizeof(head->checksum));
}

/* A reply to HEAD has no body, so nobody learns why it is refused; the same as a GET says it. */
static int ask_why(struct client *client, const char *key, unsigned flags, struct lg_error *err)
{
    struct call call = {.what = "looking at", .permission = "s3:GetObject", .method = "GET", .key = key, .flags = flags};

    call_header(&call, "range", "bytes=0-0");
    (void)client_perform(client, &call, err);
    call_release(&call);
    return err->code;
}

static int head_once(struct client *client, const char *key, unsigned flags, enum checksum_kind kind, struct object_head *head,
                     int *status, struct lg_error *err)
{
    struct call call = {.what = "looking at", .permission = "s3:GetObject", .method = "HEAD", .key = key, .flags = flags};

    if (kind != CHECKSUM_NONE)
        call_header(&call, "x-amz-checksum-mode", "ENABLED");
    if (client_perform(client, &call, err) == LG_OK)
        read_head(&call, kind, head);
    *status = call.reply.status;
    call_release(&call);
    return err->code;
}

int object_head(struct client *client, const char *key, unsigned flags, struct object_head *head, struct lg_error *err)
{
    enum checksum_kind kind = client_checksum(client);
    struct lg_error failure = LG_ERROR_INIT;
    int status;

    if (head_once(client, key, flags, kind, head, &status, &failure) == LG_OK)
        return LG_OK;
    if (status < 400 || status >= 500 || status == 404) {
        *err = failure;
        return err->code;
    }
    if (ask_why(client, key, flags, err) != LG_OK)
        return err->code;
    /* there is no reason any more, or the store does not like to be asked for checksums */
    return head_once(client, key, flags, CHECKSUM_NONE, head, &status, err);
}

/* ---- GET ---- */

struct reading {
    char range[64], etag[136];
    int64_t total; /* of the object; -1: not known yet */
};

static int64_t total_of(const struct call *call)
{
    const char *range = http_reply_header(&call->reply, "content-range"), *slash = range ? strchr(range, '/') : NULL;

    if (call->reply.status == 206 && slash && slash[1] != '*')
        return strtoll(slash + 1, NULL, 10);
    return call->reply.status == 200 ? (int64_t)call->reply.body.length : -1;
}

/* One piece at offset. Behind the end: success, and nothing. */
static int read_piece(struct client *client, const char *key, int64_t offset, int64_t size, struct reading *reading, struct call *call,
                      struct lg_error *err)
{
    *call = (struct call){.what = "reading", .permission = "s3:GetObject", .method = "GET", .key = key,
                          .ceiling = (size_t)size};
    (void)snprintf(reading->range, sizeof(reading->range), "bytes=%lld-%lld", (long long)offset, (long long)(offset + size - 1));
    call_header(call, "range", reading->range);
    if (*reading->etag)
        call_header(call, "if-match", reading->etag);
    (void)client_perform(client, call, err);
    if (err->code != LG_OK && call->reply.status == 416) {
        *err = (struct lg_error)LG_ERROR_INIT;
        lg_string_clear(&call->reply.body);
        return LG_OK;
    }
    if (err->code != LG_OK && call->reply.status == 412) {
        *err = (struct lg_error)LG_ERROR_INIT;
        return lg_error_set(err, LG_E_VERIFICATION, "'%.300s' was replaced while it was being read", key);
    }
    if (err->code == LG_OK && call->reply.status == 200 && offset > 0)
        return lg_error_set(err, LG_E_UNSUPPORTED, "reading '%.300s': the store does not read ranges", key);
    if (err->code == LG_OK && !*reading->etag && http_reply_header(&call->reply, "etag"))
        (void)snprintf(reading->etag, sizeof(reading->etag), "%.130s", http_reply_header(&call->reply, "etag"));
    reading->total = total_of(call);
    return err->code;
}

int object_read(struct client *client, const char *key, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                struct lg_error *err)
{
    struct reading reading = {.total = -1};
    int64_t end = size < 0 || offset > INT64_MAX - size ? INT64_MAX : offset + size;
    bool more = true;

    while (more && offset < end && err->code == LG_OK) {
        struct call call;
        int64_t some = end - offset < OBJECT_PIECE ? end - offset : OBJECT_PIECE, got;

        (void)read_piece(client, key, offset, some, &reading, &call, err);
        got = (int64_t)call.reply.body.length;
        offset += got;
        more = err->code == LG_OK && got > 0 && emit(context, lg_string_text(&call.reply.body), (size_t)got) == 0 &&
               (reading.total < 0 || offset < reading.total);
        call_release(&call);
    }
    return err->code;
}

/* ---- PUT ---- */

static void make_commit(char commit[33])
{
    unsigned char random[16];
    size_t got = 0;

    while (got < sizeof(random)) {
        ssize_t some = getrandom(random + got, sizeof(random) - got, 0);

        got += some > 0 ? (size_t)some : 0;
    }
    checksum_hex(random, sizeof(random), commit);
}

/* Somebody's object is there. Ours, if an attempt of ours had worked although we were told otherwise. */
static int whose(struct client *client, const char *key, const char *commit, struct lg_error *err)
{
    struct object_head head;

    *err = (struct lg_error)LG_ERROR_INIT;
    if (object_head(client, key, 0, &head, err) == LG_OK && strcmp(head.commit, commit) != 0)
        (void)lg_error_set(err, LG_E_EXISTS, "'%.300s' exists", key);
    return err->code;
}

struct put {
    const char *commit;   /* or NULL */
    const char *checksum; /* in place of the right one; or NULL */
    bool condition;
};

static void take_echo(const struct call *call, enum checksum_kind kind, char echo[CHECKSUM_TEXT])
{
    if (echo && kind != CHECKSUM_NONE)
        copy_header(&call->reply, checksum_names[kind].header, echo, CHECKSUM_TEXT);
}

static int put(struct client *client, const char *key, const struct object_content *content, const struct put *how,
               char echo[CHECKSUM_TEXT], struct lg_error *err)
{
    const struct http_piece piece = {content->bytes, content->size};
    struct call call = {.what = "writing", .permission = "s3:PutObject", .method = "PUT", .key = key, .pieces = &piece,
                        .piece_count = content->size > 0, .has_body = true};
    enum checksum_kind kind = client_checksum(client);
    struct checksum *checksum = kind != CHECKSUM_NONE ? checksum_new(kind) : NULL;
    unsigned char value[CHECKSUM_MAX];
    char text[CHECKSUM_TEXT];

    call_header(&call, "content-type", content->media_type);
    if (how->commit)
        call_header(&call, OBJECT_COMMIT, how->commit);
    if (how->condition)
        call_header(&call, "if-none-match", "*");
    if (checksum && checksum_update(checksum, content->bytes, content->size) == LG_OK) {
        checksum_base64(value, checksum_value(checksum, value), text);
        call_header(&call, checksum_names[kind].header, how->checksum ? how->checksum : text);
    }
    if (client_perform(client, &call, err) == LG_OK)
        take_echo(&call, kind, echo);
    call_release(&call);
    checksum_free(checksum);
    return err->code;
}

int object_put_blindly(struct client *client, const char *key, const struct object_content *content, const char *checksum,
                       char echo[CHECKSUM_TEXT], struct lg_error *err)
{
    if (echo)
        *echo = '\0';
    return put(client, key, content, &(struct put){.checksum = checksum, .condition = content->if_absent}, echo, err);
}

/* Older stores ignore the condition: so the object is looked for first, and the condition decides between two who found none. */
int object_put(struct client *client, const char *key, const struct object_content *content, struct lg_error *err)
{
    struct object_head head;
    char commit[33];

    make_commit(commit);
    if (content->if_absent) {
        if (object_head(client, key, 0, &head, err) == LG_OK)
            return lg_error_set(err, LG_E_EXISTS, "'%.300s' exists", key);
        if (err->code != LG_E_NOT_FOUND)
            return err->code;
        *err = (struct lg_error)LG_ERROR_INIT;
    }
    if (put(client, key, content, &(struct put){.commit = commit, .condition = content->if_absent}, NULL, err) == LG_E_EXISTS)
        return whose(client, key, commit, err);
    if (err->code == LG_E_UNSUPPORTED && content->if_absent) {
        *err = (struct lg_error)LG_ERROR_INIT;
        return put(client, key, content, &(struct put){.commit = commit}, NULL, err); /* the store knows no conditions */
    }
    return err->code;
}

int object_remove(struct client *client, const char *key, struct lg_error *err)
{
    struct call call = {.what = "deleting", .permission = "s3:DeleteObject", .method = "DELETE", .key = key};

    if (client_perform(client, &call, err) == LG_E_NOT_FOUND)
        *err = (struct lg_error)LG_ERROR_INIT;
    call_release(&call);
    return err->code;
}

int object_abort_upload(struct client *client, const char *key, const char *id, unsigned flags, struct lg_error *err)
{
    struct call call = {.what = "aborting the upload of", .permission = "s3:AbortMultipartUpload", .method = "DELETE", .key = key,
                        .flags = flags};

    call_query(&call, "uploadId", id);
    if (client_perform(client, &call, err) == LG_E_NOT_FOUND)
        *err = (struct lg_error)LG_ERROR_INIT;
    call_release(&call);
    return err->code;
}
