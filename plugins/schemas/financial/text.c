/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a statement: upper case, a date, and cut where the bank's field ends. */
#include "financial.h"
#include "words.h"

#include <lakegen/text.h>

#define ROOM 96 /* a line before it is cut, with what copies may touch */

static char *put_date(char *p, const struct line *line)
{
    memcpy(p, lg_digits[line->swapped ? line->day : line->month] + 1, 2);
    p[2] = '/';
    memcpy(p + 3, lg_digits[line->swapped ? line->month : line->day] + 1, 2);
    return p + 5;
}

static char *put_string(char *p, const char *text)
{
    return lg_put_text(p, text, strlen(text));
}

static char *put_partner(char *p, const struct line *line)
{
    return lg_put_digits(put_string(p, "****"), (uint64_t)line->partner % 10000, 4);
}

static char *put_detail(char *p, const struct financial *fin, const struct line *line)
{
    static const char *const billers[8] = {"CITY POWER & LIGHT", "METRO WATER DEPT", "UNITED GAS SERVICE", "PRIME BROADBAND",
                                           "HOME MORTGAGE CO",   "STATE INSURANCE",  "OAK PROPERTY MGMT",  "AUTO FINANCE CORP"};
    static const char *const employers[8] = {"ACME CORP",       "GLOBEX INC",     "INITECH LLC",     "UMBRELLA FOODS",
                                             "STARK METALWORKS", "WAYNE SHIPPING", "COUNTY SCHOOLS", "ST MARY HOSPITAL"};
    static const char *const fees[4] = {"MONTHLY SERVICE", "OVERDRAFT", "OUT OF NETWORK ATM", "PAPER STATEMENT"};
    struct lg_draw draw;

    if (is_settlement(line->kind))
        return put_string(p, "SETTLEMENT");
    switch (kinds[line->kind].type) {
    case PURCHASE:
    case REFUND:
        p = put_merchant(p, line->merchant, line->of_merchant, UPPER_CASE);
        *p++ = ' ';
        return put_string(p, cities[line->city].upper);
    case BILL_PAYMENT:
        return put_string(p, billers[lg_draw_lane(line->draw, 0) >> 29]);
    case ATM_WITHDRAWAL:
        p = lg_put_digits(p, lg_draw_lane(line->draw, 0) % 1000000, 6);
        *p++ = ' ';
        return put_string(p, cities[line->city].upper);
    case DEPOSIT:
        return lg_put_digits(put_string(p, "REF "), lg_draw_lane(line->draw, 0) % 100000, 5);
    case DIRECT_DEPOSIT:
        lg_draw_rows(&fin->of[STREAM_SALARY], line->account, 1, 1, &draw);
        return put_string(put_string(p, employers[lg_draw_lane(&draw, 0) >> 29]), " DIR DEP");
    case FEE:
        return put_string(p, fees[lg_draw_lane(line->draw, 0) >> 30]);
    case INTEREST:
        return put_string(p, kinds[line->kind].direction == DEBIT ? "CHARGED" : "PAID");
    default:
        return put_partner(p, line);
    }
}

char *put_statement(const struct financial *fin, const struct line *line, char *p)
{
    char text[ROOM], *end;
    size_t length;

    end = put_string(text, kinds[line->kind].statement);
    *end++ = ' ';
    end = put_date(end, line);
    *end++ = ' ';
    end = put_detail(end, fin, line);
    length = (size_t)(end - text);
    length = length < STATEMENT_LONGEST ? length : STATEMENT_LONGEST;
    while (text[length - 1] == ' ') /* where it was cut */
        length--;
    return lg_put_text(p, text, length);
}
