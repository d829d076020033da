/* SPDX-License-Identifier: Apache-2.0 */
/* What iot looks like: columns, tables, options. */
#include "iot.h"

#define N LG_COLUMN_NULLABLE
#define D LG_COLUMN_DICTIONARY
#define R LG_COLUMN_RANDOM
#define OFF "status is offline"

const struct lg_column iot_columns[COLUMNS + 1] = {
    [READING_ID] = {"reading_id", "u", "UUID v4; a duplicated reading has it twice", NULL, R, 0, NULL, {0}},
    [SENSOR_ID] = {"sensor_id", "u", "SNS- and the sensor's number from 0, 7 digits", NULL, D, 0, NULL, {0}},
    [EVENT_TIME] = {"event_time", "tsu:UTC", "the slot's time, within 2 s; clocks of some sensors are 30 s to 15 min off", NULL, 0, 0,
                    NULL, {0}},
    [INGEST_TIME] = {"ingest_time", "tsu:UTC",
                     "log-normal lag behind the true time, median 1.5 s; in an outage of the gateway 1 to 60 min late", NULL, 0, 0, NULL,
                     {0}},
    [SEQUENCE_NUMBER] = {"sequence_number", "l", "the sensor's slot, from 0; a duplicate repeats the one before", NULL, 0, 0, NULL, {0}},
    [SITE_ID] = {"site_id", "u", "SITE- and 4 digits; 10 gateways a site", NULL, D, 0, NULL, {0}},
    [GATEWAY_ID] = {"gateway_id", "u", "GW- and 6 digits; 20 sensors a gateway", NULL, D, 0, NULL, {0}},
    [DEVICE_MODEL] = {"device_model", "u", "per sensor, 8 models weighted .22 to .04", NULL, D, 0, NULL, {0}},
    [FIRMWARE_VERSION] = {"firmware_version", "u",
                          "per sensor: 1.8.4 .10, 2.0.1 .20, 2.1.0 .30, 2.2.3 .25, 2.3.0 .15; some roll to the next once in the period",
                          NULL, D, 0, NULL, {0}},
    [REGION] = {"region", "u", "per site, uniform over 8", NULL, D, 0, NULL, {0}},
    [LATITUDE] = {"latitude", "g", "per site, within 4 degrees of the region's middle, 5 decimals", NULL, 0, 0, NULL, {0}},
    [LONGITUDE] = {"longitude", "g", "per site, within 4 degrees of the region's middle, 5 decimals", NULL, 0, 0, NULL, {0}},
    [TEMPERATURE_C] = {"temperature_c", "g", "climate of the site by year and day, offset and drift of the sensor, noise; 2 decimals", OFF,
                       N | D, 0, NULL, {0}},
    [HUMIDITY_PCT] = {"humidity_pct", "g", "falls 1.6 with each degree that the site is warmer; noise; 0...100, 1 decimal", OFF, N | D, 0,
                      NULL, {0}},
    [PRESSURE_HPA] = {"pressure_hpa", "g", "three waves of weather shared by the region, altitude of the site, noise; 1 decimal", OFF,
                      N | D, 0, NULL, {0}},
    [VIBRATION_MM_S] = {"vibration_mm_s", "g", "log-normal, median by status: ok 0.9, warning 2.4, fault 6.0; 3 decimals", OFF, N | D, 0,
                        NULL, {0}},
    [POWER_W] = {"power_w", "g",
                 "rated power of the sensor's machine: .82 of it from 6 to 22 h on weekdays, .14 at night, .09 at weekends, local time; "
                 "within 5 %; 1 decimal", OFF, N | D, 0, NULL, {0}},
    [BATTERY_PCT] = {"battery_pct", "s", "falls from 100 to 5 in 120 to 400 days, then is replaced", OFF, N | D, 0, NULL, {0}},
    [SIGNAL_RSSI_DBM] = {"signal_rssi_dbm", "s", "per sensor -95...-55, noise; -110...-40", OFF, N | D, 0, NULL, {0}},
    [STATUS] = {"status", "u", "ok .965, warning .025, fault .008, offline .002, in runs of minutes", NULL, D, 0, NULL, {0}},
    [ERROR_CODE] = {"error_code", "u", "40 codes of E100...E999, Zipf; one for a run", "status is ok or offline", N | D, 0, NULL, {0}},
    [IS_ANOMALY] = {"is_anomaly", "b", "inside a spike, stuck value, step or drift of a measured value, or where the sensor is stuck", NULL,
                    0, 0, NULL, {0}},
    [QUALITY_FLAG] = {"quality_flag", "u",
                      "missing: offline; bad: fault, stuck, spike, unit mix-up; suspect: warning, step, drift, clock off; else good", NULL,
                      D, 0, NULL, {0}},
    [RAW_FRAME] = {"raw_frame", "u", "frame_bytes random bytes, as hexadecimal characters", NULL, R, 0, NULL, {0}},
    [COLUMNS] = {0}};

