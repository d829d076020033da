/* SPDX-License-Identifier: Apache-2.0 */
/* Text to numbers. All of it works on decimal digits held in 128-bit integers, so nothing is lost and overflow shows. */
#include "base/parse.h"

#include <lakegen/calendar.h>

#include <string.h>
#include <strings.h>

#define NANO 1000000000

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits, with an optional fraction of up to 9 digits, as a number of 10^-9. Gives the end, NULL when there is no
 * number or it is too large. */
static const char *read_nano(const char *p, lg_int128 *nano)
{
    const char *start = p;
    lg_int128 value = 0;
    int fraction = 9;

    for (; is_digit(*p); p++) {
        if (value > (lg_int128)INT64_MAX)
            return NULL;
        value = value * 10 + (*p - '0');
    }
    if (p == start && *p != '.') /* .5 is a number too */
        return NULL;
    if (p == start && !is_digit(p[1]))
        return NULL;
    if (*p == '.' && p[1] != '.') {
        if (!is_digit(p[1]))
            return NULL;
        for (p++; is_digit(*p); p++) {
            if (--fraction < 0)
                return NULL;
            value = value * 10 + (*p - '0');
        }
    }
    while (fraction-- > 0)
        value *= 10;
    *nano = value;
    return p;
}

int lg_parse_int64(const char *text, int64_t *value, struct lg_error *err)
{
    const char *p = text;
    bool negative = *p == '-';
    lg_int128 sum = 0;

    p += negative;
    if (!is_digit(*p))
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a whole number", text);
    for (; is_digit(*p); p++) {
        sum = sum * 10 + (*p - '0');
        if (sum > (lg_int128)INT64_MAX + negative)
            return lg_error_set(err, LG_E_CONFIG, "'%.64s' is too large, the limits are ±9223372036854775807", text);
    }
    if (*p != '\0')
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a whole number", text);
    *value = (int64_t)(negative ? -sum : sum);
    return LG_OK;
}

int lg_parse_bool(const char *text, bool *value, struct lg_error *err)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(text, words[i]) == 0) {
            *value = i % 2 == 1;
            return LG_OK;
        }
    return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a truth value, use true or false", text);
}

int lg_parse_decimal(const char *text, struct lg_decimal *value, struct lg_error *err)
{
    bool negative = *text == '-';
    lg_int128 nano;
    const char *end = read_nano(text + negative, &nano);

    if (!end || *end != '\0')
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a decimal number with up to 9 fractional digits", text);
    if (nano > INT64_MAX)
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is too large, the limit is 9223372036", text);
    value->nano = (int64_t)(negative ? -nano : nano);
    return LG_OK;
}

void lg_put_nano(struct lg_string *out, int64_t nano)
{
    uint64_t magnitude = nano < 0 ? 0 - (uint64_t)nano : (uint64_t)nano;
    size_t end;

    lg_string_printf(out, "%s%llu.%09llu", nano < 0 ? "-" : "", (unsigned long long)(magnitude / 1000000000),
                     (unsigned long long)(magnitude % 1000000000));
    if (out->failed)
        return;
    for (end = out->length; out->text[end - 1] == '0'; end--)
        ;
    out->length = out->text[end - 1] == '.' ? end - 1 : end;
    out->text[out->length] = '\0';
}

/* ---- sizes ---- */

static int parse_size(const char *text, int64_t kilo, int64_t *bytes, struct lg_error *err)
{
    static const char prefixes[] = "kmgtp";
    lg_int128 nano, unit = 1;
    const char *p = text + strspn(text, " ");
    const char *prefix;
    bool prefixed, binary;

    p = read_nano(p, &nano);
    if (!p)
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a size, use for example 512mb or 2GiB", text);
    p += strspn(p, " ");
    prefix = *p ? strchr(prefixes, *p | 0x20) : NULL;
    prefixed = prefix != NULL;
    p += prefixed;
    binary = prefixed && *p == 'i';
    p += binary;
    if (*p == 'b' || *p == 'B')
        p++;
    p += strspn(p, " ");
    if (*p != '\0')
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a size, use for example 512mb or 2GiB", text);
    for (int i = 0; prefixed && i <= prefix - prefixes; i++)
        unit *= binary ? 1024 : kilo;
    if (nano > ((lg_int128)INT64_MAX * NANO) / unit)
        return lg_error_set(err, LG_E_CONFIG, "size '%.64s' is too large, the limit is 8 EiB", text);
    nano *= unit;
    if (nano % NANO != 0 && nano < (lg_int128)1024 * NANO)
        return lg_error_set(err, LG_E_CONFIG, "size '%.64s' is not a whole number of bytes", text);
    *bytes = (int64_t)(nano / NANO);
    return LG_OK;
}

int lg_parse_size(const char *text, int64_t *bytes, struct lg_error *err)
{
    return parse_size(text, 1024, bytes, err);
}

int lg_parse_decimal_size(const char *text, int64_t *bytes, struct lg_error *err)
{
    return parse_size(text, 1000, bytes, err);
}

/* ---- rates ---- */

static bool ends_with_bytes(const char *text, size_t length)
{
    return length > 0 && (text[length - 1] | 0x20) == 'b';
}

