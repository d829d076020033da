/* SPDX-License-Identifier: Apache-2.0 */
/* Cells for people: what `lakegen preview` lays out as a table. Not a file format: cells end with US (0x1f), rows with RS (0x1e),
 * and long texts are cut. */
#include "encode/text/cells.h"

#include <lakegen/text.h>

#define SHOWN_CHARACTERS 40

/* At most so many characters, control characters as dots; "…" where something was cut. */
static unsigned char *put_text(unsigned char *p, const unsigned char *text, size_t length)
{
    const unsigned char *end = text + length;

    for (int shown = 0; text < end; shown++) {
        size_t step = lg_utf8_sequence(text, end);

        if (shown == SHOWN_CHARACTERS)
            return (unsigned char *)lg_put_text((char *)p, "\xe2\x80\xa6", 3);
        if (step == 0 || *text < 0x20 || *text == 0x7f) {
            *p++ = '.';
            text += step ? step : 1;
            continue;
        }
        p = (unsigned char *)lg_put_text((char *)p, (const char *)text, step);
        text += step;
    }
    return p;
}

static unsigned char *put_float(unsigned char *p, double value, bool single)
{
    return (unsigned char *)(single ? lg_put_float((char *)p, (float)value) : lg_put_double((char *)p, value));
}

static void prefix(struct lg_string *out, const char *column, bool first)
{
    (void)column;
    if (!first)
        lg_string_putc(out, LG_CELL_END);
}

static void header(struct lg_string *out, const char *column, bool last)
{
    lg_string_put_printable(out, column);
    lg_string_putc(out, last ? LG_ROW_END : LG_CELL_END);
}

static const char line_end[] = {LG_ROW_END, '\0'};

static const struct lg_text_dialect dialect = {.null = "null",
                                               .line_end = line_end,
                                               .quote = "",
                                               .asks_always = true,
                                               .text_growth = 2,
                                               .nested = &lg_jsonl_dialect,
                                               .put_text = put_text,
                                               .put_float = put_float,
                                               .prefix = prefix,
                                               .header = header};

static int encoder_new(const struct lg_source *source, const struct lg_encoder_settings *settings,
                       const struct lg_column_size *sizes, struct lg_encoder **encoder, struct lg_error *err)
{
    return lg_rows_encoder_new(&dialect, source, settings, sizes, encoder, err);
}

const struct lg_format lg_format_cells = {
    .name = "table",
    .extension = "txt",
    .media_type = "text/plain",
    .row_group_bytes = (int64_t)1 << 20,
    .codec = {LG_CODEC_NONE},
    .codecs = 1,
    .epoch = "1",
    .encoder_new = encoder_new,
    LG_ROWS_FUNCTIONS,
};
