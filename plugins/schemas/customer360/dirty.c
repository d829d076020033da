/* SPDX-License-Identifier: Apache-2.0 */
/* Dirty data. A cell is corrupted with probability dirty_ratio, by a mode that is uniform; what a mode needs besides comes from
 * draw 1 of the column's stream, so that clean cells cost one draw. */
#include "dirty.h"

#include <lakegen/text.h>

const char *const dirty_modes[MODES] = {"email_at_removed", "email_upper_case", "email_padded",  "email_double_at",
                                        "email_domain_cut", "email_at_spelled", "phone_digits",  "phone_dashed",
                                        "phone_cut",        "phone_letter_o",   "city_misspelt", "state_variant"};

static struct lg_draw second_draw(const struct customer360 *schema, uint32_t column, int64_t row)
{
    struct lg_draw draw;

    lg_draw_rows(&schema->stream[column], row, 1, 1, &draw);
    return draw;
}

/* ---- e-mail: lane 0 the number, 1 the domain, 2 duplicate, 3 dirty ---- */

#define DOMAINS 5
#define DOMAIN_BYTES 16

static const struct {
    char text[DOMAIN_BYTES]; /* with @ */
    uint32_t length;
} domains[DOMAINS] = {{"@gmail.com", 10}, {"@yahoo.com", 10}, {"@outlook.com", 12}, {"@icloud.com", 11}, {"@hotmail.com", 12}};

int dirty_email_mode(const struct customer360 *schema, const struct lg_draw *draw, int64_t row)
{
    struct lg_draw more;

    if (!lg_hit(lg_draw_lane(draw, 3), schema->dirty))
        return CLEAN;
    more = second_draw(schema, EMAIL_RAW, row);
    return EMAIL_AT_REMOVED + (int)lg_below(lg_draw_lane(&more, 0), 6);
}

static char *put_user(const struct customer360 *schema, const struct lg_draw *draw, char *p)
{
    uint32_t number = 1000 + lg_below(lg_draw_lane(draw, 0), 998999);

    memcpy(p, "user", 4);
    p = lg_put_to_999(p + 4, number / 1000);
    p = lg_put_3(p, number % 1000);
    if (!lg_hit(lg_draw_lane(draw, 2), schema->duplicate))
        return p;
    return lg_put_text(p, ".DUPLICATE", 10);
}

static uint32_t domain_of(const struct lg_draw *draw)
{
    return lg_below(lg_draw_lane(draw, 1), DOMAINS);
}

static char *put_clean_email(const struct customer360 *schema, const struct lg_draw *draw, char *p)
{
    uint32_t domain = domain_of(draw);

    p = put_user(schema, draw, p);
    memcpy(p, domains[domain].text, DOMAIN_BYTES);
    return p + domains[domain].length;
}

static char *put_with_at(const struct customer360 *schema, const struct lg_draw *draw, const char *at, char *p)
{
    uint32_t domain = domain_of(draw);

    p = put_user(schema, draw, p);
    p = lg_put_text(p, at, strlen(at));
    return lg_put_text(p, domains[domain].text + 1, domains[domain].length - 1);
}

