/* SPDX-License-Identifier: Apache-2.0 */
/* Option values. Each is parsed when it is set, so that getters only read. */
#include "config/options.h"

#include "base/digest.h"
#include "base/parse.h"
#include "config/yaml.h"

#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS 500
#define MAX_WEIGHTS 256

struct value {
    bool is_set;
    char *text; /* canonical, owned */
    int64_t integer;
    struct lg_decimal decimal;
    int64_t *weights; /* owned */
    uint32_t weight_count;
    struct lg_yaml *yaml; /* owned */
};

struct lg_options {
    const struct lg_option *table;
    uint32_t count;
    struct value value[];
};

/* ---- weights: "a=0.5,b=0.5" or "0.5,0.5" ---- */

struct weight {
    const char *name; /* NULL: by position */
    size_t name_length;
    struct lg_decimal weight;
};

static int parse_weight(const char *item, size_t length, struct weight *weight, struct lg_error *err)
{
    const char *equals = memchr(item, '=', length);
    const char *number = equals ? equals + 1 : item;
    char text[32];
    size_t digits = length - (size_t)(number - item);

    *weight = (struct weight){equals ? item : NULL, equals ? (size_t)(equals - item) : 0, {0}};
    if (digits >= sizeof(text))
        return lg_error_set(err, LG_E_CONFIG, "'%.*s' is not a weight", (int)(length < 64 ? length : 64), item);
    memcpy(text, number, digits);
    text[digits] = '\0';
    if (lg_parse_decimal(text, &weight->weight, err) != LG_OK)
        return lg_error_wrap(err, "a weight");
    if (weight->weight.nano < 0)
        return lg_error_set(err, LG_E_CONFIG, "weight '%s' is negative, weights are 0 or more", text);
    return LG_OK;
}

static int split_weights(const char *text, struct weight *weights, uint32_t *count, struct lg_error *err)
{
    *count = 0;
    for (const char *item = text;;) {
        size_t length = strcspn(item, ",");

        if (*count == MAX_WEIGHTS)
            return lg_error_set(err, LG_E_CONFIG, "more than %d weights", MAX_WEIGHTS);
        if (parse_weight(item, length, &weights[(*count)++], err) != LG_OK)
            return err->code;
        if (item[length] == '\0')
            return LG_OK;
        item += length + 1;
    }
}

static int apply_weight(const struct weight *given, const struct weight *names, uint32_t count, uint32_t position,
                        int64_t *weights, struct lg_error *err)
{
    if (!given->name) {
        weights[position] = given->weight.nano;
        return LG_OK;
    }
    for (uint32_t i = 0; i < count; i++)
        if (names[i].name_length == given->name_length && memcmp(names[i].name, given->name, given->name_length) == 0) {
            weights[i] = given->weight.nano;
            return LG_OK;
        }
    return lg_error_set(err, LG_E_CONFIG, "'%.*s' is none of the names that have a weight", (int)given->name_length, given->name);
}

static int check_names(const struct weight *given, uint32_t given_count, uint32_t count, struct lg_error *err)
{
    for (uint32_t i = 1; i < given_count; i++)
        if (!given[i].name != !given[0].name)
            return lg_error_set(err, LG_E_CONFIG, "some weights have a name and others have none; name all of those that are given, or none");
    if (!given[0].name && given_count != count)
        return lg_error_set(err, LG_E_CONFIG, "%u weights, there must be %u", given_count, count);
    return LG_OK;
}

/* The weights in force, in the default's order. Named ones replace single weights, others come all together. */
static int parse_weights(const struct lg_option *option, const char *text, struct value *value, struct lg_error *err)
{
    struct weight names[MAX_WEIGHTS], given[MAX_WEIGHTS];
    uint32_t count, given_count;
    int64_t sum = 0;

    if (split_weights(option->fallback, names, &count, err) != LG_OK ||
        split_weights(text, given, &given_count, err) != LG_OK || check_names(given, given_count, count, err) != LG_OK)
        return err->code;
    value->weights = calloc(count, sizeof(*value->weights));
    if (!value->weights)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for weights");
    value->weight_count = count;
    for (uint32_t i = 0; i < count; i++)
        value->weights[i] = names[i].weight.nano;
    for (uint32_t i = 0; i < given_count; i++)
        if (apply_weight(&given[i], names, count, i, value->weights, err) != LG_OK)
            return err->code;
    for (uint32_t i = 0; i < count; i++)
        if (__builtin_add_overflow(sum, value->weights[i], &sum))
            return lg_error_set(err, LG_E_CONFIG, "the weights sum to more than 9223372036");
    return sum > 0 ? LG_OK : lg_error_set(err, LG_E_CONFIG, "all weights are 0, one must be positive");
}

