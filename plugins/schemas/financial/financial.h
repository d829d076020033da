/* SPDX-License-Identifier: Apache-2.0 */
/* The schema financial, its parts: columns.c describes, words.c holds dictionaries, calendar.c knows months and times, draft.c decides what
 * a transaction is, money.c how much it moves, merchant.c with whom, text.c what a statement says of it, block.c keeps what columns
 * share, fill.c makes the columns, truth.c tells what was corrupted or forged, financial.c opens.
 *
 * How an account's history stays computable for any row alone. row = (month × accounts + account) × 4 + k, and k is the week: the
 * four transactions of a month fall on days 1-7, 8-15, 16-22 and from 23 on. So the rows of an account are in order of time by
 * themselves, and a row needs no other to know when it was.
 *
 * Balances. The balance at the start of a month is the opening balance, a function of the account, and what the months before moved,
 * reckoned anew from their draws: amounts, status, currency and rate, but no text. That makes balances add up to the cent for every
 * row while each amount keeps the distribution of its type. A year has twelve months from the first one; at the start of each further
 * year the first transaction is a settlement that brings the account back to its opening balance, with whatever amount and sign is
 * left, so that no row needs more than twelve months before its own. The price is time, for the column balance_after alone and in
 * the months of settlements: less than a third of the whole, never any memory. A settlement each month would have been cheaper, and
 * a quarter of all rows without the laws of their types.
 *
 * Transfers. An involution pairs the slots (month, account, k) of equal month and k: a keyed permutation gives each account a place,
 * and the one at place p is paired with that at (turn - p) mod accounts, turn being drawn for (month, k). Whether a pair is a transfer
 * is drawn at the pair; the lower place and the draw decide who sends. Both legs draw amount, time and status at the key of the pair;
 * the rest each draws at its own row: who receives has another address, score and reference than who sends. An account paired with
 * itself makes no transfer.
 *
 * Places and currencies. A card is used anywhere; all else happens at home, which is in the United States, in dollars. Amounts abroad
 * are what they would be at home, at the usual rate of the currency.
 *
 * Fraud comes in episodes of (account, month), drawn with the probability that makes fraud_ratio of all transactions, and concerns
 * purchases only: card testing turns neighbouring ones into a burst of small amounts within minutes, a geographic jump moves those
 * after the first abroad within hours, round amounts replace all of the month.
 *
 * A duplicated transaction takes the place of an odd k and repeats the one before it with an id of its own, seconds later; it was
 * booked twice, so that balances move twice. */
#ifndef FINANCIAL_H
#define FINANCIAL_H

#include <lakegen/distribution.h>
#include <lakegen/schema.h>

/* Columns of the table transactions, in order. */
enum {
    TRANSACTION_ID,
    ACCOUNT_ID,
    CUSTOMER_ID,
    ACCOUNT_TYPE,
    CARD_TOKEN,
    PAN_MASKED,
    TRANSACTION_TIME,
    POSTED_DATE,
    TRANSACTION_TYPE,
    DIRECTION,
    AMOUNT,
    CURRENCY,
    FX_RATE,
    AMOUNT_USD,
    BALANCE_AFTER,
    MERCHANT_ID,
    MERCHANT_NAME,
    MCC,
    MERCHANT_CATEGORY,
    MERCHANT_COUNTRY,
    MERCHANT_CITY,
    CHANNEL,
    STATUS,
    AUTH_CODE,
    REFERENCE_NUMBER,
    COUNTERPARTY_ACCOUNT_ID,
    TRANSFER_GROUP_ID,
    IP_ADDRESS,
    DEVICE_FINGERPRINT,
    LATITUDE,
    LONGITUDE,
    DESCRIPTION,
    IS_FRAUD,
    FRAUD_SCORE,
    RAW_MESSAGE,
    COLUMNS
};

enum { TABLE_TRANSACTIONS, TABLE_TRUTH, TABLES };

/* Columns of the ground truth. */
enum { TRUTH_ROW_ID, TRUTH_TRANSACTION_ID, TRUTH_COLUMN, TRUTH_MODE, TRUTH_CLEAN_VALUE, TRUTH_COLUMNS };

