/* SPDX-License-Identifier: Apache-2.0 */
/* Trials, from what everything needs to what is good to have. Each writes a sentence and gives a grade; what they make is below one
 * folder of the run's own, and is removed. */
#include "probe.h"

#include "base/machine.h"
#include "multipart.h"
#include "objects.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CLOCK_TOLERANCE_S 300
#define PIECE ((size_t)5 << 20)
#define LAST_PIECE ((size_t)1 << 10)
static const char text[] = "lakegen was here to see what this store can do\n";

struct trial {
    struct client *client;
    struct lg_string folder; /* ends with a slash */
    struct lg_string key;    /* of the object in hand */
    struct lg_string sentence;
    struct lg_error err;
};

static const char *name(struct trial *trial, const char *object)
{
    lg_string_clear(&trial->key);
    lg_string_printf(&trial->key, "%s%s", lg_string_text(&trial->folder), object);
    return lg_string_text(&trial->key);
}

static void forget(struct trial *trial)
{
    trial->err = (struct lg_error)LG_ERROR_INIT;
}

static struct object_content content_of(const char *bytes, bool if_absent)
{
    return (struct object_content){"text/plain", bytes, strlen(bytes), if_absent};
}

static int collect(void *context, const void *bytes, size_t size)
{
    lg_string_append(context, bytes, size);
    return 0;
}

/* ---- what everything needs ---- */

static int try_reach(struct trial *trial)
{
    client_describe(trial->client, &trial->sentence);
    return object_look(trial->client, lg_string_text(&trial->folder), CALL_START, &trial->err) == LG_OK ? LG_PROBE_GOOD : LG_PROBE_BAD;
}

static int try_write(struct trial *trial)
{
    const struct object_content content = content_of(text, false);

    lg_string_puts(&trial->sentence, "objects can be written");
    return object_put(trial->client, name(trial, "plain"), &content, &trial->err) == LG_OK ? LG_PROBE_GOOD : LG_PROBE_BAD;
}

static int try_read(struct trial *trial)
{
    struct lg_string whole = LG_STRING_INIT, range = LG_STRING_INIT;
    int grade = LG_PROBE_BAD;

    if (object_read(trial->client, name(trial, "plain"), 0, -1, collect, &whole, &trial->err) == LG_OK &&
        object_read(trial->client, name(trial, "plain"), 8, 3, collect, &range, &trial->err) == LG_OK) {
        bool same = strcmp(lg_string_text(&whole), text) == 0 && strcmp(lg_string_text(&range), "was") == 0;

        grade = same ? LG_PROBE_GOOD : LG_PROBE_BAD;
        lg_string_puts(&trial->sentence, same ? "what was written is read, whole and in part" : "what is read is not what was written");
    }
    lg_string_release(&whole);
    lg_string_release(&range);
    return grade;
}

static int note_entry(void *context, const struct lg_entry *entry)
{
    (void)entry;
    (*(int *)context)++;
    return 0;
}

static int try_list(struct trial *trial)
{
    int found = 0;

    if (object_list(trial->client, lg_string_text(&trial->folder), note_entry, &found, &trial->err) != LG_OK)
        return LG_PROBE_BAD;
    lg_string_puts(&trial->sentence, found == 1 ? "a new object is listed at once" : "a new object is not listed at once: a run that is "
                   "resumed may do work again");
    return found == 1 ? LG_PROBE_GOOD : LG_PROBE_LIMIT;
}

/* ---- multipart uploads ---- */

