/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of texts being written, and random bytes, as they are or as hexadecimal text. */
#include "declared.h"

/* ---- writing ---- */

static int open_scratch(struct work *work, size_t bytes, struct lg_text *text, struct lg_error *err)
{
    text->start = text->next = lg_batch_scratch(work->batch, bytes + 64, err);
    text->offset = lg_batch_scratch(work->batch, ((size_t)work->rows + 1) * sizeof(uint32_t), err);
    if (err->code == LG_OK)
        text->offset[0] = 0;
    return err->code;
}

int texts_open(struct work *work, const struct column *column, const struct vector *out, size_t longest, struct texts *texts,
               struct lg_error *err)
{
    size_t bytes;

    *texts = (struct texts){.present = out->present};
    if (column->has_otherwise) {
        texts->otherwise = column->otherwise.text;
        texts->otherwise_length = strlen(texts->otherwise);
        longest = longest > texts->otherwise_length ? longest : texts->otherwise_length;
    }
    bytes = (size_t)work->rows * longest;
    texts->in_batch = column->place >= 0 && !column->dirt && lg_batch_wants(work->batch, (uint32_t)column->place);
    if ((texts->in_batch ? lg_text_open(work->batch, (uint32_t)column->place, (int64_t)bytes, &texts->text, err)
                         : open_scratch(work, bytes + 4 * (size_t)work->rows, &texts->text, err)) != LG_OK)
        return err->code;
    texts->start = texts->text;
    return LG_OK;
}

void texts_close(struct work *work, const struct column *column, const struct texts *texts, struct vector *out)
{
    out->text = texts->start.start;
    out->offset = texts->start.offset;
    if (texts->in_batch)
        lg_text_close(work->batch, (uint32_t)column->place, &texts->text);
}

/* ---- random bytes ---- */

#define MOST_BYTES (1 << 20)

struct random_bytes {
    int64_t size;
};

static struct random_bytes *new_bytes(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct random_bytes *bytes = keep(reader->schema, sizeof(*bytes), err);

    column->form = FORM_TEXT;
    column->is_random = true;
    column->own = bytes;
    return bytes;
}

int read_hex_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct random_bytes *bytes = new_bytes(reader, column, err);

    if (!bytes || !require_key(reader, column, "bytes", err))
        return err->code;
    return read_integer(reader, column, "bytes", 0, MOST_BYTES, &bytes->size, err);
}

int read_bytes_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct random_bytes *bytes = new_bytes(reader, column, err);

    if (!bytes)
        return err->code;
    if (column->type.family == FIXED) {
        column->form = FORM_BYTES;
        bytes->size = column->type.width;
        return get_key(reader, column, "bytes") ? refuse_key(reader, column, "bytes", err, "is for binary; the type says it") : LG_OK;
    }
    if (!require_key(reader, column, "bytes", err))
        return err->code;
    return read_integer(reader, column, "bytes", 0, MOST_BYTES, &bytes->size, err);
}

static int fill_texts(struct work *work, const struct column *column, bool is_hex, struct vector *out, struct lg_error *err)
{
    const struct random_bytes *bytes = column->own;
    const int64_t *keys = keys_of(work, column, err);
    size_t length = (size_t)bytes->size * (is_hex ? 2 : 1);
    struct texts texts;

    if (err->code != LG_OK || texts_open(work, column, out, length, &texts, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        int64_t key = keys ? keys[i] : work->first + i;
        char *p = lg_text_begin(&texts.text);

        if (texts_skip(&texts, i))
            continue;
        if (is_hex)
            lg_draw_hex(&column->stream, key, 0, (size_t)bytes->size, p);
        else
            lg_draw_bytes(&column->stream, key, 0, (size_t)bytes->size, p);
        lg_text_end(&texts.text, p + length);
    }
    texts_close(work, column, &texts, out);
    return LG_OK;
}

int fill_hex_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct random_bytes *bytes = column->own;

    if (goes_straight(work, column, out))
        return lg_fill_hex(&column->stream, work->first, (size_t)bytes->size, work->batch, (uint32_t)column->place, err);
    return fill_texts(work, column, true, out, err);
}

int fill_bytes_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct random_bytes *bytes = column->own;
    const int64_t *keys = keys_of(work, column, err);
    uint8_t *p = err->code == LG_OK && column->form == FORM_BYTES && column->place >= 0
                     ? lg_batch_bytes(work->batch, (uint32_t)column->place)
                     : NULL;

    if (column->form == FORM_TEXT)
        return fill_texts(work, column, false, out, err);
    for (int64_t i = 0; p && i < work->rows; i++)
        lg_draw_bytes(&column->stream, keys ? keys[i] : work->first + i, 0, (size_t)bytes->size, p + i * bytes->size);
    return err->code;
}
