/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration files of lakebench, nested (architecture:, platform:) and flat (endpoint:, scale:): what is a generator's in them
 * becomes settings, the rest is named in one warning. Defaults are lakebench's: customer360 at scale 10 in the bucket
 * lakebench-bronze. */
#include "config/lakebench.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_SCALE "10"
#define DEFAULT_BUCKET "lakebench-bronze"
#define MOST_WORDS 128

const struct lg_yaml_node *lg_lakebench_form(const struct lg_yaml_node *root)
{
    static const char *const marks[] = {"architecture", "platform", "recipe", "endpoint"};
    const struct lg_yaml_node *node = NULL;

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !node; i++)
        node = lg_yaml_get(root, marks[i]);
    return node;
}

/* Sections in which every key is a generator's: others are mistakes. */
static bool is_own_section(const char *path)
{
    static const char *const sections[] = {"architecture.workload.datagen", "architecture.workload.customer360", "platform.storage.s3"};

    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
        if (strcmp(sections[i], path) == 0)
            return true;
    return false;
}

/* Does a path lead on to keys? */
static bool leads_on(const char *path)
{
    size_t length = strlen(path);

    for (const struct lg_lakebench_key *key = lg_lakebench_keys; key->path; key++)
        if (strncmp(key->path, path, length) == 0 && key->path[length] == '.')
            return true;
    return false;
}

/* ---- walking ---- */

static int note_left_out(struct lg_lakebench *file, const char *path, struct lg_error *err)
{
    lg_lakebench_leave_out(&file->foreign, path);
    return err->code;
}

/* The words that may stand below a section, for suggestions. */
static void collect_words(const char *section, char words[MOST_WORDS][64], const char **list)
{
    size_t length = strlen(section), count = 0;

    for (const struct lg_lakebench_key *key = lg_lakebench_keys; key->path; key++) {
        const char *word = key->path;

        if (strncmp(word, section, length) != 0 || (length > 0 && word[length] != '.'))
            continue;
        word += length + (length > 0);
        if (count < MOST_WORDS) {
            (void)snprintf(words[count], 64, "%.*s", (int)strcspn(word, "."), word);
            list[count] = words[count];
            count++;
        }
        if (length == 0 && key->flat && count < MOST_WORDS)
            list[count++] = key->flat;
    }
    list[count] = NULL;
}

/* Keys of lakegen's own form beside what makes a file lakebench's: nobody can tell which of the two was meant. */
static int refuse_mixture(struct lg_lakebench *file, const struct lg_yaml_node *node, struct lg_error *err)
{
    const struct lg_yaml_node *why = lg_lakebench_form(file->reader->yaml->root);

    return lg_reader_refuse(file->reader, node, err, "'%.64s' is a key of lakegen's own files, and '%s' (line %d) makes this a file of "
                            "lakebench; keep to one form: in lakegen's own the endpoint stands in a section of the sink, s3: {endpoint: "
                            "...}, in lakebench's the schema in architecture.workload", node->key, why->key, why->key_line);
}

static int unknown(struct lg_lakebench *file, const struct lg_yaml_node *node, const char *section, const char *path,
                   struct lg_error *err)
{
    char words[MOST_WORDS][64];
    const char *list[MOST_WORDS + 1], *nearest;

