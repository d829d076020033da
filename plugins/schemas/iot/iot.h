/* SPDX-License-Identifier: Apache-2.0 */
/* The schema iot, its parts: columns.c describes, words.c holds dictionaries, place.c knows sites and sensors, fault.c says what goes
 * wrong where, clock.c makes times, measure.c measured values, fill.c all columns, truth.c tells what was injected, iot.c opens.
 *
 * How runs and cycles stay computable for any row alone. A row is (slot, sensor): slots are the grid of time, row = slot × sensors +
 * sensor. Nothing looks at the row before.
 *
 * Runs of warning, fault and offline. Time is cut into blocks of two hours. For each (sensor, block) one draw decides whether a run
 * lies in it, of which kind, where it begins and how long it is; it ends before the block does. With a share of r, runs of m slots on
 * average and blocks of b slots, a block has one with probability r b / m; where that would be too many, runs become longer.
 * Anomalies are the same with blocks of an hour: anomaly_ratio is the probability that a sensor's hour has one. Stuck sensors have
 * blocks of a day. Store-and-forward is an outage of a gateway, in blocks of an hour: what its sensors read meanwhile arrives when
 * it ends.
 *
 * Copies. Each row is marked with probability q, and repeats the reading before it where it is marked and that one is not:
 * q (1 - q) is duplicate_ratio, and no reading stands there three times.
 *
 * A stuck value is the value of the slot before its run, without what else may be wrong there. Measured values are functions of
 * (sensor, slot): a place's climate and cycle, a sensor's offset and drift, noise. Battery and drift are saw-teeth with a length and
 * a phase of their own for each sensor.
 *
 * Only one thing is wrong with a measured value: offline hides all, then a stuck sensor, an anomaly, a unit mix-up. */
#ifndef IOT_H
#define IOT_H

#include <lakegen/distribution.h>
#include <lakegen/schema.h>

/* Columns of the table readings, in order. */
enum {
    READING_ID,
    SENSOR_ID,
    EVENT_TIME,
    INGEST_TIME,
    SEQUENCE_NUMBER,
    SITE_ID,
    GATEWAY_ID,
    DEVICE_MODEL,
    FIRMWARE_VERSION,
    REGION,
    LATITUDE,
    LONGITUDE,
    TEMPERATURE_C,
    HUMIDITY_PCT,
    PRESSURE_HPA,
    VIBRATION_MM_S,
    POWER_W,
    BATTERY_PCT,
    SIGNAL_RSSI_DBM,
    STATUS,
    ERROR_CODE,
    IS_ANOMALY,
    QUALITY_FLAG,
    RAW_FRAME,
    COLUMNS
};

enum { TABLE_READINGS, TABLE_TRUTH, TABLES };

/* Columns of the ground truth. */
enum { TRUTH_ROW_ID, TRUTH_READING_ID, TRUTH_COLUMN, TRUTH_MODE, TRUTH_CLEAN_VALUE, TRUTH_COLUMNS };

/* Measured columns lie side by side; the first five can have anomalies. */
#define MEASURES (SIGNAL_RSSI_DBM - TEMPERATURE_C + 1)
#define ANOMALOUS (POWER_W - TEMPERATURE_C + 1)

/* Dictionary indices that rules name. */
enum { OK, WARNING, FAULT, OFFLINE, STATES };
enum { GOOD, SUSPECT, BAD, MISSING, QUALITIES };
enum { DUPLICATE, LATE, CLOCK_SKEW, GAP, STUCK_SENSOR, SPIKE, STUCK_VALUE, STEP, DRIFT, UNIT_MIXUP, MODES, NO_MODE = -1 };

enum { FAULTY_EVENT_TIME, FAULTY_INGEST_TIME, FAULTY_SEQUENCE_NUMBER, FAULTY_MEASURE, FAULTY = FAULTY_MEASURE + MEASURES };

#define MIXED_UP_FIRMWARE 2 /* the one whose readings are sometimes in Fahrenheit */
#define SENSORS_PER_GATEWAY 20
#define SENSORS_PER_SITE 200

/* What a sensor or place is by itself has streams of its own, keyed by it; so have runs, keyed by (block, sensor). */
enum {
    STREAM_DEVICE,      /* sensor: lanes 0 model, 1 firmware, 2 whether and 3 when it rolls forward */
    STREAM_CLOCK,       /* sensor: lane 0 whether the clock is off, word 1 how far */
    STREAM_TEMPERATURE, /* sensor: lane 0 offset, lanes 2 and 3 drift and its phase */
    STREAM_POWER,       /* sensor: lane 0 class, 1 deviation from it */
    STREAM_BATTERY,     /* sensor: lane 0 life, 1 phase */
    STREAM_SIGNAL,      /* sensor: lane 0 base */
    STREAM_SITE,        /* site: lanes 0 region, 1 latitude, 2 longitude, 3 climate */
    STREAM_WEATHER,     /* region: lanes 0 to 2 phases of its waves */
    STREAM_RUN,         /* (block, sensor): lanes 0 kind, 1 length, 2 begin, 3 error code */
    STREAM_ANOMALY,     /* (hour, sensor): lanes 0 whether, 1 kind, 2 measure, 3 sign; draw 1: lanes 0 length, 1 begin, 2 size */
    STREAM_STUCK,       /* (day, sensor): lanes 0 whether, 1 length, 2 begin */
    STREAM_OUTAGE,      /* (block, gateway): lanes 0 whether, 1 length, 2 begin, 3 delay */
    STREAM_ODD,         /* row: lanes 0 marked as a copy, 1 unit mix-up */
    STREAMS
};

