/* SPDX-License-Identifier: Apache-2.0 */
/* The Parquet encoder: row groups in passes over neighbouring columns.
 *
 * Cells are addressable, so a row group need not be generated all columns at once. Columns are grouped into passes: a pass
 * generates its columns together, slice by slice. A pass of one column streams its pages straight to the output; a pass of
 * several keeps their finished pages until it ends, because column chunks lie one after the other. Passes are cut so that what
 * a pass touches stays in the processor's second-level cache; they do not change a byte.
 *
 * Format: github.com/apache/parquet-format; V1 data pages, PLAIN and RLE_DICTIONARY, which every reader knows. */
#include "base/int128.h"
#include "encode/parquet/bitpack.h"
#include "encode/parquet/footer.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "PAR1"
#define PASS_BYTES (1 << 20)  /* of a pass with several columns: staged pages and kept pages */
#define SLICE_BYTES (1 << 18) /* of batch memory, for such a pass */
#define SLICE_ROWS 4096
#define CHUNK_FOOTER_BYTES 300 /* of memory that a chunk takes in a footer being written */
#define MAX_ROW_GROUPS 32767 /* the ordinal is an int16 */

struct pass {
    uint32_t first, count; /* columns */
    int64_t slice_rows;
};

struct lg_encoder {
    const struct lg_source *source;
    const struct lg_encoder_settings *settings;
    uint32_t columns, passes, widest_pass; /* widest: columns of a pass at most */
    uint32_t fanout;                       /* rows that may come for one that is asked for */
    int64_t asked, made;                   /* of the sample: rows that were asked for, rows that came */
    int64_t *row_bytes;                    /* per column: plain bytes of a row, rounded up */
    int64_t *row_stored;                   /* per column: encoded bytes of a row that is asked for, rounded up */
    struct pass *pass;
    struct lg_chunk_column column[];
};

struct lg_encoder_worker {
    const struct lg_encoder *encoder;
    struct lg_batch *batch;
    struct lg_compressor *compressor; /* of all chunks; NULL: no compression */
    int64_t planned_rows; /* of the row group, by which dictionaries are chosen; -1: not known */
    uint64_t *mask;       /* columns of the pass */
    struct lg_page_record *page; /* pages of all chunks of the row group */
    size_t pages, page_capacity;
    struct lg_chunk_record *record;
    struct lg_chunk chunk[];
};

/* ---- encoder ---- */

static void encoder_free(struct lg_encoder *encoder)
{
    if (!encoder)
        return;
    for (uint32_t c = 0; c < encoder->columns; c++)
        lg_chunk_column_release(&encoder->column[c]);
    free(encoder->row_bytes);
    free(encoder->row_stored);
    free(encoder->pass);
    free(encoder);
}

static int64_t per_row(int64_t bytes, int64_t rows)
{
    return rows > 0 ? (bytes + rows - 1) / rows : 0;
}

/* Without a sample, or with one that had no rows, widths are a guess and rows the most that there may be. */
static void note_sizes(struct lg_encoder *encoder, const struct lg_column_size *sizes)
{
    const struct lg_table *table = encoder->source->layout->table;

    encoder->fanout = table->driver ? table->fanout : 1;
    encoder->asked = 1;
    encoder->made = encoder->fanout;
    for (uint32_t c = 0; c < encoder->columns; c++) {
        const struct lg_type *type = &encoder->column[c].layout->type;

        encoder->row_bytes[c] = type->width ? type->width : 64;
        encoder->row_stored[c] = encoder->row_bytes[c] * encoder->fanout;
        if (!sizes || sizes[c].rows == 0)
            continue;
        encoder->asked = sizes[c].asked;
        encoder->made = sizes[c].rows;
        encoder->row_bytes[c] = per_row(sizes[c].plain_bytes, sizes[c].rows);
        encoder->row_stored[c] = per_row(sizes[c].bytes, sizes[c].asked);
    }
}

/* The rows that come for so many that are asked for. */
static int64_t made_rows(const struct lg_encoder *encoder, int64_t asked)
{
    return (int64_t)((lg_int128)asked * encoder->made / encoder->asked) + 1;
}

