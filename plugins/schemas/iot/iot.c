/* SPDX-License-Identifier: Apache-2.0 */
/* The schema iot: telemetry of sensors, a reading each per interval, with the faults that telemetry has. */
#include "iot.h"
#include "words.h"

#include <lakegen/calendar.h>

#include <stdlib.h>

#define SENSORS_PER_UNIT 1000
#define USUAL_DAYS 30
#define MOST_SLOTS 4000000000 /* so that a slot is a 32-bit fraction of the period */
#define LAST_MOMENT INT64_C(253402214400000000) /* 9999-12-31, microseconds */

static void iot_close(void *state)
{
    struct iot *iot = state;

    lg_choice_free(iot->model);
    lg_choice_free(iot->firmware);
    lg_choice_free(iot->error_code);
    lg_quantiles_free(iot->lag);
    lg_choice_free(iot->offset.choice);
    for (int m = 0; m < MEASURES; m++)
        lg_choice_free(iot->noise[m].choice);
    for (int s = 0; s < STATES; s++)
        lg_quantiles_free(iot->vibration[s]);
    words_free(iot->words);
    free(iot);
}

static double real(const struct lg_options *options, const char *name)
{
    return (double)lg_option_decimal(options, name).nano / 1e9;
}

static uint64_t threshold(const struct lg_options *options, const char *name)
{
    return lg_threshold(lg_option_decimal(options, name));
}

/* ---- period and sizes ---- */

/* Days: what days says, or what is left from start to end. */
static int open_period(struct iot *iot, const struct lg_options *options, struct lg_error *err)
{
    int64_t days = lg_option_is_set(options, "days") ? lg_option_int(options, "days") : USUAL_DAYS, length = days * LG_DAY_MICROSECONDS;

    iot->start = lg_option_int(options, "start");
    iot->interval = lg_option_int(options, "interval") * 1000;
    if (lg_option_is_set(options, "end")) {
        length = lg_option_int(options, "end") - iot->start;
        if (length <= 0)
            return lg_error_set(err, LG_E_CONFIG, "end is not after start");
        if (lg_option_is_set(options, "days") && length != days * LG_DAY_MICROSECONDS)
            return lg_error_set(err, LG_E_CONFIG, "days is %lld, but from start to end it is another time; leave one of them out",
                                (long long)days);
    }
    iot->slots = length / iot->interval;
    if (iot->slots < 1)
        return lg_error_set(err, LG_E_CONFIG, "from start to end there is no whole interval");
    if (iot->slots > MOST_SLOTS)
        return lg_error_set(err, LG_E_CONFIG, "the period has %lld intervals, the limit is %lld; lengthen interval or shorten the period",
                            (long long)iot->slots, (long long)MOST_SLOTS);
    iot->jitter = iot->interval < 4000000 ? iot->interval / 2 : 2000000;
    return LG_OK;
}

static int open_sensors(struct iot *iot, const struct lg_schema_request *request, struct lg_error *err)
{
    iot->sensors = lg_option_int(request->options, "sensors");
    if (!lg_option_is_set(request->options, "sensors") &&
        lg_scaled_rows(request->scale, SENSORS_PER_UNIT, &iot->sensors, err) != LG_OK)
        return err->code;
    iot->gateways = (iot->sensors + SENSORS_PER_GATEWAY - 1) / SENSORS_PER_GATEWAY;
    return LG_OK;
}

/* ---- runs ---- */

static int64_t slots_in(const struct iot *iot, int64_t seconds)
{
    int64_t slots = seconds * 1000000 / iot->interval;

    return slots > 1 ? slots : 1;
}

/* Runs of `usual` slots on average that cover `share` (of 10^9) of all time. Where a block would need more than one, they are longer;
 * `all` is the share of all kinds that have these blocks in common, so that together they still fit. */
static struct runs runs_of(int64_t share, int64_t all, int64_t block, int64_t usual)
{
    int64_t needed = (all * block + 999999999) / 1000000000, mean = usual > needed ? usual : needed;
    int64_t spread;

    mean = mean < 1 ? 1 : mean > block ? block : mean;
    spread = mean - 1 < block - mean ? mean - 1 : block - mean;
    return (struct runs){.block = block,
                         .lo = (uint32_t)(mean - spread),
                         .span = (uint32_t)(2 * spread + 1),
                         .threshold = (uint64_t)((double)(share * block) / ((double)mean * 1e9) * 0x1p32)};
}