static int send_piece(struct multipart *upload, unsigned number, const unsigned char *bytes, size_t size, struct lg_error *err)
{
    const struct http_piece piece = {bytes, size};
    struct call call = {.what = "uploading to", .permission = "s3:PutObject", .method = "PUT", .key = upload->key, .flags = CALL_ETAG,
                        .pieces = &piece, .piece_count = 1, .has_body = true};
    struct multipart_part *part = &upload->part[number - 1];
    struct chunk_hashes hashes = {0};
    struct lanes *lanes = client_signs_chunks(upload->client) ? lanes_new() : NULL;
    struct checksum *checksum = upload->kind ? checksum_new(upload->kind) : NULL;
    char number_text[16], base64[CHECKSUM_TEXT];

    (void)snprintf(number_text, sizeof(number_text), "%u", number);
    call_query(&call, "partNumber", number_text);
    call_query(&call, "uploadId", lg_string_text(&upload->id));
    if (checksum && checksum_update(checksum, bytes, size) == LG_OK) {
        part->checksum_size = checksum_value(checksum, part->checksum);
        checksum_base64(part->checksum, part->checksum_size, base64);
        call_header(&call, checksum_names[upload->kind].header, base64);
    }
    if (lanes && chunk_hashes_add(&hashes, lanes, bytes, size) == LG_OK)
        call.chunks = &hashes;
    if (client_perform(upload->client, &call, err) == LG_OK)
        (void)snprintf(part->etag, sizeof(part->etag), "%s", http_reply_header(&call.reply, "etag"));
    part->bytes = (int64_t)size;
    upload->bytes += (int64_t)size;
    upload->parts = number;
    call_release(&call);
    chunk_hashes_release(&hashes);
    lanes_free(lanes);
    checksum_free(checksum);
    return err->code;
}

static int upload_two_pieces(struct multipart *upload, bool *verified, int64_t *elapsed_us, struct lg_error *err)
{
    unsigned char *bytes = malloc(PIECE);
    struct lg_receipt receipt = {.struct_size = sizeof(receipt)};
    int64_t start_ns;

    if (!bytes)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a trial");
    for (size_t i = 0; i < PIECE; i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 24);
    if (multipart_begin(upload, err) == LG_OK) {
        start_ns = lg_clock_ns();
        (void)send_piece(upload, 1, bytes, PIECE, err);
        *elapsed_us = (lg_clock_ns() - start_ns) / 1000;
    }
    if (err->code == LG_OK && send_piece(upload, 2, bytes, LAST_PIECE, err) == LG_OK)
        (void)multipart_complete(upload, &receipt, verified, err);
    if (err->code != LG_OK)
        multipart_abort(upload);
    free(bytes);
    return err->code;
}

static int try_multipart(struct trial *trial)
{
    struct multipart_part parts[2] = {{{0}, {0}, 0, 0}};
    struct multipart upload = {.client = trial->client, .key = name(trial, "pieces"), .media_type = "text/plain",
                               .identity = "lakegen-check", .kind = client_checksum(trial->client), .part = parts};
    bool verified = false;
    int64_t elapsed_us = 1;
    int grade = LG_PROBE_BAD;

    if (upload_two_pieces(&upload, &verified, &elapsed_us, &trial->err) == LG_OK) {
        lg_string_printf(&trial->sentence, "an object of two pieces was put together; 5 MiB took %.0f ms", (double)elapsed_us / 1e3);
        grade = LG_PROBE_GOOD;
        if (upload.kind != CHECKSUM_NONE)
            lg_string_puts(&trial->sentence, verified ? ", and the store repeated the checksum of the whole"
                                                      : "; the store keeps no checksum of it");
    }
    lg_string_release(&upload.id);
    return grade;
}

static int note_upload(void *context, const struct object_upload *upload)
{
    (void)upload;
    (*(int *)context)++;
    return 0;
}

/* Uploads that were given up must be found and removed, or they take up room for ever. */
static int try_cleanup(struct trial *trial)
{
    struct multipart upload = {.client = trial->client, .key = name(trial, "unfinished"), .media_type = "text/plain", .identity = ""};
    int before = 0, after = 0, grade = LG_PROBE_LIMIT;

    if (multipart_begin(&upload, &trial->err) == LG_OK) {
        (void)object_list_uploads(trial->client, lg_string_text(&trial->folder), note_upload, &before, &trial->err);
        multipart_abort(&upload);
        if (trial->err.code == LG_OK)
            (void)object_list_uploads(trial->client, lg_string_text(&trial->folder), note_upload, &after, &trial->err);
    }
    if (trial->err.code == LG_OK) {
        grade = before == 1 && after == 0 ? LG_PROBE_GOOD : LG_PROBE_LIMIT;
        lg_string_puts(&trial->sentence, grade == LG_PROBE_GOOD ? "unfinished uploads are listed, and removed when asked"
                       : "unfinished uploads are not listed: 'lakegen cleanup' cannot find them, set a lifecycle rule");
    } else {
        lg_string_printf(&trial->sentence, "unfinished uploads cannot be found ('lakegen cleanup' needs it): %s", trial->err.message);
        forget(trial);
    }
    lg_string_release(&upload.id);
    return grade;
}

