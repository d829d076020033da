/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Lines: an object a line (RFC 8259, UTF-8), every column present, shortest round-trip numbers, NaN and infinities null. */
#include "encode/text/rows.h"

#include "base/json.h"

#include <lakegen/text.h>

#include <math.h>

static bool needs_escapes(const unsigned char *text, size_t length)
{
    unsigned found = 0;

    for (size_t i = 0; i < length; i++)
        found |= (unsigned)(text[i] == '"') | (unsigned)(text[i] == '\\') | (unsigned)(text[i] < 0x20);
    return found;
}

static unsigned char *put_escaped(unsigned char *p, unsigned char c)
{
    static const char names[] = "\bb\ff\nn\rr\tt\"\"\\\\";

    for (size_t i = 0; i < sizeof(names) - 1; i += 2)
        if ((unsigned char)names[i] == c) {
            *p++ = '\\';
            *p++ = (unsigned char)names[i + 1];
            return p;
        }
    if (c >= 0x20) {
        *p++ = c;
        return p;
    }
    memcpy(p, "\\u00", 4);
    p[4] = (unsigned char)"01"[c >> 4];
    p[5] = (unsigned char)"0123456789abcdef"[c & 15];
    return p + 6;
}

static unsigned char *put_text(unsigned char *p, const unsigned char *text, size_t length)
{
    *p++ = '"';
    if (!needs_escapes(text, length)) {
        memcpy(p, text, length);
        p += length;
    } else {
        for (size_t i = 0; i < length; i++)
            p = put_escaped(p, text[i]);
    }
    *p++ = '"';
    return p;
}

static unsigned char *put_float(unsigned char *p, double value, bool single)
{
    if (isnan(value) || isinf(value))
        return (unsigned char *)lg_put_text((char *)p, "null", 4);
    return (unsigned char *)(single ? lg_put_float((char *)p, (float)value) : lg_put_double((char *)p, value));
}

static void prefix(struct lg_string *out, const char *column, bool first)
{
    lg_string_putc(out, first ? '{' : ',');
    lg_json_quote(out, column, strlen(column));
    lg_string_putc(out, ':');
}

const struct lg_text_dialect lg_jsonl_dialect = {.null = "null",
                                                .line_end = "}\n",
                                                .quote = "\"",
                                                .mark = {'"', '\\'},
                                                .text_growth = 6,
                                                .put_text = put_text,
                                                .put_float = put_float,
                                                .prefix = prefix};

static int encoder_new(const struct lg_source *source, const struct lg_encoder_settings *settings,
                       const struct lg_column_size *sizes, struct lg_encoder **encoder, struct lg_error *err)
{
    return lg_rows_encoder_new(&lg_jsonl_dialect, source, settings, sizes, encoder, err);
}

const struct lg_format lg_format_jsonl = {
    .name = "jsonl",
    .extension = "jsonl",
    .media_type = "application/x-ndjson",
    .row_group_bytes = (int64_t)8 << 20,
    .codec = {LG_CODEC_NONE, LG_CODEC_GZIP, LG_CODEC_ZSTD},
    .codecs = 3,
    .epoch = "1",
    .encoder_new = encoder_new,
    LG_ROWS_FUNCTIONS,
};
