/* SPDX-License-Identifier: Apache-2.0 */
/* Replacing files: a temporary one beside it, on disk, renamed. Reading them. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int write_and_sync(int fd, const char *bytes, size_t size)
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
    return fdatasync(fd) == 0 || errno == EINVAL ? 0 : errno; /* a pipe or device cannot, and need not */
}

static int error_code(int sys_errno)
{
    return sys_errno == ENOSPC || sys_errno == EDQUOT || sys_errno == EFBIG || sys_errno == EIO ? LG_E_LOCAL : LG_E_DESTINATION;
}

static int replace_through(const char *temporary, const char *path, const void *bytes, size_t size, struct lg_error *err)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666), failure;

    if (fd < 0)
        return lg_error_sys(err, error_code(errno), errno, "making '%s'", temporary);
    failure = write_and_sync(fd, bytes, size);
    if (close(fd) != 0 && failure == 0)
        failure = errno;
    if (failure == 0 && rename(temporary, path) != 0)
        failure = errno;
    if (failure == 0)
        return LG_OK;
    (void)unlink(temporary);
    return lg_error_sys(err, error_code(failure), failure, "writing '%s'", path);
}

int lg_file_replace(const char *path, const void *bytes, size_t size, struct lg_error *err)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    char *temporary;

    if (!*base)
        return lg_error_set(err, LG_E_DESTINATION, "'%s' names a folder, not a file", path);
    if (asprintf(&temporary, "%.*s.%s.%ld.tmp", (int)(base - path), path, base, (long)getpid()) < 0)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%.200s'", path);
    (void)replace_through(temporary, path, bytes, size, err);
    free(temporary);
    return err->code;
}

ssize_t lg_file_read_at(int fd, void *bytes, size_t size, off_t at)
{
    size_t have = 0;

    while (have < size) {
        ssize_t got = pread(fd, (char *)bytes + have, size - have, at + (off_t)have);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}
