/* SPDX-License-Identifier: Apache-2.0 */
/* How values get into struct lg_settings: parsed by the setting's type, the strongest layer wins. */
#include "config/settings.h"

#include "base/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int lg_words_add(struct lg_words *words, const char *word, size_t length, struct lg_error *err)
{
    char **grown = realloc(words->word, (words->count + 2) * sizeof(*grown));

    if (grown) {
        words->word = grown;
        grown[words->count] = strndup(word, length);
        grown[words->count + 1] = NULL;
    }
    if (!grown || !grown[words->count])
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    words->count++;
    return LG_OK;
}

void lg_words_release(struct lg_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->word[i]);
    free(words->word);
    *words = (struct lg_words){NULL, 0};
}

static void *target(struct lg_settings *settings, const struct lg_setting *setting)
{
    return (char *)settings + setting->offset;
}

static int add_words(struct lg_words *words, const char *value, struct lg_error *err)
{
    const char *word = value;

    while (*value) {
        size_t length = strcspn(word, ",");

        if (length == 0)
            return lg_error_set(err, LG_E_USAGE, "'%.64s' has nothing on one side of a comma", value);
        if (lg_words_add(words, word, length, err) != LG_OK || word[length] == '\0')
            break;
        word += length + 1;
    }
    return err->code;
}

static int set_text(char **text, const char *value, struct lg_error *err)
{
    char *copy = strdup(value);

    if (!copy)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    free(*text);
    *text = copy;
    return LG_OK;
}

/* What says where objects go is printed all the time. */
static int set_plain_text(const struct lg_setting *setting, char **text, const char *value, struct lg_error *err)
{
    if (strcmp(setting->group, "Where") == 0 && lg_url_has_userinfo(value))
        return lg_error_set(err, LG_E_USAGE, "the URL holds a user name or password; URLs reach logs, give these to the sink's options, "
                            "in a configuration file or the environment");
    return set_text(text, value, err);
}

static int check_integer(const struct lg_setting *setting, int64_t integer, const char *value, struct lg_error *err)
{
    if (lg_nano_in_range((lg_int128)integer * 1000000000, setting->range))
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "'%.64s' is outside %s%s", value, setting->range,
                        setting->type == LG_SETTING_DURATION ? " milliseconds" : "");
}

static int set_integer(const struct lg_setting *setting, int64_t *integer, const char *value, struct lg_error *err)
{
    bool sized = setting->type == LG_SETTING_SIZE;
    bool automatic = (setting->value && strstr(setting->value, "auto")) && strcmp(value, "auto") == 0;

    if (automatic) {
        *integer = 0;
        return LG_OK;
    }
    if (setting->type == LG_SETTING_DURATION)
        (void)lg_parse_duration(value, integer, err);
    else if (setting->type == LG_SETTING_DECIMAL_SIZE)
        (void)lg_parse_decimal_size(value, integer, err);
    else
        (void)(sized ? lg_parse_size(value, integer, err) : lg_parse_int64(value, integer, err));
    if (err->code != LG_OK)
        return err->code;
    return check_integer(setting, *integer, value, err);
}

static int set_decimal(const struct lg_setting *setting, struct lg_decimal *decimal, const char *value, struct lg_error *err)
{
    if (lg_parse_decimal(value, decimal, err) != LG_OK)
        return err->code;
    if (lg_nano_in_range(decimal->nano, setting->range))
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "'%.64s' is outside %s", value, setting->range);
}

static int set_choice(const struct lg_setting *setting, char **text, const char *value, struct lg_error *err)
{
    if (lg_is_word_of(setting->range, value))
        return set_text(text, value, err);
    return lg_error_set(err, LG_E_USAGE, "'%.64s' is none of %s", value, setting->range);
}

static int set_value(struct lg_settings *settings, const struct lg_setting *setting, const char *value, enum lg_layer layer,
                     struct lg_error *err)
{
    void *place = target(settings, setting);

