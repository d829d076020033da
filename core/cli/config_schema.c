/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen config schema: a JSON Schema (draft 2020-12). */
#include "cli/configuration.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

/* ---- types ---- */

static void put_type(struct lg_json *json, const char *type)
{
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "type", type);
    lg_json_close(json, '}');
}

static void put_words(struct lg_json *json, const char *words)
{
    lg_json_open(json, NULL, '{');
    lg_json_open(json, "enum", '[');
    for (size_t length; *words; words += length + (words[length] == '|')) {
        struct lg_string word = LG_STRING_INIT;

        length = strcspn(words, "|");
        lg_string_append(&word, words, length);
        lg_json_text(json, NULL, lg_string_text(&word));
        lg_string_release(&word);
    }
    lg_json_close(json, ']');
    lg_json_close(json, '}');
}

/* "lo..hi", either may be missing. */
static void put_number(struct lg_json *json, const char *type, const char *range)
{
    const char *dots = range ? strstr(range, "..") : NULL;
    struct lg_string low = LG_STRING_INIT;

    lg_json_open(json, NULL, '{');
    lg_json_text(json, "type", type);
    if (dots && dots > range) {
        lg_string_append(&low, range, (size_t)(dots - range));
        lg_json_literal(json, "minimum", lg_string_text(&low));
    }
    if (dots && dots[2])
        lg_json_literal(json, "maximum", dots + 2);
    lg_json_close(json, '}');
    lg_string_release(&low);
}

static void put_pattern(struct lg_json *json, const char *pattern)
{
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "type", "string");
    lg_json_text(json, "pattern", pattern);
    lg_json_close(json, '}');
}

static void put_text_or_number(struct lg_json *json)
{
    put_type(json, "string");
    put_type(json, "number");
}

/* An array of texts or numbers, or an object of them. */
static void put_many(struct lg_json *json, const char *type, const char *member)
{
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "type", type);
    lg_json_open(json, member, '{');
    lg_json_open(json, "type", '[');
    lg_json_text(json, NULL, "string");
    lg_json_text(json, NULL, "number");
    lg_json_close(json, ']');
    lg_json_close(json, '}');
    lg_json_close(json, '}');
}

static void put_list(struct lg_json *json)
{
    put_text_or_number(json);
    put_many(json, "array", "items");
    put_many(json, "object", "additionalProperties");
}

#define SIZE_PATTERN "^ *[0-9.]+ *([kKmMgGtTpP][iI]?)?[bB]? *$|^auto$"

static void put_setting_type(struct lg_json *json, const struct lg_setting *setting)
{
    switch (setting->type) {
    case LG_SETTING_FLAG:
        put_type(json, "boolean");
        break;
    case LG_SETTING_CHOICE:
        put_words(json, setting->range);
        break;
    case LG_SETTING_COUNT:
        put_words(json, "auto");
        put_number(json, "integer", setting->range);
        break;
    case LG_SETTING_INT:
        put_number(json, "integer", setting->range);
        break;
    case LG_SETTING_SIZE:
    case LG_SETTING_DECIMAL_SIZE:
        put_number(json, "integer", setting->range);
        put_pattern(json, SIZE_PATTERN);
        break;
    case LG_SETTING_DECIMAL:
    case LG_SETTING_RATIO:
        put_number(json, "number", setting->range);
        break;
    case LG_SETTING_LIST:
        put_list(json);
        break;
    default:
        put_text_or_number(json);
    }
}

static void put_option_type(struct lg_json *json, const struct lg_option *option)
{
    switch (option->type) {
    case LG_OPTION_INT:
        put_number(json, "integer", option->range);
        break;
    case LG_OPTION_DECIMAL:
        put_number(json, "number", option->range);
        break;
    case LG_OPTION_BOOL:
        put_type(json, "boolean");
        break;
    case LG_OPTION_SIZE:
        put_number(json, "integer", option->range);
        put_pattern(json, SIZE_PATTERN);
        break;
    case LG_OPTION_CHOICE:
        put_words(json, option->range);
        break;
    case LG_OPTION_WEIGHTS:
        put_list(json);
        break;
    default:
        put_text_or_number(json);
    }
}

