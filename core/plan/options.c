/* SPDX-License-Identifier: Apache-2.0 */
/* Values for options, layer by layer. */
#include "plan/options.h"

#include <lakegen/calendar.h>

#include "base/parse.h"
#include "config/config.h"

#include <lakegen/text.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAMES 600
#define MOST_DAYS 1000000

struct setter {
    const struct lg_option_sets *sets;
    const struct lg_settings *settings;
    struct lg_plugins *plugins;
    struct lg_problems *problems; /* NULL: the first one ends it */
    /* whose options are being set */
    const struct lg_plugin *plugin;
    struct lg_options *options;
};

static int tell(const struct setter *setter, struct lg_error *err)
{
    return setter->problems ? lg_problems_take(setter->problems, err) : err->code;
}

/* ---- which values are meant for an option ---- */

static bool is_role(const char *role, const char *name)
{
    return role && strcmp(role, name) == 0;
}

/* Named as the option is; or --no-NAME, of one that is true or false. */
static bool is_meant(const struct lg_option_assignment *assignment, const struct lg_option *option)
{
    static const char no[] = "no-";

    if (assignment->is_days)
        return is_role(option->role, "time_end");
    if (lg_option_is_named(option, assignment->name))
        return true;
    return !assignment->value && option->type == LG_OPTION_BOOL && strncmp(assignment->name, no, strlen(no)) == 0 &&
           lg_option_is_named(option, assignment->name + strlen(no));
}

static bool has_option(const struct lg_plugin *plugin, const struct lg_option_assignment *assignment)
{
    for (const struct lg_option *option = plugin->options; option && option->name; option++)
        if (is_meant(assignment, option))
            return true;
    return false;
}

/* Assignments that name no plugin are the schema's, and only what it does not have is the sink's. */
static bool is_for(const struct setter *setter, const struct lg_option_assignment *assignment, const struct lg_option *option)
{
    const struct lg_option_sets *sets = setter->sets;

    if (!assignment->name || !is_meant(assignment, option))
        return false;
    if (assignment->plugin)
        return strcmp(assignment->plugin, setter->plugin->name) == 0;
    return setter->plugin == sets->schema || (setter->plugin == sets->sink && !has_option(sets->schema, assignment));
}

static bool counts_time(const struct lg_option *option)
{
    return is_role(option->role, "time_days") || is_role(option->role, "time_months");
}

/* Is a setting given for the options of its role? --schema names a plugin or a file. */
static bool is_given(const struct setter *setter, const struct lg_setting *setting)
{
    const struct lg_settings *settings = setter->settings;

    return lg_setting_is_given(settings, setting->name) &&
           (!is_role(setting->role, "schema_file") || lg_config_is_file(settings->schema));
}

/* The setting that sets an option by its role, when it is given; only schemas have roles. */
static const struct lg_setting *setting_for(const struct setter *setter, const struct lg_option *option)
{
    const char *role = counts_time(option) ? "time_end" : option->role;

    for (const struct lg_setting *s = lg_settings_table; role && setter->plugin == setter->sets->schema && s->name; s++)
        if (is_role(s->role, role) && is_given(setter, s))
            return s;
    return NULL;
}

/* ---- times ---- */

static int whole_months(int64_t start, int64_t end, int64_t *months)
{
    int year[2], month[2], day[2];

    lg_civil_from_days(start / LG_DAY_MICROSECONDS, &year[0], &month[0], &day[0]);
    lg_civil_from_days(end / LG_DAY_MICROSECONDS, &year[1], &month[1], &day[1]);
    *months = (int64_t)(year[1] - year[0]) * 12 + month[1] - month[0];
    return day[0] == day[1];
}

/* So many days behind the start. */
static int add_days(const struct setter *setter, const char *days, char text[40], struct lg_error *err)
{
    const struct lg_option *first = lg_options_with_role(setter->options, "time_start");
    int64_t count;

    if (lg_parse_int64(days, &count, err) != LG_OK)
        return err->code;
    if (count < 1 || count > MOST_DAYS)
        return lg_error_set(err, LG_E_CONFIG, "'%s' is outside 1..%d", days, MOST_DAYS);
    *lg_put_timestamp(text, (first ? lg_option_int(setter->options, first->name) : 0) + count * LG_DAY_MICROSECONDS) = '\0';
    return LG_OK;
}

