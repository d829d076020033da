/* SPDX-License-Identifier: Apache-2.0 */
/* Gathering problems. */
#include "config/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lg_problems_release(struct lg_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        free(problems->problem[i].text);
    memset(problems, 0, sizeof(*problems));
}

/* Behind those that are as grave; when there is no room, the last one goes. */
static void add(struct lg_problems *problems, const char *text, enum lg_severity severity)
{
    char *copy = strdup(text);
    size_t at = 0;

    problems->errors += severity == LG_SEVERITY_ERROR;
    problems->warnings += severity == LG_SEVERITY_WARNING;
    while (at < problems->count && problems->problem[at].severity <= severity)
        at++;
    problems->left_out += at == LG_MOST_PROBLEMS || problems->count == LG_MOST_PROBLEMS;
    if (at == LG_MOST_PROBLEMS || !copy) {
        free(copy);
        return;
    }
    if (problems->count == LG_MOST_PROBLEMS)
        free(problems->problem[--problems->count].text);
    memmove(&problems->problem[at + 1], &problems->problem[at], (problems->count - at) * sizeof(problems->problem[0]));
    problems->problem[at] = (struct lg_problem){copy, severity};
    problems->count++;
}

int lg_problems_take(struct lg_problems *problems, struct lg_error *err)
{
    if (err->code != LG_E_CONFIG && err->code != LG_E_USAGE && err->code != LG_E_PLUGIN)
        return err->code;
    add(problems, err->message, LG_SEVERITY_ERROR);
    *err = (struct lg_error)LG_ERROR_INIT;
    return LG_OK;
}

static void add_formatted(struct lg_problems *problems, enum lg_severity severity, const char *format, va_list arguments)
{
    char text[sizeof(((struct lg_error *)NULL)->message)];

    (void)vsnprintf(text, sizeof(text), format, arguments);
    add(problems, text, severity);
}

void lg_problems_warn(struct lg_problems *problems, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_formatted(problems, LG_SEVERITY_WARNING, format, arguments);
    va_end(arguments);
}

void lg_problems_note(struct lg_problems *problems, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_formatted(problems, LG_SEVERITY_NOTE, format, arguments);
    va_end(arguments);
}

void lg_problems_be_strict(struct lg_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        if (problems->problem[i].severity == LG_SEVERITY_WARNING)
            problems->problem[i].severity = LG_SEVERITY_ERROR;
    problems->errors += problems->warnings;
    problems->warnings = 0;
}

int lg_problems_check(const struct lg_problems *problems, struct lg_error *err)
{
    const struct lg_problem *first = problems->problem;

    if (problems->errors == 0)
        return LG_OK;
    if (problems->count == 0)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the problems with the configuration");
    if (problems->errors == 1)
        return lg_error_set(err, LG_E_CONFIG, "%s", first->text);
    return lg_error_set(err, LG_E_CONFIG, "%.400s (and %zu more, 'lakegen validate' shows them)", first->text, problems->errors - 1);
}
