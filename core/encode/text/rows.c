/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as lines of text: some rows at a time are put together column by column, each in a slot of its own that has room for the
 * longest, and then handed on line by line. */
#include "encode/text/columns.h"
#include "encode/frames.h"
#include "encode/widths.h"

#include <stdlib.h>
#include <string.h>

#define SLICE_BYTES (1 << 19) /* of batch memory */
#define SLICE_ROWS 2048
#define BLOCK_ROWS 64
#define BLOCK_BYTES ((size_t)1 << 19) /* of slots, unless one is larger; most of a slot is never touched */

struct lg_encoder {
    const struct lg_source *source;
    const struct lg_encoder_settings *settings;
    const struct lg_text_dialect *dialect;
    uint32_t *place; /* of each column in the layout; owned */
    size_t bound;    /* bytes of a line at most, without text cells */
    int64_t row_bytes; /* of an average line, a guess until there was a sample */
    int64_t slice_rows;
    uint32_t columns;
    struct lg_text_column column[];
};

struct lg_encoder_worker {
    const struct lg_encoder *encoder;
    struct lg_batch *batch;
    struct lg_frames frames;
    unsigned char *slots;
    size_t capacity, slot;  /* bytes of all, of one */
    unsigned rows;          /* slots there are */
};

/* ---- encoder ---- */

void lg_rows_encoder_free(struct lg_encoder *encoder)
{
    if (!encoder)
        return;
    for (uint32_t c = 0; c < encoder->columns; c++)
        lg_text_column_release(&encoder->column[c]);
    free(encoder->place);
    free(encoder);
}

static int add_column(struct lg_encoder *encoder, uint32_t c, struct lg_error *err)
{
    const struct lg_layout_column *layout = &encoder->source->layout->column[c];
    struct lg_text_column *column = &encoder->column[encoder->columns];
    struct lg_string prefix = LG_STRING_INIT;

    encoder->dialect->prefix(&prefix, layout->column->name, encoder->columns == 0);
    if (lg_string_check(&prefix, err) == LG_OK)
        (void)lg_text_column_init(column, layout, encoder->dialect, &prefix, err);
    lg_string_release(&prefix);
    encoder->place[encoder->columns++] = c; /* released, whatever came of it */
    encoder->bound += column->bound;
    encoder->row_bytes += layout->type.width ? layout->type.width : 64;
    return err->code;
}

static int64_t slice_rows(int64_t row_bytes)
{
    int64_t rows = SLICE_BYTES / (row_bytes + 1);

    return rows > SLICE_ROWS ? SLICE_ROWS : rows < 1 ? 1 : rows;
}

int lg_rows_encoder_new(const struct lg_text_dialect *dialect, const struct lg_source *source,
                        const struct lg_encoder_settings *settings, const struct lg_column_size *sizes, struct lg_encoder **out,
                        struct lg_error *err)
{
    const struct lg_layout *layout = source->layout;
    struct lg_encoder *encoder = calloc(1, sizeof(*encoder) + layout->columns * sizeof(encoder->column[0]));

    *out = NULL;
    if (!encoder)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an encoder of %u columns", layout->columns);
    encoder->source = source;
    encoder->settings = settings;
    encoder->dialect = dialect;
    encoder->bound = strlen(dialect->line_end) + LG_TEXT_SLACK;
    encoder->place = calloc(layout->columns, sizeof(*encoder->place));
    if (!encoder->place)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for an encoder of %u columns", layout->columns);
    for (uint32_t c = 0; err->code == LG_OK && c < layout->columns; c++) {
        if (source->columns && !(source->columns[c / 64] >> (c % 64) & 1))
            continue;
        (void)add_column(encoder, c, err);
    }
    if (sizes && lg_widths_of_row(sizes, layout->columns) > 0)
        encoder->row_bytes = lg_widths_of_row(sizes, layout->columns);
    encoder->slice_rows = slice_rows(encoder->row_bytes * (layout->table->driver ? layout->table->fanout : 1));
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
    lg_frames_release(&worker->frames);
    free(worker->slots);
    free(worker);
}

int lg_rows_worker_new(const struct lg_encoder *encoder, struct lg_encoder_worker **out, struct lg_error *err)
{
    struct lg_encoder_worker *worker = calloc(1, sizeof(*worker));

    *out = NULL;
    if (!worker)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a worker");
    worker->encoder = encoder;
    if (lg_frames_init(&worker->frames, encoder->settings, err) == LG_OK &&
        lg_batch_new(encoder->source->layout, encoder->slice_rows, &worker->batch, err) == LG_OK)
        *out = worker;
    else
        lg_rows_worker_free(worker);
    return err->code;
}

int64_t lg_rows_encoder_memory(const struct lg_encoder *encoder)
{
    int64_t sum = 0;

    for (uint32_t c = 0; c < encoder->columns; c++)
        sum += (int64_t)encoder->column[c].entries.capacity +
               (int64_t)sizeof(*encoder->column[c].entry) * (encoder->column[c].layout->dictionary.count + 2);
    return sum;
}

/* The batch, with what a plugin reserved and did not need; slots; and scratch of the plugin. */
int64_t lg_rows_worker_memory(const struct lg_encoder *encoder, int64_t rows)
{
    int64_t frames = lg_frames_memory(encoder->settings, encoder->row_bytes);
    int64_t made = encoder->slice_rows * (encoder->source->layout->table->driver ? encoder->source->layout->table->fanout : 1);
    int64_t slot = 2 * encoder->row_bytes * (int64_t)encoder->dialect->text_growth + (int64_t)encoder->bound;

    (void)rows;
    return 4 * made * (encoder->row_bytes + 16) + frames + (slot > (int64_t)BLOCK_BYTES ? slot : (int64_t)BLOCK_BYTES) + (2 << 20);
}

