/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as lines of text: cell after cell into a buffer that is handed on when it is full. */
#include "encode/text/rows.h"

#include "base/int128.h"

#include <lakegen/text.h>

#include <stdlib.h>
#include <string.h>

#define SLICE_BYTES (1 << 18) /* of batch memory */
#define SLICE_ROWS 2048
#define FLUSH_BYTES ((size_t)1 << 18)
#define NUMBER_BYTES 48 /* no number, date or flag takes more with its quotes */

struct column {
    const struct lg_layout_column *layout;
    char *prefix; /* owned */
    size_t prefix_length;
    struct lg_string entries; /* rendered dictionary entries, one after the other */
    uint32_t *entry;          /* count + 1 offsets into it; owned */
    size_t longest_entry;
};

struct lg_encoder {
    const struct lg_source *source;
    const struct lg_text_dialect *dialect;
    uint32_t *place;    /* of each column in the layout; owned */
    size_t fixed_bound; /* bytes of a line at most, without text cells */
    size_t null_length, line_end_length;
    int64_t slice_rows;
    uint32_t columns;
    struct column column[];
};

struct lg_encoder_worker {
    const struct lg_encoder *encoder;
    struct lg_batch *batch;
    unsigned char *buffer;
    size_t capacity, used;
};

/* ---- cells ---- */

static unsigned char *put_quoted(const struct lg_text_dialect *dialect, unsigned char *p, const char *text, size_t length)
{
    size_t quote = strlen(dialect->text_quote);

    memcpy(p, dialect->text_quote, quote);
    memcpy(p + quote, text, length);
    memcpy(p + quote + length, dialect->text_quote, quote);
    return p + length + 2 * quote;
}

static unsigned char *put_time(const struct lg_text_dialect *dialect, unsigned char *p, int64_t value, bool utc)
{
    char text[NUMBER_BYTES], *end = lg_put_timestamp(text, value);

    if (utc)
        *end++ = 'Z';
    return put_quoted(dialect, p, text, (size_t)(end - text));
}

static unsigned char *put_date(const struct lg_text_dialect *dialect, unsigned char *p, int32_t days)
{
    char text[NUMBER_BYTES], *end = lg_put_date(text, days);

    return put_quoted(dialect, p, text, (size_t)(end - text));
}

/* Bytes that are not text, as hexadecimal digits. */
static unsigned char *put_bytes(const struct lg_text_dialect *dialect, unsigned char *p, const unsigned char *bytes, size_t size)
{
    size_t quote = strlen(dialect->text_quote);

    memcpy(p, dialect->text_quote, quote);
    p += quote;
    for (size_t i = 0; i < size; i++) {
        *p++ = (unsigned char)"0123456789abcdef"[bytes[i] >> 4];
        *p++ = (unsigned char)"0123456789abcdef"[bytes[i] & 15];
    }
    memcpy(p, dialect->text_quote, quote);
    return p + quote;
}

/* A decimal of up to 38 digits: the digits by repeated division. */
static unsigned char *put_wide_decimal(unsigned char *p, const unsigned char *bytes, int scale)
{
    lg_uint128 magnitude = 0;
    char digits[48];
    int n = 0;

    for (int b = 15; b >= 0; b--)
        magnitude = magnitude << 8 | bytes[b];
    if (bytes[15] & 0x80) {
        *p++ = '-';
        magnitude = ~magnitude + 1;
    }
    for (; magnitude > 0 || n <= scale; magnitude /= 10)
        digits[n++] = (char)('0' + (int)(magnitude % 10));
    while (n > 0) {
        if (n == scale)
            *p++ = '.';
        *p++ = (unsigned char)digits[--n];
    }
    return p;
}

#define LOAD(type, name) \
    type name; \
    memcpy(&name, at, sizeof(name))
#define INTEGER(kind, type) \
    case kind: { \
        LOAD(type, v); \
        return (unsigned char *)lg_put_int64((char *)p, (int64_t)v); \
    }

static unsigned char *put_decimal(const struct lg_type *type, unsigned char *p, const unsigned char *at)
{
    if (type->width == 4) {
        LOAD(int32_t, v);
        return (unsigned char *)lg_put_decimal((char *)p, v, type->scale);
    }
    if (type->width == 8) {
        LOAD(int64_t, v);
        return (unsigned char *)lg_put_decimal((char *)p, v, type->scale);
    }
    return put_wide_decimal(p, at, type->scale);
}