/* The number of days or months between the option of role "time_start" and a date. */
static int count_time(const struct setter *setter, const struct lg_option *option, const char *date, char text[32],
                      struct lg_error *err)
{
    const struct lg_option *first = lg_options_with_role(setter->options, "time_start");
    bool days = is_role(option->role, "time_days");
    int64_t start = first ? lg_option_int(setter->options, first->name) : 0, end, count;

    if (!first)
        return lg_error_set(err, LG_E_PLUGIN, "option '%s' counts time, but no option is its start", option->name);
    if (lg_parse_time(date, &end, err) != LG_OK)
        return err->code;
    if (end <= start)
        return lg_error_set(err, LG_E_CONFIG, "the end of times, '%.64s', is not after their start", date);
    count = (end - start) / LG_DAY_MICROSECONDS;
    if ((end - start) % LG_DAY_MICROSECONDS != 0 || (!days && !whole_months(start, end, &count)))
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a whole number of %s after the start of times", date,
                            days ? "days" : "months");
    (void)snprintf(text, 32, "%lld", (long long)count);
    return LG_OK;
}

/* ---- setting ---- */

/* The value that the layer at hand gave first. */
struct seen {
    const char *place;
    char *text; /* owned */
};

static int set_one(const struct setter *setter, const struct lg_option *option, const char *value, const char *place,
                   enum lg_layer layer, struct lg_error *err)
{
    if (lg_options_set(setter->options, option->name, value, err) == LG_OK)
        return LG_OK;
    return layer == LG_LAYER_FLAG ? err->code : lg_error_wrap(err, "%s", place);
}

static int apply(const struct setter *setter, const struct lg_option *option, const char *value, const char *place,
                 enum lg_layer layer, struct seen *seen, struct lg_error *err)
{
    if (set_one(setter, option, value, place, layer, err) != LG_OK)
        return tell(setter, err);
    if (seen->text && strcmp(seen->text, lg_option_text(setter->options, option->name)) != 0) {
        if (layer == LG_LAYER_FLAG && strcmp(seen->place, place) == 0)
            (void)lg_error_set(err, LG_E_USAGE, "%s: given twice, with different values", place);
        else
            (void)lg_error_set(err, LG_E_CONFIG, "%s and %s give option '%s' different values; leave one out", seen->place, place,
                               option->name);
        return tell(setter, err);
    }
    if (seen->text)
        return LG_OK;
    seen->place = place;
    seen->text = strdup(lg_option_text(setter->options, option->name));
    return seen->text ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for an option");
}

static int apply_assignment(const struct setter *setter, const struct lg_option *option, const struct lg_option_assignment *assignment,
                            struct seen *seen, struct lg_error *err)
{
    const char *value = assignment->value;
    char end[40];

    if (assignment->is_days && add_days(setter, value, end, err) != LG_OK) {
        (void)lg_error_wrap(err, "%s: %s", assignment->place, assignment->name);
        return tell(setter, err);
    }
    if (assignment->is_days)
        value = end;
    if (!value && option->type != LG_OPTION_BOOL) {
        (void)lg_error_set(err, LG_E_USAGE, "%s needs a value", assignment->place);
        return tell(setter, err);
    }
    if (!value)
        value = lg_option_is_named(option, assignment->name) ? "true" : "false";
    return apply(setter, option, value, assignment->place, assignment->layer, seen, err);
}

static int apply_role(const struct setter *setter, const struct lg_option *option, enum lg_layer layer, struct seen *seen,
                      struct lg_error *err)
{
    const struct lg_setting *setting = setting_for(setter, option);
    const struct lg_source_of_value *source = setting ? lg_setting_source(setter->settings, setting->name) : NULL;
    const char *value = source ? source->text : NULL;
    char count[32];

