/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen's own configuration files: keys as the table of settings has them, and sections of plugin options. */
#include "config/reader.h"

#include <stdio.h>
#include <string.h>

#define MOST_NAMES 128
#define PATH_SIZE 128

/* Sections that hold more than settings. */
#define QUALITY "quality"
#define PLUGIN_OPTIONS "plugins.options"

/* ---- keys ---- */

/* Is a path the beginning of some key: "output", of "output.file_size"? */
static bool is_section(const char *path)
{
    size_t length = strlen(path);

    if (strcmp(path, PLUGIN_OPTIONS) == 0)
        return true;
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->key && strncmp(s->key, path, length) == 0 && s->key[length] == '.')
            return true;
    return false;
}

struct names {
    char text[MOST_NAMES][PATH_SIZE];
    const char *list[MOST_NAMES + 1]; /* ended by NULL */
    size_t count;
};

static void add_name(struct names *names, const char *text, size_t length)
{
    for (size_t i = 0; i < names->count; i++)
        if (strlen(names->text[i]) == length && memcmp(names->text[i], text, length) == 0)
            return;
    if (names->count == MOST_NAMES || length == 0 || length >= PATH_SIZE)
        return;
    memcpy(names->text[names->count], text, length);
    names->text[names->count][length] = '\0';
    names->list[names->count] = names->text[names->count];
    names->list[++names->count] = NULL;
}

/* The words that may stand in a section; "" is the top. */
static void collect_names(const char *section, struct names *names)
{
    size_t length = strlen(section);

    names->count = 0;
    names->list[0] = NULL;
    for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
        const char *rest = s->key && strncmp(s->key, section, length) == 0 ? s->key + length : "";

        if (length > 0 && *rest == '.')
            rest++;
        else if (length > 0)
            continue;
        add_name(names, rest, strcspn(rest, "."));
    }
    if (length == 0)
        add_name(names, "version", strlen("version"));
    if (strcmp(section, "plugins") == 0)
        add_name(names, "options", strlen("options"));
}

/* The key that has this word as its last, in another section. */
static const struct lg_setting *find_elsewhere(const char *word)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
        const char *dot = s->key ? strrchr(s->key, '.') : NULL;

        if (s->key && strcmp(dot ? dot + 1 : s->key, word) == 0)
            return s;
    }
    return NULL;
}

static int refuse_unknown(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *section, struct lg_error *err)
{
    const struct lg_setting *elsewhere = find_elsewhere(node->key);
    struct names names;
    const char *nearest;

    if (elsewhere)
        return lg_reader_refuse(reader, node, err, "unknown key '%.64s'%s%s, did you mean '%s'?", node->key, *section ? " in " : "",
                                section, elsewhere->key);
    collect_names(section, &names);
    nearest = lg_nearest_word(node->key, names.list);
    return lg_reader_refuse(reader, node, err, "unknown key '%.64s'%s%s%s%s%s", node->key, *section ? " in " : "", section,
                            nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* ---- sections of plugin options ---- */

static int read_plugin(const struct lg_reader *reader, const struct lg_yaml_node *section, struct lg_error *err)
{
    if (section->kind == LG_YAML_NULL)
        return LG_OK;
    if (lg_yaml_want(reader->yaml, section, LG_YAML_MAPPING, err) != LG_OK)
        return lg_problems_take(reader->problems, err);
    (void)lg_reader_assign_text(reader, section, section->key, NULL, NULL, err);
    for (const struct lg_yaml_node *node = section->first; node && err->code == LG_OK; node = node->next)
        (void)lg_reader_assign(reader, node, section->key, node->key, err);
    return err->code;
}

/* A mapping at the top whose name is like no key of ours: options of the plugin of that name. */
static bool is_plugin_section(const struct lg_yaml_node *node)
{
    struct names names;

    collect_names("", &names);
    return node->kind == LG_YAML_MAPPING && !find_elsewhere(node->key) && !lg_nearest_word(node->key, names.list);
}

/* ---- walking ---- */

static int read_version(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (lg_reader_text(reader, node, &text, err) && strcmp(text.text, "1") != 0)
        (void)lg_reader_refuse(reader, node, err, "version is '%.32s', this lakegen reads version 1", text.text);
    lg_string_release(&text);
    return err->code;
}

static int read_section(const struct lg_reader *reader, const struct lg_yaml_node *section, const char *path, struct lg_error *err);

static int read_node(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *section, struct lg_error *err)
{
    const struct lg_setting *setting;
    char path[PATH_SIZE];

    if (snprintf(path, sizeof(path), "%s%s%s", section, *section ? "." : "", node->key) >= (int)sizeof(path))
        return refuse_unknown(reader, node, section, err);
    setting = lg_setting_find_key(path);
    if (setting)
        return lg_reader_set(reader, node, setting, err);
    if (strcmp(path, "version") == 0)
        return read_version(reader, node, err);
    if (strcmp(section, PLUGIN_OPTIONS) == 0)
        return read_plugin(reader, node, err);
    if (is_section(path))
        return read_section(reader, node, path, err);
    if (strcmp(section, QUALITY) == 0)
        return lg_reader_assign(reader, node, NULL, node->key, err);
    if (!*section && is_plugin_section(node))
        return read_plugin(reader, node, err);
    return refuse_unknown(reader, node, section, err);
}

static int read_section(const struct lg_reader *reader, const struct lg_yaml_node *section, const char *path, struct lg_error *err)
{
    if (section->kind == LG_YAML_NULL)
        return LG_OK;
    if (lg_yaml_want(reader->yaml, section, LG_YAML_MAPPING, err) != LG_OK)
        return lg_problems_take(reader->problems, err);
    for (const struct lg_yaml_node *node = section->first; node && err->code == LG_OK; node = node->next)
        (void)read_node(reader, node, path, err);
    return err->code;
}

int lg_config_read_lakegen(const struct lg_reader *reader, struct lg_error *err)
{
    return read_section(reader, reader->yaml->root, "", err);
}