/* What a column needs of the cache in a pass with others: a page being staged, and the pages kept so far. */
static int64_t pass_share(const struct lg_encoder *encoder, uint32_t c)
{
    int64_t rows = encoder->column[c].page_rows;

    return rows * encoder->row_bytes[c] + 2 * rows * encoder->row_stored[c] * encoder->asked / encoder->made;
}

static void cut_passes(struct lg_encoder *encoder)
{
    int64_t used = 0;

    for (uint32_t c = 0; c < encoder->columns; c++) {
        int64_t share = pass_share(encoder, c);

        if (encoder->passes == 0 || used + share > PASS_BYTES) {
            encoder->pass[encoder->passes++] = (struct pass){.first = c};
            used = 0;
        }
        used += share;
        encoder->pass[encoder->passes - 1].count++;
    }
}

/* A pass of one text column is generated a page at a time, so that a page is written from the batch without a copy. */
static int64_t slice_rows(const struct lg_encoder *encoder, const struct pass *pass)
{
    const struct lg_chunk_column *column = &encoder->column[pass->first];
    int64_t bytes = 0, rows;

    for (uint32_t c = pass->first; c < pass->first + pass->count; c++)
        bytes += encoder->row_bytes[c] + 1;
    rows = SLICE_BYTES / bytes;
    if (pass->count == 1 && column->type.physical == LG_PARQUET_BYTE_ARRAY && column->literal && column->page_bytes > SLICE_BYTES)
        rows = (column->page_bytes + bytes - 2) / (bytes > 1 ? bytes - 1 : 1); /* 1: all null */
    rows /= encoder->fanout;
    return rows > SLICE_ROWS ? SLICE_ROWS : rows < 1 ? 1 : rows;
}

/* Sets the columns up, with a compressor for their dictionary pages. */
static int fill_columns(struct lg_encoder *encoder, struct lg_compressor *compressor, struct lg_error *err)
{
    const struct lg_layout *layout = encoder->source->layout;
    const bool *plain = encoder->settings->incompressible;

    while (err->code == LG_OK && encoder->columns < layout->columns) {
        uint32_t c = encoder->columns++; /* released, whatever comes of it */
        bool random = (lg_layout_leaf(&layout->column[c])->column->flags & LG_COLUMN_RANDOM) != 0;

        (void)lg_chunk_column_init(&encoder->column[c], &layout->column[c], encoder->settings, plain ? plain[c] : random, compressor,
                                   err);
    }
    return err->code;
}

static int fill_encoder(struct lg_encoder *encoder, const struct lg_column_size *sizes, struct lg_error *err)
{
    const struct lg_layout *layout = encoder->source->layout;
    struct lg_compressor *compressor;

    encoder->row_bytes = calloc(layout->columns, sizeof(*encoder->row_bytes));
    encoder->row_stored = calloc(layout->columns, sizeof(*encoder->row_stored));
    encoder->pass = calloc(layout->columns, sizeof(*encoder->pass));
    if (!encoder->row_bytes || !encoder->row_stored || !encoder->pass)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an encoder of %u columns", layout->columns);
    if (lg_compressor_new(encoder->settings->codec, encoder->settings->level, false, &compressor, err) != LG_OK)
        return err->code;
    (void)fill_columns(encoder, compressor, err);
    lg_compressor_free(compressor);
    if (err->code != LG_OK)
        return err->code;
    note_sizes(encoder, sizes);
    cut_passes(encoder);
    for (uint32_t p = 0; p < encoder->passes; p++) {
        encoder->pass[p].slice_rows = slice_rows(encoder, &encoder->pass[p]);
        if (encoder->pass[p].count > encoder->widest_pass)
            encoder->widest_pass = encoder->pass[p].count;
    }
    return LG_OK;
}

static int encoder_new(const struct lg_source *source, const struct lg_encoder_settings *settings,
                       const struct lg_column_size *sizes, struct lg_encoder **out, struct lg_error *err)
{
    struct lg_encoder *encoder = calloc(1, sizeof(*encoder) + source->layout->columns * sizeof(encoder->column[0]));

    *out = NULL;
    if (!encoder)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an encoder of %u columns", source->layout->columns);
    encoder->source = source;
    encoder->settings = settings;
    if (fill_encoder(encoder, sizes, err) == LG_OK)
        *out = encoder;
    else
        encoder_free(encoder);
    return err->code;
}

