/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that look at a destination: what they begin and end with. */
#ifndef LG_CLI_LOOK_H
#define LG_CLI_LOOK_H

#include "cli/cli.h"

#include "audit/survey.h"

/* Opens the destination that the command's word, or --output, names. */
int lg_look_open(struct lg_cli *cli, struct lg_site *site, struct lg_error *err);

/* Opens a destination for a command that changes it, whether there is a run or not: signals then interrupt the sink instead of the
 * process, and lg_look_disconnect() writes them down. */
int lg_look_connect(struct lg_cli *cli, const char *where, struct lg_site *site, struct lg_error *err);
void lg_look_disconnect(struct lg_cli *cli, struct lg_site *site);

/* Reads the records of a run at a site that is open, and calls back; and the same with opening and closing it. */
int lg_look_at(struct lg_cli *cli, struct lg_site *site, int (*fn)(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err),
               struct lg_error *err);
int lg_look(struct lg_cli *cli, int (*fn)(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err), struct lg_error *err);

/* A lg_missing_fn: keeps the first name in a struct lg_string. */
int lg_look_take_first(void *string, const char *name);

#endif
