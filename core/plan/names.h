/* SPDX-License-Identifier: Apache-2.0 */
/* Names of objects: patterns with {table}, {part} and {ext}, relative to the root, checked never to leave it. */
#ifndef LG_PLAN_NAMES_H
#define LG_PLAN_NAMES_H

#include "base/string.h"

#include <stdint.h>

/* pattern: the user's, or NULL for the default; several: the schema has more than one table here. out: a pattern in which only
 * {part} is left. LG_E_USAGE for an unknown placeholder, an absolute path, "..", a missing {part} or {table}. */
int lg_names_pattern(const char *pattern, const char *table, const char *extension, bool several, struct lg_string *out,
                     struct lg_error *err);

/* Appends the pattern with {part} replaced by six digits or more. */
void lg_names_put(const char *pattern, int64_t part, struct lg_string *out);

/* How much of a pattern stands before its first {part}. */
size_t lg_names_prefix(const char *pattern);

#endif
