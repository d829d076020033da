/* SPDX-License-Identifier: Apache-2.0 */
/* How much: merchants, amounts, currencies and rates, status, balances. */
#include "financial.h"
#include "words.h"

#include <inttypes.h>

/* ---- merchants: the same for a copy ---- */

void draft_merchants(const struct drafts *drafts, int64_t *merchants)
{
    const struct financial *fin = drafts->fin;
    struct lg_draw draws[BLOCK];

    lg_draw_rows(&fin->stream[MERCHANT_ID], drafts->first, 0, drafts->rows, draws);
    lg_zipf_pick(fin->merchant, &fin->stream[MERCHANT_ID], drafts->first, draws, drafts->rows, merchants);
    for (int64_t i = 1; i < drafts->rows; i += 2)
        if (drafts->mark[i] == COPY)
            merchants[i] = merchants[i - 1];
}

/* ---- places ---- */

/* May it have been anywhere? What needs no card is done at home. */
static int is_away(const struct drafts *drafts, int64_t i)
{
    return kinds[drafts->kind[i]].has & WITH_CARD && drafts->mark[i] != AT_HOME;
}

void draft_countries(const struct drafts *drafts, int32_t *found)
{
    struct lg_draw draws[BLOCK];

    lg_draw_keys(&drafts->fin->of[STREAM_PLACE], drafts->key, 0, drafts->rows, draws);
    lg_choice_pick(drafts->fin->country, draws, 0, drafts->rows, found);
    for (int64_t i = 0; i < drafts->rows; i++)
        if (!is_away(drafts, i))
            found[i] = 0;
        else if (drafts->mark[i] == FAR_AWAY)
            found[i] = 1 + (int32_t)lg_below(lg_draw_lane(&draws[i], 3), COUNTRIES - 1);
}

int64_t customer_of(const struct financial *fin, int64_t account)
{
    return account / OWNER_ACCOUNTS * OWNER_CUSTOMERS + fin->owner[account % OWNER_ACCOUNTS];
}

static void find_homes(const struct drafts *drafts, int32_t homes[ACCOUNTS])
{
    int64_t customers[ACCOUNTS], n = drafts->rows / PER_MONTH;
    struct lg_draw draws[ACCOUNTS];

    for (int64_t j = 0; j < n; j++)
        customers[j] = customer_of(drafts->fin, drafts->account + j);
    lg_draw_keys(&drafts->fin->of[STREAM_HOME], customers, 0, n, draws);
    lg_choice_pick(drafts->fin->home, draws, 0, n, homes);
}

/* In their own country people are mostly in their own city. */
void draft_cities(const struct drafts *drafts, const int32_t *found, int32_t *where)
{
    struct lg_draw draws[BLOCK];
    int32_t homes[ACCOUNTS];

    find_homes(drafts, homes);
    lg_draw_keys(&drafts->fin->of[STREAM_PLACE], drafts->key, 0, drafts->rows, draws);
    lg_choice_pick(drafts->fin->home, draws, 2, drafts->rows, where);
    for (int64_t i = 0; i < drafts->rows; i++) {
        const struct country *country = &countries[found[i]];

        if (found[i] != 0)
            where[i] = country->first_city + (int32_t)lg_below(lg_draw_lane(&draws[i], 2), (uint32_t)country->cities);
        else if (!is_away(drafts, i) || !lg_hit(lg_draw_lane(&draws[i], 1), drafts->fin->far_from_home))
            where[i] = homes[i / PER_MONTH];
    }
}

/* ---- currencies ---- */

int32_t currency_of(int32_t country)
{
    return countries[country].currency;
}

static const int64_t usual[CURRENCIES] = {1000000, 1082000, 1264000, 741000, 55500, 1121000};

/* A slow wave of 2 % over a quarter of a year, each currency at its own time, and up to 0.4 % from day to day. */
int64_t rate_of(const struct financial *fin, int32_t currency, int64_t day)
{
    int64_t phase = ((day + currency * 17) % 90 + 90) % 90, wave = (phase < 45 ? phase : 90 - phase) * 889 - 20002; /* millionths */
    struct lg_draw draw;

    if (currency == USD)
        return usual[USD];
    lg_draw_rows(&fin->of[STREAM_RATE], day * CURRENCIES + currency, 0, 1, &draw);
    wave += (int64_t)lg_below(lg_draw_lane(&draw, 0), 8001) - 4000;
    return usual[currency] + usual[currency] * wave / 1000000;
}

