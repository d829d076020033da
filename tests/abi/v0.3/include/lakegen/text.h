/* SPDX-License-Identifier: Apache-2.0 */
/* Text formatting for the data path: numbers to characters without printf, locale or allocation.
 *
 * Every function writes at p and returns the end of what it wrote; no NUL is added. The caller has made room. Any thread. */
#ifndef LAKEGEN_TEXT_H
#define LAKEGEN_TEXT_H

#include <lakegen/abi.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "000" … "999", 4 bytes each, the fourth is '0' plus the number of leading zeros to drop (0…2). */
extern LG_EXPORT const char lg_digits[1000][4];

/* Exactly 3 or 5 digits, leading zeros kept: v below 10^3, 10^5. */
static inline char *lg_put_3(char *p, uint32_t v)
{
    memcpy(p, lg_digits[v], 3);
    return p + 3;
}
static inline char *lg_put_5(char *p, uint32_t v)
{
    uint32_t high = v / 1000;
    memcpy(p, lg_digits[high] + 1, 2);
    memcpy(p + 2, lg_digits[v - high * 1000], 3);
    return p + 5;
}

/* 0…999 without leading zeros; may touch 4 bytes. */
static inline char *lg_put_to_999(char *p, uint32_t v)
{
    const char *d = &lg_digits[0][0] + 4 * v;
    size_t skip = (size_t)(d[3] - '0');
    memcpy(p, d + skip, 4);
    return p + 3 - skip;
}

static inline char *lg_put_text(char *p, const char *text, size_t length)
{
    memcpy(p, text, length);
    return p + length;
}

/* Decimal integers of any size: at most 20 bytes. */
char *lg_put_uint64(char *p, uint64_t v);
char *lg_put_int64(char *p, int64_t v);

/* value × 10^-decimals with exactly that many decimals (0…18): -1234 and 2 give "-12.34". At most 21 bytes. */
char *lg_put_decimal(char *p, int64_t value, int decimals);

/* Exactly `digits` digits with leading zeros; v below 10^digits. */
char *lg_put_digits(char *p, uint64_t v, int digits);

/* The shortest text that reads back as the same number (RFC 8259 number, or nan, inf, -inf): at most 32 bytes. */
char *lg_put_double(char *p, double v);
char *lg_put_float(char *p, float v);

/* ISO 8601: 2024-02-29 · 2024-02-29T23:59:59.000123; days and microseconds since 1970-01-01, years 0001 to 9999.
 * At most 10 and 26 bytes. */
char *lg_put_date(char *p, int32_t days);
char *lg_put_timestamp(char *p, int64_t microseconds);

#ifdef __cplusplus
}
#endif
#endif
