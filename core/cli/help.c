/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen help: commands, options and topics, from the tables that the program itself uses; also as the manual page. */
#include "cli/cli.h"

#include "cli/exits.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 100
#define INDENT 30

static const char *const groups[] = {"What", "Where", "How", "Talk", NULL};

static const struct {
    const char *name, *meaning;
} environment[] = {
    {"LAKEGEN_PLUGIN_PATH", "folders of plugins, separated by colons, searched after those of --plugin-dir"},
    {"LAKEGEN_CPU", "code path of the random numbers: vaes, aesni, armv8 or portable; all give the same data"},
    {"JOB_COMPLETION_INDEX", "the node's number when --node-id is not given, as Kubernetes sets it in an Indexed Job"},
    {"NO_COLOR", "when it is not empty: no colours, unless --color always"},
};

/* Appends words, broken so that lines end before WIDTH; the line is at column `at` already. */
static void put_wrapped(struct lg_string *out, const char *text, size_t at, size_t indent)
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
    if (setting->fallback)
        lg_string_printf(&doc, " [%s]", setting->fallback);
    lg_string_printf(out, "  %-*s", INDENT - 2, lg_string_text(&name));
    at = name.length + 2 < INDENT ? INDENT : name.length + 3;
    if (at > INDENT) {
        lg_string_printf(out, "\n%*s", INDENT, "");
        at = INDENT;
    }
    put_wrapped(out, lg_string_text(&doc), at, INDENT);
    lg_string_release(&name);
    lg_string_release(&doc);
}

static void put_options(struct lg_string *out, unsigned mask)
{
    for (size_t g = 0; groups[g]; g++) {
        bool any = false;

        for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
            if (strcmp(s->group, groups[g]) != 0 || !(s->commands & mask))
                continue;
            if (!any)
                lg_string_printf(out, "\n%s:\n", groups[g]);
            any = true;
            put_option(out, s);
        }
    }
}

static void put_command(struct lg_string *out, const struct lg_command *command)
{
    lg_string_printf(out, "lakegen %s%s%s [OPTION]...\n\n", command->name, command->target ? " " : "",
                     command->target ? command->target : "");
    put_wrapped(out, command->summary, 0, 0);
    if (command->details)
        put_wrapped(out, command->details, 0, 0);
    put_options(out, command->mask);
}

static void put_overview(struct lg_string *out)
{
    lg_string_puts(out, "lakegen [COMMAND] [TARGET] [OPTION]...\n\nGenerates realistic data sets at the speed of the hardware.\n\n");
    for (const struct lg_command *c = lg_commands; c->name; c++) {
        lg_string_printf(out, "  %-12s", c->name);
        put_wrapped(out, c->summary, 14, 14);
    }
    lg_string_puts(out, "\nExamples:\n"
                        "  lakegen --schema customer360 --output ./out --scale 0.1\n"
                        "  lakegen preview customer360 --offset 1000000 --columns id,email_raw,city_raw\n"
                        "  lakegen estimate customer360 --scale 100\n"
                        "\n'lakegen help COMMAND' explains a command; 'lakegen help exit-codes' and\n"
                        "'lakegen help environment' are topics.\n");
}

static void put_exit_codes(struct lg_string *out)
{
#define PUT_EXIT(code, name, meaning) lg_string_printf(out, "%4d  %-12s  %s\n", code, name, meaning);
    LG_EXITS(PUT_EXIT)
#undef PUT_EXIT
}

static void put_environment(struct lg_string *out)
{
    for (size_t i = 0; i < sizeof(environment) / sizeof(environment[0]); i++) {
        lg_string_printf(out, "  %-22s", environment[i].name);
        put_wrapped(out, environment[i].meaning, 24, 24);
    }
}

/* ---- the manual page ---- */

/* Text for roff: backslashes and leading dots mean something there, and so do hyphens. */
static void put_roff(struct lg_string *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        lg_string_puts(out, "\\&");
    for (; *text; text++) {
        if (*text == '\\' || *text == '-')
            lg_string_putc(out, '\\');
        lg_string_putc(out, *text);
    }
}

