/* SPDX-License-Identifier: Apache-2.0 */
/* Dates and timestamps between two moments, with weights for the hours of the day and the days of the week. Weighted, time is a row of
 * slots, days or hours, whose weights come again every week: a number below the sum of all weights is first a week, then a slot of it. */
#include "declared.h"

#include <stdio.h>

#define DAY INT64_C(86400000000)
#define HOUR INT64_C(3600000000)
#define HEAVIEST 1000000.0     /* of an hour or a weekday */
#define FINEST 1048576.0       /* steps between 0 and the heaviest */
#define WEEKDAY_OF_DAY_0 3     /* 1970-01-01 was a Thursday; Monday is 0 */

struct times {
    int64_t start, end; /* in the type's unit, end excluded */
    int64_t resolution;
    /* weighted: */
    int64_t slot;          /* length, in the type's unit; 0: not weighted */
    uint32_t slots;        /* of a week: 7 or 168 */
    uint64_t before[169];  /* sums of the weights before each slot of a week that begins at start */
    uint64_t sum;          /* of all slots from start to end */
};

/* ---- reading weights ---- */

static int read_time_weight(struct reader *reader, const struct lg_yaml_node *node, double *weight, struct lg_error *err)
{
    int64_t nano;

    if (lg_yaml_number(reader->yaml, node, LG_OPTION_DECIMAL, &nano, err) != LG_OK)
        return err->code;
    *weight = (double)nano / 1e9;
    if (*weight < 0.0 || *weight > HEAVIEST)
        return lg_yaml_error(reader->yaml, node, err, "weight '%.64s' is outside 0...1000000", node->text);
    return LG_OK;
}

static int read_weight_list(struct reader *reader, const struct lg_yaml_node *list, uint32_t count, double *weights, struct lg_error *err)
{
    const struct lg_yaml_node *node = list->first;

    if (list->count != count)
        return lg_yaml_error(reader->yaml, list, err, "'%s' has %zu weights, there must be %u", list->key, list->count, count);
    for (uint32_t i = 0; i < count; i++, node = node->next)
        if (read_time_weight(reader, node, &weights[i], err) != LG_OK)
            return err->code;
    return LG_OK;
}

static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", NULL};

/* "monday", or "9" and "09-12": from 9:00 to 12:00, excluded. */
static int read_slots(struct reader *reader, const struct lg_yaml_node *node, bool is_hours, uint32_t *first, uint32_t *end,
                      struct lg_error *err)
{
    struct lg_yaml_node word = {.kind = LG_YAML_SCALAR, .line = node->key_line, .column = node->key_column, .text = node->key};
    char rest;
    int read;

    if (!is_hours) {
        *end = 0;
        if (lg_yaml_word(reader->yaml, &word, "weekday", weekdays, first, err) == LG_OK)
            *end = *first + 1;
        return err->code;
    }
    read = strspn(node->key, "0123456789-") == strlen(node->key) && strlen(node->key) <= 5
               ? sscanf(node->key, "%2u-%2u%c", first, end, &rest)
               : 0;
    if (read == 1 && !strchr(node->key, '-'))
        *end = *first + 1;
    else if (read != 2)
        *end = 0;
    if (*end <= *first || *end > 24)
        return lg_yaml_key_error(reader->yaml, node, err, "'%.32s' is neither an hour, 0 to 23, nor hours such as 09-12", node->key);
    return LG_OK;
}

static int read_weight_mapping(struct reader *reader, const struct lg_yaml_node *mapping, bool is_hours, double *weights,
                               struct lg_error *err)
{
    bool given[24] = {false};

    for (const struct lg_yaml_node *node = mapping->first; node; node = node->next) {
        uint32_t first = 0, end = 0;
        double weight = 0;

        if (read_slots(reader, node, is_hours, &first, &end, err) != LG_OK || read_time_weight(reader, node, &weight, err) != LG_OK)
            return err->code;
        for (uint32_t i = first; i < end; i++) {
            if (given[i])
                return lg_yaml_key_error(reader->yaml, node, err, "'%.32s' overlaps with hours above it", node->key);
            given[i] = true;
            weights[i] = weight;
        }
    }
    return LG_OK;
}

/* Weights that are not given are 1. */
static int read_pattern_of(struct reader *reader, const struct column *column, const char *key, uint32_t count, double *weights,
                           struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, key);
    double most = 0.0;

    for (uint32_t i = 0; i < count; i++)
        weights[i] = 1.0;
    if (!node)
        return LG_OK;
    if (node->kind == LG_YAML_MAPPING ? read_weight_mapping(reader, node, count == 24, weights, err) != LG_OK
                                      : lg_yaml_want(reader->yaml, node, LG_YAML_SEQUENCE, err) != LG_OK ||
                                            read_weight_list(reader, node, count, weights, err) != LG_OK)
        return err->code;
    for (uint32_t i = 0; i < count; i++)
        most = weights[i] > most ? weights[i] : most;
    if (most <= 0.0)
        return lg_yaml_error(reader->yaml, node, err, "all weights are 0, one must be positive");
    for (uint32_t i = 0; i < count; i++) /* as integers, so that sums are exact */
        weights[i] = (double)(int64_t)(weights[i] / most * FINEST + 0.5);
    return LG_OK;
}

/* ---- reading ---- */

static int64_t weekday_of(const struct times *times, int64_t day_length)
{
    int64_t day = times->start / day_length - (times->start % day_length < 0);

    return ((day + WEEKDAY_OF_DAY_0) % 7 + 7) % 7;
}

