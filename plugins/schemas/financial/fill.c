/* SPDX-License-Identifier: Apache-2.0 */
/* All columns, a block of rows at a time, so that what columns share stays in the nearest cache. */
#include "financial.h"
#include "words.h"

#include <lakegen/calendar.h>
#include <lakegen/text.h>

static void draw_keys(struct block *block, uint32_t column, struct lg_draw *draws)
{
    lg_draw_keys(&block->drafts.fin->stream[column], block_drafts(block)->key, 0, block->drafts.rows, draws);
}

/* What the two legs of a transfer do not share. */
static void draw_own(struct block *block, uint32_t column, struct lg_draw *draws)
{
    lg_draw_keys(&block->drafts.fin->stream[column], block_drafts(block)->own, 0, block->drafts.rows, draws);
}

/* The rows of the block that the slice has: i in the block, o in the slice. */
#define EACH(i, o, block) for (int64_t i = (block)->begin, o = (block)->at; i < (block)->end; i++, o++)
#define EACH_TEXT(i, block) for (int64_t i = (block)->begin; i < (block)->end; i++)

static int has(struct block *block, int64_t i, unsigned what)
{
    return (kinds[block_drafts(block)->kind[i]].has & what) != 0;
}

/* ---- accounts ---- */

static void fill_accounts(struct block *block, uint32_t column)
{
    int64_t *id = lg_batch_int64(block->work->batch, column);

    EACH(i, o, block)
        id[o] = block->drafts.account + i / PER_MONTH + 1;
}

static void fill_customers(struct block *block, uint32_t column)
{
    int64_t *id = lg_batch_int64(block->work->batch, column);

    EACH(i, o, block)
        id[o] = customer_of(block->drafts.fin, block->drafts.account + i / PER_MONTH) + 1;
}

static void fill_account_types(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);

    EACH(i, o, block)
        index[o] = block_drafts(block)->type[i / PER_MONTH];
}

static void fill_endings(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    struct lg_draw draws[ACCOUNTS];

    lg_draw_rows(&block->drafts.fin->of[STREAM_ACCOUNT], block->drafts.account, 0, block->drafts.rows / PER_MONTH, draws);
    EACH(i, o, block)
        index[o] = (int32_t)lg_below(lg_draw_lane(&draws[i / PER_MONTH], 1), CARD_ENDINGS);
}

/* ---- what and when ---- */

static void fill_times(struct block *block, uint32_t column)
{
    int64_t *time = lg_batch_int64(block->work->batch, column);
    const int64_t *times = block_times(block);

    EACH(i, o, block)
        time[o] = times[i];
}

static void fill_posted(struct block *block, uint32_t column)
{
    static const uint8_t next[7] = {1, 1, 1, 1, 3, 2, 1}; /* business day after a Monday … Sunday */
    int32_t *date = lg_batch_int32(block->work->batch, column);
    const int64_t *times = block_times(block);

    EACH(i, o, block) {
        int64_t day = times[i] / LG_DAY_MICROSECONDS - (times[i] % LG_DAY_MICROSECONDS < 0);

        date[o] = (int32_t)(day + next[lg_weekday(day)]);
    }
}

static void fill_kinds(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);

    EACH(i, o, block) {
        const struct kind *kind = &kinds[block_drafts(block)->kind[i]];

        index[o] = column == TRANSACTION_TYPE ? kind->type : column == CHANNEL ? kind->channel : kind->direction;
    }
}

static void fill_statuses(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    const int32_t *statuses = block_statuses(block);

    EACH(i, o, block)
        index[o] = statuses[i];
}

/* ---- money ---- */

static void fill_amounts(struct block *block, uint32_t column)
{
    int64_t *amount = lg_batch_int64(block->work->batch, column);
    const int64_t *cents = column == AMOUNT ? block_cents(block) : block_usd(block);

    EACH(i, o, block)
        amount[o] = cents[i];
}

static void fill_currencies(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    const int32_t *found = block_countries(block);
    const struct lg_draw *dirt = block_dirt(block);

    EACH(i, o, block)
        index[o] = currency_of(found[i]) + (lg_hit(lg_draw_lane(&dirt[i], 0), block->drafts.fin->dirty) ? CURRENCIES : 0);
}

