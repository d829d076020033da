/* SPDX-License-Identifier: Apache-2.0 */
/* The shortest decimal text that reads back as the same binary number.
 *
 * Algorithm: R. Giulietti, "The Schubfach way to render doubles" (2020): of the decimals inside the rounding interval with the
 * fewest digits, the one nearest to the number, from three products with a tabulated power of ten. Doubles that are short
 * decimals, which is what generators make, are found before that by trying 10^0…10^4. */
#include <lakegen/text.h>

#include "base/int128.h"

#include <stdbool.h>

#include "gen/powers_of_ten.h"

struct decimal {
    uint64_t digits;
    int exponent;
};

/* A binary number: significand × 2^exponent; at a power of two the gap below is half the gap above. */
struct binary {
    uint64_t significand;
    int exponent;
    bool narrow_below;
};

static int floor_log10_of_power_of_2(int e, bool three_quarters)
{
    return (e * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

static int floor_log2_of_power_of_10(int e)
{
    return (e * 1741647) >> 19;
}

/* The product with a power of ten, its integer part, with the lowest bit set when anything was cut off. */
static uint64_t round_to_odd(const uint64_t power[2], uint64_t factor)
{
    lg_uint128 low = (lg_uint128)power[1] * factor;
    lg_uint128 high = (lg_uint128)power[0] * factor + (uint64_t)(low >> 64);

    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

static struct decimal shortest(struct binary b)
{
    bool odd = b.significand & 1;
    int k = floor_log10_of_power_of_2(b.exponent, b.narrow_below);
    int shift = b.exponent + floor_log2_of_power_of_10(-k) + 1;
    const uint64_t *power = powers_of_ten[-k - FIRST_POWER];
    uint64_t below = round_to_odd(power, (4 * b.significand - 2 + b.narrow_below) << shift) + odd;
    uint64_t value = round_to_odd(power, (4 * b.significand) << shift);
    uint64_t above = round_to_odd(power, (4 * b.significand + 2) << shift) - odd;
    uint64_t s = value / 4;
    bool down_fits, up_fits;

    if (s >= 10) { /* one digit fewer, if exactly one candidate lies inside */
        uint64_t tens = s / 10;

        down_fits = below <= 40 * tens;
        up_fits = 40 * tens + 40 <= above;
        if (down_fits != up_fits)
            return (struct decimal){tens + up_fits, k + 1};
    }
    down_fits = below <= 4 * s;
    up_fits = 4 * s + 4 <= above;
    if (down_fits != up_fits)
        return (struct decimal){s + up_fits, k};
    return (struct decimal){s + (value > 4 * s + 2 || (value == 4 * s + 2 && (s & 1))), k};
}

/* digits × 10^exponent, as 123.45, 0.0012 or 1.2e-7; always with a point or an exponent. */
static char *put(char *p, struct decimal d)
{
    char text[24];
    int length, point;

    while (d.digits % 10 == 0) {
        d.digits /= 10;
        d.exponent++;
    }
    length = (int)(lg_put_uint64(text, d.digits) - text);
    point = length + d.exponent; /* digits before the decimal point */
    if (point > 0 && point <= 17) {
        if (length <= point) {
            p = lg_put_text(p, text, (size_t)length);
            memset(p, '0', (size_t)(point - length));
            return lg_put_text(p + point - length, ".0", 2);
        }
        p = lg_put_text(p, text, (size_t)point);
        *p++ = '.';
        return lg_put_text(p, text + point, (size_t)(length - point));
    }
    if (point <= 0 && point > -5) {
        p = lg_put_text(p, "0.0000", (size_t)(2 - point));
        return lg_put_text(p, text, (size_t)length);
    }
    *p++ = text[0];
    if (length > 1) {
        *p++ = '.';
        p = lg_put_text(p, text + 1, (size_t)(length - 1));
    }
    *p++ = 'e';
    return lg_put_int64(p, point - 1);
}

/* A magnitude below 2^36 that is a whole number of 10^-4: the division is correctly rounded, so equality proves that the text
 * reads back. */
static bool is_short_decimal(double magnitude, struct decimal *d)
{
    static const double units[] = {1.0, 10.0, 100.0, 1000.0, 10000.0};

    if (magnitude >= 0x1p36)
        return false;
    for (int i = 0; i < 5; i++) {
        uint64_t scaled = (uint64_t)(magnitude * units[i] + 0.5);

        if ((double)scaled / units[i] == magnitude) {
            *d = (struct decimal){scaled, -i};
            return true;
        }
    }
    return false;
}

static char *put_special(char *p, bool negative, bool is_zero, bool is_nan)
{
    const char *text = is_zero ? (negative ? "-0.0" : "0.0") : is_nan ? "nan" : negative ? "-inf" : "inf";

    return lg_put_text(p, text, strlen(text));
}

char *lg_put_double(char *p, double v)
{
    struct decimal d;
    uint64_t bits;
    int exponent;

    memcpy(&bits, &v, sizeof(bits));
    exponent = (int)(bits >> 52 & 0x7ff);
    if (bits << 1 == 0 || exponent == 0x7ff)
        return put_special(p, bits >> 63, bits << 1 == 0, bits << 12 != 0);
    if (bits >> 63)
        *p++ = '-';
    if (!is_short_decimal(v < 0 ? -v : v, &d)) {
        uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);

        if (exponent == 0)
            d = shortest((struct binary){fraction, -1074, false});
        else
            d = shortest((struct binary){fraction | (uint64_t)1 << 52, exponent - 1075, fraction == 0 && exponent > 1});
    }
    return put(p, d);
}

char *lg_put_float(char *p, float v)
{
    uint32_t bits, fraction;
    int exponent;

    memcpy(&bits, &v, sizeof(bits));
    exponent = (int)(bits >> 23 & 0xff);
    fraction = bits & (((uint32_t)1 << 23) - 1);
    if (bits << 1 == 0 || exponent == 0xff)
        return put_special(p, bits >> 31, bits << 1 == 0, fraction != 0);
    if (bits >> 31)
        *p++ = '-';
    if (exponent == 0)
        return put(p, shortest((struct binary){fraction, -149, false}));
    return put(p, shortest((struct binary){fraction | (uint32_t)1 << 23, exponent - 150, fraction == 0 && exponent > 1}));
}
