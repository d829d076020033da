/* SPDX-License-Identifier: Apache-2.0 */
/* Columns that are not corrupted, a whole column at a time. */
#include "customer360.h"
#include "words.h"

#include <lakegen/text.h>

/* ---- arrays that several columns share ---- */

static void *scratch(struct work *work, size_t width, struct lg_error *err)
{
    return lg_batch_scratch(work->batch, (size_t)work->rows * width, err);
}

const struct lg_draw *work_draws(struct work *work, uint32_t column, struct lg_error *err)
{
    if (!work->draws)
        work->draws = scratch(work, sizeof(*work->draws), err);
    if (work->draws)
        lg_draw_rows(&work->schema->stream[column], work->first, 0, work->rows, work->draws);
    return work->draws;
}

/* Picks of a weighted choice, lane 0. */
static const int32_t *picks(struct work *work, uint32_t column, const struct lg_choice *choice, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);
    int32_t *index = draws ? scratch(work, sizeof(*index), err) : NULL;

    if (index)
        lg_choice_pick(choice, draws, 0, work->rows, index);
    return index;
}

static const int32_t *uniform(struct work *work, uint32_t column, int32_t lo, int32_t hi, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);
    int32_t *value = draws ? scratch(work, sizeof(*value), err) : NULL;

    if (value)
        lg_uniform_int32(draws, 0, work->rows, lo, hi, value);
    return value;
}

const int32_t *work_types(struct work *work, struct lg_error *err)
{
    if (!work->types)
        work->types = picks(work, INTERACTION_TYPE, work->schema->type, err);
    return work->types;
}

static const int32_t *work_channels(struct work *work, struct lg_error *err)
{
    if (!work->channels)
        work->channels = uniform(work, CHANNEL, 0, CHANNELS - 1, err);
    return work->channels;
}

const int32_t *work_locations(struct work *work, struct lg_error *err)
{
    int32_t *index;

    if (work->locations)
        return work->locations;
    if (!work->draws)
        work->draws = scratch(work, sizeof(*work->draws), err);
    index = work->draws ? scratch(work, sizeof(*index), err) : NULL;
    if (!index)
        return NULL;
    lg_draw_rows(&work->schema->location, work->first, 0, work->rows, work->draws);
    lg_uniform_int32(work->draws, 0, work->rows, 0, 21, index);
    work->locations = index;
    return index;
}

static const int32_t *work_page_views(struct work *work, struct lg_error *err)
{
    const int32_t *types = work_types(work, err);
    int32_t *views;

    if (work->page_views || !types)
        return work->page_views;
    views = (int32_t *)(uintptr_t)uniform(work, PAGE_VIEWS, 1, PAGE_VIEWS_MOST, err);
    for (int64_t i = 0; views && i < work->rows; i++)
        views[i] = types[i] == BROWSE || types[i] == PURCHASE ? views[i] : 0;
    work->page_views = views;
    return views;
}

static const int64_t *work_customers(struct work *work, struct lg_error *err)
{
    const struct lg_draw *draws;
    int64_t *customer;

    if (work->customers)
        return work->customers;
    draws = work_draws(work, CUSTOMER_ID, err);
    customer = draws ? scratch(work, sizeof(*customer), err) : NULL;
    if (customer)
        lg_zipf_pick(work->schema->customer, &work->schema->stream[CUSTOMER_ID], work->first, draws, work->rows, customer);
    work->customers = customer;
    return customer;
}

/* Draws of a stream that belongs to customers. */
static const struct lg_draw *customer_draws(struct work *work, uint32_t column, struct lg_error *err)
{
    const int64_t *customers = work_customers(work, err);

    if (customers && !work->draws)
        work->draws = scratch(work, sizeof(*work->draws), err);
    if (!customers || !work->draws)
        return NULL;
    lg_draw_keys(&work->schema->stream[column], customers, 0, work->rows, work->draws);
    return work->draws;
}

static void mark_hits(const struct lg_draw *draws, uint64_t threshold, int64_t rows, uint8_t *hits)
{
    for (int64_t i = 0; i < rows; i++)
        hits[i] = (uint8_t)lg_hit(lg_draw_lane(&draws[i], 0), threshold);
}

static const uint8_t *work_members(struct work *work, struct lg_error *err)
{
    const struct lg_draw *draws;
    uint8_t *member;

    if (work->members)
        return work->members;
    draws = customer_draws(work, LOYALTY_MEMBER, err);
    member = draws ? scratch(work, 1, err) : NULL;
    if (member)
        mark_hits(draws, work->schema->member, work->rows, member);
    work->members = member;
    return member;
}