/* ---- files: a path, or the text ---- */

static int read_yaml(const struct lg_option *option, const char *text, struct value *value, struct lg_error *err)
{
    bool is_text = strchr(text, '\n') != NULL;
    struct lg_string read = LG_STRING_INIT;

    if (is_text)
        lg_string_puts(&read, text);
    else if (lg_yaml_read_text(text, &read, err) != LG_OK)
        return err->code;
    if (lg_string_check(&read, err) == LG_OK)
        (void)lg_yaml_parse(is_text ? option->name : text, lg_string_text(&read), read.length, &value->yaml, err);
    if (err->code == LG_OK && strlen(lg_string_text(&read)) != read.length) /* plans hold texts */
        (void)lg_error_set(err, LG_E_CONFIG, "'%.200s' is UTF-16; store it as UTF-8", text);
    if (read.length == 0 || read.text[read.length - 1] != '\n')
        lg_string_putc(&read, '\n'); /* so that it is a text when it comes back from a plan */
    if (err->code == LG_OK && lg_string_check(&read, err) == LG_OK)
        value->text = lg_string_move(&read);
    lg_string_release(&read);
    return err->code;
}

void lg_option_put_shown(struct lg_string *out, const char *text)
{
    char digest[65] = "";

    if (!strchr(text, '\n')) {
        lg_string_puts(out, text);
        return;
    }
    (void)lg_sha256_hex(text, strlen(text), digest, NULL);
    lg_string_printf(out, "a file of %zu bytes, sha256 %.16s", strlen(text), digest);
}

/* ---- values ---- */

/* What numbers of the range count, where that is not plain. */
static const char *unit_of_range(const struct lg_option *option)
{
    return option->type == LG_OPTION_DURATION ? " s" : "";
}

static int check_range(const struct lg_option *option, lg_int128 nano, const char *text, struct lg_error *err)
{
    if (lg_nano_in_range(nano, option->range))
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "'%.64s' is outside %s%s", text, option->range, unit_of_range(option));
}

static int parse_value(const struct lg_option *option, const char *text, struct value *value, struct lg_error *err)
{
    bool flag;

    switch (option->type) {
    case LG_OPTION_INT:
        return lg_parse_int64(text, &value->integer, err) == LG_OK
                   ? check_range(option, (lg_int128)value->integer * 1000000000, text, err)
                   : err->code;
    case LG_OPTION_SIZE:
        return lg_parse_size(text, &value->integer, err) == LG_OK
                   ? check_range(option, (lg_int128)value->integer * 1000000000, text, err)
                   : err->code;
    case LG_OPTION_DURATION:
        return lg_parse_duration(text, &value->integer, err) == LG_OK
                   ? check_range(option, (lg_int128)value->integer * 1000000, text, err)
                   : err->code;
    case LG_OPTION_DECIMAL:
        return lg_parse_decimal(text, &value->decimal, err) == LG_OK ? check_range(option, value->decimal.nano, text, err)
                                                                     : err->code;
    case LG_OPTION_TIME:
        return lg_parse_time(text, &value->integer, err);
    case LG_OPTION_BOOL:
        if (lg_parse_bool(text, &flag, err) == LG_OK)
            value->integer = flag;
        return err->code;
    case LG_OPTION_WEIGHTS:
        return parse_weights(option, text, value, err);
    case LG_OPTION_CHOICE:
        if (!lg_is_word_of(option->range, text))
            return lg_error_set(err, LG_E_CONFIG, "'%.64s' is none of %s", text, option->range);
        return LG_OK;
    case LG_OPTION_YAML:
        return read_yaml(option, text, value, err);
    case LG_OPTION_TEXT:
        if (lg_url_has_userinfo(text))
            return lg_error_set(err, LG_E_CONFIG, "the URL holds a user name or password; URLs reach logs, give these apart");
        return LG_OK;
    default:
        return LG_OK;
    }
}

