/* SPDX-License-Identifier: Apache-2.0 */
/* Merchants: category, code and name follow from the merchant's number, which is its rank by popularity. */
#include "financial.h"
#include "words.h"

#include <lakegen/text.h>

enum {
    GROCERIES,
    RESTAURANTS,
    FUEL,
    GENERAL_MERCHANDISE,
    PHARMACY,
    CLOTHING,
    ELECTRONICS,
    TRAVEL,
    ENTERTAINMENT,
    HOME_IMPROVEMENT,
    TRANSPORT,
    TELECOM
};

/* In turn, so that the shares of categories hardly depend on the number of merchants. */
int32_t merchant_category(int64_t merchant)
{
    static const uint8_t turn[32] = {
        GENERAL_MERCHANDISE, GROCERIES, RESTAURANTS, FUEL,        GROCERIES, TELECOM,     RESTAURANTS,   PHARMACY,
        TRANSPORT,           GROCERIES, CLOTHING,    RESTAURANTS, GENERAL_MERCHANDISE, ENTERTAINMENT, FUEL, HOME_IMPROVEMENT,
        RESTAURANTS,         TRAVEL,    GROCERIES,   ELECTRONICS, TRANSPORT, PHARMACY,    RESTAURANTS,   FUEL,
        TELECOM,             CLOTHING,  GROCERIES,   RESTAURANTS, ENTERTAINMENT, TRAVEL,  GENERAL_MERCHANDISE, HOME_IMPROVEMENT};

    return turn[(merchant - 1) % 32];
}

int32_t merchant_code(int64_t merchant, const struct lg_draw *of_merchant)
{
    return 2 * merchant_category(merchant) + (int32_t)(lg_draw_lane(of_merchant, 3) >> 31);
}

/* ---- names: two words, and what it is ---- */

#define WORD 16 /* bytes: words are copied whole */
#define ADJECTIVES 32
#define NOUNS 64
#define TRADES 4

static const char adjectives[ADJECTIVES][WORD] = {
    "Blue", "Golden", "Silver", "Green", "Red", "Northern", "Southern", "Western", "Eastern", "Royal", "Old", "New", "Grand", "Little",
    "Happy", "Lucky", "Sunny", "Quiet", "Bright", "Urban", "Coastal", "Alpine", "Prairie", "Metro", "Central", "Twin", "First", "Summit",
    "Copper", "Crystal", "Maple", "Cedar"};

static const char nouns[NOUNS][WORD] = {
    "Harbor", "River",  "Lake",   "Hill",   "Valley",  "Bridge", "Garden", "Forest", "Meadow", "Ridge",       "Point", "Bay",     "Creek",
    "Canyon", "Park",   "Square", "Crown",  "Star",    "Moon",   "Sun",    "Eagle",  "Falcon", "Bear",        "Fox",   "Wolf",    "Lion",
    "Oak",    "Pine",   "Willow", "Rose",   "Lily",    "Anchor", "Beacon", "Compass", "Lantern", "Mill",      "Forge", "Barn",    "Cabin",
    "Corner", "Gate",   "Market", "Plaza",  "Station", "Trail",  "Summit", "Stone",  "Sand",   "Shore",       "Wave",  "Breeze",  "Cloud",
    "Rain",   "Snow",   "Ember",  "Spark",  "Arrow",   "Shield", "Bell",   "Drum",   "Piper",  "Mason",       "Baker", "Miller"};

static const char trades[CATEGORIES][TRADES][WORD] = {
    [GROCERIES] = {"Market", "Foods", "Grocery", "Fresh"},       [RESTAURANTS] = {"Grill", "Cafe", "Kitchen", "Diner"},
    [FUEL] = {"Fuel", "Gas", "Petroleum", "Energy"},             [GENERAL_MERCHANDISE] = {"Store", "Outlet", "Goods", "Depot"},
    [PHARMACY] = {"Pharmacy", "Drugs", "Health", "Apothecary"},  [CLOTHING] = {"Apparel", "Fashion", "Outfitters", "Shoes"},
    [ELECTRONICS] = {"Electronics", "Tech", "Digital", "Audio"}, [TRAVEL] = {"Hotel", "Travel", "Airlines", "Resort"},
    [ENTERTAINMENT] = {"Cinema", "Games", "Theater", "Music"},   [HOME_IMPROVEMENT] = {"Hardware", "Home", "Lumber", "Tools"},
    [TRANSPORT] = {"Transit", "Taxi", "Parking", "Rides"},       [TELECOM] = {"Wireless", "Telecom", "Mobile", "Networks"}};

static char *put_word(char *p, const char word[WORD])
{
    memcpy(p, word, WORD);
    return p + strlen(word);
}

static char *put_name(char *p, int64_t merchant, const struct lg_draw *draw)
{
    p = put_word(p, adjectives[lg_draw_lane(draw, 0) >> 27]);
    *p++ = ' ';
    p = put_word(p, nouns[lg_draw_lane(draw, 1) >> 26]);
    *p++ = ' ';
    return put_word(p, trades[merchant_category(merchant)][lg_draw_lane(draw, 2) >> 30]);
}

static void to_upper(char *p, const char *end)
{
    for (; p < end; p++)
        *p = (char)(*p - (*p >= 'a' && *p <= 'z' ? 'a' - 'A' : 0));
}

char *put_merchant(char *p, int64_t merchant, const struct lg_draw *draw, int variant)
{
    char *end;

    switch (variant) {
    case UPPER_CASE:
        end = put_name(p, merchant, draw);
        to_upper(p, end);
        return end;
    case STORE_NUMBER:
        end = lg_put_text(put_name(p, merchant, draw), " #", 2);
        return lg_put_digits(end, lg_draw_lane(draw, 0) % 10000, 4);
    case LEGAL_FORM:
        return lg_put_text(put_name(p, merchant, draw), ", Inc.", 6);
    case PADDED:
        *p++ = ' ';
        end = put_name(p, merchant, draw);
        return lg_put_text(end, "  ", 2);
    default:
        return put_name(p, merchant, draw);
    }
}
