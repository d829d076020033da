/* SPDX-License-Identifier: Apache-2.0 */
/* Values out of trees: variables replaced, the habits of YAML 1.1 told apart. */
#include "config/reader.h"

#include "config/expand.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PLACE_SIZE 512

static void put_place(const struct lg_reader *reader, const struct lg_yaml_node *node, char place[PLACE_SIZE])
{
    (void)snprintf(place, PLACE_SIZE, "%s:%d:%d", reader->yaml->name, node->line, node->column);
}

void lg_reader_warn(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *format, ...)
{
    char text[PLACE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    lg_problems_warn(reader->problems, "%s:%d:%d: %s", reader->yaml->name, node->key ? node->key_line : node->line,
                     node->key ? node->key_column : node->column, text);
}

int lg_reader_refuse(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
{
    char text[PLACE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    (void)lg_yaml_key_error(reader->yaml, node, err, "%s", text);
    return lg_problems_take(reader->problems, err);
}

bool lg_reader_text(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_string *text, struct lg_error *err)
{
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) == LG_OK && lg_expand(node->text, text, err) != LG_OK)
        (void)lg_yaml_wrap(reader->yaml, node, err);
    if (err->code == LG_OK)
        return true;
    (void)lg_problems_take(reader->problems, err);
    return false;
}

bool lg_reader_flat_text(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_string *text,
                         struct lg_error *err)
{
    struct lg_string item = LG_STRING_INIT;
    bool good = true;

    lg_string_clear(text);
    if (node->kind != LG_YAML_SEQUENCE && node->kind != LG_YAML_MAPPING)
        return lg_reader_text(reader, node, text, err);
    lg_string_append(text, "", 0);
    for (const struct lg_yaml_node *child = node->first; child && good; child = child->next) {
        good = lg_reader_text(reader, child, &item, err);
        lg_string_printf(text, "%s%s%s%s", child == node->first ? "" : ",", child->key ? child->key : "", child->key ? "=" : "",
                         lg_string_text(&item));
    }
    lg_string_release(&item);
    return good && lg_string_check(text, err) == LG_OK;
}

/* ---- YAML 1.1 ---- */

/* What readers of YAML 1.1 take for truth values. */
static const char *old_truth(const struct lg_yaml_node *node)
{
    static const char *const words[][2] = {{"yes", "true"}, {"no", "false"}, {"on", "true"}, {"off", "false"}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && !node->is_quoted; i++)
        if (strcasecmp(node->text, words[i][0]) == 0)
            return words[i][1];
    return NULL;
}

static bool is_number(enum lg_setting_type type)
{
    return type == LG_SETTING_INT || type == LG_SETTING_SIZE || type == LG_SETTING_DECIMAL_SIZE || type == LG_SETTING_DECIMAL ||
           type == LG_SETTING_COUNT || type == LG_SETTING_RATIO || type == LG_SETTING_DURATION || type == LG_SETTING_RATE;
}

static bool looks_octal(const struct lg_yaml_node *node)
{
    return !node->is_quoted && node->text[0] == '0' && node->text[1] && strspn(node->text, "01234567") == strlen(node->text);
}

/* A warning where older readers would see another value. */
static void warn_of_old_forms(const struct lg_reader *reader, const struct lg_yaml_node *node, enum lg_setting_type type)
{
    const char *truth = old_truth(node);

    if (truth && type == LG_SETTING_FLAG)
        lg_reader_warn(reader, node, "'%s' is read as %s; YAML 1.2 has true and false only", node->text, truth);
    else if (truth && !is_number(type))
        lg_reader_warn(reader, node, "'%s' is read as a text, older readers take it for %s; put it in quotes", node->text, truth);
    if (looks_octal(node))
        lg_reader_warn(reader, node, "'%s' is read as it stands, older readers take it for an octal number; leave out the zero, or "
                       "put it in quotes", node->text);
}

/* ---- settings and options ---- */

/* Which file of a plugin is opened? Names are looked for in the folders of plugins. */
static bool loads_code(const struct lg_setting *setting, const char *text)
{
    bool names_plugin = strcmp(setting->name, "schema") == 0 || strcmp(setting->name, "sink") == 0;

    return strcmp(setting->name, "plugin-dir") == 0 || (names_plugin && strchr(text, '/') && !lg_url_scheme(text));
}

static int set(const struct lg_reader *reader, const struct lg_yaml_node *node, const struct lg_setting *setting, const char *text,
               struct lg_error *err)
{
    const char *word = node->key ? node->key : setting->key;
    char place[PLACE_SIZE];

    if (reader->is_found && loads_code(setting, text))
        return lg_reader_refuse(reader, node, err, "'%s' would load code that a file asks for which nobody named; name it, 'lakegen COMMAND "
                                "%s', or give --%s", setting->key, reader->path, setting->name);
    put_place(reader, node, place);
    if (lg_settings_set_from(reader->settings, setting, text, &(struct lg_origin){reader->layer, place, word}, err) != LG_OK)
        return lg_problems_take(reader->problems, err);
    return LG_OK;
}

int lg_reader_set_text(const struct lg_reader *reader, const struct lg_yaml_node *node, const struct lg_setting *setting,
                       const char *text, struct lg_error *err)
{
    return *text ? set(reader, node, setting, text, err) : LG_OK;
}

static int set_scalar(const struct lg_reader *reader, const struct lg_yaml_node *node, const struct lg_setting *setting,
                      struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (lg_reader_text(reader, node, &text, err)) {
        warn_of_old_forms(reader, node, setting->type);
        (void)lg_reader_set_text(reader, node, setting, text.text, err);
    }
    lg_string_release(&text);
    return err->code;
}

static int set_pair(const struct lg_reader *reader, const struct lg_yaml_node *node, const struct lg_setting *setting,
                    struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT, pair = LG_STRING_INIT;

    if (lg_reader_text(reader, node, &text, err)) {
        lg_string_printf(&pair, "%s=%s", node->key, text.text);
        if (lg_string_check(&pair, err) == LG_OK)
            (void)set(reader, node, setting, pair.text, err);
    }
    lg_string_release(&text);
    lg_string_release(&pair);
    return err->code;
}

/* YAML's word for nothing is a sink's name, too; whoever writes it there means that one. ~ and an empty value stay nothing. */
static bool is_sink_null(const struct lg_yaml_node *node, const struct lg_setting *setting)
{
    return node->kind == LG_YAML_NULL && *node->text && *node->text != '~' && strcmp(setting->name, "sink") == 0;
}

int lg_reader_set(const struct lg_reader *reader, const struct lg_yaml_node *node, const struct lg_setting *setting,
                  struct lg_error *err)
{
    bool is_list = setting->type == LG_SETTING_LIST;

    if (is_sink_null(node, setting))
        return lg_reader_set_text(reader, node, setting, "null", err);
    if (node->kind == LG_YAML_NULL)
        return LG_OK;
    if (!is_list || node->kind == LG_YAML_SCALAR)
        return set_scalar(reader, node, setting, err);
    for (const struct lg_yaml_node *child = node->first; child && err->code == LG_OK; child = child->next)
        (void)(node->kind == LG_YAML_MAPPING ? set_pair(reader, child, setting, err) : set_scalar(reader, child, setting, err));
    return err->code;
}

/* Adds the places of an assignment; an empty value is none. */
static int add_assignment(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_option_assignment *assignment,
                          struct lg_error *err)
{
    char place[PLACE_SIZE], name_place[PLACE_SIZE];

    if (assignment->value && !*assignment->value)
        return LG_OK;
    put_place(reader, node, place);
    (void)snprintf(name_place, sizeof(name_place), "%s:%d:%d", reader->yaml->name, node->key_line, node->key_column);
    assignment->layer = reader->layer;
    assignment->place = assignment->name ? place : name_place;
    assignment->name_place = node->key ? name_place : NULL;
    return lg_option_assignments_add(&reader->settings->set, assignment, err);
}

int lg_reader_assign_text(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *plugin, const char *name,
                          const char *text, struct lg_error *err)
{
    return add_assignment(reader, node, &(struct lg_option_assignment){.plugin = plugin, .name = name, .value = text}, err);
}

int lg_reader_assign_days(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *plugin, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    struct lg_option_assignment assignment = {.plugin = plugin, .name = node->key, .is_days = true};

    if (node->kind != LG_YAML_NULL && lg_reader_text(reader, node, &text, err)) {
        assignment.value = text.text;
        (void)add_assignment(reader, node, &assignment, err);
    }
    lg_string_release(&text);
    return err->code;
}

int lg_reader_assign(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *plugin, const char *name,
                     struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (node->kind != LG_YAML_NULL && lg_reader_flat_text(reader, node, &text, err)) {
        if (node->kind == LG_YAML_SCALAR && old_truth(node))
            lg_reader_warn(reader, node, "'%s' is %s for older readers only; write %s, or put it in quotes", node->text,
                           old_truth(node), old_truth(node));
        (void)lg_reader_assign_text(reader, node, plugin, name, text.text, err);
    }
    lg_string_release(&text);
    return err->code;
}