/* Runs inside blocks of so many slots; lengths are uniform in lo...lo + span - 1. */
struct runs {
    int64_t block;
    uint32_t lo, span;
    uint64_t threshold; /* of a block having one */
};

/* A normal distribution over whole numbers: the probability of k is proportional to exp(-k² / 2σ²), for |k| up to 5 σ. */
struct bell {
    struct lg_choice *choice;
    int32_t most;
};

struct iot {
    struct lg_stream stream[COLUMNS]; /* keyed by row */
    struct lg_stream of[STREAMS];
    struct lg_choice *model, *firmware, *error_code;
    struct lg_quantiles *lag;                               /* microseconds */
    struct bell offset, noise[MEASURES];                    /* in units of the measure; offset: of temperatures */
    struct lg_quantiles *vibration[STATES];
    int64_t sensors, gateways, slots;                       /* slots of the period */
    int64_t start, interval, jitter;                        /* microseconds */
    struct runs state[STATES];                              /* of WARNING, FAULT and OFFLINE; thresholds running up */
    struct runs outage, stuck;
    int64_t hour;                                           /* slots of an anomaly's block */
    uint64_t copy, anomaly, mixup, skew, roll;              /* thresholds */
    size_t frame_bytes;
    struct lg_column column[COLUMNS + 1];                   /* as this state has them: few sensors make a dictionary */
    struct lg_table table[TABLES + 1];
    struct words *words;
};

extern const struct lg_column iot_columns[];
extern const struct lg_table iot_tables[];
extern const struct lg_option iot_options[];

/* ---- spans: neighbouring rows of one slot and one site, so that what the two decide is reckoned once ---- */

struct span {
    int64_t slot, sensor;
    int64_t at, count; /* rows of the slice: at…at + count - 1; at most SENSORS_PER_SITE */
};

/* ---- a slice being filled ---- */

/* A row that is not simply itself. */
struct odd {
    int64_t at;     /* in the slice */
    int64_t slot;   /* whose reading stands there: the one before, for a copy */
    int64_t sensor;
    int64_t source; /* slot that measured values are taken from */
    int32_t delta;  /* added to the measured value */
    int8_t mode;    /* what is wrong with the measured value, or NO_MODE */
    int8_t measure; /* with which; -1: all that can have anomalies */
    uint8_t is_copy;
};

struct work {
    const struct iot *schema;
    struct lg_batch *batch;
    int64_t first, rows;
    struct odd *odd; /* in the order of rows; made when first asked for */
    int64_t odds;
    uint8_t *states;
};

/* The span behind this one; count 0: there is none. Begin with count 0 and at 0. */
int next_span(const struct work *work, struct span *span);

/* A span of one row. */
static inline struct span span_of(const struct odd *odd, int64_t slot)
{
    return (struct span){slot, odd->sensor, odd->at, 1};
}

/* Fills each span of the slice and then copies anew. */
int fill_spans(struct work *work, uint32_t column,
               void (*fill)(const struct work *work, uint32_t column, const struct span *span), struct lg_error *err);

/* ---- place.c ---- */

struct site {
    int32_t region;
    int32_t latitude, longitude; /* 10^-5 degrees */
    int32_t hours_ahead;         /* local time less UTC */
    double climate;              /* -1...1 */
};
struct site site_of(const struct iot *iot, int64_t sensor);

int32_t firmware_of(const struct iot *iot, int64_t sensor, int64_t slot);
int fill_place(struct work *work, uint32_t column, struct lg_error *err);
int fill_device(struct work *work, uint32_t column, struct lg_error *err);

/* ---- fault.c ---- */

int64_t floor_divide(int64_t a, int64_t b);

/* Is a run with these draws under way in the slot? Gives its first slot and length. */
int run_covers(const struct runs *runs, int64_t slot, uint32_t length_lane, uint32_t begin_lane, int64_t *begin, int64_t *length);

/* OK…OFFLINE for each row of a span; error: the code's index, NULL when it is not wanted. */
void states_of(const struct iot *iot, const struct span *span, uint8_t *states, int32_t *error);

const uint8_t *work_states(struct work *work, struct lg_error *err);
int work_odd(struct work *work, struct lg_error *err); /* makes work->odd */

/* ---- clock.c ---- */

int fill_clock(struct work *work, uint32_t column, struct lg_error *err);

/* 1 for each sensor of a span whose clock is off. */
void clocks_off(const struct iot *iot, const struct span *span, uint8_t *off);

/* The times of one reading; late and skew are 0 when nothing is wrong. */
struct moments {
    int64_t event, lag, late, skew; /* event without skew */
};
struct moments moments_of(const struct iot *iot, int64_t slot, int64_t sensor);

/* ---- measure.c ---- */

/* Values are integers in units of a measure's last decimal. */
struct measure {
    int32_t lo, hi;  /* what can be stored; the dictionary holds all between */
    int decimals;
    int32_t spike, step; /* least size of an anomaly; twice that is the most. A drift ends like a step */
    int32_t sign;        /* of anomalies; 0: either */
};
extern const struct measure measures[MEASURES];

/* Values as they would be if nothing were wrong, for each row of the span. */
void measure_clean(const struct iot *iot, int m, const struct span *span, int32_t *values);

/* The value with what is wrong; equal to clean when nothing is. */
int32_t measure_stored(const struct iot *iot, int m, const struct odd *odd);

int fill_measure(struct work *work, uint32_t column, struct lg_error *err);

/* ---- fill.c, truth.c ---- */

int fill_column(struct work *work, uint32_t column, struct lg_error *err);
int fill_truth(struct work *work, struct lg_error *err);

#endif