/* ---- worker ---- */

static void worker_free(struct lg_encoder_worker *worker)
{
    if (!worker)
        return;
    for (uint32_t i = 0; i < worker->encoder->widest_pass; i++)
        lg_chunk_release(&worker->chunk[i]);
    lg_batch_free(worker->batch);
    lg_compressor_free(worker->compressor);
    free(worker->mask);
    free(worker->page);
    free(worker->record);
    free(worker);
}

static int worker_new(const struct lg_encoder *encoder, struct lg_encoder_worker **out, struct lg_error *err)
{
    struct lg_encoder_worker *worker = calloc(1, sizeof(*worker) + encoder->widest_pass * sizeof(worker->chunk[0]));
    int64_t rows = 0;

    *out = NULL;
    if (!worker)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a worker");
    worker->encoder = encoder;
    worker->mask = calloc(encoder->columns / 64 + 1, sizeof(*worker->mask));
    worker->record = calloc(encoder->columns, sizeof(*worker->record));
    for (uint32_t p = 0; p < encoder->passes; p++)
        if (encoder->pass[p].slice_rows > rows)
            rows = encoder->pass[p].slice_rows;
    if (!worker->mask || !worker->record)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a worker");
    else if (lg_compressor_new(encoder->settings->codec, encoder->settings->level, false, &worker->compressor, err) == LG_OK &&
             lg_batch_new(encoder->source->layout, rows, &worker->batch, err) == LG_OK) {
        for (uint32_t i = 0; i < encoder->widest_pass; i++)
            worker->chunk[i].compressor = worker->compressor;
        *out = worker;
        return LG_OK;
    }
    worker_free(worker);
    return err->code;
}

static int64_t encoder_memory(const struct lg_encoder *encoder)
{
    int64_t sum = 0;

    for (uint32_t c = 0; c < encoder->columns; c++) {
        const struct lg_chunk_column *column = &encoder->column[c];

        sum += (int64_t)column->dictionary_page.capacity;
        if (column->rank)
            sum += (int64_t)column->layout->dictionary.count * (int64_t)(sizeof(*column->rank) + sizeof(*column->by_rank));
    }
    return sum;
}

/* Pages of a column in so many rows that are asked for, at most. */
static int64_t page_count(const struct lg_encoder *encoder, uint32_t c, int64_t rows, int64_t groups)
{
    const struct lg_chunk_column *column = &encoder->column[c];
    int64_t made = made_rows(encoder, rows), page_rows = column->page_rows;

    if (column->type.physical == LG_PARQUET_BYTE_ARRAY && column->layout->dictionary.count == 0 && encoder->row_bytes[c] > 0 &&
        page_rows > column->page_bytes / encoder->row_bytes[c])
        page_rows = column->page_bytes / encoder->row_bytes[c];
    return made / (page_rows > 1 ? page_rows : 1) + groups;
}

static int64_t worker_memory(const struct lg_encoder *encoder, int64_t rows)
{
    const struct lg_encoder_settings *settings = encoder->settings;
    int64_t batch = 0, most = 0, records = 0, codec = lg_codec_memory(settings->codec, settings->level, settings->page_bytes);

    for (uint32_t p = 0; p < encoder->passes; p++) {
        const struct pass *pass = &encoder->pass[p];
        int64_t sum = 0;

        for (uint32_t c = pass->first; c < pass->first + pass->count; c++) {
            sum += lg_chunk_memory(&encoder->column[c], made_rows(encoder, rows), encoder->row_bytes[c]);
            sum += pass->count > 1 ? 2 * rows * encoder->row_stored[c] : 0; /* kept pages, in a string that doubles */
            batch += pass->slice_rows * encoder->fanout * (2 * encoder->row_bytes[c] + 9);
            records += page_count(encoder, c, rows, 1) * (int64_t)sizeof(struct lg_page_record) * 4;
        }
        if (sum > most)
            most = sum;
    }
    return batch + most + records + codec + (1 << 20); /* and scratch of the plugin */
}