    switch (setting->type) {
    case LG_SETTING_FLAG:
        return lg_parse_bool(value, place, err);
    case LG_SETTING_TEXT:
        return set_plain_text(setting, place, value, err);
    case LG_SETTING_TIME:
    case LG_SETTING_RATIO:
        return set_text(place, value, err);
    case LG_SETTING_LIST:
        if (strcmp(setting->name, "plugin-dir") == 0) /* values may hold commas */
            return lg_words_add(place, value, strlen(value), err);
        return add_words(place, value, err);
    case LG_SETTING_ASSIGNMENT:
        return lg_option_assignments_parse(place, value, layer, err);
    case LG_SETTING_DECIMAL:
        return set_decimal(setting, place, value, err);
    case LG_SETTING_CHOICE:
        return set_choice(setting, place, value, err);
    case LG_SETTING_RATE:
        return lg_parse_rate(value, place, err);
    default:
        return set_integer(setting, place, value, err);
    }
}

/* ---- layers ---- */

static struct lg_source_of_value *source_of(struct lg_settings *settings, const struct lg_setting *setting)
{
    return &settings->source[setting - lg_settings_table];
}

static void release_value(struct lg_settings *settings, const struct lg_setting *setting)
{
    void *place = target(settings, setting);

    switch (setting->type) {
    case LG_SETTING_TEXT:
    case LG_SETTING_CHOICE:
    case LG_SETTING_TIME:
    case LG_SETTING_RATIO:
        free(*(char **)place);
        *(char **)place = NULL;
        break;
    case LG_SETTING_LIST:
        lg_words_release(place);
        break;
    case LG_SETTING_ASSIGNMENT:
        lg_option_assignments_release(place);
        break;
    default:
        break;
    }
}

/* A value that a stronger layer hides must be right all the same. */
static int check_hidden(const struct lg_setting *setting, const char *value, const struct lg_origin *origin, struct lg_error *err)
{
    struct lg_settings scratch = {0};

    (void)set_value(&scratch, setting, value, origin->layer, err);
    release_value(&scratch, setting);
    return err->code;
}

static int remember(struct lg_source_of_value *source, const struct lg_setting *setting, const char *value,
                    const struct lg_origin *origin, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (setting->type == LG_SETTING_LIST && source->layer == origin->layer && source->text)
        lg_string_printf(&text, "%s,", source->text);
    lg_string_puts(&text, value);
    source->layer = origin->layer;
    free(source->text);
    source->text = lg_string_move(&text);
    if (!source->text)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    return set_text(&source->place, origin->place, err);
}

/* Files may leave a value empty; on the command line that is a shell's variable which nobody set. */
static int check_not_empty(const struct lg_setting *setting, const char *value, const struct lg_origin *origin, struct lg_error *err)
{
    bool is_text = setting->type == LG_SETTING_TEXT || setting->type == LG_SETTING_LIST || setting->type == LG_SETTING_TIME ||
                   setting->type == LG_SETTING_RATIO;

    if (*value || !is_text || origin->layer != LG_LAYER_FLAG)
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "the value is empty; give one, or leave the option out");
}

static int take_value(struct lg_settings *settings, const struct lg_setting *setting, const char *value,
                      const struct lg_origin *origin, struct lg_error *err)
{
    struct lg_source_of_value *source = source_of(settings, setting);

    if (setting->type == LG_SETTING_ASSIGNMENT)
        return set_value(settings, setting, value, origin->layer, err);
    if (check_not_empty(setting, value, origin, err) != LG_OK)
        return err->code;
    if (origin->layer < source->layer)
        return check_hidden(setting, value, origin, err);
    if (origin->layer == LG_LAYER_FLAG && source->layer == LG_LAYER_FLAG && setting->type != LG_SETTING_LIST &&
        strcmp(value, source->text) != 0)
        return lg_error_set(err, LG_E_USAGE, "given twice, as '%.64s' and '%.64s'", source->text, value);
    if (setting->type == LG_SETTING_LIST && origin->layer > source->layer)
        release_value(settings, setting);
    if (set_value(settings, setting, value, origin->layer, err) != LG_OK)
        return err->code;
    return remember(source, setting, value, origin, err);
}

