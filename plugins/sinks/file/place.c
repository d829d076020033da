/* SPDX-License-Identifier: Apache-2.0 */
/* Folders and names on a file system. */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int place_error_code(int sys_errno)
{
    switch (sys_errno) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EIO:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
        return LG_E_LOCAL;
    default:
        return LG_E_DESTINATION;
    }
}

int place_folder(const char *path, char *folder, size_t size)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;

    if (length >= size)
        return ENAMETOOLONG;
    if (!slash || length == 0) {
        (void)snprintf(folder, size, slash ? "/" : ".");
        return 0;
    }
    memcpy(folder, path, length);
    folder[length] = '\0';
    return 0;
}

int place_sync_folder(const char *folder, struct lg_error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), failure = 0;

    if (fd < 0)
        return lg_error_sys(err, place_error_code(errno), errno, "opening folder '%s'", folder);
    if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) /* not every file system syncs folders */
        failure = errno;
    (void)close(fd);
    if (failure)
        return lg_error_sys(err, place_error_code(failure), failure, "syncing folder '%s'", folder);
    return LG_OK;
}

static int make_one(const char *folder, struct lg_error *err)
{
    char parent[PATH_MAX];
    struct stat status;

    if (mkdir(folder, 0777) == 0)
        return place_folder(folder, parent, sizeof(parent)) == 0 ? place_sync_folder(parent, err) : LG_OK;
    if (errno != EEXIST)
        return lg_error_sys(err, place_error_code(errno), errno, "making folder '%s'", folder);
    if (stat(folder, &status) != 0)
        return lg_error_sys(err, place_error_code(errno), errno, "folder '%s'", folder);
    if (!S_ISDIR(status.st_mode))
        return lg_error_set(err, LG_E_DESTINATION, "'%s' is not a folder", folder);
    return LG_OK;
}

int place_make_folder(const char *folder, struct lg_error *err)
{
    char path[PATH_MAX];
    struct stat status;

    if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
        return LG_OK;
    if (strlen(folder) >= sizeof(path))
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "making folder '%.100s…'", folder);
    memcpy(path, folder, strlen(folder) + 1);
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (make_one(path, err) != LG_OK)
            return err->code;
        *p = '/';
    }
    return make_one(path, err);
}

/* link(2) and unlink(2) do what RENAME_NOREPLACE does where a file system does not know it. */
static int rename_no_replace(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (link(from, to) != 0)
        return -1;
    return unlink(from);
}

int place_rename(const char *from, const char *to, bool replace, struct lg_error *err)
{
    int result = replace ? rename(from, to) : rename_no_replace(from, to);

    if (result == 0)
        return LG_OK;
    if (errno == EEXIST)
        return lg_error_set(err, LG_E_EXISTS, "'%s' exists", to);
    return lg_error_sys(err, place_error_code(errno), errno, "naming '%s'", to);
}
