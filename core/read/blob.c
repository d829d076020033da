/* SPDX-License-Identifier: Apache-2.0 */
/* Two kinds of blobs. */
#include "read/blob.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_file(const struct lg_blob *blob, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                     struct lg_error *err)
{
    char *bytes = malloc(LG_BUFFER_BYTES);

    if (!bytes)
        return lg_error_set(err, LG_E_LOCAL, "out of memory to read '%.300s'", blob->name);
    while (size != 0) {
        size_t some = size < 0 || size > (int64_t)LG_BUFFER_BYTES ? LG_BUFFER_BYTES : (size_t)size;
        ssize_t got = lg_file_read_at(blob->fd, bytes, some, (off_t)offset);

        if (got < 0)
            (void)lg_error_sys(err, errno == EIO ? LG_E_LOCAL : LG_E_DESTINATION, errno, "reading '%.300s'", blob->name);
        if (got <= 0 || emit(context, bytes, (size_t)got) != 0)
            break;
        offset += got;
        size -= size > 0 ? got : 0;
    }
    free(bytes);
    return err->code;
}

int lg_blob_open_file(const char *path, struct lg_blob *blob, struct lg_error *err)
{
    struct stat status;

    *blob = (struct lg_blob){.name = path, .read = read_file, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (blob->fd < 0)
        return lg_error_sys(err, errno == ENOENT || errno == ENOTDIR ? LG_E_NOT_FOUND : LG_E_DESTINATION, errno, "opening '%.300s'",
                            path);
    if (fstat(blob->fd, &status) != 0)
        (void)lg_error_sys(err, LG_E_DESTINATION, errno, "'%.300s'", path);
    else if (S_ISDIR(status.st_mode))
        (void)lg_error_set(err, LG_E_DESTINATION, "'%.300s' is a folder; name a file in it, or see 'lakegen verify'", path);
    else if (!S_ISREG(status.st_mode))
        (void)lg_error_set(err, LG_E_DESTINATION, "'%.300s' is not a file", path);
    if (err->code != LG_OK)
        lg_blob_close(blob);
    else
        blob->size = status.st_size;
    return err->code;
}

static int read_object(const struct lg_blob *blob, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                       struct lg_error *err)
{
    return blob->sink->read(blob->context, blob->name, offset, size, emit, context, err);
}

int lg_blob_open_object(const struct lg_sink_plugin *sink, void *sink_state, const char *name, struct lg_blob *blob,
                        struct lg_error *err)
{
    *blob = (struct lg_blob){.name = name, .read = read_object, .fd = -1, .sink = sink, .context = sink_state};
    return sink->stat(sink_state, name, &blob->size, err);
}

void lg_blob_close(struct lg_blob *blob)
{
    if (blob->fd >= 0)
        (void)close(blob->fd);
    blob->fd = -1;
}

int lg_blob_read(const struct lg_blob *blob, int64_t offset, int64_t size, lg_emit_fn *emit, void *context, struct lg_error *err)
{
    return blob->read(blob, offset, size, emit, context, err);
}

struct filling {
    unsigned char *next;
    size_t left;
};

static int fill(void *context, const void *bytes, size_t size)
{
    struct filling *filling = context;
    size_t some = size < filling->left ? size : filling->left;

    memcpy(filling->next, bytes, some);
    filling->next += some;
    filling->left -= some;
    return filling->left == 0;
}

int lg_blob_fetch(const struct lg_blob *blob, int64_t offset, size_t size, void *bytes, struct lg_error *err)
{
    struct filling filling = {bytes, size};

    if (size > 0 && lg_blob_read(blob, offset, (int64_t)size, fill, &filling, err) != LG_OK)
        return err->code;
    if (filling.left > 0)
        return lg_error_set(err, LG_E_VERIFICATION, "'%.300s' ends %zu bytes before byte %lld", blob->name, filling.left,
                            (long long)offset + (long long)size);
    return LG_OK;
}
