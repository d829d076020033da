/* SPDX-License-Identifier: Apache-2.0 */
/* The schema customer360, its parts: columns.c describes, words.c holds dictionaries, fill.c makes plain columns, dirty.c the
 * four that get corrupted, truth.c tells what was corrupted, customer360.c opens and dispatches. */
#ifndef CUSTOMER360_H
#define CUSTOMER360_H

#include <lakegen/distribution.h>
#include <lakegen/schema.h>

/* Columns of the table interactions, in order. */
enum {
    ID,
    ROW_ID,
    EVENT_TIMESTAMP,
    EVENT_ID,
    SESSION_ID,
    CUSTOMER_ID,
    EMAIL_RAW,
    PHONE_RAW,
    INTERACTION_TYPE,
    PRODUCT_ID,
    PRODUCT_CATEGORY,
    TRANSACTION_AMOUNT,
    CURRENCY,
    CHANNEL,
    DEVICE_TYPE,
    BROWSER,
    IP_ADDRESS,
    CITY_RAW,
    STATE_RAW,
    ZIP_CODE,
    PAGE_VIEWS,
    TIME_ON_SITE_SECONDS,
    BOUNCE_RATE,
    CLICK_COUNT,
    CART_VALUE,
    ITEMS_IN_CART,
    SUPPORT_TICKET_ID,
    ISSUE_CATEGORY,
    SATISFACTION_SCORE,
    CAMPAIGN_ID,
    UTM_SOURCE,
    UTM_MEDIUM,
    LOYALTY_MEMBER,
    LOYALTY_TIER,
    POINTS_EARNED,
    POINTS_REDEEMED,
    DATA_SOURCE,
    DATA_QUALITY_FLAG,
    RAW_USER_AGENT,
    SESSION_FINGERPRINT,
    INTERACTION_PAYLOAD,
    COLUMNS
};

enum { TABLE_INTERACTIONS, TABLE_TRUTH };

/* Indices into the dictionary of interaction_type and of channel, where rules name them. */
enum { BROWSE, LOGIN, PURCHASE, ABANDONED_CART, SUPPORT, TYPES };
enum { WEB, MOBILE_APP, STORE, CALL_CENTER, SOCIAL_MEDIA, CHANNELS };

#define SOURCES 4
#define QUALITIES 4
#define TIERS 3

struct customer360 {
    struct lg_stream stream[COLUMNS];
    struct lg_stream location; /* which city and state: shared by the two columns */
    struct lg_zipf *customer;
    struct lg_quantiles *amount; /* in cents */
    struct lg_choice *type, *source, *quality, *tier;
    uint64_t dirty, duplicate, member, campaign; /* thresholds */
    int64_t start, end;                          /* of event_timestamp, microseconds; end excluded */
    int64_t payload_bytes;
    struct words *words; /* made dictionaries, see words.h */
};

extern const struct lg_table customer360_tables[];
extern const struct lg_option customer360_options[];

/* ---- a slice being filled ---- */

/* Arrays that several columns need are made when the first of them asks. */
struct work {
    const struct customer360 *schema;
    struct lg_batch *batch;
    int64_t first, rows;
    struct lg_draw *draws; /* for the column at hand */
    const int32_t *types, *channels, *page_views, *locations;
    const int64_t *customers, *cents;
    const uint8_t *members, *campaigns;
};

/* Each gives NULL, with err set, when memory ran out. */
const struct lg_draw *work_draws(struct work *work, uint32_t column, struct lg_error *err); /* draw 0 of the column's stream */
const int32_t *work_types(struct work *work, struct lg_error *err);
const int32_t *work_locations(struct work *work, struct lg_error *err); /* pairs of city and state, see dirty.h */

int fill_column(struct work *work, uint32_t column, struct lg_error *err);
int fill_dirty(struct work *work, uint32_t column, struct lg_error *err);
int fill_truth(struct work *work, struct lg_error *err);

#endif
