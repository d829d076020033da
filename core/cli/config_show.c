/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen config show: the values in force with the source of each, as a configuration file or JSON. */
#include "cli/cli.h"
#include "cli/configuration.h"

#include "base/json.h"
#include "base/parse.h"
#include "config/yaml.h"
#include "plan/destination.h"

#include <lakegen/text.h>

#include <string.h>
#include <strings.h>

#define COMMENT_COLUMN 40

struct view {
    const struct lg_cli *cli;
    struct lg_string *out;
    struct lg_json *json; /* or NULL, for YAML */
    int depth;
    /* of the plugin whose options are being shown */
    const struct lg_option_sets *sets;
    const struct lg_plugin *plugin;
};

/* ---- values as YAML ---- */

static bool is_plain(const char *text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "~"};
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-";

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(text, words[i]) == 0)
            return false;
    return *text && *text != '-' && *text != '.' && strspn(text, letters) == strlen(text);
}

/* A scalar that reads back as it is, also where it holds what looks like a variable. */
static void put_scalar(struct lg_string *out, const char *text)
{
    struct lg_string escaped = LG_STRING_INIT;

    for (const char *p = text; *p; p++) {
        if (p[0] == '$' && p[1] == '{')
            lg_string_putc(&escaped, '$');
        lg_string_putc(&escaped, *p);
    }
    if (is_plain(text))
        lg_string_puts(out, text);
    else
        lg_json_quote(out, lg_string_text(&escaped), escaped.length);
    lg_string_release(&escaped);
}

/* What is not in force by somebody's word is a comment, so that the output, read again, says no more than was said. */
static void put_line(const struct view *view, bool is_said, const char *key, const char *value, const char *source)
{
    size_t begin = view->out->length;

    lg_string_printf(view->out, "%*s%s%s: %s", view->depth * 2, "", is_said ? "" : "# ", key, value);
    for (size_t at = view->out->length - begin; at < COMMENT_COLUMN; at++)
        lg_string_putc(view->out, ' ');
    lg_string_puts(view->out, "  # ");
    lg_string_put_printable(view->out, source);
    lg_string_putc(view->out, '\n');
}

static void put_member(const struct view *view, const char *key, const char *value, const char *source)
{
    lg_json_open(view->json, NULL, '{');
    lg_json_text(view->json, "key", key);
    lg_json_text(view->json, "value", value);
    lg_json_text(view->json, "source", source);
    lg_json_close(view->json, '}');
}

/* ---- settings ---- */

static void put_value(const struct view *view, const struct lg_setting *setting, const char *text, struct lg_string *out)
{
    const struct lg_words *words = (const void *)((const char *)&view->cli->settings + setting->offset);

    if (setting->type == LG_SETTING_FLAG || !text) {
        lg_string_puts(out, text ? text : setting->type == LG_SETTING_FLAG ? "false" : "null");
    } else if (setting->type != LG_SETTING_LIST) {
        put_scalar(out, text);
    } else {
        for (size_t i = 0; i < words->count; i++) {
            lg_string_puts(out, i ? ", " : "[");
            put_scalar(out, words->word[i]);
        }
        lg_string_puts(out, words->count ? "]" : "[]");
    }
}

static void put_setting(const struct view *view, const struct lg_setting *setting)
{
    const struct lg_source_of_value *source = lg_setting_source(&view->cli->settings, setting->name);
    const char *place = source->place ? source->place : source->text || setting->type == LG_SETTING_FLAG ? "built in" : "not set";
    bool is_said = source->place && (!*view->sets->schema->name || lg_plan_role_acts(setting, view->sets->schema_options));
    size_t section = lg_key_section(setting->key);
    struct lg_string value = LG_STRING_INIT;

    put_value(view, setting, source->text, &value);
    if (view->json)
        put_member(view, setting->key, source->text, place);
    else
        put_line(view, is_said, setting->key + section + (section > 0), lg_string_text(&value), place);
    lg_string_release(&value);
}

static void put_section(struct view *view, const struct lg_setting *first)
{
    size_t length = lg_key_section(first->key);

    if (!view->json)
        lg_string_printf(view->out, "%.*s:\n", (int)length, first->key);
    view->depth++;
    for (const struct lg_setting *s = first; s->name; s++)
        if (s->key && lg_key_section(s->key) == length && strncmp(s->key, first->key, length) == 0)
            put_setting(view, s);
    view->depth--;
}

