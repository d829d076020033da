/* SPDX-License-Identifier: Apache-2.0 */
/* Times: when a reading was made, when it came in, and which slot it is. */
#include "iot.h"

#define SECOND INT64_C(1000000)

/* ---- clocks that are off ---- */

#define LEAST_SKEW (30 * SECOND)
#define MOST_SKEW (900 * SECOND)

static int64_t skew_of(const struct iot *iot, const struct lg_draw *draw)
{
    int64_t skew;

    if (!lg_hit(lg_draw_lane(draw, 0), iot->skew))
        return 0;
    lg_uniform_int64(draw, 1, 1, -(MOST_SKEW - LEAST_SKEW), MOST_SKEW - LEAST_SKEW, &skew);
    return skew < 0 ? skew - LEAST_SKEW : skew + LEAST_SKEW;
}

void clocks_off(const struct iot *iot, const struct span *span, uint8_t *off)
{
    struct lg_draw draws[SENSORS_PER_SITE];

    lg_draw_rows(&iot->of[STREAM_CLOCK], span->sensor, 0, span->count, draws);
    for (int64_t i = 0; i < span->count; i++)
        off[i] = (uint8_t)lg_hit(lg_draw_lane(&draws[i], 0), iot->skew);
}

/* ---- store and forward ---- */

/* Least and most delay. An outage is short enough for its first reading not to wait longer. */
#define LEAST_LATE (60 * SECOND)
#define MOST_LATE (3600 * SECOND)

/* How late the readings of a gateway come in; 0: they do not wait. Those of an outage come in together, a while after the last. */
static int64_t lateness(const struct iot *iot, int64_t slot, const struct lg_draw *draw)
{
    int64_t begin, length, extra;

    if (!lg_hit(lg_draw_lane(draw, 0), iot->outage.threshold) ||
        !run_covers(&iot->outage, slot, lg_draw_lane(draw, 1), lg_draw_lane(draw, 2), &begin, &length))
        return 0;
    extra = (int64_t)(lg_draw_lane(draw, 3) * (uint64_t)(MOST_LATE - LEAST_LATE - (length - 1) * iot->interval + 1) >> 32);
    return (begin + length - 1 - slot) * iot->interval + LEAST_LATE + extra;
}

/* Of each gateway that a span touches. */
#define GATEWAYS (SENSORS_PER_SITE / SENSORS_PER_GATEWAY)

static void latenesses(const struct iot *iot, const struct span *span, int64_t late[GATEWAYS])
{
    int64_t first = span->sensor / SENSORS_PER_GATEWAY, last = (span->sensor + span->count - 1) / SENSORS_PER_GATEWAY;
    struct lg_draw draws[GATEWAYS];

    lg_draw_rows(&iot->of[STREAM_OUTAGE], span->slot / iot->outage.block * iot->gateways + first, 0, last - first + 1, draws);
    for (int64_t g = first; g <= last; g++)
        late[g - first] = lateness(iot, span->slot, &draws[g - first]);
}

/* ---- columns ---- */

/* When the readings of a span were made, by a right clock. */
static void true_times(const struct iot *iot, const struct span *span, int64_t *times)
{
    const int64_t grid = iot->start + span->slot * iot->interval - iot->jitter;
    const uint32_t range = (uint32_t)(2 * iot->jitter + 1);
    struct lg_draw draws[SENSORS_PER_SITE];

    lg_draw_rows(&iot->stream[EVENT_TIME], span->slot * iot->sensors + span->sensor, 0, span->count, draws);
    for (int64_t i = 0; i < span->count; i++)
        times[i] = grid + lg_below(lg_draw_lane(&draws[i], 0), range);
}

static void fill_event_times(const struct work *work, uint32_t column, const struct span *span)
{
    const struct iot *iot = work->schema;
    int64_t *times = lg_batch_int64(work->batch, column) + span->at;
    struct lg_draw draws[SENSORS_PER_SITE];

    true_times(iot, span, times);
    lg_draw_rows(&iot->of[STREAM_CLOCK], span->sensor, 0, span->count, draws);
    for (int64_t i = 0; i < span->count; i++)
        times[i] += skew_of(iot, &draws[i]);
}

static void fill_ingest_times(const struct work *work, uint32_t column, const struct span *span)
{
    const struct iot *iot = work->schema;
    int64_t *times = lg_batch_int64(work->batch, column) + span->at, lag[SENSORS_PER_SITE], late[GATEWAYS];
    int64_t first = span->sensor / SENSORS_PER_GATEWAY;
    struct lg_draw draws[SENSORS_PER_SITE];

    true_times(iot, span, times);
    latenesses(iot, span, late);
    lg_draw_rows(&iot->stream[INGEST_TIME], span->slot * iot->sensors + span->sensor, 0, span->count, draws);
    lg_quantiles_pick(iot->lag, draws, 0, span->count, lag);
    for (int64_t i = 0; i < span->count; i++) {
        int64_t delay = late[(span->sensor + i) / SENSORS_PER_GATEWAY - first];

        times[i] += delay ? delay : lag[i];
    }
}

static void fill_slots(const struct work *work, uint32_t column, const struct span *span)
{
    int64_t *slots = lg_batch_int64(work->batch, column) + span->at;

    for (int64_t i = 0; i < span->count; i++)
        slots[i] = span->slot;
}

int fill_clock(struct work *work, uint32_t column, struct lg_error *err)
{
    return fill_spans(work, column,
                      column == EVENT_TIME    ? fill_event_times
                      : column == INGEST_TIME ? fill_ingest_times
                                              : fill_slots,
                      err);
}

struct moments moments_of(const struct iot *iot, int64_t slot, int64_t sensor)
{
    const struct span span = {slot, sensor, 0, 1};
    int64_t late[GATEWAYS];
    struct moments moments;
    struct lg_draw draw;

    true_times(iot, &span, &moments.event);
    latenesses(iot, &span, late);
    moments.late = late[0];
    lg_draw_rows(&iot->stream[INGEST_TIME], slot * iot->sensors + sensor, 0, 1, &draw);
    lg_quantiles_pick(iot->lag, &draw, 0, 1, &moments.lag);
    lg_draw_rows(&iot->of[STREAM_CLOCK], sensor, 0, 1, &draw);
    moments.skew = skew_of(iot, &draw);
    return moments;
}