static const uint8_t *work_campaigns(struct work *work, struct lg_error *err)
{
    const struct lg_draw *draws;
    uint8_t *present;

    if (work->campaigns)
        return work->campaigns;
    draws = work_draws(work, CAMPAIGN_ID, err);
    present = draws ? scratch(work, 1, err) : NULL;
    if (present)
        mark_hits(draws, work->schema->campaign, work->rows, present);
    work->campaigns = present;
    return present;
}

/* Amounts of purchases, in cents; 0 for other types. */
static const int64_t *work_cents(struct work *work, struct lg_error *err)
{
    const int32_t *types = work_types(work, err);
    const struct lg_draw *draws;
    int64_t *cents;

    if (work->cents || !types)
        return work->cents;
    draws = work_draws(work, TRANSACTION_AMOUNT, err);
    cents = draws ? scratch(work, sizeof(*cents), err) : NULL;
    if (!cents)
        return NULL;
    lg_quantiles_pick(work->schema->amount, draws, 0, work->rows, cents);
    for (int64_t i = 0; i < work->rows; i++)
        cents[i] = types[i] == PURCHASE ? cents[i] : 0;
    work->cents = cents;
    return cents;
}

/* ---- nulls ---- */

enum { ALWAYS, WITH_PRODUCT, WITH_DEVICE, WITH_TICKET, WITH_CAMPAIGN, WITH_MEMBER };

static int mark_types(struct work *work, unsigned set, uint8_t *valid, struct lg_error *err)
{
    const int32_t *types = work_types(work, err);

    for (int64_t i = 0; types && i < work->rows; i++)
        valid[i] = (uint8_t)(set >> types[i] & 1);
    return err->code;
}

static int mark_bytes(const uint8_t *present, int64_t rows, uint8_t *valid, const struct lg_error *err)
{
    if (present)
        memcpy(valid, present, (size_t)rows);
    return err->code;
}

/* Which rows have a value, by the column's rule. */
static int mark_valid(struct work *work, uint32_t column, int rule, struct lg_error *err)
{
    uint8_t *valid = lg_batch_valid(work->batch, column);
    const int32_t *channels;

    switch (rule) {
    case WITH_PRODUCT:
        return mark_types(work, 1u << BROWSE | 1u << PURCHASE | 1u << ABANDONED_CART, valid, err);
    case WITH_TICKET:
        return mark_types(work, 1u << SUPPORT, valid, err);
    case WITH_CAMPAIGN:
        return mark_bytes(work_campaigns(work, err), work->rows, valid, err);
    case WITH_MEMBER:
        return mark_bytes(work_members(work, err), work->rows, valid, err);
    case WITH_DEVICE:
        channels = work_channels(work, err);
        for (int64_t i = 0; channels && i < work->rows; i++)
            valid[i] = channels[i] != STORE && channels[i] != CALL_CENTER;
        return err->code;
    default:
        return LG_OK;
    }
}

/* ---- columns ---- */

static int fill_row_numbers(struct work *work, uint32_t column, struct lg_error *err)
{
    int64_t *id = lg_batch_int64(work->batch, column);

    (void)err;
    for (int64_t i = 0; i < work->rows; i++)
        id[i] = work->first + i;
    return LG_OK;
}

static int fill_timestamps(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);

    if (draws)
        lg_uniform_int64(draws, 0, work->rows, work->schema->start, work->schema->end - 1, lg_batch_int64(work->batch, column));
    return err->code;
}

static int fill_uuids(struct work *work, uint32_t column, struct lg_error *err)
{
    return lg_fill_uuid(&work->schema->stream[column], work->first, work->batch, column, err);
}

static int fill_fingerprints(struct work *work, uint32_t column, struct lg_error *err)
{
    return lg_fill_hex(&work->schema->stream[column], work->first, 32, work->batch, column, err);
}

static int fill_payloads(struct work *work, uint32_t column, struct lg_error *err)
{
    return lg_fill_hex(&work->schema->stream[column], work->first, (size_t)work->schema->payload_bytes, work->batch, column, err);
}

static int fill_customers(struct work *work, uint32_t column, struct lg_error *err)
{
    const int64_t *customers = work_customers(work, err);

    if (customers)
        memcpy(lg_batch_int64(work->batch, column), customers, (size_t)work->rows * sizeof(*customers));
    return err->code;
}

static int copy_indices(struct work *work, uint32_t column, const int32_t *from, const struct lg_error *err)
{
    if (from)
        memcpy(lg_batch_index(work->batch, column), from, (size_t)work->rows * sizeof(*from));
    return err->code;
}

static int fill_types(struct work *work, uint32_t column, struct lg_error *err)
{
    return copy_indices(work, column, work_types(work, err), err);
}

static int fill_channels(struct work *work, uint32_t column, struct lg_error *err)
{
    return copy_indices(work, column, work_channels(work, err), err);
}