/* A value of a type with fixed width; `at` is where it lies. */
static unsigned char *put_value(const struct lg_text_dialect *dialect, const struct lg_type *type, unsigned char *p,
                                const unsigned char *at)
{
    switch (type->kind) {
    case LG_TYPE_BOOL:
        return (unsigned char *)lg_put_text((char *)p, *at ? "true" : "false", *at ? 4 : 5);
        INTEGER(LG_TYPE_INT8, int8_t)
        INTEGER(LG_TYPE_INT16, int16_t)
        INTEGER(LG_TYPE_INT32, int32_t)
        INTEGER(LG_TYPE_INT64, int64_t)
        INTEGER(LG_TYPE_UINT8, uint8_t)
        INTEGER(LG_TYPE_UINT16, uint16_t)
        INTEGER(LG_TYPE_UINT32, uint32_t)
    case LG_TYPE_UINT64: {
        LOAD(uint64_t, v);
        return (unsigned char *)lg_put_uint64((char *)p, v);
    }
    case LG_TYPE_FLOAT32: {
        LOAD(float, v);
        return dialect->put_float(p, (double)v, true);
    }
    case LG_TYPE_FLOAT64: {
        LOAD(double, v);
        return dialect->put_float(p, v, false);
    }
    case LG_TYPE_DATE: {
        LOAD(int32_t, v);
        return put_date(dialect, p, v);
    }
    case LG_TYPE_TIMESTAMP: {
        LOAD(int64_t, v);
        return put_time(dialect, p, v, type->utc);
    }
    case LG_TYPE_DECIMAL:
        return put_decimal(type, p, at);
    default:
        return put_bytes(dialect, p, at, type->width);
    }
}

static unsigned char *put_text_cell(const struct lg_text_dialect *dialect, const struct lg_type *type, unsigned char *p,
                                    const unsigned char *text, size_t length)
{
    return type->kind == LG_TYPE_UTF8 ? dialect->put_text(p, text, length) : put_bytes(dialect, p, text, length);
}

static unsigned char *put_cell(const struct lg_encoder *encoder, const struct column *column,
                               const struct lg_batch_column *batch, int64_t row, unsigned char *p)
{
    const struct lg_type *type = &column->layout->type;

    memcpy(p, column->prefix, column->prefix_length);
    p += column->prefix_length;
    if (lg_batch_is_null(batch, row)) {
        memcpy(p, encoder->dialect->null, encoder->null_length);
        return p + encoder->null_length;
    }
    if (column->entry) {
        int32_t index = ((const int32_t *)(const void *)batch->values)[row];
        uint32_t start = column->entry[index], length = column->entry[index + 1] - start;

        memcpy(p, column->entries.text + start, length);
        return p + length;
    }
    if (lg_type_is_text(type)) {
        uint32_t length;
        const unsigned char *text = lg_batch_text(batch, row, &length);

        return put_text_cell(encoder->dialect, type, p, text, length);
    }
    return put_value(encoder->dialect, type, p, batch->values + (size_t)row * type->width);
}

/* ---- encoder ---- */

void lg_rows_encoder_free(struct lg_encoder *encoder)
{
    if (!encoder)
        return;
    for (uint32_t c = 0; c < encoder->columns; c++) {
        free(encoder->column[c].prefix);
        free(encoder->column[c].entry);
        lg_string_release(&encoder->column[c].entries);
    }
    free(encoder->place);
    free(encoder);
}

static int render_entries(const struct lg_encoder *encoder, struct column *column, struct lg_error *err)
{
    const struct lg_dictionary *dictionary = &column->layout->dictionary;
    const struct lg_type *type = &column->layout->type;

    column->entry = calloc((size_t)dictionary->count + 1, sizeof(*column->entry));
    if (!column->entry)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary of %u values", dictionary->count);
    for (uint32_t i = 0; i < dictionary->count; i++) {
        const char *text = lg_type_is_text(type) ? ((const char *const *)dictionary->values)[i] : "";
        size_t length = strlen(text), bound = length * encoder->dialect->text_growth + NUMBER_BYTES + 2 * type->width;
        unsigned char *cell = malloc(bound), *end;

        if (!cell)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary of %u values", dictionary->count);
        if (lg_type_is_text(type))
            end = put_text_cell(encoder->dialect, type, cell, (const unsigned char *)text, length);
        else
            end = put_value(encoder->dialect, type, cell,
                            (const unsigned char *)dictionary->values + (size_t)i * type->width);
        lg_string_append(&column->entries, cell, (size_t)(end - cell));
        free(cell);
        column->entry[i + 1] = (uint32_t)column->entries.length;
        if (column->entry[i + 1] - column->entry[i] > column->longest_entry)
            column->longest_entry = column->entry[i + 1] - column->entry[i];
    }
    return lg_string_check(&column->entries, err);
}

