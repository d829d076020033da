/* SPDX-License-Identifier: Apache-2.0 */
/* Slots: each holds the buffers of a piece, first while it is being filled, then while it is in flight. */
#include "upload.h"

#include "multipart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP (LANES_AT_ONCE * CHUNK_BYTES)

struct slot {
    struct call call;
    struct writer *writer;
    struct slot *next;         /* in the writer's list */
    bool taken, flying;        /* under the client's lock, once it is flying */
    unsigned number;           /* of the piece, from 1 */
    struct lg_buffer **buffer; /* references */
    struct http_piece *pieces;
    size_t buffers, capacity;
    struct chunk_hashes hashes;
    struct multipart_part result;
    char number_text[16], checksum[CHECKSUM_TEXT], payload[65];
};

struct writer {
    struct client *client;
    struct upload_totals *totals;
    char *key, *media_type; /* owned */
    char identity[80];
    int64_t part_bytes, most_bytes; /* of a piece; of an object in one request */
    struct multipart upload;
    struct slot *slots, *filling;        /* filling: NULL when there is none yet */
    struct checksum *checksum, *payload; /* of the piece that is being filled; NULL: not wanted */
    struct lanes *lanes;                 /* for the hashes of chunks; NULL: they are not wanted */
    struct lg_error failure;             /* the first of a piece; under the client's lock */
};

/* ---- filling ---- */

/* A slot that nobody uses, or a new one. */
static struct slot *take_slot(struct writer *writer)
{
    struct slot *slot;

    client_lock(writer->client);
    for (slot = writer->slots; slot && slot->taken; slot = slot->next)
        ;
    client_unlock(writer->client);
    if (!slot && (slot = calloc(1, sizeof(*slot)))) {
        slot->writer = writer;
        slot->next = writer->slots;
        writer->slots = slot;
    }
    if (slot) {
        slot->taken = true;
        memset(&slot->result, 0, sizeof(slot->result));
    }
    return slot;
}

static int add_buffer(struct slot *slot, struct lg_buffer *buffer)
{
    if (slot->buffers == slot->capacity) {
        size_t capacity = slot->capacity ? slot->capacity * 2 : 16;
        struct lg_buffer **buffers = realloc(slot->buffer, capacity * sizeof(*buffers));
        struct http_piece *pieces = buffers ? realloc(slot->pieces, capacity * sizeof(*pieces)) : NULL;

        slot->buffer = buffers ? buffers : slot->buffer;
        slot->pieces = pieces ? pieces : slot->pieces;
        if (!pieces)
            return LG_E_LOCAL;
        slot->capacity = capacity;
    }
    lg_buffer_ref(buffer);
    slot->buffer[slot->buffers] = buffer;
    slot->pieces[slot->buffers++] = (struct http_piece){lg_buffer_data(buffer), lg_buffer_size(buffer)};
    slot->result.bytes += (int64_t)lg_buffer_size(buffer);
    return LG_OK;
}

static void drop_buffers(struct slot *slot)
{
    for (size_t i = 0; i < slot->buffers; i++)
        lg_buffer_unref(slot->buffer[i]);
    slot->buffers = slot->hashes.count = 0;
}

/* A store may have turned out not to take chunks. Without memory the client hashes the piece itself. */
static void choose_hashes(struct writer *writer)
{
    if (!writer->lanes || client_signs_chunks(writer->client))
        return;
    lanes_free(writer->lanes);
    writer->lanes = NULL;
    writer->payload = checksum_new(CHECKSUM_SHA256);
}

/* In steps, so that the second to look at the bytes finds them in the cache. */
static int update(struct writer *writer, struct slot *slot, const struct lg_buffer *buffer)
{
    const unsigned char *bytes = lg_buffer_data(buffer);
    size_t left = lg_buffer_size(buffer);
    int code = LG_OK;

    while (left > 0 && code == LG_OK) {
        size_t some = left < STEP ? left : STEP;

        if (writer->lanes)
            code = chunk_hashes_add(&slot->hashes, writer->lanes, bytes, some);
        if (writer->payload && code == LG_OK)
            code = checksum_update(writer->payload, bytes, some);
        if (writer->checksum && code == LG_OK)
            code = checksum_update(writer->checksum, bytes, some);
        bytes += some;
        left -= some;
    }
    return code;
}

