/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of names. */
#include "plan/names.h"

#include <string.h>

#define PART "{part}"

static int check_place(const char *pattern, struct lg_error *err)
{
    const char *p = pattern;

    if (*p == '\0' || *p == '/')
        return lg_error_set(err, LG_E_USAGE, "--path '%.200s' must be relative to the destination", pattern);
    while (*p) {
        size_t segment = strcspn(p, "/");

        if (segment == 0 || (segment == 1 && p[0] == '.') || (segment == 2 && p[0] == '.' && p[1] == '.'))
            return lg_error_set(err, LG_E_USAGE, "--path '%.200s' has an empty segment, '.' or '..'", pattern);
        if (p == pattern && strncmp(p, "_lakegen", 8) == 0)
            return lg_error_set(err, LG_E_USAGE, "--path '%.200s' begins with '_lakegen', where the run's records are", pattern);
        p += segment + (p[segment] == '/');
        if (p[-1] == '/' && *p == '\0')
            return lg_error_set(err, LG_E_USAGE, "--path '%.200s' ends with a slash, it must name a file", pattern);
    }
    return LG_OK;
}

static int expand(const char *pattern, const char *table, const char *extension, struct lg_string *out, struct lg_error *err)
{
    for (const char *p = pattern; *p;) {
        size_t literal = strcspn(p, "{}");
        const char *end;

        lg_string_append(out, p, literal);
        p += literal;
        if (*p == '\0')
            break;
        end = strchr(p, '}');
        if (*p == '}' || !end)
            return lg_error_set(err, LG_E_USAGE, "--path '%.200s' has a brace without its partner", pattern);
        if (strncmp(p, "{table}", 7) == 0)
            lg_string_puts(out, table);
        else if (strncmp(p, "{ext}", 5) == 0)
            lg_string_puts(out, extension);
        else if (strncmp(p, PART, 6) == 0)
            lg_string_puts(out, PART);
        else
            return lg_error_set(err, LG_E_USAGE, "--path '%.200s' has an unknown placeholder '%.*s'; there are {table}, {part} and {ext}",
                                pattern, (int)(end - p + 1), p);
        p = end + 1;
    }
    return lg_string_check(out, err);
}

int lg_names_pattern(const char *pattern, const char *table, const char *extension, bool several, struct lg_string *out,
                     struct lg_error *err)
{
    if (!pattern)
        pattern = several ? "{table}/part-{part}.{ext}" : "part-{part}.{ext}";
    if (check_place(pattern, err) != LG_OK || expand(pattern, table, extension, out, err) != LG_OK)
        return err->code;
    if (!strstr(pattern, PART))
        return lg_error_set(err, LG_E_USAGE, "--path '%.200s' has no {part}: parts would overwrite each other", pattern);
    if (several && !strstr(pattern, "{table}"))
        return lg_error_set(err, LG_E_USAGE, "--path '%.200s' has no {table}: tables would overwrite each other", pattern);
    return LG_OK;
}

void lg_names_put(const char *pattern, int64_t part, struct lg_string *out)
{
    for (const char *at; (at = strstr(pattern, PART)); pattern = at + strlen(PART)) {
        lg_string_append(out, pattern, (size_t)(at - pattern));
        lg_string_printf(out, "%06lld", (long long)part);
    }
    lg_string_puts(out, pattern);
}

size_t lg_names_prefix(const char *pattern)
{
    return (size_t)(strstr(pattern, PART) - pattern);
}
