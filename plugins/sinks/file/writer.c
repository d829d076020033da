/* SPDX-License-Identifier: Apache-2.0 */
/* Writes an object under a temporary name in its own folder, and renames it when all of it is on disk.
 *
 * Direct I/O costs a twentieth of the processor time of the page cache and does not push other programs' pages out. Where a file
 * system refuses it, the page cache is used through a window of bounded size. */
#include "writer.h"

#include <lakegen/thread.h>

#include "place.h"
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WINDOW ((off_t)16 << 20)        /* of dirty page cache */
#define SMALL_OBJECT ((int64_t)1 << 20) /* not worth direct I/O or preallocation */

struct writer {
    char *path, *temporary, *folder; /* owned */
    int fd;
    bool direct, sync, replace;
    off_t offset;

    struct lg_thread *thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct lg_buffer *queue[WRITER_QUEUE];
    unsigned queued;
    bool closing;  /* nothing comes any more */
    bool dropping; /* what is queued is not wanted */
    int failure;   /* errno of the first write that failed */
};

/* ---- the thread ---- */

static int write_all(struct writer *writer, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t wrote = pwrite(writer->fd, bytes, size, writer->offset);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return errno;
        if (wrote == 0)
            return ENOSPC;
        bytes += wrote;
        size -= (size_t)wrote;
        writer->offset += wrote;
    }
    return 0;
}

static int leave_direct(struct writer *writer)
{
    int flags = fcntl(writer->fd, F_GETFL);

    writer->direct = false;
    return flags >= 0 && fcntl(writer->fd, F_SETFL, flags & ~O_DIRECT) == 0 ? 0 : errno;
}

/* Starts writing back what was just written, and waits for what is a window behind. */
static void bound_page_cache(const struct writer *writer, off_t start)
{
    off_t length = writer->offset - start, behind = start - WINDOW;

    (void)sync_file_range(writer->fd, start, length, SYNC_FILE_RANGE_WRITE);
    if (behind < 0)
        return;
    (void)sync_file_range(writer->fd, behind, length,
                          SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    (void)posix_fadvise(writer->fd, behind, length, POSIX_FADV_DONTNEED);
}

/* Direct I/O needs whole blocks: the last buffer goes through the page cache, and so does everything where the file system
 * changes its mind, or after a short write. */
static int put_buffer(struct writer *writer, const struct lg_buffer *buffer)
{
    off_t start = writer->offset;
    int failure = 0;

    if (writer->direct && (lg_buffer_size(buffer) % 4096 != 0 || start % 4096 != 0))
        failure = leave_direct(writer);
    if (failure == 0)
        failure = write_all(writer, lg_buffer_data(buffer), lg_buffer_size(buffer));
    if (failure == EINVAL && writer->direct && leave_direct(writer) == 0) {
        size_t done = (size_t)(writer->offset - start);

        failure = write_all(writer, lg_buffer_data(buffer) + done, lg_buffer_size(buffer) - done);
    }
    if (failure == 0 && !writer->direct)
        bound_page_cache(writer, start);
    return failure;
}

/* The oldest buffer, which stays in the queue until it is written: NULL when there will be none. */
static struct lg_buffer *next_buffer(struct writer *writer, bool *drop)
{
    struct lg_buffer *buffer;

    (void)pthread_mutex_lock(&writer->mutex);
    while (writer->queued == 0 && !writer->closing)
        (void)pthread_cond_wait(&writer->changed, &writer->mutex);
    buffer = writer->queued > 0 ? writer->queue[0] : NULL;
    *drop = writer->dropping || writer->failure != 0;
    (void)pthread_mutex_unlock(&writer->mutex);
    return buffer;
}

static void finish_buffer(struct writer *writer, struct lg_buffer *buffer, int failure)
{
    lg_buffer_unref(buffer);
    (void)pthread_mutex_lock(&writer->mutex);
    writer->queued--;
    memmove(writer->queue, writer->queue + 1, writer->queued * sizeof(struct lg_buffer *));
    if (writer->failure == 0)
        writer->failure = failure;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->mutex);
}

static void writer_main(void *argument)
{
    struct writer *writer = argument;
    struct lg_buffer *buffer;
    bool drop;

    while ((buffer = next_buffer(writer, &drop)))
        finish_buffer(writer, buffer, drop ? 0 : put_buffer(writer, buffer));
}

static void stop_thread(struct writer *writer, bool drop)
{
    if (!writer->thread)
        return;
    (void)pthread_mutex_lock(&writer->mutex);
    writer->closing = true;
    writer->dropping = drop;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->mutex);
    lg_thread_join(writer->thread);
    writer->thread = NULL;
}

/* ---- begin ---- */

static void writer_free(struct writer *writer)
{
    if (writer->fd >= 0)
        (void)close(writer->fd);
    (void)pthread_cond_destroy(&writer->changed);
    (void)pthread_mutex_destroy(&writer->mutex);
    free(writer->path);
    free(writer->temporary);
    free(writer->folder);
    free(writer);
}

static int name_files(struct writer *writer, const char *name, const char *run, struct lg_error *err)
{
    char folder[PATH_MAX];

    if (place_folder(name, folder, sizeof(folder)) != 0)
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "'%.100s…'", name);
    writer->path = strdup(name);
    writer->folder = strdup(folder);
    writer->temporary = walk_temporary(name, run);
    if (!writer->path || !writer->folder || !writer->temporary)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%.200s'", name);
    return LG_OK;
}