static int fill(struct writer *writer, struct lg_buffer *buffer, struct lg_error *err)
{
    if (!writer->filling) {
        writer->filling = take_slot(writer);
        choose_hashes(writer);
    }
    if (!writer->filling || add_buffer(writer->filling, buffer) != LG_OK)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a piece of '%.300s'", writer->key);
    if (update(writer, writer->filling, buffer) != LG_OK)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the checksums of '%.300s', or OpenSSL gave no digest", writer->key);
    writer->upload.bytes += (int64_t)lg_buffer_size(buffer);
    if (writer->upload.bytes > writer->most_bytes)
        return lg_error_set(err, LG_E_LOCAL, "'%.300s' is larger than the %lld MiB that were planned for an object in one request; lower "
                            "--file-size", writer->key, (long long)(writer->most_bytes >> 20));
    return LG_OK;
}

/* Takes the checksums of a piece that is full, and begins those of the next. */
static int seal(struct writer *writer, struct slot *slot, struct lg_error *err)
{
    unsigned char value[CHECKSUM_MAX];
    bool fine = true;

    slot->checksum[0] = slot->payload[0] = '\0';
    if (writer->checksum) {
        slot->result.checksum_size = checksum_value(writer->checksum, slot->result.checksum);
        checksum_base64(slot->result.checksum, slot->result.checksum_size, slot->checksum);
        fine = checksum_reset(writer->checksum) == LG_OK;
    }
    if (writer->payload) {
        checksum_hex(value, checksum_value(writer->payload, value), slot->payload);
        fine = checksum_reset(writer->payload) == LG_OK && fine;
    }
    return fine ? LG_OK : lg_error_set(err, LG_E_LOCAL, "a checksum failed, OpenSSL gave no digest");
}

/* ---- a piece in flight ---- */

/* A call for the slot's bytes. */
static void aim(struct slot *slot)
{
    struct writer *writer = slot->writer;
    struct call *call = &slot->call;

    memset(call, 0, sizeof(*call));
    call->what = "uploading to";
    call->permission = "s3:PutObject";
    call->method = "PUT";
    call->key = writer->key;
    call->flags = CALL_ETAG;
    call->pieces = slot->pieces;
    call->piece_count = slot->buffers;
    call->has_body = true;
    call->payload = *slot->payload ? slot->payload : NULL;
    call->chunks = slot->hashes.count > 0 ? &slot->hashes : NULL;
    call->context = slot;
    if (*slot->checksum && writer->upload.kind != CHECKSUM_NONE)
        call_header(call, checksum_names[writer->upload.kind].header, slot->checksum);
}

static void on_part(struct call *call)
{
    struct slot *slot = call->context;
    struct writer *writer = slot->writer;
    const char *etag = http_reply_header(&call->reply, "etag");

    (void)snprintf(slot->result.etag, sizeof(slot->result.etag), "%s", etag ? etag : "");
    if (call->err.code != LG_OK && writer->failure.code == LG_OK) {
        writer->failure = call->err;
        (void)lg_error_wrap(&writer->failure, "piece %u", slot->number);
    }
    call_release(call);
    writer->upload.part[slot->number - 1] = slot->result;
    drop_buffers(slot);
    slot->taken = slot->flying = false;
}

