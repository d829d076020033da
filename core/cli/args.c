/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing the command line, by the table of settings. Options that the table does not have may be a plugin's: they are kept as
 * assignments until the plugin is known. */
#include "cli/cli.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct words {
    char *const *argv;
    int argc, next;
};

static const char *peek(const struct words *words)
{
    return words->next < words->argc ? words->argv[words->next] : NULL;
}

static int check_belongs(const struct lg_cli *cli, const struct lg_setting *setting, const char *name, struct lg_error *err)
{
    if (lg_setting_belongs(setting, cli->command->mask))
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "--%s is not an option of 'lakegen %s'", name, cli->command->name);
}

static int set(struct lg_cli *cli, const struct lg_setting *setting, const char *value, struct lg_error *err)
{
    if (check_belongs(cli, setting, setting->name, err) != LG_OK)
        return err->code;
    return lg_settings_set(&cli->settings, setting, value, err);
}

/* --set output.file_size=1gb: a key of configuration files that is no plugin's option. */
static const struct lg_setting *setting_of_key(const char *text)
{
    char key[64];
    size_t length = strcspn(text, "=");

    if (text[length] == '\0' || length >= sizeof(key))
        return NULL;
    memcpy(key, text, length);
    key[length] = '\0';
    return lg_setting_find_key(key);
}

static int assign(struct lg_cli *cli, const struct lg_setting *setting, const char *text, struct lg_error *err)
{
    const struct lg_setting *meant = setting_of_key(text);
    char word[80];

    if (!meant)
        return set(cli, setting, text, err);
    (void)snprintf(word, sizeof(word), "set %s", meant->key);
    if (check_belongs(cli, meant, word, err) != LG_OK)
        return err->code;
    return lg_settings_set_from(&cli->settings, meant, strchr(text, '=') + 1, &(struct lg_origin){LG_LAYER_FLAG, "--set", meant->key}, err);
}

/* --target-tb 2 is --target-size 2TiB. */
static int set_alias(struct lg_cli *cli, const struct lg_alias *alias, const char *value, struct lg_error *err)
{
    const struct lg_setting *setting = lg_setting_find(alias->setting);
    struct lg_string place = LG_STRING_INIT, text = LG_STRING_INIT;

    lg_string_printf(&place, "--%s", alias->name);
    lg_string_printf(&text, "%s%s", value, alias->suffix);
    if (check_belongs(cli, setting, alias->name, err) == LG_OK && lg_string_check(&place, err) == LG_OK &&
        lg_string_check(&text, err) == LG_OK)
        (void)lg_settings_set_from(&cli->settings, setting, text.text, &(struct lg_origin){LG_LAYER_FLAG, place.text, NULL}, err);
    lg_string_release(&place);
    lg_string_release(&text);
    return err->code;
}

/* Values of plugin options may be secrets, and the command line is there for every user to see. */
static void hide(const char *value)
{
    memset((char *)(uintptr_t)value, '*', strlen(value));
}

/* The value of --name: behind '=', or the next word. */
static int take_value(struct words *words, const char *name, const char *equals, const char **value, struct lg_error *err)
{
    *value = equals ? equals + 1 : peek(words);
    if (!*value)
        return lg_error_set(err, LG_E_USAGE, "--%s needs a value", name);
    words->next += equals == NULL;
    return LG_OK;
}

/* The next word, unless it looks like another option; numbers may be negative. */
static const char *take_word(struct words *words)
{
    const char *word = peek(words);

    if (!word || (word[0] == '-' && word[1] && !strchr("0123456789.", word[1])))
        return NULL;
    words->next++;
    return word;
}

/* --name=value, --name value, --name, --no-name: what is meant is found when the plugin is known. */
static int keep_for_plugin(struct lg_cli *cli, struct words *words, const char *name, const char *equals, struct lg_error *err)
{
    const struct lg_setting *assignment = lg_setting_find("set");
    struct lg_string text = LG_STRING_INIT;
    const char *value;

    if (!lg_setting_belongs(assignment, cli->command->mask)) {
        const char *names[LG_MOST_SETTINGS + 1], *nearest;
        size_t count = 0;

        for (const struct lg_setting *s = lg_settings_table; s->name; s++)
            if (lg_setting_belongs(s, cli->command->mask))
                names[count++] = s->name;
        names[count] = NULL;
        nearest = lg_nearest_word(name, names);
        return lg_error_set(err, LG_E_USAGE, "unknown option '--%.64s'%s%s%s", name, nearest ? ", did you mean '--" : "",
                            nearest ? nearest : "", nearest ? "'?" : "");
    }
    value = equals ? equals + 1 : strncmp(name, "no-", 3) == 0 ? NULL : take_word(words);
    lg_string_printf(&text, "--%s%s%s", name, value ? "=" : "", value ? value : "");
    if (lg_string_check(&text, err) == LG_OK)
        (void)lg_settings_set(&cli->settings, assignment, text.text, err);
    if (value)
        hide(value);
    lg_string_release(&text);
    return err->code;
}

