/* SPDX-License-Identifier: Apache-2.0 */
/* Walking folders. Only folders that a name with the prefix can lie in are opened. */
#include "walk.h"

#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SUFFIX ".tmp"

struct walk {
    const char *prefix;
    int (*visit)(struct walk *walk, const char *folder, const char *name, const struct stat *status, struct lg_error *err);
    lg_list_fn *emit;
    const char *owner;
    lg_leftover_fn *choose;
    void *context;
    bool stopped;
};

/* ---- temporary names ---- */

char *walk_temporary(const char *object, const char *owner)
{
    const char *slash = strrchr(object, '/'), *base = slash ? slash + 1 : object;
    char *name;

    return asprintf(&name, "%.*s.%s.%s" SUFFIX, (int)(base - object), object, base, owner) < 0 ? NULL : name;
}

bool walk_is_temporary_of(const char *name, const char *owner, const char **base, size_t *length)
{
    size_t size = strlen(name), tail = strlen(owner) + strlen(SUFFIX) + 1;
    const char *end = name + size - tail;

    if (name[0] != '.' || size < tail + 2 || *end != '.' || strncmp(end + 1, owner, strlen(owner)) != 0 ||
        strcmp(name + size - strlen(SUFFIX), SUFFIX) != 0)
        return false;
    *base = name + 1;
    *length = size - tail - 1;
    return true;
}

static bool is_temporary(const char *name)
{
    size_t length = strlen(name);

    return name[0] == '.' && length > 5 && strcmp(name + length - strlen(SUFFIX), SUFFIX) == 0;
}

/* ---- walking ---- */

/* The path of a file in a folder, written as the prefix writes it: "./a" stays "./a", and "a" has no "./". */
static bool join(const struct walk *walk, const char *folder, const char *name, char path[PATH_MAX])
{
    bool here = strcmp(folder, ".") == 0 && strncmp(walk->prefix, "./", 2) != 0;

    return snprintf(path, PATH_MAX, "%s%s%s", here ? "" : folder, here || strcmp(folder, "/") == 0 ? "" : "/", name) < PATH_MAX;
}

static bool may_hold_prefix(const struct walk *walk, const char *path)
{
    size_t prefix = strlen(walk->prefix), length = strlen(path);

    return strncmp(path, walk->prefix, length < prefix ? length : prefix) == 0;
}

static bool has_prefix(const struct walk *walk, const char *path)
{
    return strncmp(path, walk->prefix, strlen(walk->prefix)) == 0;
}

static int64_t age_ms(const struct stat *status)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)(now.tv_sec - status->st_mtim.tv_sec) * 1000 + (now.tv_nsec - status->st_mtim.tv_nsec) / 1000000;
}

static int walk_folder(struct walk *walk, const char *folder, struct lg_error *err);

static int walk_entry(struct walk *walk, const char *folder, const char *name, struct lg_error *err)
{
    char path[PATH_MAX];
    struct stat status;

    if (!join(walk, folder, name, path) || lstat(path, &status) != 0)
        return LG_OK; /* no object of ours has such a name; or it is gone already */
    if (S_ISDIR(status.st_mode))
        return may_hold_prefix(walk, path) ? walk_folder(walk, path, err) : LG_OK;
    return S_ISREG(status.st_mode) ? walk->visit(walk, folder, name, &status, err) : LG_OK;
}

static int walk_folder(struct walk *walk, const char *folder, struct lg_error *err)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir)
        return errno == ENOENT || errno == ENOTDIR ? LG_OK
                                                   : lg_error_sys(err, place_error_code(errno), errno, "listing '%s'", folder);
    while (!walk->stopped && err->code == LG_OK) {
        errno = 0;
        entry = readdir(dir);
        if (!entry) {
            if (errno)
                (void)lg_error_sys(err, place_error_code(errno), errno, "listing '%s'", folder);
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)walk_entry(walk, folder, entry->d_name, err);
    }
    (void)closedir(dir);
    return err->code;
}

static int walk_prefix(struct walk *walk, struct lg_error *err)
{
    char folder[PATH_MAX];

    if (place_folder(walk->prefix, folder, sizeof(folder)) != 0)
        return lg_error_sys(err, LG_E_DESTINATION, ENAMETOOLONG, "listing '%.100s…'", walk->prefix);
    return walk_folder(walk, folder, err);
}

/* ---- objects ---- */

static int emit_object(struct walk *walk, const char *folder, const char *name, const struct stat *status, struct lg_error *err)
{
    char path[PATH_MAX];

    (void)err;
    if (!is_temporary(name) && join(walk, folder, name, path) && has_prefix(walk, path))
        walk->stopped = walk->emit(walk->context, &(struct lg_entry){path, status->st_size, age_ms(status)}) != 0;
    return LG_OK;
}

int walk_objects(const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err)
{
    struct walk walk = {.prefix = prefix, .visit = emit_object, .emit = emit, .context = context};

    return walk_prefix(&walk, err);
}

/* ---- temporary files ---- */

static int remove_temporary(struct walk *walk, const char *folder, const char *name, const struct stat *status, struct lg_error *err)
{
    char path[PATH_MAX], object[PATH_MAX], base[NAME_MAX + 1];
    struct lg_leftover leftover;
    const char *start;
    size_t length;

    if (!walk_is_temporary_of(name, walk->owner, &start, &length) || length > NAME_MAX)
        return LG_OK;
    memcpy(base, start, length);
    base[length] = '\0';
    leftover = (struct lg_leftover){object, walk->owner, age_ms(status)};
    if (!join(walk, folder, base, object) || !has_prefix(walk, object) || !walk->choose(walk->context, &leftover) ||
        !join(walk, folder, name, path))
        return LG_OK;
    if (unlink(path) != 0 && errno != ENOENT)
        return lg_error_sys(err, place_error_code(errno), errno, "removing '%s'", path);
    return LG_OK;
}

int walk_sweep(const char *prefix, const char *owner, lg_leftover_fn *choose, void *context, struct lg_error *err)
{
    struct walk walk = {.prefix = prefix, .visit = remove_temporary, .owner = owner, .choose = choose, .context = context};

    return walk_prefix(&walk, err);
}