static void fill_rates(struct block *block, uint32_t column)
{
    int64_t *rate = lg_batch_int64(block->work->batch, column);
    const int32_t *found = block_countries(block);
    const int64_t *times = block_times(block);

    EACH(i, o, block)
        rate[o] = rate_of(block->drafts.fin, currency_of(found[i]),
                          times[i] / LG_DAY_MICROSECONDS - (times[i] % LG_DAY_MICROSECONDS < 0));
}

static void fill_balances(struct block *block, uint32_t column)
{
    int64_t *balance = lg_batch_int64(block->work->batch, column), running[ACCOUNTS];
    const int64_t *usd = block_usd(block);
    const int32_t *statuses = block_statuses(block);

    memcpy(running, block_openings(block), sizeof(running));
    for (int64_t i = 0, o = block->at - block->begin; i < block->end; i++, o++) {
        int64_t *now = &running[i / PER_MONTH];

        if (statuses[i] != DECLINED)
            *now += kinds[block->drafts.kind[i]].direction == CREDIT ? usd[i] : -usd[i];
        if (i >= block->begin)
            balance[o] = *now;
    }
}

/* ---- merchants ---- */

static void fill_merchants(struct block *block, uint32_t column)
{
    int64_t *id = lg_batch_int64(block->work->batch, column);
    const int64_t *merchants = block_merchants(block);

    EACH(i, o, block)
        id[o] = merchants[i];
}

static void fill_categories(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    const int64_t *merchants = block_merchants(block);

    EACH(i, o, block)
        index[o] = merchant_category(merchants[i]);
}

static void fill_codes(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    uint8_t *valid = lg_batch_valid(block->work->batch, column);
    const int64_t *merchants = block_merchants(block);
    const struct lg_draw *of_merchants = block_of_merchants(block), *dirt = block_dirt(block);

    EACH(i, o, block) {
        index[o] = merchant_code(merchants[i], &of_merchants[i]);
        valid[o] &= !lg_hit(lg_draw_lane(&dirt[i], 3), block->drafts.fin->dirty);
    }
}

int name_variant(struct block *block, int64_t i)
{
    uint32_t lane = lg_draw_lane(&block_dirt(block)[i], 2);

    if (!lg_hit(lane, block->drafts.fin->dirty))
        return AS_IT_IS;
    return UPPER_CASE + (int)(lane % (VARIANTS - 1)); /* the low bits do not decide whether */
}

static void fill_names(struct block *block, uint32_t column)
{
    struct lg_text *text = &block->work->text[column];
    const int64_t *merchants = block_merchants(block);
    const struct lg_draw *of_merchants = block_of_merchants(block);

    EACH_TEXT(i, block)
        if (has(block, i, WITH_MERCHANT))
            lg_text_end(text, put_merchant(lg_text_begin(text), merchants[i], &of_merchants[i], name_variant(block, i)));
        else
            lg_text_null(text);
}

static void fill_places(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    const int32_t *found = column == MERCHANT_COUNTRY ? block_countries(block) : block_cities(block);

    EACH(i, o, block)
        index[o] = found[i];
}

#define AROUND 3001 /* within 0.15 degrees, in steps of 10^-4 */

static void fill_coordinates(struct block *block, uint32_t column)
{
    double *value = lg_batch_float64(block->work->batch, column);
    const int32_t *where = block_cities(block);
    struct lg_draw draws[BLOCK];

    draw_own(block, column, draws);
    EACH(i, o, block) {
        int32_t middle = column == LATITUDE ? cities[where[i]].latitude : cities[where[i]].longitude;

        value[o] = (double)(middle + (int32_t)lg_below(lg_draw_lane(&draws[i], 0), AROUND) - AROUND / 2) / 10000.0;
    }
}

/* ---- codes and numbers ---- */