static int fill_column(struct lg_encoder *encoder, uint32_t c, struct lg_error *err)
{
    struct column *column = &encoder->column[c];
    struct lg_string prefix = LG_STRING_INIT;

    column->layout = &encoder->source->layout->column[encoder->place[c]];
    encoder->dialect->prefix(&prefix, column->layout->column->name, c == 0);
    column->prefix_length = prefix.length;
    column->prefix = lg_string_move(&prefix);
    if (!column->prefix)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the columns of an encoder");
    if (column->layout->dictionary.count > 0 && render_entries(encoder, column, err) != LG_OK)
        return err->code;
    encoder->fixed_bound += column->prefix_length + NUMBER_BYTES + 2 * (size_t)column->layout->type.width + column->longest_entry;
    return LG_OK;
}

int lg_rows_encoder_new(const struct lg_text_dialect *dialect, const struct lg_source *source, struct lg_encoder **out,
                        struct lg_error *err)
{
    const struct lg_layout *layout = source->layout;
    struct lg_encoder *encoder = calloc(1, sizeof(*encoder) + layout->columns * sizeof(encoder->column[0]));
    int64_t row_bytes = 1;

    *out = NULL;
    if (!encoder)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an encoder of %u columns", layout->columns);
    encoder->source = source;
    encoder->dialect = dialect;
    encoder->null_length = strlen(dialect->null);
    encoder->line_end_length = strlen(dialect->line_end);
    encoder->fixed_bound = encoder->line_end_length;
    encoder->place = calloc(layout->columns, sizeof(*encoder->place));
    if (!encoder->place)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for an encoder of %u columns", layout->columns);
    for (uint32_t c = 0; err->code == LG_OK && c < layout->columns; c++) {
        if (source->columns && !(source->columns[c / 64] >> (c % 64) & 1))
            continue;
        encoder->place[encoder->columns] = c;
        (void)fill_column(encoder, encoder->columns++, err);
        row_bytes += layout->column[c].type.width ? layout->column[c].type.width : 64;
    }
    encoder->slice_rows = SLICE_BYTES / row_bytes < SLICE_ROWS ? SLICE_BYTES / row_bytes : SLICE_ROWS;
    if (encoder->slice_rows < 64)
        encoder->slice_rows = 64;
    if (err->code == LG_OK)
        *out = encoder;
    else
        lg_rows_encoder_free(encoder);
    return err->code;
}

/* ---- worker ---- */

void lg_rows_worker_free(struct lg_encoder_worker *worker)
{
    if (!worker)
        return;
    lg_batch_free(worker->batch);
    free(worker->buffer);
    free(worker);
}

int lg_rows_worker_new(const struct lg_encoder *encoder, struct lg_encoder_worker **out, struct lg_error *err)
{
    struct lg_encoder_worker *worker = calloc(1, sizeof(*worker));

    *out = NULL;
    if (!worker)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a worker");
    worker->encoder = encoder;
    if (lg_batch_new(encoder->source->layout, encoder->slice_rows, &worker->batch, err) == LG_OK)
        *out = worker;
    else
        lg_rows_worker_free(worker);
    return err->code;
}

int64_t lg_rows_worker_memory(const struct lg_encoder *encoder, int64_t rows)
{
    (void)rows;
    return encoder->slice_rows * 8192 + (int64_t)(4 * FLUSH_BYTES) + (1 << 20);
}

static bool make_room(struct lg_encoder_worker *worker, size_t bytes)
{
    unsigned char *grown;

    if (bytes <= worker->capacity - worker->used)
        return true;
    bytes += worker->used + FLUSH_BYTES;
    grown = realloc(worker->buffer, bytes);
    if (!grown)
        return false;
    worker->buffer = grown;
    worker->capacity = bytes;
    return true;
}

/* The most bytes that the line of a row takes. */
static size_t line_bound(const struct lg_encoder *encoder, const struct lg_batch *batch, int64_t row)
{
    size_t text = 0;

    for (uint32_t c = 0; c < encoder->columns; c++)
        if (!encoder->column[c].entry && lg_type_is_text(&encoder->column[c].layout->type))
            text += batch->column[encoder->place[c]].offset[row + 1] - batch->column[encoder->place[c]].offset[row];
    return encoder->fixed_bound + text * (encoder->dialect->text_growth > 2 ? encoder->dialect->text_growth : 2);
}

