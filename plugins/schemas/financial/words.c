/* SPDX-License-Identifier: Apache-2.0 */
/* The words and places, and dictionaries that are counted out once in open(). */
#include "words.h"

#include <lakegen/text.h>

#include <stdlib.h>

struct words {
    const char *address[ADDRESSES], *ending[CARD_ENDINGS], *country[COUNTRIES], *city[CITIES];
    char address_text[ADDRESSES][16], ending_text[CARD_ENDINGS][20];
    double score[SCORES];
};

static const char *const account_types[ACCOUNT_TYPES] = {"checking", "savings", "credit", "money_market"};
static const char *const types[TYPES] = {"purchase", "bill_payment",   "atm_withdrawal", "transfer_out", "transfer_in",
                                         "deposit",  "direct_deposit", "fee",            "interest",     "refund"};
static const char *const directions[DIRECTIONS] = {"debit", "credit"};
static const char *const channels[CHANNELS] = {"pos", "online", "mobile", "ach", "atm", "branch"};
static const char *const statuses[STATUSES] = {"posted", "pending", "declined", "reversed"};
/* The currencies, then as dirty data has them. */
static const char *const currencies[2 * CURRENCIES] = {"USD", "EUR", "GBP", "CAD", "MXN", "CHF", "usd", "eur", "gbp", "cad", "mxn", "chf"};
static const char *const categories[CATEGORIES] = {"groceries",     "restaurants",      "fuel",      "general_merchandise",
                                                   "pharmacy",      "clothing",         "electronics", "travel",
                                                   "entertainment", "home_improvement", "transport", "telecom"};
const char *const words_codes[CODES] = {"5411", "5499", "5812", "5814", "5541", "5542", "5311", "5399", "5912", "5122", "5651", "5661",
                                        "5732", "5734", "7011", "4511", "7832", "7994", "5200", "5251", "4121", "4111", "4812", "4814"};
static const char *const dirty_columns[DIRTY_COLUMNS] = {"currency", "description", "merchant_name", "mcc", "transaction_id", "is_fraud"};
static const char *const modes[MODES] = {
    "currency_lower_case", "date_swapped", "merchant_upper_case", "merchant_store_number", "merchant_legal_form", "merchant_padded",
    "mcc_missing", "duplicate", "card_testing", "geographic_jump", "round_amount"};

const struct country countries[COUNTRIES] = {{"US", 0, 0, 20, 570}, {"DE", 1, 20, 3, 10}, {"FR", 1, 23, 3, 10},
                                             {"IT", 1, 26, 3, 5},   {"ES", 1, 29, 3, 5},  {"GB", 2, 32, 3, 15},
                                             {"CA", 3, 35, 3, 15},  {"MX", 4, 38, 3, 5},  {"CH", 5, 41, 3, 5}};

const struct city cities[CITIES] = {
    {"New York", "NEW YORK", 407128, -740060, 84},          {"Los Angeles", "LOS ANGELES", 340522, -1182437, 40},
    {"Chicago", "CHICAGO", 418781, -876298, 27},            {"Houston", "HOUSTON", 297604, -953698, 23},
    {"Phoenix", "PHOENIX", 334484, -1120740, 16},           {"Philadelphia", "PHILADELPHIA", 399526, -751652, 16},
    {"San Antonio", "SAN ANTONIO", 294241, -984936, 14},    {"San Diego", "SAN DIEGO", 327157, -1171611, 14},
    {"Dallas", "DALLAS", 327767, -967970, 13},              {"San Jose", "SAN JOSE", 373382, -1218863, 10},
    {"Austin", "AUSTIN", 302672, -977431, 10},              {"Jacksonville", "JACKSONVILLE", 303322, -816557, 9},
    {"Columbus", "COLUMBUS", 399612, -829988, 9},           {"Charlotte", "CHARLOTTE", 352271, -808431, 9},
    {"Indianapolis", "INDIANAPOLIS", 397684, -861581, 9},   {"Seattle", "SEATTLE", 476062, -1223321, 8},
    {"Denver", "DENVER", 397392, -1049903, 7},              {"Boston", "BOSTON", 423601, -710589, 7},
    {"Nashville", "NASHVILLE", 361627, -867816, 7},         {"Portland", "PORTLAND", 455152, -1226784, 6},
    {"Berlin", "BERLIN", 525200, 134050, 0},                {"Hamburg", "HAMBURG", 535511, 99937, 0},
    {"Munich", "MUNICH", 481351, 115820, 0},                {"Paris", "PARIS", 488566, 23522, 0},
    {"Lyon", "LYON", 457640, 48357, 0},                     {"Marseille", "MARSEILLE", 432965, 53698, 0},
    {"Rome", "ROME", 419028, 124964, 0},                    {"Milan", "MILAN", 454642, 91900, 0},
    {"Naples", "NAPLES", 408518, 142681, 0},                {"Madrid", "MADRID", 404168, -37038, 0},
    {"Barcelona", "BARCELONA", 413874, 21686, 0},           {"Valencia", "VALENCIA", 394699, -3763, 0},
    {"London", "LONDON", 515072, -1276, 0},                 {"Manchester", "MANCHESTER", 534808, -22426, 0},
    {"Edinburgh", "EDINBURGH", 559533, -31883, 0},          {"Toronto", "TORONTO", 436532, -793832, 0},
    {"Montreal", "MONTREAL", 455019, -735674, 0},           {"Vancouver", "VANCOUVER", 492827, -1231207, 0},
    {"Mexico City", "MEXICO CITY", 194326, -991332, 0},     {"Guadalajara", "GUADALAJARA", 206597, -1033496, 0},
    {"Monterrey", "MONTERREY", 256866, -1003161, 0},        {"Zurich", "ZURICH", 473769, 85417, 0},
    {"Geneva", "GENEVA", 462044, 61432, 0},                 {"Basel", "BASEL", 475596, 75886, 0}};

