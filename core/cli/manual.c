/* SPDX-License-Identifier: Apache-2.0 */
/* The manual page, from the same tables as help. */
#include "cli/manual.h"

#include "config.h"

#include "cli/cli.h"
#include "cli/datagen.h"
#include "cli/exits.h"
#include "cli/topics.h"

#include <string.h>

/* ---- text for roff: some characters mean something there, and others would be made typographic ---- */

static void put_character(struct lg_string *out, char c)
{
    static const struct {
        char plain;
        const char *roff;
    } special[] = {{'\\', "\\e"}, {'-', "\\-"}, {'\'', "\\(aq"}, {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"}};

    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
        if (special[i].plain == c) {
            lg_string_puts(out, special[i].roff);
            return;
        }
    lg_string_putc(out, c);
}

static void put_roff(struct lg_string *out, const char *text)
{
    if (*text == '.')
        lg_string_puts(out, "\\&");
    for (; *text; text++)
        put_character(out, *text);
}

/* font: B or I */
static void put_in_font(struct lg_string *out, char font, const char *text)
{
    lg_string_printf(out, "\\f%c", font);
    put_roff(out, text);
    lg_string_puts(out, "\\fR");
}

/* A phrase of a table as a line of its own: a capital first, a full stop last. */
static void put_sentence(struct lg_string *out, const char *phrase)
{
    const char *end = phrase[strlen(phrase) - 1] == '.' ? "\n" : ".\n";

    if (*phrase >= 'a' && *phrase <= 'z')
        lg_string_putc(out, (char)(*phrase++ - 'a' + 'A'));
    put_roff(out, phrase);
    lg_string_puts(out, end);
}

static void put_topics(struct lg_string *out, const char *heading, const struct lg_topic *topic)
{
    lg_string_printf(out, ".SH %s\n", heading);
    for (; topic->name; topic++) {
        lg_string_puts(out, ".TP\n");
        put_in_font(out, 'B', topic->name);
        lg_string_putc(out, '\n');
        put_sentence(out, topic->meaning);
    }
}

/* ---- commands ---- */

static void put_usage(struct lg_string *out, const struct lg_command *command)
{
    put_in_font(out, 'B', command->name);
    if (command->target) {
        lg_string_putc(out, ' ');
        put_in_font(out, 'I', command->target);
    }
}

static void put_synopsis(struct lg_string *out)
{
    lg_string_puts(out, ".SH SYNOPSIS\n\\fBlakegen\\fR [\\fIOPTION\\fR]...\n");
    for (const struct lg_command *c = lg_commands; c->name; c++) {
        lg_string_puts(out, ".br\n\\fBlakegen\\fR ");
        put_usage(out, c);
        lg_string_puts(out, " [\\fIOPTION\\fR]...\n");
    }
    lg_string_puts(out, ".br\n\\fBlakegen\\-datagen \\-\\-target\\-tb\\fR \\fITB\\fR [\\fIOPTION\\fR]...\n");
}

static void put_commands(struct lg_string *out)
{
    lg_string_puts(out, ".SH COMMANDS\n");
    for (const struct lg_command *c = lg_commands; c->name; c++) {
        lg_string_puts(out, ".TP\n");
        put_usage(out, c);
        lg_string_putc(out, '\n');
        put_sentence(out, c->summary);
        if (c->details)
            put_sentence(out, c->details);
    }
}

/* ---- options ---- */

static void put_option_commands(struct lg_string *out, const struct lg_setting *setting)
{
    const char *separator = "Commands: ";

    if ((setting->commands & LG_FOR_ALL) == LG_FOR_ALL)
        return;
    for (const struct lg_command *c = lg_commands; c->name; c++)
        if (lg_setting_belongs(setting, c->mask)) {
            lg_string_printf(out, "%s%s", separator, c->name);
            separator = ", ";
        }
    lg_string_puts(out, ".\n");
}

static void put_choices(struct lg_string *out, const char *words)
{
    lg_string_puts(out, "One of ");
    for (; *words; words++)
        if (*words == '|')
            lg_string_puts(out, ", ");
        else
            put_character(out, *words);
    lg_string_puts(out, ".\n");
}

static void put_option(struct lg_string *out, const struct lg_setting *setting)
{
    lg_string_puts(out, ".TP\n");
    if (setting->letter)
        lg_string_printf(out, "\\fB\\-%c\\fR, ", setting->letter);
    lg_string_puts(out, "\\fB\\-\\-");
    put_roff(out, setting->name);
    lg_string_puts(out, "\\fR");
    if (setting->value) {
        lg_string_putc(out, ' ');
        put_in_font(out, 'I', setting->value);
    }
    lg_string_putc(out, '\n');
    put_sentence(out, setting->doc);
    if (setting->type == LG_SETTING_CHOICE)
        put_choices(out, setting->range);
    if (setting->fallback) {
        lg_string_puts(out, "Default: ");
        put_roff(out, setting->fallback);
        lg_string_puts(out, ".\n");
    }
    put_option_commands(out, setting);
}

static void put_options(struct lg_string *out)
{
    lg_string_puts(out, ".SH OPTIONS\n"
                        "A value follows behind a space or an equals sign.\n"
                        "An option without a value is switched off by \\fB\\-\\-no\\-\\fINAME\\fR.\n"
                        "\\fB\\-\\-\\fR ends the options.\n"
                        "Sizes are bytes, or have a unit: kb, mb, gb and tb count in powers of 1024, and so do KiB, MiB, GiB and TiB.\n"
                        "Where no commands are named, every command has the option.\n");
    for (size_t g = 0; lg_option_groups[g]; g++) {
        lg_string_printf(out, ".SS %s\n", lg_option_groups[g]);
        for (const struct lg_setting *s = lg_settings_table; s->name; s++)
            if (strcmp(s->group, lg_option_groups[g]) == 0)
                put_option(out, s);
    }
}

static void put_datagen(struct lg_string *out)
{
    lg_string_puts(out, ".SH LAKEGEN\\-DATAGEN\n");
    put_sentence(out, lg_datagen_summary);
    for (const struct lg_datagen_argument *a = lg_datagen_arguments; a->name; a++) {
        lg_string_puts(out, ".TP\n\\fB\\-\\-");
        put_roff(out, a->name);
        lg_string_puts(out, "\\fR");
        if (a->value) {
            lg_string_putc(out, ' ');
            put_in_font(out, 'I', a->value);
        }
        lg_string_putc(out, '\n');
        put_sentence(out, a->doc);
        if (a->fallback) {
            lg_string_puts(out, "Default: ");
            put_roff(out, a->fallback);
            lg_string_puts(out, ".\n");
        }
    }
}

/* ---- the rest ---- */

static void put_description(struct lg_string *out)
{
    lg_string_puts(out, ".SH DESCRIPTION\n"
                        "lakegen generates synthetic data sets.\n"
                        "A schema plugin says which tables, columns and distributions there are.\n"
                        "The rows are encoded as Parquet, CSV or JSON Lines, and a sink plugin stores the objects.\n"
                        ".PP\n"
                        "A cell depends on the seed, the schema, its options, the table, the column and the row alone.\n"
                        "So equal plans give equal bytes, whatever the number of threads, processes or machines,\n"
                        "and any range of rows can be made without the others.\n"
                        ".PP\n"
                        "Without a command lakegen generates.\n"
                        "Standard output carries data or the result that was asked for; everything else goes to standard error.\n"
                        ".PP\n"
                        "The options of schemas and sinks are set like those below: \\fB\\-\\-\\fINAME VALUE\\fR.\n"
                        "\\fBlakegen describe\\fR lists them.\n");
}

static void put_aliases(struct lg_string *out)
{
    lg_string_puts(out, ".SS Other names\n");
    for (const struct lg_alias *a = lg_aliases; a->name; a++) {
        lg_string_puts(out, ".TP\n\\fB\\-\\-");
        put_roff(out, a->name);
        lg_string_puts(out, "\\fR \\fIN\\fR\n\\fB\\-\\-");
        put_roff(out, a->setting);
        lg_string_printf(out, "\\fR \\fIN\\fR%s.\n", a->suffix);
    }
}

static void put_configuration(struct lg_string *out)
{
    lg_string_puts(out, ".SH CONFIGURATION\n");
    for (const char *const *sentence = lg_configuration; *sentence; sentence++)
        put_sentence(out, *sentence);
    lg_string_puts(out, ".PP\nEvery option has a variable: \\fBLAKEGEN_FILE_SIZE\\fR stands for \\fB\\-\\-file\\-size\\fR.\n"
                        ".PP\nKeys of files:\n");
    for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
        if (!s->key)
            continue;
        lg_string_puts(out, ".TP\n");
        put_in_font(out, 'B', s->key);
        lg_string_puts(out, "\nThe option \\fB\\-\\-");
        put_roff(out, s->name);
        lg_string_puts(out, "\\fR.\n");
    }
    lg_string_puts(out, ".TP\n\\fBplugins.options.\\fINAME\\fR\nOptions of the plugin \\fINAME\\fR, a schema or sink;\n"
                        "a section of its name at the top does the same.\n");
}

static void put_exit_statuses(struct lg_string *out)
{
    lg_string_puts(out, ".SH EXIT STATUS\n");
#define PUT_EXIT(status, name, meaning) \
    lg_string_printf(out, ".TP\n.B %d\n\\fI%s\\fR: ", status, name); \
    put_roff(out, meaning); \
    lg_string_puts(out, ".\n");
    LG_EXITS(PUT_EXIT)
#undef PUT_EXIT
}

static void put_examples(struct lg_string *out)
{
    lg_string_puts(out, ".SH EXAMPLES\n");
    for (const struct lg_topic *t = lg_examples; t->name; t++) {
        if (t != lg_examples)
            lg_string_puts(out, ".PP\n");
        put_sentence(out, t->meaning);
        lg_string_puts(out, ".PP\n.in +4n\n.nf\n");
        put_roff(out, t->name);
        lg_string_puts(out, "\n.fi\n.in\n");
    }
}

void lg_cli_put_manual(struct lg_string *out)
{
    lg_string_puts(out, ".\\\" made by: lakegen help manual\n"
                        ".TH LAKEGEN 1 \"\" \"lakegen " PACKAGE_VERSION "\" \"User Commands\"\n"
                        ".SH NAME\nlakegen \\- generate synthetic data sets\n");
    put_synopsis(out);
    put_description(out);
    put_commands(out);
    put_options(out);
    put_aliases(out);
    put_datagen(out);
    put_configuration(out);
    put_topics(out, "ENVIRONMENT", lg_environment);
    put_topics(out, "FILES", lg_places);
    put_exit_statuses(out);
    put_examples(out);
    lg_string_puts(out, ".SH SEE ALSO\n"
                        "README.md and the folder docs in the documentation that is installed with the program,\n"
                        "usually below /usr/share/doc/lakegen or /usr/local/share/doc/lakegen.\n");
}
