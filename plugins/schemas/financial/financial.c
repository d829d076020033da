/* SPDX-License-Identifier: Apache-2.0 */
/* The schema financial: transactions of bank accounts whose balances add up, with fraud and dirty data. */
#include "financial.h"
#include "words.h"

#include <stdlib.h>

#define ACCOUNTS_PER_UNIT 500000
#define USUAL_MONTHS 12
#define ACCOUNTS_PER_MERCHANT 50
#define FEWEST_MERCHANTS 1000
#define MONTHS_UNTIL_10000 (INT64_C(10000) * 12)

static void financial_close(void *state)
{
    struct financial *fin = state;

    lg_choice_free(fin->kind);
    lg_choice_free(fin->account_type);
    lg_choice_free(fin->country);
    lg_choice_free(fin->home);
    lg_choice_free(fin->hour);
    lg_choice_free(fin->status);
    lg_quantiles_free(fin->spread);
    lg_quantiles_free(fin->salary);
    lg_quantiles_free(fin->score[0]);
    lg_quantiles_free(fin->score[1]);
    lg_zipf_free(fin->merchant);
    words_free(fin->words);
    free(fin);
}

/* ---- period and sizes ---- */

static int first_of_month(const struct lg_options *options, const char *name, int64_t *number, struct lg_error *err)
{
    *number = month_number(lg_option_int(options, name));
    if (*number >= 0)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "%s is not the first day of a month", name);
}

static int open_period(struct financial *fin, const struct lg_options *options, struct lg_error *err)
{
    int64_t start, end;

    fin->months = lg_option_is_set(options, "months") ? lg_option_int(options, "months") : USUAL_MONTHS;
    if (first_of_month(options, "start", &start, err) != LG_OK)
        return err->code;
    fin->start_month = (int32_t)start;
    if (!lg_option_is_set(options, "end"))
        return LG_OK;
    if (first_of_month(options, "end", &end, err) != LG_OK)
        return err->code;
    if (end <= start)
        return lg_error_set(err, LG_E_CONFIG, "end is not after start");
    if (lg_option_is_set(options, "months") && end - start != fin->months)
        return lg_error_set(err, LG_E_CONFIG, "months is %lld, but from start to end there are %lld; leave one of them out",
                            (long long)fin->months, (long long)(end - start));
    fin->months = end - start;
    return LG_OK;
}

static int open_accounts(struct financial *fin, const struct lg_schema_request *request, struct lg_error *err)
{
    fin->accounts = lg_option_int(request->options, "accounts");
    if (!lg_option_is_set(request->options, "accounts") &&
        lg_scaled_rows(request->scale, ACCOUNTS_PER_UNIT, &fin->accounts, err) != LG_OK)
        return err->code;
    fin->merchants = fin->accounts / ACCOUNTS_PER_MERCHANT;
    if (fin->merchants < FEWEST_MERCHANTS)
        fin->merchants = FEWEST_MERCHANTS;
    shuffle_open(&fin->place, &fin->of[STREAM_TURN], fin->accounts);
    return LG_OK;
}

/* ---- owners: a hundred customers of 160 accounts, in random order ---- */

static void open_owners(struct financial *fin)
{
    static const uint8_t customers[] = {63, 22, 9, 4, 2}; /* with 1 … 5 accounts */
    uint8_t owns[OWNER_CUSTOMERS];
    struct lg_draw draws[OWNER_CUSTOMERS];
    int n = 0, account = 0;

    for (int size = 1; size <= 5; size++)
        for (int i = 0; i < customers[size - 1]; i++)
            owns[n++] = (uint8_t)size;
    lg_draw_rows(&fin->of[STREAM_OWNER], 0, 0, OWNER_CUSTOMERS, draws);
    for (int i = OWNER_CUSTOMERS - 1; i > 0; i--) {
        uint32_t other = lg_below(lg_draw_lane(&draws[i], 0), (uint32_t)i + 1);
        uint8_t held = owns[i];

        owns[i] = owns[other];
        owns[other] = held;
    }
    for (int i = 0; i < OWNER_CUSTOMERS; i++)
        for (int a = 0; a < owns[i]; a++)
            fin->owner[account++] = (uint8_t)i;
}

/* What three digits add to Luhn's sum: with the second doubled, with the first and third doubled. */
static void open_luhn(struct financial *fin)
{
    static const uint8_t doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};

    for (unsigned n = 0; n < 1000; n++) {
        unsigned a = n / 100, b = n / 10 % 10, c = n % 10;

        fin->luhn[0][n] = (uint8_t)(a + doubled[b] + c);
        fin->luhn[1][n] = (uint8_t)(doubled[a] + b + doubled[c]);
    }
}

/* ---- distributions ---- */

/* In units of 1/55,000: shares of kinds that are drawn, .88 in all; the others are transfers. */
static const int64_t kind_weights[DRAWN_KINDS] = {
    [PURCHASE_POS] = 62 * 374, [PURCHASE_ONLINE] = 62 * 156, [PURCHASE_MOBILE] = 62 * 20, [REFUND_POS] = 330,      [REFUND_ONLINE] = 220,
    [BILL_ONLINE] = 2750,      [BILL_ACH] = 1375,            [BILL_MOBILE] = 275,         [ATM_CASH] = 4400,       [DEPOSIT_BRANCH] = 1375,
    [DEPOSIT_MOBILE] = 1925,   [FEE_ACH] = 825,              [FEE_ONLINE] = 275,          [FEE_MOBILE] = 275,      [FEE_BRANCH] = 275};