/* Gives the piece its number, and room in the list: under the lock, because pieces in flight write to it. */
static int give_number(struct writer *writer, struct slot *slot, struct lg_error *err)
{
    struct multipart *upload = &writer->upload;
    int64_t most = client_settings(writer->client)->max_parts;

    if ((int64_t)upload->parts >= most)
        return lg_error_set(err, LG_E_DESTINATION, "'%.300s' has grown beyond %lld pieces of %lld MiB; raise --part-size", writer->key,
                            (long long)most, (long long)(writer->part_bytes >> 20));
    client_lock(writer->client);
    if (upload->parts % 64 == 0) {
        struct multipart_part *grown = realloc(upload->part, (upload->parts + 64) * sizeof(*grown));

        if (grown)
            upload->part = grown;
        else
            (void)lg_error_set(err, LG_E_LOCAL, "out of memory for the pieces of '%.300s'", writer->key);
    }
    client_unlock(writer->client);
    if (err->code == LG_OK)
        slot->number = ++upload->parts;
    return err->code;
}

static int send_piece(struct writer *writer, struct lg_error *err)
{
    struct slot *slot = writer->filling;

    if ((writer->upload.id.length == 0 && multipart_begin(&writer->upload, err) != LG_OK) || seal(writer, slot, err) != LG_OK ||
        give_number(writer, slot, err) != LG_OK)
        return err->code;
    aim(slot);
    slot->call.done = on_part;
    (void)snprintf(slot->number_text, sizeof(slot->number_text), "%u", slot->number);
    call_query(&slot->call, "partNumber", slot->number_text);
    call_query(&slot->call, "uploadId", writer->upload.id.text);
    slot->flying = true;
    writer->filling = NULL;
    client_start(writer->client, &slot->call);
    return LG_OK;
}

static int failure_of(struct writer *writer, struct lg_error *err)
{
    client_lock(writer->client);
    if (writer->failure.code != LG_OK && err->code == LG_OK)
        *err = writer->failure;
    client_unlock(writer->client);
    return err->code;
}

static bool is_flying(const struct writer *writer)
{
    for (const struct slot *slot = writer->slots; slot; slot = slot->next)
        if (slot->flying)
            return true;
    return false;
}

static int wait_for_pieces(struct writer *writer, struct lg_error *err)
{
    const struct settings *settings = client_settings(writer->client);

    client_lock(writer->client);
    while (is_flying(writer) && writer->failure.code == LG_OK && !settings_is_cancelled(settings))
        client_wait(writer->client);
    client_unlock(writer->client);
    if (settings_is_cancelled(settings))
        return lg_error_set(err, LG_E_CANCELLED, "interrupted");
    return failure_of(writer, err);
}

static void stop_pieces(struct writer *writer)
{
    for (struct slot *slot = writer->slots; slot; slot = slot->next) {
        bool flying;

        client_lock(writer->client);
        flying = slot->flying;
        client_unlock(writer->client);
        if (flying)
            client_stop(writer->client, &slot->call);
    }
}

/* ---- a whole object in one request ---- */

static int put_whole(struct writer *writer, struct lg_receipt *receipt, bool *verified, struct lg_error *err)
{
    struct slot *slot = writer->filling ? writer->filling : (writer->filling = take_slot(writer));
    const char *theirs, *etag;

    if (!slot)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%.300s'", writer->key);
    if (seal(writer, slot, err) != LG_OK)
        return err->code;
    aim(slot);
    slot->call.chunks = NULL; /* what a store makes of them is found out where nobody sees it yet */
    multipart_put_description(&writer->upload, &slot->call);
    if (client_perform(writer->client, &slot->call, err) == LG_OK) {
        const char *name = checksum_names[writer->upload.kind].header;

        theirs = name ? http_reply_header(&slot->call.reply, name) : NULL;
        etag = http_reply_header(&slot->call.reply, "etag");
        (void)snprintf(receipt->etag, sizeof(receipt->etag), "%.*s", (int)strcspn(etag + (*etag == '"'), "\""), etag + (*etag == '"'));
        (void)multipart_compare(&writer->upload, theirs ? theirs : "", slot->checksum, verified, err);
    }
    call_release(&slot->call);
    return err->code;
}

/* ---- the writer ---- */

