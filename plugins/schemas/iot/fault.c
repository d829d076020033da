/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong where: runs inside blocks of time, copies, and the rows of a slice that are not simply themselves. */
#include "iot.h"

int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* ---- spans ---- */

int next_span(const struct work *work, struct span *span)
{
    const int64_t sensors = work->schema->sensors;
    int64_t row, left;

    span->at += span->count;
    row = work->first + span->at;
    if (span->at == work->rows)
        return 0;
    if (span->count == 0 || span->sensor + span->count == sensors) {
        span->slot = row / sensors;
        span->sensor = row % sensors;
    } else {
        span->sensor += span->count;
    }
    span->count = SENSORS_PER_SITE - span->sensor % SENSORS_PER_SITE;
    left = sensors - span->sensor;
    span->count = span->count < left ? span->count : left;
    left = work->rows - span->at;
    span->count = span->count < left ? span->count : left;
    return 1;
}

int fill_spans(struct work *work, uint32_t column,
               void (*fill)(const struct work *work, uint32_t column, const struct span *span), struct lg_error *err)
{
    struct span span = {0};

    while (next_span(work, &span))
        fill(work, column, &span);
    if (work_odd(work, err) != LG_OK)
        return err->code;
    for (const struct odd *odd = work->odd; odd < work->odd + work->odds; odd++)
        if (odd->is_copy) {
            span = span_of(odd, odd->slot);
            fill(work, column, &span);
        }
    return LG_OK;
}

/* ---- runs ---- */

int run_covers(const struct runs *runs, int64_t slot, uint32_t length_lane, uint32_t begin_lane, int64_t *begin, int64_t *length)
{
    *length = runs->lo + lg_below(length_lane, runs->span);
    *begin = slot - slot % runs->block + lg_below(begin_lane, (uint32_t)(runs->block - *length + 1));
    return slot >= *begin && slot < *begin + *length;
}

void states_of(const struct iot *iot, const struct span *span, uint8_t *states, int32_t *error)
{
    struct lg_draw draws[SENSORS_PER_SITE];
    const int64_t block = iot->state[OFFLINE].block; /* the same for all */

    lg_draw_rows(&iot->of[STREAM_RUN], span->slot / block * iot->sensors + span->sensor, 0, span->count, draws);
    for (int64_t i = 0; i < span->count; i++) {
        uint32_t kind = lg_draw_lane(&draws[i], 0);
        int64_t begin, length;

        states[i] = OK;
        if (!lg_hit(kind, iot->state[OFFLINE].threshold))
            continue;
        states[i] = lg_hit(kind, iot->state[WARNING].threshold) ? WARNING : lg_hit(kind, iot->state[FAULT].threshold) ? FAULT : OFFLINE;
        if (!run_covers(&iot->state[states[i]], span->slot, lg_draw_lane(&draws[i], 1), lg_draw_lane(&draws[i], 2), &begin, &length))
            states[i] = OK;
    }
    if (error)
        lg_choice_pick(iot->error_code, draws, 3, span->count, error);
}

const uint8_t *work_states(struct work *work, struct lg_error *err)
{
    struct span span = {0};
    uint8_t *states;

    if (work->states || work_odd(work, err) != LG_OK)
        return work->states;
    states = lg_batch_scratch(work->batch, (size_t)work->rows, err);
    if (!states)
        return NULL;
    while (next_span(work, &span))
        states_of(work->schema, &span, states + span.at, NULL);
    for (const struct odd *odd = work->odd; odd < work->odd + work->odds; odd++) {
        span = span_of(odd, odd->slot);
        if (odd->is_copy)
            states_of(work->schema, &span, states + odd->at, NULL);
    }
    work->states = states;
    return states;
}

/* ---- single rows ---- */

static struct lg_draw draw_at(const struct lg_stream *stream, int64_t key, uint64_t number)
{
    struct lg_draw draw;

    lg_draw_rows(stream, key, number, 1, &draw);
    return draw;
}

static int is_marked(const struct iot *iot, int64_t row)
{
    struct lg_draw draw = draw_at(&iot->of[STREAM_ODD], row, 0);

    return lg_hit(lg_draw_lane(&draw, 0), iot->copy);
}

static int is_copy(const struct iot *iot, int64_t slot, int64_t sensor)
{
    int64_t row = slot * iot->sensors + sensor;

    return slot > 0 && is_marked(iot, row) && !is_marked(iot, row - iot->sensors);
}

static int find_stuck_sensor(const struct iot *iot, struct odd *odd)
{
    struct lg_draw draw = draw_at(&iot->of[STREAM_STUCK], odd->slot / iot->stuck.block * iot->sensors + odd->sensor, 0);
    int64_t begin, length;

    if (!lg_hit(lg_draw_lane(&draw, 0), iot->stuck.threshold) ||
        !run_covers(&iot->stuck, odd->slot, lg_draw_lane(&draw, 1), lg_draw_lane(&draw, 2), &begin, &length))
        return 0;
    odd->mode = STUCK_SENSOR;
    odd->measure = -1;
    odd->source = begin > 0 ? begin - 1 : 0;
    return 1;
}

/* A spike lasts one to three slots, the others a quarter of the hour or more. */
static struct runs lengths_of(const struct iot *iot, int mode)
{
    int64_t hour = iot->hour, lo = mode == SPIKE ? 1 : (hour + 3) / 4, hi = mode != SPIKE ? hour : hour < 3 ? hour : 3;