/* false: the sum is too large. */
static bool sum_slots(struct times *times, const double *hours, const double *days, int64_t day_length)
{
    uint32_t per_day = times->slots / 7;
    uint64_t count = (uint64_t)((times->end - times->start) / times->slot);
    uint32_t offset = (uint32_t)weekday_of(times, day_length) * per_day;

    if (per_day == 24)
        offset += (uint32_t)(((times->start % DAY + DAY) % DAY) / HOUR);
    for (uint32_t i = 0; i < times->slots; i++) {
        uint32_t slot = (offset + i) % times->slots;

        times->before[i + 1] = times->before[i] + (uint64_t)(days[slot / per_day] * hours[per_day == 24 ? slot % 24 : 0]);
    }
    return !__builtin_mul_overflow(count / times->slots, times->before[times->slots], &times->sum) &&
           !__builtin_add_overflow(times->sum, times->before[count % times->slots], &times->sum);
}

static int read_weighted(struct reader *reader, struct column *column, struct times *times, struct lg_error *err)
{
    bool is_date = column->type.family == DATES;
    double hours[24], days[7];

    if (!get_key(reader, column, "hours") && !get_key(reader, column, "weekdays"))
        return LG_OK;
    if (is_date && get_key(reader, column, "hours"))
        return refuse_key(reader, column, "hours", err, "is for timestamps; a date has none");
    if (read_pattern_of(reader, column, "hours", 24, hours, err) != LG_OK ||
        read_pattern_of(reader, column, "weekdays", 7, days, err) != LG_OK)
        return err->code;
    times->slot = is_date ? 1 : HOUR;
    times->slots = is_date ? 7 : 168;
    if (times->start % times->slot != 0)
        return refuse_key(reader, column, "start", err, "must be a whole hour where hours or weekdays have weights");
    if (times->end % times->slot != 0)
        return refuse_key(reader, column, "end", err, "must be a whole hour where hours or weekdays have weights");
    if (is_date)
        hours[0] = 1.0;
    if (!sum_slots(times, hours, days, is_date ? 1 : DAY))
        return refuse_key(reader, column, "end", err, "is too far from 'start' for weights; about 1900 years are possible");
    if (times->sum == 0)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s': every hour from start to end has the weight 0",
                                 column->name);
    return LG_OK;
}

static int read_moment(struct reader *reader, const struct column *column, const char *key, int64_t *moment, struct lg_error *err)
{
    const struct lg_yaml_node *node = require_key(reader, column, key, err);
    union value value;

    if (node && read_value(reader, node, &column->type, &value, err) == LG_OK)
        *moment = value.integer;
    return err->code;
}

static int read_resolution(struct reader *reader, const struct column *column, struct times *times, struct lg_error *err)
{
    static const char *const words[] = {"microsecond", "millisecond", "second", "minute", "hour", NULL};
    static const int64_t lengths[] = {1, 1000, 1000000, 60000000, HOUR};
    const struct lg_yaml_node *node = get_key(reader, column, "resolution");
    uint32_t place = 0;

    times->resolution = 1;
    if (!node)
        return LG_OK;
    if (column->type.family == DATES)
        return refuse_key(reader, column, "resolution", err, "is for timestamps; a date is a day");
    if (lg_yaml_word(reader->yaml, node, "resolution", words, &place, err) != LG_OK)
        return err->code;
    times->resolution = lengths[place];
    if (times->start % times->resolution != 0)
        return refuse_key(reader, column, "start", err, "is no whole number of the resolution");
    return LG_OK;
}

int read_time_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct times *times = keep(reader->schema, sizeof(*times), err);

    if (!times || read_moment(reader, column, "start", &times->start, err) != LG_OK ||
        read_moment(reader, column, "end", &times->end, err) != LG_OK)
        return err->code;
    column->own = times;
    column->form = FORM_INTEGERS;
    if (times->end <= times->start)
        return refuse_key(reader, column, "end", err, "is not after 'start'; it is the first moment that is no longer made");
    if (read_resolution(reader, column, times, err) != LG_OK)
        return err->code;
    return read_weighted(reader, column, times, err);
}

/* ---- filling ---- */

/* The slot, counted from start, in which a number below the sum falls. */
static int64_t find_slot(const struct times *times, uint64_t number)
{
    uint64_t week = times->before[times->slots], weeks = number / week, rest = number % week;
    uint32_t low = 0, high = times->slots;

    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;

        if (times->before[middle] <= rest)
            low = middle;
        else
            high = middle;
    }
    return (int64_t)(weeks * times->slots + low);
}

static int64_t weighted_time(const struct times *times, const struct lg_draw *draw)
{
    uint64_t number = (uint64_t)(((unsigned_wide)draw->word[0] * times->sum) >> 64);
    int64_t moment = times->start + find_slot(times, number) * times->slot;

    return times->slot == 1 ? moment : moment + (int64_t)lg_below(lg_draw_lane(draw, 2), (uint32_t)HOUR);
}

int fill_time_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct times *times = column->own;
    const struct lg_draw *draws = draw_for(work, column, &column->stream, 0, err);
    int64_t *moments = draws ? integers_for(work, column, out, err) : NULL;

    if (!moments)
        return err->code;
    if (times->slot == 0)
        lg_uniform_int64(draws, 0, work->rows, times->start, times->end - 1, moments);
    for (int64_t i = 0; times->slot != 0 && i < work->rows; i++)
        moments[i] = weighted_time(times, &draws[i]);
    for (int64_t i = 0; times->resolution > 1 && i < work->rows; i++)
        moments[i] -= (moments[i] - times->start) % times->resolution;
    return LG_OK;
}
