/* SPDX-License-Identifier: Apache-2.0 */
/* Values for a plugin's declared options (lakegen/option.h): defaults, what the user set, checks, canonical text.
 *
 * Life cycle: lg_options_new() with a plugin's table, lg_options_set() any number of times, then reading; lg_options_free(). The
 * table is borrowed. One thread until the plugin's open(), read-only afterwards. */
#ifndef LG_CONFIG_OPTIONS_H
#define LG_CONFIG_OPTIONS_H

#include <lakegen/option.h>

#include "base/string.h"

/* LG_E_PLUGIN when the table is not well-formed. table may be NULL. */
int lg_options_new(const struct lg_option *table, struct lg_options **options, struct lg_error *err);
void lg_options_free(struct lg_options *options);

/* name may be written with dashes. LG_E_CONFIG for an unknown name (with the nearest), a wrong value, one out of range. */
int lg_options_set(struct lg_options *options, const char *name, const char *value, struct lg_error *err);

/* Is a name, which may be written with dashes, this option's? */
bool lg_option_is_named(const struct lg_option *option, const char *name);

/* The option that has a role, or NULL. */
const struct lg_option *lg_options_with_role(const struct lg_options *options, const char *role);

/* The declaration of a name, or NULL. */
const struct lg_option *lg_options_find(const struct lg_options *options, const char *name);

/* Calls back for every option with a value, in the table's order; the text is canonical: equal values, equal texts. Secrets
 * are shown as "***". */
typedef void lg_options_fn(void *context, const char *name, const char *value);
void lg_options_each(const struct lg_options *options, lg_options_fn *fn, void *context);

/* The text of a value as people see it: one with line breaks, a file, by its size and digest. */
void lg_option_put_shown(struct lg_string *out, const char *text);

/* Is a secret set? options may be NULL. */
bool lg_options_hold_secret(const struct lg_options *options);

/* What an option's type and range look like, for help: "1..1000", "true or false", "a|b". */
void lg_option_describe(const struct lg_option *option, struct lg_string *out);

#endif