/* ---- what is counted out ---- */

/* The networks that are for documentation: RFC 5737. */
static void name_addresses(struct words *words)
{
    static const char *const networks[] = {"192.0.2.", "198.51.100.", "203.0.113."};

    for (uint32_t i = 0; i < ADDRESSES; i++) {
        const char *network = networks[i / 254];
        char *p = lg_put_text(words->address_text[i], network, strlen(network));

        *lg_put_to_999(p, 1 + i % 254) = '\0';
        words->address[i] = words->address_text[i];
    }
}

static void name_endings(struct words *words)
{
    for (uint32_t i = 0; i < CARD_ENDINGS; i++) {
        char *p = lg_put_text(words->ending_text[i], "4***********", 12);

        *lg_put_digits(p, i, 4) = '\0';
        words->ending[i] = words->ending_text[i];
    }
}

int words_new(struct words **words, struct lg_error *err)
{
    *words = calloc(1, sizeof(**words));
    if (!*words)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the words of the schema financial");
    name_addresses(*words);
    name_endings(*words);
    for (int i = 0; i < COUNTRIES; i++)
        (*words)->country[i] = countries[i].code;
    for (int i = 0; i < CITIES; i++)
        (*words)->city[i] = cities[i].name;
    for (int i = 0; i < SCORES; i++)
        (*words)->score[i] = (double)i / 10000.0;
    return LG_OK;
}

const char *words_currency(int32_t currency)
{
    return currencies[currency];
}

void words_free(struct words *words)
{
    free(words);
}

void words_dictionary(const struct words *words, uint32_t table, uint32_t column, struct lg_dictionary *dictionary)
{
    struct list {
        const char *const *values;
        uint32_t count;
    };
    static const struct list fixed[COLUMNS] = {[ACCOUNT_TYPE] = {account_types, ACCOUNT_TYPES}, [TRANSACTION_TYPE] = {types, TYPES},
                        [DIRECTION] = {directions, DIRECTIONS},          [CURRENCY] = {currencies, 2 * CURRENCIES},
                        [MCC] = {words_codes, CODES},                    [MERCHANT_CATEGORY] = {categories, CATEGORIES},
                        [CHANNEL] = {channels, CHANNELS},                [STATUS] = {statuses, STATUSES}};
    static const struct list of_truth[TRUTH_COLUMNS] = {[TRUTH_COLUMN] = {dirty_columns, DIRTY_COLUMNS}, [TRUTH_MODE] = {modes, MODES}};
    const struct list counted[COLUMNS] = {[PAN_MASKED] = {words->ending, CARD_ENDINGS}, [IP_ADDRESS] = {words->address, ADDRESSES},
                                          [MERCHANT_COUNTRY] = {words->country, COUNTRIES}, [MERCHANT_CITY] = {words->city, CITIES}};
    const struct list *list = table == TABLE_TRUTH ? &of_truth[column] : fixed[column].values ? &fixed[column] : &counted[column];

    dictionary->values = list->values;
    dictionary->count = list->count;
    if (table == TABLE_TRANSACTIONS && column == FRAUD_SCORE) {
        dictionary->values = words->score;
        dictionary->count = SCORES;
    }
}
