/* SPDX-License-Identifier: Apache-2.0 */
/* What customer360 looks like: columns, tables, options. */
#include "customer360.h"

#define N LG_COLUMN_NULLABLE
#define D LG_COLUMN_DICTIONARY
#define R LG_COLUMN_RANDOM
#define NO_PRODUCT "login, support"
#define NO_DEVICE "store, call_center"
#define NO_TICKET "not support"
#define NO_CAMPAIGN "no campaign"

static const struct lg_column interactions[] = {
    [ID] = {"id", "l", "row number, from 0", NULL, LG_COLUMN_SEQUENTIAL, 0, NULL, {0}},
    [ROW_ID] = {"row_id", "l", "same as id", NULL, 0, 0, NULL, {0}},
    [EVENT_TIMESTAMP] = {"event_timestamp", "tsu:", "uniform from timestamp_start to timestamp_end", NULL, 0, 0, NULL, {0}},
    [EVENT_ID] = {"event_id", "u", "UUID v4", NULL, R, 0, NULL, {0}},
    [SESSION_ID] = {"session_id", "u", "UUID v4", NULL, R, 0, NULL, {0}},
    [CUSTOMER_ID] = {"customer_id", "l", "Zipf, the tail folded back onto 1...customers", NULL, 0, 0, NULL, {0}},
    [EMAIL_RAW] = {"email_raw", "u", "user<1000...999998>@ one of 5 domains; some .DUPLICATE; then six dirty modes", NULL, 0, 0, NULL,
                   {0}},
    [PHONE_RAW] = {"phone_raw", "u", "half +1AAAPPPLLLL, half (AAA) PPP-LLLL; then four dirty modes", NULL, 0, 0, NULL, {0}},
    [INTERACTION_TYPE] = {"interaction_type", "u", "browse .35, login .20, purchase .18, abandoned_cart .15, support .12", NULL, D,
                          0, NULL, {0}},
    [PRODUCT_ID] = {"product_id", "u", "PRD and 10000...99998", NO_PRODUCT, N, 0, NULL, {0}},
    [PRODUCT_CATEGORY] = {"product_category", "u", "uniform over 5", NO_PRODUCT, N | D, 0, NULL, {0}},
    [TRANSACTION_AMOUNT] = {"transaction_amount", "g", "purchase: log-normal, clipped to 1.00...9999.99, 2 decimals; else 0.0", NULL,
                            0, 0, NULL, {0}},
    [CURRENCY] = {"currency", "u", "uniform over USD, EUR, GBP, CAD", NULL, D, 0, NULL, {0}},
    [CHANNEL] = {"channel", "u", "uniform over web, mobile_app, store, call_center, social_media", NULL, D, 0, NULL, {0}},
    [DEVICE_TYPE] = {"device_type", "u", "uniform over desktop, mobile, tablet", NO_DEVICE, N | D, 0, NULL, {0}},
    [BROWSER] = {"browser", "u", "uniform over chrome, safari, firefox, edge", NO_DEVICE, N | D, 0, NULL, {0}},
    [IP_ADDRESS] = {"ip_address", "u", "a.b.c.d with a 1...254, b and c 0...254, d 1...253", NULL, 0, 0, NULL, {0}},
    [CITY_RAW] = {"city_raw", "u", "from 22 pairs of city and state, then misspelt", NULL, D, 0, NULL, {0}},
    [STATE_RAW] = {"state_raw", "u", "from the same pair, then written otherwise", NULL, D, 0, NULL, {0}},
    [ZIP_CODE] = {"zip_code", "u", "10000...99998", NULL, 0, 0, NULL, {0}},
    [PAGE_VIEWS] = {"page_views", "i", "browse, purchase: 1...20; else 0", NULL, D, 0, NULL, {0}},
    [TIME_ON_SITE_SECONDS] = {"time_on_site_seconds", "i", "page_views > 0: 30...3629; else 0", NULL, D, 0, NULL, {0}},
    [BOUNCE_RATE] = {"bounce_rate", "g", "1.0 if page_views = 1 else 0.0", NULL, D, 0, NULL, {0}},
    [CLICK_COUNT] = {"click_count", "i", "1...100", NO_PRODUCT, N | D, 0, NULL, {0}},
    [CART_VALUE] = {"cart_value", "g", "uniform 0...9999.99, 2 decimals", NO_PRODUCT, N, 0, NULL, {0}},
    [ITEMS_IN_CART] = {"items_in_cart", "i", "0...20", NO_PRODUCT, N | D, 0, NULL, {0}},
    [SUPPORT_TICKET_ID] = {"support_ticket_id", "u", "TKT and 10000...99999", NO_TICKET, N, 0, NULL, {0}},
    [ISSUE_CATEGORY] = {"issue_category", "u", "uniform over billing, technical, general_inquiry", NO_TICKET, N | D, 0, NULL, {0}},
    [SATISFACTION_SCORE] = {"satisfaction_score", "i", "1...5", NO_TICKET, N | D, 0, NULL, {0}},
    [CAMPAIGN_ID] = {"campaign_id", "u", "CMP and 100...999", "60 % of rows, see campaign_ratio", N | D, 0, NULL, {0}},
    [UTM_SOURCE] = {"utm_source", "u", "uniform over google, facebook, email, direct", NO_CAMPAIGN, N | D, 0, NULL, {0}},
    [UTM_MEDIUM] = {"utm_medium", "u", "uniform over cpc, organic, referral", NO_CAMPAIGN, N | D, 0, NULL, {0}},
    [LOYALTY_MEMBER] = {"loyalty_member", "b", "per customer: 60 % are members, see member_ratio", NULL, 0, 0, NULL, {0}},
    [LOYALTY_TIER] = {"loyalty_tier", "u", "per customer: bronze .70, silver .20, gold .10", "not a member", N | D, 0, NULL, {0}},
    [POINTS_EARNED] = {"points_earned", "i", "purchase of a member: floor(amount * 10); else 0", NULL, 0, 0, NULL, {0}},
    [POINTS_REDEEMED] = {"points_redeemed", "i", "10 % of members' rows: 100...999; else 0", NULL, D, 0, NULL, {0}},
    [DATA_SOURCE] = {"data_source", "u", "primary_system .70, legacy_import .15, manual_entry .10, third_party_api .05", NULL, D, 0,
                     NULL, {0}},
    [DATA_QUALITY_FLAG] = {"data_quality_flag", "u",
                           "clean .92, duplicate_suspected .02, incomplete_data .03, format_inconsistent .03; independent of "
                           "corruption", NULL, D, 0, NULL, {0}},
    [RAW_USER_AGENT] = {"raw_user_agent", "u", "<browser>/<90...129>.0 (<device>; <system>), draws of its own", NULL, D, 0, NULL, {0}},
    [SESSION_FINGERPRINT] = {"session_fingerprint", "u", "64 random hexadecimal characters", NULL, R, 0, NULL, {0}},
    [INTERACTION_PAYLOAD] = {"interaction_payload", "u", "payload_kb * 1024 random bytes, as hexadecimal characters", NULL, R, 0, NULL,
                             {0}},
    [COLUMNS] = {0}};