/* The most bytes that texts and lists of a row of the batch take. */
static size_t longest_texts(const struct lg_encoder *encoder, const struct lg_batch *batch)
{
    size_t sum = 0;

    for (uint32_t c = 0; c < encoder->columns; c++)
        sum += lg_text_column_longest(&encoder->column[c], &batch->column[encoder->place[c]], batch->rows);
    return sum;
}

/* Cuts the memory into slots that hold any row of the batch, an odd number of cache lines apart: even ones would meet in few sets. */
static int cut_slots(struct lg_encoder_worker *worker, struct lg_error *err)
{
    size_t slot = (worker->encoder->bound + longest_texts(worker->encoder, worker->batch) + 127) / 128 * 128 + 64;

    worker->slot = slot;
    worker->rows = slot * BLOCK_ROWS <= BLOCK_BYTES ? BLOCK_ROWS : slot * 2 <= BLOCK_BYTES ? (unsigned)(BLOCK_BYTES / slot) : 1;
    if (slot * worker->rows <= worker->capacity)
        return LG_OK;
    free(worker->slots);
    worker->capacity = slot * worker->rows < BLOCK_BYTES ? BLOCK_BYTES : slot * worker->rows;
    worker->slots = aligned_alloc(64, worker->capacity);
    if (worker->slots)
        return LG_OK;
    worker->capacity = 0;
    return lg_error_set(err, LG_E_LOCAL, "out of memory for a line of text of up to %zu bytes", slot);
}

static int put_block(struct lg_encoder_worker *worker, int64_t first, unsigned rows, struct lg_output *output, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    size_t line_end = strlen(encoder->dialect->line_end);
    unsigned char *cursor[BLOCK_ROWS];

    for (unsigned r = 0; r < rows; r++)
        cursor[r] = worker->slots + r * worker->slot;
    for (uint32_t c = 0; c < encoder->columns; c++)
        encoder->column[c].write(&encoder->column[c], &worker->batch->column[encoder->place[c]], first, rows, cursor);
    for (unsigned r = 0; r < rows; r++) {
        unsigned char *line = worker->slots + r * worker->slot;

        memcpy(cursor[r], encoder->dialect->line_end, line_end);
        if (lg_frames_put(&worker->frames, line, (size_t)(cursor[r] - line) + line_end, output, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

static int put_batch(struct lg_encoder_worker *worker, struct lg_output *output, struct lg_error *err)
{
    int64_t rows = worker->batch->rows;

    if (rows > 0 && cut_slots(worker, err) != LG_OK)
        return err->code;
    for (int64_t row = 0; row < rows; row += worker->rows) {
        unsigned some = rows - row < (int64_t)worker->rows ? (unsigned)(rows - row) : worker->rows;

        if (put_block(worker, row, some, output, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

static int check_indices(const struct lg_encoder_worker *worker, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    const struct lg_batch *batch = worker->batch;

    for (uint32_t c = 0; batch->rows > 0 && c < encoder->columns; c++)
        if (lg_text_column_check(&encoder->column[c], &batch->column[encoder->place[c]], batch->rows, err) != LG_OK)
            return err->code;
    return LG_OK;
}

int lg_rows_row_group(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                      struct lg_row_group *group, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    int64_t base = lg_output_position(output), made = 0;

    worker->frames.used = 0; /* of a row group that failed */
    for (int64_t done = 0; done < rows;) {
        int64_t some = rows - done < encoder->slice_rows ? rows - done : encoder->slice_rows;

        if (lg_source_fill(encoder->source, first_row + done, some, encoder->source->columns, worker->batch, err) != LG_OK ||
            check_indices(worker, err) != LG_OK || put_batch(worker, output, err) != LG_OK)
            return err->code;
        made += worker->batch->rows;
        done += some;
    }
    if (lg_frames_end(&worker->frames, output, err) != LG_OK)
        return err->code;
    *group = (struct lg_row_group){.rows = made, .bytes = lg_output_position(output) - base, .position = base};
    return LG_OK;
}

int lg_rows_begin(const struct lg_encoder *encoder, struct lg_output *output, struct lg_error *err)
{
    struct lg_string header = LG_STRING_INIT;
    struct lg_frames frames;

    if (!encoder->dialect->header || lg_frames_init(&frames, encoder->settings, err) != LG_OK)
        return err->code;
    for (uint32_t c = 0; c < encoder->columns; c++)
        encoder->dialect->header(&header, encoder->column[c].layout->column->name, c + 1 == encoder->columns);
    if (lg_string_check(&header, err) == LG_OK)
        (void)lg_frames_put(&frames, lg_string_text(&header), header.length, output, err);
    if (err->code == LG_OK)
        (void)lg_frames_end(&frames, output, err);
    lg_frames_release(&frames);
    lg_string_release(&header);
    return err->code;
}

int lg_rows_end(const struct lg_encoder *encoder, const struct lg_part_identity *part, const struct lg_row_group *groups,
                size_t count, struct lg_output *output, struct lg_error *err)
{
    (void)part, (void)groups, (void)count;
    return lg_frames_end_object(encoder->settings, output, err);
}

int lg_rows_sample(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, int64_t planned_rows,
                   struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err)
{
    (void)planned_rows;
    return lg_frames_sample(&worker->frames, lg_rows_row_group, worker, first_row, rows, sizes, group, err);
}