/* ---- amounts, in hundredths of their currency ---- */

#define LEAST_PURCHASE 50

static int64_t category_median(int64_t merchant)
{
    static const int64_t medians[CATEGORIES] = {3570, 2070, 3390, 3010, 1690, 4230, 8000, 15050, 1690, 5640, 1320, 940};

    return medians[merchant_category(merchant)];
}

static int64_t salary_of(const struct drafts *drafts, int64_t i)
{
    struct lg_draw draw;
    int64_t cents;

    lg_draw_rows(&drafts->fin->of[STREAM_SALARY], drafts->account + i / PER_MONTH, 0, 1, &draw);
    lg_quantiles_pick(drafts->fin->salary, &draw, 0, 1, &cents);
    return cents;
}

static int64_t spread_cents(int64_t median, int64_t spread, int64_t least)
{
    int64_t cents = (median * spread + 500000) / 1000000;

    return cents < least ? least : cents;
}

/* Round sums stay round in the currency: what is a note of twenty elsewhere is one of 400 in pesos. */
static int64_t in_notes(int64_t cents, int32_t currency)
{
    static const int64_t notes[CURRENCIES] = {1, 1, 1, 1, 20, 1};

    return cents * notes[currency];
}

static int64_t at_usual_rate(int64_t cents, int32_t currency)
{
    return (cents * usual[USD] + usual[currency] / 2) / usual[currency];
}

static int64_t forged_cents(int mark, uint32_t lane)
{
    static const int64_t round[] = {10000, 20000, 25000, 50000, 100000};

    return mark == ROUND_AMOUNT ? round[lg_below(lane, 5)] : LEAST_PURCHASE + lg_below(lane, 250);
}

/* An amount that is not log-normal. */
static int64_t other_cents(const struct drafts *drafts, int64_t i, const struct lg_draw *draw, int32_t currency)
{
    static const int64_t twenties[16] = {1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 10, 15, 20};
    static const int64_t fees[8] = {250, 300, 500, 1000, 1200, 1500, 2500, 3500};
    uint32_t lane = lg_draw_lane(draw, 0);

    if (drafts->mark[i] == CARD_TESTING || drafts->mark[i] == ROUND_AMOUNT)
        return in_notes(forged_cents(drafts->mark[i], lane), currency);
    switch (kinds[drafts->kind[i]].type) {
    case ATM_WITHDRAWAL:
        return in_notes(2000 * twenties[lane >> 28], currency);
    case FEE:
        return fees[lane >> 29];
    default:
        return salary_of(drafts, i);
    }
}

static int is_shopping(const struct drafts *drafts, int64_t i)
{
    return kinds[drafts->kind[i]].has & WITH_MERCHANT && drafts->mark[i] != CARD_TESTING && drafts->mark[i] != ROUND_AMOUNT;
}

void draft_cents(const struct drafts *drafts, const int64_t *merchants, const int32_t *found, int64_t *cents)
{
    struct lg_draw draws[BLOCK];

    lg_draw_keys(&drafts->fin->stream[AMOUNT], drafts->key, 0, drafts->rows, draws);
    lg_quantiles_pick(drafts->fin->spread, draws, 1, drafts->rows, cents);
    for (int64_t i = 0; i < drafts->rows; i++) {
        int64_t median = kinds[drafts->kind[i]].median;
        int32_t currency = currency_of(found[i]);

        if (is_settlement(drafts->kind[i]))
            cents[i] = imaxabs(drafts->settled[i / PER_MONTH]);
        else if (median > 0)
            cents[i] = spread_cents(median, cents[i], 1);
        else if (is_shopping(drafts, i))
            cents[i] = at_usual_rate(spread_cents(category_median(merchants[i]), cents[i], LEAST_PURCHASE), currency);
        else
            cents[i] = other_cents(drafts, i, &draws[i], currency);
    }
}

