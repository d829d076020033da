/* SPDX-License-Identifier: Apache-2.0 */
/* The schema iot10: the narrow table of the benchmark, 10 columns and about 35 bytes a row, built out of tree by bench/run.
 *
 * It is what any author would write: each column is filled whole from its own stream, and columns with few values declare
 * them as dictionaries. The peers in ../peers make the same columns. */
#include <lakegen/distribution.h>
#include <lakegen/schema.h>

#include <stdlib.h>

/* A column's place in the table. The order is that of columns[]. */
enum { ID, DEVICE_ID, BATTERY, SITE, METRIC, STATUS, TEMPERATURE, READING, EVENT_TIME, TRACE, COLUMNS };

#define DEVICES 100000
#define BATTERIES 101 /* percent */
#define TEMPERATURES 6501
#define COLDEST (-2000) /* hundredths of a degree */
#define START 1735689600000000 /* 2025-01-01 */
#define YEAR 31536000000000    /* in microseconds */

static const char *const sites[] = {"oslo", "lagos", "lima", "perth", "osaka", "turin", "quito", "denver"};
static const char *const metrics[] = {"ambient", "coolant", "exhaust", "intake"};
static const char *const statuses[] = {"ok", "degraded", "failed"};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct lg_column columns[] = {
    {.name = "id", .type = "l", .doc = "row number, from 0"},
    {.name = "device_id", .type = "i", .flags = LG_COLUMN_RANDOM, .doc = "uniform 1...100000"},
    {.name = "battery", .type = "i", .flags = LG_COLUMN_DICTIONARY, .doc = "percent, uniform 0...100"},
    {.name = "site", .type = "u", .flags = LG_COLUMN_DICTIONARY, .doc = "uniform over 8"},
    {.name = "metric", .type = "u", .flags = LG_COLUMN_DICTIONARY, .doc = "uniform over 4"},
    {.name = "status", .type = "u", .flags = LG_COLUMN_DICTIONARY, .doc = "ok .90, degraded .08, failed .02"},
    {.name = "temperature", .type = "g", .flags = LG_COLUMN_DICTIONARY, .doc = "uniform -20...45, 2 decimals"},
    {.name = "reading", .type = "g", .flags = LG_COLUMN_RANDOM, .doc = "uniform 0...1000"},
    {.name = "event_time", .type = "tsu:UTC", .flags = LG_COLUMN_RANDOM, .doc = "uniform in 2025"},
    {.name = "trace", .type = "L", .flags = LG_COLUMN_RANDOM, .doc = "64 random bits"},
    {0}};

static const struct lg_table tables[] = {
    {.name = "readings", .columns = columns, .event_time = "event_time", .rows_per_unit = 10000000, .doc = "Readings of devices"},
    {0}};

struct iot10 {
    struct lg_stream stream[COLUMNS];
    struct lg_choice *status;
    int32_t battery[BATTERIES];
    double temperature[TEMPERATURES];
};

static void iot10_close(void *state)
{
    struct iot10 *iot10 = state;

    lg_choice_free(iot10->status);
    free(iot10);
}

static int iot10_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    static const int64_t weights[COUNT(statuses)] = {90, 8, 2};
    struct iot10 *iot10 = calloc(1, sizeof(*iot10));

    if (!iot10)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the schema iot10");
    for (int i = 0; i < BATTERIES; i++)
        iot10->battery[i] = i;
    for (int i = 0; i < TEMPERATURES; i++)
        iot10->temperature[i] = (COLDEST + i) / 100.0;
    if (lg_streams_open(request, &tables[0], iot10->stream, err) == LG_OK &&
        lg_choice_new(weights, COUNT(statuses), &iot10->status, err) == LG_OK) {
        *state = iot10;
        return LG_OK;
    }
    iot10_close(iot10);
    return err->code;
}

static int iot10_dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary,
                            struct lg_error *err)
{
    const struct iot10 *iot10 = state;
    const struct lg_dictionary all[COLUMNS] = {[BATTERY] = {.count = BATTERIES, .values = iot10->battery},
                                               [SITE] = {.count = COUNT(sites), .values = sites},
                                               [METRIC] = {.count = COUNT(metrics), .values = metrics},
                                               [STATUS] = {.count = COUNT(statuses), .values = statuses},
                                               [TEMPERATURE] = {.count = TEMPERATURES, .values = iot10->temperature}};

    (void)table, (void)err;
    dictionary->count = all[column].count;
    dictionary->values = all[column].values;
    return LG_OK;
}

/* ---- columns: draws has a draw for each row, from the column's stream ---- */

static void fill_readings(const struct lg_draw *draws, int64_t rows, double *out)
{
    for (int64_t i = 0; i < rows; i++)
        out[i] = (double)(draws[i].word[0] >> 11) * (1000.0 / 9007199254740992.0); /* 53 bits are what a double holds */
}

static void fill_traces(const struct lg_draw *draws, int64_t rows, uint64_t *out)
{
    for (int64_t i = 0; i < rows; i++)
        out[i] = draws[i].word[0];
}

static void fill_column(const struct iot10 *iot10, uint32_t column, const struct lg_draw *draws, struct lg_batch *batch)
{
    int64_t rows = lg_batch_rows(batch);

    switch (column) {
    case DEVICE_ID:
        lg_uniform_int32(draws, 0, rows, 1, DEVICES, lg_batch_int32(batch, column));
        return;
    case BATTERY:
        lg_uniform_int32(draws, 0, rows, 0, BATTERIES - 1, lg_batch_index(batch, column));
        return;
    case SITE:
        lg_uniform_int32(draws, 0, rows, 0, COUNT(sites) - 1, lg_batch_index(batch, column));
        return;
    case METRIC:
        lg_uniform_int32(draws, 0, rows, 0, COUNT(metrics) - 1, lg_batch_index(batch, column));
        return;
    case STATUS:
        lg_choice_pick(iot10->status, draws, 0, rows, lg_batch_index(batch, column));
        return;
    case TEMPERATURE:
        lg_uniform_int32(draws, 0, rows, 0, TEMPERATURES - 1, lg_batch_index(batch, column));
        return;
    case READING:
        fill_readings(draws, rows, lg_batch_float64(batch, column));
        return;
    case EVENT_TIME:
        lg_uniform_int64(draws, 0, rows, START, START + YEAR - 1, lg_batch_int64(batch, column));
        return;
    case TRACE:
        fill_traces(draws, rows, lg_batch_uint64(batch, column));
        return;
    }
}

static int iot10_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    const struct iot10 *iot10 = state;
    struct lg_draw *draws = lg_batch_scratch(batch, (size_t)slice->rows * sizeof(*draws), err);
    int64_t *id = lg_batch_int64(batch, ID); /* NULL when nobody wants the column */

    if (!draws)
        return err->code;
    for (int64_t i = 0; id && i < slice->rows; i++)
        id[i] = slice->first_row + i;
    for (uint32_t column = DEVICE_ID; column < COLUMNS; column++) {
        if (!lg_batch_wants(batch, column))
            continue;
        lg_draw_rows(&iot10->stream[column], slice->first_row, 0, slice->rows, draws);
        fill_column(iot10, column, draws, batch);
    }
    return LG_OK;
}

LG_SCHEMA_PLUGIN(iot10, "1.0", "readings of devices, the narrow table of the benchmark", .tables = tables, .open = iot10_open,
                 .close = iot10_close, .dictionary = iot10_dictionary, .generate = iot10_generate);
