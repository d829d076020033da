/* SPDX-License-Identifier: Apache-2.0 */
/* Loading the layers. */
#include "config/config.h"

#include "config/lakebench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <unistd.h>

extern char **environ;

bool lg_config_is_file(const char *word)
{
    static const char *const ends[] = {".yaml", ".yml", ".json"};
    size_t length = strlen(word);

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (length > strlen(ends[i]) && strcasecmp(word + length - strlen(ends[i]), ends[i]) == 0)
            return true;
    return false;
}

void lg_config_find(struct lg_config_places *places, struct lg_config_files *files)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME"), *below = "";

    (void)snprintf(places->system, sizeof(places->system), "%s/config.yaml", LG_SYSTEM_CONFIG_DIR);
    files->system = places->system;
    files->user = NULL;
    if (!base || *base != '/') { /* the XDG specification: relative paths are not valid */
        base = home;
        below = "/.config";
    }
    if (!base || *base != '/')
        return;
    if (snprintf(places->user, sizeof(places->user), "%s%s/lakegen/config.yaml", base, below) < (int)sizeof(places->user))
        files->user = places->user;
}

/* ---- files ---- */

static enum lg_file_form form_of(const struct lg_yaml_node *root)
{
    if (lg_yaml_get(root, "tables"))
        return LG_FILE_SCHEMA;
    return lg_lakebench_form(root) ? LG_FILE_LAKEBENCH : LG_FILE_LAKEGEN;
}

/* The file itself is what to generate. */
static int take_as_schema(const struct lg_reader *reader, struct lg_error *err)
{
    const struct lg_setting *schema = lg_setting_find("schema");
    const struct lg_source_of_value *source = lg_setting_source(reader->settings, "schema");

    if (reader->layer != LG_LAYER_PROJECT)
        return lg_error_set(err, LG_E_CONFIG, "'%s' is a schema (it has 'tables'), and must be a configuration", reader->yaml->name);
    if (source->layer > LG_LAYER_PROJECT)
        return lg_error_set(err, LG_E_CONFIG, "both '%s' and %s %.64s name a schema", reader->yaml->name, source->place, source->text);
    return lg_settings_set_from(reader->settings, schema, reader->path,
                                &(struct lg_origin){LG_LAYER_PROJECT, reader->yaml->name, NULL}, err);
}

static int read_tree(const struct lg_reader *reader, struct lg_error *err)
{
    const struct lg_yaml_node *root = reader->yaml->root;

    if (root->kind == LG_YAML_NULL && reader->layer != LG_LAYER_PROJECT)
        return LG_OK; /* a packaged file in which everything is a comment */
    if (root->kind == LG_YAML_NULL)
        return lg_error_set(err, LG_E_CONFIG, "'%s' is empty; it should say at least 'schema: NAME'", reader->yaml->name);
    if (lg_yaml_want(reader->yaml, root, LG_YAML_MAPPING, err) != LG_OK)
        return err->code;
    switch (form_of(root)) {
    case LG_FILE_SCHEMA:
        return take_as_schema(reader, err);
    case LG_FILE_LAKEBENCH:
        return lg_config_read_lakebench(reader, err);
    default:
        return lg_config_read_lakegen(reader, err);
    }
}

static int read_file(struct lg_reader *reader, struct lg_error *err)
{
    struct lg_yaml *yaml;

    if (lg_yaml_read(reader->path, &yaml, err) != LG_OK)
        return lg_problems_take(reader->problems, err);
    reader->yaml = yaml;
    if (read_tree(reader, err) != LG_OK)
        (void)lg_problems_take(reader->problems, err);
    lg_yaml_free(yaml);
    return err->code;
}

/* A file that need not be there, nor be in a place that we may look at. */
static int read_if_there(struct lg_settings *settings, const char *path, enum lg_layer layer, struct lg_problems *problems,
                         struct lg_error *err)
{
    if (!path || access(path, F_OK) != 0)
        return LG_OK;
    return read_file(&(struct lg_reader){.settings = settings, .problems = problems, .path = path, .layer = layer}, err);
}

static int read_project(struct lg_settings *settings, const struct lg_config_files *files, struct lg_problems *problems,
                        struct lg_error *err)
{
    static const char *const names[] = {"lakegen.yaml", "lakebench.yaml"};

    struct lg_reader reader = {.settings = settings, .problems = problems, .path = files->project, .layer = LG_LAYER_PROJECT};

    if (files->project)
        return read_file(&reader, err);
    reader.is_found = true;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !files->no_project; i++)
        if (access(names[i], F_OK) == 0) {
            reader.path = names[i];
            return read_file(&reader, err);
        }
    return LG_OK;
}

/* ---- environment ---- */

static int read_variables(struct lg_settings *settings, struct lg_problems *problems, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;

    for (const struct lg_setting *s = lg_settings_table; s->name && err->code == LG_OK; s++) {
        bool may = lg_setting_variable(s, &name);
        const char *value = may ? getenv(lg_string_text(&name)) : NULL;

        if (value && s->type == LG_SETTING_FLAG && (strcmp(value, "1") == 0 || strcmp(value, "0") == 0))
            value = *value == '1' ? "true" : "false"; /* as variables have it */
        if (value && *value &&
            lg_settings_set_from(settings, s, value, &(struct lg_origin){LG_LAYER_ENVIRONMENT, name.text, NULL}, err) != LG_OK)
            (void)lg_problems_take(problems, err);
    }
    lg_string_release(&name);
    return err->code;
}