/* Dictionary indices that rules name. */
enum { PURCHASE, BILL_PAYMENT, ATM_WITHDRAWAL, TRANSFER_OUT, TRANSFER_IN, DEPOSIT, DIRECT_DEPOSIT, FEE, INTEREST, REFUND, TYPES };
enum { POS, ONLINE, MOBILE, ACH, ATM, BRANCH, CHANNELS };
enum { DEBIT, CREDIT, DIRECTIONS };
enum { POSTED, PENDING, DECLINED, REVERSED, STATUSES };
enum { CHECKING, SAVINGS, CREDIT_CARD, MONEY_MARKET, ACCOUNT_TYPES };

#define PER_MONTH 4     /* transactions of an account */
#define YEAR 12         /* months from one settlement to the next */
#define BLOCK 256       /* rows made at a time: whole account-months */
#define ACCOUNTS (BLOCK / PER_MONTH)

/* ---- what a transaction is: type and channel in one ---- */

enum {
    PURCHASE_POS,
    PURCHASE_ONLINE,
    PURCHASE_MOBILE,
    REFUND_POS,
    REFUND_ONLINE,
    BILL_ONLINE,
    BILL_ACH,
    BILL_MOBILE,
    ATM_CASH,
    DEPOSIT_BRANCH,
    DEPOSIT_MOBILE,
    FEE_ACH,
    FEE_ONLINE,
    FEE_MOBILE,
    FEE_BRANCH,
    DRAWN_KINDS, /* the others come about otherwise */
    SALARY = DRAWN_KINDS,
    INTEREST_ACH,
    INTEREST_ONLINE,
    INTEREST_MOBILE,
    CHARGE_ACH, /* interest on what is owed */
    CHARGE_ONLINE,
    CHARGE_MOBILE,
    PAID_OUT, /* settlements: what is left over, what is missing */
    PAID_IN,
    OUT_ONLINE,
    OUT_MOBILE,
    IN_ONLINE,
    IN_MOBILE,
    KINDS
};

#define WITH_CARD 1u
#define WITH_MERCHANT 2u
#define WITH_NETWORK 4u /* an address and a device: not off-line */
#define WITH_PARTNER 8u

struct kind {
    uint8_t type, channel, direction, has; /* has: WITH_… */
    int32_t median;                        /* of its amount in cents, where that is log-normal; 0: otherwise */
    const char *statement;                 /* how its line on a statement begins */
};
extern const struct kind kinds[KINDS];

static inline int is_purchase(int kind)
{
    return kind <= PURCHASE_MOBILE;
}

static inline int is_settlement(int kind)
{
    return kind == PAID_OUT || kind == PAID_IN;
}

/* What was done to a transaction. */
enum { NOTHING, COPY, AT_HOME, CARD_TESTING, FAR_AWAY, ROUND_AMOUNT };

static inline int is_fraud(int mark)
{
    return mark >= CARD_TESTING;
}

/* ---- state ---- */

/* What belongs to an account, a customer, a merchant or a day has streams of its own, keyed by it. */
enum {
    STREAM_DRAFT,    /* row: lanes 0 kind, 1 salary or interest, 2 copied, 3 channel of interest, seconds of a copy */
    STREAM_PAIR,     /* pair: lanes 0 whether, 1 direction, 2 channel */
    STREAM_TURN,     /* (month, k): word 0 */
    STREAM_PLACE,    /* transaction: lanes 0 country, 1 at home, 2 city, 3 country of fraud */
    STREAM_EPISODE,  /* (month, account): lanes 0 whether, 1 pattern, 2 pace */
    STREAM_DIRTY,    /* transaction: lanes 0 currency, 1 date, 2 merchant's name, 3 category code */
    STREAM_ACCOUNT,  /* account: lane 0 type, 1 card's digits; word 1 opening balance */
    STREAM_SALARY,   /* account: word 0 */
    STREAM_HOME,     /* customer: lane 0 city */
    STREAM_MERCHANT, /* merchant: lanes 0 to 2 name, 3 category code */
    STREAM_RATE,     /* (day, currency): lane 0 */
    STREAM_OWNER,    /* 0: order of the owners */
    STREAMS
};