/* ---- what is good to have ---- */

static int try_condition(struct trial *trial)
{
    const struct object_content content = content_of(text, true);
    int code = object_put_blindly(trial->client, name(trial, "plain"), &content, NULL, NULL, &trial->err);
    bool enforced = code == LG_E_EXISTS;

    if (code != LG_OK && code != LG_E_EXISTS && code != LG_E_UNSUPPORTED)
        return LG_PROBE_LIMIT;
    forget(trial);
    lg_string_puts(&trial->sentence, enforced ? "of two writers of one name the second is refused"
                                              : "a condition to write only what is not there is ignored: two runs that begin at the same "
                                                "moment at one place are not kept apart");
    return enforced ? LG_PROBE_GOOD : LG_PROBE_LIMIT;
}

static int try_checksum(struct trial *trial)
{
    const struct object_content content = content_of(text, false);
    enum checksum_kind kind = client_checksum(trial->client);
    char echo[CHECKSUM_TEXT], wrong[CHECKSUM_TEXT];
    unsigned char zeros[CHECKSUM_MAX] = {1};
    int code;

    if (kind == CHECKSUM_NONE) {
        lg_string_puts(&trial->sentence, "no checksums are sent; signatures of the bytes protect them on their way");
        return LG_PROBE_LIMIT;
    }
    if (object_put_blindly(trial->client, name(trial, "checked"), &content, NULL, echo, &trial->err) != LG_OK)
        return LG_PROBE_LIMIT;
    checksum_base64(zeros, kind == CHECKSUM_CRC32C ? 4 : kind == CHECKSUM_CRC64NVME ? 8 : kind == CHECKSUM_MD5 ? 16 : 32, wrong);
    code = object_put_blindly(trial->client, name(trial, "damaged"), &content, wrong, NULL, &trial->err);
    forget(trial);
    lg_string_printf(&trial->sentence, "a wrong %s checksum is %s", checksum_names[kind].word, code != LG_OK ? "refused" :
                     "accepted: damage behind the connection would not be noticed");
    if (code != LG_OK && !*echo)
        lg_string_puts(&trial->sentence, ", though a right one is not confirmed");
    return code != LG_OK ? LG_PROBE_GOOD : LG_PROBE_LIMIT;
}

static int try_names(struct trial *trial)
{
    static const char *const odd[] = {"a b", "a+b", "a=b", "a%25b", "a~b", "(a)",
                                      "a,b", "a@b", "a:b", "a*b",   "a'b", "\xc3\xa9t\xc3\xa9"};
    int bad = 0;

    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        const struct object_content content = content_of(odd[i], false);
        struct lg_string back = LG_STRING_INIT;
        struct lg_string folder = LG_STRING_INIT;
        bool same;

        lg_string_printf(&folder, "names/%s", odd[i]);
        same = object_put(trial->client, name(trial, lg_string_text(&folder)), &content, &trial->err) == LG_OK &&
               object_read(trial->client, lg_string_text(&trial->key), 0, -1, collect, &back, &trial->err) == LG_OK &&
               strcmp(lg_string_text(&back), odd[i]) == 0;
        if (!same)
            lg_string_printf(&trial->sentence, "%s'%s'", bad++ ? ", " : "names that do not work: ", odd[i]);
        forget(trial);
        lg_string_release(&back);
        lg_string_release(&folder);
    }
    if (bad == 0)
        lg_string_puts(&trial->sentence, "names with blanks, signs and accents work");
    return bad == 0 ? LG_PROBE_GOOD : LG_PROBE_LIMIT;
}

