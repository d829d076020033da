/* SPDX-License-Identifier: Apache-2.0 */
/* Smallest and largest values. The loops over numbers are plain minimum and maximum, which compilers make vector code of. */
#include "encode/parquet/bounds.h"

#include "base/string.h"

#include <math.h>
#include <string.h>

void lg_bounds_reset(struct lg_bounds *bounds)
{
    bounds->any = false;
    bounds->has_max = false;
    bounds->nans = 0;
}

static int compare_unsigned_bytes(const unsigned char *a, size_t a_size, const unsigned char *b, size_t b_size)
{
    size_t common = a_size < b_size ? a_size : b_size;
    int order = common ? memcmp(a, b, common) : 0;

    return order ? order : (a_size > b_size) - (a_size < b_size);
}

/* Two's complement, big endian, equal sizes: as unsigned once the sign bit is turned over. */
static int compare_decimal(const unsigned char *a, const unsigned char *b, size_t size)
{
    int first_a = a[0] ^ 0x80, first_b = b[0] ^ 0x80;

    return first_a != first_b ? first_a - first_b : memcmp(a, b, size);
}

#define COMPARE_AS(type) \
    { \
        type x, y; \
        memcpy(&x, a, sizeof(x)); \
        memcpy(&y, b, sizeof(y)); \
        return (x > y) - (x < y); \
    }

int lg_bound_compare(enum lg_parquet_order order, const unsigned char *a, size_t a_size, const unsigned char *b, size_t b_size)
{
    switch (order) {
    case LG_ORDER_INT32:
        COMPARE_AS(int32_t)
    case LG_ORDER_UINT32:
        COMPARE_AS(uint32_t)
    case LG_ORDER_INT64:
        COMPARE_AS(int64_t)
    case LG_ORDER_UINT64:
        COMPARE_AS(uint64_t)
    case LG_ORDER_FLOAT:
        COMPARE_AS(float)
    case LG_ORDER_DOUBLE:
        COMPARE_AS(double)
    case LG_ORDER_DECIMAL:
        return compare_decimal(a, b, a_size);
    default:
        return compare_unsigned_bytes(a, a_size, b, b_size);
    }
}

static void widen(struct lg_bounds *bounds, enum lg_parquet_order order, const void *low, const void *high, size_t size)
{
    if (!bounds->any || lg_bound_compare(order, low, size, bounds->min, bounds->min_size) < 0) {
        memcpy(bounds->min, low, size);
        bounds->min_size = (uint8_t)size;
    }
    if (!bounds->any || (bounds->has_max && lg_bound_compare(order, high, size, bounds->max, bounds->max_size) > 0)) {
        memcpy(bounds->max, high, size);
        bounds->max_size = (uint8_t)size;
        bounds->has_max = true;
    }
    bounds->any = true;
}

#define ADD_INTEGERS(type) \
    { \
        const type *v = values; \
        type low = v[0], high = v[0]; \
        for (size_t i = 1; i < n; i++) { \
            low = v[i] < low ? v[i] : low; \
            high = v[i] > high ? v[i] : high; \
        } \
        widen(bounds, order, &low, &high, sizeof(type)); \
        return; \
    }

/* Comparisons with NaN are false, so NaNs never enter; they are counted, and infinities mark "no number seen". */
#define ADD_FLOATS(type) \
    { \
        const type *v = values; \
        type low = (type)INFINITY, high = -(type)INFINITY; \
        size_t nans = 0; \
        for (size_t i = 0; i < n; i++) { \
            nans += v[i] != v[i]; \
            low = v[i] < low ? v[i] : low; \
            high = v[i] > high ? v[i] : high; \
        } \
        bounds->nans += (int64_t)nans; \
        if (nans == n) \
            return; \
        if (low == 0) \
            low = -(type)0; \
        if (high == 0) \
            high = 0; \
        widen(bounds, order, &low, &high, sizeof(type)); \
        return; \
    }

/* Readers take bounds of FIXED_LEN_BYTE_ARRAY for whole values, so those that would have to be cut have none. */
static void add_fixed_bytes(struct lg_bounds *bounds, enum lg_parquet_order order, uint32_t width, const unsigned char *values,
                            size_t n)
{
    if (width > LG_BOUND_BYTES)
        return;
    for (size_t i = 0; i < n; i++)
        widen(bounds, order, values + i * width, values + i * width, width);
}

void lg_bounds_add(struct lg_bounds *bounds, enum lg_parquet_order order, uint32_t width, const void *values, size_t n)
{
    if (n == 0)
        return;
    switch (order) {
    case LG_ORDER_BOOLEAN:
        ADD_INTEGERS(uint8_t)
    case LG_ORDER_INT32:
        ADD_INTEGERS(int32_t)
    case LG_ORDER_UINT32:
        ADD_INTEGERS(uint32_t)
    case LG_ORDER_INT64:
        ADD_INTEGERS(int64_t)
    case LG_ORDER_UINT64:
        ADD_INTEGERS(uint64_t)
    case LG_ORDER_FLOAT:
        ADD_FLOATS(float)
    case LG_ORDER_DOUBLE:
        ADD_FLOATS(double)
    default:
        add_fixed_bytes(bounds, order, width, values, n);
    }
}

