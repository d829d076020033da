/* SPDX-License-Identifier: Apache-2.0 */
/* The words, and values and names that are counted out once in open(). */
#include "words.h"

#include <lakegen/text.h>

#include <stdlib.h>

struct words {
    double *grid[MEASURES];                 /* values of decimals */
    int16_t *count[MEASURES];               /* whole numbers */
    const char **name[COLUMNS];             /* of sensors, sites, gateways, when there are few */
    char *name_text[COLUMNS];
    uint32_t names[COLUMNS];
    const char *error_code[ERROR_CODES];
    char error_text[ERROR_CODES][5];
};

static const char *const models[MODELS] = {"TH-100", "TH-200", "ENV-5", "VIB-30", "PWR-8", "MULTI-X", "EDGE-1", "ENV-7 Pro"};
static const char *const firmwares[FIRMWARES] = {"1.8.4", "2.0.1", "2.1.0", "2.2.3", "2.3.0", "2.4.0"};
static const char *const regions[REGIONS] = {"us-east",    "us-west",  "sa-east",      "eu-west",
                                             "eu-central", "ap-south", "ap-northeast", "ap-southeast"};
static const char *const states[STATES] = {"ok", "warning", "fault", "offline"};
static const char *const qualities[QUALITIES] = {"good", "suspect", "bad", "missing"};
const char *const words_modes[MODES] = {"duplicate",   "late", "clock_skew", "gap",       "stuck_sensor", "spike",
                                        "stuck_value", "step", "drift",      "unit_mixup"};
const char *const words_faulty[FAULTY] = {"event_time",     "ingest_time", "sequence_number", "temperature_c",   "humidity_pct",
                                          "pressure_hpa", "vibration_mm_s", "power_w",         "battery_pct", "signal_rssi_dbm"};

/* ---- names ---- */

static const struct {
    const char *prefix;
    int digits, sensors;
} names[COLUMNS] = {
    [SENSOR_ID] = {"SNS-", 7, 1}, [SITE_ID] = {"SITE-", 4, SENSORS_PER_SITE}, [GATEWAY_ID] = {"GW-", 6, SENSORS_PER_GATEWAY}};

int64_t words_sensors_per_name(uint32_t column)
{
    return names[column].sensors;
}

int64_t words_names(const struct iot *iot, uint32_t column)
{
    return (iot->sensors + names[column].sensors - 1) / names[column].sensors;
}

char *words_put_name(char *p, uint32_t column, int64_t number)
{
    int digits = 1;

    for (int64_t rest = number; rest >= 10; rest /= 10)
        digits++;
    p = lg_put_text(p, names[column].prefix, strlen(names[column].prefix));
    return lg_put_digits(p, (uint64_t)number, digits < names[column].digits ? names[column].digits : digits);
}

static int count_names(struct words *words, const struct iot *iot, uint32_t column)
{
    int64_t count = words_names(iot, column);

    if (!names[column].prefix || count > MOST_NAMES)
        return 1;
    words->name[column] = calloc((size_t)count, sizeof(*words->name[column]));
    words->name_text[column] = calloc((size_t)count, NAME_LONGEST);
    if (!words->name[column] || !words->name_text[column])
        return 0;
    for (int64_t i = 0; i < count; i++) {
        words->name[column][i] = words->name_text[column] + i * NAME_LONGEST;
        *words_put_name(words->name_text[column] + i * NAME_LONGEST, column, i) = '\0';
    }
    words->names[column] = (uint32_t)count;
    return 1;
}

/* 40 codes of E100…E999 are in use. */
static void name_errors(struct words *words)
{
    for (int i = 0; i < ERROR_CODES; i++) {
        char *p = words->error_text[i];

        *p = 'E';
        (void)lg_put_3(p + 1, (uint32_t)(100 + (i * 37 + 4) * 7 % 900));
        words->error_code[i] = words->error_text[i];
    }
}

/* ---- values ---- */

static int count_values(struct words *words, int m)
{
    static const double units[] = {1.0, 10.0, 100.0, 1000.0};
    const struct measure *measure = &measures[m];
    size_t count = (size_t)(measure->hi - measure->lo) + 1;

    if (measure->decimals > 0)
        words->grid[m] = calloc(count, sizeof(*words->grid[m]));
    else
        words->count[m] = calloc(count, sizeof(*words->count[m]));
    if (!words->grid[m] && !words->count[m])
        return 0;
    for (size_t i = 0; i < count; i++) {
        int32_t value = measure->lo + (int32_t)i;

        if (words->grid[m])
            words->grid[m][i] = (double)value / units[measure->decimals];
        else
            words->count[m][i] = (int16_t)value;
    }
    return 1;
}

int words_new(const struct iot *iot, struct words **out, struct lg_error *err)
{
    struct words *words = calloc(1, sizeof(*words));
    int made = words != NULL;

    *out = words;
    for (uint32_t column = 0; made && column < COLUMNS; column++)
        made = names[column].sensors == 0 || count_names(words, iot, column);
    for (int m = 0; made && m < MEASURES; m++)
        made = count_values(words, m);
    if (!made)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the words of the schema iot");
    name_errors(words);
    return LG_OK;
}

void words_free(struct words *words)
{
    if (!words)
        return;
    for (int m = 0; m < MEASURES; m++) {
        free(words->grid[m]);
        free(words->count[m]);
    }
    for (uint32_t column = 0; column < COLUMNS; column++) {
        free(words->name[column]);
        free(words->name_text[column]);
    }
    free(words);
}

void words_dictionary(const struct words *words, uint32_t column, struct lg_dictionary *dictionary)
{
    static const struct {
        const char *const *values;
        uint32_t count;
    } fixed[COLUMNS] = {[DEVICE_MODEL] = {models, MODELS}, [FIRMWARE_VERSION] = {firmwares, FIRMWARES},
                        [REGION] = {regions, REGIONS},     [STATUS] = {states, STATES},
                        [QUALITY_FLAG] = {qualities, QUALITIES}};
    int m = (int)column - TEMPERATURE_C;

    dictionary->values = fixed[column].values;
    dictionary->count = fixed[column].count;
    if (m >= 0 && m < MEASURES) {
        dictionary->values = words->grid[m] ? (const void *)words->grid[m] : words->count[m];
        dictionary->count = (uint32_t)(measures[m].hi - measures[m].lo) + 1;
    } else if (column == ERROR_CODE) {
        dictionary->values = words->error_code;
        dictionary->count = ERROR_CODES;
    } else if (words->name[column]) {
        dictionary->values = words->name[column];
        dictionary->count = words->names[column];
    }
}