/* Folders, links and pipes in the object's place are nobody's object: found now, not when all its bytes are written. */
static int check_place(const char *name, struct lg_error *err)
{
    struct stat status;

    if (lstat(name, &status) == 0 && !S_ISREG(status.st_mode))
        return lg_error_set(err, LG_E_DESTINATION, "'%s' is not a file", name);
    return LG_OK;
}

/* A temporary file of the same name was left by a run that died: this run is the same one. */
static int create(struct writer *writer, bool direct, struct lg_error *err)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

    for (int attempt = 0; attempt < 4 && writer->fd < 0; attempt++) {
        writer->direct = direct;
        writer->fd = open(writer->temporary, flags | (direct ? O_DIRECT : 0), 0666);
        if (writer->fd >= 0 || (errno != EEXIST && !(errno == EINVAL && direct)))
            break;
        if (errno == EINVAL)
            direct = false; /* the file may have been made all the same */
        (void)unlink(writer->temporary);
    }
    if (writer->fd < 0)
        return lg_error_sys(err, place_error_code(errno), errno, "making '%s'", writer->temporary);
    return LG_OK;
}

int writer_begin(const struct writer_settings *settings, const struct lg_object *object, void **out, struct lg_error *err)
{
    struct writer *writer = calloc(1, sizeof(*writer));
    bool large = object->size_hint > SMALL_OBJECT;

    if (!writer)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a file");
    writer->fd = -1;
    writer->sync = settings->sync;
    writer->replace = (object->flags & LG_OBJECT_REPLACE) != 0;
    (void)pthread_mutex_init(&writer->mutex, NULL);
    (void)pthread_cond_init(&writer->changed, NULL);
    if (name_files(writer, object->name, settings->run, err) != LG_OK || check_place(writer->path, err) != LG_OK ||
        place_make_folder(writer->folder, err) != LG_OK || create(writer, settings->direct && large, err) != LG_OK) {
        writer_free(writer);
        return err->code;
    }
    /* one extent instead of many; a full disk shows now. File systems that cannot are not asked again */
    if (large && fallocate(writer->fd, FALLOC_FL_KEEP_SIZE, 0, object->size_hint) != 0 && errno == ENOSPC)
        (void)lg_error_sys(err, LG_E_LOCAL, ENOSPC, "reserving %lld MiB for '%s'", (long long)(object->size_hint >> 20),
                           object->name);
    else
        (void)lg_thread_start(writer_main, writer, "the sink file", &writer->thread, err);
    if (err->code != LG_OK) {
        writer_abort(writer);
        return err->code;
    }
    *out = writer;
    return LG_OK;
}

/* ---- write, commit, abort ---- */

static int write_error(const struct writer *writer, int failure, struct lg_error *err)
{
    return lg_error_sys(err, place_error_code(failure), failure, "writing '%s'", writer->temporary);
}

int writer_write(void *argument, struct lg_buffer *buffer, struct lg_error *err)
{
    struct writer *writer = argument;
    int failure;

    (void)pthread_mutex_lock(&writer->mutex);
    while (writer->queued == WRITER_QUEUE && writer->failure == 0)
        (void)pthread_cond_wait(&writer->changed, &writer->mutex);
    failure = writer->failure;
    if (failure == 0) {
        lg_buffer_ref(buffer);
        writer->queue[writer->queued++] = buffer;
        (void)pthread_cond_broadcast(&writer->changed);
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    return failure ? write_error(writer, failure, err) : LG_OK;
}

/* All bytes on disk, preallocated blocks given back, then the name, then the name on disk. */
static int finish(struct writer *writer, const struct lg_receipt *receipt, struct lg_error *err)
{
    if (writer->failure)
        return write_error(writer, writer->failure, err);
    if (writer->offset != receipt->bytes)
        return lg_error_set(err, LG_E_INTERNAL, "'%s' got %lld bytes of %lld", writer->path, (long long)writer->offset,
                            (long long)receipt->bytes);
    if (ftruncate(writer->fd, writer->offset) != 0)
        return lg_error_sys(err, place_error_code(errno), errno, "cutting '%s'", writer->temporary);
    if (writer->sync && fdatasync(writer->fd) != 0)
        return lg_error_sys(err, place_error_code(errno), errno, "syncing '%s'", writer->temporary);
    if (close(writer->fd) != 0) {
        writer->fd = -1;
        return lg_error_sys(err, place_error_code(errno), errno, "closing '%s'", writer->temporary);
    }
    writer->fd = -1;
    if (place_rename(writer->temporary, writer->path, writer->replace, err) != LG_OK)
        return err->code;
    return writer->sync ? place_sync_folder(writer->folder, err) : LG_OK;
}

int writer_commit(void *argument, struct lg_receipt *receipt, struct lg_error *err)
{
    struct writer *writer = argument;

    stop_thread(writer, false);
    if (finish(writer, receipt, err) != LG_OK)
        (void)unlink(writer->temporary);
    writer_free(writer);
    return err->code;
}

void writer_abort(void *argument)
{
    struct writer *writer = argument;

    stop_thread(writer, true);
    (void)unlink(writer->temporary);
    writer_free(writer);
}
