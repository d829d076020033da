/* SPDX-License-Identifier: Apache-2.0 */
/* Integers, decimals, dates and times as text; floating-point numbers are in shortest.c. */
#include <lakegen/text.h>

#include <lakegen/calendar.h>

#define D1(n) {'0' + (n) / 100, '0' + (n) / 10 % 10, '0' + (n) % 10, '0' + ((n) < 100) + ((n) < 10)}
#define D10(n) D1(n), D1(n + 1), D1(n + 2), D1(n + 3), D1(n + 4), D1(n + 5), D1(n + 6), D1(n + 7), D1(n + 8), D1(n + 9)
#define D100(n) \
    D10(n), D10(n + 10), D10(n + 20), D10(n + 30), D10(n + 40), D10(n + 50), D10(n + 60), D10(n + 70), D10(n + 80), \
        D10(n + 90)

const char lg_digits[1000][4] = {D100(0),   D100(100), D100(200), D100(300), D100(400),
                                 D100(500), D100(600), D100(700), D100(800), D100(900)};

char *lg_put_uint64(char *p, uint64_t v)
{
    char digits[24];
    char *start = digits + 20;

    while (v >= 1000) {
        uint64_t rest = v / 1000;

        start -= 3;
        memcpy(start, lg_digits[v - rest * 1000], 3);
        v = rest;
    }
    p = lg_put_to_999(p, (uint32_t)v);
    return lg_put_text(p, start, (size_t)(digits + 20 - start));
}

char *lg_put_int64(char *p, int64_t v)
{
    uint64_t magnitude = (uint64_t)v;

    if (v < 0) {
        *p++ = '-';
        magnitude = 0 - magnitude;
    }
    return lg_put_uint64(p, magnitude);
}

char *lg_put_digits(char *p, uint64_t v, int digits)
{
    int left = digits;

    while (left >= 3) {
        left -= 3;
        memcpy(p + left, lg_digits[v % 1000], 3);
        v /= 1000;
    }
    if (left > 0)
        memcpy(p, lg_digits[v % 1000] + 3 - left, (size_t)left);
    return p + digits;
}

char *lg_put_decimal(char *p, int64_t value, int decimals)
{
    uint64_t magnitude = (uint64_t)value, unit = 1;

    if (value < 0) {
        *p++ = '-';
        magnitude = 0 - magnitude;
    }
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    p = lg_put_uint64(p, magnitude / unit);
    if (decimals == 0)
        return p;
    *p++ = '.';
    return lg_put_digits(p, magnitude % unit, decimals);
}

char *lg_put_date(char *p, int32_t days)
{
    int year, month, day;

    lg_civil_from_days(days, &year, &month, &day);
    p = lg_put_digits(p, (uint64_t)year, 4);
    *p++ = '-';
    p = lg_put_digits(p, (uint64_t)month, 2);
    *p++ = '-';
    return lg_put_digits(p, (uint64_t)day, 2);
}

char *lg_put_timestamp(char *p, int64_t microseconds)
{
    int64_t days = microseconds / LG_DAY_MICROSECONDS, clock = microseconds % LG_DAY_MICROSECONDS;
    uint64_t seconds;

    if (clock < 0) {
        days--;
        clock += LG_DAY_MICROSECONDS;
    }
    seconds = (uint64_t)clock / 1000000;
    p = lg_put_date(p, (int32_t)days);
    *p++ = 'T';
    p = lg_put_digits(p, seconds / 3600, 2);
    *p++ = ':';
    p = lg_put_digits(p, seconds / 60 % 60, 2);
    *p++ = ':';
    p = lg_put_digits(p, seconds % 60, 2);
    *p++ = '.';
    return lg_put_digits(p, (uint64_t)clock % 1000000, 6);
}
