/* SPDX-License-Identifier: Apache-2.0 */
/* Measured values: a place's climate and cycles, a sensor's own deviation, noise; then what is wrong with them. */
#include "iot.h"

#include <lakegen/calendar.h>

#define DAY LG_DAY_MICROSECONDS
#define TURN 6.28318530717958647693

#define MEASURE(column) [(column) - TEMPERATURE_C]
const struct measure measures[MEASURES] = {
    MEASURE(TEMPERATURE_C) = {.lo = -10000, .hi = 16000, .decimals = 2, .spike = 1500, .step = 500},
    MEASURE(HUMIDITY_PCT) = {.lo = 0, .hi = 1000, .decimals = 1, .spike = 250, .step = 120, .sign = -1},
    MEASURE(PRESSURE_HPA) = {.lo = 8500, .hi = 11000, .decimals = 1, .spike = 300, .step = 150},
    MEASURE(VIBRATION_MM_S) = {.lo = 0, .hi = 65535, .decimals = 3, .spike = 12000, .step = 4000, .sign = 1},
    MEASURE(POWER_W) = {.lo = 0, .hi = 40000, .decimals = 1, .spike = 4000, .step = 2000, .sign = 1},
    MEASURE(BATTERY_PCT) = {.lo = 0, .hi = 100},
    MEASURE(SIGNAL_RSSI_DBM) = {.lo = -110, .hi = -40},
};

/* ---- cycles ---- */

/* The part of a period that has gone by. */
static double part_of(int64_t time, int64_t period)
{
    return (double)(time - floor_divide(time, period) * period) / (double)period;
}

static double wave(double turns)
{
    return lg_sin(TURN * turns);
}

static int64_t time_of(const struct iot *iot, int64_t slot)
{
    return iot->start + slot * iot->interval;
}

static int64_t local_time(const struct iot *iot, int64_t slot, const struct site *site)
{
    return time_of(iot, slot) + site->hours_ahead * INT64_C(3600000000);
}

static int32_t rounded(double value)
{
    return (int32_t)(value < 0 ? value - 0.5 : value + 0.5);
}

/* ---- climate: degrees as a site has them over the year and the day, and the mean ---- */

#define YEAR INT64_C(31556952000000)  /* 365.2425 days */
#define COLDEST (20 * DAY)            /* of January, in the north */
#define WARMEST_HOUR (15 * DAY / 24)

struct climate {
    double mean, now;
};

static struct climate climate_of(const struct iot *iot, int64_t slot, const struct site *site)
{
    double north = (double)site->latitude / 100000.0, distance = north < 0 ? -north : north;
    struct climate climate = {.mean = 28.0 - 0.38 * distance + 2.0 * site->climate};

    climate.now = climate.mean - 0.25 * north * wave(part_of(time_of(iot, slot) - COLDEST, YEAR) + 0.25) +
                  (4.0 + site->climate) * wave(part_of(local_time(iot, slot, site) - WARMEST_HOUR, DAY) + 0.25);
    return climate;
}

/* ---- clean values ---- */

static void draw_rows(const struct iot *iot, int m, const struct span *span, struct lg_draw *draws)
{
    lg_draw_rows(&iot->stream[TEMPERATURE_C + m], span->slot * iot->sensors + span->sensor, 0, span->count, draws);
}

static void draw_sensors(const struct iot *iot, int stream, const struct span *span, struct lg_draw *draws)
{
    lg_draw_rows(&iot->of[stream], span->sensor, 0, span->count, draws);
}

/* By lane 0. */
static void bell_pick(const struct bell *bell, const struct lg_draw *draws, int64_t n, int32_t *out)
{
    lg_choice_pick(bell->choice, draws, 0, n, out);
    for (int64_t i = 0; i < n; i++)
        out[i] -= bell->most;
}

/* Noise of each row. */
static void draw_noise(const struct iot *iot, int m, const struct span *span, int32_t *noise)
{
    struct lg_draw draws[SENSORS_PER_SITE];

    draw_rows(iot, m, span, draws);
    bell_pick(&iot->noise[m], draws, span->count, noise);
}

#define CALIBRATION INT64_C(15552000) /* seconds from one to the next: 180 days */
#define MOST_DRIFT 150                /* hundredths of a degree, until then */

