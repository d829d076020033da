/* SPDX-License-Identifier: Apache-2.0 */
/* Samples and cuts. */
#include "plan/layout.h"

#include "base/int128.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLE_ROWS 2048 /* at each of two places: the table's start and its middle */
#define LOOK_ROWS 16     /* the same, of the first look that says how wide rows are */
#define MAX_GROUP_ROWS 1048576
#define MIN_GROUP_ROWS 1024
#define OBJECT_BYTES 4096   /* a footer's share, for estimates */
#define LITERAL_PERCENT 110 /* a column that compresses to less than 1.10 : 1 is stored without searching for matches */
#define RANDOM_PERCENT 200  /* the same for one that is declared random, with a codec that only finds matches: an empty text is not */
#define GROWTH_PERCENT 2    /* what a row may grow by so that less is compressed */

static int64_t minimum(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t maximum(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int take_samples(const struct lg_plan *plan, struct lg_plan_table *table, const struct lg_encoder *encoder, int64_t most,
                        struct lg_error *err)
{
    int64_t rows = minimum(table->rows, most), planned = minimum(table->rows, MAX_GROUP_ROWS);
    int64_t middle = table->rows / 2;
    struct lg_encoder_worker *worker;

    if (plan->format->worker_new(encoder, &worker, err) != LG_OK)
        return err->code;
    if (table->driver >= 0)
        planned = -1;
    if (rows > 0 && plan->format->sample(worker, 0, rows, planned, table->sizes, err) == LG_OK) {
        table->sample_rows = rows;
        if (middle >= rows && table->rows - middle >= rows &&
            plan->format->sample(worker, middle, rows, planned, table->sizes, err) == LG_OK)
            table->sample_rows += rows;
    }
    plan->format->worker_free(worker);
    return err->code;
}

/* known: sizes of an earlier trial, by which slices are cut, or NULL. */
static int try_rows(const struct lg_plan *plan, struct lg_plan_table *table, const struct lg_column_size *known, int64_t most,
                    struct lg_error *err)
{
    struct lg_encoder *trial;

    memset(table->sizes, 0, table->layout->columns * sizeof(*table->sizes));
    if (plan->format->encoder_new(&table->source, &table->encoding, known, &trial, err) != LG_OK)
        return err->code;
    (void)take_samples(plan, table, trial, most, err);
    plan->format->encoder_free(trial);
    return err->code;
}

/* A few rows first: a sample of very wide rows in slices cut for narrow ones would take gigabytes. */
static int sample_rows(const struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err)
{
    struct lg_column_size *look = calloc(table->layout->columns, sizeof(*look));

    if (!look)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sample of table '%s'", table->layout->table->name);
    if (try_rows(plan, table, NULL, LOOK_ROWS, err) == LG_OK) {
        memcpy(look, table->sizes, table->layout->columns * sizeof(*look));
        (void)try_rows(plan, table, table->sample_rows ? look : NULL, SAMPLE_ROWS, err);
    }
    free(look);
    return err->code;
}

static int64_t saving(const struct lg_column_size *size)
{
    return size->plain_bytes - size->bytes;
}

/* What a column of literals takes is what there was, and a tag now and then. */
static void make_literal(struct lg_column_size *size, bool *literal)
{
    *literal = true;
    if (size->bytes < size->plain_bytes)
        size->bytes = size->plain_bytes + size->plain_bytes / 20000;
}

static bool is_incompressible(const struct lg_layout_column *column, const struct lg_column_size *size, bool codes_entropy)
{
    bool random = (column->column->flags & LG_COLUMN_RANDOM) && !codes_entropy;

    return (lg_int128)size->bytes * (random ? RANDOM_PERCENT : LITERAL_PERCENT) >= (lg_int128)size->plain_bytes * 100;
}

/* The compressed column of the least ratio among those that save at most so much; -1: there is none. */
static int64_t least_worth(const struct lg_plan_table *table, const bool *literal, int64_t most)
{
    int64_t best = -1;

    for (uint32_t c = 0; c < table->layout->columns; c++) {
        const struct lg_column_size *size = &table->sizes[c];

        if (!literal[c] && saving(size) <= most &&
            (best < 0 || (lg_int128)size->plain_bytes * table->sizes[best].bytes <
                             (lg_int128)table->sizes[best].plain_bytes * size->bytes))
            best = c;
    }
    return best;
}

/* Literals where searching for matches does not pay. First the columns that do not shrink. Then those that shrink least, as long as
 * all of them together let the row grow by a little: beside a wide random column, the processor's time is worth more. Codecs that
 * code entropy save on wide random columns too, so with them a little of the row is not a little of what is saved. */
static void choose_literals(const struct lg_format *format, struct lg_plan_table *table, bool *literal)
{
    bool codes_entropy = lg_codec_info(table->encoding.codec)->codes_entropy;
    int64_t budget = 0, column;

    for (uint32_t c = 0; format->by_column && c < table->layout->columns; c++) {
        if (is_incompressible(&table->layout->column[c], &table->sizes[c], codes_entropy))
            make_literal(&table->sizes[c], &literal[c]);
        budget += table->sizes[c].bytes;
    }
    if (table->encoding.codec == LG_CODEC_NONE || codes_entropy)
        return;
    budget = budget * GROWTH_PERCENT / 100;
    while ((column = least_worth(table, literal, budget)) >= 0) {
        budget -= saving(&table->sizes[column]);
        make_literal(&table->sizes[column], &literal[column]);
    }
}

int lg_layout_sample(struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err)
{
    bool *literal = calloc(table->layout->columns, sizeof(*literal));

    table->sizes = calloc(table->layout->columns, sizeof(*table->sizes));
    if (!table->sizes || !literal) {
        free(literal);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sample of table '%s'", table->layout->table->name);
    }
    table->encoding.incompressible = literal; /* of none, for the trials */
    (void)sample_rows(plan, table, err);
    choose_literals(plan->format, table, literal);
    if (err->code == LG_OK)
        (void)plan->format->encoder_new(&table->source, &table->encoding, table->sample_rows ? table->sizes : NULL,
                                        &table->encoder, err);
    return err->code;
}

/* Sample sizes added up: bytes that rows take, and bytes of a row group whatever its rows. */
static void add_up(const struct lg_plan_table *table, int64_t *bytes, int64_t *fixed)
{
    *bytes = 0;
    *fixed = 0;
    for (uint32_t c = 0; c < table->layout->columns; c++) {
        *bytes += table->sizes[c].bytes;
        *fixed += table->sizes[c].fixed;
    }
    *bytes = maximum(*bytes, 1);
}

int64_t lg_layout_bytes(const struct lg_plan_table *table, int64_t rows)
{
    int64_t bytes, fixed, groups = table->rows_per_group ? (rows + table->rows_per_group - 1) / table->rows_per_group : 0;

    add_up(table, &bytes, &fixed);
    if (table->sample_rows == 0)
        return OBJECT_BYTES;
    return (int64_t)((lg_int128)rows * bytes / table->sample_rows) + groups * fixed + OBJECT_BYTES;
}

static void choose_rows(const struct lg_plan *plan, struct lg_plan_table *table)
{
    int64_t group_size = minimum(plan->row_group_size, plan->file_size), bytes, fixed, group_bytes;

    add_up(table, &bytes, &fixed);
    table->rows_per_group = (int64_t)((lg_int128)maximum(group_size - fixed, group_size / 2) *
                                      maximum(table->sample_rows, 1) / bytes);
    table->rows_per_group = maximum(minimum(table->rows_per_group, MAX_GROUP_ROWS), MIN_GROUP_ROWS);
    group_bytes = lg_layout_bytes(table, table->rows_per_group) - OBJECT_BYTES;
    table->rows_per_part = table->rows_per_group * maximum(plan->file_size / maximum(group_bytes, 1), 1);
}

int lg_layout_cut(const struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err)
{
    const struct lg_plan_cut *cut = lg_plan_cut_of(plan, table);

    if (cut) {
        table->rows_per_group = cut->rows_per_group;
        table->rows_per_part = cut->rows_per_part;
    } else {
        choose_rows(plan, table);
    }
    table->parts = maximum((table->rows + table->rows_per_part - 1) / table->rows_per_part, 1);
    if (table->parts > 100000000)
        return lg_error_set(err, LG_E_CONFIG, "table '%s' would have %lld parts, the limit is 100 million; raise --file-size",
                            table->layout->table->name, (long long)table->parts);
    table->bytes = table->parts * OBJECT_BYTES + lg_layout_bytes(table, table->rows) - OBJECT_BYTES;
    return LG_OK;
}
