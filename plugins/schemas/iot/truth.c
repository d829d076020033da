/* SPDX-License-Identifier: Apache-2.0 */
/* Ground truth: for each reading, the cells where something else is stored than a sound sensor and network would have left there.
 * A copy is one fault of its own; what was wrong with the reading it repeats stands at that reading. */
#include "iot.h"
#include "words.h"

#include <lakegen/text.h>

/* Where the next truth row goes. Arrays are NULL when their column is not wanted. */
struct rows {
    struct work *work;
    int64_t count;
    int64_t *row_id;
    int32_t *column, *mode;
};

/* The row being told of. */
struct told {
    int64_t at, slot, sensor;
};

#define LONGEST 40

static int add(struct rows *rows, const struct told *told, int column, int mode, const char *clean, const char *end, struct lg_error *err)
{
    const struct iot *iot = rows->work->schema;
    struct lg_batch *batch = rows->work->batch;
    char id[36];

    if (rows->row_id)
        rows->row_id[rows->count] = rows->work->first + told->at;
    if (rows->column)
        rows->column[rows->count] = column;
    if (rows->mode)
        rows->mode[rows->count] = mode;
    rows->count++;
    lg_draw_uuid(&iot->stream[READING_ID], told->slot * iot->sensors + told->sensor, id);
    if (lg_batch_wants(batch, TRUTH_READING_ID) && lg_batch_add_text(batch, TRUTH_READING_ID, id, sizeof(id), err) != LG_OK)
        return err->code;
    if (lg_batch_wants(batch, TRUTH_CLEAN_VALUE))
        (void)lg_batch_add_text(batch, TRUTH_CLEAN_VALUE, clean, (size_t)(end - clean), err);
    return err->code;
}

static int add_time(struct rows *rows, const struct told *told, int column, int mode, int64_t time, struct lg_error *err)
{
    char text[LONGEST], *end = lg_put_timestamp(text, time);

    *end++ = 'Z';
    return add(rows, told, column, mode, text, end, err);
}

static int add_value(struct rows *rows, const struct told *told, int m, int mode, int32_t value, struct lg_error *err)
{
    char text[LONGEST];

    return add(rows, told, FAULTY_MEASURE + m, mode, text, lg_put_decimal(text, value, measures[m].decimals), err);
}

/* The slot whose reading is missing: its number is what would have stood there. */
static int add_copy(struct rows *rows, const struct told *told, struct lg_error *err)
{
    char text[LONGEST];

    return add(rows, told, FAULTY_SEQUENCE_NUMBER, DUPLICATE, text, lg_put_int64(text, told->slot + 1), err);
}

static int add_moments(struct rows *rows, const struct told *told, struct lg_error *err)
{
    const struct moments moments = moments_of(rows->work->schema, told->slot, told->sensor);

    if (moments.skew != 0 && add_time(rows, told, FAULTY_EVENT_TIME, CLOCK_SKEW, moments.event, err) != LG_OK)
        return err->code;
    if (moments.late > 0)
        (void)add_time(rows, told, FAULTY_INGEST_TIME, LATE, moments.event + moments.lag, err);
    return err->code;
}

static int add_gap(struct rows *rows, const struct told *told, struct lg_error *err)
{
    const struct span span = {told->slot, told->sensor, told->at, 1};
    int32_t value;

    for (int m = 0; m < MEASURES && err->code == LG_OK; m++) {
        measure_clean(rows->work->schema, m, &span, &value);
        (void)add_value(rows, told, m, GAP, value, err);
    }
    return err->code;
}

static int add_measures(struct rows *rows, const struct told *told, const struct odd *odd, struct lg_error *err)
{
    const struct span span = span_of(odd, odd->slot);

    for (int m = 0; m < ANOMALOUS && err->code == LG_OK; m++) {
        int32_t clean, stored = measure_stored(rows->work->schema, m, odd);

        measure_clean(rows->work->schema, m, &span, &clean);
        if (stored != clean)
            (void)add_value(rows, told, m, odd->mode, clean, err);
    }
    return err->code;
}

/* odd: NULL when the row is not. */
static int tell(struct rows *rows, struct told told, const struct odd *odd, uint8_t state, struct lg_error *err)
{
    if (odd && odd->is_copy) {
        told.slot = odd->slot;
        return add_copy(rows, &told, err);
    }
    if (add_moments(rows, &told, err) != LG_OK)
        return err->code;
    if (state == OFFLINE)
        return add_gap(rows, &told, err);
    return odd ? add_measures(rows, &told, odd, err) : LG_OK;
}

int fill_truth(struct work *work, struct lg_error *err)
{
    const int64_t sensors = work->schema->sensors;
    struct rows rows = {work, 0, lg_batch_int64(work->batch, TRUTH_ROW_ID), lg_batch_index(work->batch, TRUTH_COLUMN),
                        lg_batch_index(work->batch, TRUTH_MODE)};
    const uint8_t *states = work_states(work, err);
    const struct odd *odd = work->odd;

    for (int64_t i = 0; states && i < work->rows && err->code == LG_OK; i++) {
        const struct odd *here = odd < work->odd + work->odds && odd->at == i ? odd++ : NULL;

        (void)tell(&rows, (struct told){i, (work->first + i) / sensors, (work->first + i) % sensors}, here, states[i], err);
    }
    return err->code == LG_OK ? lg_batch_set_rows(work->batch, rows.count, err) : err->code;
}