static void fill_auth_codes(struct block *block, uint32_t column)
{
    static const char characters[32] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; /* without those that look alike */
    struct lg_text *text = &block->work->text[column];
    struct lg_draw draws[BLOCK];

    draw_keys(block, column, draws);
    EACH_TEXT(i, block) {
        uint32_t lane = lg_draw_lane(&draws[i], 0);
        char *p = lg_text_begin(text);

        if (!has(block, i, WITH_CARD)) {
            lg_text_null(text);
            continue;
        }
        for (int c = 0; c < 6; c++, lane >>= 5)
            p[c] = characters[lane & 31];
        lg_text_end(text, p + 6);
    }
}

/* Eleven digits and Luhn's check digit: every other one is doubled, from the first on, and its digits added. */
static char *put_reference(const struct financial *fin, char *p, int64_t number)
{
    uint32_t groups[4] = {(uint32_t)(number / 1000000000), (uint32_t)(number / 1000000 % 1000), (uint32_t)(number / 1000 % 1000),
                          (uint32_t)(number % 1000)};
    unsigned sum = 0;

    for (int g = 0; g < 4; g++)
        sum += fin->luhn[g % 2][groups[g]];
    p = lg_put_digits(p, (uint64_t)number, 11);
    *p++ = (char)('0' + (10 - sum % 10) % 10);
    return p;
}

static void fill_references(struct block *block, uint32_t column)
{
    struct lg_text *text = &block->work->text[column];
    struct lg_draw draws[BLOCK];
    int64_t numbers[BLOCK];

    draw_own(block, column, draws);
    lg_uniform_int64(draws, 0, block->drafts.rows, 0, INT64_C(99999999999), numbers);
    EACH_TEXT(i, block)
        lg_text_end(text, put_reference(block->drafts.fin, lg_text_begin(text), numbers[i]));
}

static void fill_partners(struct block *block, uint32_t column)
{
    int64_t *id = lg_batch_int64(block->work->batch, column);

    EACH(i, o, block) {
        id[o] = 0;
        if (has(block, i, WITH_PARTNER))
            id[o] = column == TRANSFER_GROUP_ID ? -block->drafts.key[i] : partner_of(&block->drafts, i) + 1;
    }
}

static void fill_addresses(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    struct lg_draw draws[BLOCK];

    draw_own(block, column, draws);
    EACH(i, o, block)
        index[o] = (int32_t)lg_below(lg_draw_lane(&draws[i], 0), ADDRESSES);
}

/* ---- fraud ---- */

static void fill_fraud(struct block *block, uint32_t column)
{
    uint8_t *flag = lg_batch_bool(block->work->batch, column);

    EACH(i, o, block)
        flag[o] = (uint8_t)is_fraud(block_drafts(block)->mark[i]);
}

static void fill_scores(struct block *block, uint32_t column)
{
    int32_t *index = lg_batch_index(block->work->batch, column);
    struct lg_draw draws[BLOCK];
    int64_t scores[BLOCK];

    draw_own(block, column, draws);
    lg_quantiles_pick(block->drafts.fin->score[0], draws, 0, block->drafts.rows, scores);
    EACH(i, o, block) {
        if (is_fraud(block->drafts.mark[i]))
            lg_quantiles_pick(block->drafts.fin->score[1], &draws[i], 0, 1, &scores[i]);
        index[o] = (int32_t)scores[i];
    }
}

/* ---- statements ---- */

struct line line_of(struct block *block, int64_t i, const struct lg_draw *draws)
{
    const struct drafts *drafts = block_drafts(block);
    int64_t time = block_times(block)[i], day = time / LG_DAY_MICROSECONDS - (time % LG_DAY_MICROSECONDS < 0);

    return (struct line){.kind = drafts->kind[i],
                         .city = block_cities(block)[i],
                         .account = drafts->account + i / PER_MONTH,
                         .merchant = block_merchants(block)[i],
                         .partner = has(block, i, WITH_PARTNER) ? partner_of(drafts, i) + 1 : 0,
                         .month = drafts->month.of_year,
                         .day = (int32_t)(day - drafts->month.first_day) + 1,
                         .draw = &draws[i],
                         .of_merchant = &block_of_merchants(block)[i],
                         .swapped = lg_hit(lg_draw_lane(&block_dirt(block)[i], 1), drafts->fin->dirty)};
}