/* ---- in dollars ---- */

/* Half goes to the even neighbour. */
static int64_t rounded_half_even(int64_t value, int64_t unit)
{
    int64_t quotient = value / unit, twice = 2 * (value % unit);

    return quotient + (twice > unit || (twice == unit && quotient % 2 == 1));
}

static int64_t day_of(int64_t time)
{
    const int64_t day = INT64_C(86400000000);

    return time / day - (time % day < 0);
}

static int64_t in_dollars(const struct financial *fin, int64_t cents, int32_t currency, int64_t time)
{
    return rounded_half_even(cents * rate_of(fin, currency, day_of(time)), 1000000);
}

void draft_usd(const struct drafts *drafts, const int64_t *cents, const int32_t *found, const int64_t *times, int64_t *usd)
{
    for (int64_t i = 0; i < drafts->rows; i++) {
        int32_t currency = currency_of(found[i]);

        usd[i] = cents[i];
        if (currency != USD)
            usd[i] = in_dollars(drafts->fin, cents[i], currency, times ? times[i] : draft_time(drafts, i));
    }
}

/* ---- balances ---- */

void draft_statuses(const struct drafts *drafts, int32_t *statuses)
{
    struct lg_draw draws[BLOCK];

    lg_draw_keys(&drafts->fin->stream[STATUS], drafts->key, 0, drafts->rows, draws);
    lg_choice_pick(drafts->fin->status, draws, 0, drafts->rows, statuses);
    for (int64_t i = 0; i < drafts->rows; i += PER_MONTH)
        if (is_settlement(drafts->kind[i]))
            statuses[i] = POSTED;
}

/* Adds what a month moves to the balances. */
static void add_month(const struct drafts *drafts, int64_t *balances)
{
    int64_t merchants[BLOCK], cents[BLOCK], usd[BLOCK];
    int32_t found[BLOCK], statuses[BLOCK];

    draft_merchants(drafts, merchants);
    draft_countries(drafts, found);
    draft_cents(drafts, merchants, found, cents);
    draft_usd(drafts, cents, found, NULL, usd);
    draft_statuses(drafts, statuses);
    for (int64_t i = 0; i < drafts->rows; i++)
        if (statuses[i] != DECLINED)
            balances[i / PER_MONTH] += kinds[drafts->kind[i]].direction == CREDIT ? usd[i] : -usd[i];
}

/* Balances on the day that the accounts enter the data set; what is owed on a credit card is negative. */
static void first_balances(const struct drafts *drafts, int64_t *balances)
{
    static const int64_t medians[ACCOUNT_TYPES] = {
        [CHECKING] = 250000, [SAVINGS] = 800000, [CREDIT_CARD] = -90000, [MONEY_MARKET] = 1500000};
    int64_t n = drafts->rows / PER_MONTH;
    struct lg_draw draws[ACCOUNTS];

    lg_draw_rows(&drafts->fin->of[STREAM_ACCOUNT], drafts->account, 0, n, draws);
    lg_quantiles_pick(drafts->fin->spread, draws, 1, n, balances);
    for (int64_t j = 0; j < n; j++)
        balances[j] = medians[drafts->type[j]] * balances[j] / 1000000;
}

/* After a settlement, which adds nothing here, the balance is the first one. */
void opening_balances(const struct drafts *drafts, int64_t *balances)
{
    const int64_t last = drafts->month.number - 1;
    struct drafts past = *drafts;

    first_balances(drafts, balances);
    for (int64_t number = last - last % YEAR; number <= last; number++) {
        month_of(past.fin, number, &past.month);
        drafts_make(&past);
        add_month(&past, balances);
    }
}

void settle(struct drafts *drafts, const int64_t *openings)
{
    first_balances(drafts, drafts->settled);
    for (int64_t j = 0; j < drafts->rows / PER_MONTH; j++) {
        drafts->settled[j] -= openings[j];
        drafts->kind[j * PER_MONTH] = drafts->settled[j] > 0 ? PAID_IN : PAID_OUT;
    }
}