static const struct lg_column truth[TRUTH_COLUMNS + 1] = {
    [TRUTH_ROW_ID] = {.name = "row_id", .type = "l", .doc = "row of readings, from 0"},
    [TRUTH_READING_ID] = {.name = "reading_id", .type = "u", .flags = R, .doc = "reading_id of that row"},
    [TRUTH_COLUMN] = {.name = "column", .type = "u", .flags = D, .doc = "the column that is wrong"},
    [TRUTH_MODE] = {.name = "mode", .type = "u", .flags = D, .doc = "how"},
    [TRUTH_CLEAN_VALUE] = {.name = "clean_value", .type = "u", .doc = "what the value would have been; times in UTC, ISO 8601"},
    [TRUTH_COLUMNS] = {0}};

static const char *const truth_key[] = {"row_id", "column", NULL}, *const truth_order[] = {"row_id", NULL};

const struct lg_table iot_tables[TABLES + 1] = {
    [TABLE_READINGS] = {.name = "readings",
                        .doc = "Readings of sensors, one of each per interval; row = slot × sensors + sensor",
                        .columns = iot_columns,
                        .event_time = "event_time"},
    [TABLE_TRUTH] = {.name = "readings_truth",
                     .doc = "Every injected fault that changed a stored value",
                     .columns = truth,
                     .primary_key = truth_key,
                     .order_by = truth_order,
                     .driver = "readings",
                     .fanout = MEASURES + 2, /* a gap, with a clock that is off, late */
                     .flags = LG_TABLE_GROUND_TRUTH},
    [TABLES] = {0}};

#define RATIO(name_, fallback_, range_, doc_) \
    {.name = name_, .type = LG_OPTION_DECIMAL, .fallback = fallback_, .range = range_, .doc = doc_}

const struct lg_option iot_options[] = {
    {.name = "sensors", .type = LG_OPTION_INT, .range = "1..1000000000000",
     .doc = "number of sensors; 1,000 per unit of scale when not set"},
    {.name = "interval", .type = LG_OPTION_DURATION, .fallback = "60s", .range = "0.001..86400",
     .doc = "time from one reading to the next"},
    {.name = "start", .type = LG_OPTION_TIME, .fallback = "2024-01-01", .role = "time_start", .doc = "time of the first slot"},
    {.name = "end", .type = LG_OPTION_TIME, .role = "time_end", .doc = "end of the period, excluded; start and days when not set"},
    {.name = "days", .type = LG_OPTION_INT, .range = "1..100000", .doc = "length of the period; 30 when neither it nor end is set"},
    {.name = "frame_bytes", .type = LG_OPTION_INT, .fallback = "78", .range = "0..65536",
     .doc = "random bytes per frame; hexadecimal doubles them"},
    RATIO("duplicate_ratio", "0.002", "0..0.25", "share of readings that are the one before again, whole"),
    RATIO("late_ratio", "0.01", "0..1", "share of readings that come in 1 to 60 minutes late"),
    RATIO("gap_ratio", "0.002", "0..1", "share of readings that are offline"),
    RATIO("warning_ratio", "0.025", "0..1", "share of readings with status warning"),
    RATIO("fault_ratio", "0.008", "0..1", "share of readings with status fault"),
    RATIO("anomaly_ratio", "0.005", "0..1", "share of hours of sensors with an anomaly of one value"),
    RATIO("stuck_ratio", "0.001", "0..1",
          "share of days of sensors in which all values stand still for hours; of 24 readings at a time where a day has fewer"),
    RATIO("mixup_ratio", "0.001", "0..1", "share of readings of firmware 2.1.0 with the temperature in Fahrenheit"),
    RATIO("clock_skew_ratio", "0.005", "0..1", "share of sensors whose clock is off"),
    RATIO("firmware_roll_ratio", "0.3", "0..1", "share of sensors whose firmware rolls forward in the period"),
    {0}};
