/* SPDX-License-Identifier: Apache-2.0 */
/* Trees: looking into them, messages with their places, and reading files. */
#include "config/yaml.h"

#include "base/parse.h"
#include "base/string.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- messages ---- */

static int set_at(const struct lg_yaml *yaml, int line, int column, struct lg_error *err, const char *format, va_list arguments)
{
    char text[sizeof(err->message)];

    (void)vsnprintf(text, sizeof(text), format, arguments);
    return lg_error_set(err, LG_E_CONFIG, "%s:%d:%d: %s", yaml->name, line, column, text);
}

int lg_yaml_error(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)set_at(yaml, node->line, node->column, err, format, arguments);
    va_end(arguments);
    return err->code;
}

int lg_yaml_key_error(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)set_at(yaml, node->key ? node->key_line : node->line, node->key ? node->key_column : node->column, err, format, arguments);
    va_end(arguments);
    return err->code;
}

int lg_yaml_wrap(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err)
{
    return lg_error_wrap(err, "%s:%d:%d%s%.64s", yaml->name, node->line, node->column, node->key ? ": " : "",
                         node->key ? node->key : "");
}

const char *lg_yaml_kind_name(int kind)
{
    static const char *const names[] = {
        [LG_YAML_NULL] = "nothing", [LG_YAML_SCALAR] = "a text", [LG_YAML_SEQUENCE] = "a list", [LG_YAML_MAPPING] = "a mapping"};

    return names[kind];
}

int lg_yaml_want(const struct lg_yaml *yaml, const struct lg_yaml_node *node, int kind, struct lg_error *err)
{
    if (node->kind == kind)
        return LG_OK;
    return lg_yaml_error(yaml, node, err, "%s%.64s%s is %s, it must be %s", node->key ? "'" : "", node->key ? node->key : "this",
                         node->key ? "'" : "", lg_yaml_kind_name(node->kind), lg_yaml_kind_name(kind));
}

int lg_yaml_check_keys(const struct lg_yaml *yaml, const struct lg_yaml_node *mapping, const char *const *known,
                       struct lg_error *err)
{
    for (const struct lg_yaml_node *node = mapping->first; node; node = node->next) {
        const char *const *k = known;
        const char *nearest;

        while (*k && strcmp(*k, node->key) != 0)
            k++;
        if (*k)
            continue;
        nearest = lg_nearest_word(node->key, known);
        return lg_yaml_key_error(yaml, node, err, "unknown key '%.64s'%s%s%s", node->key, nearest ? ", did you mean '" : "",
                                 nearest ? nearest : "", nearest ? "'?" : "");
    }
    return LG_OK;
}

const struct lg_yaml_node *lg_yaml_root(const struct lg_yaml *yaml)
{
    return yaml->root;
}

const struct lg_yaml_node *lg_yaml_get(const struct lg_yaml_node *mapping, const char *key)
{
    const struct lg_yaml_node *node = mapping->kind == LG_YAML_MAPPING ? mapping->first : NULL;

    while (node && strcmp(node->key, key) != 0)
        node = node->next;
    return node;
}

/* ---- scalars ---- */

int lg_yaml_word(const struct lg_yaml *yaml, const struct lg_yaml_node *node, const char *what, const char *const *words,
                 uint32_t *place, struct lg_error *err)
{
    const char *nearest;

    if (lg_yaml_want(yaml, node, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    for (*place = 0; words[*place]; (*place)++)
        if (strcmp(words[*place], node->text) == 0)
            return LG_OK;
    nearest = lg_nearest_word(node->text, words);
    return lg_yaml_error(yaml, node, err, "unknown %s '%.64s'%s%s%s", what, node->text, nearest ? ", did you mean '" : "",
                         nearest ? nearest : "", nearest ? "'?" : "");
}

static int read_number(const char *text, uint32_t type, int64_t *value, struct lg_error *err)
{
    struct lg_decimal decimal = {0};
    bool flag = false;

    switch (type) {
    case LG_OPTION_BOOL:
        (void)lg_parse_bool(text, &flag, err);
        *value = flag;
        return err->code;
    case LG_OPTION_SIZE:
        return lg_parse_size(text, value, err);
    case LG_OPTION_TIME:
        return lg_parse_time(text, value, err);
    case LG_OPTION_DECIMAL:
        (void)lg_parse_decimal(text, &decimal, err);
        *value = decimal.nano;
        return err->code;
    default:
        return lg_parse_int64(text, value, err);
    }
}

int lg_yaml_number(const struct lg_yaml *yaml, const struct lg_yaml_node *node, uint32_t type, int64_t *value, struct lg_error *err)
{
    if (lg_yaml_want(yaml, node, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    return read_number(node->text, type, value, err) == LG_OK ? LG_OK : lg_yaml_wrap(yaml, node, err);
}

/* ---- memory ---- */

static void node_free(struct lg_yaml_node *node)
{
    while (node) {
        struct lg_yaml_node *next = node->next;

        node_free(node->first);
        free(node);
        node = next;
    }
}

void lg_yaml_free(struct lg_yaml *yaml)
{
    if (!yaml)
        return;
    node_free(yaml->root);
    free(yaml->name);
    free(yaml);
}

/* ---- files ---- */

/* A FIFO must not hang us, nor a device feed us for ever. */
static int open_regular(const char *path, int *fd, struct lg_error *err)
{
    char text[LG_SHORT_PATH];
    const char *name = lg_short_path(path, text);
    struct stat status;

    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return lg_error_sys(err, LG_E_CONFIG, errno, "opening '%s'", name);
    if (fstat(*fd, &status) != 0)
        (void)lg_error_sys(err, LG_E_CONFIG, errno, "looking at '%s'", name);
    else if (S_ISDIR(status.st_mode))
        (void)lg_error_set(err, LG_E_CONFIG, "'%s' is a folder; name a file", name);
    else if (!S_ISREG(status.st_mode))
        (void)lg_error_set(err, LG_E_CONFIG, "'%s' is not a regular file", name);
    if (err->code != LG_OK)
        (void)close(*fd);
    return err->code;
}

static int read_all(int fd, const char *name, struct lg_string *text, struct lg_error *err)
{
    char block[16384];
    ssize_t got;

    do {
        got = read(fd, block, sizeof(block));
        if (got > 0)
            lg_string_append(text, block, (size_t)got);
    } while ((got > 0 && text->length <= LG_YAML_MOST_BYTES) || (got < 0 && errno == EINTR));
    if (got < 0)
        return lg_error_sys(err, LG_E_CONFIG, errno, "reading '%s'", name);
    return lg_string_check(text, err);
}

int lg_yaml_read_text(const char *path, struct lg_string *text, struct lg_error *err)
{
    char short_path[LG_SHORT_PATH];
    int fd;

    if (open_regular(path, &fd, err) != LG_OK)
        return err->code;
    (void)read_all(fd, lg_short_path(path, short_path), text, err);
    (void)close(fd);
    return err->code;
}

int lg_yaml_read(const char *path, struct lg_yaml **out, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    char short_path[LG_SHORT_PATH];

    *out = NULL;
    if (lg_yaml_read_text(path, &text, err) == LG_OK)
        (void)lg_yaml_parse(lg_short_path(path, short_path), lg_string_text(&text), text.length, out, err);
    lg_string_release(&text);
    return err->code;
}
