/* SPDX-License-Identifier: Apache-2.0 */
/* The file sink: objects are files, named by their path. */
#include <lakegen/sink.h>

#include "place.h"
#include "writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *const formats[] = {"parquet", "csv", "jsonl", NULL};

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
    bool check_space;
};

static int file_open(const struct lg_options *options, const struct lg_run *run, void **out, struct lg_error *err)
{
    struct state *state = calloc(1, sizeof(*state));

    if (!state)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink file");
    state->run = run;
    state->settings = (struct writer_settings){run->id, lg_option_int(options, "direct") != 0, lg_option_int(options, "sync") != 0};
    state->check_space = lg_option_int(options, "check_space") != 0;
    *out = state;
    return LG_OK;
}

static void file_close(void *state)
{
    free(state);
}

static int64_t file_memory(const struct lg_options *options)
{
    (void)options;
    return WRITER_QUEUE * (int64_t)LG_BUFFER_BYTES;
}

/* ---- preflight ---- */

static int check_room(const struct lg_run *run, const char *root, struct lg_error *err)
{
    struct statvfs room;
    uint64_t available;

    if ((run->flags & LG_RUN_REPLACES) || run->expected_bytes <= 0 || statvfs(root, &room) != 0)
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

struct walk {
    const char *prefix;
    lg_list_fn *emit;
    void *context;
    bool stopped;
};

static bool is_temporary(const char *name)
{
    size_t length = strlen(name);

    return name[0] == '.' && length > 5 && strcmp(name + length - 4, ".tmp") == 0;
}

static int walk_folder(struct walk *walk, const char *folder, struct lg_error *err);

static int walk_entry(struct walk *walk, const char *folder, const char *name, struct lg_error *err)
{
    char path[PATH_MAX];
    struct stat status;
    size_t prefix = strlen(walk->prefix), length;
    bool here = strcmp(folder, ".") == 0 && strncmp(walk->prefix, "./", 2) != 0;

    if (snprintf(path, sizeof(path), "%s%s%s", here ? "" : folder, here || strcmp(folder, "/") == 0 ? "" : "/", name) >=
        (int)sizeof(path))
        return LG_OK; /* no object of ours has such a name */
    length = strlen(path);
    if (strncmp(path, walk->prefix, length < prefix ? length : prefix) != 0 || is_temporary(name) || lstat(path, &status) != 0)
        return LG_OK;
    if (S_ISDIR(status.st_mode))
        return walk_folder(walk, path, err);
    if (S_ISREG(status.st_mode) && length >= prefix)
        walk->stopped = walk->emit(walk->context, &(struct lg_entry){path, status.st_size}) != 0;
    return LG_OK;
}

static int walk_folder(struct walk *walk, const char *folder, struct lg_error *err)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir)
        return errno == ENOENT || errno == ENOTDIR ? LG_OK
                                                   : lg_error_sys(err, place_error_code(errno), errno, "listing '%s'", folder);
    while (!walk->stopped && err->code == LG_OK && (entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)walk_entry(walk, folder, entry->d_name, err);
    (void)closedir(dir);
    return err->code;
}

static int file_list(void *state, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err)
{
    struct walk walk = {prefix, emit, context, false};
    char folder[PATH_MAX];

    (void)state;
    if (place_folder(prefix, folder, sizeof(folder)) != 0)
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "listing '%.100s…'", prefix);
    return walk_folder(&walk, folder, err);
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

/* ---- records ---- */

static int write_record(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t wrote = write(fd, bytes, size);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return wrote < 0 ? errno : ENOSPC;
        bytes += wrote;
        size -= (size_t)wrote;
    }
    return fsync(fd) == 0 ? 0 : errno;
}

/* A name that no other process takes, also not one on another machine with the same process id. */
static int create_record(const char *folder, char *temporary, size_t size, struct lg_error *err)
{
    uint64_t random = 0;
    int fd;

    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random))
        random = (uint64_t)getpid();
    if (snprintf(temporary, size, "%s/.record.%016llx.tmp", folder, (unsigned long long)random) >= (int)size)
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "making a file in '%.100s…'", folder), -1;
    fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        (void)lg_error_sys(err, place_error_code(errno), errno, "making '%s'", temporary);
    return fd;
}

static int publish_in(const char *folder, const char *name, const void *bytes, size_t size, bool if_absent, struct lg_error *err)
{
    char temporary[PATH_MAX];
    int fd = create_record(folder, temporary, sizeof(temporary), err), failure;

    if (fd < 0)
        return err->code;
    failure = write_record(fd, bytes, size);
    if (close(fd) != 0 && failure == 0)
        failure = errno;
    if (failure)
        (void)lg_error_sys(err, place_error_code(failure), failure, "writing '%s'", temporary);
    else if (place_rename(temporary, name, !if_absent, err) == LG_OK)
        return place_sync_folder(folder, err);
    (void)unlink(temporary);
    return err->code;
}

static int file_publish(void *state, const char *name, const void *bytes, size_t size, int if_absent, struct lg_error *err)
{
    char folder[PATH_MAX];

    (void)state;
    if (place_folder(name, folder, sizeof(folder)) != 0)
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "'%.100s…'", name);
    if (place_make_folder(folder, err) != LG_OK)
        return err->code;
    return publish_in(folder, name, bytes, size, if_absent != 0, err);
}

static int file_remove(void *state, const char *name, struct lg_error *err)
{
    char folder[PATH_MAX];

    (void)state;
    if (unlink(name) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return LG_OK;
        return lg_error_sys(err, place_error_code(errno), errno, "removing '%s'", name);
    }
    return place_folder(name, folder, sizeof(folder)) == 0 ? place_sync_folder(folder, err) : LG_OK;
}

LG_SINK_PLUGIN(file, "1.0", "files in a folder", .base.options = options_table, .formats = formats, .default_root = "./out",
               .flags = LG_SINK_FOLDERS, .open = file_open, .close = file_close, .prepare = file_prepare, .memory = file_memory, .begin = file_begin,
               .write = writer_write, .commit = writer_commit, .abort = writer_abort, .stat = file_stat, .list = file_list,
               .read = file_read, .publish = file_publish, .remove = file_remove);