static int flush(struct lg_encoder_worker *worker, struct lg_output *output, struct lg_error *err)
{
    size_t used = worker->used;

    worker->used = 0;
    return lg_output_append(output, worker->buffer, used, err);
}

static int put_batch(struct lg_encoder_worker *worker, struct lg_output *output, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    const struct lg_batch *batch = worker->batch;

    for (int64_t row = 0; row < batch->rows; row++) {
        unsigned char *p;

        if (!make_room(worker, line_bound(encoder, batch, row)))
            return lg_error_set(err, LG_E_LOCAL, "out of memory for a line of text");
        p = worker->buffer + worker->used;
        for (uint32_t c = 0; c < encoder->columns; c++)
            p = put_cell(encoder, &encoder->column[c], &batch->column[encoder->place[c]], row, p);
        memcpy(p, encoder->dialect->line_end, encoder->line_end_length);
        worker->used = (size_t)(p - worker->buffer) + encoder->line_end_length;
        if (worker->used >= FLUSH_BYTES && flush(worker, output, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

/* Cells with an index outside their dictionary would read outside memory. */
static int check_indices(const struct lg_encoder_worker *worker, struct lg_error *err)
{
    for (uint32_t c = 0; c < worker->encoder->columns; c++) {
        const struct lg_layout_column *layout = worker->encoder->column[c].layout;
        const int32_t *index = (const int32_t *)(const void *)worker->batch->column[worker->encoder->place[c]].values;
        uint32_t highest = 0;

        for (int64_t row = 0; layout->dictionary.count > 0 && row < worker->batch->rows; row++)
            highest = (uint32_t)index[row] > highest ? (uint32_t)index[row] : highest;
        if (layout->dictionary.count > 0 && highest >= layout->dictionary.count)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' has index %d in a dictionary of %u values",
                                layout->column->name, (int)highest, layout->dictionary.count);
    }
    return LG_OK;
}

int lg_rows_row_group(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                      struct lg_row_group *group, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    int64_t base = lg_output_position(output), made = 0;

    worker->used = 0;
    for (int64_t done = 0; done < rows;) {
        int64_t some = rows - done < encoder->slice_rows ? rows - done : encoder->slice_rows;

        if (lg_source_fill(encoder->source, first_row + done, some, encoder->source->columns, worker->batch, err) != LG_OK ||
            check_indices(worker, err) != LG_OK || put_batch(worker, output, err) != LG_OK)
            return err->code;
        made += worker->batch->rows;
        done += some;
    }
    if (flush(worker, output, err) != LG_OK)
        return err->code;
    *group = (struct lg_row_group){.rows = made, .bytes = lg_output_position(output) - base, .position = base};
    return LG_OK;
}

int lg_rows_begin(const struct lg_encoder *encoder, struct lg_output *output, struct lg_error *err)
{
    struct lg_string header = LG_STRING_INIT;

    if (encoder->dialect->header)
        for (uint32_t c = 0; c < encoder->columns; c++)
            encoder->dialect->header(&header, encoder->column[c].layout->column->name, c + 1 == encoder->columns);
    if (lg_string_check(&header, err) == LG_OK)
        (void)lg_output_append(output, lg_string_text(&header), header.length, err);
    lg_string_release(&header);
    return err->code;
}

int lg_rows_end(const struct lg_encoder *encoder, const struct lg_part_identity *part, const struct lg_row_group *groups,
                size_t count, struct lg_output *output, struct lg_error *err)
{
    (void)encoder, (void)part, (void)groups, (void)count, (void)output, (void)err;
    return LG_OK;
}

int lg_rows_sample(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, int64_t planned_rows,
                   struct lg_column_size *sizes, struct lg_error *err)
{
    struct lg_row_group group = {0};
    struct lg_output *output;

    (void)planned_rows;
    if (lg_output_new_counting(&output, err) != LG_OK)
        return err->code;
    if (lg_rows_row_group(worker, first_row, rows, output, &group, err) == LG_OK) {
        sizes[0].rows += group.rows;
        sizes[0].bytes += group.bytes;
        sizes[0].plain_bytes += group.bytes;
    }
    lg_output_free(output);
    return err->code;
}
