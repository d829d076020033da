/* SPDX-License-Identifier: Apache-2.0 */
/* Laying out tables. */
#include "cli/table.h"

#include <string.h>

#define MAX_COLUMNS 512
#define ENDS "\x1f\x1e"

size_t lg_text_width(const char *text, size_t length)
{
    size_t width = 0;

    for (size_t i = 0; i < length; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

static void measure(const char *text, size_t *widths)
{
    size_t column = 0;

    while (*text) {
        size_t length = strcspn(text, ENDS), width = lg_text_width(text, length);

        if (column < MAX_COLUMNS && width > widths[column])
            widths[column] = width;
        column = text[length] == '\x1f' ? column + 1 : 0;
        text += length + (text[length] != '\0');
    }
}

void lg_table_put(struct lg_string *out, const char *text)
{
    size_t widths[MAX_COLUMNS] = {0}, column = 0;

    measure(text, widths);
    while (*text) {
        size_t length = strcspn(text, ENDS);
        bool last = text[length] != '\x1f';

        lg_string_append(out, text, length);
        for (size_t pad = lg_text_width(text, length); !last && pad < widths[column < MAX_COLUMNS ? column : 0] + 2; pad++)
            lg_string_putc(out, ' ');
        if (last)
            lg_string_putc(out, '\n');
        column = last ? 0 : column + 1;
        text += length + (text[length] != '\0');
    }
}