static int64_t part_memory(const struct lg_encoder *encoder, int64_t rows, int64_t groups)
{
    lg_int128 sum = 0;

    for (uint32_t c = 0; c < encoder->columns; c++)
        sum += (lg_int128)page_count(encoder, c, rows, groups) * (int64_t)sizeof(struct lg_page_record) +
               (lg_int128)groups * (int64_t)(sizeof(struct lg_chunk_record) + CHUNK_FOOTER_BYTES);
    return sum < INT64_MAX / 4096 ? (int64_t)sum : INT64_MAX / 4096; /* more than any machine has, and safe to add up */
}

/* ---- row groups ---- */

static int keep_record(struct lg_encoder_worker *worker, uint32_t c, const struct lg_chunk *chunk, int64_t offset,
                       struct lg_error *err)
{
    if (worker->pages + chunk->pages > worker->page_capacity) {
        size_t capacity = 2 * (worker->pages + chunk->pages);
        struct lg_page_record *grown = realloc(worker->page, capacity * sizeof(*grown));

        if (!grown)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for page records");
        worker->page = grown;
        worker->page_capacity = capacity;
    }
    if (chunk->pages > 0)
        memcpy(worker->page + worker->pages, chunk->page, chunk->pages * sizeof(*chunk->page));
    worker->record[c] = chunk->record;
    worker->record[c].first_page = (uint32_t)worker->pages;
    worker->record[c].offset = offset;
    worker->pages += chunk->pages;
    return LG_OK;
}

/* Generates the pass's columns for the rows and feeds them to the chunk writers. */
static int fill_chunks(struct lg_encoder_worker *worker, const struct pass *pass, int64_t first_row, int64_t rows,
                       int64_t *made, struct lg_error *err)
{
    for (int64_t done = 0; done < rows;) {
        int64_t some = rows - done < pass->slice_rows ? rows - done : pass->slice_rows;

        if (lg_source_fill(worker->encoder->source, first_row + done, some, worker->mask, worker->batch, err) != LG_OK)
            return err->code;
        for (uint32_t i = 0; i < pass->count && worker->batch->rows > 0; i++)
            if (lg_chunk_add(&worker->chunk[i], &worker->batch->column[pass->first + i], worker->batch->rows, err) != LG_OK)
                return err->code;
        *made += worker->batch->rows;
        done += some;
    }
    return LG_OK;
}