static int fill_page_views(struct work *work, uint32_t column, struct lg_error *err)
{
    return copy_indices(work, column, work_page_views(work, err), err);
}

static int fill_amounts(struct work *work, uint32_t column, struct lg_error *err)
{
    const int64_t *cents = work_cents(work, err);
    double *amount = lg_batch_float64(work->batch, column);

    for (int64_t i = 0; cents && i < work->rows; i++)
        amount[i] = (double)cents[i] / 100.0;
    return err->code;
}

static int fill_carts(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);
    double *value = lg_batch_float64(work->batch, column);

    for (int64_t i = 0; draws && i < work->rows; i++)
        value[i] = (double)lg_below(lg_draw_lane(&draws[i], 0), 1000000) / 100.0;
    return err->code;
}

static int fill_addresses(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);
    struct lg_text text;

    if (!draws || lg_text_open(work->batch, column, work->rows * 16, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        char *p = lg_text_begin(&text);

        p = lg_put_to_999(p, 1 + lg_below(lg_draw_lane(&draws[i], 0), 254));
        *p++ = '.';
        p = lg_put_to_999(p, lg_below(lg_draw_lane(&draws[i], 1), 255));
        *p++ = '.';
        p = lg_put_to_999(p, lg_below(lg_draw_lane(&draws[i], 2), 255));
        *p++ = '.';
        p = lg_put_to_999(p, 1 + lg_below(lg_draw_lane(&draws[i], 3), 253));
        lg_text_end(&text, p);
    }
    lg_text_close(work->batch, column, &text);
    return LG_OK;
}

/* A prefix and five digits: zip codes, products, tickets. Nulls take no bytes. */
static int fill_numbered(struct work *work, uint32_t column, struct lg_error *err)
{
    const char *prefix = column == PRODUCT_ID ? "PRD" : column == SUPPORT_TICKET_ID ? "TKT" : "";
    const uint32_t count = column == SUPPORT_TICKET_ID ? 90000 : 89999;
    const size_t length = strlen(prefix);
    const uint8_t *valid = lg_batch_valid(work->batch, column);
    const struct lg_draw *draws = work_draws(work, column, err);
    struct lg_text text;

    if (!draws || lg_text_open(work->batch, column, work->rows * 8, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        char *p = lg_text_begin(&text);

        if (valid && !valid[i]) {
            lg_text_null(&text);
            continue;
        }
        memcpy(p, prefix, length);
        lg_text_end(&text, lg_put_5(p + length, 10000 + lg_below(lg_draw_lane(&draws[i], 0), count)));
    }
    lg_text_close(work->batch, column, &text);
    return LG_OK;
}

static int fill_seconds(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *views = work_page_views(work, err);
    const struct lg_draw *draws = views ? work_draws(work, column, err) : NULL;
    int32_t *index = lg_batch_index(work->batch, column);

    for (int64_t i = 0; draws && i < work->rows; i++)
        index[i] = views[i] > 0 ? (int32_t)(1 + lg_below(lg_draw_lane(&draws[i], 0), SECONDS_ON_SITE - 1)) : 0;
    return err->code;
}

static int fill_bounces(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *views = work_page_views(work, err);
    int32_t *index = lg_batch_index(work->batch, column);

    for (int64_t i = 0; views && i < work->rows; i++)
        index[i] = views[i] == 1;
    return err->code;
}

static int fill_campaigns(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);
    int32_t *index = lg_batch_index(work->batch, column);

    if (draws) /* lane 0 says whether there is one */
        lg_uniform_int32(draws, 1, work->rows, 0, CAMPAIGNS - 1, index);
    return err->code;
}

static int fill_members(struct work *work, uint32_t column, struct lg_error *err)
{
    return mark_bytes(work_members(work, err), work->rows, lg_batch_bool(work->batch, column), err);
}

static int fill_tiers(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_draw *draws = customer_draws(work, column, err);

    if (draws)
        lg_choice_pick(work->schema->tier, draws, 0, work->rows, lg_batch_index(work->batch, column));
    return err->code;
}

static int fill_points_earned(struct work *work, uint32_t column, struct lg_error *err)
{
    const int64_t *cents = work_cents(work, err);
    const uint8_t *member = cents ? work_members(work, err) : NULL;
    int32_t *points = lg_batch_int32(work->batch, column);

    for (int64_t i = 0; member && i < work->rows; i++)
        points[i] = member[i] ? (int32_t)(cents[i] / 10) : 0;
    return err->code;
}