static void fill_statements(struct block *block, uint32_t column)
{
    struct lg_text *text = &block->work->text[column];
    struct lg_draw draws[BLOCK];

    draw_keys(block, column, draws);
    EACH_TEXT(i, block) {
        struct line line = line_of(block, i, draws);

        lg_text_end(text, put_statement(block->drafts.fin, &line, lg_text_begin(text)));
    }
}

/* ---- texts whose keys are collected and that are filled at the end ---- */

#define DEVICES 4 /* of an account; most transactions come from the first */

static void collect_cards(struct block *block, uint32_t column)
{
    int64_t *key = block->work->card;

    (void)column;
    EACH(i, o, block)
        key[o] = block->drafts.account + i / PER_MONTH;
}

static void collect_devices(struct block *block, uint32_t column)
{
    int64_t *key = block->work->device;
    struct lg_draw draws[BLOCK];

    draw_own(block, column, draws);
    EACH(i, o, block) {
        uint32_t lane = lg_draw_lane(&draws[i], 0);
        int64_t device = lane >> 31 ? 0 : lane >> 29; /* the first in five of eight */

        if (is_fraud(block->drafts.mark[i])) /* one that was never seen before */
            key[o] = -1 - (block->drafts.first + i);
        else
            key[o] = (block->drafts.account + i / PER_MONTH) * DEVICES + device;
    }
}

/* A copy has the message of what it repeats. */
static void collect_messages(struct block *block, uint32_t column)
{
    int64_t *key = block->work->message;

    (void)column;
    EACH(i, o, block)
        key[o] = block_drafts(block)->own[i];
}

/* ---- nulls ---- */

#define SETTLED 16u /* beside WITH_…: neither pending nor declined */

static void mark_valid(struct block *block, uint32_t column, unsigned rule)
{
    uint8_t *valid = lg_batch_valid(block->work->batch, column);
    const int32_t *statuses = rule == SETTLED ? block_statuses(block) : NULL;

    EACH(i, o, block)
        valid[o] = (uint8_t)(rule == SETTLED ? statuses[i] == POSTED || statuses[i] == REVERSED : has(block, i, rule));
}

/* ---- columns ---- */

static const struct {
    void (*fill)(struct block *block, uint32_t column); /* NULL: filled for the whole slice */
    unsigned valid; /* what a row with a value has; 0: all do */
    int64_t text;   /* longest value, for text that is written in place */
} rules[COLUMNS] = {
    [TRANSACTION_ID] = {0},
    [ACCOUNT_ID] = {.fill = fill_accounts},
    [CUSTOMER_ID] = {.fill = fill_customers},
    [ACCOUNT_TYPE] = {.fill = fill_account_types},
    [CARD_TOKEN] = {.fill = collect_cards, .valid = WITH_CARD},
    [PAN_MASKED] = {.fill = fill_endings, .valid = WITH_CARD},
    [TRANSACTION_TIME] = {.fill = fill_times},
    [POSTED_DATE] = {.fill = fill_posted, .valid = SETTLED},
    [TRANSACTION_TYPE] = {.fill = fill_kinds},
    [DIRECTION] = {.fill = fill_kinds},
    [AMOUNT] = {.fill = fill_amounts},
    [CURRENCY] = {.fill = fill_currencies},
    [FX_RATE] = {.fill = fill_rates},
    [AMOUNT_USD] = {.fill = fill_amounts},
    [BALANCE_AFTER] = {.fill = fill_balances},
    [MERCHANT_ID] = {.fill = fill_merchants, .valid = WITH_MERCHANT},
    [MERCHANT_NAME] = {.fill = fill_names, .valid = WITH_MERCHANT, .text = NAME_LONGEST},
    [MCC] = {.fill = fill_codes, .valid = WITH_MERCHANT},
    [MERCHANT_CATEGORY] = {.fill = fill_categories, .valid = WITH_MERCHANT},
    [MERCHANT_COUNTRY] = {.fill = fill_places},
    [MERCHANT_CITY] = {.fill = fill_places},
    [CHANNEL] = {.fill = fill_kinds},
    [STATUS] = {.fill = fill_statuses},
    [AUTH_CODE] = {.fill = fill_auth_codes, .valid = WITH_CARD, .text = 8},
    [REFERENCE_NUMBER] = {.fill = fill_references, .text = 16},
    [COUNTERPARTY_ACCOUNT_ID] = {.fill = fill_partners, .valid = WITH_PARTNER},
    [TRANSFER_GROUP_ID] = {.fill = fill_partners, .valid = WITH_PARTNER},
    [IP_ADDRESS] = {.fill = fill_addresses, .valid = WITH_NETWORK},
    [DEVICE_FINGERPRINT] = {.fill = collect_devices, .valid = WITH_NETWORK},
    [LATITUDE] = {.fill = fill_coordinates, .valid = WITH_NETWORK},
    [LONGITUDE] = {.fill = fill_coordinates, .valid = WITH_NETWORK},
    [DESCRIPTION] = {.fill = fill_statements, .text = STATEMENT_LONGEST},
    [IS_FRAUD] = {.fill = fill_fraud},
    [FRAUD_SCORE] = {.fill = fill_scores},
    [RAW_MESSAGE] = {.fill = collect_messages},
};

