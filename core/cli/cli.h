/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: what the user typed, and the commands. Only this folder prints. */
#ifndef LG_CLI_CLI_H
#define LG_CLI_CLI_H

#include "cli/log.h"
#include "config/config.h"
#include "plan/options.h"
#include "plugin/plugin.h"

struct lg_command;

struct lg_cli {
    const struct lg_command *command;
    struct lg_settings settings;
    struct lg_words targets;       /* words that are no options */
    struct lg_problems problems;   /* with the configuration */
    struct lg_plugins *plugins;    /* opened by lg_cli_plugins() */
    bool is_parsed;                /* the command line was understood */
    bool names_project;            /* its word was a configuration file */
    int signal;                    /* that interrupted the command; 0: none */
};

/* What of the configuration a command needs. */
enum lg_reads {
    LG_READS_NOTHING,
    LG_READS_LAYERS, /* system, user, ./lakegen.yaml or ./lakebench.yaml, environment */
    LG_READS_TARGET, /* the same, but its first word may name the project file, or the schema */
    LG_READS_DEST    /* the same, but its last word may name the project file, or a destination */
};

struct lg_command {
    const char *name;
    unsigned mask; /* LG_FOR_… */
    const char *target; /* placeholder of its words, or NULL when it takes none */
    size_t most_targets;
    const char *summary;
    const char *details; /* paragraphs for help and manual; may be NULL */
    int (*run)(struct lg_cli *cli, struct lg_error *err);
    enum lg_reads reads; /* before it runs */
};

extern const struct lg_command lg_commands[]; /* ended by name == NULL */
const struct lg_command *lg_command_find(const char *name);

/* Commands, one file each. */
int lg_cli_generate(struct lg_cli *cli, struct lg_error *err);
int lg_cli_preview(struct lg_cli *cli, struct lg_error *err);
int lg_cli_describe(struct lg_cli *cli, struct lg_error *err);
int lg_cli_ddl(struct lg_cli *cli, struct lg_error *err);
int lg_cli_list(struct lg_cli *cli, struct lg_error *err);
int lg_cli_estimate(struct lg_cli *cli, struct lg_error *err);
int lg_cli_verify(struct lg_cli *cli, struct lg_error *err);
int lg_cli_status(struct lg_cli *cli, struct lg_error *err);
int lg_cli_info(struct lg_cli *cli, struct lg_error *err);
int lg_cli_count(struct lg_cli *cli, struct lg_error *err);
int lg_cli_clean(struct lg_cli *cli, struct lg_error *err);
int lg_cli_inspect(struct lg_cli *cli, struct lg_error *err);
int lg_cli_help(struct lg_cli *cli, struct lg_error *err);
int lg_cli_version(struct lg_cli *cli, struct lg_error *err);
int lg_cli_validate(struct lg_cli *cli, struct lg_error *err);
int lg_cli_config(struct lg_cli *cli, struct lg_error *err);
int lg_cli_plugin(struct lg_cli *cli, struct lg_error *err);
int lg_cli_completion(struct lg_cli *cli, struct lg_error *err);
int lg_cli_storage(struct lg_cli *cli, struct lg_error *err);
int lg_cli_cleanup(struct lg_cli *cli, struct lg_error *err);

/* Fills cli from argv. LG_E_USAGE with a sentence. */
typedef int lg_cli_parse_fn(struct lg_cli *cli, int argc, char *const *argv, struct lg_error *err);
lg_cli_parse_fn lg_cli_parse;

/* Words of a command line are text: they are repeated in messages and records. */
int lg_cli_check_words(int argc, char *const *argv, struct lg_error *err);

/* A whole program, from its command line to its exit status. */
int lg_cli_main(lg_cli_parse_fn *parse, int argc, char *const *argv);

/* Opens the plugin folders once. */
int lg_cli_plugins(struct lg_cli *cli, struct lg_error *err);

/* The word of the command that lg_cli_load_config() takes, by what the command reads; one that names a destination is left alone. */
const char *lg_cli_take_target(struct lg_cli *cli);

/* Loads the configuration below the command line. word: the command's TARGET, a file of ours or a schema's name, or NULL. What is
 * wrong is in cli->problems; lg_cli_check_config() makes an error of it, and tells warnings on standard error. */
int lg_cli_load_config(struct lg_cli *cli, const char *word, struct lg_error *err);
int lg_cli_check_config(struct lg_cli *cli, struct lg_error *err);

/* Help of one command on standard output. */
int lg_cli_print_help(const struct lg_command *command, struct lg_error *err);

/* Appends words, broken into lines; the line is at column `at` already, the next begin at `indent`. */
void lg_cli_put_wrapped(struct lg_string *out, const char *text, size_t at, size_t indent);

bool lg_cli_wants_json(const struct lg_cli *cli);
enum lg_log_form lg_cli_log_form(const struct lg_cli *cli); /* of what is said on standard error */

/* Are colours wanted on this stream (1, 2)? */
bool lg_cli_color(const struct lg_cli *cli, int fd);

/* 1234567 as "1,234,567"; bytes as "1.23 GB" (powers of 1000). */
void lg_put_count(struct lg_string *out, int64_t count);
void lg_put_bytes(struct lg_string *out, int64_t bytes);

/* What a sink says (lg_say_fn), as a line on standard error. Warnings with --quiet too. Any thread. */
void lg_cli_say(const struct lg_cli *cli, int level, const char *sentence);

/* Says sentences on standard error: what a plan or its options made worth a warning. */
void lg_cli_warn(const struct lg_cli *cli, const struct lg_words *sentences);

/* Writes a text to standard output; LG_E_LOCAL or LG_E_DESTINATION when it cannot. */
int lg_cli_print(const struct lg_string *text, struct lg_error *err);

#endif
