/* SPDX-License-Identifier: Apache-2.0 */
/* The file sink: objects are files, named by their path. */
#include <lakegen/sink.h>

#include "lock.h"
#include "place.h"
#include "record.h"
#include "walk.h"
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *const formats[] = {"parquet", "csv", "jsonl", "native", "rowbinary", NULL};

static const struct lg_option options_table[] = {
    {.name = "direct", .type = LG_OPTION_BOOL, .fallback = "true", .doc = "write past the page cache where the file system can"},
    {.name = "sync", .type = LG_OPTION_BOOL, .fallback = "true",
     .doc = "make every file durable before it gets its name; false: faster, and lost by a power failure"},
    {.name = "check_space", .type = LG_OPTION_BOOL, .fallback = "true",
     .doc = "refuse to start when the disk has less room than the plan needs"},
    {0}};

struct state {
    struct writer_settings settings;
    const struct lg_run *run;
    char *owner; /* of temporary files of records: the run and this node; owned */
    struct lock *locks;
    bool check_space;
};

static int file_open(const struct lg_options *options, const struct lg_run *run, void **out, struct lg_error *err)
{
    struct state *state = calloc(1, sizeof(*state));

    if (!state || asprintf(&state->owner, "%s.%u-of-%u", run->id, run->node, run->nodes) < 0) {
        free(state);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink file");
    }
    state->run = run;
    state->settings = (struct writer_settings){run->id, lg_option_int(options, "direct") != 0, lg_option_int(options, "sync") != 0};
    state->check_space = lg_option_int(options, "check_space") != 0;
    *out = state;
    return LG_OK;
}

static void file_close(void *argument)
{
    struct state *state = argument;

    lock_release_all(&state->locks);
    free(state->owner);
    free(state);
}

static void file_memory(const struct lg_options *options, int64_t object_bytes, struct lg_sink_memory *memory)
{
    (void)options, (void)object_bytes;
    memory->buffers = WRITER_QUEUE * (int64_t)LG_BUFFER_BYTES;
}

/* ---- preflight ---- */

static int check_room(const struct lg_run *run, const char *root, struct lg_error *err)
{
    struct statvfs room;
    uint64_t available;

    if ((run->flags & (LG_RUN_REPLACES | LG_RUN_RESUMES)) || run->expected_bytes <= 0 || statvfs(root, &room) != 0)
        return LG_OK;
    available = (uint64_t)room.f_bavail * room.f_frsize;
    if (available >= (uint64_t)run->expected_bytes / 10 * 9) /* the plan's size is an estimate */
        return LG_OK;
    return lg_error_set(err, LG_E_LOCAL, "'%s' has %llu MB of room, the plan needs about %lld MB; free some, lower --scale, or say "
                        "--check-space false", root, (unsigned long long)(available / 1000000),
                        (long long)(run->expected_bytes / 1000000));
}

static int file_prepare(void *argument, struct lg_error *err)
{
    const struct state *state = argument;
    const char *root = *state->run->root ? state->run->root : ".";

    if (place_make_folder(root, err) != LG_OK)
        return err->code;
    if (access(root, W_OK | X_OK) != 0)
        return lg_error_sys(err, LG_E_DESTINATION, errno, "writing to folder '%s'", root);
    return state->check_space ? check_room(state->run, root, err) : LG_OK;
}

static int file_begin(void *state, const struct lg_object *object, void **writer, struct lg_error *err)
{
    return writer_begin(&((const struct state *)state)->settings, object, writer, err);
}

/* ---- reading back ---- */

static int file_stat(void *state, const char *name, int64_t *bytes, struct lg_error *err)
{
    struct stat status;

    (void)state;
    if (stat(name, &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return lg_error_set(err, LG_E_NOT_FOUND, "'%s' does not exist", name);
        return lg_error_sys(err, place_error_code(errno), errno, "'%s'", name);
    }
    if (!S_ISREG(status.st_mode))
        return lg_error_set(err, LG_E_DESTINATION, "'%s' is not a file", name);
    *bytes = status.st_size;
    return LG_OK;
}

static int file_read(void *state, const char *name, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                     struct lg_error *err)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char *bytes = malloc(LG_BUFFER_BYTES);
    ssize_t got = 1;

    (void)state;
    if (fd < 0)
        (void)lg_error_sys(err, errno == ENOENT ? LG_E_NOT_FOUND : place_error_code(errno), errno, "opening '%s'", name);
    else if (!bytes)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory to read '%s'", name);
    while (err->code == LG_OK && size != 0 && got > 0) {
        size_t some = size < 0 || size > (int64_t)LG_BUFFER_BYTES ? LG_BUFFER_BYTES : (size_t)size;

        got = pread(fd, bytes, some, (off_t)offset);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        if (got < 0)
            (void)lg_error_sys(err, place_error_code(errno), errno, "reading '%s'", name);
        if (got <= 0 || emit(context, bytes, (size_t)got) != 0)
            break;
        offset += got;
        size -= size > 0 ? got : 0;
    }
    free(bytes);
    if (fd >= 0)
        (void)close(fd);
    return err->code;
}

/* ---- records, locks, what dead processes leave ---- */

static int file_list(void *state, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err)
{
    (void)state;
    return walk_objects(prefix, emit, context, err);
}

static int file_publish(void *state, const char *name, const void *bytes, size_t size, int if_absent, struct lg_error *err)
{
    return record_publish(name, ((const struct state *)state)->owner, bytes, size, if_absent != 0, err);
}

static int file_remove(void *state, const char *name, struct lg_error *err)
{
    return record_remove(name, ((const struct state *)state)->run->root, err);
}

static int file_lock(void *argument, const char *name, uint32_t flags, struct lg_error *err)
{
    struct state *state = argument;
    char folder[PATH_MAX];

    if (place_folder(name, folder, sizeof(folder)) != 0)
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "'%.100s…'", name);
    if (place_make_folder(folder, err) != LG_OK || lock_take(&state->locks, name, (flags & LG_LOCK_SHARED) != 0, err) != LG_OK)
        return err->code;
    return record_sweep(name, state->run->root, err);
}

static int file_sweep(void *state, const char *run, const char *prefix, lg_leftover_fn *choose, void *context, struct lg_error *err)
{
    (void)state;
    return walk_sweep(prefix, run, choose, context, err);
}

LG_SINK_PLUGIN(file, "1.0", "files in a folder", .base.options = options_table, .formats = formats, .default_root = "./out",
               .flags = LG_SINK_FOLDERS, .open = file_open, .close = file_close, .prepare = file_prepare, .memory = file_memory,
               .begin = file_begin, .write = writer_write, .commit = writer_commit, .abort = writer_abort, .stat = file_stat, .list = file_list,
               .read = file_read, .publish = file_publish, .remove = file_remove, .lock = file_lock, .sweep = file_sweep);
