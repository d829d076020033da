/* SPDX-License-Identifier: Apache-2.0 */
/* Samples and cuts. */
#include "plan/layout.h"

#include "base/int128.h"
#include "encode/widths.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_ROWS 16                     /* by which work is cut into pieces for the sample */
#define SAMPLE_ROWS 2048                 /* at each of two places: the table's start and its middle */
#define SAMPLE_BYTES ((int64_t)16 << 20) /* the same, unless LOOK_ROWS are more */
#define MAX_SAMPLES 8                    /* when row groups turn out smaller than the sample */
#define MAX_DRIVER_SHARE 16              /* so many times the rows are sampled of a driver that has few derived rows */
#define PROBES 128                       /* places at which derived rows are counted … */
#define PROBE_ROWS 256                   /* … in so many rows of the driver */
#define MAX_GROUP_ROWS 1048576
#define MIN_GROUP_ROWS 1024              /* … unless these are more than MIN_GROUP_BYTES, or the object is smaller */
#define MIN_GROUP_BYTES ((int64_t)1 << 20)
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

/* How many there are of a size, the last one perhaps smaller. */
static int64_t pieces(int64_t whole, int64_t size)
{
    return whole / size + (whole % size != 0);
}

/* ---- cuts ---- */

/* What rows take, as a fraction, and what a row group takes whatever its rows. */
struct rate {
    int64_t bytes, rows; /* of the sample; both at least 1 */
    int64_t fixed;
};

static struct rate rate_of(const struct lg_plan_table *table)
{
    struct rate rate = {table->index_bytes, maximum(table->sample_rows, 1), table->group_bytes};

    for (uint32_t c = 0; c < table->layout->columns; c++) {
        rate.bytes += table->sizes[c].bytes;
        rate.fixed += table->sizes[c].fixed;
    }
    rate.bytes = maximum(rate.bytes, 1);
    return rate;
}

/* How many rows take so many bytes. */
static lg_int128 rows_in(const struct rate *rate, lg_int128 bytes)
{
    return bytes * rate->rows / rate->bytes;
}

static lg_int128 rows_bytes(const struct rate *rate, int64_t rows)
{
    return (lg_int128)rows * rate->bytes / rate->rows;
}

/* Of one object. */
static lg_int128 object_bytes(const struct lg_plan_table *table, int64_t rows)
{
    const struct rate rate = rate_of(table);
    int64_t groups = table->rows_per_group ? pieces(rows, table->rows_per_group) : 0;

    return rows_bytes(&rate, rows) + (lg_int128)groups * rate.fixed + table->object_bytes;
}

int64_t lg_layout_bytes(const struct lg_plan_table *table, int64_t rows)
{
    lg_int128 bytes = object_bytes(table, rows);

    return bytes < INT64_MAX ? (int64_t)bytes : INT64_MAX;
}

/* Row groups of the size that was asked for, but no crumbs; and no larger than the object. */
static int64_t cut_groups(const struct lg_plan *plan, const struct lg_plan_table *table, const struct rate *rate)
{
    lg_int128 rows = rows_in(rate, maximum(plan->row_group_size - rate->fixed, plan->row_group_size / 2));
    lg_int128 least = rows_in(rate, MIN_GROUP_BYTES), most = rows_in(rate, (lg_int128)plan->file_size - table->object_bytes - rate->fixed);

    least = least < MIN_GROUP_ROWS ? least : MIN_GROUP_ROWS;
    rows = rows > least ? rows : least;
    rows = rows < MAX_GROUP_ROWS ? rows : MAX_GROUP_ROWS;
    rows = rows < most ? rows : most;
    return rows > 1 ? (int64_t)rows : 1;
}

/* As many row groups as the size allows, but no more than the table has: what is not there has no part in the plan. */
static int64_t cut_parts(const struct lg_plan *plan, const struct lg_plan_table *table, const struct rate *rate)
{
    lg_int128 group = rows_bytes(rate, table->rows_per_group) + rate->fixed, groups = plan->file_size / (group > 1 ? group : 1);
    int64_t most = minimum(pieces(table->rows, table->rows_per_group), INT64_MAX / table->rows_per_group);

    if (plan->format->most_groups > 0)
        most = minimum(most, plan->format->most_groups);
    groups = groups < most ? groups : most;
    return table->rows_per_group * (groups > 1 ? (int64_t)groups : 1);
}

