/* SPDX-License-Identifier: Apache-2.0 */
/* The two halves of lakegen config. */
#ifndef LG_CLI_CONFIGURATION_H
#define LG_CLI_CONFIGURATION_H

#include "cli/cli.h"

/* Prints the values in force. word: TARGET, or NULL. */
int lg_config_show(struct lg_cli *cli, const char *word, struct lg_error *err);

/* The JSON Schema of configuration files, made from the table of settings and the options of plugins. */
int lg_config_schema_put(struct lg_cli *cli, struct lg_string *out, struct lg_error *err);

/* Sections of keys: is it the first setting of the table in its section ("output" of "output.path")? Length of the section's name, 0 at the
 * top. */
size_t lg_key_section(const char *key);
bool lg_key_begins_section(const struct lg_setting *setting);

#endif