    if (!source || source->layer != layer)
        return LG_OK;
    if (counts_time(option)) {
        value = count;
        if (count_time(setter, option, source->text, count, err) != LG_OK) {
            (void)lg_error_wrap(err, "%s", source->place);
            return tell(setter, err);
        }
    }
    return apply(setter, option, value, source->place, layer, seen, err);
}

static void note_secret(const struct setter *setter, const struct lg_option *option, const char *place, struct lg_error *err)
{
    char note[200];

    if (!setter->sets->notes || option->type != LG_OPTION_SECRET)
        return;
    (void)snprintf(note, sizeof(note), "%.64s: a secret on the command line can be seen by others and stays in the shell's history; "
                   "use the environment or a configuration file", place);
    (void)lg_words_add(setter->sets->notes, note, strlen(note), err);
}

static int set_option(const struct setter *setter, const struct lg_option *option, struct lg_error *err)
{
    for (int layer = LG_LAYER_SYSTEM; layer <= LG_LAYER_FLAG && err->code == LG_OK; layer++) {
        struct seen seen = {NULL, NULL};

        for (size_t i = 0; i < setter->settings->set.count && err->code == LG_OK; i++) {
            const struct lg_option_assignment *assignment = &setter->settings->set.item[i];

            if ((int)assignment->layer != layer || !is_for(setter, assignment, option))
                continue;
            (void)apply_assignment(setter, option, assignment, &seen, err);
            if (layer == LG_LAYER_FLAG && err->code == LG_OK)
                note_secret(setter, option, assignment->place, err);
        }
        if (err->code == LG_OK)
            (void)apply_role(setter, option, (enum lg_layer)layer, &seen, err);
        free(seen.text);
    }
    return err->code;
}

/* Ends and counts of time last: they need the start. */
static int set_all(const struct setter *setter, struct lg_error *err)
{
    for (int pass = 0; pass < 2; pass++)
        for (const struct lg_option *option = setter->plugin->options; option && option->name && err->code == LG_OK; option++)
            if ((counts_time(option) || is_role(option->role, "time_end")) == (pass == 1))
                (void)set_option(setter, option, err);
    return err->code;
}

/* ---- what nobody has ---- */

static void collect(const struct lg_option *table, const char **names, size_t *count)
{
    for (; table && table->name && *count < MAX_NAMES - 1; table++)
        names[(*count)++] = table->name;
}

static bool is_flag(const struct lg_option_assignment *assignment)
{
    return strncmp(assignment->place, "--", 2) == 0 && strncmp(assignment->place, "--set ", 6) != 0;
}

static void collect_settings(const char **names, size_t *count)
{
    for (const struct lg_setting *s = lg_settings_table; s->name && *count < MAX_NAMES - 1; s++)
        names[(*count)++] = s->name;
    for (const struct lg_alias *a = lg_aliases; a->name && *count < MAX_NAMES - 1; a++)
        names[(*count)++] = a->name;
}

/* An option of the command line: --lucky-ratio, or --set lucky_ratio. */
static int unknown_flag(const struct lg_option_sets *sets, const struct lg_option_assignment *assignment, struct lg_error *err)
{
    const char *names[MAX_NAMES], *nearest, *dashes = is_flag(assignment) ? "--" : "";
    char word[128];
    size_t count = 0;

    collect(sets->schema->options, names, &count);
    if (sets->sink)
        collect(sets->sink->options, names, &count);
    if (*dashes)
        collect_settings(names, &count);
    names[count] = NULL;
    nearest = lg_nearest_word(assignment->name, names);
    (void)snprintf(word, sizeof(word), "%s", nearest ? nearest : "");
    for (char *p = word; *dashes && *p; p++)
        *p = (char)(*p == '_' ? '-' : *p);
    return lg_error_set(err, LG_E_USAGE, "unknown option '%s%.100s'%s%s%s%s", dashes, assignment->name,
                        nearest ? ", did you mean '" : ", see 'lakegen describe' for the options of a schema", nearest ? dashes : "",
                        word, nearest ? "'?" : "");
}