/* An insert: as many rows as were asked for, unless the sink takes no more. Its row groups are blocks, and one is enough. */
static void cut_inserts(const struct lg_plan *plan, struct lg_plan_table *table, const struct rate *rate)
{
    const struct lg_sink_rows *most = plan->sink->rows;
    lg_int128 fitting = rows_in(rate, most->most_object_bytes);

    table->rows_per_part = minimum(plan->batch_rows, most->most_object_rows);
    if (fitting < table->rows_per_part)
        table->rows_per_part = fitting > 1 ? (int64_t)fitting : 1;
    table->rows_per_group = table->rows_per_part;
}

/* So many rows in each object, and no more than the format can hold. */
static void cut_rows(const struct lg_plan *plan, struct lg_plan_table *table, const struct rate *rate)
{
    table->rows_per_group = plan->group_per_file ? plan->file_rows : minimum(cut_groups(plan, table, rate), plan->file_rows);
    table->rows_per_part = plan->file_rows;
    if (plan->format->most_groups > 0 && pieces(plan->file_rows, table->rows_per_group) > plan->format->most_groups)
        table->rows_per_group = pieces(plan->file_rows, plan->format->most_groups);
}

/* What an earlier plan has, or what rows or sizes ask for. */
static void choose_rows(const struct lg_plan *plan, struct lg_plan_table *table)
{
    const struct lg_plan_cut *cut = lg_plan_cut_of(plan, table);
    const struct rate rate = rate_of(table);

    if (!cut && plan->batch_rows > 0) {
        cut_inserts(plan, table, &rate);
        return;
    }
    if (!cut && plan->file_rows > 0) {
        cut_rows(plan, table, &rate);
        return;
    }
    table->rows_per_group = cut ? cut->rows_per_group : cut_groups(plan, table, &rate);
    table->rows_per_part = cut ? cut->rows_per_part : cut_parts(plan, table, &rate);
}

static int64_t expected_rows(const struct lg_plan_table *table)
{
    lg_int128 rows = table->probed > 0 ? (lg_int128)table->rows * table->probed_rows / table->probed : table->rows;

    return rows < INT64_MAX ? (int64_t)rows : INT64_MAX;
}

/* Derived rows come in clusters: the sample, at two places, tells what one takes, but not how many there are. */
static lg_int128 of_expected_rows(const struct lg_plan_table *table, lg_int128 bytes)
{
    const struct lg_column_size *size = &table->sizes[0];

    if (table->probed_rows == 0 || size->rows == 0)
        return bytes;
    return bytes * table->probed_rows / table->probed * size->asked / size->rows;
}

int lg_layout_cut(const struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err)
{
    lg_int128 bytes;

    choose_rows(plan, table);
    table->parts = maximum(pieces(table->rows, table->rows_per_part), 1);
    if (table->parts > 100000000)
        return lg_error_set(err, LG_E_CONFIG, "table '%s' would have %lld parts, the limit is 100 million; raise --file-size",
                            table->layout->table->name, (long long)table->parts);
    bytes = (table->parts - 1) * object_bytes(table, table->rows_per_part) +
            object_bytes(table, table->rows - (table->parts - 1) * table->rows_per_part);
    bytes = of_expected_rows(table, bytes);
    if (bytes > INT64_MAX)
        return lg_error_set(err, LG_E_CONFIG, "table '%s' of %lld rows would take more than 9223372036854775807 bytes; lower --rows or "
                            "--scale", table->layout->table->name, (long long)table->rows);
    table->bytes = (int64_t)bytes;
    table->expected_rows = expected_rows(table);
    return LG_OK;
}

/* ---- what an object has besides its row groups ---- */

/* Bytes of an object's begin and end around these row groups. */
static int measure_frame(const struct lg_plan *plan, const struct lg_encoder *encoder, const struct lg_row_group *groups, size_t count,
                         int64_t *bytes, struct lg_error *err)
{
    static const char hash[] = "0000000000000000000000000000000000000000000000000000000000000000";
    const struct lg_part_identity identity = {hash, hash, 0, 0, 0};
    struct lg_output *output;

    if (lg_output_new_counting(&output, err) != LG_OK)
        return err->code;
    if (plan->format->begin(encoder, output, err) == LG_OK)
        (void)plan->format->end(encoder, &identity, groups, count, output, err);
    *bytes = lg_output_position(output);
    lg_output_free(output);
    return err->code;
}

/* A row group of a single row tells what a row group takes in the object's end, and the sample's row groups what their pages take.
 * When the single row came to nothing, which a derived table's may, there is no telling these apart. */
