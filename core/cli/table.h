/* SPDX-License-Identifier: Apache-2.0 */
/* Tables on a terminal: rows of cells, columns as wide as their widest cell. */
#ifndef LG_CLI_TABLE_H
#define LG_CLI_TABLE_H

#include "base/string.h"

/* text: cells end with 0x1f, rows with 0x1e; the first row is the heading. Appends the table, columns two spaces apart. */
void lg_table_put(struct lg_string *out, const char *text);

/* Characters of a UTF-8 text, as a terminal counts them for our purposes: code points. */
size_t lg_text_width(const char *text, size_t length);

#endif
