/* SPDX-License-Identifier: Apache-2.0 */
/* There are three answers to "complete it": done, refused, and nobody knows. The last one is settled by looking at the object, which
 * carries its identity since the upload began. */
#include "multipart.h"

#include "base/machine.h"
#include "objects.h"
#include "xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPLETE_PATIENCE 10 /* stores put a large object together while they send blanks */
#define COMPLETE_ATTEMPTS 5
#define COMPLETE_BYTES ((size_t)256 << 10)

/* ---- beginning ---- */

static int take_id(void *context, const char *path, const char *text)
{
    if (strcmp(path, "InitiateMultipartUploadResult/UploadId") == 0)
        lg_string_puts(context, text);
    return 0;
}

void multipart_put_description(const struct multipart *upload, struct call *call)
{
    call_header(call, "content-type", upload->media_type);
    if (*upload->identity)
        call_header(call, OBJECT_IDENTITY, upload->identity);
}

int multipart_begin(struct multipart *upload, struct lg_error *err)
{
    struct call call = {.what = "beginning the upload of", .permission = "s3:PutObject", .method = "POST", .key = upload->key,
                        .has_body = true};
    const struct checksum_names *names = &checksum_names[upload->kind];

    upload->begun_ns = lg_clock_ns();
    call_query(&call, "uploads", "");
    multipart_put_description(upload, &call);
    if (names->algorithm) {
        call_header(&call, "x-amz-checksum-algorithm", names->algorithm);
        if (names->whole)
            call_header(&call, "x-amz-checksum-type", "FULL_OBJECT");
    }
    if (client_perform(upload->client, &call, err) == LG_OK &&
        xml_read(lg_string_text(&call.reply.body), call.reply.body.length, take_id, &upload->id, err) == LG_OK &&
        lg_string_check(&upload->id, err) == LG_OK && upload->id.length == 0)
        (void)lg_error_set(err, LG_E_DESTINATION, "beginning the upload of '%.300s': the store gave no UploadId", upload->key);
    upload->twins = call.unknown;
    call_release(&call);
    if (client_checksum(upload->client) == CHECKSUM_NONE)
        upload->kind = CHECKSUM_NONE; /* the store has just refused it */
    return err->code;
}

/* ---- completing ---- */

enum outcome { COMPLETE, FAILED, LOST, UNKNOWN };

static void put_part(const struct multipart *upload, unsigned i, struct lg_string *body)
{
    const struct multipart_part *part = &upload->part[i];
    const char *element = checksum_names[upload->kind].element;
    char text[CHECKSUM_TEXT];

    lg_string_puts(body, "<Part>");
    if (element) {
        checksum_base64(part->checksum, part->checksum_size, text);
        lg_string_printf(body, "<%s>%s</%s>", element, text, element);
    }
    lg_string_puts(body, "<ETag>");
    xml_put_text(body, part->etag);
    lg_string_printf(body, "</ETag><PartNumber>%u</PartNumber></Part>", i + 1);
}