static int fill_points_redeemed(struct work *work, uint32_t column, struct lg_error *err)
{
    const uint64_t tenth = lg_threshold((struct lg_decimal){100000000});
    const uint8_t *member = work_members(work, err);
    const struct lg_draw *draws = member ? work_draws(work, column, err) : NULL;
    int32_t *index = lg_batch_index(work->batch, column);

    for (int64_t i = 0; draws && i < work->rows; i++) {
        int32_t points = (int32_t)(1 + lg_below(lg_draw_lane(&draws[i], 1), POINTS_STEPS - 1));

        index[i] = member[i] && lg_hit(lg_draw_lane(&draws[i], 0), tenth) ? points : 0;
    }
    return err->code;
}

static int fill_sources(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);

    if (draws)
        lg_choice_pick(column == DATA_SOURCE ? work->schema->source : work->schema->quality, draws, 0, work->rows,
                       lg_batch_index(work->batch, column));
    return err->code;
}

/* Uniform over the column's dictionary. */
static int fill_words(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, column, err);
    struct lg_dictionary dictionary = {0};

    words_dictionary(work->schema->words, column, &dictionary);
    if (draws)
        lg_uniform_int32(draws, 0, work->rows, 0, (int32_t)dictionary.count - 1, lg_batch_index(work->batch, column));
    return err->code;
}

static const struct {
    int (*fill)(struct work *work, uint32_t column, struct lg_error *err);
    int valid; /* which rows have a value */
} rules[COLUMNS] = {
    [ID] = {fill_row_numbers, ALWAYS},
    [ROW_ID] = {fill_row_numbers, ALWAYS},
    [EVENT_TIMESTAMP] = {fill_timestamps, ALWAYS},
    [EVENT_ID] = {fill_uuids, ALWAYS},
    [SESSION_ID] = {fill_uuids, ALWAYS},
    [CUSTOMER_ID] = {fill_customers, ALWAYS},
    [EMAIL_RAW] = {fill_dirty, ALWAYS},
    [PHONE_RAW] = {fill_dirty, ALWAYS},
    [INTERACTION_TYPE] = {fill_types, ALWAYS},
    [PRODUCT_ID] = {fill_numbered, WITH_PRODUCT},
    [PRODUCT_CATEGORY] = {fill_words, WITH_PRODUCT},
    [TRANSACTION_AMOUNT] = {fill_amounts, ALWAYS},
    [CURRENCY] = {fill_words, ALWAYS},
    [CHANNEL] = {fill_channels, ALWAYS},
    [DEVICE_TYPE] = {fill_words, WITH_DEVICE},
    [BROWSER] = {fill_words, WITH_DEVICE},
    [IP_ADDRESS] = {fill_addresses, ALWAYS},
    [CITY_RAW] = {fill_dirty, ALWAYS},
    [STATE_RAW] = {fill_dirty, ALWAYS},
    [ZIP_CODE] = {fill_numbered, ALWAYS},
    [PAGE_VIEWS] = {fill_page_views, ALWAYS},
    [TIME_ON_SITE_SECONDS] = {fill_seconds, ALWAYS},
    [BOUNCE_RATE] = {fill_bounces, ALWAYS},
    [CLICK_COUNT] = {fill_words, WITH_PRODUCT},
    [CART_VALUE] = {fill_carts, WITH_PRODUCT},
    [ITEMS_IN_CART] = {fill_words, WITH_PRODUCT},
    [SUPPORT_TICKET_ID] = {fill_numbered, WITH_TICKET},
    [ISSUE_CATEGORY] = {fill_words, WITH_TICKET},
    [SATISFACTION_SCORE] = {fill_words, WITH_TICKET},
    [CAMPAIGN_ID] = {fill_campaigns, WITH_CAMPAIGN},
    [UTM_SOURCE] = {fill_words, WITH_CAMPAIGN},
    [UTM_MEDIUM] = {fill_words, WITH_CAMPAIGN},
    [LOYALTY_MEMBER] = {fill_members, ALWAYS},
    [LOYALTY_TIER] = {fill_tiers, WITH_MEMBER},
    [POINTS_EARNED] = {fill_points_earned, ALWAYS},
    [POINTS_REDEEMED] = {fill_points_redeemed, ALWAYS},
    [DATA_SOURCE] = {fill_sources, ALWAYS},
    [DATA_QUALITY_FLAG] = {fill_sources, ALWAYS},
    [RAW_USER_AGENT] = {fill_words, ALWAYS},
    [SESSION_FINGERPRINT] = {fill_fingerprints, ALWAYS},
    [INTERACTION_PAYLOAD] = {fill_payloads, ALWAYS},
};

int fill_column(struct work *work, uint32_t column, struct lg_error *err)
{
    if (rules[column].valid != ALWAYS && mark_valid(work, column, rules[column].valid, err) != LG_OK)
        return err->code;
    return rules[column].fill(work, column, err);
}