/* Every value may be null, which leaves it unset, or hold variables. */
static void put_open_end(struct lg_json *json)
{
    put_pattern(json, "\\$\\{");
    put_type(json, "null");
    lg_json_close(json, ']');
    lg_json_close(json, '}');
}

/* ---- sections ---- */

static void open_object(struct lg_json *json, const char *key)
{
    lg_json_open(json, key, '{');
    lg_json_text(json, "type", "object");
    lg_json_bool(json, "additionalProperties", false);
    lg_json_open(json, "properties", '{');
}

static void close_object(struct lg_json *json)
{
    lg_json_close(json, '}');
    lg_json_close(json, '}');
}

static void put_setting(struct lg_json *json, const struct lg_setting *setting)
{
    lg_json_open(json, setting->key + lg_key_section(setting->key) + (lg_key_section(setting->key) > 0), '{');
    lg_json_text(json, "description", setting->doc);
    lg_json_open(json, "anyOf", '[');
    put_setting_type(json, setting);
    put_open_end(json);
}

static void put_options(struct lg_json *json, const char *plugin, const struct lg_option *options)
{
    open_object(json, plugin);
    for (; options && options->name; options++) {
        lg_json_open(json, options->name, '{');
        lg_json_text(json, "description", options->doc);
        lg_json_open(json, "anyOf", '[');
        put_option_type(json, options);
        put_open_end(json);
    }
    close_object(json);
}

static void put_plugin(void *context, const struct lg_plugin_entry *entry)
{
    if (entry->base)
        put_options(context, entry->name, entry->base->options);
}

static int put_plugins(struct lg_cli *cli, struct lg_json *json, struct lg_error *err)
{
    if (lg_plugins_list(cli->plugins, LG_KIND_SCHEMA, put_plugin, json, err) != LG_OK)
        return err->code;
    return lg_plugins_list(cli->plugins, LG_KIND_SINK, put_plugin, json, err);
}

static int put_section(struct lg_cli *cli, struct lg_json *json, const struct lg_setting *first, struct lg_error *err)
{
    size_t length = lg_key_section(first->key);
    struct lg_string name = LG_STRING_INIT;

    lg_string_append(&name, first->key, length);
    lg_json_open(json, lg_string_text(&name), '{');
    lg_json_text(json, "type", "object");
    /* quality also takes options of the schema */
    lg_json_bool(json, "additionalProperties", strcmp(lg_string_text(&name), "quality") == 0);
    lg_json_open(json, "properties", '{');
    for (const struct lg_setting *s = first; s->name; s++)
        if (s->key && lg_key_section(s->key) == length && strncmp(s->key, first->key, length) == 0)
            put_setting(json, s);
    if (strcmp(lg_string_text(&name), "plugins") == 0) {
        lg_json_open(json, "options", '{');
        lg_json_text(json, "type", "object");
        lg_json_open(json, "properties", '{');
        (void)put_plugins(cli, json, err);
        close_object(json);
    }
    close_object(json);
    lg_string_release(&name);
    return err->code;
}

int lg_config_schema_put(struct lg_cli *cli, struct lg_string *out, struct lg_error *err)
{
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    lg_json_text(&json, "title", "lakegen configuration");
    lg_json_text(&json, "type", "object");
    lg_json_open(&json, "additionalProperties", '{');
    lg_json_text(&json, "description", "options of the plugin of this name");
    lg_json_text(&json, "type", "object");
    lg_json_close(&json, '}');
    lg_json_open(&json, "properties", '{');
    lg_json_open(&json, "version", '{');
    lg_json_int(&json, "const", 1);
    lg_json_close(&json, '}');
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->key && lg_key_section(s->key) == 0)
            put_setting(&json, s);
    for (const struct lg_setting *s = lg_settings_table; s->name && err->code == LG_OK; s++)
        if (lg_key_begins_section(s))
            (void)put_section(cli, &json, s, err);
    if (err->code == LG_OK)
        (void)put_plugins(cli, &json, err);
    lg_json_close(&json, '}');
    lg_json_close(&json, '}');
    return err->code;
}