    if (!*section && (lg_setting_find_key(node->key) || lg_key_leads_on(node->key)))
        return refuse_mixture(file, node, err);
    collect_words(section, words, list);
    nearest = lg_nearest_word(node->key, list);
    if (!is_own_section(section) && !(nearest && lg_edit_distance(node->key, nearest) <= 2))
        return note_left_out(file, path, err);
    return lg_reader_refuse(file->reader, node, err, "unknown key '%.64s'%s%s%s%s%s", node->key, *section ? " in " : "", section,
                            nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* A key that also stands at the top, where it says something: that one counts. */
static bool yields_to_flat(const struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key)
{
    const struct lg_yaml_node *flat = key->flat ? lg_yaml_get(file->reader->yaml->root, key->flat) : NULL;
    struct lg_string top = LG_STRING_INIT, nested = LG_STRING_INIT;
    bool yields = flat && flat != node && lg_lakebench_is_said(flat, &top);

    if (yields && lg_lakebench_is_said(node, &nested) && strcmp(top.text, nested.text) != 0)
        lg_reader_warn(file->reader, node, "%s also stands at the top as '%s' in line %d, with another value; that one counts", key->path,
                       key->flat, flat->key_line);
    lg_string_release(&top);
    lg_string_release(&nested);
    return yields;
}

static int read_section(struct lg_lakebench *file, const struct lg_yaml_node *section, const char *path, struct lg_error *err);

static int read_node(struct lg_lakebench *file, const struct lg_yaml_node *node, const char *section, struct lg_error *err)
{
    static const struct {
        const char *path, *now;
    } old_sections[] = {{"architecture.processing", "architecture.pipeline"},
                        {"architecture.pipeline.continuous", "architecture.pipeline.sustained"}};
    const struct lg_lakebench_key *key = *section ? NULL : lg_lakebench_find_flat(node->key);
    char path[LG_LAKEBENCH_PATH];

    if (snprintf(path, sizeof(path), "%s%s%s", section, *section ? "." : "", node->key) >= (int)sizeof(path))
        return note_left_out(file, section, err);
    for (size_t i = 0; i < sizeof(old_sections) / sizeof(old_sections[0]); i++)
        if (strcmp(path, old_sections[i].path) == 0) {
            lg_reader_warn(file->reader, node, "'%s' is an old key, write '%s'", node->key, strrchr(old_sections[i].now, '.') + 1);
            return read_section(file, node, old_sections[i].now, err);
        }
    if (!key)
        key = lg_lakebench_find(path);
    if (leads_on(path) && (!key || (lg_lakebench_is_foreign(key) && node->kind == LG_YAML_MAPPING)))
        return read_section(file, node, path, err);
    if (!key)
        return unknown(file, node, section, path, err);
    return yields_to_flat(file, node, key) ? LG_OK : key->read(file, node, key, err);
}

static int read_section(struct lg_lakebench *file, const struct lg_yaml_node *section, const char *path, struct lg_error *err)
{
    if (section->kind == LG_YAML_NULL)
        return LG_OK;
    if (lg_yaml_want(file->reader->yaml, section, LG_YAML_MAPPING, err) != LG_OK)
        return lg_problems_take(file->reader->problems, err);
    for (const struct lg_yaml_node *node = section->first; node && err->code == LG_OK; node = node->next)
        (void)read_node(file, node, path, err);
    return err->code;
}

/* ---- afterwards ---- */

static int set_default(const struct lg_lakebench *file, const char *setting, const char *text, struct lg_error *err)
{
    struct lg_string place = LG_STRING_INIT;

    lg_string_printf(&place, "%s (lakebench's default)", file->reader->yaml->name);
    if (lg_string_check(&place, err) == LG_OK)
        (void)lg_settings_set_from(file->reader->settings, lg_setting_find(setting), text,
                                   &(struct lg_origin){file->reader->layer, place.text, NULL}, err);
    lg_string_release(&place);
    return err->code;
}

/* The schema that has settings of its own. */
static int set_default_schema(const struct lg_lakebench *file, struct lg_error *err)
{
    char schema[LG_LAKEBENCH_PATH];

    lg_lakebench_plugin(lg_lakebench_find(LG_LAKEBENCH_SCHEMA_KEY), schema);
    return set_default(file, "schema", schema, err);
}

static int set_defaults(const struct lg_lakebench *file, struct lg_error *err)
{
    if ((!file->has_schema && set_default_schema(file, err) != LG_OK) ||
        (!file->scale && set_default(file, "scale", DEFAULT_SCALE, err) != LG_OK))
        return err->code;
    return file->has_bucket ? LG_OK : set_default(file, "bucket", DEFAULT_BUCKET, err);
}

/* How long a pipeline takes data that is sustained. */
static int settle_duration(const struct lg_lakebench *file, struct lg_error *err)
{
    return file->is_sustained && file->duration ? lg_reader_set(file->reader, file->duration, lg_setting_find("duration"), err) : LG_OK;
}

static void tell_what_is_left_out(const struct lg_lakebench *file)
{
    if (file->foreign.length > 0)
        lg_problems_warn(file->reader->problems, "%s: not a generator's, ignored: %s", file->reader->yaml->name,
                         lg_string_text(&file->foreign));
    if (file->unused.length > 0)
        lg_problems_note(file->reader->problems, "%s: not used by a run on this machine: %s", file->reader->yaml->name,
                         lg_string_text(&file->unused));
}

int lg_config_read_lakebench(const struct lg_reader *reader, struct lg_error *err)
{
    struct lg_lakebench file = {.reader = reader, .foreign = LG_STRING_INIT, .unused = LG_STRING_INIT};

    if (reader->layer != LG_LAYER_PROJECT)
        return lg_error_set(err, LG_E_CONFIG, "'%s' is a lakebench configuration; only project files may be", reader->yaml->name);
    if (read_section(&file, reader->yaml->root, "", err) == LG_OK && lg_lakebench_settle_target(&file, err) == LG_OK &&
        settle_duration(&file, err) == LG_OK && set_defaults(&file, err) == LG_OK)
        tell_what_is_left_out(&file);
    lg_string_release(&file.foreign);
    lg_string_release(&file.unused);
    return err->code;
}
