/* SPDX-License-Identifier: Apache-2.0 */
/* Storing and looking through the calls of a sink. */
#include "kit/shelf.h"

#include "base/callback.h"
#include "plan/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE LG_SHELF_LINE

static const volatile int not_cancelled;

/* ---- opening ---- */

static int open_sink(struct lg_shelf *shelf, struct lg_error *err)
{
    const struct lg_destination *destination = shelf->subject->destination;

    shelf->run = (struct lg_run){.struct_size = sizeof(shelf->run),
                                 .nodes = 1,
                                 .id = "lakegen-check",
                                 .authority = destination->authority,
                                 .root = destination->root,
                                 .cancelled = &not_cancelled};
    if (lg_options_new(shelf->sink->base.options, &shelf->options, err) != LG_OK ||
        lg_plan_set_sink_options(&shelf->sink->base, shelf->options, shelf->subject->settings, err) != LG_OK ||
        lg_callback_result(shelf->sink->open(shelf->options, &shelf->run, &shelf->state, err), "open", err) != LG_OK)
        return err->code;
    shelf->is_open = true;
    return LG_OK;
}

int lg_shelf_open(struct lg_shelf *shelf, const struct lg_check_subject *subject, struct lg_error *err)
{
    *shelf = (struct lg_shelf){.subject = subject, .sink = subject->sink};
    if (open_sink(shelf, err) != LG_OK || lg_buffer_pool_new(LG_SHELF_BLOCKS, &shelf->pool, err) != LG_OK || !shelf->sink->prepare)
        return err->code;
    return lg_callback_result(shelf->sink->prepare(shelf->state, err), "prepare", err);
}

void lg_shelf_close(struct lg_shelf *shelf)
{
    if (shelf->is_open)
        shelf->sink->close(shelf->state);
    lg_options_free(shelf->options);
    lg_buffer_pool_free(shelf->pool);
}

/* ---- objects ---- */

/* Checks run in children: the parent's number is that of them all. */
void lg_shelf_folder(const struct lg_shelf *shelf, char folder[PATH_MAX])
{
    const char *root = shelf->run.root;

    (void)snprintf(folder, PATH_MAX, "%s%slakegen-check-%ld/", root, *root && root[strlen(root) - 1] != '/' ? "/" : "", (long)getppid());
}

void lg_shelf_name(const struct lg_shelf *shelf, const char *word, int64_t bytes, struct lg_piece *piece)
{
    size_t length;

    lg_shelf_folder(shelf, piece->name);
    length = strlen(piece->name);
    (void)snprintf(piece->name + length, sizeof(piece->name) - length, "%s.jsonl", word);
    piece->bytes = bytes;
    piece->first_id = 0;
}

static void put_line(unsigned char *to, int64_t id)
{
    char line[LINE + 1];

    (void)snprintf(line, sizeof(line), "{\"id\":%-*lld}\n", LINE - 8, (long long)id);
    memcpy(to, line, LINE);
}

int lg_shelf_failed(const char *callback, const struct lg_piece *piece, struct lg_error *err)
{
    (void)lg_callback_result(LG_E_PLUGIN, callback, err);
    return lg_error_wrap(err, "%s() of '%s'", callback, strrchr(piece->name, '/') + 1);
}

int lg_shelf_begin(struct lg_shelf *shelf, const struct lg_piece *piece, uint32_t flags, void **writer, struct lg_error *err)
{
    static const struct lg_column columns[] = {{.name = "id", .type = "l", .doc = "row number"}, {0}};
    static const struct lg_table table = {.name = "lakegen_check", .doc = "Rows of lakegen plugin check", .columns = columns};
    const struct lg_object object = {.struct_size = sizeof(object),
                                     .flags = flags,
                                     .name = piece->name,
                                     .media_type = "application/x-ndjson",
                                     .identity = "0000000000000000000000000000000000000000000000000000000000000000",
                                     .table = &table,
                                     .rows = piece->bytes / LINE,
                                     .size_hint = piece->bytes};

    *writer = NULL;
    if (shelf->sink->begin(shelf->state, &object, writer, err) != LG_OK || err->code != LG_OK)
        return lg_shelf_failed("begin", piece, err);
    return LG_OK;
}

/* All blocks but the last are full, as the host's are. */
int lg_shelf_write(struct lg_shelf *shelf, const struct lg_piece *piece, void *writer, struct lg_content_digest *digest,
                   struct lg_error *err)
{
    for (int64_t at = 0; at < piece->bytes && err->code == LG_OK;) {
        struct lg_buffer *buffer;
        unsigned char *space;
        size_t room, used = 0;

        if (lg_buffer_pool_take(shelf->pool, &not_cancelled, &buffer, err) != LG_OK)
            return err->code;
        space = lg_buffer_space(buffer, &room);
        for (; used < room && at < piece->bytes; used += LINE, at += LINE)
            put_line(space + used, piece->first_id + at / LINE);
        lg_buffer_grow(buffer, used);
        if (digest)
            lg_content_digest_update(digest, space, used);
        if (shelf->sink->write(writer, buffer, err) != LG_OK || err->code != LG_OK)
            (void)lg_shelf_failed("write", piece, err);
        lg_buffer_unref(buffer);
    }
    return err->code;
}

int lg_shelf_commit(struct lg_shelf *shelf, const struct lg_piece *piece, void *writer, const struct lg_content_digest *digest,
                    struct lg_error *err)
{
    struct lg_receipt receipt = {.struct_size = sizeof(receipt), .rows = piece->bytes / LINE, .bytes = piece->bytes};

    lg_content_digest_text(digest, receipt.digest);
    if (shelf->sink->commit(writer, &receipt, err) != LG_OK || err->code != LG_OK)
        return lg_shelf_failed("commit", piece, err);
    return LG_OK;
}

