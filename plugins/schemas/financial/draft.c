/* SPDX-License-Identifier: Apache-2.0 */
/* What transactions are: their kinds, the pairs that are transfers, copies, and episodes of fraud. */
#include "financial.h"

/* Shares of types and channels are those of the tables below: sums over all kinds of a type, or of a channel. */
const struct kind kinds[KINDS] = {
    [PURCHASE_POS] = {PURCHASE, POS, DEBIT, WITH_CARD | WITH_MERCHANT, 0, "POS"},
    [PURCHASE_ONLINE] = {PURCHASE, ONLINE, DEBIT, WITH_CARD | WITH_MERCHANT | WITH_NETWORK, 0, "WEB"},
    [PURCHASE_MOBILE] = {PURCHASE, MOBILE, DEBIT, WITH_CARD | WITH_MERCHANT | WITH_NETWORK, 0, "APP"},
    [REFUND_POS] = {REFUND, POS, CREDIT, WITH_CARD | WITH_MERCHANT, 0, "REFUND"},
    [REFUND_ONLINE] = {REFUND, ONLINE, CREDIT, WITH_CARD | WITH_MERCHANT | WITH_NETWORK, 0, "REFUND"},
    [BILL_ONLINE] = {BILL_PAYMENT, ONLINE, DEBIT, WITH_NETWORK, 11000, "BILL PAY"},
    [BILL_ACH] = {BILL_PAYMENT, ACH, DEBIT, 0, 11000, "ACH DEBIT"},
    [BILL_MOBILE] = {BILL_PAYMENT, MOBILE, DEBIT, WITH_NETWORK, 11000, "BILL PAY APP"},
    [ATM_CASH] = {ATM_WITHDRAWAL, ATM, DEBIT, WITH_CARD, 0, "ATM WDL"},
    [DEPOSIT_BRANCH] = {DEPOSIT, BRANCH, CREDIT, 0, 18000, "DEPOSIT"},
    [DEPOSIT_MOBILE] = {DEPOSIT, MOBILE, CREDIT, WITH_NETWORK, 18000, "MOBILE DEPOSIT"},
    [FEE_ACH] = {FEE, ACH, DEBIT, 0, 0, "FEE"},
    [FEE_ONLINE] = {FEE, ONLINE, DEBIT, WITH_NETWORK, 0, "FEE"},
    [FEE_MOBILE] = {FEE, MOBILE, DEBIT, WITH_NETWORK, 0, "FEE"},
    [FEE_BRANCH] = {FEE, BRANCH, DEBIT, 0, 0, "FEE"},
    [SALARY] = {DIRECT_DEPOSIT, ACH, CREDIT, 0, 0, "PAYROLL"},
    [INTEREST_ACH] = {INTEREST, ACH, CREDIT, 0, 320, "INTEREST"},
    [INTEREST_ONLINE] = {INTEREST, ONLINE, CREDIT, WITH_NETWORK, 320, "INTEREST"},
    [INTEREST_MOBILE] = {INTEREST, MOBILE, CREDIT, WITH_NETWORK, 320, "INTEREST"},
    [CHARGE_ACH] = {INTEREST, ACH, DEBIT, 0, 320, "INTEREST"},
    [CHARGE_ONLINE] = {INTEREST, ONLINE, DEBIT, WITH_NETWORK, 320, "INTEREST"},
    [CHARGE_MOBILE] = {INTEREST, MOBILE, DEBIT, WITH_NETWORK, 320, "INTEREST"},
    [PAID_OUT] = {BILL_PAYMENT, ACH, DEBIT, 0, 0, "ACH DEBIT"},
    [PAID_IN] = {DEPOSIT, BRANCH, CREDIT, 0, 0, "DEPOSIT"},
    [OUT_ONLINE] = {TRANSFER_OUT, ONLINE, DEBIT, WITH_NETWORK | WITH_PARTNER, 15000, "TRANSFER TO"},
    [OUT_MOBILE] = {TRANSFER_OUT, MOBILE, DEBIT, WITH_NETWORK | WITH_PARTNER, 15000, "TRANSFER TO"},
    [IN_ONLINE] = {TRANSFER_IN, ONLINE, CREDIT, WITH_PARTNER, 15000, "TRANSFER FROM"},
    [IN_MOBILE] = {TRANSFER_IN, MOBILE, CREDIT, WITH_PARTNER, 15000, "TRANSFER FROM"},
};

/* ---- the permutation ---- */

