/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of lakebench's generator, translated into settings of generate: there is one way to generate. */
#ifndef LG_CLI_DATAGEN_H
#define LG_CLI_DATAGEN_H

#include "cli/cli.h"

struct lg_datagen_argument {
    const char *name, *value; /* value: placeholder; NULL: a switch */
    const char *fallback;     /* NULL: none */
    const char *range;        /* of whole numbers, or words: a|b; NULL: it is neither */
    const char *doc;
    const char *setting; /* that gets the value as it is; "KEY=": the schema's option KEY does; NULL: arithmetic */
};

extern const struct lg_datagen_argument lg_datagen_arguments[]; /* ended by name == NULL */

extern const char lg_datagen_summary[];

/* Fills cli from argv, for lg_cli_main(): command, settings. No configuration file and no LAKEGEN_… variable is read. */
int lg_datagen_parse(struct lg_cli *cli, int argc, char *const *argv, struct lg_error *err);

#endif
