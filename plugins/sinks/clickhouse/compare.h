/* SPDX-License-Identifier: Apache-2.0 */
/* Does a table take what will be sent? */
#ifndef CH_COMPARE_H
#define CH_COMPARE_H

#include "table.h"

/* columns: lines of name, type and default_kind of the table's columns, between tabs. LG_E_DESTINATION with every difference that
 * matters; others are said. */
int compare_columns(const struct table *table, const char *columns, struct lg_error *err);

#endif