void shuffle_open(struct shuffle *shuffle, const struct lg_stream *stream, int64_t n)
{
    struct lg_draw draws[3];
    unsigned bits = 0;

    while (((uint64_t)1 << bits) < (uint64_t)n)
        bits++;
    *shuffle = (struct shuffle){.n = n, .mask = ((uint64_t)1 << bits) - 1, .shift = bits > 1 ? (bits + 1) / 2 : 1};
    lg_draw_rows(stream, -1, 0, 3, draws); /* keys from 0 on are months */
    for (int r = 0; r < 3; r++) {
        uint64_t inverse = shuffle->multiplier[r] = draws[r].word[0] | 1;

        for (int i = 0; i < 5; i++) /* each step doubles the bits that are right, three at first */
            inverse *= 2 - shuffle->multiplier[r] * inverse;
        shuffle->inverse[r] = inverse;
        shuffle->addend[r] = draws[r].word[1];
    }
}

static int64_t place_of(const struct shuffle *shuffle, int64_t i)
{
    uint64_t x = (uint64_t)i;

    do
        for (int r = 0; r < 3; r++) {
            x = (x * shuffle->multiplier[r] + shuffle->addend[r]) & shuffle->mask;
            x ^= x >> shuffle->shift; /* at least half of the bits: its own inverse */
        }
    while (x >= (uint64_t)shuffle->n);
    return (int64_t)x;
}

static int64_t at_place(const struct shuffle *shuffle, int64_t place)
{
    uint64_t x = (uint64_t)place;

    do
        for (int r = 2; r >= 0; r--) {
            x ^= x >> shuffle->shift;
            x = ((x - shuffle->addend[r]) * shuffle->inverse[r]) & shuffle->mask;
        }
    while (x >= (uint64_t)shuffle->n);
    return (int64_t)x;
}

/* ---- pairs ---- */

static int64_t opposite(const struct drafts *drafts, int k, int64_t place)
{
    int64_t other = drafts->month.turn[k] - place;

    return other < 0 ? other + drafts->fin->accounts : other;
}

int64_t partner_of(const struct drafts *drafts, int64_t i)
{
    const struct shuffle *shuffle = &drafts->fin->place;

    return at_place(shuffle, opposite(drafts, (int)(i % PER_MONTH), drafts->place[i / PER_MONTH]));
}

/* Pairs have numbers from 0: those of a month and k lie together, by their lower place. */
static void find_pairs(const struct drafts *drafts, int64_t *pairs, uint8_t *lower)
{
    for (int64_t i = 0; i < drafts->rows; i += PER_MONTH) {
        int64_t place = drafts->place[i / PER_MONTH];

        for (int k = 0; k < PER_MONTH; k++) {
            int64_t other = opposite(drafts, k, place), first = place < other ? place : other;

            pairs[i + k] = (drafts->month.number * PER_MONTH + k) * drafts->fin->accounts + first;
            lower[i + k] = (uint8_t)(place < other ? 1 : place == other ? 2 : 0);
        }
    }
}

#define ALONE 2
#define ONLINE_TRANSFERS 1789569707 /* of 2^32: 50 of 120, the others are mobile */

static void make_transfers(struct drafts *drafts)
{
    struct lg_draw draws[BLOCK];
    int64_t pairs[BLOCK];
    uint8_t lower[BLOCK];

    find_pairs(drafts, pairs, lower);
    lg_draw_keys(&drafts->fin->of[STREAM_PAIR], pairs, 0, drafts->rows, draws);
    for (int64_t i = 0; i < drafts->rows; i++) {
        int online, sends;

        if (!lg_hit(lg_draw_lane(&draws[i], 0), drafts->fin->transfer) || lower[i] == ALONE || is_settlement(drafts->kind[i]))
            continue;
        online = lg_hit(lg_draw_lane(&draws[i], 2), ONLINE_TRANSFERS);
        sends = (int)(lg_draw_lane(&draws[i], 1) >> 31) == lower[i];
        drafts->kind[i] = (uint8_t)(sends ? online ? OUT_ONLINE : OUT_MOBILE : online ? IN_ONLINE : IN_MOBILE);
        drafts->key[i] = -1 - pairs[i];
    }
}

/* ---- kinds of one's own, and copies ---- */

static int is_transfer(const struct drafts *drafts, int64_t i)
{
    return kinds[drafts->kind[i]].has & WITH_PARTNER;
}