static const struct lg_column truth[] = {
    {.name = "row_id", .type = "l", .doc = "row of interactions"},
    {.name = "column", .type = "u", .flags = D, .doc = "the column that was corrupted"},
    {.name = "mode", .type = "u", .flags = D, .doc = "how"},
    {.name = "clean_value", .type = "u", .doc = "what the value would have been; phones in the form +1AAAPPPLLLL"},
    {0}};

static const char *const interactions_key[] = {"id", NULL};
static const char *const truth_key[] = {"row_id", "column", NULL};
static const char *const truth_order[] = {"row_id", NULL};

const struct lg_table customer360_tables[] = {
    [TABLE_INTERACTIONS] = {.name = "interactions",
                            .path = "customer/interactions",
                            .doc = "Retail and e-commerce customer interactions, with dirty data",
                            .columns = interactions,
                            .primary_key = interactions_key,
                            .order_by = interactions_key,
                            .event_time = "event_timestamp",
                            .rows_per_unit = 2400000},
    [TABLE_TRUTH] = {.name = "interactions_truth",
                     .doc = "Every corruption that changed the stored value",
                     .columns = truth,
                     .primary_key = truth_key,
                     .order_by = truth_order,
                     .driver = "interactions",
                     .fanout = 4,
                     .flags = LG_TABLE_GROUND_TRUTH},
    {0}};

const struct lg_option customer360_options[] = {
    {.name = "customers", .type = LG_OPTION_INT, .range = "1..1000000000000", .doc = "number of customers; 100,000 per unit of scale when not set"},
    {.name = "dirty_ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.08", .range = "0..1", .role = "dirty_ratio",
     .doc = "share of corrupted cells in e-mail, phone, city and state, each independently"},
    {.name = "duplicate_email_ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.10", .range = "0..1",
     .doc = "share of e-mails with .DUPLICATE before the @"},
    {.name = "payload_kb", .type = LG_OPTION_INT, .fallback = "2", .range = "0..1024",
     .doc = "random KiB per payload; hexadecimal doubles them"},
    {.name = "timestamp_start", .type = LG_OPTION_TIME, .fallback = "2024-01-01", .role = "time_start", .doc = "first moment of event_timestamp"},
    {.name = "timestamp_end", .type = LG_OPTION_TIME, .fallback = "2025-12-31", .role = "time_end",
     .doc = "end of event_timestamp, excluded"},
    {.name = "zipf_alpha", .type = LG_OPTION_DECIMAL, .fallback = "1.5", .range = "1.000000001..10", .doc = "steepness of customer_id"},
    {.name = "type_weights", .type = LG_OPTION_WEIGHTS,
     .fallback = "browse=0.35,login=0.20,purchase=0.18,abandoned_cart=0.15,support=0.12", .doc = "shares of interaction_type"},
    {.name = "amount_mu", .type = LG_OPTION_DECIMAL, .fallback = "4.3", .range = "-10..20", .doc = "mean of the logarithm of amounts"},
    {.name = "amount_sigma", .type = LG_OPTION_DECIMAL, .fallback = "1.2", .range = "0.000001..10",
     .doc = "standard deviation of the logarithm of amounts"},
    {.name = "member_ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.6", .range = "0..1", .doc = "share of customers in the loyalty programme"},
    {.name = "tier_weights", .type = LG_OPTION_WEIGHTS, .fallback = "bronze=0.70,silver=0.20,gold=0.10", .doc = "shares of loyalty_tier"},
    {.name = "campaign_ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.4", .range = "0..1", .doc = "share of rows with a campaign"},
    {.name = "quality_weights", .type = LG_OPTION_WEIGHTS,
     .fallback = "clean=0.92,duplicate_suspected=0.02,incomplete_data=0.03,format_inconsistent=0.03", .doc = "shares of data_quality_flag"},
    {.name = "source_weights", .type = LG_OPTION_WEIGHTS,
     .fallback = "primary_system=0.70,legacy_import=0.15,manual_entry=0.10,third_party_api=0.05", .doc = "shares of data_source"},
    {0}};