static int unknown_in(const struct lg_plugin *plugin, const struct lg_option_assignment *assignment, struct lg_error *err)
{
    const char *names[MAX_NAMES], *nearest;
    size_t count = 0;

    collect(plugin->options, names, &count);
    names[count] = NULL;
    nearest = lg_nearest_word(assignment->name, names);
    (void)lg_error_set(err, assignment->layer == LG_LAYER_FLAG ? LG_E_USAGE : LG_E_CONFIG, "'%s' has no option '%.64s'%s%s%s", plugin->name,
                       assignment->name, nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    return lg_error_wrap(err, "%s", assignment->name_place ? assignment->name_place : assignment->place);
}

static bool is_expected(const char *plugin)
{
    const char *const *name = lg_expected_plugins;

    while (*name && strcmp(*name, plugin) != 0)
        name++;
    return *name != NULL;
}

/* The first assignment that names its plugin: what is wrong with the name is said once. */
static bool is_first_of(const struct lg_option_assignments *set, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (set->item[k].plugin && strcmp(set->item[k].plugin, set->item[i].plugin) == 0)
            return false;
    return true;
}

/* A section of files that is no plugin's may be a misspelt key, too. */
static int unknown_plugin(const struct setter *setter, const struct lg_option_assignment *assignment, struct lg_error *err)
{
    struct lg_words words = {NULL, 0};
    const char *nearest = NULL;

    for (const char *const *name = lg_expected_plugins; *name && err->code == LG_OK; name++)
        (void)lg_words_add(&words, *name, strlen(*name), err);
    if (err->code == LG_OK && lg_plugins_add_names(setter->plugins, LG_KIND_SCHEMA, &words, err) == LG_OK &&
        lg_plugins_add_names(setter->plugins, LG_KIND_SINK, &words, err) == LG_OK && lg_key_words("", &words, err) == LG_OK)
        nearest = lg_nearest_word(assignment->plugin, (const char *const *)words.word);
    if (err->code == LG_OK)
        (void)lg_error_set(err, assignment->layer == LG_LAYER_FLAG ? LG_E_USAGE : LG_E_CONFIG,
                           "%s: '%.64s' is neither a key of the configuration nor a plugin%s%s%s", assignment->place, assignment->plugin,
                           nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    lg_words_release(&words);
    return err->code;
}

static int check_is_plugin(const struct setter *setter, const struct lg_option_assignment *assignment, struct lg_error *err)
{
    if (is_expected(assignment->plugin) || lg_plugins_have(setter->plugins, LG_KIND_SCHEMA, assignment->plugin) ||
        lg_plugins_have(setter->plugins, LG_KIND_SINK, assignment->plugin))
        return LG_OK;
    return unknown_plugin(setter, assignment, err);
}

/* What the system's and the user's file say is meant for whatever can take it; a schema need not. */
static bool is_for_all(enum lg_layer layer)
{
    return layer <= LG_LAYER_USER;
}

static int check_known(const struct setter *setter, size_t i, struct lg_error *err)
{
    const struct lg_option_assignment *assignment = &setter->settings->set.item[i];
    const struct lg_option_sets *sets = setter->sets;
    const struct lg_plugin *const plugins[] = {sets->schema, sets->sink};
    bool meant = false;

    for (size_t p = 0; p < 2; p++) {
        if (!plugins[p] || (assignment->plugin && strcmp(assignment->plugin, plugins[p]->name) != 0))
            continue;
        meant = true;
        if (!assignment->name || has_option(plugins[p], assignment))
            return LG_OK;
    }
    if (!assignment->plugin && is_for_all(assignment->layer))
        return LG_OK;
    if (!assignment->plugin && assignment->layer == LG_LAYER_FLAG)
        return unknown_flag(sets, assignment, err);
    if (!assignment->plugin)
        return unknown_in(sets->schema, assignment, err);
    if (meant)
        return unknown_in(strcmp(assignment->plugin, sets->schema->name) == 0 ? sets->schema : sets->sink, assignment, err);
    return is_first_of(&setter->settings->set, i) ? check_is_plugin(setter, assignment, err) : LG_OK;
}

bool lg_plan_role_acts(const struct lg_setting *setting, const struct lg_options *options)
{
    if (is_role(setting->role, "schema_file") || !setting->role || lg_options_with_role(options, setting->role))
        return true;
    return is_role(setting->role, "time_end") &&
           (lg_options_with_role(options, "time_days") || lg_options_with_role(options, "time_months"));
}

/* A general setting that no option takes would do nothing. */
static int check_role(const struct setter *setter, const struct lg_setting *setting, struct lg_error *err)
{
    const struct lg_source_of_value *source = lg_setting_source(setter->settings, setting->name);

    if (!is_given(setter, setting) || is_for_all(source->layer) || lg_plan_role_acts(setting, setter->sets->schema_options))
        return LG_OK;
    return lg_error_set(err, source->layer == LG_LAYER_FLAG ? LG_E_USAGE : LG_E_CONFIG, "%s: schema '%s' has nothing that %s sets; leave it out",
                        source->place, setter->sets->schema->name, setting->key);
}

/* ---- both plugins ---- */

static int set_plugins(struct setter *setter, struct lg_error *err)
{
    const struct lg_option_sets *sets = setter->sets;

    for (size_t i = 0; i < setter->settings->set.count && err->code == LG_OK; i++)
        if (check_known(setter, i, err) != LG_OK)
            (void)tell(setter, err);
    for (const struct lg_setting *s = lg_settings_table; s->name && err->code == LG_OK; s++)
        if (check_role(setter, s, err) != LG_OK)
            (void)tell(setter, err);
    setter->plugin = sets->schema;
    setter->options = sets->schema_options;
    if (err->code != LG_OK || set_all(setter, err) != LG_OK || !sets->sink)
        return err->code;
    setter->plugin = sets->sink;
    setter->options = sets->sink_options;
    return set_all(setter, err);
}

int lg_plan_set_options(const struct lg_option_sets *sets, const struct lg_settings *settings, struct lg_plugins *plugins,
                        struct lg_error *err)
{
    struct setter setter = {.sets = sets, .settings = settings, .plugins = plugins};

    return set_plugins(&setter, err);
}

int lg_plan_set_sink_options(const struct lg_plugin *sink, struct lg_options *options, const struct lg_settings *settings,
                             struct lg_error *err)
{
    const struct lg_option_sets sets = {.schema = sink, .schema_options = options}; /* the only plugin, so that all is meant for it */
    struct setter setter = {.sets = &sets, .settings = settings, .plugin = sink, .options = options};

    for (size_t i = 0; i < settings->set.count && err->code == LG_OK; i++) {
        const struct lg_option_assignment *assignment = &settings->set.item[i];

        if (assignment->layer == LG_LAYER_FLAG && !assignment->plugin && !has_option(sink, assignment))
            (void)unknown_flag(&sets, assignment, err);
    }
    return err->code == LG_OK ? set_all(&setter, err) : err->code;
}

struct search {
    const struct lg_option_assignment *assignment;
    bool found;
};

static void look_for_option(void *context, const struct lg_plugin_entry *entry)
{
    struct search *search = context;

    search->found = search->found || (entry->base && has_option(entry->base, search->assignment));
}

/* Does some plugin have it? Loads them all. */
static bool anybody_has(struct lg_plugins *plugins, const struct lg_option_assignment *assignment)
{
    struct search search = {assignment, false};
    struct lg_error ignored = LG_ERROR_INIT;

    if (lg_plugins_list(plugins, LG_KIND_SCHEMA, look_for_option, &search, &ignored) == LG_OK)
        (void)lg_plugins_list(plugins, LG_KIND_SINK, look_for_option, &search, &ignored);
    return search.found;
}

int lg_plan_suspect_flags(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    const char *names[MAX_NAMES], *nearest;
    size_t count = 0;

    collect_settings(names, &count);
    names[count] = NULL;
    for (size_t i = 0; i < settings->set.count; i++) {
        const struct lg_option_assignment *assignment = &settings->set.item[i];

        if (!is_flag(assignment))
            continue;
        if (assignment->value && anybody_has(plugins, assignment))
            return lg_error_wrap(err, "'%.64s' (did it take the word behind it? then put that word first)", assignment->place);
        nearest = lg_nearest_word(assignment->name, names);
        if (nearest)
            return lg_error_wrap(err, "'%.64s' (did you mean '--%s'?)", assignment->place, nearest);
    }
    return err->code;
}

/* ---- plugins that the run does not use ---- */

bool lg_plan_begins_bystander(const struct lg_option_sets *sets, const struct lg_settings *settings, size_t i)
{
    const char *name = settings->set.item[i].plugin;

    return name && strcmp(name, sets->schema->name) != 0 && !(sets->sink && strcmp(name, sets->sink->name) == 0) &&
           is_first_of(&settings->set, i);
}

int lg_plan_load_bystander(struct lg_plugins *plugins, const char *name, const struct lg_plugin **plugin, struct lg_error *err)
{
    const struct lg_schema_plugin *schema = NULL;
    const struct lg_sink_plugin *sink = NULL;

    if (lg_plugins_have(plugins, LG_KIND_SCHEMA, name))
        (void)lg_plugin_load_schema(plugins, name, &schema, err);
    else if (lg_plugins_have(plugins, LG_KIND_SINK, name))
        (void)lg_plugin_load_sink(plugins, name, &sink, err);
    *plugin = schema ? &schema->base : sink ? &sink->base : NULL;
    return err->code;
}

static int check_bystander(struct setter *setter, const char *name, struct lg_error *err)
{
    if (lg_plan_load_bystander(setter->plugins, name, &setter->plugin, err) != LG_OK)
        return tell(setter, err);
    if (!setter->plugin && is_expected(name))
        lg_problems_note(setter->problems, "this lakegen has no plugin '%.64s'; its options were not checked", name);
    if (!setter->plugin)
        return LG_OK;
    for (size_t i = 0; i < setter->settings->set.count && err->code == LG_OK; i++) {
        const struct lg_option_assignment *assignment = &setter->settings->set.item[i];

        if (assignment->name && assignment->plugin && strcmp(assignment->plugin, name) == 0 &&
            !has_option(setter->plugin, assignment) && unknown_in(setter->plugin, assignment, err) != LG_OK)
            (void)tell(setter, err);
    }
    if (err->code == LG_OK && lg_options_new(setter->plugin->options, &setter->options, err) == LG_OK) {
        (void)set_all(setter, err);
        lg_options_free(setter->options);
    }
    return err->code;
}

int lg_plan_check_options(const struct lg_option_sets *sets, const struct lg_settings *settings, struct lg_plugins *plugins,
                          struct lg_problems *problems, struct lg_error *err)
{
    struct setter setter = {.sets = sets, .settings = settings, .plugins = plugins, .problems = problems};

    (void)set_plugins(&setter, err);
    for (size_t i = 0; i < settings->set.count && err->code == LG_OK; i++)
        if (lg_plan_begins_bystander(sets, settings, i))
            (void)check_bystander(&setter, settings->set.item[i].plugin, err);
    return err->code;
}

const char *lg_plan_option_place(const struct lg_option_sets *sets, const struct lg_settings *settings, const struct lg_plugin *plugin,
                                 const struct lg_option *option)
{
    const struct setter setter = {.sets = sets, .settings = settings, .plugin = plugin};
    const struct lg_setting *setting = setting_for(&setter, option);
    enum lg_layer layer = setting ? lg_setting_source(settings, setting->name)->layer : LG_LAYER_BUILT_IN;
    const char *place = setting ? lg_setting_source(settings, setting->name)->place : NULL;

    for (size_t i = 0; i < settings->set.count; i++) {
        const struct lg_option_assignment *assignment = &settings->set.item[i];

        if (assignment->layer >= layer && is_for(&setter, assignment, option)) {
            layer = assignment->layer;
            place = assignment->place;
        }
    }
    return place;
}