static int open_columns(struct work *work, struct lg_error *err)
{
    const size_t bytes = (size_t)work->rows * sizeof(int64_t);

    for (uint32_t column = 0; column < COLUMNS && err->code == LG_OK; column++)
        if (rules[column].text > 0 && lg_batch_wants(work->batch, column))
            (void)lg_text_open(work->batch, column, work->rows * rules[column].text, &work->text[column], err);
    if (err->code == LG_OK && lg_batch_wants(work->batch, CARD_TOKEN))
        work->card = lg_batch_scratch(work->batch, bytes, err);
    if (err->code == LG_OK && lg_batch_wants(work->batch, DEVICE_FINGERPRINT))
        work->device = lg_batch_scratch(work->batch, bytes, err);
    if (err->code == LG_OK && lg_batch_wants(work->batch, RAW_MESSAGE))
        work->message = lg_batch_scratch(work->batch, bytes, err);
    return err->code;
}

static int close_columns(struct work *work, struct lg_error *err)
{
    const struct financial *fin = work->fin;
    struct lg_batch *batch = work->batch;

    for (uint32_t column = 0; column < COLUMNS; column++)
        if (rules[column].text > 0 && lg_batch_wants(batch, column))
            lg_text_close(batch, column, &work->text[column]);
    if (lg_fill_uuid(&fin->stream[TRANSACTION_ID], work->first, batch, TRANSACTION_ID, err) != LG_OK ||
        lg_fill_hex_keys(&fin->stream[RAW_MESSAGE], work->message, NULL, fin->message_bytes, batch, RAW_MESSAGE, err) != LG_OK ||
        lg_fill_uuid_keys(&fin->stream[CARD_TOKEN], work->card, lg_batch_valid(batch, CARD_TOKEN), batch, CARD_TOKEN, err) != LG_OK)
        return err->code;
    return lg_fill_hex_keys(&fin->stream[DEVICE_FINGERPRINT], work->device, lg_batch_valid(batch, DEVICE_FINGERPRINT), 32, batch,
                            DEVICE_FINGERPRINT, err);
}

static void fill_block(struct block *block, const uint32_t *columns, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        if (rules[columns[c]].valid)
            mark_valid(block, columns[c], rules[columns[c]].valid);
        rules[columns[c]].fill(block, columns[c]);
    }
}

int fill_columns(struct work *work, struct lg_error *err)
{
    uint32_t columns[COLUMNS];
    struct block block;
    size_t count = 0;

    if (open_columns(work, err) != LG_OK)
        return err->code;
    for (uint32_t column = 0; column < COLUMNS; column++)
        if (rules[column].fill && lg_batch_wants(work->batch, column))
            columns[count++] = column;
    begin_blocks(&block, work);
    while (count > 0 && next_block(&block))
        fill_block(&block, columns, count);
    return close_columns(work, err);
}