/* In weeks with a payday some purchases are salaries, in the last also interest. */
static uint8_t bank_kind(const struct drafts *drafts, int64_t i, const struct lg_draw *draw)
{
    static const uint8_t interest[2][4] = {{INTEREST_ACH, INTEREST_ACH, INTEREST_ONLINE, INTEREST_MOBILE},
                                           {CHARGE_ACH, CHARGE_ACH, CHARGE_ONLINE, CHARGE_MOBILE}};
    const int on_credit = drafts->type[i / PER_MONTH] == CREDIT_CARD;
    uint32_t lane = lg_draw_lane(draw, 1);

    if (lg_hit(lane, drafts->fin->salary_at[on_credit][i % PER_MONTH]))
        return SALARY;
    return lg_hit(lane, drafts->fin->interest_at[on_credit][i % PER_MONTH]) ? interest[on_credit][lg_draw_lane(draw, 3) >> 30]
                                                                            : drafts->kind[i];
}

/* Gives which rows were drawn to be copies. */
static void make_own(struct drafts *drafts, uint8_t *copied)
{
    struct lg_draw draws[BLOCK];
    int32_t picked[BLOCK];

    lg_draw_rows(&drafts->fin->of[STREAM_DRAFT], drafts->first, 0, drafts->rows, draws);
    lg_choice_pick(drafts->fin->kind, draws, 0, drafts->rows, picked);
    for (int64_t i = 0; i < drafts->rows; i++) {
        drafts->kind[i] = (uint8_t)picked[i];
        drafts->mark[i] = NOTHING;
        drafts->key[i] = drafts->own[i] = drafts->first + i;
        copied[i] = i % 2 == 1 && lg_hit(lg_draw_lane(&draws[i], 2), drafts->fin->dirty);
    }
    for (int64_t i = 1; i < drafts->rows; i += 2)
        if (is_purchase(drafts->kind[i]))
            drafts->kind[i] = bank_kind(drafts, i, &draws[i]);
    for (int64_t i = 0; is_settled(&drafts->month) && i < drafts->rows; i += PER_MONTH) {
        drafts->kind[i] = PAID_OUT;
        drafts->settled[i / PER_MONTH] = 0;
    }
}

/* A transfer can neither be repeated nor replaced, because its other leg is elsewhere; nor a settlement, which sums up. */
static void make_copies(struct drafts *drafts, const uint8_t *copied)
{
    for (int64_t i = 1; i < drafts->rows; i += 2) {
        if (!copied[i] || is_transfer(drafts, i) || is_transfer(drafts, i - 1) || is_settlement(drafts->kind[i - 1]))
            continue;
        drafts->kind[i] = drafts->kind[i - 1];
        drafts->key[i] = drafts->own[i] = drafts->key[i - 1];
        drafts->mark[i] = COPY;
    }
}

/* ---- fraud ---- */

enum { TESTING, JUMP, ROUND, PATTERNS };

#define FEWEST_TESTED 3 /* of a burst */

/* The first run of neighbouring purchases among four, as a range. */
static void first_run(unsigned purchases, int *begin, int *end)
{
    for (*begin = 0; *begin < PER_MONTH && !(purchases >> *begin & 1); ++*begin)
        ;
    for (*end = *begin; *end < PER_MONTH && purchases >> *end & 1; ++*end)
        ;
}

/* How many of the purchases a pattern forges. */
static int forged(unsigned purchases, int pattern)
{
    int begin, end, length;

    if (pattern == ROUND)
        return (int)((purchases & 1) + (purchases >> 1 & 1) + (purchases >> 2 & 1) + (purchases >> 3));
    first_run(purchases, &begin, &end);
    length = end - begin;
    return pattern == TESTING ? length >= FEWEST_TESTED ? length : 0 : length >= 2 ? length - 1 : 0;
}

static void forge(struct drafts *drafts, int64_t row, int pattern)
{
    unsigned purchases = 0;
    int begin = 0, end = PER_MONTH;

    for (int k = 0; k < PER_MONTH; k++)
        purchases |= (unsigned)is_purchase(drafts->kind[row + k]) << k;
    if (forged(purchases, pattern) == 0)
        return;
    if (pattern != ROUND)
        first_run(purchases, &begin, &end);
    for (int64_t i = row + begin; i < row + end; i++)
        if (pattern == TESTING) {
            drafts->kind[i] = PURCHASE_ONLINE;
            drafts->mark[i] = CARD_TESTING;
        } else if (pattern == JUMP) {
            drafts->kind[i] = PURCHASE_POS;
            drafts->mark[i] = i == row + begin ? AT_HOME : FAR_AWAY;
        } else if (is_purchase(drafts->kind[i])) {
            drafts->mark[i] = ROUND_AMOUNT;
        }
}