int lg_settings_set_from(struct lg_settings *settings, const struct lg_setting *setting, const char *value,
                         const struct lg_origin *origin, struct lg_error *err)
{
    if (take_value(settings, setting, value, origin, err) == LG_OK)
        return LG_OK;
    if (err->code == LG_E_CONFIG || err->code == LG_E_USAGE)
        err->code = origin->layer == LG_LAYER_FLAG ? LG_E_USAGE : LG_E_CONFIG;
    return lg_error_wrap(err, "%s%s%s", origin->place, origin->word ? ": " : "", origin->word ? origin->word : "");
}

int lg_settings_set(struct lg_settings *settings, const struct lg_setting *setting, const char *value, struct lg_error *err)
{
    char place[64];

    (void)snprintf(place, sizeof(place), "--%s", setting->name);
    return lg_settings_set_from(settings, setting, value, &(struct lg_origin){LG_LAYER_FLAG, place, NULL}, err);
}

static void forget(struct lg_settings *settings, const struct lg_setting *setting)
{
    struct lg_source_of_value *source = source_of(settings, setting);

    release_value(settings, setting);
    free(source->place);
    free(source->text);
    *source = (struct lg_source_of_value){LG_LAYER_BUILT_IN, NULL, NULL};
}

static int set_built_in(struct lg_settings *settings, const struct lg_setting *setting, struct lg_error *err)
{
    if (!setting->fallback)
        return LG_OK;
    if (set_value(settings, setting, setting->fallback, LG_LAYER_BUILT_IN, err) != LG_OK ||
        set_text(&source_of(settings, setting)->text, setting->fallback, err) != LG_OK)
        return lg_error_wrap(err, "default of --%s", setting->name);
    return LG_OK;
}

int lg_settings_reset(struct lg_settings *settings, const struct lg_setting *setting, struct lg_error *err)
{
    forget(settings, setting);
    if (!setting->fallback && (setting->type == LG_SETTING_DECIMAL_SIZE || setting->type == LG_SETTING_INT))
        *(int64_t *)target(settings, setting) = 0;
    return set_built_in(settings, setting, err);
}

int lg_settings_init(struct lg_settings *settings, struct lg_error *err)
{
    size_t count = 0;

    *settings = (struct lg_settings){.node_id = -1, .total_nodes = -1};
    for (const struct lg_setting *s = lg_settings_table; s->name && err->code == LG_OK; s++)
        if (++count > LG_MOST_SETTINGS)
            (void)lg_error_set(err, LG_E_INTERNAL, "more than %d settings", LG_MOST_SETTINGS);
        else
            (void)set_built_in(settings, s, err);
    return err->code;
}

void lg_settings_release(struct lg_settings *settings)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        forget(settings, s);
}

/* ---- where values came from ---- */

const struct lg_source_of_value *lg_setting_source(const struct lg_settings *settings, const char *name)
{
    static const struct lg_source_of_value nowhere = {LG_LAYER_BUILT_IN, NULL, NULL};
    const struct lg_setting *setting = lg_setting_find(name);

    return setting ? &settings->source[setting - lg_settings_table] : &nowhere;
}

bool lg_setting_is_given(const struct lg_settings *settings, const char *name)
{
    return lg_setting_source(settings, name)->layer > LG_LAYER_BUILT_IN;
}

int lg_settings_blame(const struct lg_settings *settings, const char *name, struct lg_error *err)
{
    const struct lg_source_of_value *source = lg_setting_source(settings, name);

    if (source->layer == LG_LAYER_BUILT_IN || source->layer == LG_LAYER_FLAG)
        return err->code;
    if (err->code == LG_E_USAGE)
        err->code = LG_E_CONFIG;
    return lg_error_wrap(err, "%s", source->place);
}
