/* SPDX-License-Identifier: Apache-2.0 */
/* The two halves of lakegen config. */
#ifndef LG_CLI_CONFIGURATION_H
#define LG_CLI_CONFIGURATION_H

#include "cli/cli.h"

/* Prints the values in force. word: TARGET, or NULL. */
int lg_config_show(struct lg_cli *cli, const char *word, struct lg_error *err);

/* The JSON Schema of configuration files, made from the table of settings and the options of plugins. */
int lg_config_schema_put(struct lg_cli *cli, struct lg_string *out, struct lg_error *err);

#endif
