/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen's own configuration files: keys as the table of settings has them, and sections of plugin options. */
#include "config/reader.h"

#include <stdio.h>
#include <string.h>

#define PATH_SIZE 128

/* Sections that hold more than settings. */
#define QUALITY "quality"
#define PLUGIN_OPTIONS "plugins.options"

/* ---- keys ---- */

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
    struct lg_words words = {NULL, 0};
    const char *nearest;

    if (elsewhere)
        return lg_reader_refuse(reader, node, err, "unknown key '%.64s'%s%s, did you mean '%s'?", node->key, *section ? " in " : "",
                                section, elsewhere->key);
    if (lg_key_words(section, &words, err) == LG_OK && strcmp(section, "plugins") == 0)
        (void)lg_words_add(&words, "options", strlen("options"), err);
    if (err->code == LG_OK) {
        nearest = words.count ? lg_nearest_word(node->key, (const char *const *)words.word) : NULL;
        (void)lg_reader_refuse(reader, node, err, "unknown key '%.64s'%s%s%s%s%s", node->key, *section ? " in " : "", section,
                               nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    }
    lg_words_release(&words);
    return err->code;
}

/* ---- sections of plugin options ---- */

static int read_plugin(const struct lg_reader *reader, const struct lg_yaml_node *section, struct lg_error *err)
{
    (void)lg_reader_assign_text(reader, section, section->key, NULL, NULL, err);
    if (section->kind == LG_YAML_NULL || err->code != LG_OK)
        return err->code;
    if (lg_yaml_want(reader->yaml, section, LG_YAML_MAPPING, err) != LG_OK)
        return lg_problems_take(reader->problems, err);
    for (const struct lg_yaml_node *node = section->first; node && err->code == LG_OK; node = node->next)
        (void)lg_reader_assign(reader, node, section->key, node->key, err);
    return err->code;
}

/* ---- walking ---- */

static int read_version(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (node->kind != LG_YAML_NULL && lg_reader_text(reader, node, &text, err) && text.length > 0 && strcmp(text.text, "1") != 0)
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
    if (strcmp(path, PLUGIN_OPTIONS) == 0 || lg_key_leads_on(path))
        return read_section(reader, node, path, err);
    if (strcmp(section, QUALITY) == 0)
        return lg_reader_assign(reader, node, NULL, node->key, err);
    if (!*section && (node->kind == LG_YAML_MAPPING || node->kind == LG_YAML_NULL)) /* whether it is one, the plugins know */
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