    return (struct runs){.block = hour, .lo = (uint32_t)lo, .span = (uint32_t)(hi - lo + 1)};
}

static int find_anomaly(const struct iot *iot, struct odd *odd)
{
    int64_t key = odd->slot / iot->hour * iot->sensors + odd->sensor, begin, length;
    struct lg_draw draw = draw_at(&iot->of[STREAM_ANOMALY], key, 0), more;
    const struct measure *measure;
    struct runs runs;
    int32_t size;

    if (!lg_hit(lg_draw_lane(&draw, 0), iot->anomaly))
        return 0;
    more = draw_at(&iot->of[STREAM_ANOMALY], key, 1);
    odd->mode = (int8_t)(SPIKE + (lg_draw_lane(&draw, 1) >> 30));
    odd->measure = (int8_t)lg_below(lg_draw_lane(&draw, 2), ANOMALOUS);
    runs = lengths_of(iot, odd->mode);
    if (!run_covers(&runs, odd->slot, lg_draw_lane(&more, 0), lg_draw_lane(&more, 1), &begin, &length)) {
        odd->mode = NO_MODE;
        return 0;
    }
    measure = &measures[odd->measure];
    size = odd->mode == SPIKE ? measure->spike : measure->step;
    size += (int32_t)lg_below(lg_draw_lane(&more, 2), (uint32_t)size + 1);
    if (measure->sign < 0 || (measure->sign == 0 && lg_draw_lane(&draw, 3) >> 31))
        size = -size;
    if (odd->mode == STUCK_VALUE)
        odd->source = begin > 0 ? begin - 1 : 0;
    else
        odd->delta = odd->mode == DRIFT ? (int32_t)(size * (odd->slot - begin + 1) / length) : size;
    return 1;
}

static int find_mixup(const struct iot *iot, struct odd *odd)
{
    struct lg_draw draw = draw_at(&iot->of[STREAM_ODD], odd->slot * iot->sensors + odd->sensor, 0);

    if (!lg_hit(lg_draw_lane(&draw, 1), iot->mixup) || firmware_of(iot, odd->sensor, odd->slot) != MIXED_UP_FIRMWARE)
        return 0;
    odd->mode = UNIT_MIXUP;
    odd->measure = 0;
    return 1;
}

/* What is wrong with a row, if anything is. */
static struct odd look_at(const struct iot *iot, int64_t at, int64_t slot, int64_t sensor)
{
    struct odd odd = {.at = at, .sensor = sensor, .mode = NO_MODE, .is_copy = (uint8_t)is_copy(iot, slot, sensor)};
    struct span span;
    uint8_t state;

    odd.slot = slot - odd.is_copy;
    odd.source = odd.slot;
    span = span_of(&odd, odd.slot);
    states_of(iot, &span, &state, NULL);
    if (state != OFFLINE && !find_stuck_sensor(iot, &odd) && !find_anomaly(iot, &odd))
        (void)find_mixup(iot, &odd);
    return odd;
}

/* ---- the odd rows of a slice ---- */

/* Adds the rows worth a look to the candidates: those marked as copies or mixed up, and those in a block where something is. */
static int64_t find_candidates(const struct iot *iot, const struct span *span, int32_t *candidates)
{
    struct lg_draw odd[SENSORS_PER_SITE], anomaly[SENSORS_PER_SITE], stuck[SENSORS_PER_SITE];
    int64_t count = 0;

    lg_draw_rows(&iot->of[STREAM_ODD], span->slot * iot->sensors + span->sensor, 0, span->count, odd);
    lg_draw_rows(&iot->of[STREAM_ANOMALY], span->slot / iot->hour * iot->sensors + span->sensor, 0, span->count, anomaly);
    lg_draw_rows(&iot->of[STREAM_STUCK], span->slot / iot->stuck.block * iot->sensors + span->sensor, 0, span->count, stuck);
    for (int64_t i = 0; i < span->count; i++) {
        candidates[count] = (int32_t)(span->at + i);
        count += lg_hit(lg_draw_lane(&odd[i], 0), iot->copy) | lg_hit(lg_draw_lane(&odd[i], 1), iot->mixup) |
                 lg_hit(lg_draw_lane(&anomaly[i], 0), iot->anomaly) | lg_hit(lg_draw_lane(&stuck[i], 0), iot->stuck.threshold);
    }
    return count;
}

int work_odd(struct work *work, struct lg_error *err)
{
    const int64_t sensors = work->schema->sensors;
    struct span span = {0};
    int32_t *candidates;
    int64_t count = 0;

    if (work->odd)
        return LG_OK;
    candidates = lg_batch_scratch(work->batch, (size_t)(work->rows + 1) * sizeof(*candidates), err);
    while (candidates && next_span(work, &span))
        count += find_candidates(work->schema, &span, candidates + count);
    work->odd = candidates ? lg_batch_scratch(work->batch, (size_t)(count + 1) * sizeof(*work->odd), err) : NULL;
    for (int64_t i = 0; work->odd && i < count; i++) {
        int64_t row = work->first + candidates[i];
        struct odd odd = look_at(work->schema, candidates[i], row / sensors, row % sensors);

        if (odd.is_copy || odd.mode != NO_MODE)
            work->odd[work->odds++] = odd;
    }
    return err->code;
}