/* Equal values get equal texts, so that a plan's identity does not depend on how a number was written. */
static char *canonical(const struct lg_option *option, const char *text, const struct value *value)
{
    struct lg_string out = LG_STRING_INIT;

    switch (option->type) {
    case LG_OPTION_INT:
    case LG_OPTION_SIZE:
    case LG_OPTION_TIME:
        lg_string_printf(&out, "%lld", (long long)value->integer);
        break;
    case LG_OPTION_DURATION:
        lg_string_printf(&out, "%lldms", (long long)value->integer);
        break;
    case LG_OPTION_BOOL:
        lg_string_puts(&out, value->integer ? "true" : "false");
        break;
    case LG_OPTION_DECIMAL:
        lg_put_nano(&out, value->decimal.nano);
        break;
    case LG_OPTION_WEIGHTS:
        for (uint32_t i = 0; i < value->weight_count; i++) {
            if (i > 0)
                lg_string_putc(&out, ',');
            lg_put_nano(&out, value->weights[i]);
        }
        break;
    default:
        lg_string_puts(&out, text);
    }
    return lg_string_move(&out);
}

static void value_release(struct value *value)
{
    free(value->text);
    free(value->weights);
    lg_yaml_free(value->yaml);
}

static int set_value(struct lg_options *options, uint32_t i, const char *text, struct lg_error *err)
{
    const struct lg_option *option = &options->table[i];
    struct value value = {.is_set = true};

    if (parse_value(option, text, &value, err) == LG_OK) {
        if (!value.text)
            value.text = canonical(option, text, &value);
        if (!value.text)
            (void)lg_error_set(err, LG_E_LOCAL, "out of memory for an option");
    }
    if (err->code != LG_OK) {
        value_release(&value);
        return option->type == LG_OPTION_YAML ? err->code : lg_error_wrap(err, "option '%s'", option->name); /* it says where */
    }
    value_release(&options->value[i]);
    options->value[i] = value;
    return LG_OK;
}

static int check_declaration(const struct lg_option *table, uint32_t i, struct lg_error *err)
{
    const struct lg_option *option = &table[i];

    if (!lg_is_name(option->name))
        return lg_error_set(err, LG_E_PLUGIN, "option '%.64s' is not named [a-z][a-z0-9_]*", option->name);
    for (uint32_t other = 0; other < i; other++)
        if (strcmp(table[other].name, option->name) == 0)
            return lg_error_set(err, LG_E_PLUGIN, "two options are named '%s'", option->name);
    if (option->type < LG_OPTION_TEXT || option->type > LG_OPTION_YAML || option->flags != 0 || option->reserved[0] != 0 ||
        option->reserved[1] != 0)
        return lg_error_set(err, LG_E_PLUGIN, "option '%s' has a type, flags or fields that this lakegen does not know; upgrade lakegen",
                            option->name);
    if (!option->doc || (option->type == LG_OPTION_CHOICE && !option->range) ||
        (option->type == LG_OPTION_WEIGHTS && !option->fallback))
        return lg_error_set(err, LG_E_PLUGIN, "option '%s' lacks its doc, its words or its default weights", option->name);
    return LG_OK;
}

int lg_options_new(const struct lg_option *table, struct lg_options **out, struct lg_error *err)
{
    uint32_t count = 0;
    struct lg_options *options;

    *out = NULL;
    while (table && count <= MAX_OPTIONS && table[count].name)
        count++;
    if (count > MAX_OPTIONS)
        return lg_error_set(err, LG_E_PLUGIN, "more than %d options; does the table end?", MAX_OPTIONS);
    options = calloc(1, sizeof(*options) + count * sizeof(options->value[0]));
    if (!options)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    options->table = table;
    options->count = count;
    for (uint32_t i = 0; i < count && err->code == LG_OK; i++)
        if (check_declaration(table, i, err) == LG_OK && table[i].fallback &&
            set_value(options, i, table[i].fallback, err) == LG_E_CONFIG)
            err->code = LG_E_PLUGIN; /* a default that is not allowed is the plugin's mistake */
    if (err->code == LG_OK)
        *out = options;
    else
        lg_options_free(options);
    return err->code;
}

