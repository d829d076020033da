/* SPDX-License-Identifier: Apache-2.0 */
/* Variables of the environment in the values of configuration files: ${NAME} and ${NAME:-default}. */
#ifndef LG_CONFIG_EXPAND_H
#define LG_CONFIG_EXPAND_H

#include "base/string.h"

/* The most bytes that a value may have afterwards. */
#define LG_EXPAND_MOST_BYTES ((size_t)1 << 20)

/* Fills out with the text, its variables replaced once: what comes in is not looked at again. The default is for variables that
 * are not set, or empty; $${ stands for ${, and any other $ for itself. LG_E_CONFIG for a variable that is not set and has no
 * default, for ${ with anything else behind it, and for texts that become too long. Messages name variables, never values. */
int lg_expand(const char *text, struct lg_string *out, struct lg_error *err);

#endif