static int open_states(struct iot *iot, const struct lg_options *options, struct lg_error *err)
{
    static const struct {
        const char *share;
        int64_t usual; /* seconds */
    } kinds[STATES] = {[WARNING] = {"warning_ratio", 1200}, [FAULT] = {"fault_ratio", 600}, [OFFLINE] = {"gap_ratio", 900}};
    int64_t block = slots_in(iot, 7200), all = 0;
    uint64_t sum = 0;

    block = block < 16 ? 16 : block;
    for (int s = WARNING; s <= OFFLINE; s++)
        all += lg_option_decimal(options, kinds[s].share).nano;
    if (all > 1000000000)
        return lg_error_set(err, LG_E_CONFIG, "warning_ratio, fault_ratio and gap_ratio sum to more than 1");
    for (int s = WARNING; s <= OFFLINE; s++) {
        iot->state[s] = runs_of(lg_option_decimal(options, kinds[s].share).nano, all, block, slots_in(iot, kinds[s].usual));
        sum += iot->state[s].threshold;
        iot->state[s].threshold = sum;
    }
    return LG_OK;
}

static void open_other_runs(struct iot *iot, const struct lg_options *options)
{
    const int64_t late = lg_option_decimal(options, "late_ratio").nano, stuck = lg_option_decimal(options, "stuck_ratio").nano;
    int64_t day = slots_in(iot, 86400);

    day = day < 24 ? 24 : day;
    iot->hour = slots_in(iot, 3600);
    iot->anomaly = threshold(options, "anomaly_ratio");
    iot->outage = runs_of(late, late, 1 + 3540000000 / iot->interval, slots_in(iot, 1200));
    iot->stuck = (struct runs){.block = day, .lo = (uint32_t)((day + 23) / 24), .span = (uint32_t)(day / 3)};
    iot->stuck.threshold = lg_threshold((struct lg_decimal){stuck});
}

/* ---- distributions ---- */

static int open_choices(struct iot *iot, struct lg_error *err)
{
    static const int64_t model_weights[MODELS] = {22, 18, 16, 14, 10, 9, 7, 4};
    static const int64_t firmware_weights[FIRMWARES] = {10, 20, 30, 25, 15, 0}; /* the last one is only rolled forward to */
    int64_t error_weights[ERROR_CODES];

    for (int64_t i = 0; i < ERROR_CODES; i++)
        error_weights[i] = INT64_C(1000000000000) / (i + 1);
    if (lg_choice_new(model_weights, MODELS, &iot->model, err) != LG_OK ||
        lg_choice_new(firmware_weights, FIRMWARES, &iot->firmware, err) != LG_OK)
        return err->code;
    return lg_choice_new(error_weights, ERROR_CODES, &iot->error_code, err);
}

#define WIDEST_BELL 80

static int open_bell(struct bell *bell, int32_t deviation, struct lg_error *err)
{
    int64_t weights[10 * WIDEST_BELL + 1];

    bell->most = 5 * deviation;
    for (int32_t k = -bell->most; k <= bell->most; k++)
        weights[k + bell->most] = (int64_t)(1e12 * lg_exp(-0.5 * k * k / ((double)deviation * deviation)));
    return lg_choice_new(weights, (uint32_t)(2 * bell->most + 1), &bell->choice, err);
}

/* Standard deviations, in units of the measure. */
static int open_noise(struct iot *iot, struct lg_error *err)
{
    static const struct {
        int column;
        int32_t deviation;
    } bells[] = {{TEMPERATURE_C, 15}, {HUMIDITY_PCT, 20}, {PRESSURE_HPA, 3}, {SIGNAL_RSSI_DBM, 3}};

    for (size_t i = 0; i < sizeof(bells) / sizeof(bells[0]); i++)
        if (open_bell(&iot->noise[bells[i].column - TEMPERATURE_C], bells[i].deviation, err) != LG_OK)
            return err->code;
    return open_bell(&iot->offset, WIDEST_BELL, err);
}

static int open_lognormals(struct iot *iot, struct lg_error *err)
{
    static const struct {
        int state;
        double median, sigma;
    } vibrations[] = {{OK, 0.9, 0.35}, {WARNING, 2.4, 0.40}, {FAULT, 6.0, 0.45}};

    for (size_t i = 0; i < sizeof(vibrations) / sizeof(vibrations[0]); i++)
        if (lg_lognormal_new(lg_log(vibrations[i].median), vibrations[i].sigma, 0.001, 45.0, 3, &iot->vibration[vibrations[i].state],
                             err) != LG_OK)
            return err->code;
    return lg_lognormal_new(lg_log(1.5), 0.6, 0.01, 45.0, 6, &iot->lag, err);
}

/* Marking with probability q makes q (1 - q) copies. */
static uint64_t mark_threshold(double ratio)
{
    double square = 1.0 - 4.0 * ratio;

    return (uint64_t)((1.0 - (square > 0.0 ? lg_pow(square, 0.5) : 0.0)) * 0x1p31);
}

static int open_rates(struct iot *iot, const struct lg_options *options, struct lg_error *err)
{
    iot->copy = mark_threshold(real(options, "duplicate_ratio"));
    iot->mixup = threshold(options, "mixup_ratio");
    iot->skew = threshold(options, "clock_skew_ratio");
    iot->roll = threshold(options, "firmware_roll_ratio");
    iot->frame_bytes = (size_t)lg_option_int(options, "frame_bytes");
    open_other_runs(iot, options);
    return open_states(iot, options, err);
}

