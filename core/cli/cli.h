/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: what the user typed, and the commands. Only this folder prints. */
#ifndef LG_CLI_CLI_H
#define LG_CLI_CLI_H

#include "cli/log.h"
#include "config/settings.h"
#include "plugin/plugin.h"

struct lg_command;

struct lg_cli {
    const struct lg_command *command;
    struct lg_settings settings;
    struct lg_words targets;       /* words that are no options */
    struct lg_plugins *plugins;    /* opened by lg_cli_plugins() */
    int signal;                    /* that interrupted the command; 0: none */
};

struct lg_command {
    const char *name;
    unsigned mask; /* LG_FOR_… */
    const char *target; /* placeholder of its words, or NULL when it takes none */
    size_t most_targets;
    const char *summary;
    const char *details; /* paragraphs for help and manual; may be NULL */
    int (*run)(struct lg_cli *cli, struct lg_error *err);
};

extern const struct lg_command lg_commands[]; /* ended by name == NULL */
const struct lg_command *lg_command_find(const char *name);

/* Commands, one file each. */
int lg_cli_generate(struct lg_cli *cli, struct lg_error *err);
int lg_cli_preview(struct lg_cli *cli, struct lg_error *err);
int lg_cli_describe(struct lg_cli *cli, struct lg_error *err);
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

/* Fills cli from argv. LG_E_USAGE with a sentence. */
int lg_cli_parse(struct lg_cli *cli, int argc, char *const *argv, struct lg_error *err);

/* Opens the plugin folders once. */
int lg_cli_plugins(struct lg_cli *cli, struct lg_error *err);

/* A schema named as the command's word instead of by --schema. */
int lg_cli_take_schema(struct lg_cli *cli, struct lg_error *err);

/* Help of one command on standard output. */
int lg_cli_print_help(const struct lg_command *command, struct lg_error *err);

bool lg_cli_wants_json(const struct lg_cli *cli);
enum lg_log_form lg_cli_log_form(const struct lg_cli *cli); /* of what is said on standard error */

/* Are colours wanted on this stream (1, 2)? */
bool lg_cli_color(const struct lg_cli *cli, int fd);

/* 1234567 as "1,234,567"; bytes as "1.23 GB" (powers of 1000). */
void lg_put_count(struct lg_string *out, int64_t count);
void lg_put_bytes(struct lg_string *out, int64_t bytes);

/* Writes a text to standard output; LG_E_LOCAL or LG_E_DESTINATION when it cannot. */
int lg_cli_print(const struct lg_string *text, struct lg_error *err);

#endif
