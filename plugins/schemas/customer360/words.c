/* SPDX-License-Identifier: Apache-2.0 */
/* The words. Lists of city and state are in dirty.c, with their corruptions. */
#include "words.h"

#include "dirty.h"

#include <stdio.h>
#include <stdlib.h>

struct words {
    int32_t numbers[SECONDS_ON_SITE + POINTS_STEPS + PAGE_VIEWS_MOST + 1 + CLICKS_MOST + ITEMS_MOST + 1 + 5];
    const int32_t *page_views, *seconds, *clicks, *items, *scores, *points; /* into numbers */
    double bounce_rates[2];
    const char *campaign[CAMPAIGNS], *user_agent[USER_AGENTS];
    char campaign_text[CAMPAIGNS][16], user_agent_text[USER_AGENTS][64];
};

static const char *const types[] = {"browse", "login", "purchase", "abandoned_cart", "support"};
static const char *const categories[] = {"electronics", "clothing", "home_garden", "books", "sports"};
static const char *const currencies[] = {"USD", "EUR", "GBP", "CAD"};
static const char *const channels[] = {"web", "mobile_app", "store", "call_center", "social_media"};
static const char *const devices[] = {"desktop", "mobile", "tablet"};
static const char *const browsers[] = {"chrome", "safari", "firefox", "edge"};
static const char *const systems[] = {"Windows NT 10.0", "macOS 14.0", "Linux", "iOS 17", "Android 14"};
static const char *const issues[] = {"billing", "technical", "general_inquiry"};
static const char *const utm_sources[] = {"google", "facebook", "email", "direct"};
static const char *const utm_mediums[] = {"cpc", "organic", "referral"};
static const char *const tiers[] = {"bronze", "silver", "gold"};
static const char *const data_sources[] = {"primary_system", "legacy_import", "manual_entry", "third_party_api"};
static const char *const quality_flags[] = {"clean", "duplicate_suspected", "incomplete_data", "format_inconsistent"};

/* Appends first…last to a list of numbers and gives where they begin. */
static const int32_t *count_out(int32_t **next, int32_t first, int32_t last)
{
    const int32_t *start = *next;

    for (int32_t value = first; value <= last; value++)
        *(*next)++ = value;
    return start;
}

static void count_numbers(struct words *words)
{
    int32_t *next = words->numbers;

    words->page_views = count_out(&next, 0, PAGE_VIEWS_MOST);
    words->clicks = count_out(&next, 1, CLICKS_MOST);
    words->items = count_out(&next, 0, ITEMS_MOST);
    words->scores = count_out(&next, 1, 5);
    words->seconds = count_out(&next, 0, 0);
    (void)count_out(&next, 30, 3629);
    words->points = count_out(&next, 0, 0);
    (void)count_out(&next, 100, 999);
    words->bounce_rates[1] = 1.0;
}

static void name_user_agents(struct words *words)
{
    int i = 0;

    for (size_t b = 0; b < 4; b++)
        for (int version = 90; version < 130; version++)
            for (size_t d = 0; d < 3; d++)
                for (size_t s = 0; s < 5; s++, i++) {
                    (void)snprintf(words->user_agent_text[i], sizeof(words->user_agent_text[i]), "%s/%d.0 (%s; %s)", browsers[b],
                                   version, devices[d], systems[s]);
                    words->user_agent[i] = words->user_agent_text[i];
                }
}

int words_new(struct words **out, struct lg_error *err)
{
    struct words *words = calloc(1, sizeof(*words));

    *out = words;
    if (!words)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the dictionaries of customer360");
    count_numbers(words);
    name_user_agents(words);
    for (int i = 0; i < CAMPAIGNS; i++) {
        (void)snprintf(words->campaign_text[i], sizeof(words->campaign_text[i]), "CMP%d", 100 + i);
        words->campaign[i] = words->campaign_text[i];
    }
    return LG_OK;
}

void words_free(struct words *words)
{
    free(words);
}

#define LIST(words) (words), sizeof(words) / sizeof((words)[0])

void words_dictionary(const struct words *words, uint32_t column, struct lg_dictionary *dictionary)
{
    const struct {
        uint32_t column;
        const void *values;
        size_t count;
    } lists[] = {{INTERACTION_TYPE, LIST(types)},
                 {PRODUCT_CATEGORY, LIST(categories)},
                 {CURRENCY, LIST(currencies)},
                 {CHANNEL, LIST(channels)},
                 {DEVICE_TYPE, LIST(devices)},
                 {BROWSER, LIST(browsers)},
                 {CITY_RAW, dirty_cities, CITY_WORDS},
                 {STATE_RAW, dirty_states, STATE_WORDS},
                 {PAGE_VIEWS, words->page_views, PAGE_VIEWS_MOST + 1},
                 {TIME_ON_SITE_SECONDS, words->seconds, SECONDS_ON_SITE},
                 {BOUNCE_RATE, LIST(words->bounce_rates)},
                 {CLICK_COUNT, words->clicks, CLICKS_MOST},
                 {ITEMS_IN_CART, words->items, ITEMS_MOST + 1},
                 {ISSUE_CATEGORY, LIST(issues)},
                 {SATISFACTION_SCORE, words->scores, 5},
                 {CAMPAIGN_ID, LIST(words->campaign)},
                 {UTM_SOURCE, LIST(utm_sources)},
                 {UTM_MEDIUM, LIST(utm_mediums)},
                 {LOYALTY_TIER, LIST(tiers)},
                 {POINTS_REDEEMED, words->points, POINTS_STEPS},
                 {DATA_SOURCE, LIST(data_sources)},
                 {DATA_QUALITY_FLAG, LIST(quality_flags)},
                 {RAW_USER_AGENT, LIST(words->user_agent)}};

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        if (lists[i].column == column) {
            dictionary->values = lists[i].values;
            dictionary->count = (uint32_t)lists[i].count;
        }
}
