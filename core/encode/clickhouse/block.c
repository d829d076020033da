/* SPDX-License-Identifier: Apache-2.0 */
/* Encoders and workers of binary formats. */
#include "encode/clickhouse/block.h"

#include "base/int128.h"
#include "encode/widths.h"

#include <stdlib.h>

#define SLICE_BYTES (1 << 19) /* of batch memory */
#define SLICE_ROWS 4096
#define PIECE ((size_t)64 << 10) /* that a codec is given at a time */

/* ---- encoder ---- */

void lg_binary_encoder_free(struct lg_encoder *encoder)
{
    if (!encoder)
        return;
    for (uint32_t c = 0; c < encoder->columns; c++)
        lg_wire_release(&encoder->wire[c]);
    lg_sorting_release(&encoder->sorting);
    free(encoder->place);
    free(encoder);
}

static int add_columns(struct lg_encoder *encoder, struct lg_error *err)
{
    const struct lg_source *source = encoder->source;

    for (uint32_t c = 0; c < source->layout->columns; c++) {
        const struct lg_layout_column *column = &source->layout->column[c];
        struct lg_wire *wire = &encoder->wire[encoder->columns];

        if (source->columns && !(source->columns[c / 64] >> (c % 64) & 1))
            continue;
        encoder->place[encoder->columns++] = c;
        if (lg_wire_init(wire, source->layout->table, column, encoder->style->is_block, err) != LG_OK)
            return err->code;
        encoder->row_bytes += wire->type.width && !wire->type.is_list ? wire->type.width + wire->type.nullable : 64;
    }
    return LG_OK;
}

static int add_sorting(struct lg_encoder *encoder, struct lg_error *err)
{
    const char *names = encoder->settings->sort_by ? encoder->settings->sort_by : "";

    if (lg_sorting_init(&encoder->sorting, encoder->wire, encoder->columns, names, err) == LG_OK)
        return LG_OK;
    return lg_error_wrap(err, "sorting table '%s'", encoder->source->layout->table->name);
}

/* The most rows that come for one of the driver. */
static int64_t fanout(const struct lg_encoder *encoder)
{
    const struct lg_table *table = encoder->source->layout->table;

    return table->driver ? table->fanout : 1;
}

static int64_t slice_rows(int64_t row_bytes)
{
    int64_t rows = SLICE_BYTES / (row_bytes + 1);

    return rows > SLICE_ROWS ? SLICE_ROWS : rows < 1 ? 1 : rows;
}

int lg_binary_encoder_new(const struct lg_binary_style *style, const struct lg_source *source,
                          const struct lg_encoder_settings *settings, const struct lg_column_size *sizes,
                          struct lg_encoder **out, struct lg_error *err)
{
    const struct lg_layout *layout = source->layout;
    struct lg_encoder *encoder = calloc(1, sizeof(*encoder) + layout->columns * sizeof(encoder->wire[0]));

    *out = NULL;
    if (encoder)
        encoder->place = calloc(layout->columns, sizeof(*encoder->place));
    if (!encoder || !encoder->place) {
        free(encoder);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an encoder of %u columns", layout->columns);
    }
    encoder->style = style;
    encoder->source = source;
    encoder->settings = settings;
    encoder->whole_groups = style->is_block || settings->sort_by;
    if (add_columns(encoder, err) != LG_OK || add_sorting(encoder, err) != LG_OK) {
        lg_binary_encoder_free(encoder);
        return err->code;
    }
    if (sizes && lg_widths_of_row(sizes, layout->columns) > 0)
        encoder->row_bytes = lg_widths_of_row(sizes, layout->columns);
    encoder->asked = 1;
    encoder->made = fanout(encoder);
    if (sizes && sizes[0].asked > 0 && sizes[0].rows > 0) {
        encoder->asked = sizes[0].asked;
        encoder->made = sizes[0].rows;
    }
    encoder->slice_rows = slice_rows(encoder->row_bytes * fanout(encoder));
    *out = encoder;
    return LG_OK;
}

int64_t lg_binary_encoder_memory(const struct lg_encoder *encoder)
{
    int64_t sum = 0;

    for (uint32_t c = 0; c < encoder->columns; c++)
        sum += lg_wire_memory(&encoder->wire[c]);
    return sum;
}

/* ---- worker ---- */

void lg_binary_worker_free(struct lg_encoder_worker *worker)
{
    if (!worker)
        return;
    for (uint32_t c = 0; worker->stage && c < worker->encoder->columns; c++)
        lg_stage_release(&worker->stage[c]);
    free(worker->stage);
    lg_sorter_release(&worker->sorter);
    free(worker->row.bytes);
    lg_batch_free(worker->batch);
    lg_frames_release(&worker->frames);
    free(worker);
}