static int open_choices(struct financial *fin, struct lg_error *err)
{
    static const int64_t account_weights[ACCOUNT_TYPES] = {55, 20, 20, 5}, status_weights[STATUSES] = {965, 20, 10, 5};
    static const int64_t hour_weights[24] = {20, 12, 8,  6,  6,  10, 24, 50,  80,  100, 110, 120,
                                             140, 130, 110, 110, 120, 140, 150, 130, 100, 80, 60, 40};
    int64_t country_weights[COUNTRIES], home_weights[HOME_CITIES];

    for (int i = 0; i < COUNTRIES; i++)
        country_weights[i] = countries[i].weight;
    for (int i = 0; i < HOME_CITIES; i++)
        home_weights[i] = cities[i].weight;
    if (lg_choice_new(kind_weights, DRAWN_KINDS, &fin->kind, err) != LG_OK ||
        lg_choice_new(account_weights, ACCOUNT_TYPES, &fin->account_type, err) != LG_OK ||
        lg_choice_new(country_weights, COUNTRIES, &fin->country, err) != LG_OK ||
        lg_choice_new(home_weights, HOME_CITIES, &fin->home, err) != LG_OK ||
        lg_choice_new(hour_weights, 24, &fin->hour, err) != LG_OK)
        return err->code;
    return lg_choice_new(status_weights, STATUSES, &fin->status, err);
}

static int open_distributions(struct financial *fin, const struct lg_options *options, struct lg_error *err)
{
    fin->message_bytes = (size_t)lg_option_int(options, "message_bytes");
    fin->far_from_home = lg_threshold((struct lg_decimal){250000000});
    if (drafts_open(fin, lg_option_decimal(options, "fraud_ratio"), lg_option_decimal(options, "dirty_ratio"), err) != LG_OK ||
        open_choices(fin, err) != LG_OK || lg_lognormal_new(0.0, 0.9, 0.0, 400.0, 6, &fin->spread, err) != LG_OK ||
        lg_lognormal_new(lg_log(1600.0), 0.4, 200.0, 20000.0, 2, &fin->salary, err) != LG_OK ||
        lg_beta_new(2.0, 14.0, 0.0, 1.0, 4, &fin->score[0], err) != LG_OK ||
        lg_beta_new(6.0, 2.0, 0.0, 1.0, 4, &fin->score[1], err) != LG_OK)
        return err->code;
    return lg_zipf_new(1.0, fin->merchants, 0, &fin->merchant, err);
}

/* ---- opening ---- */

static int open_streams(struct financial *fin, const struct lg_schema_request *request, struct lg_error *err)
{
    static const char *const names[STREAMS] = {
        [STREAM_DRAFT] = "draft",     [STREAM_PAIR] = "pair",       [STREAM_TURN] = "turn",   [STREAM_PLACE] = "place",
        [STREAM_EPISODE] = "episode", [STREAM_DIRTY] = "dirty",     [STREAM_ACCOUNT] = "account", [STREAM_SALARY] = "salary",
        [STREAM_HOME] = "home",       [STREAM_MERCHANT] = "merchant", [STREAM_RATE] = "rate", [STREAM_OWNER] = "owner"};

    if (lg_streams_open(request, &financial_tables[TABLE_TRANSACTIONS], fin->stream, err) != LG_OK)
        return err->code;
    for (int i = 0; i < STREAMS && err->code == LG_OK; i++)
        (void)lg_stream_open(request, financial_tables[TABLE_TRANSACTIONS].name, names[i], 0, &fin->of[i], err);
    return err->code;
}

static int financial_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    struct financial *fin = calloc(1, sizeof(*fin));

    if (!fin)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the schema financial");
    if (open_streams(fin, request, err) == LG_OK && open_period(fin, request->options, err) == LG_OK &&
        open_accounts(fin, request, err) == LG_OK && open_distributions(fin, request->options, err) == LG_OK &&
        words_new(&fin->words, err) == LG_OK) {
        calendar_open(fin);
        open_owners(fin);
        open_luhn(fin);
        *state = fin;
        return LG_OK;
    }
    financial_close(fin);
    return err->code;
}

static int financial_rows(const void *state, uint32_t table, int64_t *rows, struct lg_error *err)
{
    const struct financial *fin = state;

    (void)table, (void)err; /* the other one is derived; options are in ranges that cannot overflow */
    *rows = fin->accounts * fin->months * PER_MONTH;
    return LG_OK;
}

static int financial_check_rows(const void *state, uint32_t table, int64_t rows, struct lg_error *err)
{
    const struct financial *fin = state;

    if (table != TABLE_TRANSACTIONS || fin->start_month + rows / PER_MONTH / fin->accounts + 1 < MONTHS_UNTIL_10000)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "%lld rows of %lld accounts go on after the year 9999; lower --rows or raise accounts",
                        (long long)rows, (long long)fin->accounts);
}

static int financial_dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary,
                                struct lg_error *err)
{
    (void)err;
    words_dictionary(((const struct financial *)state)->words, table, column, dictionary);
    return LG_OK;
}

static int financial_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    struct work work = {.fin = state, .batch = batch, .first = slice->first_row, .rows = slice->rows};

    return slice->table == TABLE_TRUTH ? fill_truth(&work, err) : fill_columns(&work, err);
}

LG_SCHEMA_PLUGIN(financial, "1.0",
                 "transactions of bank accounts, 35 columns, whose balances add up, with fraud and dirty data and their ground truth",
                 .tables = financial_tables, .base.options = financial_options, .open = financial_open, .close = financial_close,
                 .rows = financial_rows, .check_rows = financial_check_rows, .dictionary = financial_dictionary,
                 .generate = financial_generate);
