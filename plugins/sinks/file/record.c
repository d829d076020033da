/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing: a temporary file in the same folder, its bytes on disk, the name, the name on disk. */
#include "record.h"

#include "place.h"
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* One that is there already was left by a process that died: the owner is one process at a time. */
static int create(const char *temporary, struct lg_error *err)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, fd = open(temporary, flags, 0666);

    if (fd < 0 && errno == EEXIST && unlink(temporary) == 0)
        fd = open(temporary, flags, 0666);
    if (fd < 0)
        (void)lg_error_sys(err, place_error_code(errno), errno, "making '%s'", temporary);
    return fd;
}

static int publish_through(const char *temporary, const char *name, const void *bytes, size_t size, bool if_absent,
                           struct lg_error *err)
{
    int fd = create(temporary, err), failure;

    if (fd < 0)
        return err->code;
    failure = write_record(fd, bytes, size);
    if (close(fd) != 0 && failure == 0)
        failure = errno;
    if (failure)
        (void)lg_error_sys(err, place_error_code(failure), failure, "writing '%s'", temporary);
    else
        (void)place_rename(temporary, name, !if_absent, err);
    if (err->code != LG_OK)
        (void)unlink(temporary);
    return err->code;
}

int record_publish(const char *name, const char *owner, const void *bytes, size_t size, bool if_absent, struct lg_error *err)
{
    char folder[PATH_MAX], *temporary;

    if (place_folder(name, folder, sizeof(folder)) != 0)
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "'%.100s…'", name);
    if (place_make_folder(folder, err) != LG_OK)
        return err->code;
    temporary = walk_temporary(name, owner);
    if (!temporary)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for '%.200s'", name);
    if (publish_through(temporary, name, bytes, size, if_absent, err) == LG_OK)
        (void)place_sync_folder(folder, err);
    free(temporary);
    return err->code;
}

static bool is_below(const char *folder, const char *root)
{
    size_t length = strlen(root);

    return strncmp(folder, root, length) == 0 && folder[length] == '/';
}

int record_remove(const char *name, const char *root, struct lg_error *err)
{
    char folder[PATH_MAX], parent[PATH_MAX];

    if (unlink(name) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return LG_OK;
        return lg_error_sys(err, place_error_code(errno), errno, "removing '%s'", name);
    }
    if (place_folder(name, folder, sizeof(folder)) != 0)
        return LG_OK;
    while (is_below(folder, root) && rmdir(folder) == 0 && place_folder(folder, parent, sizeof(parent)) == 0)
        memcpy(folder, parent, strlen(parent) + 1);
    return place_sync_folder(folder, err);
}

/* ---- what dead processes leave ---- */

static int sweep_folder(const char *folder, const char *owner, struct lg_error *err)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir)
        return LG_OK; /* there is nothing in it */
    while (err->code == LG_OK && (entry = readdir(dir))) {
        const char *base;
        size_t length;

        if (walk_is_temporary_of(entry->d_name, owner, &base, &length) && unlinkat(dirfd(dir), entry->d_name, 0) != 0 &&
            errno != ENOENT)
            (void)lg_error_sys(err, place_error_code(errno), errno, "removing '%s/%s'", folder, entry->d_name);
    }
    (void)closedir(dir);
    return err->code;
}

int record_sweep(const char *lock, const char *root, struct lg_error *err)
{
    char folder[PATH_MAX], owner[NAME_MAX + 1];
    const char *base = strrchr(lock, '/'), *run, *dash, *dot;

    if (!base || place_folder(lock, folder, sizeof(folder)) != 0)
        return LG_OK;
    run = strrchr(folder, '/');
    dash = strchr(base, '-');
    dot = strrchr(base, '.');
    if (!run || !dash || !dot || dot < dash ||
        snprintf(owner, sizeof(owner), "%s.%.*s", run + 1, (int)(dot - dash - 1), dash + 1) >= (int)sizeof(owner))
        return LG_OK;
    if (sweep_folder(folder, owner, err) != LG_OK)
        return err->code;
    return sweep_folder(*root ? root : ".", owner, err);
}
