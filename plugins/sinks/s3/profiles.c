/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing INI files as Amazon's tools do: sections may come twice, a value may be followed by indented lines of its own, "#" and
 * ";" begin a comment at the start of a line or behind a blank. */
#include "profiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LARGEST_FILE ((size_t)1 << 20)

struct entry { /* in the file's text */
    char *section;
    char *parent; /* the key above, of an indented one; or NULL */
    char *key, *value;
};

struct file {
    char *path;            /* owned */
    struct lg_string text; /* cut into pieces */
    unsigned mode;         /* 0: not there */
    struct entry *entry;   /* owned; a section's head has a NULL key */
    size_t entries;
};

enum { CONFIG, CREDENTIALS, FILES };

struct profiles {
    struct file file[FILES];
};

/* ---- files ---- */

/* People set AWS_CONFIG_FILE=/dev/null to be rid of theirs. */
static bool is_null_device(const struct stat *status)
{
    return S_ISCHR(status->st_mode) && status->st_rdev == makedev(1, 3);
}

int profiles_read_file(const char *path, size_t most, struct lg_string *text, unsigned *mode, struct lg_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is not waited for */
    struct stat status;
    ssize_t got = 1;
    char bytes[4096];

    if (fd < 0)
        return lg_error_sys(err, errno == ENOENT || errno == ENOTDIR ? LG_E_NOT_FOUND : LG_E_CONFIG, errno, "opening '%s'", path);
    if (fstat(fd, &status) != 0 || !(S_ISREG(status.st_mode) || is_null_device(&status)))
        (void)lg_error_set(err, LG_E_CONFIG, "'%s' is not a regular file", path);
    else if ((uintmax_t)status.st_size > most)
        (void)lg_error_set(err, LG_E_CONFIG, "'%s' is larger than %zu bytes", path, most);
    while (err->code == LG_OK && got > 0 && text->length <= most) {
        got = read(fd, bytes, sizeof(bytes));
        if (got > 0)
            lg_string_append(text, bytes, (size_t)got);
        else if (got < 0)
            (void)lg_error_sys(err, LG_E_CONFIG, errno, "reading '%s'", path);
    }
    if (mode && err->code == LG_OK)
        *mode = (unsigned)status.st_mode;
    (void)close(fd);
    return err->code == LG_OK ? lg_string_check(text, err) : err->code;
}

/* ---- lines ---- */

