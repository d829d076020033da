/* SPDX-License-Identifier: Apache-2.0 */
/* Where sensors are and what they are: sites, gateways, regions, models, firmware. */
#include "iot.h"
#include "words.h"

#include <lakegen/text.h>

/* ---- sites ---- */

/* Middle of a region; a site lies up to four degrees from it. */
static const struct {
    int32_t latitude, longitude; /* 10^-5 degrees */
} middles[REGIONS] = {{4000000, -7800000}, {3800000, -11900000}, {-2000000, -4700000}, {5150000, -100000},
                      {5000000, 1000000},  {1900000, 7600000},   {3550000, 13800000},  {-3200000, 14700000}};

#define SPREAD 800001 /* places to be, 10^-5 degrees apart */

struct site site_of(const struct iot *iot, int64_t sensor)
{
    struct lg_draw draw;
    struct site site;

    lg_draw_rows(&iot->of[STREAM_SITE], sensor / SENSORS_PER_SITE, 0, 1, &draw);
    site.region = (int32_t)lg_below(lg_draw_lane(&draw, 0), REGIONS);
    site.latitude = middles[site.region].latitude + (int32_t)lg_below(lg_draw_lane(&draw, 1), SPREAD) - SPREAD / 2;
    site.longitude = middles[site.region].longitude + (int32_t)lg_below(lg_draw_lane(&draw, 2), SPREAD) - SPREAD / 2;
    site.hours_ahead = (int32_t)floor_divide(site.longitude + 750000, 1500000);
    site.climate = (double)lg_draw_lane(&draw, 3) * 0x1p-31 - 1.0;
    return site;
}

static void fill_coordinates(const struct work *work, uint32_t column, const struct span *span)
{
    double *value = lg_batch_float64(work->batch, column) + span->at;
    struct site site = site_of(work->schema, span->sensor);
    double degrees = (double)(column == LATITUDE ? site.latitude : site.longitude) / 100000.0;

    for (int64_t i = 0; i < span->count; i++)
        value[i] = degrees;
}

static void fill_regions(const struct work *work, uint32_t column, const struct span *span)
{
    int32_t *index = lg_batch_index(work->batch, column) + span->at, region = site_of(work->schema, span->sensor).region;

    for (int64_t i = 0; i < span->count; i++)
        index[i] = region;
}

/* ---- names with a number: of a sensor, or of what several sensors share ---- */

static void fill_name_indices(const struct work *work, uint32_t column, const struct span *span)
{
    int32_t *index = lg_batch_index(work->batch, column) + span->at;
    int64_t shared = words_sensors_per_name(column), name = span->sensor / shared, left = (name + 1) * shared - span->sensor;

    for (int64_t i = 0; i < span->count; i++) {
        index[i] = (int32_t)name;
        if (--left > 0)
            continue;
        name++;
        left = shared;
    }
}

/* More names than a dictionary should hold. */
static int fill_name_texts(struct work *work, uint32_t column, struct lg_error *err)
{
    const int64_t sensors = work->schema->sensors, shared = words_sensors_per_name(column);
    struct lg_text text;

    if (lg_text_open(work->batch, column, work->rows * NAME_LONGEST, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0, sensor = work->first % sensors; i < work->rows; i++, sensor++) {
        if (sensor == sensors)
            sensor = 0;
        lg_text_end(&text, words_put_name(lg_text_begin(&text), column, sensor / shared));
    }
    lg_text_close(work->batch, column, &text);
    return LG_OK;
}

/* What a place is does not change, so that copies need no second look. */
int fill_place(struct work *work, uint32_t column, struct lg_error *err)
{
    struct span span = {0};
    void (*fill)(const struct work *, uint32_t, const struct span *) = column == REGION      ? fill_regions
                                                                       : column == LATITUDE  ? fill_coordinates
                                                                       : column == LONGITUDE ? fill_coordinates
                                                                                             : fill_name_indices;

    if (fill == fill_name_indices && !(work->schema->column[column].flags & LG_COLUMN_DICTIONARY))
        return fill_name_texts(work, column, err);
    while (next_span(work, &span))
        fill(work, column, &span);
    return LG_OK;
}

/* ---- devices ---- */

/* The firmware of a draw of a sensor: it rolls forward in one slot of the period, or never. */
static int32_t rolled(const struct iot *iot, const struct lg_draw *draw, int64_t slot, int32_t first)
{
    int64_t when = 1 + (int64_t)(lg_draw_lane(draw, 3) * (uint64_t)(iot->slots - 1) >> 32);

    return first + (lg_hit(lg_draw_lane(draw, 2), iot->roll) && slot >= when);
}

int32_t firmware_of(const struct iot *iot, int64_t sensor, int64_t slot)
{
    struct lg_draw draw;
    int32_t first;

    lg_draw_rows(&iot->of[STREAM_DEVICE], sensor, 0, 1, &draw);
    lg_choice_pick(iot->firmware, &draw, 1, 1, &first);
    return rolled(iot, &draw, slot, first);
}

static void fill_devices(const struct work *work, uint32_t column, const struct span *span)
{
    const struct iot *iot = work->schema;
    int32_t *index = lg_batch_index(work->batch, column) + span->at;
    struct lg_draw draws[SENSORS_PER_SITE];

    lg_draw_rows(&iot->of[STREAM_DEVICE], span->sensor, 0, span->count, draws);
    if (column == DEVICE_MODEL) {
        lg_choice_pick(iot->model, draws, 0, span->count, index);
        return;
    }
    lg_choice_pick(iot->firmware, draws, 1, span->count, index);
    for (int64_t i = 0; i < span->count; i++)
        index[i] = rolled(iot, &draws[i], span->slot, index[i]);
}

int fill_device(struct work *work, uint32_t column, struct lg_error *err)
{
    return fill_spans(work, column, fill_devices, err);
}