/* A month with an episode has no copies. */
static void make_episodes(struct drafts *drafts, uint8_t *copied)
{
    struct lg_draw draws[ACCOUNTS];

    lg_draw_rows(&drafts->fin->of[STREAM_EPISODE], drafts->first / PER_MONTH, 0, drafts->rows / PER_MONTH, draws);
    for (int64_t j = 0; j < drafts->rows / PER_MONTH; j++) {
        if (!lg_hit(lg_draw_lane(&draws[j], 0), drafts->fin->episode))
            continue;
        memset(copied + j * PER_MONTH, 0, PER_MONTH);
        forge(drafts, j * PER_MONTH, (int)lg_below(lg_draw_lane(&draws[j], 1), PATTERNS));
    }
}

void drafts_begin(struct drafts *drafts)
{
    struct lg_draw draws[ACCOUNTS];

    for (int64_t j = 0; j < drafts->rows / PER_MONTH; j++)
        drafts->place[j] = place_of(&drafts->fin->place, drafts->account + j);
    lg_draw_rows(&drafts->fin->of[STREAM_ACCOUNT], drafts->account, 0, drafts->rows / PER_MONTH, draws);
    lg_choice_pick(drafts->fin->account_type, draws, 0, drafts->rows / PER_MONTH, drafts->type);
}

void drafts_make(struct drafts *drafts)
{
    uint8_t copied[BLOCK];

    drafts->first = (drafts->month.number * drafts->fin->accounts + drafts->account) * PER_MONTH;
    make_own(drafts, copied);
    make_transfers(drafts);
    make_episodes(drafts, copied);
    make_copies(drafts, copied);
}

/* ---- probabilities ---- */

#define TRANSFER_SHARE 0.12
#define PURCHASE_SHARE 0.62 /* of what is drawn at even k; salaries and interest make it less at odd k */
#define CREDIT_SHARE 0.20   /* of accounts: credit cards, which no salary is paid to */

static const double salary_share[2][PER_MONTH] = {{0, 0.10 / (1 - CREDIT_SHARE), 0, 0.10 / (1 - CREDIT_SHARE)}, {0}};
static const double interest_share[PER_MONTH] = {0, 0, 0, 0.08};

static uint64_t fraction(double share)
{
    return share >= 1.0 ? (uint64_t)1 << 32 : (uint64_t)(share * 0x1p32);
}

/* How many transactions an episode forges on average, given the probability of a purchase at each k. */
static double forged_on_average(const double purchase[PER_MONTH])
{
    double sum = 0.0;

    for (unsigned purchases = 0; purchases < 1u << PER_MONTH; purchases++) {
        double probability = 1.0;

        for (int k = 0; k < PER_MONTH; k++)
            probability *= purchases >> k & 1 ? purchase[k] : 1.0 - purchase[k];
        for (int pattern = 0; pattern < PATTERNS; pattern++)
            sum += probability * forged(purchases, pattern) / PATTERNS;
    }
    return sum;
}

/* Sets what becomes salary and interest where a purchase was drawn; gives how many transactions an episode then forges on average.
 * Copies replace what was drawn at odd k, so that more must be drawn for the same share to remain. */
static double open_bank_kinds(struct financial *fin, int on_credit, double copies)
{
    double purchase[PER_MONTH];

    for (int k = 0; k < PER_MONTH; k++) {
        double salary = salary_share[on_credit][k] > 0 ? salary_share[on_credit][k] / PURCHASE_SHARE / (1.0 - copies) : 0.0;
        double interest = interest_share[k] > 0 ? interest_share[k] / PURCHASE_SHARE / (1.0 - copies) : 0.0;
        double both = salary + interest < 1.0 ? salary + interest : 1.0;

        fin->salary_at[on_credit][k] = fraction(salary);
        fin->interest_at[on_credit][k] = fraction(both);
        purchase[k] = PURCHASE_SHARE * (1.0 - both);
    }
    return forged_on_average(purchase);
}

/* The limit is said in thousandths, rounded down: what is said is accepted. */
int drafts_open(struct financial *fin, struct lg_decimal fraud, struct lg_decimal dirty, struct lg_error *err)
{
    double ratio = (double)fraud.nano / 1e9, copies = (double)dirty.nano / 1e9 * (1.0 - TRANSFER_SHARE), per_episode;

    fin->transfer = fraction(TRANSFER_SHARE);
    fin->dirty = lg_threshold(dirty);
    per_episode = (1.0 - CREDIT_SHARE) * open_bank_kinds(fin, 0, copies) + CREDIT_SHARE * open_bank_kinds(fin, 1, copies);
    if (ratio * PER_MONTH > per_episode)
        return lg_error_set(err, LG_E_CONFIG, "fraud_ratio is %g, but only purchases are forged, at most %.3f of all", ratio,
                            (double)(int)(per_episode / PER_MONTH * 1000.0) / 1000.0);
    fin->episode = fraction(ratio * PER_MONTH / per_episode);
    return LG_OK;
}