static int measure_frames(const struct lg_plan *plan, struct lg_plan_table *table, const struct lg_encoder *encoder,
                          const struct lg_row_group *single, const struct lg_row_group *groups, size_t count, struct lg_error *err)
{
    int64_t around_none, around_one, around_all;

    if (measure_frame(plan, encoder, NULL, 0, &around_none, err) != LG_OK ||
        measure_frame(plan, encoder, single, 1, &around_one, err) != LG_OK ||
        measure_frame(plan, encoder, groups, count, &around_all, err) != LG_OK)
        return err->code;
    table->object_bytes = around_none;
    table->group_bytes = maximum(single->rows > 0 || count == 0 ? around_one - around_none : (around_all - around_none) / (int64_t)count, 0);
    table->index_bytes = maximum(around_all - around_none - (int64_t)count * table->group_bytes, 0);
    return LG_OK;
}

/* ---- samples ---- */

/* Rows of a sample at each place, and the rows of the row group that they stand for, -1: not known. */
struct extent {
    int64_t rows, planned;
};

/* scratch: sizes that nobody reads, one per column. */
static int take_samples(const struct lg_plan *plan, struct lg_plan_table *table, const struct lg_encoder *encoder,
                        const struct extent *extent, struct lg_column_size *scratch, struct lg_error *err)
{
    struct lg_row_group single = {0}, group[2] = {{0}, {0}};
    int64_t middle = table->rows / 2;
    struct lg_encoder_worker *worker;
    size_t count = 0;

    if (plan->format->worker_new(encoder, &worker, err) != LG_OK)
        return err->code;
    if (extent->rows > 0 && plan->format->sample(worker, 0, 1, extent->planned, scratch, &single, err) == LG_OK &&
        plan->format->sample(worker, 0, extent->rows, extent->planned, table->sizes, &group[count], err) == LG_OK) {
        count++;
        if (middle >= extent->rows && table->rows - middle >= extent->rows &&
            plan->format->sample(worker, middle, extent->rows, extent->planned, table->sizes, &group[count], err) == LG_OK)
            count++;
    }
    table->sample_rows = extent->rows * (int64_t)count;
    if (err->code == LG_OK)
        (void)measure_frames(plan, table, encoder, &single, group, count, err);
    free(single.detail);
    free(group[0].detail);
    free(group[1].detail);
    plan->format->worker_free(worker);
    return err->code;
}

/* widths: by which slices are cut. */
static int sample_once(const struct lg_plan *plan, struct lg_plan_table *table, const struct lg_column_size *widths,
                       const struct extent *extent, struct lg_error *err)
{
    struct lg_column_size *scratch = calloc(table->layout->columns, sizeof(*scratch));
    struct lg_encoder *trial;

    memset(table->sizes, 0, table->layout->columns * sizeof(*table->sizes));
    if (!scratch)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sample of table '%s'", table->layout->table->name);
    if (plan->format->encoder_new(&table->source, &table->encoding, widths, &trial, err) == LG_OK) {
        (void)take_samples(plan, table, trial, extent, scratch, err);
        plan->format->encoder_free(trial);
    }
    free(scratch);
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
    size->fixed = maximum(size->fixed, size->plain_fixed);
}