/* ---- options of plugins ---- */

static const struct lg_option *find_option(const struct lg_plugin *plugin, const char *name)
{
    const struct lg_option *option = plugin ? plugin->options : NULL;

    while (option && option->name && !lg_option_is_named(option, name))
        option++;
    return option && option->name ? option : NULL;
}

/* The name of a file whose text is the value: a configuration says it so. */
static const char *file_of(const struct view *view, const struct lg_option *option)
{
    const struct lg_option_sets *sets = view->sets;
    const struct lg_options *options = view->plugin == sets->schema ? sets->schema_options : sets->sink_options;

    return option->type == LG_OPTION_YAML ? lg_option_yaml(options, option->name)->name : NULL;
}

/* Times are kept as numbers, and shown as people write them. */
static void put_option_value(const struct lg_option *option, const char *value, struct lg_string *out)
{
    char text[40];
    int64_t microseconds;
    struct lg_error ignored = LG_ERROR_INIT;

    if (option->type != LG_OPTION_TIME || lg_parse_int64(value, &microseconds, &ignored) != LG_OK) {
        lg_string_puts(out, value);
        return;
    }
    *lg_put_timestamp(text, microseconds) = '\0';
    lg_string_puts(out, text);
}

/* place: NULL for a default. A secret becomes a comment, too. */
static void put_option_line(const struct view *view, const char *plugin, const char *name, const char *value, const char *place)
{
    const char *source = place ? place : "built in";
    struct lg_string text = LG_STRING_INIT, key = LG_STRING_INIT;

    if (view->json) {
        lg_string_printf(&key, "plugins.options.%s.%s", plugin, name);
        put_member(view, lg_string_text(&key), value ? value : "***", source);
    } else {
        if (value && (strcmp(value, "true") == 0 || strcmp(value, "false") == 0))
            lg_string_puts(&text, value);
        else if (value)
            put_scalar(&text, value);
        put_line(view, value && place, name, value ? lg_string_text(&text) : "***", source);
    }
    lg_string_release(&text);
    lg_string_release(&key);
}

static void put_option(void *context, const char *name, const char *value)
{
    const struct view *view = context;
    const struct lg_option *option = find_option(view->plugin, name);
    const char *place = lg_plan_option_place(view->sets, &view->cli->settings, view->plugin, option);
    struct lg_string text = LG_STRING_INIT;

    put_option_value(option, file_of(view, option) ? file_of(view, option) : value, &text);
    put_option_line(view, view->plugin->name, name, option->type == LG_OPTION_SECRET ? NULL : lg_string_text(&text), place);
    lg_string_release(&text);
}

static void open_plugin(struct view *view, const char *name)
{
    if (!view->json)
        lg_string_printf(view->out, "    %s:\n", name);
    view->depth = 3;
}

static void put_used_plugin(struct view *view, const struct lg_plugin *plugin, const struct lg_options *options)
{
    if (!plugin || !plugin->options || !plugin->options->name)
        return;
    open_plugin(view, plugin->name);
    view->plugin = plugin;
    lg_options_each(options, put_option, view);
}

/* Does a stronger or later assignment set the same option? */
static bool is_hidden(const struct lg_option_assignments *set, size_t i)
{
    for (size_t k = 0; k < set->count; k++) {
        const struct lg_option_assignment *other = &set->item[k];

        if (k != i && other->plugin && other->name && strcmp(other->plugin, set->item[i].plugin) == 0 &&
            strcmp(other->name, set->item[i].name) == 0 &&
            (other->layer > set->item[i].layer || (other->layer == set->item[i].layer && k > i)))
            return true;
    }
    return false;
}

/* What was said to a plugin that is not used here. Without the plugin nobody knows what is a secret. */
static void put_bystander(struct view *view, const char *name)
{
    const struct lg_option_assignments *set = &view->cli->settings.set;
    const struct lg_plugin *plugin;
    struct lg_error ignored = LG_ERROR_INIT;

    (void)lg_plan_load_bystander(view->cli->plugins, name, &plugin, &ignored);
    open_plugin(view, name);
    for (size_t i = 0; i < set->count; i++) {
        const struct lg_option_assignment *assignment = &set->item[i];
        const struct lg_option *option = assignment->name ? find_option(plugin, assignment->name) : NULL;
        bool may_show = option && option->type != LG_OPTION_SECRET && assignment->value && !lg_url_has_userinfo(assignment->value);

        if (assignment->plugin && assignment->name && assignment->value && strcmp(assignment->plugin, name) == 0 && !is_hidden(set, i))
            put_option_line(view, name, assignment->name, may_show ? assignment->value : NULL, assignment->place);
    }
}

