/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of plugins, and who may have written what is in them. */
#include "plugin/search.h"

#include "config.h"

#include "config/config.h"

#include <lakegen/abi.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".so"

const char *lg_kind_folder(int kind)
{
    return kind == LG_KIND_SCHEMA ? "schemas" : "sinks";
}

const char *lg_kind_name(int kind)
{
    return kind == LG_KIND_SCHEMA ? "schema" : "sink";
}

static int add(struct lg_search *search, const char *dir, size_t length, struct lg_error *err)
{
    char **grown = realloc(search->dir, (search->count + 2) * sizeof(*grown));

    if (grown) {
        search->dir = grown;
        grown[search->count] = strndup(dir, length);
        grown[search->count + 1] = NULL;
    }
    if (!grown || !grown[search->count++])
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the plugin folders");
    return LG_OK;
}

int lg_search_init(struct lg_search *search, const char *const *dirs, struct lg_error *err)
{
    const char *path = getenv("LAKEGEN_PLUGIN_PATH");

    *search = (struct lg_search){NULL, 0};
    for (; dirs && *dirs && err->code == LG_OK; dirs++)
        (void)add(search, *dirs, strlen(*dirs), err);
    while (path && *path && err->code == LG_OK) {
        size_t length = strcspn(path, ":");

        if (length > 0)
            (void)add(search, path, length, err);
        path += length + (path[length] == ':');
    }
    if (err->code == LG_OK)
        (void)add(search, LG_PLUGIN_DIR, strlen(LG_PLUGIN_DIR), err);
    return err->code;
}

void lg_search_release(struct lg_search *search)
{
    for (size_t i = 0; i < search->count; i++)
        free(search->dir[i]);
    free(search->dir);
    *search = (struct lg_search){NULL, 0};
}

void lg_search_put_folders(const struct lg_search *search, int kind, struct lg_string *out)
{
    for (size_t i = 0; i < search->count; i++)
        lg_string_printf(out, "%s%s/%s", i ? ", " : "", search->dir[i], lg_kind_folder(kind));
}

/* Only root and we may be able to change it. A sticky folder, like /tmp, lets nobody replace the files of others. */
static int check_owner(const char *what, const struct stat *status, bool is_folder, struct lg_error *err)
{
    bool sticky = is_folder && (status->st_mode & S_ISVTX);

    if (status->st_uid != 0 && status->st_uid != geteuid())
        return lg_error_set(err, LG_E_PLUGIN, "%s: owned by another user (%u)", what, (unsigned)status->st_uid);
    if ((status->st_mode & (S_IWGRP | S_IWOTH)) && !sticky)
        return lg_error_set(err, LG_E_PLUGIN, "%s: writable by other users", what);
    return LG_OK;
}

static int check_found(const char *folder, const char *path, struct lg_error *err)
{
    struct stat status;

    if (stat(folder, &status) != 0)
        return lg_error_sys(err, LG_E_PLUGIN, errno, "%s", folder);
    if (check_owner(folder, &status, true, err) != LG_OK)
        return err->code;
    if (lstat(path, &status) != 0)
        return lg_error_sys(err, LG_E_PLUGIN, errno, "%s", path);
    if (!S_ISREG(status.st_mode))
        return lg_error_set(err, LG_E_PLUGIN, "%s: not a regular file; give its path to trust it", path);
    return check_owner(path, &status, false, err);
}

struct names {
    const char **name;
    size_t count;
};

static int collect_name(void *context, const char *name, struct lg_error *err)
{
    struct names *names = context;
    const char **grown = realloc(names->name, (names->count + 2) * sizeof(*grown));

    if (!grown)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for plugin names");
    names->name = grown;
    grown[names->count] = strdup(name);
    grown[names->count + (grown[names->count] != NULL)] = NULL;
    names->count += grown[names->count] != NULL;
    return LG_OK;
}

