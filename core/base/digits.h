/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal digits for loops over whole columns: no branch on the number of digits, and up to 8 bytes behind what is written are
 * touched. What is written is that of lg_put_uint64() and its like (lakegen/text.h), which touch nothing else. */
#ifndef LG_BASE_DIGITS_H
#define LG_BASE_DIGITS_H

#include <stdint.h>
#include <string.h>

/* The 8 digits of v below 10^8 as bytes 0…9, the first in the lowest: by halves, the fields of a word at once. The factors are
 * reciprocals rounded up, exact for 4 and 2 digits. */
static inline uint64_t lg_eight_digits(uint32_t v)
{
    uint64_t fours = v / 10000 | (uint64_t)(v % 10000) << 32;
    uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
    uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
    uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000f000f000f000f);

    return tens | (twos - 10 * tens) << 8;
}

/* Exactly 8 digits of v below 10^8. */
static inline unsigned char *lg_put_eight(unsigned char *p, uint32_t v)
{
    uint64_t text = lg_eight_digits(v) | UINT64_C(0x3030303030303030);

    memcpy(p, &text, sizeof(text));
    return p + 8;
}

/* v below 10^8 without leading zeros. */
static inline unsigned char *lg_put_to_eight(unsigned char *p, uint32_t v)
{
    uint64_t digits = lg_eight_digits(v);
    unsigned zeros = (unsigned)__builtin_ctzll(digits | UINT64_C(1) << 56) / 8; /* the last digit stays */
    uint64_t text = (digits | UINT64_C(0x3030303030303030)) >> (8 * zeros);

    memcpy(p, &text, sizeof(text));
    return p + 8 - zeros;
}

static inline unsigned char *lg_put_many_digits(unsigned char *p, uint64_t v)
{
    if (v < UINT64_C(10000000000000000))
        return lg_put_eight(lg_put_to_eight(p, (uint32_t)(v / 100000000)), (uint32_t)(v % 100000000));
    p = lg_put_to_eight(p, (uint32_t)(v / UINT64_C(10000000000000000)));
    v %= UINT64_C(10000000000000000);
    return lg_put_eight(lg_put_eight(p, (uint32_t)(v / 100000000)), (uint32_t)(v % 100000000));
}

static inline unsigned char *lg_put_digits_of(unsigned char *p, uint64_t v)
{
    return __builtin_expect(v < 100000000, 1) ? lg_put_to_eight(p, (uint32_t)v) : lg_put_many_digits(p, v);
}

static inline unsigned char *lg_put_signed_digits_of(unsigned char *p, int64_t v)
{
    *p = '-';
    p += v < 0;
    return lg_put_digits_of(p, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

#endif