static void put_plugins(struct view *view)
{
    const struct lg_option_sets *sets = view->sets;
    const struct lg_option_assignments *set = &view->cli->settings.set;

    if (!view->json)
        lg_string_puts(view->out, "  options:\n");
    put_used_plugin(view, sets->schema, sets->schema_options);
    put_used_plugin(view, sets->sink, sets->sink_options);
    for (size_t i = 0; i < set->count; i++)
        if (lg_plan_begins_bystander(sets, &view->cli->settings, i))
            put_bystander(view, set->item[i].plugin);
    view->depth = 0;
}

/* ---- everything ---- */

static void put_all(struct view *view)
{
    if (view->json)
        lg_json_open(view->json, NULL, '[');
    else
        lg_string_puts(view->out, "version: 1\n");
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->key && lg_key_section(s->key) == 0)
            put_setting(view, s);
    for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
        if (!lg_key_begins_section(s))
            continue;
        put_section(view, s);
        if (strncmp(s->key, "plugins.", strlen("plugins.")) == 0)
            put_plugins(view);
    }
    if (view->json)
        lg_json_close(view->json, ']');
}

static int show_with(const struct lg_cli *cli, const struct lg_option_sets *sets, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_json json;
    struct view view = {.cli = cli, .out = &out, .sets = sets, .json = lg_cli_wants_json(cli) ? &json : NULL};

    lg_json_init(&json, &out, true);
    put_all(&view);
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}

/* The sink is optional here: a configuration may be looked at where its sink is not installed. */
static int load_plugins(struct lg_cli *cli, struct lg_option_sets *sets, struct lg_error *err)
{
    static const struct lg_plugin no_schema = {.name = "", .version = "", .summary = ""};
    const struct lg_schema_plugin *schema = NULL;
    const struct lg_sink_plugin *sink = NULL;
    struct lg_error ignored = LG_ERROR_INIT;
    struct lg_destination destination;

    if (cli->settings.schema && lg_plugin_load_schema(cli->plugins, lg_settings_schema_plugin(&cli->settings), &schema, err) != LG_OK)
        return lg_settings_blame(&cli->settings, "schema", err);
    if (lg_destination_choose(&cli->settings, &destination, err) != LG_OK)
        return err->code;
    (void)lg_plugin_load_sink(cli->plugins, destination.sink, &sink, &ignored);
    lg_destination_release(&destination);
    sets->schema = schema ? &schema->base : &no_schema;
    sets->sink = sink ? &sink->base : NULL;
    return lg_options_new(sets->schema->options, &sets->schema_options, err) == LG_OK
               ? lg_options_new(sink ? sink->base.options : NULL, &sets->sink_options, err)
               : err->code;
}

static int set_options(const struct lg_cli *cli, const struct lg_option_sets *sets, struct lg_error *err)
{
    if (cli->settings.schema)
        return lg_plan_set_options(sets, &cli->settings, cli->plugins, err);
    return sets->sink ? lg_plan_set_sink_options(sets->sink, sets->sink_options, &cli->settings, err) : LG_OK;
}

int lg_config_show(struct lg_cli *cli, const char *word, struct lg_error *err)
{
    struct lg_words notes = {NULL, 0};
    struct lg_option_sets sets = {.notes = &notes};

    if (lg_cli_load_config(cli, word, err) != LG_OK || lg_cli_check_config(cli, err) != LG_OK || lg_cli_plugins(cli, err) != LG_OK)
        return err->code;
    if (load_plugins(cli, &sets, err) == LG_OK && set_options(cli, &sets, err) == LG_OK) {
        lg_cli_warn(cli, &notes);
        (void)show_with(cli, &sets, err);
    }
    lg_words_release(&notes);
    lg_options_free(sets.schema_options);
    lg_options_free(sets.sink_options);
    return err->code;
}