/* A keyed permutation of 0…n-1 that is cheap: multiplications and shifts modulo a power of two, walked until inside. */
struct shuffle {
    int64_t n;
    uint64_t mask, multiplier[3], inverse[3], addend[3];
    unsigned shift;
};

#define OWNER_ACCOUNTS 160 /* of which 100 customers own 1 to 5 each */
#define OWNER_CUSTOMERS 100
#define DAYS_MOST 9 /* of a week */

struct financial {
    struct lg_stream stream[COLUMNS]; /* keyed by transaction */
    struct lg_stream of[STREAMS];
    struct lg_choice *kind, *account_type, *country, *home, *hour, *status;
    struct lg_quantiles *spread; /* log-normal around 1, in millionths */
    struct lg_quantiles *salary; /* cents */
    struct lg_quantiles *score[2];
    struct lg_zipf *merchant;
    struct shuffle place;
    int64_t accounts, months, merchants;
    int32_t start_month; /* months since year 0 */
    uint64_t transfer, dirty, episode, far_from_home; /* thresholds */
    uint64_t salary_at[2][PER_MONTH], interest_at[2][PER_MONTH]; /* the same, of credit cards the second */
    uint32_t day[DAYS_MOST + 1][7][DAYS_MOST];  /* weeks by days and first weekday: border of each day */
    uint8_t owner[OWNER_ACCOUNTS];
    uint8_t luhn[2][1000];                      /* of three digits: the second doubled, the others */
    size_t message_bytes;
    struct words *words;
};

extern const struct lg_table financial_tables[];
extern const struct lg_option financial_options[];

/* ---- calendar.c ---- */

struct month {
    int64_t number;                /* from 0 */
    int64_t first_day;             /* since 1970 */
    int32_t begin[PER_MONTH];      /* of each week, from the month's first day */
    int32_t days[PER_MONTH];
    int32_t payday[PER_MONTH];     /* from the month's first day; of weeks 1 and 3 */
    int32_t last;                  /* day, from the first */
    int32_t of_year;               /* 1 January … 12 December */
    int64_t turn[PER_MONTH];
};

void calendar_open(struct financial *fin);
void month_of(const struct financial *fin, int64_t number, struct month *month);

/* Months since year 0 of the first day of a month; -1 when the time is none. */
int64_t month_number(int64_t microseconds);

/* ---- draft.c: the transactions of some accounts in one month ---- */

struct drafts {
    const struct financial *fin;
    struct month month;
    int64_t account, rows; /* the first one; PER_MONTH rows each */
    int64_t first;         /* number of row 0 */
    int64_t place[ACCOUNTS]; /* of each account in the permutation */
    int32_t type[ACCOUNTS];  /* CHECKING… */
    uint8_t kind[BLOCK], mark[BLOCK];
    int64_t key[BLOCK];    /* of the transaction: its row, the row it repeats, or -1 - pair */
    int64_t own[BLOCK];    /* the same, but for a leg of a transfer also its row */
    int64_t settled[ACCOUNTS]; /* what settlements add to balances; made by settle() */
};

void shuffle_open(struct shuffle *shuffle, const struct lg_stream *stream, int64_t n);

/* Fills place and type; fin, account and rows are given. Then, for a month, kind, mark, key and own. */
void drafts_begin(struct drafts *drafts);
void drafts_make(struct drafts *drafts);

/* The other account of a transfer. */
int64_t partner_of(const struct drafts *drafts, int64_t i);

/* Probabilities of a salary or interest where a purchase was drawn, and of episodes; LG_E_CONFIG when fraud_ratio is too high. */
int drafts_open(struct financial *fin, struct lg_decimal fraud, struct lg_decimal dirty, struct lg_error *err);

void draft_times(const struct drafts *drafts, int64_t *times);
int64_t draft_time(const struct drafts *drafts, int64_t i);

/* ---- money.c ---- */

#define USD 0