static void put_roff_commands(struct lg_string *out)
{
    lg_string_puts(out, ".SH COMMANDS\n");
    for (const struct lg_command *c = lg_commands; c->name; c++) {
        lg_string_printf(out, ".TP\n.B %s\n", c->name);
        put_roff(out, c->summary);
        lg_string_puts(out, ".\n");
        if (c->details) {
            put_roff(out, c->details);
            lg_string_putc(out, '\n');
        }
    }
}

static void put_roff_option_commands(struct lg_string *out, unsigned mask)
{
    const char *separator = " (";

    if ((mask & LG_FOR_ALL) == LG_FOR_ALL)
        return;
    for (const struct lg_command *c = lg_commands; c->name; c++)
        if (c->mask & mask) {
            lg_string_printf(out, "%s%s", separator, c->name);
            separator = ", ";
        }
    lg_string_puts(out, ")");
}

static void put_roff_options(struct lg_string *out)
{
    lg_string_puts(out, ".SH OPTIONS\nThe words in brackets are the default, those in parentheses the commands that have the option.\n");
    for (size_t g = 0; groups[g]; g++) {
        lg_string_printf(out, ".SS %s\n", groups[g]);
        for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
            struct lg_string name = LG_STRING_INIT;

            if (strcmp(s->group, groups[g]) != 0)
                continue;
            put_option_name(&name, s);
            lg_string_puts(out, ".TP\n.B ");
            put_roff(out, lg_string_text(&name));
            lg_string_putc(out, '\n');
            put_roff(out, s->doc);
            if (s->fallback)
                lg_string_printf(out, " [%s]", s->fallback);
            put_roff_option_commands(out, s->commands);
            lg_string_putc(out, '\n');
            lg_string_release(&name);
        }
    }
}

static void put_manual(struct lg_string *out)
{
    lg_string_puts(out, ".\\\" made by: lakegen help manual\n.TH LAKEGEN 1 \"\" \"lakegen\" \"User Commands\"\n"
                        ".SH NAME\nlakegen \\- generate realistic data sets at the speed of the hardware\n"
                        ".SH SYNOPSIS\n.B lakegen\n[\\fICOMMAND\\fR] [\\fITARGET\\fR] [\\fIOPTION\\fR]...\n"
                        ".SH DESCRIPTION\nlakegen loads a schema plugin and a sink plugin and writes the schema's data where the sink\n"
                        "stores it: Parquet, CSV or JSON Lines files. Equal plans give equal bytes, whatever the number of threads\n"
                        "or processes. Without a command it generates. A schema's own options are set like others; \\fBlakegen\n"
                        "describe\\fR \\fISCHEMA\\fR lists them.\n");
    put_roff_commands(out);
    put_roff_options(out);
    lg_string_puts(out, ".SH EXIT STATUS\n");
#define PUT_ROFF_EXIT(code, name, meaning) lg_string_printf(out, ".TP\n.B %d\n%s: %s\n", code, name, meaning);
    LG_EXITS(PUT_ROFF_EXIT)
#undef PUT_ROFF_EXIT
    lg_string_puts(out, ".SH ENVIRONMENT\n");
    for (size_t i = 0; i < sizeof(environment) / sizeof(environment[0]); i++) {
        lg_string_printf(out, ".TP\n.B %s\n", environment[i].name);
        put_roff(out, environment[i].meaning);
        lg_string_putc(out, '\n');
    }
    lg_string_puts(out, ".SH SEE ALSO\nThe documentation that is installed with the program.\n");
}

void lg_cli_print_help(const struct lg_command *command)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_error ignored = LG_ERROR_INIT;

    put_command(&out, command);
    (void)lg_cli_print(&out, &ignored);
    lg_string_release(&out);
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
    else if (strcmp(topic, "manual") == 0)
        put_manual(&out);
    else if (lg_command_find(topic))
        put_command(&out, lg_command_find(topic));
    else
        return lg_error_set(err, LG_E_USAGE, "no help on '%.64s'; 'lakegen help' lists commands and topics", topic);
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}
