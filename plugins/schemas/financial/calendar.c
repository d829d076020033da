/* SPDX-License-Identifier: Apache-2.0 */
/* Months, their weeks and paydays, and when a transaction was. */
#include "financial.h"

#include <lakegen/calendar.h>

#define HOUR INT64_C(3600000000) /* microseconds */
#define DAY LG_DAY_MICROSECONDS

/* Monday first. */
static const int64_t weekday_weights[7] = {95, 92, 96, 102, 122, 120, 73};

/* ---- months ---- */

/* The borders, as 32-bit fractions, at which a week of so many days goes on to its next day. */
static void set_borders(uint32_t borders[DAYS_MOST], int days, int first_weekday)
{
    int64_t sum = 0, running = 0;

    for (int d = 0; d < days; d++)
        sum += weekday_weights[(first_weekday + d) % 7];
    for (int d = 0; d < DAYS_MOST; d++) {
        running += d < days ? weekday_weights[(first_weekday + d) % 7] : 0;
        borders[d] = d < days - 1 ? (uint32_t)((running << 32) / sum) : UINT32_MAX;
    }
}

void calendar_open(struct financial *fin)
{
    for (int days = 1; days <= DAYS_MOST; days++)
        for (int weekday = 0; weekday < 7; weekday++)
            set_borders(fin->day[days][weekday], days, weekday);
}

/* The last business day up to a day of the month, counted from the first. */
static int32_t business_day(int64_t first_day, int32_t day)
{
    int weekday = lg_weekday(first_day + day);

    return weekday < 5 ? day : day - (weekday - 4);
}

void month_of(const struct financial *fin, int64_t number, struct month *month)
{
    static const int32_t begin[PER_MONTH] = {0, 7, 15, 22};
    int64_t since_0 = fin->start_month + number;
    int year = (int)(since_0 / 12), of_year = (int)(since_0 % 12) + 1;
    int32_t length = lg_days_in_month(year, of_year);
    struct lg_draw draws[PER_MONTH];

    month->number = number;
    month->first_day = lg_days_from_civil(year, of_year, 1);
    month->last = length - 1;
    month->of_year = of_year;
    lg_draw_rows(&fin->of[STREAM_TURN], number * PER_MONTH, 0, PER_MONTH, draws);
    lg_uniform_int64(draws, 0, PER_MONTH, 0, fin->accounts - 1, month->turn);
    for (int k = 0; k < PER_MONTH; k++) {
        int32_t end = k + 1 < PER_MONTH ? begin[k + 1] : length;

        month->begin[k] = begin[k];
        month->days[k] = end - begin[k];
        month->payday[k] = business_day(month->first_day, end - 1);
    }
}

int64_t month_number(int64_t microseconds)
{
    int64_t days = microseconds / DAY;
    int year, month, day;

    lg_civil_from_days(days, &year, &month, &day);
    return microseconds % DAY == 0 && day == 1 ? (int64_t)year * 12 + month - 1 : -1;
}

/* ---- times ---- */

static struct lg_draw draw_at(const struct lg_stream *stream, int64_t key)
{
    struct lg_draw draw;

    lg_draw_rows(stream, key, 0, 1, &draw);
    return draw;
}

/* Which day of its week, from 0. */
static int32_t day_of(const struct drafts *drafts, int k, uint32_t lane)
{
    const struct month *month = &drafts->month;
    const uint32_t *border = drafts->fin->day[month->days[k]][lg_weekday(month->first_day + month->begin[k])];
    int32_t day = 0;

    for (int d = 0; d < DAYS_MOST - 1; d++)
        day += lane >= border[d];
    return day < month->days[k] ? day : month->days[k] - 1;
}

static int64_t time_of(const struct drafts *drafts, int k, const struct lg_draw *draw, int32_t hour)
{
    int64_t day = drafts->month.first_day + drafts->month.begin[k] + day_of(drafts, k, lg_draw_lane(draw, 0));

    return day * DAY + hour * HOUR + lg_below(lg_draw_lane(draw, 2), (uint32_t)HOUR);
}

/* Salaries come early on a payday, interest in the last hour of the month. */
static int64_t time_of_bank(const struct drafts *drafts, int64_t i, const struct lg_draw *draw)
{
    const struct month *month = &drafts->month;
    int k = (int)(i % PER_MONTH);

    if (drafts->kind[i] == SALARY)
        return (month->first_day + month->payday[k]) * DAY + 2 * HOUR + (int64_t)(lg_draw_lane(draw, 2) * (uint64_t)(3 * HOUR) >> 32);
    return (month->first_day + month->last) * DAY + 23 * HOUR + lg_below(lg_draw_lane(draw, 2), (uint32_t)HOUR);
}

static int is_of_bank(int kind)
{
    return kind >= SALARY && kind <= CHARGE_MOBILE;
}

#define SECOND INT64_C(1000000)

/* How long after the one before it. A burst has one pace; the one that is not forged begins it. */
static int64_t delay_of(const struct drafts *drafts, int64_t i)
{
    struct lg_draw draw;
    uint32_t pace;

    if (drafts->mark[i] == COPY) {
        draw = draw_at(&drafts->fin->of[STREAM_DRAFT], drafts->first + i);
        return SECOND * (1 + lg_below(lg_draw_lane(&draw, 3), 59));
    }
    draw = draw_at(&drafts->fin->of[STREAM_EPISODE], (drafts->first + i) / PER_MONTH);
    pace = lg_draw_lane(&draw, 2);
    return SECOND * (drafts->mark[i] == CARD_TESTING ? 20 + lg_below(pace, 101) : 1200 + lg_below(pace, 3601));
}

/* Does its time follow from that of the one before? */
static int follows(const struct drafts *drafts, int64_t i)
{
    int mark = drafts->mark[i];

    return mark == COPY || mark == FAR_AWAY || (mark == CARD_TESTING && i % PER_MONTH > 0 && drafts->mark[i - 1] == CARD_TESTING);
}

int64_t draft_time(const struct drafts *drafts, int64_t i)
{
    const struct financial *fin = drafts->fin;
    int64_t delay = 0;
    struct lg_draw draw;
    int32_t hour;

    for (; follows(drafts, i); i--)
        delay += delay_of(drafts, i);
    draw = draw_at(&fin->stream[TRANSACTION_TIME], drafts->key[i]);
    if (is_of_bank(drafts->kind[i]))
        return delay + time_of_bank(drafts, i, &draw);
    lg_choice_pick(fin->hour, &draw, 1, 1, &hour);
    return delay + time_of(drafts, (int)(i % PER_MONTH), &draw, hour);
}

void draft_times(const struct drafts *drafts, int64_t *times)
{
    struct lg_draw draws[BLOCK];
    int32_t hours[BLOCK];

    lg_draw_keys(&drafts->fin->stream[TRANSACTION_TIME], drafts->key, 0, drafts->rows, draws);
    lg_choice_pick(drafts->fin->hour, draws, 1, drafts->rows, hours);
    for (int64_t i = 0; i < drafts->rows; i++)
        if (follows(drafts, i))
            times[i] = times[i - 1] + delay_of(drafts, i);
        else if (is_of_bank(drafts->kind[i]))
            times[i] = time_of_bank(drafts, i, &draws[i]);
        else
            times[i] = time_of(drafts, (int)(i % PER_MONTH), &draws[i], hours[i]);
}
