/* SPDX-License-Identifier: Apache-2.0 */
/* The program: parse, run the command, print what went wrong, exit with its status. */
#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct lg_command lg_commands[] = {
    {"generate", LG_FOR_GENERATE, "[SCHEMA]", 1, "produce data", "The command when none is named: 'lakegen --schema NAME' generates.",
     lg_cli_generate},
    {"preview", LG_FOR_PREVIEW, "[SCHEMA]", 1, "show rows of a data set, from any place in it",
     "Rows are made, not read: --offset reaches any row at once, and shows what the files will hold there.", lg_cli_preview},
    {"describe", LG_FOR_DESCRIBE, "[SCHEMA|SINK]", 1, "explain a schema, with tables, columns and options, or a sink", NULL,
     lg_cli_describe},
    {"estimate", LG_FOR_ESTIMATE, "[SCHEMA]", 1, "show what generate would do: rows, parts, bytes, memory, time",
     "Writes nothing and contacts nothing. The time is that of generating and encoding alone, from the speed of a fifth of a second.",
     lg_cli_estimate},
    {"list", LG_FOR_LIST, "[schemas|sinks|formats]", 1, "show which plugins and formats there are, and what is missing and why", NULL,
     lg_cli_list},
    {"help", LG_FOR_HELP, "[COMMAND|exit-codes|environment]", 1, "explain a command or topic",
     "'lakegen help manual' prints the manual page.", lg_cli_help},
    {"version", LG_FOR_VERSION, NULL, 0, "show versions of the program and its libraries", NULL, lg_cli_version},
    {NULL, 0, NULL, 0, NULL, NULL, NULL},
};

const struct lg_command *lg_command_find(const char *name)
{
    for (const struct lg_command *c = lg_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

int lg_cli_plugins(struct lg_cli *cli, struct lg_error *err)
{
    if (cli->plugins)
        return LG_OK;
    return lg_plugins_open((const char *const *)cli->settings.plugin_dir.word, &cli->plugins, err);
}

int lg_cli_take_schema(struct lg_cli *cli, struct lg_error *err)
{
    if (cli->targets.count == 0)
        return LG_OK;
    if (cli->settings.schema)
        return lg_error_set(err, LG_E_USAGE, "both '%.64s' and --schema %.64s name a schema", cli->targets.word[0],
                            cli->settings.schema);
    return lg_settings_set(&cli->settings, lg_setting_find("schema"), cli->targets.word[0], err);
}

/* One line, with nothing in it that a terminal would obey. */
static void print_error(const struct lg_cli *cli, const struct lg_error *err)
{
    struct lg_string line = LG_STRING_INIT;

    lg_string_puts(&line, lg_cli_color(cli, STDERR_FILENO) ? "\033[31mlakegen:\033[0m " : "lakegen: ");
    lg_string_put_printable(&line, err->message[0] ? err->message : lg_error_text(err->code));
    (void)fprintf(stderr, "%s\n", lg_string_text(&line));
    lg_string_release(&line);
}

static int run(struct lg_cli *cli, struct lg_error *err)
{
    if (cli->settings.help)
        return lg_cli_print_help(cli->command, err);
    if (strcmp(cli->settings.output_format, "markdown") == 0 && cli->command->mask != LG_FOR_DESCRIBE)
        return lg_error_set(err, LG_E_USAGE, "--output-format markdown: 'lakegen describe' alone prints it");
    return cli->command->run(cli, err);
}

int main(int argc, char **argv)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_cli cli = {0};

    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(), with a message */
    if (lg_settings_init(&cli.settings, &err) == LG_OK && lg_cli_parse(&cli, argc, argv, &err) == LG_OK)
        (void)run(&cli, &err);
    if (err.code != LG_OK)
        print_error(&cli, &err);
    lg_plugins_close(cli.plugins);
    lg_words_release(&cli.targets);
    lg_settings_release(&cli.settings);
    return err.code == LG_E_CANCELLED && cli.signal ? 128 + cli.signal : lg_error_exit_status(err.code);
}