/* ---- byte arrays ---- */

/* Raises a character to the next one, in place when its length stays; false when there is none of that length. */
static bool raise_character(unsigned char *p, size_t length)
{
    for (size_t i = length; i-- > 1;) {
        if (p[i] < 0xbf) {
            p[i]++;
            return lg_utf8_sequence(p, p + length) == length;
        }
        p[i] = 0x80;
    }
    p[0]++;
    return lg_utf8_sequence(p, p + length) == length;
}

/* The largest prefix of whole characters that fits. */
static size_t whole_characters(const unsigned char *value, size_t size)
{
    size_t at = 0, step;

    while (at < size && (step = lg_utf8_sequence(value + at, value + size)) > 0)
        at += step;
    return at;
}

/* Where the last character of whole characters begins. */
static size_t last_character(const unsigned char *value, size_t size)
{
    while (size > 0 && (value[--size] & 0xc0) == 0x80)
        ;
    return size;
}

/* Makes of the first LG_BOUND_BYTES bytes of a longer value something that is not below it. False when there is nothing. */
static bool round_up(unsigned char *bound, uint8_t *size, bool utf8)
{
    size_t length = utf8 ? whole_characters(bound, LG_BOUND_BYTES) : LG_BOUND_BYTES;

    while (length > 0) {
        size_t at = utf8 ? last_character(bound, length) : length - 1;

        if (utf8 ? raise_character(bound + at, length - at) : ++bound[at] != 0) {
            *size = (uint8_t)length;
            return true;
        }
        length = at;
    }
    return false;
}

static void set_min(struct lg_bounds *bounds, const unsigned char *value, size_t size, bool utf8)
{
    size_t kept = size < LG_BOUND_BYTES ? size : LG_BOUND_BYTES;

    if (kept < size && utf8) /* half a character is not text */
        kept = whole_characters(value, kept);
    memcpy(bounds->min, value, kept);
    bounds->min_size = (uint8_t)kept;
}

static void set_max(struct lg_bounds *bounds, const unsigned char *value, size_t size, bool utf8)
{
    size_t kept = size < LG_BOUND_BYTES ? size : LG_BOUND_BYTES;

    memcpy(bounds->max, value, kept);
    bounds->max_size = (uint8_t)kept;
    bounds->has_max = kept == size || round_up(bounds->max, &bounds->max_size, utf8);
}

void lg_bounds_add_bytes(struct lg_bounds *bounds, const unsigned char *value, size_t size, bool utf8)
{
    if (!bounds->any || compare_unsigned_bytes(value, size, bounds->min, bounds->min_size) < 0)
        set_min(bounds, value, size, utf8);
    if (!bounds->any || (bounds->has_max && compare_unsigned_bytes(value, size, bounds->max, bounds->max_size) > 0))
        set_max(bounds, value, size, utf8);
    bounds->any = true;
}

/* The first eight bytes as a number that orders like them; shorter values are filled up with zeros. Reads eight bytes: values
 * in batches and bounds have that many behind them. */
static uint64_t prefix(const unsigned char *value, size_t size)
{
    uint64_t word;

    memcpy(&word, value, sizeof(word));
    word = __builtin_bswap64(word);
    if (size >= 8)
        return word;
    return size ? word & ~UINT64_C(0) << (64 - 8 * size) : 0;
}

/* Most values lie strictly between the bounds already by their first eight bytes. */
void lg_bounds_add_text(struct lg_bounds *bounds, const struct lg_batch_column *column, int64_t first, int64_t last, bool utf8)
{
    uint64_t low = bounds->any ? prefix(bounds->min, bounds->min_size) : UINT64_MAX;
    uint64_t high = bounds->any ? prefix(bounds->max, bounds->max_size) : 0;

    for (int64_t row = first; row < last; row++) {
        const unsigned char *value;
        uint32_t size;
        uint64_t word;

        if (lg_batch_is_null(column, row))
            continue;
        value = lg_batch_text(column, row, &size);
        word = prefix(value, size);
        if (bounds->any && word > low && word < high)
            continue;
        lg_bounds_add_bytes(bounds, value, size, utf8);
        low = prefix(bounds->min, bounds->min_size);
        high = bounds->has_max ? prefix(bounds->max, bounds->max_size) : UINT64_MAX;
    }
}

void lg_bounds_merge(struct lg_bounds *bounds, enum lg_parquet_order order, const struct lg_bounds *other)
{
    int64_t nans = bounds->nans + other->nans;

    if (!other->any) {
        bounds->nans = nans;
        return;
    }
    if (!bounds->any) {
        *bounds = *other;
        bounds->nans = nans;
        return;
    }
    bounds->nans = nans;
    if (lg_bound_compare(order, other->min, other->min_size, bounds->min, bounds->min_size) < 0) {
        memcpy(bounds->min, other->min, other->min_size);
        bounds->min_size = other->min_size;
    }
    if (!other->has_max)
        bounds->has_max = false;
    if (bounds->has_max && lg_bound_compare(order, other->max, other->max_size, bounds->max, bounds->max_size) > 0) {
        memcpy(bounds->max, other->max, other->max_size);
        bounds->max_size = other->max_size;
    }
}