int lg_parse_rate(const char *text, struct lg_rate *rate, struct lg_error *err)
{
    size_t length = strlen(text);
    char amount[32];
    int code;

    if (length > 2 && strcasecmp(text + length - 2, "/s") == 0)
        length -= 2;
    if (length == 0 || length >= sizeof(amount))
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a rate, use for example 10k/s (rows) or 50mb/s", text);
    memcpy(amount, text, length);
    amount[length] = '\0';
    rate->is_bytes = ends_with_bytes(amount, length);
    code = rate->is_bytes ? lg_parse_size(amount, &rate->per_second, NULL) : lg_parse_decimal_size(amount, &rate->per_second, NULL);
    if (code != LG_OK || rate->per_second == 0)
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a rate, use for example 10k/s (rows) or 50mb/s", text);
    return LG_OK;
}

/* ---- time ---- */

int lg_parse_duration(const char *text, int64_t *milliseconds, struct lg_error *err)
{
    static const struct {
        const char *suffix;
        int64_t milliseconds;
    } units[] = {{"ms", 1}, {"", 1000}, {"s", 1000}, {"m", 60000}, {"min", 60000}, {"h", 3600000}, {"d", 86400000}};
    lg_int128 nano;
    const char *p = read_nano(text, &nano);

    for (size_t i = 0; p && i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcasecmp(p, units[i].suffix) != 0)
            continue;
        nano = nano * units[i].milliseconds / NANO;
        if (nano > INT64_MAX / 1000000)
            return lg_error_set(err, LG_E_CONFIG, "duration '%.64s' is too long", text);
        *milliseconds = (int64_t)nano;
        return LG_OK;
    }
    return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a duration, use for example 90s, 15m or 2h", text);
}

/* Reads exactly `digits` digits. */
static const char *read_field(const char *p, int digits, int *value)
{
    *value = 0;
    for (int i = 0; i < digits; i++, p++) {
        if (!is_digit(*p))
            return NULL;
        *value = *value * 10 + (*p - '0');
    }
    return p;
}

static const char *read_date(const char *p, int64_t *days)
{
    int year, month, day;

    if (!(p = read_field(p, 4, &year)) || *p++ != '-' || !(p = read_field(p, 2, &month)) || *p++ != '-' ||
        !(p = read_field(p, 2, &day)))
        return NULL;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > lg_days_in_month(year, month))
        return NULL;
    *days = lg_days_from_civil(year, month, day);
    return p;
}

static const char *read_clock(const char *p, int64_t *microseconds)
{
    int hour, minute, second = 0, micro = 0, digits = 0;

    if (!(p = read_field(p, 2, &hour)) || *p++ != ':' || !(p = read_field(p, 2, &minute)))
        return NULL;
    if (*p == ':' && !(p = read_field(p + 1, 2, &second)))
        return NULL;
    if (*p == '.') {
        for (p++; is_digit(*p) && digits < 6; p++, digits++)
            micro = micro * 10 + (*p - '0');
        if (digits == 0)
            return NULL;
        for (; digits < 6; digits++)
            micro *= 10;
    }
    if (hour > 23 || minute > 59 || second > 59)
        return NULL;
    *microseconds = ((int64_t)(hour * 60 + minute) * 60 + second) * 1000000 + micro;
    return p;
}

static const char *read_zone(const char *p, int64_t *microseconds)
{
    int sign = *p == '-' ? -1 : 1, hours, minutes;

    *microseconds = 0;
    if (*p == 'Z' || *p == 'z')
        return p + 1;
    if (*p != '+' && *p != '-')
        return p;
    if (!(p = read_field(p + 1, 2, &hours)) || *p++ != ':' || !(p = read_field(p, 2, &minutes)) || hours > 14 || minutes > 59)
        return NULL;
    *microseconds = sign * (int64_t)(hours * 60 + minutes) * 60 * 1000000;
    return p;
}

int lg_parse_time(const char *text, int64_t *microseconds, struct lg_error *err)
{
    int64_t days, clock = 0, zone = 0;
    const char *p = read_date(text, &days);

    if (p && (*p == 'T' || *p == 't' || *p == ' ')) {
        p = read_clock(p + 1, &clock);
        p = p ? read_zone(p, &zone) : NULL;
    }
    if (!p || *p != '\0')
        return lg_error_set(err, LG_E_CONFIG, "'%.64s' is not a date, use for example 2024-02-29 or 2024-02-29T12:00:00Z", text);
    *microseconds = days * LG_DAY_MICROSECONDS + clock - zone;
    return LG_OK;
}

/* One end of a range, at p: false when there is none. Gives the text behind it. */
static const char *read_limit(const char *p, lg_int128 *limit, bool *present)
{
    bool negative = *p == '-';
    const char *end = read_nano(p + negative, limit);

    *present = end != NULL;
    if (negative)
        *limit = -*limit;
    return end ? end : p;
}

bool lg_nano_in_range(lg_int128 nano, const char *range)
{
    lg_int128 low = 0, high = 0;
    bool has_low, has_high;

    if (!range)
        return true;
    range = read_limit(range, &low, &has_low);
    if (strncmp(range, "..", 2) != 0)
        return true;
    read_limit(range + 2, &high, &has_high);
    return !(has_low && nano < low) && !(has_high && nano > high);
}
