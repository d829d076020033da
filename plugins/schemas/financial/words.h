/* SPDX-License-Identifier: Apache-2.0 */
/* Dictionaries of financial: fixed words, places, and values that are counted out once in open(). */
#ifndef FINANCIAL_WORDS_H
#define FINANCIAL_WORDS_H

#include "financial.h"

#define COUNTRIES 9
#define CURRENCIES 6
#define CITIES 44
#define HOME_CITIES 20 /* the first ones, of the United States */
#define CATEGORIES 12
#define CODES (2 * CATEGORIES) /* two MCCs a category */
#define ADDRESSES 762          /* hosts 1…254 of three networks for documentation */
#define CARD_ENDINGS 10000
#define SCORES 10001

enum { TRUTH_CURRENCY, TRUTH_DESCRIPTION, TRUTH_MERCHANT_NAME, TRUTH_MCC, TRUTH_ID, TRUTH_IS_FRAUD, DIRTY_COLUMNS };
enum {
    CURRENCY_LOWER_CASE,
    DATE_SWAPPED,
    MERCHANT_VARIANT, /* and the variants behind it: UPPER_CASE is the first */
    MCC_MISSING = MERCHANT_VARIANT + VARIANTS - 1,
    DUPLICATE,
    MODE_CARD_TESTING,
    MODE_GEOGRAPHIC_JUMP,
    MODE_ROUND_AMOUNT,
    MODES
};

struct country {
    const char *code;
    int32_t currency, first_city, cities;
    int64_t weight; /* of transactions with a card, in thousandths of all: the others, 360 of these, are of the United States */
};
extern const struct country countries[COUNTRIES];

struct city {
    const char *name, *upper;
    int32_t latitude, longitude; /* 10^-4 degrees */
    int64_t weight;              /* of homes */
};
extern const struct city cities[CITIES];

extern const char *const words_codes[CODES];
const char *words_currency(int32_t currency);

struct words;

int words_new(struct words **words, struct lg_error *err);
void words_free(struct words *words);

/* The dictionary of a column of a table. */
void words_dictionary(const struct words *words, uint32_t table, uint32_t column, struct lg_dictionary *dictionary);

#endif
