/* SPDX-License-Identifier: Apache-2.0 */
/* Which function fills which column of readings, and the columns that are neither place, time nor measure. */
#include "iot.h"

/* ---- random text, the same again for a copy ---- */

static int64_t *copied_rows(struct work *work, struct lg_error *err)
{
    int64_t *rows = lg_batch_scratch(work->batch, (size_t)work->rows * sizeof(*rows), err);

    if (!rows || work_odd(work, err) != LG_OK)
        return NULL;
    for (int64_t i = 0; i < work->rows; i++)
        rows[i] = work->first + i;
    for (const struct odd *odd = work->odd; odd < work->odd + work->odds; odd++)
        rows[odd->at] -= odd->is_copy ? work->schema->sensors : 0;
    return rows;
}

static int fill_ids(struct work *work, uint32_t column, struct lg_error *err)
{
    const int64_t *rows = copied_rows(work, err);

    if (!rows)
        return err->code;
    return lg_fill_uuid_keys(&work->schema->stream[column], rows, NULL, work->batch, column, err);
}

static int fill_frames(struct work *work, uint32_t column, struct lg_error *err)
{
    const int64_t *rows = copied_rows(work, err);

    if (!rows)
        return err->code;
    return lg_fill_hex_keys(&work->schema->stream[column], rows, NULL, work->schema->frame_bytes, work->batch, column, err);
}

/* ---- state and what follows from it ---- */

static int fill_states(struct work *work, uint32_t column, struct lg_error *err)
{
    const uint8_t *states = work_states(work, err);
    int32_t *index = lg_batch_index(work->batch, column);

    for (int64_t i = 0; states && i < work->rows; i++)
        index[i] = states[i];
    return err->code;
}

static void fill_error_span(const struct work *work, uint32_t column, const struct span *span)
{
    uint8_t states[SENSORS_PER_SITE];

    states_of(work->schema, span, states, lg_batch_index(work->batch, column) + span->at);
}

static int fill_errors(struct work *work, uint32_t column, struct lg_error *err)
{
    return fill_spans(work, column, fill_error_span, err);
}

static int is_anomaly(const struct odd *odd)
{
    return odd->mode >= STUCK_SENSOR && odd->mode <= DRIFT;
}

static int fill_anomalies(struct work *work, uint32_t column, struct lg_error *err)
{
    uint8_t *flag = lg_batch_bool(work->batch, column);

    if (work_odd(work, err) != LG_OK)
        return err->code;
    memset(flag, 0, (size_t)work->rows);
    for (const struct odd *odd = work->odd; odd < work->odd + work->odds; odd++)
        flag[odd->at] = (uint8_t)is_anomaly(odd);
    return LG_OK;
}

/* What a flag says of a fault with a measured value. */
static int32_t worst(int32_t quality, const struct odd *odd)
{
    static const uint8_t of_mode[MODES] = {
        [STUCK_SENSOR] = BAD, [SPIKE] = BAD, [STUCK_VALUE] = BAD, [UNIT_MIXUP] = BAD, [STEP] = SUSPECT, [DRIFT] = SUSPECT};

    return odd->mode != NO_MODE && of_mode[odd->mode] > quality ? of_mode[odd->mode] : quality;
}

static int fill_qualities(struct work *work, uint32_t column, struct lg_error *err)
{
    static const uint8_t of_state[2][STATES] = {{[OK] = GOOD, [WARNING] = SUSPECT, [FAULT] = BAD, [OFFLINE] = MISSING},
                                                {[OK] = SUSPECT, [WARNING] = SUSPECT, [FAULT] = BAD, [OFFLINE] = MISSING}};
    const uint8_t *states = work_states(work, err);
    int32_t *index = lg_batch_index(work->batch, column);
    uint8_t clock_is_off[SENSORS_PER_SITE];
    struct span span = {0};

    if (!states)
        return err->code;
    while (next_span(work, &span)) {
        clocks_off(work->schema, &span, clock_is_off);
        for (int64_t i = 0; i < span.count; i++)
            index[span.at + i] = of_state[clock_is_off[i]][states[span.at + i]];
    }
    for (const struct odd *odd = work->odd; odd < work->odd + work->odds; odd++)
        index[odd->at] = worst(index[odd->at], odd);
    return LG_OK;
}

/* ---- nulls ---- */

enum { ALWAYS, ONLINE, WITH_ERROR };

static int mark_valid(struct work *work, uint32_t column, int rule, struct lg_error *err)
{
    static const uint8_t has[][STATES] = {[ONLINE] = {[OK] = 1, [WARNING] = 1, [FAULT] = 1}, [WITH_ERROR] = {[WARNING] = 1, [FAULT] = 1}};
    const uint8_t *states = work_states(work, err);
    uint8_t *valid = lg_batch_valid(work->batch, column);

    for (int64_t i = 0; states && i < work->rows; i++)
        valid[i] = has[rule][states[i]];
    return err->code;
}

static const struct {
    int (*fill)(struct work *work, uint32_t column, struct lg_error *err);
    int valid; /* which rows have a value */
} rules[COLUMNS] = {
    [READING_ID] = {fill_ids, ALWAYS},
    [SENSOR_ID] = {fill_place, ALWAYS},
    [EVENT_TIME] = {fill_clock, ALWAYS},
    [INGEST_TIME] = {fill_clock, ALWAYS},
    [SEQUENCE_NUMBER] = {fill_clock, ALWAYS},
    [SITE_ID] = {fill_place, ALWAYS},
    [GATEWAY_ID] = {fill_place, ALWAYS},
    [DEVICE_MODEL] = {fill_device, ALWAYS},
    [FIRMWARE_VERSION] = {fill_device, ALWAYS},
    [REGION] = {fill_place, ALWAYS},
    [LATITUDE] = {fill_place, ALWAYS},
    [LONGITUDE] = {fill_place, ALWAYS},
    [TEMPERATURE_C] = {fill_measure, ONLINE},
    [HUMIDITY_PCT] = {fill_measure, ONLINE},
    [PRESSURE_HPA] = {fill_measure, ONLINE},
    [VIBRATION_MM_S] = {fill_measure, ONLINE},
    [POWER_W] = {fill_measure, ONLINE},
    [BATTERY_PCT] = {fill_measure, ONLINE},
    [SIGNAL_RSSI_DBM] = {fill_measure, ONLINE},
    [STATUS] = {fill_states, ALWAYS},
    [ERROR_CODE] = {fill_errors, WITH_ERROR},
    [IS_ANOMALY] = {fill_anomalies, ALWAYS},
    [QUALITY_FLAG] = {fill_qualities, ALWAYS},
    [RAW_FRAME] = {fill_frames, ALWAYS},
};

int fill_column(struct work *work, uint32_t column, struct lg_error *err)
{
    if (rules[column].valid != ALWAYS && mark_valid(work, column, rules[column].valid, err) != LG_OK)
        return err->code;
    return rules[column].fill(work, column, err);
}
