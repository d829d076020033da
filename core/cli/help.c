/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen help: commands, options and topics, from the tables that the program itself uses. */
#include "cli/cli.h"

#include "cli/exits.h"
#include "cli/manual.h"
#include "cli/topics.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 100
#define INDENT 30

void lg_cli_put_wrapped(struct lg_string *out, const char *text, size_t at, size_t indent)
{
    while (*text) {
        size_t word = strcspn(text, " ");

        if (at > indent && at + 1 + word > WIDTH) {
            lg_string_printf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (at > indent) {
            lg_string_putc(out, ' ');
            at++;
        }
        lg_string_append(out, text, word);
        at += word;
        text += word + strspn(text + word, " ");
    }
    lg_string_putc(out, '\n');
}

static void put_option_name(struct lg_string *out, const struct lg_setting *setting)
{
    if (setting->letter)
        lg_string_printf(out, "-%c, ", setting->letter);
    lg_string_printf(out, "--%s", setting->name);
    if (setting->value)
        lg_string_printf(out, " %s", setting->value);
}

static void put_option(struct lg_string *out, const struct lg_setting *setting)
{
    struct lg_string name = LG_STRING_INIT, doc = LG_STRING_INIT;
    size_t at;

    put_option_name(&name, setting);
    lg_string_puts(&doc, setting->doc);
    if (setting->type == LG_SETTING_CHOICE)
        lg_string_printf(&doc, " {%s}", setting->range);
    if (setting->fallback)
        lg_string_printf(&doc, " [%s]", setting->fallback);
    lg_string_printf(out, "  %-*s", INDENT - 2, lg_string_text(&name));
    at = name.length + 2 < INDENT ? INDENT : name.length + 3;
    if (at > INDENT) {
        lg_string_printf(out, "\n%*s", INDENT, "");
        at = INDENT;
    }
    lg_cli_put_wrapped(out, lg_string_text(&doc), at, INDENT);
    lg_string_release(&name);
    lg_string_release(&doc);
}

static void put_options(struct lg_string *out, unsigned mask)
{
    for (size_t g = 0; lg_option_groups[g]; g++) {
        bool any = false;

        for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
            if (strcmp(s->group, lg_option_groups[g]) != 0 || !lg_setting_belongs(s, mask))
                continue;
            if (!any)
                lg_string_printf(out, "\n%s:\n", lg_option_groups[g]);
            any = true;
            put_option(out, s);
        }
    }
}

static void put_aliases(struct lg_string *out, unsigned mask)
{
    const char *separator = "\nOther names: ";

    for (const struct lg_alias *a = lg_aliases; a->name; a++)
        if (lg_setting_belongs(lg_setting_find(a->setting), mask)) {
            lg_string_printf(out, "%s--%s N = --%s N%s", separator, a->name, a->setting, a->suffix);
            separator = ", ";
        }
    if (*separator == ',')
        lg_string_putc(out, '\n');
}

static void put_command(struct lg_string *out, const struct lg_command *command)
{
    lg_string_printf(out, "lakegen %s%s%s [OPTION]...\n\n", command->name, command->target ? " " : "",
                     command->target ? command->target : "");
    lg_cli_put_wrapped(out, command->summary, 0, 0);
    if (command->details)
        lg_cli_put_wrapped(out, command->details, 0, 0);
    put_options(out, command->mask);
    put_aliases(out, command->mask);
}

static void put_overview(struct lg_string *out)
{
    lg_string_puts(out, "lakegen [COMMAND] [TARGET] [OPTION]...\n\nGenerates synthetic data sets.\n\n");
    for (const struct lg_command *c = lg_commands; c->name; c++) {
        lg_string_printf(out, "  %-12s", c->name);
        lg_cli_put_wrapped(out, c->summary, 14, 14);
    }
    lg_string_puts(out, "\nExamples:\n");
    for (const struct lg_topic *t = lg_examples; t->name; t++)
        lg_string_printf(out, "  %s\n", t->name);
    lg_string_puts(out, "\n'lakegen help COMMAND' explains a command; 'lakegen help configuration', 'lakegen help environment' and\n"
                        "'lakegen help exit-codes' are topics.\n");
}

static void put_exit_codes(struct lg_string *out)
{
#define PUT_EXIT(code, name, meaning) lg_string_printf(out, "%4d  %-12s  %s\n", code, name, meaning);
    LG_EXITS(PUT_EXIT)
#undef PUT_EXIT
}

static void put_environment(struct lg_string *out)
{
    struct lg_string variable = LG_STRING_INIT;

    for (const struct lg_topic *t = lg_environment; t->name; t++) {
        lg_string_printf(out, "  %-22s", t->name);
        lg_cli_put_wrapped(out, t->meaning, 24, 24);
    }
    lg_string_puts(out, "\nEvery option has a variable, which is weaker than the option and stronger than configuration files:\n");
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (lg_setting_variable(s, &variable))
            lg_string_printf(out, "  %-22s --%s\n", lg_string_text(&variable), s->name);
    lg_string_release(&variable);
}

static void put_configuration(struct lg_string *out)
{
    for (const char *const *sentence = lg_configuration; *sentence; sentence++)
        lg_cli_put_wrapped(out, *sentence, 0, 0);
    lg_string_puts(out, "\nKeys of files:\n\n  version: 1\n");
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->key)
            lg_string_printf(out, "  %-28s --%s\n", s->key, s->name);
    lg_string_puts(out, "  plugins.options.NAME         options of a plugin, see 'lakegen describe NAME'; a section NAME does the same\n");
}

int lg_cli_print_help(const struct lg_command *command, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;

    put_command(&out, command);
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}

int lg_cli_help(struct lg_cli *cli, struct lg_error *err)
{
    const char *topic = cli->targets.count ? cli->targets.word[0] : NULL;
    struct lg_string out = LG_STRING_INIT;

    if (!topic)
        put_overview(&out);
    else if (strcmp(topic, "exit-codes") == 0)
        put_exit_codes(&out);
    else if (strcmp(topic, "environment") == 0)
        put_environment(&out);
    else if (strcmp(topic, "configuration") == 0)
        put_configuration(&out);
    else if (strcmp(topic, "manual") == 0)
        lg_cli_put_manual(&out);
    else if (lg_command_find(topic))
        put_command(&out, lg_command_find(topic));
    else
        return lg_error_set(err, LG_E_USAGE, "no help on '%.64s'; 'lakegen help' lists commands and topics", topic);
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}
