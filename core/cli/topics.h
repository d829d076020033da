/* SPDX-License-Identifier: Apache-2.0 */
/* What help and the manual page tell besides commands, options and exit statuses, which have tables of their own. */
#ifndef LG_CLI_TOPICS_H
#define LG_CLI_TOPICS_H

struct lg_topic {
    const char *name, *meaning;
};

extern const struct lg_topic lg_environment[]; /* variables; each array is ended by name == NULL */
extern const struct lg_topic lg_places[];      /* files and folders */
extern const struct lg_topic lg_examples[];    /* commands; the tests run them */

/* How configuration works, in sentences; ended by NULL. */
extern const char *const lg_configuration[];

/* Headings of options, in order; ended by NULL. */
extern const char *const lg_option_groups[];

#endif