static char *trim(char *text)
{
    size_t length;

    text += strspn(text, " \t\r");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

static void cut_comment(char *value)
{
    for (char *p = value; *p; p++)
        if ((*p == '#' || *p == ';') && (p == value || p[-1] == ' ' || p[-1] == '\t')) {
            *p = '\0';
            return;
        }
}

static int add(struct file *file, const struct entry *entry, struct lg_error *err)
{
    struct entry *grown;

    if (file->entries % 64 == 0) {
        grown = realloc(file->entry, (file->entries + 64) * sizeof(*grown));
        if (!grown)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for '%s'", file->path);
        file->entry = grown;
    }
    file->entry[file->entries++] = *entry;
    return LG_OK;
}

static char *section_name(char *line)
{
    char *end = strchr(line, ']');

    if (!end)
        return NULL;
    *end = '\0';
    return trim(line + 1);
}

struct position {
    char *section; /* NULL: none yet, or one that is not well-formed */
    char *parent;  /* key whose value is on the lines below */
};

static int parse_line(struct file *file, char *line, struct position *at, struct lg_error *err)
{
    bool indented = *line == ' ' || *line == '\t';
    char *text = trim(line), *equals = strchr(text, '=');
    struct entry entry = {.section = at->section};

    if (*text == '\0' || *text == '#' || *text == ';')
        return LG_OK;
    if (*text == '[') {
        at->parent = NULL;
        entry.section = at->section = section_name(text);
        return at->section ? add(file, &entry, err) : LG_OK;
    }
    if (!at->section || !equals)
        return LG_OK; /* as Amazon's tools: what is no assignment is not looked at */
    *equals = '\0';
    cut_comment(equals + 1);
    entry.key = trim(text);
    entry.value = trim(equals + 1);
    entry.parent = indented ? at->parent : NULL;
    if (!entry.parent)
        at->parent = *entry.value ? NULL : entry.key;
    return add(file, &entry, err);
}

static int parse(struct file *file, struct lg_error *err)
{
    struct position at = {NULL, NULL};
    char *line = file->text.text, *next;

    if (line && strncmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3;
    for (; line && *line && err->code == LG_OK; line = next) {
        next = line + strcspn(line, "\n");
        if (*next)
            *next++ = '\0';
        (void)parse_line(file, line, &at, err);
    }
    return err->code;
}

/* ---- both files ---- */

static char *path_of(const char *variable, const char *name)
{
    const char *given = getenv(variable), *home = getenv("HOME");
    struct lg_string path = LG_STRING_INIT;

    if (given && *given)
        return strdup(given);
    lg_string_printf(&path, "%s/.aws/%s", home && *home ? home : "", name);
    return lg_string_move(&path);
}

static int read_and_parse(struct file *file, struct lg_error *err)
{
    if (!file->path)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the path of a credentials file");
    if (profiles_read_file(file->path, LARGEST_FILE, &file->text, &file->mode, err) == LG_E_NOT_FOUND)
        *err = (struct lg_error)LG_ERROR_INIT;
    return err->code == LG_OK ? parse(file, err) : err->code;
}

int profiles_read(struct profiles **out, struct lg_error *err)
{
    struct profiles *profiles = calloc(1, sizeof(*profiles));

    *out = NULL;
    if (!profiles)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for profiles");
    profiles->file[CONFIG].path = path_of("AWS_CONFIG_FILE", "config");
    profiles->file[CREDENTIALS].path = path_of("AWS_SHARED_CREDENTIALS_FILE", "credentials");
    if (read_and_parse(&profiles->file[CONFIG], err) == LG_OK && read_and_parse(&profiles->file[CREDENTIALS], err) == LG_OK)
        *out = profiles;
    else
        profiles_free(profiles);
    return err->code;
}

int profiles_parse(const char *config, const char *credentials, struct profiles **out, struct lg_error *err)
{
    struct profiles *profiles = calloc(1, sizeof(*profiles));

    *out = profiles;
    if (!profiles)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for profiles");
    lg_string_puts(&profiles->file[CONFIG].text, config);
    lg_string_puts(&profiles->file[CREDENTIALS].text, credentials);
    (void)parse(&profiles->file[CONFIG], err);
    return parse(&profiles->file[CREDENTIALS], err);
}

void profiles_free(struct profiles *profiles)
{
    for (int f = 0; profiles && f < FILES; f++) {
        struct file *file = &profiles->file[f];

        if (file->text.text)
            explicit_bzero(file->text.text, file->text.capacity);
        lg_string_release(&file->text);
        free(file->entry);
        free(file->path);
    }
    free(profiles);
}

void profiles_put_paths(const struct profiles *profiles, struct lg_string *out)
{
    lg_string_printf(out, "'%s' and '%s'", profiles->file[CONFIG].path, profiles->file[CREDENTIALS].path);
}

/* ---- looking up ---- */

/* "[profile x]" in the config file, "[x]" in the other; "default" may stand plain in both. */
static bool is_profile(int file, const char *section, const char *profile)
{
    if (file == CONFIG && strncmp(section, "profile", 7) == 0 && strchr(" \t", section[7]))
        return strcmp(section + 7 + strspn(section + 7, " \t"), profile) == 0;
    return (file == CREDENTIALS || strcmp(profile, "default") == 0) && strcmp(section, profile) == 0;
}

/* "key", or "parent.key". */
static bool is_key(const struct entry *entry, const char *key)
{
    size_t length = entry->parent ? strlen(entry->parent) : 0;

    if (!entry->key || (entry->parent && (strncmp(key, entry->parent, length) != 0 || key[length] != '.')))
        return false;
    return strcmp(entry->key, entry->parent ? key + length + 1 : key) == 0;
}

const char *profiles_get(const struct profiles *profiles, const char *profile, const char *key)
{
    const char *value = NULL;

    for (int f = 0; f < FILES; f++) /* what the credentials file says comes last, and wins */
        for (size_t i = 0; i < profiles->file[f].entries; i++) {
            const struct entry *entry = &profiles->file[f].entry[i];

            if (is_key(entry, key) && is_profile(f, entry->section, profile) && *entry->value)
                value = entry->value;
        }
    return value;
}

bool profiles_have(const struct profiles *profiles, const char *profile)
{
    for (int f = 0; f < FILES; f++)
        for (size_t i = 0; i < profiles->file[f].entries; i++)
            if (is_profile(f, profiles->file[f].entry[i].section, profile))
                return true;
    return false;
}

const char *profiles_get_service(const struct profiles *profiles, const char *services, const char *key)
{
    const struct file *file = &profiles->file[CONFIG];

    for (size_t i = 0; i < file->entries; i++) {
        const struct entry *entry = &file->entry[i];

        if (is_key(entry, key) && strncmp(entry->section, "services ", 9) == 0 && strcmp(entry->section + 9, services) == 0)
            return entry->value;
    }
    return NULL;
}

static bool holds_secret(const struct file *file)
{
    for (size_t i = 0; i < file->entries; i++)
        if (file->entry[i].key && strcmp(file->entry[i].key, "aws_secret_access_key") == 0)
            return true;
    return false;
}

const char *profiles_exposed(const struct profiles *profiles)
{
    for (int f = 0; f < FILES; f++)
        if ((profiles->file[f].mode & (S_IRGRP | S_IROTH)) && holds_secret(&profiles->file[f]))
            return profiles->file[f].path;
    return NULL;
}

const char *profiles_writable(const struct profiles *profiles)
{
    for (int f = 0; f < FILES; f++)
        if (profiles->file[f].mode & S_IWOTH)
            return profiles->file[f].path;
    return NULL;
}