static void writer_free(struct writer *writer)
{
    struct slot *next;

    for (struct slot *slot = writer->slots; slot; slot = next) {
        next = slot->next;
        drop_buffers(slot);
        free(slot->buffer);
        free(slot->pieces);
        chunk_hashes_release(&slot->hashes);
        free(slot);
    }
    checksum_free(writer->checksum);
    checksum_free(writer->payload);
    lanes_free(writer->lanes);
    lg_string_release(&writer->upload.id);
    free(writer->upload.part);
    free(writer->key);
    free(writer->media_type);
    free(writer);
}

int upload_begin(struct client *client, struct upload_totals *totals, const struct lg_object *object, void **out,
                 struct lg_error *err)
{
    const struct settings *settings = client_settings(client);
    struct writer *writer;
    enum checksum_kind kind = client_checksum(client);

    if (settings_check_object(settings, object->name, object->size_hint, err) != LG_OK)
        return err->code;
    writer = calloc(1, sizeof(*writer));
    if (!writer)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%.300s'", object->name);
    writer->client = client;
    writer->totals = totals;
    writer->key = strdup(object->name);
    writer->media_type = strdup(object->media_type);
    (void)snprintf(writer->identity, sizeof(writer->identity), "%s", object->identity);
    writer->part_bytes = settings->multipart ? settings_part_bytes(settings, object->size_hint) : INT64_MAX;
    writer->most_bytes = settings->multipart ? INT64_MAX : settings_object_memory(settings, object->size_hint);
    writer->upload = (struct multipart){.client = client, .key = writer->key, .media_type = writer->media_type,
                                        .identity = writer->identity, .kind = kind};
    writer->checksum = kind != CHECKSUM_NONE ? checksum_new(kind) : NULL;
    writer->lanes = object->size_hint > writer->part_bytes && client_signs_chunks(client) ? lanes_new() : NULL;
    writer->payload = !writer->lanes && client_signs_payload(client) ? checksum_new(CHECKSUM_SHA256) : NULL;
    if (writer->key && writer->media_type && (writer->checksum || kind == CHECKSUM_NONE)) {
        *out = writer;
        return LG_OK;
    }
    writer_free(writer);
    return lg_error_set(err, LG_E_LOCAL, "out of memory for '%.300s'", object->name);
}

/* A full piece leaves when more comes: what fits into one is sent in one request. */
int upload_write(void *argument, struct lg_buffer *buffer, struct lg_error *err)
{
    struct writer *writer = argument;

    if (failure_of(writer, err) != LG_OK)
        return err->code;
    if (writer->filling && writer->filling->result.bytes >= writer->part_bytes && send_piece(writer, err) != LG_OK)
        return err->code;
    return fill(writer, buffer, err);
}

static int finish(struct writer *writer, struct lg_receipt *receipt, bool *verified, struct lg_error *err)
{
    if (writer->upload.bytes != receipt->bytes)
        return lg_error_set(err, LG_E_INTERNAL, "'%.300s' got %lld bytes of %lld", writer->key, (long long)writer->upload.bytes,
                            (long long)receipt->bytes);
    if (writer->upload.id.length == 0)
        return put_whole(writer, receipt, verified, err);
    if (send_piece(writer, err) != LG_OK || wait_for_pieces(writer, err) != LG_OK)
        return err->code;
    return multipart_complete(&writer->upload, receipt, verified, err);
}

int upload_commit(void *argument, struct lg_receipt *receipt, struct lg_error *err)
{
    struct writer *writer = argument;
    bool verified = false;

    if (finish(writer, receipt, &verified, err) != LG_OK) {
        upload_abort(writer);
        return err->code;
    }
    client_lock(writer->client);
    writer->totals->objects++;
    writer->totals->verified += verified;
    client_unlock(writer->client);
    multipart_abort_twins(&writer->upload);
    writer_free(writer);
    return LG_OK;
}

void upload_abort(void *argument)
{
    struct writer *writer = argument;

    stop_pieces(writer);
    multipart_abort(&writer->upload);
    multipart_abort_twins(&writer->upload);
    writer_free(writer);
}