/* ---- opening ---- */

static int open_streams(struct iot *iot, const struct lg_schema_request *request, struct lg_error *err)
{
    static const char *const stream_names[STREAMS] = {
        [STREAM_DEVICE] = "device", [STREAM_CLOCK] = "clock",     [STREAM_TEMPERATURE] = "temperature", [STREAM_POWER] = "power",
        [STREAM_BATTERY] = "battery", [STREAM_SIGNAL] = "signal", [STREAM_SITE] = "site",               [STREAM_WEATHER] = "weather",
        [STREAM_RUN] = "run",       [STREAM_ANOMALY] = "anomaly", [STREAM_STUCK] = "stuck",             [STREAM_OUTAGE] = "outage",
        [STREAM_ODD] = "odd"};

    if (lg_streams_open(request, &iot_tables[TABLE_READINGS], iot->stream, err) != LG_OK)
        return err->code;
    for (int i = 0; i < STREAMS && err->code == LG_OK; i++)
        (void)lg_stream_open(request, iot_tables[TABLE_READINGS].name, stream_names[i], 0, &iot->of[i], err);
    return err->code;
}

/* The tables, but names are no dictionary where there are too many. */
static void open_tables(struct iot *iot)
{
    memcpy(iot->table, iot_tables, sizeof(iot->table));
    memcpy(iot->column, iot_columns, sizeof(iot->column));
    iot->table[TABLE_READINGS].columns = iot->column;
    for (uint32_t column = 0; column < COLUMNS; column++)
        if ((column == SENSOR_ID || column == SITE_ID || column == GATEWAY_ID) && words_names(iot, column) > MOST_NAMES)
            iot->column[column].flags &= ~LG_COLUMN_DICTIONARY;
}

static int iot_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    struct iot *iot = calloc(1, sizeof(*iot));

    if (!iot)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the schema iot");
    if (open_streams(iot, request, err) == LG_OK && open_period(iot, request->options, err) == LG_OK &&
        open_sensors(iot, request, err) == LG_OK && open_rates(iot, request->options, err) == LG_OK && open_choices(iot, err) == LG_OK &&
        open_noise(iot, err) == LG_OK && open_lognormals(iot, err) == LG_OK && words_new(iot, &iot->words, err) == LG_OK) {
        open_tables(iot);
        *state = iot;
        return LG_OK;
    }
    iot_close(iot);
    return err->code;
}

static int iot_describe(const void *state, const struct lg_table **tables, struct lg_error *err)
{
    (void)err;
    *tables = ((const struct iot *)state)->table;
    return LG_OK;
}

static int iot_rows(const void *state, uint32_t table, int64_t *rows, struct lg_error *err)
{
    const struct iot *iot = state;

    (void)table; /* the other one is derived */
    if (__builtin_mul_overflow(iot->sensors, iot->slots, rows))
        return lg_error_set(err, LG_E_CONFIG, "%lld sensors make more than 9223372036854775807 readings in %lld intervals",
                            (long long)iot->sensors, (long long)iot->slots);
    return LG_OK;
}

static int iot_check_rows(const void *state, uint32_t table, int64_t rows, struct lg_error *err)
{
    const struct iot *iot = state;
    int64_t slots = rows / iot->sensors + 1;

    if (table != TABLE_READINGS || slots <= (LAST_MOMENT - iot->start) / iot->interval)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "%lld rows of %lld sensors go on after the year 9999; lower --rows or shorten interval",
                        (long long)rows, (long long)iot->sensors);
}

static int iot_dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary, struct lg_error *err)
{
    (void)err;
    if (table == TABLE_READINGS) {
        words_dictionary(((const struct iot *)state)->words, column, dictionary);
        return LG_OK;
    }
    dictionary->values = column == TRUTH_MODE ? words_modes : words_faulty;
    dictionary->count = column == TRUTH_MODE ? MODES : FAULTY;
    return LG_OK;
}

static int iot_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    struct work work = {.schema = state, .batch = batch, .first = slice->first_row, .rows = slice->rows};

    if (slice->table == TABLE_TRUTH)
        return fill_truth(&work, err);
    for (uint32_t column = 0; column < COLUMNS; column++)
        if (lg_batch_wants(batch, column) && fill_column(&work, column, err) != LG_OK)
            return err->code;
    return LG_OK;
}

LG_SCHEMA_PLUGIN(iot, "1.0", "telemetry of sensors, 24 columns, with gaps, duplicates, anomalies and other faults and their ground truth",
                 .base.options = iot_options, .open = iot_open, .close = iot_close, .describe = iot_describe, .rows = iot_rows,
                 .check_rows = iot_check_rows, .dictionary = iot_dictionary, .generate = iot_generate);
