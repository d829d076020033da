/* SPDX-License-Identifier: Apache-2.0 */
/* Problems: everything that is wrong or odd with a configuration, gathered before any of it is told.
 *
 * Life cycle: start from zeros, add, read; lg_problems_release(). The texts are for people: "my.yaml:3:5: unknown key …". */
#ifndef LG_CONFIG_PROBLEMS_H
#define LG_CONFIG_PROBLEMS_H

#include <lakegen/error.h>

#include <stdbool.h>
#include <stddef.h>

#define LG_MOST_PROBLEMS 100 /* further ones are counted only, the least grave */

enum lg_severity { LG_SEVERITY_ERROR, LG_SEVERITY_WARNING, LG_SEVERITY_NOTE };

struct lg_problem {
    char *text; /* owned */
    enum lg_severity severity;
};

struct lg_problems {
    struct lg_problem problem[LG_MOST_PROBLEMS]; /* errors first, then warnings, then notes; each in the order they came */
    size_t count, left_out;                      /* of those kept, and of the others */
    size_t errors, warnings;                     /* of all */
};

void lg_problems_release(struct lg_problems *problems);

/* Keeps the message of an error about the configuration (LG_E_CONFIG, LG_E_USAGE, LG_E_PLUGIN) and clears it; others, such as no
 * memory, stay set, and their code is returned. */
int lg_problems_take(struct lg_problems *problems, struct lg_error *err);
void lg_problems_warn(struct lg_problems *problems, const char *format, ...) LG_PRINTF(2, 3);
void lg_problems_note(struct lg_problems *problems, const char *format, ...) LG_PRINTF(2, 3);

/* Warnings become errors. */
void lg_problems_be_strict(struct lg_problems *problems);

/* LG_E_CONFIG with the first error, and how many more there are; LG_OK when there is none. */
int lg_problems_check(const struct lg_problems *problems, struct lg_error *err);

#endif