static int parse_long(struct lg_cli *cli, struct words *words, const char *word, struct lg_error *err)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    bool negated = strncmp(word, "no-", 3) == 0;
    const struct lg_setting *setting;
    const struct lg_alias *alias;
    const char *value;
    char name[128];

    if (length == 0 || length >= sizeof(name))
        return lg_error_set(err, LG_E_USAGE, "unknown option '--%.64s'", word);
    memcpy(name, word, length);
    name[length] = '\0';
    setting = lg_setting_find(name);
    if (!setting && negated && (setting = lg_setting_find(name + 3)) && setting->type == LG_SETTING_FLAG) {
        if (equals)
            return lg_error_set(err, LG_E_USAGE, "--%s takes no value", name);
        return set(cli, setting, "false", err);
    }
    alias = lg_alias_find(name);
    if (alias)
        return take_value(words, name, equals, &value, err) == LG_OK ? set_alias(cli, alias, value, err) : err->code;
    if (!lg_setting_find(name))
        return keep_for_plugin(cli, words, name, equals, err);
    if (setting->type == LG_SETTING_FLAG)
        return set(cli, setting, equals ? equals + 1 : "true", err);
    if (take_value(words, name, equals, &value, err) != LG_OK)
        return err->code;
    if (setting->type != LG_SETTING_ASSIGNMENT)
        return set(cli, setting, value, err);
    if (assign(cli, setting, value, err) == LG_OK)
        hide(value + strcspn(value, "="));
    return err->code;
}

/* -n 5, -n5; flags may stand together: -qh */
static int parse_short(struct lg_cli *cli, struct words *words, const char *letters, struct lg_error *err)
{
    for (; *letters; letters++) {
        const struct lg_setting *setting = lg_setting_find_letter(*letters);

        if (!setting)
            return lg_error_set(err, LG_E_USAGE, "unknown option '-%c', see 'lakegen help %s'", *letters, cli->command->name);
        if (setting->type == LG_SETTING_FLAG) {
            if (set(cli, setting, "true", err) != LG_OK)
                return err->code;
            continue;
        }
        if (letters[1])
            return set(cli, setting, letters + 1, err);
        if (!peek(words))
            return lg_error_set(err, LG_E_USAGE, "-%c needs a value", *letters);
        return set(cli, setting, words->argv[words->next++], err);
    }
    return LG_OK;
}

/* Words are repeated in messages. */
static int check_no_userinfo(const char *word, struct lg_error *err)
{
    if (!lg_url_has_userinfo(word))
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "a URL on the command line holds a user name or password, where others can see it; "
                        "use the configuration or the environment");
}

static int add_target(struct lg_cli *cli, const char *word, struct lg_error *err)
{
    if (check_no_userinfo(word, err) != LG_OK)
        return err->code;
    if (cli->targets.count == cli->command->most_targets)
        return lg_error_set(err, LG_E_USAGE, "'%.64s' is one word too many for 'lakegen %s', see 'lakegen help %s'", word,
                            cli->command->name, cli->command->name);
    return lg_words_add(&cli->targets, word, strlen(word), err);
}

/* The first word must be a command, or a file of ours, which is generated; so are options before any word. */
static int choose_command(struct lg_cli *cli, struct words *words, struct lg_error *err)
{
    const char *names[32], *word = peek(words), *nearest;
    size_t count = 0;

    if (!word || *word == '-' || lg_config_is_file(word)) {
        cli->command = lg_command_find(word ? "generate" : "help");
        if (word && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
            cli->command = lg_command_find("help");
            words->next++;
        } else if (word && strcmp(word, "--version") == 0) {
            cli->command = lg_command_find("version");
            words->next++;
        }
        return LG_OK;
    }
    if (check_no_userinfo(word, err) != LG_OK)
        return err->code;
    cli->command = lg_command_find(word);
    if (cli->command) {
        words->next++;
        return LG_OK;
    }
    for (const struct lg_command *c = lg_commands; c->name; c++)
        names[count++] = c->name;
    names[count] = NULL;
    nearest = lg_nearest_word(word, names);
    return lg_error_set(err, LG_E_USAGE, "unknown command '%.64s'%s%s%s", word, nearest ? ", did you mean '" : ", see 'lakegen help'",
                        nearest ? nearest : "", nearest ? "'?" : "");
}

/* What is wrong with the command line is said in the form that it asks for, wherever in it that stands. */
static int choose_log_format(struct lg_cli *cli, int argc, char *const *argv, struct lg_error *err)
{
    static const char option[] = "--log-format";
    bool wants_json = false;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = strcmp(argv[i], option) == 0 && i + 1 < argc ? argv[i + 1] : NULL;

        if (strncmp(argv[i], option, sizeof(option) - 1) == 0 && argv[i][sizeof(option) - 1] == '=')
            value = argv[i] + sizeof(option);
        wants_json = wants_json || (value && strcmp(value, "json") == 0);
    }
    return wants_json ? lg_settings_set(&cli->settings, lg_setting_find(option + 2), "json", err) : LG_OK;
}

int lg_cli_check_words(int argc, char *const *argv, struct lg_error *err)
{
    for (int i = 1; i < argc; i++)
        for (const unsigned char *p = (const unsigned char *)argv[i], *end = p + strlen(argv[i]), *q = p; q < end;) {
            size_t step = lg_utf8_sequence(q, end);

            if (step == 0)
                return lg_error_set(err, LG_E_USAGE, "word %d of the command line is not UTF-8", i);
            q += step;
        }
    return LG_OK;
}

int lg_cli_parse(struct lg_cli *cli, int argc, char *const *argv, struct lg_error *err)
{
    struct words words = {argv, argc, 1};
    bool options = true;

    if (choose_log_format(cli, argc, argv, err) != LG_OK)
        return err->code;
    if (lg_cli_check_words(argc, argv, err) != LG_OK || choose_command(cli, &words, err) != LG_OK)
        return err->code;
    while (peek(&words) && err->code == LG_OK) {
        const char *word = words.argv[words.next++];

        if (options && strcmp(word, "--") == 0)
            options = false;
        else if (options && strncmp(word, "--", 2) == 0)
            (void)parse_long(cli, &words, word + 2, err);
        else if (options && word[0] == '-' && word[1])
            (void)parse_short(cli, &words, word + 1, err);
        else
            (void)add_target(cli, word, err);
    }
    return err->code;
}