/* base: the output's position at the row group's first byte. */
static int run_pass(struct lg_encoder_worker *worker, const struct pass *pass, int64_t first_row, int64_t rows,
                    struct lg_output *output, int64_t base, int64_t *made, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    int64_t start = lg_output_position(output) - base;

    memset(worker->mask, 0, (encoder->columns / 64 + 1) * sizeof(*worker->mask));
    for (uint32_t i = 0; i < pass->count; i++) {
        uint32_t c = pass->first + i;

        worker->mask[c / 64] |= (uint64_t)1 << (c % 64);
        lg_chunk_begin(&worker->chunk[i], &encoder->column[c], worker->planned_rows, pass->count == 1 ? output : NULL);
    }
    *made = 0;
    if (fill_chunks(worker, pass, first_row, rows, made, err) != LG_OK)
        return err->code;
    for (uint32_t i = 0; i < pass->count; i++) {
        struct lg_chunk *chunk = &worker->chunk[i];

        if (lg_chunk_end(chunk, err) != LG_OK || keep_record(worker, pass->first + i, chunk, start, err) != LG_OK)
            return err->code;
        start += chunk->record.size;
        if (!chunk->direct && lg_output_append(output, chunk->kept.text, chunk->kept.length, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

/* Packs the worker's records into one block that the part keeps. */
static int pack_detail(const struct lg_encoder_worker *worker, struct lg_row_group *group, struct lg_error *err)
{
    uint32_t columns = worker->encoder->columns;
    size_t head = sizeof(struct lg_group_detail) + columns * sizeof(struct lg_chunk_record);
    struct lg_group_detail *detail = malloc(head + worker->pages * sizeof(struct lg_page_record));
    struct lg_page_record *page;

    if (!detail)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the records of a row group");
    page = (struct lg_page_record *)(void *)((char *)detail + head);
    detail->chunks = columns;
    detail->page = page;
    memcpy(detail->chunk, worker->record, columns * sizeof(struct lg_chunk_record));
    if (worker->pages > 0)
        memcpy(page, worker->page, worker->pages * sizeof(*page));
    group->detail = detail;
    return LG_OK;
}

static int encode_rows(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                       struct lg_row_group *group, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    int64_t base = lg_output_position(output), made = 0;

    worker->pages = 0;
    for (uint32_t p = 0; p < encoder->passes; p++) {
        int64_t before = made;

        if (run_pass(worker, &encoder->pass[p], first_row, rows, output, base, &made, err) != LG_OK)
            return err->code;
        if (p > 0 && made != before)
            return lg_error_set(err, LG_E_PLUGIN, "table '%s' gave %lld rows for some columns and %lld for others",
                                encoder->source->layout->table->name, (long long)before, (long long)made);
    }
    *group = (struct lg_row_group){.rows = made, .bytes = lg_output_position(output) - base, .position = base};
    return pack_detail(worker, group, err);
}

static int row_group(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                     struct lg_row_group *group, struct lg_error *err)
{
    worker->planned_rows = worker->encoder->source->layout->table->driver ? -1 : rows;
    return encode_rows(worker, first_row, rows, output, group, err);
}

static int begin(const struct lg_encoder *encoder, struct lg_output *output, struct lg_error *err)
{
    (void)encoder;
    return lg_output_append(output, MAGIC, 4, err);
}

/* A row group of a derived table may turn out empty; readers do not expect empty row groups, so it is not mentioned. */
static int end(const struct lg_encoder *encoder, const struct lg_part_identity *part, const struct lg_row_group *groups,
               size_t count, struct lg_output *output, struct lg_error *err)
{
    struct lg_row_group *full = calloc(count + 1, sizeof(*full));
    size_t kept = 0;

    if (!full)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %zu row groups", count);
    for (size_t g = 0; g < count; g++)
        if (groups[g].rows > 0)
            full[kept++] = groups[g];
    if (kept > MAX_ROW_GROUPS)
        (void)lg_error_set(err, LG_E_CONFIG, "%zu row groups in a file, Parquet allows %d; raise --row-group-size", kept,
                           MAX_ROW_GROUPS);
    else
        (void)lg_parquet_put_footer(encoder->column, encoder->columns, part, full, kept, output, err);
    free(full);
    return err->code;
}

static int sample(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, int64_t planned_rows,
                  struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err)
{
    const struct lg_encoder *encoder = worker->encoder;
    struct lg_output *output;

    if (lg_output_new_counting(&output, err) != LG_OK)
        return err->code;
    worker->planned_rows = planned_rows;
    if (encode_rows(worker, first_row, rows, output, group, err) == LG_OK)
        for (uint32_t c = 0; c < encoder->columns; c++) {
            const struct lg_chunk_record *chunk = &worker->record[c];

            sizes[c].asked += rows;
            sizes[c].rows += chunk->rows;
            sizes[c].fixed = chunk->dictionary_size;
            sizes[c].plain_fixed = chunk->dictionary_size ? encoder->column[c].dictionary_uncompressed : 0;
            sizes[c].bytes += chunk->size - sizes[c].fixed;
            sizes[c].plain_bytes += chunk->uncompressed - sizes[c].plain_fixed;
        }
    lg_output_free(output);
    return err->code;
}

const struct lg_format lg_format_parquet = {
    .name = "parquet",
    .extension = "parquet",
    .media_type = "application/vnd.apache.parquet",
    .is_binary = true,
    .by_column = true,
    .row_group_bytes = (int64_t)128 << 20,
    .most_groups = MAX_ROW_GROUPS,
    .codec = {LG_CODEC_SNAPPY, LG_CODEC_ZSTD, LG_CODEC_GZIP, LG_CODEC_LZ4, LG_CODEC_NONE},
    .codecs = 5,
    .epoch = "1",
    .encoder_new = encoder_new,
    .encoder_free = encoder_free,
    .encoder_memory = encoder_memory,
    .worker_new = worker_new,
    .worker_free = worker_free,
    .worker_memory = worker_memory,
    .part_memory = part_memory,
    .begin = begin,
    .row_group = row_group,
    .end = end,
    .sample = sample,
};