char *dirty_put_email(const struct customer360 *schema, const struct lg_draw *draw, int mode, char *p)
{
    char *start = p, *end;

    switch (mode) {
    case EMAIL_AT_REMOVED:
        return put_with_at(schema, draw, "", p);
    case EMAIL_DOUBLE_AT:
        return put_with_at(schema, draw, "@@", p);
    case EMAIL_AT_SPELLED:
        return put_with_at(schema, draw, ".at.", p);
    case EMAIL_PADDED:
        p = put_clean_email(schema, draw, lg_put_text(p, "  ", 2));
        return lg_put_text(p, "  ", 2);
    case EMAIL_UPPER_CASE:
        end = put_clean_email(schema, draw, p);
        for (; p < end; p++)
            *p = (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
        return end;
    case EMAIL_DOMAIN_CUT:
        for (end = put_clean_email(schema, draw, p); end > start && end[-1] != '.'; end--)
            ;
        return end - 1;
    default:
        return put_clean_email(schema, draw, p);
    }
}

/* ---- phone: lane 0 area, 1 prefix, 2 line; lane 3: the form in the top bit, dirty in the others ---- */

struct phone {
    uint32_t area, prefix, line;
};

static struct phone phone_of(const struct lg_draw *draw)
{
    return (struct phone){200 + lg_below(lg_draw_lane(draw, 0), 799), 200 + lg_below(lg_draw_lane(draw, 1), 799),
                          1000 + lg_below(lg_draw_lane(draw, 2), 8999)};
}

int dirty_phone_mode(const struct customer360 *schema, const struct lg_draw *draw, int64_t row)
{
    struct lg_draw more;

    if (!lg_hit(lg_draw_lane(draw, 3) << 1, schema->dirty))
        return CLEAN;
    more = second_draw(schema, PHONE_RAW, row);
    return PHONE_DIGITS + (int)(lg_draw_lane(&more, 3) >> 30);
}

static char *put_line(char *p, uint32_t line)
{
    *p = (char)('0' + line / 1000);
    return lg_put_3(p + 1, line % 1000);
}

static char *put_ten_digits(char *p, struct phone phone)
{
    return put_line(lg_put_3(lg_put_3(p, phone.area), phone.prefix), phone.line);
}

static char *put_clean_phone(char *p, const struct lg_draw *draw)
{
    struct phone phone = phone_of(draw);

    if (lg_draw_lane(draw, 3) >> 31)
        return put_ten_digits(lg_put_text(p, "+1", 2), phone);
    *p++ = '(';
    p = lg_put_3(p, phone.area);
    p = lg_put_3(lg_put_text(p, ") ", 2), phone.prefix);
    *p++ = '-';
    return put_line(p, phone.line);
}

static char *put_dashed(char *p, struct phone phone)
{
    p = lg_put_3(lg_put_text(p, "+1-", 3), phone.area);
    *p++ = '-';
    p = lg_put_3(p, phone.prefix);
    *p++ = '-';
    return put_line(p, phone.line);
}

char *dirty_put_phone(const struct customer360 *schema, const struct lg_draw *draw, int64_t row, int mode, int canonical, char *p)
{
    struct lg_draw more;
    struct phone fresh;
    char *end, *zero;

    if (mode == CLEAN)
        return put_clean_phone(p, draw);
    more = second_draw(schema, PHONE_RAW, row);
    fresh = phone_of(&more);
    if (canonical)
        return put_ten_digits(lg_put_text(p, "+1", 2), fresh);
    switch (mode) {
    case PHONE_DASHED:
        return put_dashed(p, fresh);
    case PHONE_CUT:
        return lg_put_3(lg_put_3(p, fresh.area), fresh.prefix);
    case PHONE_LETTER_O:
        end = put_ten_digits(p, fresh);
        zero = memchr(p, '0', (size_t)(end - p));
        if (zero)
            *zero = 'O';
        return end;
    default:
        return put_ten_digits(p, fresh);
    }
}

/* ---- city and state: lane 0 dirty, lane 1 the variant ---- */

/* The cities, then their misspellings. */
const char *const dirty_cities[CITY_WORDS] = {
    "New York", "NYC",      "New York City", "Los Angeles", "LA",  "Chicago",     "Houston", "Phoenix",
    "Philadelphia", "Philly", "San Antonio", "San Diego",   "Dallas", "San Jose", "Newyork", "Nyc",
    "Newyork City", "Los Angelas", "La",     "Chicgao",     "Huston", "Pheonix",  "Philidelphia", "Phily"};

#define CITIES 14
/* Of each city, the index of its misspelling; its own index when it has none. */
static const int32_t misspelling[CITIES] = {14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 10, 11, 12, 13};

/* Six states, seven words each: AB, Full, full, FULL, dotted, Ab, ab. */
const char *const dirty_states[STATE_WORDS] = {
    "NY", "New York",     "new york",     "NEW YORK",     "N.Y.",   "Ny", "ny", /* */
    "CA", "California",   "california",   "CALIFORNIA",   "Calif.", "Ca", "ca", /* */
    "IL", "Illinois",     "illinois",     "ILLINOIS",     "Ill.",   "Il", "il", /* */
    "TX", "Texas",        "texas",        "TEXAS",        "Tex.",   "Tx", "tx", /* */
    "AZ", "Arizona",      "arizona",      "ARIZONA",      "Ariz.",  "Az", "az", /* */
    "PA", "Pennsylvania", "pennsylvania", "PENNSYLVANIA", "Penn.",  "Pa", "pa"};

enum { NY = 0, CA = 7, IL = 14, TX = 21, AZ = 28, PA = 35 };
enum { SHORT_FORM, FULL_FORM, LOWER, UPPER, DOTTED, CAPITAL, LOWER_SHORT };

static const struct {
    int32_t city, state; /* state: a family, plus its form */
} locations[LOCATIONS] = {{0, NY + SHORT_FORM},  {1, NY + FULL_FORM},  {2, NY + SHORT_FORM},  {3, CA + SHORT_FORM},
                          {4, CA + FULL_FORM},   {3, CA + FULL_FORM},  {5, IL + SHORT_FORM},  {5, IL + FULL_FORM},
                          {6, TX + SHORT_FORM},  {6, TX + FULL_FORM},  {7, AZ + SHORT_FORM},  {7, AZ + FULL_FORM},
                          {8, PA + SHORT_FORM},  {9, PA + FULL_FORM},  {10, TX + SHORT_FORM}, {10, TX + FULL_FORM},
                          {11, CA + SHORT_FORM}, {11, CA + FULL_FORM}, {12, TX + SHORT_FORM}, {12, TX + FULL_FORM},
                          {13, CA + SHORT_FORM}, {13, CA + FULL_FORM}};

int dirty_city(const struct customer360 *schema, int32_t location, const struct lg_draw *draw, int32_t *clean, int32_t *stored)
{
    *clean = locations[location].city;
    *stored = lg_hit(lg_draw_lane(draw, 0), schema->dirty) ? misspelling[*clean] : *clean;
    return *stored == *clean ? CLEAN : CITY_MISSPELT;
}

int dirty_state(const struct customer360 *schema, int32_t location, const struct lg_draw *draw, int32_t *clean, int32_t *stored)
{
    static const unsigned char of_short[4] = {LOWER, UPPER, DOTTED, CAPITAL};
    static const unsigned char of_full[4] = {SHORT_FORM, LOWER_SHORT, DOTTED, UPPER};
    static const unsigned char of_new_york[4] = {LOWER, UPPER, LOWER_SHORT, DOTTED};
    int32_t form = locations[location].state % 7, family = locations[location].state - form;
    const unsigned char *variants = form == SHORT_FORM ? of_short : family == NY ? of_new_york : of_full;

    *clean = locations[location].state;
    *stored = *clean;
    if (!lg_hit(lg_draw_lane(draw, 0), schema->dirty))
        return CLEAN;
    *stored = family + variants[lg_draw_lane(draw, 1) >> 30];
    return STATE_VARIANT;
}

/* ---- columns ---- */

static int fill_email(struct work *work, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, EMAIL_RAW, err);
    struct lg_text text;

    if (!draws || lg_text_open(work->batch, EMAIL_RAW, work->rows * EMAIL_LONGEST, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        int mode = dirty_email_mode(work->schema, &draws[i], work->first + i);

        lg_text_end(&text, dirty_put_email(work->schema, &draws[i], mode, lg_text_begin(&text)));
    }
    lg_text_close(work->batch, EMAIL_RAW, &text);
    return LG_OK;
}

static int fill_phone(struct work *work, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, PHONE_RAW, err);
    struct lg_text text;

    if (!draws || lg_text_open(work->batch, PHONE_RAW, work->rows * PHONE_LONGEST, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        int64_t row = work->first + i;
        int mode = dirty_phone_mode(work->schema, &draws[i], row);

        lg_text_end(&text, dirty_put_phone(work->schema, &draws[i], row, mode, 0, lg_text_begin(&text)));
    }
    lg_text_close(work->batch, PHONE_RAW, &text);
    return LG_OK;
}

static int fill_place(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *where = work_locations(work, err);
    const struct lg_draw *draws = where ? work_draws(work, column, err) : NULL;
    int32_t *index = lg_batch_index(work->batch, column), clean;

    if (!draws)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        if (column == CITY_RAW)
            (void)dirty_city(work->schema, where[i], &draws[i], &clean, &index[i]);
        else
            (void)dirty_state(work->schema, where[i], &draws[i], &clean, &index[i]);
    return LG_OK;
}

int fill_dirty(struct work *work, uint32_t column, struct lg_error *err)
{
    if (column == EMAIL_RAW)
        return fill_email(work, err);
    if (column == PHONE_RAW)
        return fill_phone(work, err);
    return fill_place(work, column, err);
}