static int not_found(const struct lg_search *search, int kind, const char *name, struct lg_error *err)
{
    struct lg_string folders = LG_STRING_INIT;
    struct lg_error ignored = LG_ERROR_INIT;
    struct names names = {NULL, 0};
    const char *nearest = NULL;

    lg_search_put_folders(search, kind, &folders);
    (void)lg_search_each(search, kind, collect_name, &names, &ignored);
    if (names.name)
        nearest = lg_nearest_word(name, names.name);
    (void)lg_error_set(err, LG_E_PLUGIN, "no %s plugin named '%.64s'%s%s%s (searched %.300s)", lg_kind_name(kind), name,
                       nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "",
                       lg_string_text(&folders));
    for (size_t i = 0; i < names.count; i++)
        free((void *)(uintptr_t)names.name[i]);
    free(names.name);
    lg_string_release(&folders);
    return err->code;
}

bool lg_search_has(const struct lg_search *search, int kind, const char *name)
{
    struct lg_string path = LG_STRING_INIT;
    bool found = false;

    for (size_t i = 0; i < search->count && !found && lg_is_name(name); i++) {
        lg_string_clear(&path);
        lg_string_printf(&path, "%s/%s/%s" SUFFIX, search->dir[i], lg_kind_folder(kind), name);
        found = !path.failed && access(path.text, F_OK) == 0;
    }
    lg_string_release(&path);
    return found;
}

int lg_search_resolve(const struct lg_search *search, int kind, const char *name, struct lg_string *path, struct lg_error *err)
{
    struct lg_string folder = LG_STRING_INIT;
    bool found = false;

    lg_string_clear(path);
    if (lg_config_is_file(name))
        return lg_error_set(err, LG_E_PLUGIN, "'%.200s' is no %s plugin; plugins are named, or given as the path of a .so file", name,
                            lg_kind_name(kind));
    if (strchr(name, '/')) {
        if (access(name, F_OK) != 0)
            return lg_error_set(err, LG_E_PLUGIN, "%s: no such plugin", name);
        lg_string_puts(path, name);
        return lg_string_check(path, err);
    }
    if (!lg_is_name(name))
        return lg_error_set(err, LG_E_PLUGIN, "'%.64s' is not a %s's name (letters, digits, underscores); give a path with a slash "
                            "to load a file", name, lg_kind_name(kind));
    for (size_t i = 0; i < search->count && !found; i++) {
        lg_string_clear(&folder);
        lg_string_clear(path);
        lg_string_printf(&folder, "%s/%s", search->dir[i], lg_kind_folder(kind));
        lg_string_printf(path, "%s/%s" SUFFIX, lg_string_text(&folder), name);
        if (lg_string_check(path, err) != LG_OK || lg_string_check(&folder, err) != LG_OK)
            break;
        found = access(path->text, F_OK) == 0;
    }
    if (err->code == LG_OK)
        (void)(found ? check_found(folder.text, path->text, err) : not_found(search, kind, name, err));
    lg_string_release(&folder);
    return err->code;
}

int lg_search_each(const struct lg_search *search, int kind, lg_search_fn *fn, void *context, struct lg_error *err)
{
    for (size_t i = 0; i < search->count && err->code == LG_OK; i++) {
        struct lg_string folder = LG_STRING_INIT;
        struct dirent *entry;
        DIR *dir;

        lg_string_printf(&folder, "%s/%s", search->dir[i], lg_kind_folder(kind));
        dir = opendir(lg_string_text(&folder));
        lg_string_release(&folder);
        while (dir && err->code == LG_OK && (entry = readdir(dir))) {
            char name[256];
            size_t length = strlen(entry->d_name), suffix = strlen(SUFFIX);

            if (length <= suffix || strcmp(entry->d_name + length - suffix, SUFFIX) != 0)
                continue;
            memcpy(name, entry->d_name, length - suffix);
            name[length - suffix] = '\0';
            if (lg_is_name(name))
                (void)fn(context, name, err);
        }
        if (dir)
            (void)closedir(dir);
    }
    return err->code;
}