static int try_clock(struct trial *trial)
{
    int64_t apart = client_now(trial->client) - (int64_t)time(NULL);

    lg_string_printf(&trial->sentence, "this machine's clock is %" PRId64 " s %s the store's", apart < 0 ? -apart : apart,
                     apart < 0 ? "ahead of" : "behind");
    return apart < CLOCK_TOLERANCE_S && apart > -CLOCK_TOLERANCE_S ? LG_PROBE_GOOD : LG_PROBE_LIMIT;
}

/* ---- removing ---- */

static int remove_entry(void *context, const struct lg_entry *entry)
{
    struct trial *trial = context;

    return object_remove(trial->client, entry->name, &trial->err) != LG_OK;
}

static int try_remove(struct trial *trial)
{
    int left = 0;

    if (object_list(trial->client, lg_string_text(&trial->folder), remove_entry, trial, &trial->err) != LG_OK ||
        object_list(trial->client, lg_string_text(&trial->folder), note_entry, &left, &trial->err) != LG_OK) {
        lg_string_clear(&trial->sentence);
        lg_string_printf(&trial->sentence, "objects cannot be removed: --overwrite, 'lakegen clean' and this check need it; '%s' stays: %s",
                         lg_string_text(&trial->folder), trial->err.message);
        forget(trial);
        return LG_PROBE_LIMIT;
    }
    lg_string_printf(&trial->sentence, left == 0 ? "all that was made here is removed" : "%d objects are still listed", left);
    return left == 0 ? LG_PROBE_GOOD : LG_PROBE_LIMIT;
}

/* ---- all of them ---- */

static const struct {
    const char *name;
    int (*run)(struct trial *trial);
    bool needed; /* without it the rest is not tried */
} trials[] = {
    {"connection", try_reach, true},  {"write", try_write, true},           {"read", try_read, true},
    {"list", try_list, true},         {"multipart", try_multipart, true},   {"leftovers", try_cleanup, false},
    {"condition", try_condition, false}, {"checksum", try_checksum, false}, {"names", try_names, false},
    {"clock", try_clock, false},      {"remove", try_remove, false},
};

/* An error that a trial leaves is its sentence. */
static int run(struct trial *trial, size_t i, lg_probe_fn *report, void *context)
{
    int64_t start_ns = lg_clock_ns();
    struct lg_probe probe = {.name = trials[i].name};

    lg_string_clear(&trial->sentence);
    probe.grade = trials[i].run(trial);
    if (trial->err.code != LG_OK) {
        lg_string_clear(&trial->sentence);
        lg_string_puts(&trial->sentence, trial->err.message);
    }
    probe.elapsed_us = (lg_clock_ns() - start_ns) / 1000;
    probe.sentence = lg_string_text(&trial->sentence);
    report(context, &probe);
    return probe.grade;
}

static void name_folder(struct trial *trial)
{
    const char *root = client_settings(trial->client)->run->root;

    lg_string_printf(&trial->folder, "%s%s_lakegen/check-%" PRIx64 "/", root, *root ? "/" : "",
                     (uint64_t)lg_clock_ns() ^ (uint64_t)time(NULL) << 32);
}

int probe_store(struct client *client, lg_probe_fn *report, void *context, struct lg_error *err)
{
    struct trial trial = {.client = client};
    struct lg_error first = LG_ERROR_INIT;
    bool wrote = false;

    name_folder(&trial);
    for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
        bool removes = trials[i].run == try_remove;

        if (settings_is_cancelled(client_settings(client)) || (first.code != LG_OK && !(removes && wrote)))
            continue;
        if (run(&trial, i, report, context) == LG_PROBE_BAD && trials[i].needed && first.code == LG_OK) {
            (void)lg_error_set(&first, trial.err.code ? trial.err.code : LG_E_DESTINATION, "%s", lg_string_text(&trial.sentence));
        }
        wrote = wrote || (trials[i].run == try_write && trial.err.code == LG_OK);
        forget(&trial);
    }
    if (settings_is_cancelled(client_settings(client)))
        (void)lg_error_set(&first, LG_E_CANCELLED, "interrupted");
    lg_string_release(&trial.folder);
    lg_string_release(&trial.key);
    lg_string_release(&trial.sentence);
    *err = first;
    return err->code;
}
