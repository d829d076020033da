/* SPDX-License-Identifier: Apache-2.0 */
/* What the programs do: parse, run the command, print what went wrong, exit with its status. */
#include "cli/cli.h"
#include "cli/crash.h"
#include "cli/log.h"

#include "base/memory.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define TARGET_HELP \
    "TARGET is a configuration file (.yaml, .yml, .json) or a schema; without it, ./lakegen.yaml or ./lakebench.yaml is read."

const struct lg_command lg_commands[] = {
    {"generate", LG_FOR_GENERATE, "[TARGET]", 1, "produce data", "The command when none is named: 'lakegen --schema NAME' generates. "
     TARGET_HELP, lg_cli_generate, LG_READS_TARGET},
    {"preview", LG_FOR_PREVIEW, "[TARGET]", 1, "show rows of a data set, from any place in it",
     "Rows are made, not read: --offset reaches any row at once, and shows what the files will hold there.", lg_cli_preview,
     LG_READS_TARGET},
    {"describe", LG_FOR_DESCRIBE, "[TARGET|SINK]", 1, "explain a schema, with tables, columns and options, or a sink", NULL,
     lg_cli_describe, LG_READS_TARGET},
    {"ddl", LG_FOR_DDL, "[TARGET]", 1, "print statements that make a schema's tables in a database",
     "The sink for that database makes the same tables with --create-table, with less where an old server knows less.", lg_cli_ddl,
     LG_READS_TARGET},
    {"estimate", LG_FOR_ESTIMATE, "[TARGET]", 1, "show what generate would do: rows, parts, bytes, memory, time",
     "Writes nothing and contacts nothing. The time is that of generating and encoding alone, from the speed of a fifth of a second.",
     lg_cli_estimate, LG_READS_TARGET},
    {"validate", LG_FOR_CONFIG, "[TARGET]", 1, "check a configuration and the options of its plugins",
     "Every problem is told with its line and column. Nothing is contacted, nothing written.", lg_cli_validate, LG_READS_NOTHING},
    {"config", LG_FOR_CONFIG, "show|schema [TARGET]", 2, "show the values in force and where each came from, or a JSON Schema for editors",
     "The output of 'config show' is a configuration file itself; what nobody said, and secrets, are comments.", lg_cli_config, LG_READS_NOTHING},
    {"inspect", LG_FOR_INSPECT, "FILE", 1, "show what a Parquet, CSV or JSON Lines file holds, and check it",
     "Reads the whole file: of Parquet the footer, all page headers, the CRC of every page, and the page indexes; of text every row. "
     "Exits with 9 when something is wrong with it.",
     lg_cli_inspect, LG_READS_NOTHING},
    {"verify", LG_FOR_VERIFY, "DEST", 1, "prove a finished run: every object is there and holds what was written",
     "DEST is what --output was, a folder or a URL, or the run's configuration file. Reads every object once: size and content are "
     "held against the manifest, and the CRC of every Parquet page against its header. --deep makes the data again and compares each "
     "byte. Exits with 9 when anything differs.",
     lg_cli_verify, LG_READS_DEST},
    {"status", LG_FOR_STATUS, "DEST", 1, "show how far a run is: objects done and missing, bytes",
     "Of a run to a database's tables, what it knows is on the machine that ran it: below --checkpoint-path, or ./.lakegen.", lg_cli_status,
     LG_READS_DEST},
    {"info", LG_FOR_STATUS, "DEST", 1, "show what a run is: its state, schema, options, encoder, tables", NULL, lg_cli_info, LG_READS_DEST},
    {"count", LG_FOR_STATUS, "DEST", 1, "show the rows of a finished run by table, or those that a database's table holds now", NULL,
     lg_cli_count, LG_READS_DEST},
    {"clean", LG_FOR_CLEAN, "[bronze] DEST", 2, "remove what runs wrote to a destination, and nothing else",
     "Shows what it is about to remove and asks; without a terminal it needs --force. Only objects that the plans and manifests "
     "at DEST name are removed, with their records; symbolic links are not followed.",
     lg_cli_clean, LG_READS_DEST},
    {"list", LG_FOR_LIST, "[schemas|sinks|formats]", 1, "show which plugins and formats there are, and what is missing and why", NULL,
     lg_cli_list, LG_READS_LAYERS},
    {"storage", LG_FOR_STORAGE, "check DESTINATION", 2, "try out what lakegen needs of a store, and say how well it does",
     "Writes a few small objects and one of 5 MiB below the destination, and removes them. Options of the sink are set as for generate: "
     "--endpoint URL, --region NAME.", lg_cli_storage, LG_READS_LAYERS},
    {"cleanup", LG_FOR_CLEANUP, "DESTINATION", 1, "remove unfinished uploads that killed runs left at a destination",
     "Finished objects are never touched. It refuses while a run at that destination seems to be at work.", lg_cli_cleanup,
     LG_READS_LAYERS},
    {"plugin", LG_FOR_PLUGIN, "new schema|sink NAME | check PLUGIN", 3, "begin a plugin of your own, or try one out",
     "'plugin new' makes a folder with a plugin that builds at once. 'plugin check' holds a plugin, a name or the path of a .so file, "
     "against what the headers promise: a schema gives the same cells in any slices, order and threads; a sink stores, shows, "
     "replaces and removes objects, in a scratch folder or at --output. Exits with 4 when a check fails.",
     lg_cli_plugin, LG_READS_NOTHING},
    {"completion", LG_FOR_HELP, "bash|zsh|fish", 1, "print a script that completes commands and options in a shell",
     "For bash: source <(lakegen completion bash)", lg_cli_completion, LG_READS_NOTHING},
    {"help", LG_FOR_HELP, "[COMMAND|configuration|environment|exit-codes]", 1, "explain a command or topic",
     "'lakegen help manual' prints the manual page.", lg_cli_help, LG_READS_NOTHING},
    {"version", LG_FOR_VERSION, NULL, 0, "show versions of the program and its libraries", NULL, lg_cli_version, LG_READS_NOTHING},
    {NULL, 0, NULL, 0, NULL, NULL, NULL, LG_READS_NOTHING},
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

/* What the command would have understood. */
static void print_usage(const struct lg_cli *cli, const struct lg_command *command)
{
    struct lg_string line = LG_STRING_INIT;

    lg_string_printf(&line, "usage: lakegen %s%s%s [OPTION]..., see 'lakegen help %s'", command->name, command->target ? " " : "",
                     command->target ? command->target : "", command->name);
    lg_log_say(lg_cli_log_form(cli), LG_LOG_INFO, "usage", lg_string_text(&line));
    lg_string_release(&line);
}

/* A reader that went away is no error to speak of: head(1) does it all the time. */
static void print_error(const struct lg_cli *cli, const struct lg_error *err)
{
    if (err->code != LG_E_CLOSED)
        lg_log_say(lg_cli_log_form(cli), LG_LOG_ERROR, "error", err->message[0] ? err->message : lg_error_text(err->code));
    if (err->code == LG_E_USAGE && cli->command && !cli->is_parsed)
        print_usage(cli, cli->command);
}

/* Descriptors 0 to 2 that came closed would be given to files, and what is meant for a terminal would be written into them. This one
 * takes neither reads nor writes, and needs no /dev. */
static void fill_standard_descriptors(void)
{
    int fd;

    do
        fd = open("/", O_PATH | O_CLOEXEC);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        (void)close(fd);
}

/* A closed pipe and a file that may not grow are errors of write(), with a message; nobody here sets an alarm; and there is no progress
 * to show until a run has begun. */
static void ignore_signals(void)
{
    static const int ignored[] = {SIGPIPE, SIGXFSZ, SIGALRM, SIGUSR1};

    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        (void)signal(ignored[i], SIG_IGN);
}

/* The configuration is read before the command runs, so that every command sees the same values. */
static int run(struct lg_cli *cli, struct lg_error *err)
{
    if (cli->settings.help)
        return lg_cli_print_help(cli->command, err);
    if (cli->command->reads != LG_READS_NOTHING &&
        (lg_cli_load_config(cli, lg_cli_take_target(cli), err) != LG_OK || lg_cli_check_config(cli, err) != LG_OK))
        return err->code;
    if (strcmp(cli->settings.output_format, "markdown") == 0 && cli->command->mask != LG_FOR_DESCRIBE) {
        (void)lg_error_set(err, LG_E_USAGE, "--output-format markdown: 'lakegen describe' alone prints it");
        return lg_settings_blame(&cli->settings, "output-format", err);
    }
    return cli->command->run(cli, err);
}

int lg_cli_main(lg_cli_parse_fn *parse, int argc, char *const *argv)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_cli cli = {0};

    fill_standard_descriptors();
    ignore_signals();
    lg_crash_speak();
    if (lg_memory_set_aside(&err) == LG_OK && lg_settings_init(&cli.settings, &err) == LG_OK &&
        parse(&cli, argc, argv, &err) == LG_OK) {
        cli.is_parsed = true;
        (void)run(&cli, &err);
    }
    if (err.code != LG_OK)
        print_error(&cli, &err);
    lg_plugins_close(cli.plugins);
    lg_problems_release(&cli.problems);
    lg_words_release(&cli.targets);
    lg_settings_release(&cli.settings);
    return err.code == LG_E_CANCELLED && cli.signal ? 128 + cli.signal : lg_error_exit_status(err.code);
}