static bool is_known_variable(const char *name)
{
    struct lg_string variable = LG_STRING_INIT;
    bool known = false;

    for (const char *const *other = lg_other_variables; *other && !known; other++)
        known = strcmp(*other, name) == 0;
    for (const struct lg_setting *s = lg_settings_table; s->name && !known; s++)
        known = lg_setting_variable(s, &variable) && strcmp(lg_string_text(&variable), name) == 0;
    lg_string_release(&variable);
    return known;
}

/* Kubernetes sets these in the containers of a namespace that has a service whose name begins with lakegen. */
static bool is_of_service(const char *name)
{
    size_t length = strlen(name);

    return strstr(name, "_SERVICE_HOST") || strstr(name, "_SERVICE_PORT") || strstr(name, "_PORT_") ||
           (length > 5 && strcmp(name + length - 5, "_PORT") == 0);
}

static void warn_of_unknown(const char *name, struct lg_problems *problems)
{
    struct lg_string variable = LG_STRING_INIT;
    char nearest[64] = "";
    unsigned best = (unsigned)strlen(name) / 4;

    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (lg_setting_variable(s, &variable) && lg_edit_distance(name, lg_string_text(&variable)) < best) {
            best = lg_edit_distance(name, lg_string_text(&variable));
            (void)snprintf(nearest, sizeof(nearest), "%s", lg_string_text(&variable));
        }
    lg_problems_warn(problems, "the environment variable '%.64s' is none of lakegen's%s%s%s", name, *nearest ? ", did you mean '" : "",
                     nearest, *nearest ? "'?" : "");
    lg_string_release(&variable);
}

static int read_environment(struct lg_settings *settings, struct lg_problems *problems, struct lg_error *err)
{
    static const char ours[] = "LAKEGEN_";

    if (getauxval(AT_SECURE)) /* whoever starts a program with raised privileges may not steer it */
        return LG_OK;
    for (char **variable = environ; *variable; variable++) {
        char name[128];
        size_t length = strcspn(*variable, "=");

        if (strncmp(*variable, ours, strlen(ours)) != 0 || length >= sizeof(name))
            continue;
        memcpy(name, *variable, length);
        name[length] = '\0';
        if (!is_known_variable(name) && !is_of_service(name))
            warn_of_unknown(name, problems);
    }
    return read_variables(settings, problems, err);
}

/* ---- what depends on several settings ---- */

/* Two settings that say the same thing: the stronger one counts, and one layer must not have both. */
static int settle_rivals(struct lg_settings *settings, const char *a, const char *b, struct lg_problems *problems, struct lg_error *err)
{
    const struct lg_source_of_value *first = lg_setting_source(settings, a), *second = lg_setting_source(settings, b);

    if (first->layer == LG_LAYER_BUILT_IN || second->layer == LG_LAYER_BUILT_IN)
        return LG_OK;
    if (first->layer != second->layer)
        return lg_settings_reset(settings, lg_setting_find(first->layer < second->layer ? a : b), err);
    (void)lg_error_set(err, first->layer == LG_LAYER_FLAG ? LG_E_USAGE : LG_E_CONFIG,
                       "%s and %s exclude each other (%s, %s); leave one out", a, b, first->place, second->place);
    return first->layer == LG_LAYER_FLAG ? err->code : lg_problems_take(problems, err);
}

/* A sink and a place of different layers: the stronger counts, and leaves behind what is not meant for it. So --sink null does not write
 * into the bucket that a file names, nor does --output ./here contradict a file's sink. */
static int settle_sink(struct lg_settings *settings, struct lg_error *err)
{
    const char *setting = settings->bucket ? "bucket" : "output", *place = settings->bucket ? "s3:" : settings->output;
    enum lg_layer sink = lg_setting_source(settings, "sink")->layer, given = lg_setting_source(settings, setting)->layer;

    if (!place || sink == given || (!lg_url_scheme(settings->sink) && lg_sink_fits(settings->sink, place)))
        return LG_OK;
    if (sink < given)
        return lg_settings_reset(settings, lg_setting_find("sink"), err);
    if (lg_setting_source(settings, "prefix")->layer < sink)
        (void)lg_settings_reset(settings, lg_setting_find("prefix"), err);
    return lg_settings_reset(settings, lg_setting_find(setting), err);
}

static int settle(struct lg_settings *settings, struct lg_problems *problems, struct lg_error *err)
{
    static const char *const rivals[][2] = {
        {"rows", "target-size"}, {"output", "bucket"}, {"output", "prefix"}, {"file-rows", "file-size"}};
    enum lg_layer scale = lg_setting_source(settings, "scale")->layer, target = lg_setting_source(settings, "target-size")->layer;

    for (size_t i = 0; i < sizeof(rivals) / sizeof(rivals[0]) && err->code == LG_OK; i++)
        (void)settle_rivals(settings, rivals[i][0], rivals[i][1], problems, err);
    if (err->code == LG_OK)
        (void)settle_sink(settings, err);
    /* both may be given together: then one says how many entities, the other how many rows */
    if (err->code == LG_OK && scale > LG_LAYER_BUILT_IN && target > LG_LAYER_BUILT_IN && scale != target)
        (void)lg_settings_reset(settings, lg_setting_find(scale < target ? "scale" : "target-size"), err);
    return err->code;
}

int lg_config_load(struct lg_settings *settings, const struct lg_config_files *files, struct lg_problems *problems,
                   struct lg_error *err)
{
    if (read_if_there(settings, files->system, LG_LAYER_SYSTEM, problems, err) != LG_OK ||
        read_if_there(settings, files->user, LG_LAYER_USER, problems, err) != LG_OK ||
        read_project(settings, files, problems, err) != LG_OK || read_environment(settings, problems, err) != LG_OK)
        return err->code;
    if (settle(settings, problems, err) == LG_OK && settings->strict)
        lg_problems_be_strict(problems);
    return err->code;
}