int lg_shelf_store(struct lg_shelf *shelf, const struct lg_piece *piece, uint32_t flags, struct lg_error *err)
{
    struct lg_content_digest *digest = lg_content_digest_new();
    void *writer;

    if (!digest)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a digest");
    if (lg_shelf_begin(shelf, piece, flags, &writer, err) == LG_OK) {
        if (lg_shelf_write(shelf, piece, writer, digest, err) == LG_OK)
            (void)lg_shelf_commit(shelf, piece, writer, digest, err);
        else
            shelf->sink->abort(writer);
    }
    lg_content_digest_free(digest);
    return err->code;
}

int lg_shelf_publish(struct lg_shelf *shelf, const struct lg_piece *piece, int if_absent, struct lg_error *err)
{
    unsigned char lines[LG_SHELF_RECORD];

    for (int64_t at = 0; at < piece->bytes; at += LINE)
        put_line(lines + at, piece->first_id + at / LINE);
    return shelf->sink->publish(shelf->state, piece->name, lines, (size_t)piece->bytes, if_absent, err);
}

int lg_shelf_clear(struct lg_shelf *shelf, const struct lg_piece *piece, struct lg_error *err)
{
    struct lg_error removing = LG_ERROR_INIT;

    (void)lg_callback_result(shelf->sink->remove(shelf->state, piece->name, &removing), "remove", &removing);
    if (removing.code != LG_OK)
        (void)lg_error_set(err, removing.code, "remove(): %s", removing.message);
    return err->code;
}

/* ---- looking ---- */

static int list_entry(void *context, const struct lg_entry *entry)
{
    struct lg_shelf_listing *listing = context;

    if (strcmp(entry->name, listing->piece->name) == 0) {
        listing->times++;
        listing->bytes = entry->bytes;
    } else {
        listing->others++;
    }
    return listing->stops;
}

int lg_shelf_list(struct lg_shelf *shelf, const char *prefix, struct lg_shelf_listing *listing, struct lg_error *err)
{
    if (shelf->sink->list(shelf->state, prefix, list_entry, listing, err) != LG_OK || err->code != LG_OK)
        return lg_shelf_failed("list", listing->piece, err);
    return LG_OK;
}

static int expect_size(struct lg_shelf *shelf, const struct lg_piece *piece, int64_t expected, const char *when, struct lg_error *err)
{
    struct lg_error found = LG_ERROR_INIT;
    int64_t bytes = -1;

    (void)lg_callback_result(shelf->sink->stat(shelf->state, piece->name, &bytes, &found), "stat", &found);
    if (found.code != LG_OK && found.code != LG_E_NOT_FOUND)
        return lg_error_set(err, found.code, "stat(), %s: %s", when, found.message);
    if (found.code == LG_E_NOT_FOUND)
        bytes = -1;
    if (bytes == expected)
        return LG_OK;
    if (expected < 0)
        return lg_error_set(err, LG_E_PLUGIN, "stat() finds the object %s, with %lld bytes", when, (long long)bytes);
    if (bytes < 0)
        return lg_error_set(err, LG_E_PLUGIN, "stat() finds no object %s", when);
    return lg_error_set(err, LG_E_PLUGIN, "stat() gives %lld bytes %s instead of %lld", (long long)bytes, when, (long long)expected);
}

static int expect_listed(struct lg_shelf *shelf, const struct lg_piece *piece, int64_t expected, const char *when, struct lg_error *err)
{
    struct lg_shelf_listing listing = {.piece = piece};
    char folder[PATH_MAX];

    lg_shelf_folder(shelf, folder);
    if (lg_shelf_list(shelf, folder, &listing, err) != LG_OK)
        return err->code;
    if (listing.times != (expected >= 0))
        return lg_error_set(err, LG_E_PLUGIN, "list() shows the object %d times %s", listing.times, when);
    if (listing.others > 0)
        return lg_error_set(err, LG_E_PLUGIN, "list() shows %d other names %s", listing.others, when);
    if (expected >= 0 && listing.bytes != expected)
        return lg_error_set(err, LG_E_PLUGIN, "list() gives %lld bytes %s instead of %lld", (long long)listing.bytes, when,
                            (long long)expected);
    return LG_OK;
}

int lg_shelf_expect(struct lg_shelf *shelf, const struct lg_piece *piece, int64_t bytes, const char *when, struct lg_error *err)
{
    return expect_size(shelf, piece, bytes, when, err) == LG_OK ? expect_listed(shelf, piece, bytes, when, err) : err->code;
}

struct reading {
    const struct lg_piece *piece;
    int64_t at, end; /* of the object */
    bool differs;
};

static int read_some(void *context, const void *bytes, size_t size)
{
    struct reading *reading = context;
    const unsigned char *p = bytes;
    unsigned char line[LINE];

    for (size_t i = 0; i < size; i++, reading->at++) {
        if (i == 0 || reading->at % LINE == 0)
            put_line(line, reading->piece->first_id + reading->at / LINE);
        reading->differs |= reading->at >= reading->end || p[i] != line[reading->at % LINE];
    }
    return 0;
}

int lg_shelf_read(struct lg_shelf *shelf, const struct lg_piece *piece, int64_t offset, int64_t size, struct lg_error *err)
{
    int64_t end = size < 0 || offset + size > piece->bytes ? piece->bytes : offset + size;
    struct reading reading = {piece, offset, end, false};

    if (shelf->sink->read(shelf->state, piece->name, offset, size, read_some, &reading, err) != LG_OK || err->code != LG_OK)
        return lg_shelf_failed("read", piece, err);
    if (!reading.differs && reading.at == end)
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "read() from byte %lld on gives %s", (long long)offset,
                        reading.at < end ? "too few bytes" : "other bytes than were written");
}