static void temperatures(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    const struct site site = site_of(iot, span->sensor);
    const int32_t here = rounded(100.0 * climate_of(iot, span->slot, &site).now);
    const int64_t seconds = span->slot * iot->interval / 1000000 % CALIBRATION;
    struct lg_draw draws[SENSORS_PER_SITE];
    int32_t offset[SENSORS_PER_SITE];

    draw_noise(iot, m, span, values);
    draw_sensors(iot, STREAM_TEMPERATURE, span, draws);
    bell_pick(&iot->offset, draws, span->count, offset);
    for (int64_t i = 0; i < span->count; i++) {
        int32_t slope = (int32_t)lg_below(lg_draw_lane(&draws[i], 2), 2 * MOST_DRIFT + 1) - MOST_DRIFT;
        int64_t since = seconds + lg_below(lg_draw_lane(&draws[i], 3), (uint32_t)CALIBRATION);

        since -= since >= CALIBRATION ? CALIBRATION : 0;
        values[i] += here + offset[i] + (int32_t)(slope * since / CALIBRATION);
    }
}

static void humidities(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    const struct site site = site_of(iot, span->sensor);
    const struct climate climate = climate_of(iot, span->slot, &site);
    const int32_t here = rounded(650.0 + 100.0 * site.climate - 16.0 * (climate.now - climate.mean));

    draw_noise(iot, m, span, values);
    for (int64_t i = 0; i < span->count; i++)
        values[i] += here;
}

/* The weather of a region, in tenths of a hectopascal: three waves with periods of days. */
static double weather(const struct iot *iot, int32_t region, int64_t time)
{
    static const struct {
        int64_t period;
        double height;
    } waves[] = {{DAY * 33 / 10, 80.0}, {DAY * 71 / 10, 50.0}, {DAY * 14 / 10, 25.0}};
    struct lg_draw draw;
    double sum = 0.0;

    lg_draw_rows(&iot->of[STREAM_WEATHER], region, 0, 1, &draw);
    for (int w = 0; w < 3; w++)
        sum += waves[w].height * wave(part_of(time, waves[w].period) + (double)lg_draw_lane(&draw, w) * 0x1p-32);
    return sum;
}

static void pressures(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    const struct site site = site_of(iot, span->sensor);
    const double altitude = 250.0 + 250.0 * site.climate; /* metres, 0.12 hPa each */
    const int32_t here = rounded(10130.0 - 1.2 * altitude + weather(iot, site.region, time_of(iot, span->slot)));

    draw_noise(iot, m, span, values);
    for (int64_t i = 0; i < span->count; i++)
        values[i] += here;
}

static void vibrations(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    int64_t picked[SENSORS_PER_SITE];
    struct lg_draw draws[SENSORS_PER_SITE];
    uint8_t states[SENSORS_PER_SITE];

    draw_rows(iot, m, span, draws);
    states_of(iot, span, states, NULL);
    lg_quantiles_pick(iot->vibration[OK], draws, 0, span->count, picked);
    for (int64_t i = 0; i < span->count; i++) {
        if (states[i] == WARNING || states[i] == FAULT)
            lg_quantiles_pick(iot->vibration[states[i]], &draws[i], 0, 1, &picked[i]);
        values[i] = (int32_t)picked[i];
    }
}

#define FIRST_SHIFT 6 /* hours, local time, Monday to Friday */
#define LAST_SHIFT 22

/* Thousandths of the rated power. */
static int32_t duty_of(int64_t local)
{
    int64_t day = floor_divide(local, DAY), hour = (local - day * DAY) / (DAY / 24);

    if (lg_weekday(day) >= 5)
        return 90;
    return hour >= FIRST_SHIFT && hour < LAST_SHIFT ? 820 : 140;
}

static void powers(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    static const int32_t classes[] = {600, 1500, 4000, 9000, 18000, 30000}; /* rated, in tenths of a watt */
    const struct site site = site_of(iot, span->sensor);
    const int32_t duty = duty_of(local_time(iot, span->slot, &site));
    struct lg_draw draws[SENSORS_PER_SITE], of_sensor[SENSORS_PER_SITE];

    draw_rows(iot, m, span, draws);
    draw_sensors(iot, STREAM_POWER, span, of_sensor);
    for (int64_t i = 0; i < span->count; i++) {
        int64_t of_class = classes[lg_below(lg_draw_lane(&of_sensor[i], 0), 6)];
        int64_t rated = of_class * (850 + (int64_t)lg_below(lg_draw_lane(&of_sensor[i], 1), 301)); /* thousandths: within 15 % */
        int64_t noise = 950000 + lg_below(lg_draw_lane(&draws[i], 0), 100001);                     /* millionths: within 5 % */

        values[i] = (int32_t)(rated * duty / 1000 * noise / 1000000000);
    }
}