static bool is_incompressible(const struct lg_layout_column *column, const struct lg_column_size *size, bool codes_entropy)
{
    bool random = (lg_layout_leaf(column)->column->flags & LG_COLUMN_RANDOM) && !codes_entropy;

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

static void take_literals(struct lg_plan_table *table, const char *const *names, bool *literal)
{
    for (; *names; names++)
        for (uint32_t c = 0; c < table->layout->columns; c++)
            if (strcmp(table->layout->column[c].column->name, *names) == 0)
                make_literal(&table->sizes[c], &literal[c]);
}

/* Literals where searching for matches does not pay. First the columns that do not shrink. Then those that shrink least, as long as
 * all of them together let the row grow by a little: beside a wide random column, the processor's time is worth more. Codecs that
 * code entropy save on wide random columns too, so with them a little of the row is not a little of what is saved. */
static void choose_literals(const struct lg_plan *plan, struct lg_plan_table *table, bool *literal)
{
    const struct lg_plan_cut *cut = lg_plan_cut_of(plan, table);
    bool codes_entropy = lg_codec_info(table->encoding.codec)->codes_entropy;
    int64_t budget = 0, column;

    if (cut && cut->literal) {
        take_literals(table, cut->literal, literal);
        return;
    }
    for (uint32_t c = 0; plan->format->by_column && c < table->layout->columns; c++) {
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

/* Counts the rows of a derived table that some rows of its driver have, at many places. Its first column is enough. */
static int probe(struct lg_plan_table *table, struct lg_error *err)
{
    uint32_t words = table->layout->columns / 64 + 1;
    uint64_t *mask = calloc(words, sizeof(*mask));
    struct lg_batch *batch = NULL;

    if (!mask)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a mask of columns");
    mask[0] = 1;
    (void)lg_batch_new(table->layout, PROBE_ROWS, &batch, err);
    for (int64_t i = 0; i < PROBES && err->code == LG_OK; i++) {
        int64_t first = (int64_t)((lg_int128)table->rows * i / PROBES), next = (int64_t)((lg_int128)table->rows * (i + 1) / PROBES);
        int64_t rows = minimum(next - first, PROBE_ROWS);

        if (rows == 0 || lg_source_fill(&table->source, first, rows, mask, batch, err) != LG_OK)
            continue;
        table->probed += rows;
        table->probed_rows += batch->rows;
    }
    lg_batch_free(batch);
    free(mask);
    return err->code;
}

static bool are_near(int64_t a, int64_t b)
{
    return a * 4 >= b * 3 && b * 4 >= a * 3;
}

/* A derived table may have few rows for many of its driver: then more are sampled. */
static int64_t driver_rows(const struct lg_plan_table *table, int64_t rows)
{
    const struct lg_column_size *size = &table->sizes[0];
    int64_t share = size->rows > 0 ? size->asked / size->rows : MAX_DRIVER_SHARE;

    return minimum(table->rows, rows * maximum(minimum(share, MAX_DRIVER_SHARE), 1));
}

/* Samples, again when row groups turn out smaller than the sample: a small row group is not a large one's share, for it has pages and
 * dictionaries of its own, or none. */
static int sample_table(const struct lg_plan *plan, struct lg_plan_table *table, const struct lg_column_size *widths, bool *literal,
                        struct lg_error *err)
{
    int64_t width = maximum(lg_widths_of_row(widths, table->layout->columns), 1);
    int64_t most = minimum(table->rows, maximum(minimum(SAMPLE_BYTES / width, SAMPLE_ROWS), LOOK_ROWS));
    struct extent extent = {most, minimum(table->rows, MAX_GROUP_ROWS)};

    for (int round = 0; round < MAX_SAMPLES; round++) {
        if (table->driver >= 0)
            extent.planned = -1;
        memset(literal, 0, table->layout->columns * sizeof(*literal)); /* of none, for the sample */
        if (sample_once(plan, table, widths, &extent, err) != LG_OK)
            return err->code;
        choose_literals(plan, table, literal);
        if (lg_layout_cut(plan, table, err) != LG_OK)
            return err->code;
        if (table->driver >= 0 && round == 0)
            most = driver_rows(table, most);
        if (are_near(extent.rows, minimum(table->rows_per_group, most)))
            break;
        extent = (struct extent){minimum(table->rows_per_group, most), minimum(table->rows_per_group, table->rows)};
    }
    return err->code;
}

static int check_object_size(const struct lg_plan *plan, const struct lg_plan_table *table, struct lg_error *err)
{
    int64_t least = lg_layout_bytes(table, minimum(table->rows, 1));

    if (table->rows == 0 || least <= plan->file_size)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "table '%s': an object with a single row takes about %lld bytes, more than the %lld of "
                        "--file-size; raise it", table->layout->table->name, (long long)least, (long long)plan->file_size);
}

int lg_layout_sample(struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err)
{
    struct lg_column_size *widths = calloc(table->layout->columns, sizeof(*widths));
    bool *literal = calloc(table->layout->columns, sizeof(*literal));

    table->encoding.incompressible = literal;
    table->sizes = calloc(table->layout->columns, sizeof(*table->sizes));
    if (!table->sizes || !literal || !widths)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for the sample of table '%s'", table->layout->table->name);
    else if ((table->driver < 0 || probe(table, err) == LG_OK) &&
             lg_widths_measure(&table->source, 0, minimum(table->rows, LOOK_ROWS), SAMPLE_BYTES, widths, err) == LG_OK &&
             sample_table(plan, table, widths, literal, err) == LG_OK && check_object_size(plan, table, err) == LG_OK)
        (void)plan->format->encoder_new(&table->source, &table->encoding, table->sizes, &table->encoder, err);
    free(widths);
    return err->code;
}