static void put_parts(const struct multipart *upload, struct lg_string *body)
{
    lg_string_puts(body, "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (unsigned i = 0; i < upload->parts; i++)
        put_part(upload, i, body);
    lg_string_puts(body, "</CompleteMultipartUpload>");
}

/* The checksum of the pieces' checksums, and their number: what stores keep where values cannot be added up. */
static void composite_checksum(const struct multipart *upload, char *text, size_t size)
{
    struct checksum *checksum = checksum_new(upload->kind);
    unsigned char value[CHECKSUM_MAX];
    char base64[CHECKSUM_TEXT];

    for (unsigned i = 0; checksum && i < upload->parts; i++)
        (void)checksum_update(checksum, upload->part[i].checksum, upload->part[i].checksum_size);
    if (checksum) {
        checksum_base64(value, checksum_value(checksum, value), base64);
        (void)snprintf(text, size, "%s-%u", base64, upload->parts);
    }
    checksum_free(checksum);
}

/* What the store will say of the whole object, in base64; "" when it will say nothing. */
static void whole_checksum(const struct multipart *upload, char *text, size_t size)
{
    unsigned char value[CHECKSUM_MAX];
    char base64[CHECKSUM_TEXT];

    text[0] = '\0';
    if (!checksum_names[upload->kind].algorithm)
        return;
    if (!checksum_names[upload->kind].whole) {
        composite_checksum(upload, text, size);
        return;
    }
    memcpy(value, upload->part[0].checksum, sizeof(value));
    for (unsigned i = 1; i < upload->parts; i++)
        checksum_append(upload->kind, value, upload->part[i].checksum, upload->part[i].bytes);
    checksum_base64(value, upload->part[0].checksum_size, base64);
    (void)snprintf(text, size, "%s", base64);
}

int multipart_compare(const struct multipart *upload, const char *theirs, const char *ours, bool *verified, struct lg_error *err)
{
    bool same_form = (strchr(theirs, '-') != NULL) == (strchr(ours, '-') != NULL);

    *verified = *ours && strcmp(theirs, ours) == 0;
    if (*verified || !*theirs || !*ours || !same_form)
        return LG_OK;
    return lg_error_set(err, LG_E_VERIFICATION, "'%.300s' has the %s checksum %.60s at the store, what was sent has %s; it was damaged",
                        upload->key, checksum_names[upload->kind].algorithm, theirs, ours);
}

struct completed {
    struct lg_string etag, checksum;
    const char *element;
    bool is_result;
};

static int take_completed(void *context, const char *path, const char *text)
{
    struct completed *completed = context;
    const char *slash = strchr(path, '/');

    if (strcmp(path, "CompleteMultipartUploadResult") == 0)
        completed->is_result = true;
    else if (strcmp(path, "CompleteMultipartUploadResult/ETag") == 0)
        lg_string_puts(&completed->etag, text);
    else if (slash && completed->element && strcmp(slash + 1, completed->element) == 0)
        lg_string_puts(&completed->checksum, text);
    return 0;
}

struct completion {
    struct lg_string body;
    char ours[CHECKSUM_TEXT + 16]; /* the checksum */
    struct lg_receipt *receipt;
    bool *verified;
};

static enum outcome read_completed(const struct multipart *upload, const struct call *call, struct completion *completion,
                                   struct lg_error *err)
{
    struct completed completed = {.element = checksum_names[upload->kind].element};
    struct lg_error unreadable = LG_ERROR_INIT;
    enum outcome outcome = UNKNOWN;

    if (xml_read(lg_string_text(&call->reply.body), call->reply.body.length, take_completed, &completed, &unreadable) != LG_OK ||
        !completed.is_result) {
        (void)lg_error_set(err, LG_E_TRANSIENT, "completing the upload of '%.300s': %s", upload->key,
                           unreadable.code ? unreadable.message : "the answer is of another kind");
    } else {
        const char *etag = lg_string_text(&completed.etag);
        size_t quoted = *etag == '"' && completed.etag.length > 1;

        (void)snprintf(completion->receipt->etag, sizeof(completion->receipt->etag), "%.*s", (int)(completed.etag.length - 2 * quoted),
                       etag + quoted);
        outcome = multipart_compare(upload, lg_string_text(&completed.checksum), completion->ours, completion->verified, err) == LG_OK
                      ? COMPLETE
                      : FAILED;
    }
    lg_string_release(&completed.etag);
    lg_string_release(&completed.checksum);
    return outcome;
}

static enum outcome ask(struct multipart *upload, struct completion *completion, struct lg_error *err)
{
    const struct http_piece piece = {(const unsigned char *)completion->body.text, completion->body.length};
    struct call call = {.what = "completing the upload of", .permission = "s3:PutObject", .method = "POST", .key = upload->key,
                        .flags = CALL_ONCE | CALL_LATE, .pieces = &piece, .piece_count = 1, .has_body = true,
                        .ceiling = COMPLETE_BYTES, .patience = COMPLETE_PATIENCE};
    enum outcome outcome;

    call_query(&call, "uploadId", upload->id.text);
    call_header(&call, "content-type", "application/xml");
    if (*completion->ours && checksum_names[upload->kind].whole) {
        call_header(&call, checksum_names[upload->kind].header, completion->ours);
        call_header(&call, "x-amz-checksum-type", "FULL_OBJECT");
    }
    if (client_perform(upload->client, &call, err) == LG_OK)
        outcome = read_completed(upload, &call, completion, err);
    else
        outcome = call.unknown ? UNKNOWN : strcmp(call.code, "NoSuchUpload") == 0 ? LOST : FAILED;
    call_release(&call);
    return outcome;
}

/* Is it there, whole and ours? UNKNOWN when nobody can tell. */
static enum outcome look(struct multipart *upload, struct completion *completion, struct lg_error *err)
{
    struct lg_error failure = LG_ERROR_INIT, damage = LG_ERROR_INIT;
    struct object_head head;

    if (object_head(upload->client, upload->key, 0, &head, &failure) == LG_E_NOT_FOUND)
        return LOST;
    if (failure.code != LG_OK)
        return UNKNOWN;
    if (head.bytes != upload->bytes || strcmp(head.identity, upload->identity) != 0)
        return LOST; /* it is an earlier run's */
    if (multipart_compare(upload, head.checksum, completion->ours, completion->verified, &damage) != LG_OK) {
        *err = damage;
        return FAILED;
    }
    (void)snprintf(completion->receipt->etag, sizeof(completion->receipt->etag), "%s", head.etag);
    return COMPLETE;
}

/* Asked, and where the answer leaves doubts, looked. */
static enum outcome try(struct multipart *upload, struct completion *completion, struct lg_error *err)
{
    enum outcome told = ask(upload, completion, err), seen;

    if (told == FAILED || err->code == LG_E_CANCELLED || (told == COMPLETE && *completion->receipt->etag))
        return told == COMPLETE ? COMPLETE : FAILED;
    seen = look(upload, completion, err);
    if (seen == COMPLETE || seen == FAILED)
        return seen;
    if (told == COMPLETE)
        return COMPLETE;                           /* it has no ETag that we could learn */
    return seen == LOST && told == LOST ? LOST : UNKNOWN; /* there is no object: asked again, if there still is an upload */
}

/* LG_E_INTERNAL says that our list of pieces is wrong: here it is. */
static int show_parts(const struct multipart *upload, struct lg_error *err)
{
    struct lg_string list = LG_STRING_INIT;

    for (unsigned i = 0; i < upload->parts; i++)
        if (i < 4 || i + 1 == upload->parts)
            lg_string_printf(&list, "%s%u: %lld bytes, %.40s", i ? "; " : "", i + 1, (long long)upload->part[i].bytes,
                             upload->part[i].etag);
    (void)lg_error_wrap(err, "%u pieces (%s)", upload->parts, lg_string_text(&list));
    lg_string_release(&list);
    return err->code;
}

int multipart_complete(struct multipart *upload, struct lg_receipt *receipt, bool *verified, struct lg_error *err)
{
    const struct settings *settings = client_settings(upload->client);
    struct completion completion = {LG_STRING_INIT, "", receipt, verified};
    enum outcome outcome = UNKNOWN;

    put_parts(upload, &completion.body);
    whole_checksum(upload, completion.ours, sizeof(completion.ours));
    (void)lg_string_check(&completion.body, err);
    for (unsigned i = 1; outcome == UNKNOWN && (err->code == LG_OK || i > 1) && i <= COMPLETE_ATTEMPTS; i++) {
        *err = (struct lg_error)LG_ERROR_INIT;
        outcome = try(upload, &completion, err);
        if (outcome == UNKNOWN && !credentials_pause(settings, retry_delay_ns(&settings->retry, RETRY_AGAIN, i, UINT32_MAX, NULL)))
            break;
    }
    lg_string_release(&completion.body);
    if (outcome == COMPLETE)
        *err = (struct lg_error)LG_ERROR_INIT;
    if (outcome == LOST) {
        err->code = LG_E_TRANSIENT;
        (void)lg_error_wrap(err, "the store has lost the upload, and there is no object");
    }
    return err->code == LG_E_INTERNAL ? show_parts(upload, err) : err->code;
}

/* ---- aborting ---- */

void multipart_abort(struct multipart *upload)
{
    struct lg_error failure = LG_ERROR_INIT;

    if (upload->id.length == 0)
        return;
    if (object_abort_upload(upload->client, upload->key, upload->id.text, CALL_URGENT | CALL_START, &failure) != LG_OK)
        settings_say(client_settings(upload->client), LG_SAY_WARNING, "%s; its pieces take up room until 'lakegen cleanup' removes them",
                     failure.message);
}

static int abort_twin(void *context, const struct object_upload *found)
{
    const struct multipart *upload = context;
    int64_t since_ms = (lg_clock_ns() - upload->begun_ns) / 1000000 + 2000; /* times of the store are whole seconds */
    struct lg_error ignored = LG_ERROR_INIT;

    if (strcmp(found->key, upload->key) == 0 && strcmp(found->id, lg_string_text(&upload->id)) != 0 && found->age_ms >= 0 &&
        found->age_ms <= since_ms)
        (void)object_abort_upload(upload->client, found->key, found->id, CALL_URGENT | CALL_START, &ignored);
    return 0;
}

void multipart_abort_twins(struct multipart *upload)
{
    struct lg_error ignored = LG_ERROR_INIT; /* where listing is not allowed, the bucket's lifecycle rule is left */

    if (upload->twins)
        (void)object_list_uploads(upload->client, upload->key, abort_twin, upload, &ignored);
}