#define SHORTEST_LIFE 10368000 /* of a battery, in seconds: 120 days; the longest is 400 */
#define MORE_LIFE 24192000
#define USED_UP 95             /* per cent, when it is replaced */

static void batteries(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    const int64_t seconds = span->slot * iot->interval / 1000000;
    struct lg_draw draws[SENSORS_PER_SITE];

    (void)m;
    draw_sensors(iot, STREAM_BATTERY, span, draws);
    for (int64_t i = 0; i < span->count; i++) {
        int64_t life = SHORTEST_LIFE + lg_below(lg_draw_lane(&draws[i], 0), MORE_LIFE + 1);
        int64_t age = (seconds + lg_below(lg_draw_lane(&draws[i], 1), (uint32_t)life)) % life;

        values[i] = (int32_t)(100 - USED_UP * age / life);
    }
}

#define WEAKEST_BASE (-95) /* dBm, the strongest is -55 */

static void signals(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    struct lg_draw draws[SENSORS_PER_SITE];

    draw_noise(iot, m, span, values);
    draw_sensors(iot, STREAM_SIGNAL, span, draws);
    for (int64_t i = 0; i < span->count; i++)
        values[i] += WEAKEST_BASE + (int32_t)lg_below(lg_draw_lane(&draws[i], 0), 41);
}

static int32_t clipped(int m, int32_t value)
{
    value = value < measures[m].lo ? measures[m].lo : value;
    return value > measures[m].hi ? measures[m].hi : value;
}

void measure_clean(const struct iot *iot, int m, const struct span *span, int32_t *values)
{
    static void (*const by_measure[MEASURES])(const struct iot *, int, const struct span *, int32_t *) = {
        MEASURE(TEMPERATURE_C) = temperatures, MEASURE(HUMIDITY_PCT) = humidities, MEASURE(PRESSURE_HPA) = pressures,
        MEASURE(VIBRATION_MM_S) = vibrations,  MEASURE(POWER_W) = powers,          MEASURE(BATTERY_PCT) = batteries,
        MEASURE(SIGNAL_RSSI_DBM) = signals};

    by_measure[m](iot, m, span, values);
    for (int64_t i = 0; i < span->count; i++)
        values[i] = clipped(m, values[i]);
}

/* ---- stored values ---- */

static int32_t clean_at(const struct iot *iot, int m, const struct odd *odd, int64_t slot)
{
    const struct span span = span_of(odd, slot);
    int32_t value;

    measure_clean(iot, m, &span, &value);
    return value;
}

static int is_concerned(const struct odd *odd, int m)
{
    return odd->mode != NO_MODE && (odd->measure == m || (odd->measure < 0 && m < ANOMALOUS));
}

/* Hundredths of degrees, to the nearest. */
static int32_t fahrenheit(int32_t celsius)
{
    return (int32_t)floor_divide(celsius * 9 + 2, 5) + 3200;
}

int32_t measure_stored(const struct iot *iot, int m, const struct odd *odd)
{
    if (!is_concerned(odd, m))
        return clean_at(iot, m, odd, odd->slot);
    if (odd->mode == UNIT_MIXUP)
        return clipped(m, fahrenheit(clean_at(iot, m, odd, odd->slot)));
    return clipped(m, clean_at(iot, m, odd, odd->source) + odd->delta);
}

int fill_measure(struct work *work, uint32_t column, struct lg_error *err)
{
    const int m = (int)column - TEMPERATURE_C;
    int32_t *index = lg_batch_index(work->batch, column);
    struct span span = {0};

    if (work_odd(work, err) != LG_OK)
        return err->code;
    while (next_span(work, &span))
        measure_clean(work->schema, m, &span, index + span.at);
    for (const struct odd *odd = work->odd; odd < work->odd + work->odds; odd++)
        if (odd->is_copy || is_concerned(odd, m))
            index[odd->at] = measure_stored(work->schema, m, odd);
    for (int64_t i = 0; i < work->rows; i++)
        index[i] -= measures[m].lo; /* the dictionary holds lo…hi */
    return LG_OK;
}
