/* SPDX-License-Identifier: Apache-2.0 */
/* What financial looks like: columns, tables, options. */
#include "financial.h"

#define N LG_COLUMN_NULLABLE
#define D LG_COLUMN_DICTIONARY
#define R LG_COLUMN_RANDOM
#define NO_CARD "not purchase, atm_withdrawal, refund"
#define NO_MERCHANT "not purchase, refund"
#define NO_PARTNER "not transfer_out, transfer_in"
#define OFF_LINE "channel is not online, mobile; or transfer_in"

static const struct lg_column transactions[COLUMNS + 1] = {
    [TRANSACTION_ID] = {"transaction_id", "u", "UUID v4", NULL, R, 0, NULL, {0}},
    [ACCOUNT_ID] = {"account_id", "l", "1...accounts", NULL, 0, 0, NULL, {0}},
    [CUSTOMER_ID] = {"customer_id", "l", "owner of the account; each owns 1 to 5, 1.6 on average", NULL, 0, 0, NULL, {0}},
    [ACCOUNT_TYPE] = {"account_type", "u", "per account: checking .55, savings .20, credit .20, money_market .05", NULL, D, 0, NULL, {0}},
    [CARD_TOKEN] = {"card_token", "u", "UUID v4, per account: its card", NO_CARD, N | R, 0, NULL, {0}},
    [PAN_MASKED] = {"pan_masked", "u", "4***********0000...9999, per account", NO_CARD, N | D, 0, NULL, {0}},
    [TRANSACTION_TIME] = {"transaction_time", "tsu:UTC",
                          "the k-th of a month on days 1-7, 8-15, 16-22, from 23; by weights of weekday and hour; salaries on paydays",
                          NULL, 0, 0, NULL, {0}},
    [POSTED_DATE] = {"posted_date", "tdD", "the next business day", "status is pending or declined", N, 0, NULL, {0}},
    [TRANSACTION_TYPE] = {"transaction_type", "u",
                          "purchase .55, bill_payment .08, atm_withdrawal .08, transfer_out .06, transfer_in .06, deposit .06, "
                          "direct_deposit .05, fee .03, interest .02, refund .01", NULL, D, 0, NULL, {0}},
    [DIRECTION] = {"direction", "u", "credit: transfer_in, deposit, direct_deposit, refund, interest but of credit accounts; else debit",
                   NULL, D, 0, NULL, {0}},
    [AMOUNT] = {"amount", "d:14,2",
                "log-normal: purchases by category, median 28 dollars; bills 110, deposits 180, transfers 150, interest 3.20; cash in "
                "multiples of 20; a salary per account, but of credit accounts", NULL, 0, 0, NULL, {0}},
    [CURRENCY] = {"currency", "u", "USD .93, EUR .03, GBP .015, CAD .015, MXN .005, CHF .005, of merchant_country; then lower case", NULL,
                  D, 0, NULL, {0}},
    [FX_RATE] = {"fx_rate", "d:12,6", "US dollars for one, of the day", NULL, 0, 0, NULL, {0}},
    [AMOUNT_USD] = {"amount_usd", "d:14,2", "amount × fx_rate, half to even", NULL, 0, 0, NULL, {0}},
    [BALANCE_AFTER] = {"balance_after", "d:14,2",
                       "opening balance of the account and its amounts in US dollars so far, without declined ones; each further year "
                       "begins with a settlement that restores it", NULL, 0, 0, NULL, {0}},
    [MERCHANT_ID] = {"merchant_id", "l", "1...merchants by popularity, Zipf 1.0; one merchant for 50 accounts, at least 1,000", NO_MERCHANT,
                     N, 0, NULL, {0}},
    [MERCHANT_NAME] = {"merchant_name", "u", "per merchant, three words; then four variants", NO_MERCHANT, N, 0, NULL, {0}},
    [MCC] = {"mcc", "u", "per merchant, two codes a category; then missing", "not purchase, refund; or missing", N | D, 0, NULL, {0}},
    [MERCHANT_CATEGORY] = {"merchant_category", "u", "per merchant, 12 categories", NO_MERCHANT, N | D, 0, NULL, {0}},
    [MERCHANT_COUNTRY] = {"merchant_country", "u",
                          "US .93, GB .015, CA .015, DE .01, FR .01, IT, ES, MX, CH .005; without card always US", NULL, D, 0, NULL, {0}},
    [MERCHANT_CITY] = {"merchant_city", "u",
                       "in the US .75 at home of the customer, without card always, else one of 20; abroad one of three", NULL, D, 0,
                       NULL, {0}},
    [CHANNEL] = {"channel", "u", "pos .38, online .27, mobile .14, ach .10, atm .08, branch .03, as the type has it", NULL, D, 0, NULL,
                 {0}},
    [STATUS] = {"status", "u", "posted .965, pending .02, declined .01, reversed .005", NULL, D, 0, NULL, {0}},
    [AUTH_CODE] = {"auth_code", "u", "6 of 32 characters", NO_CARD, N | R, 0, NULL, {0}},
    [REFERENCE_NUMBER] = {"reference_number", "u", "11 digits and a check digit (Luhn)", NULL, R, 0, NULL, {0}},
    [COUNTERPARTY_ACCOUNT_ID] = {"counterparty_account_id", "l", "account of the other leg", NO_PARTNER, N, 0, NULL, {0}},
    [TRANSFER_GROUP_ID] = {"transfer_group_id", "l", "of both legs; they also share amount, currency, time, channel and status",
                           NO_PARTNER, N, 0, NULL, {0}},
    [IP_ADDRESS] = {"ip_address", "u", "of the networks for documentation", OFF_LINE, N | D, 0, NULL, {0}},
    [DEVICE_FINGERPRINT] = {"device_fingerprint", "u", "64 hexadecimal characters, of four devices an account; of a new one in fraud",
                            OFF_LINE, N | R, 0, NULL, {0}},
    [LATITUDE] = {"latitude", "g", "within 0.15 degrees of the city, 4 decimals", OFF_LINE, N, 0, NULL, {0}},
    [LONGITUDE] = {"longitude", "g", "within 0.15 degrees of the city, 4 decimals", OFF_LINE, N, 0, NULL, {0}},
    [DESCRIPTION] = {"description", "u", "line of a statement: what, MM/DD, with whom; upper case, cut at 32; then DD/MM", NULL, 0, 0, NULL,
                     {0}},
    [IS_FRAUD] = {"is_fraud", "b", "forged purchases: bursts of small ones, jumps abroad, round amounts", NULL, 0, 0, NULL, {0}},
    [FRAUD_SCORE] = {"fraud_score", "g", "beta(2, 14), for fraud beta(6, 2), 4 decimals", NULL, D, 0, NULL, {0}},
    [RAW_MESSAGE] = {"raw_message", "u", "message_bytes random bytes, as hexadecimal characters", NULL, R, 0, NULL, {0}},
    [COLUMNS] = {0}};