void draft_merchants(const struct drafts *drafts, int64_t *merchants);
void draft_countries(const struct drafts *drafts, int32_t *countries);

/* Amounts in hundredths of the country's currency. */
void draft_cents(const struct drafts *drafts, const int64_t *merchants, const int32_t *countries, int64_t *cents);
/* From 0. */
int64_t customer_of(const struct financial *fin, int64_t account);

void draft_cities(const struct drafts *drafts, const int32_t *countries, int32_t *cities);
void draft_statuses(const struct drafts *drafts, int32_t *statuses);

int32_t currency_of(int32_t country);

/* Millionths of a dollar for one unit of the currency on a day. */
int64_t rate_of(const struct financial *fin, int32_t currency, int64_t day);

/* Amounts in US cents. times: NULL when they have not been made. */
void draft_usd(const struct drafts *drafts, const int64_t *cents, const int32_t *countries, const int64_t *times, int64_t *usd);

/* What the balance is before the first of each account's rows. */
void opening_balances(const struct drafts *drafts, int64_t *balances);

/* Has the month settlements? Until settle() has the openings of such a month, all are PAID_OUT, of nothing. */
static inline int is_settled(const struct month *month)
{
    return month->number > 0 && month->number % YEAR == 0;
}
void settle(struct drafts *drafts, const int64_t *openings);

/* ---- merchant.c, text.c ---- */

#define NAME_LONGEST 64
#define STATEMENT_LONGEST 32

/* Variants of a name, as dirty data has them. */
enum { AS_IT_IS, UPPER_CASE, STORE_NUMBER, LEGAL_FORM, PADDED, VARIANTS };

int32_t merchant_category(int64_t merchant);
int32_t merchant_code(int64_t merchant, const struct lg_draw *of_merchant); /* index of its MCC */
char *put_merchant(char *p, int64_t merchant, const struct lg_draw *of_merchant, int variant);

struct line {
    int32_t kind, city;
    int64_t account, merchant, partner;
    int32_t month, day;
    const struct lg_draw *draw, *of_merchant;
    int swapped; /* day before month */
};

/* A line of a statement, cut to STATEMENT_LONGEST characters; may touch 64 bytes. */
char *put_statement(const struct financial *fin, const struct line *line, char *p);

/* ---- a slice being filled ---- */

struct work {
    const struct financial *fin;
    struct lg_batch *batch;
    int64_t first, rows;
    struct lg_text text[COLUMNS];  /* of the text columns that are open */
    int64_t *card, *device, *message; /* keys of texts that are filled at the end */
};

/* Arrays that several columns need are made when the first of them asks. Rows begin…end - 1 are of the slice; row i is at at + i in
 * it. */
struct block {
    struct work *work;
    struct drafts drafts;
    int64_t begin, end, at;
    unsigned made; /* what of the following, and of drafts */
    int64_t opening[ACCOUNTS], time[BLOCK], merchant[BLOCK], cents[BLOCK], usd[BLOCK];
    int32_t country[BLOCK], city[BLOCK], status[BLOCK];
    struct lg_draw of_merchant[BLOCK], dirt[BLOCK];
};

const struct drafts *block_drafts(struct block *block);
const int64_t *block_openings(struct block *block);
const int64_t *block_times(struct block *block);
const int64_t *block_merchants(struct block *block);
const struct lg_draw *block_of_merchants(struct block *block);
const int64_t *block_cents(struct block *block);
const int32_t *block_countries(struct block *block);
const int32_t *block_cities(struct block *block);
const int32_t *block_statuses(struct block *block);
const int64_t *block_usd(struct block *block);
const struct lg_draw *block_dirt(struct block *block);

/* The blocks of a slice one after the other; next_block() gives 0 behind the last. */
void begin_blocks(struct block *block, struct work *work);
int next_block(struct block *block);

/* What is dirty about row i. */
int name_variant(struct block *block, int64_t i);
struct line line_of(struct block *block, int64_t i, const struct lg_draw *draws);

int fill_columns(struct work *work, struct lg_error *err);
int fill_truth(struct work *work, struct lg_error *err);

#endif
