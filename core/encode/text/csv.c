/* SPDX-License-Identifier: Apache-2.0 */
/* CSV (RFC 4180, with line feeds alone): a header line, null an empty field, an empty text "". Guarded, texts that a spreadsheet would
 * take for formulas begin with an apostrophe. */
#include "encode/text/rows.h"

#include <lakegen/text.h>

#include <stdlib.h>

/* Quoted are texts with a quote, comma, control character or space at an end, and the empty one. */
static bool needs_quotes(const unsigned char *text, size_t length)
{
    unsigned found = length == 0;

    for (size_t i = 0; i < length; i++)
        found |= (unsigned)(text[i] == '"') | (unsigned)(text[i] == ',') | (unsigned)(text[i] < 0x20);
    return found || text[0] == ' ' || text[length - 1] == ' ';
}

static unsigned char *put_quoted(unsigned char *p, const unsigned char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            *p++ = '"';
        *p++ = text[i];
    }
    *p++ = '"';
    return p;
}

static unsigned char *put_text(unsigned char *p, const unsigned char *text, size_t length)
{
    if (needs_quotes(text, length)) {
        *p++ = '"';
        return put_quoted(p, text, length);
    }
    memcpy(p, text, length);
    return p + length;
}

/* In quotes, for some readers drop what stands outside of them. No longer than promised: the first byte is none to be doubled. */
static unsigned char *put_guarded(unsigned char *p, const unsigned char *text, size_t length)
{
    if (length == 0 || !lg_text_is_formula(text))
        return put_text(p, text, length);
    *p++ = '"';
    *p++ = '\'';
    return put_quoted(p, text, length);
}

static unsigned char *put_float(unsigned char *p, double value, bool single)
{
    return (unsigned char *)(single ? lg_put_float((char *)p, (float)value) : lg_put_double((char *)p, value));
}

static void prefix(struct lg_string *out, const char *column, bool first)
{
    (void)column;
    if (!first)
        lg_string_putc(out, ',');
}

static void header(struct lg_string *out, const char *column, bool last)
{
    size_t length = strlen(column);
    unsigned char *cell = malloc(2 * length + 2);

    if (!cell) {
        out->failed = true;
        return;
    }
    lg_string_append(out, cell, (size_t)(put_text(cell, (const unsigned char *)column, length) - cell));
    lg_string_putc(out, last ? '\n' : ',');
    free(cell);
}

/* clang-format off */
#define DIALECT \
    .null = "", .line_end = "\n", .quote = "", .mark = {'"', ','}, .asks_edges = true, .text_growth = 2, .nested = &lg_jsonl_dialect, \
    .put_float = put_float, .prefix = prefix, .header = header
/* clang-format on */

static const struct lg_text_dialect dialect = {DIALECT, .put_text = put_text};
static const struct lg_text_dialect guarded = {DIALECT, .put_text = put_guarded, .asks_formulas = true};

static int encoder_new(const struct lg_source *source, const struct lg_encoder_settings *settings,
                       const struct lg_column_size *sizes, struct lg_encoder **encoder, struct lg_error *err)
{
    return lg_rows_encoder_new(settings->guards_formulas ? &guarded : &dialect, source, settings, sizes, encoder, err);
}

const struct lg_format lg_format_csv = {
    .name = "csv",
    .extension = "csv",
    .media_type = "text/csv",
    .row_group_bytes = (int64_t)8 << 20,
    .codec = {LG_CODEC_NONE, LG_CODEC_GZIP, LG_CODEC_ZSTD},
    .codecs = 3,
    .epoch = "1",
    .encoder_new = encoder_new,
    LG_ROWS_FUNCTIONS,
};