static const struct lg_column truth[TRUTH_COLUMNS + 1] = {
    [TRUTH_ROW_ID] = {.name = "row_id", .type = "l", .doc = "row of transactions, from 0"},
    [TRUTH_TRANSACTION_ID] = {.name = "transaction_id", .type = "u", .flags = R, .doc = "transaction_id of that row"},
    [TRUTH_COLUMN] = {.name = "column", .type = "u", .flags = D, .doc = "the column that is wrong"},
    [TRUTH_MODE] = {.name = "mode", .type = "u", .flags = D, .doc = "how"},
    [TRUTH_CLEAN_VALUE] = {.name = "clean_value", .type = "u",
                           .doc = "what the value would have been; of a duplicate, the transaction_id that it repeats"},
    [TRUTH_COLUMNS] = {0}};

static const char *const transactions_key[] = {"transaction_id", NULL};
static const char *const truth_key[] = {"row_id", "column", NULL}, *const truth_order[] = {"row_id", NULL};

const struct lg_table financial_tables[TABLES + 1] = {
    [TABLE_TRANSACTIONS] = {.name = "transactions",
                            .doc = "Four transactions a month of each account; row = (month × accounts + account) × 4 + k",
                            .columns = transactions,
                            .primary_key = transactions_key,
                            .event_time = "transaction_time"},
    [TABLE_TRUTH] = {.name = "transactions_truth",
                     .doc = "Every corruption that changed a stored value, and every fraud",
                     .columns = truth,
                     .primary_key = truth_key,
                     .order_by = truth_order,
                     .driver = "transactions",
                     .fanout = 5, /* currency, date, name, code, fraud */
                     .flags = LG_TABLE_GROUND_TRUTH},
    [TABLES] = {0}};

const struct lg_option financial_options[] = {
    {.name = "accounts", .type = LG_OPTION_INT, .range = "1..1000000000000",
     .doc = "number of accounts; 500,000 per unit of scale when not set"},
    {.name = "months", .type = LG_OPTION_INT, .range = "1..1200", .doc = "length of the period; 12 when neither it nor end is set"},
    {.name = "start", .type = LG_OPTION_TIME, .fallback = "2024-01-01", .role = "time_start", .doc = "first day of the first month"},
    {.name = "end", .type = LG_OPTION_TIME, .role = "time_end",
     .doc = "first day of the month behind the last; start and months when not set"},
    {.name = "fraud_ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.001", .range = "0..1", .doc = "share of forged transactions"},
    {.name = "dirty_ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.02", .range = "0..1", .role = "dirty_ratio",
     .doc = "share of corrupted cells in currency, description, merchant_name and mcc, and of duplicates where there can be one"},
    {.name = "message_bytes", .type = LG_OPTION_INT, .fallback = "121", .range = "0..65536",
     .doc = "random bytes per message; hexadecimal doubles them"},
    {0}};