int lg_binary_worker_new(const struct lg_encoder *encoder, struct lg_encoder_worker **out, struct lg_error *err)
{
    struct lg_encoder_worker *worker = calloc(1, sizeof(*worker));

    *out = NULL;
    if (worker)
        worker->stage = calloc(encoder->columns + 1, sizeof(*worker->stage));
    if (!worker || !worker->stage) {
        free(worker);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a worker");
    }
    worker->encoder = encoder;
    if (lg_frames_init(&worker->frames, encoder->settings, err) == LG_OK &&
        lg_batch_new(encoder->source->layout, encoder->slice_rows, &worker->batch, err) == LG_OK)
        *out = worker;
    else
        lg_binary_worker_free(worker);
    return err->code;
}

/* The batch and the plugin's scratch; and what is staged, which grows by halves: of a row group, or of a slice. Rows are put together
 * beside it. */
int64_t lg_binary_worker_memory(const struct lg_encoder *encoder, int64_t rows)
{
    int64_t slice = encoder->slice_rows * fanout(encoder);
    int64_t made = (int64_t)((lg_int128)rows * encoder->made / encoder->asked) + 1;
    int64_t staged = (encoder->whole_groups ? made : slice) * (encoder->style->is_block ? 1 : 2);

    return 4 * slice * (encoder->row_bytes + 16) + staged * encoder->row_bytes / 2 * 3 + encoder->columns * 4096 +
           lg_sorter_memory(&encoder->sorting, made, encoder->row_bytes) + lg_frames_memory(encoder->settings, (int64_t)PIECE) + (2 << 20);
}

int lg_binary_put(struct lg_encoder_worker *worker, const void *bytes, size_t size, struct lg_output *output, struct lg_error *err)
{
    const unsigned char *p = bytes;
    size_t piece = worker->frames.compressor ? PIECE : size;

    for (; size > 0; p += piece, size -= piece) {
        piece = size < piece ? size : piece;
        if (lg_frames_put(&worker->frames, p, piece, output, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

static int stage_batch(struct lg_encoder_worker *worker, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;

    for (uint32_t c = 0; c < encoder->columns; c++)
        if (lg_stage_add(&worker->stage[c], &encoder->wire[c], &worker->batch->column[encoder->place[c]], worker->batch->rows, err) !=
            LG_OK)
            return err->code;
    return LG_OK;
}

static int put_staged(struct lg_encoder_worker *worker, int64_t rows, struct lg_output *output, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;

    if (rows > 0 && encoder->sorting.keys > 0)
        (void)lg_sorter_sort(&worker->sorter, &encoder->sorting, worker->stage, rows, err);
    if (rows > 0 && err->code == LG_OK)
        (void)encoder->style->put(worker, rows, output, err);
    for (uint32_t c = 0; c < encoder->columns; c++)
        lg_stage_clear(&worker->stage[c]);
    return err->code;
}

int lg_binary_row_group(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                        struct lg_row_group *group, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    int64_t base = lg_output_position(output), made = 0, staged = 0;

    worker->frames.used = 0; /* of a row group that failed */
    (void)put_staged(worker, 0, output, err);
    for (int64_t done = 0; done < rows;) {
        int64_t some = rows - done < encoder->slice_rows ? rows - done : encoder->slice_rows;

        if (lg_source_fill(encoder->source, first_row + done, some, encoder->source->columns, worker->batch, err) != LG_OK ||
            stage_batch(worker, err) != LG_OK)
            return err->code;
        staged += worker->batch->rows;
        made += worker->batch->rows;
        done += some;
        if (encoder->whole_groups && done < rows)
            continue;
        if (put_staged(worker, staged, output, err) != LG_OK)
            return err->code;
        staged = 0;
    }
    if (lg_frames_end(&worker->frames, output, err) != LG_OK)
        return err->code;
    *group = (struct lg_row_group){.rows = made, .bytes = lg_output_position(output) - base, .position = base};
    return LG_OK;
}

int lg_binary_begin(const struct lg_encoder *encoder, struct lg_output *output, struct lg_error *err)
{
    (void)encoder, (void)output;
    return err->code;
}

int lg_binary_end(const struct lg_encoder *encoder, const struct lg_part_identity *part, const struct lg_row_group *groups,
                  size_t count, struct lg_output *output, struct lg_error *err)
{
    (void)part, (void)groups, (void)count;
    return lg_frames_end_object(encoder->settings, output, err);
}

int lg_binary_sample(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, int64_t planned_rows,
                     struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err)
{
    (void)planned_rows;
    return lg_frames_sample(&worker->frames, lg_binary_row_group, worker, first_row, rows, sizes, group, err);
}
