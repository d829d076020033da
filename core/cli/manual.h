/* SPDX-License-Identifier: Apache-2.0 */
/* The manual page, in the macros of man(7). */
#ifndef LG_CLI_MANUAL_H
#define LG_CLI_MANUAL_H

#include "base/string.h"

/* The same on every build of a version: docs/lakegen.1 is this text, and a test compares them. */
void lg_cli_put_manual(struct lg_string *out);

#endif