void lg_options_free(struct lg_options *options)
{
    if (!options)
        return;
    for (uint32_t i = 0; i < options->count; i++)
        value_release(&options->value[i]);
    free(options);
}

bool lg_option_is_named(const struct lg_option *option, const char *given)
{
    const char *declared = option->name;

    for (; *declared && *given; declared++, given++)
        if (*declared != *given && !(*declared == '_' && *given == '-'))
            return false;
    return *declared == *given;
}

static uint32_t index_of(const struct lg_options *options, const char *name)
{
    uint32_t i = 0;

    while (i < options->count && !lg_option_is_named(&options->table[i], name))
        i++;
    return i;
}

const struct lg_option *lg_options_find(const struct lg_options *options, const char *name)
{
    uint32_t i = index_of(options, name);

    return i < options->count ? &options->table[i] : NULL;
}

int lg_options_set(struct lg_options *options, const char *name, const char *value, struct lg_error *err)
{
    const char *names[MAX_OPTIONS + 1];
    uint32_t i = index_of(options, name);
    const char *nearest;

    if (i < options->count)
        return set_value(options, i, value, err);
    for (i = 0; i < options->count; i++)
        names[i] = options->table[i].name;
    names[i] = NULL;
    nearest = lg_nearest_word(name, names);
    if (nearest)
        return lg_error_set(err, LG_E_CONFIG, "unknown option '%.64s', did you mean '%s'?", name, nearest);
    return lg_error_set(err, LG_E_CONFIG, "unknown option '%.64s'", name);
}

const struct lg_option *lg_options_with_role(const struct lg_options *options, const char *role)
{
    for (uint32_t i = 0; i < options->count; i++)
        if (options->table[i].role && strcmp(options->table[i].role, role) == 0)
            return &options->table[i];
    return NULL;
}

void lg_options_each(const struct lg_options *options, lg_options_fn *fn, void *context)
{
    for (uint32_t i = 0; i < options->count; i++)
        if (options->value[i].is_set)
            fn(context, options->table[i].name, options->table[i].type == LG_OPTION_SECRET ? "***" : options->value[i].text);
}

bool lg_options_hold_secret(const struct lg_options *options)
{
    for (uint32_t i = 0; options && i < options->count; i++)
        if (options->table[i].type == LG_OPTION_SECRET && options->value[i].is_set)
            return true;
    return false;
}

void lg_option_describe(const struct lg_option *option, struct lg_string *out)
{
    static const char *const words[] = {
        [LG_OPTION_TEXT] = "text",    [LG_OPTION_INT] = "integer", [LG_OPTION_DECIMAL] = "decimal",
        [LG_OPTION_BOOL] = "boolean", [LG_OPTION_SIZE] = "size",   [LG_OPTION_TIME] = "time",
        [LG_OPTION_WEIGHTS] = "weights", [LG_OPTION_CHOICE] = "choice", [LG_OPTION_SECRET] = "secret",
        [LG_OPTION_DURATION] = "duration", [LG_OPTION_YAML] = "YAML file"};

    lg_string_puts(out, words[option->type]);
    if (option->range)
        lg_string_printf(out, " %s%s", option->range, unit_of_range(option));
}

/* ---- getters for plugins ---- */

static const struct value *value_of(const struct lg_options *options, const char *name)
{
    static const struct value none;
    uint32_t i = options ? index_of(options, name) : 0;

    return options && i < options->count ? &options->value[i] : &none;
}

int lg_option_is_set(const struct lg_options *options, const char *name)
{
    return value_of(options, name)->is_set;
}

const char *lg_option_text(const struct lg_options *options, const char *name)
{
    return value_of(options, name)->text;
}

int64_t lg_option_int(const struct lg_options *options, const char *name)
{
    return value_of(options, name)->integer;
}

struct lg_decimal lg_option_decimal(const struct lg_options *options, const char *name)
{
    return value_of(options, name)->decimal;
}

const struct lg_yaml *lg_option_yaml(const struct lg_options *options, const char *name)
{
    return value_of(options, name)->yaml;
}

void lg_option_weights(const struct lg_options *options, const char *name, int64_t *weights, uint32_t count)
{
    const struct value *value = value_of(options, name);

    for (uint32_t i = 0; i < count; i++)
        weights[i] = i < value->weight_count ? value->weights[i] : 0;
}
