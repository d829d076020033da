/* SPDX-License-Identifier: Apache-2.0 */
/* ARS with AES-NI, and text with SSSE3: eight counters in flight hide the latency of AESENC.
 * Compiled with -maes -mssse3 -msse4.1; called only where the processor has them. */
#include "gen/kernels.h"

#include <immintrin.h>
#include <string.h>

#define LANES 8

struct round_keys {
    __m128i key[LG_ARS_ROUNDS + 1];
};

/* Written out, because compilers do not unroll at -O2, and only constant indices live in registers. */
static inline struct round_keys expand(const uint64_t key[2])
{
    const __m128i weyl = _mm_set_epi64x((long long)LG_ARS_WEYL_HI, (long long)LG_ARS_WEYL_LO);
    struct round_keys keys;

    keys.key[0] = _mm_loadu_si128((const __m128i *)key);
    keys.key[1] = _mm_add_epi64(keys.key[0], weyl);
    keys.key[2] = _mm_add_epi64(keys.key[1], weyl);
    keys.key[3] = _mm_add_epi64(keys.key[2], weyl);
    keys.key[4] = _mm_add_epi64(keys.key[3], weyl);
    keys.key[5] = _mm_add_epi64(keys.key[4], weyl);
    keys.key[6] = _mm_add_epi64(keys.key[5], weyl);
    keys.key[7] = _mm_add_epi64(keys.key[6], weyl);
    return keys;
}

static inline __m128i encrypt(const struct round_keys *keys, __m128i counter)
{
    __m128i s = _mm_xor_si128(counter, keys->key[0]);

    s = _mm_aesenc_si128(s, keys->key[1]);
    s = _mm_aesenc_si128(s, keys->key[2]);
    s = _mm_aesenc_si128(s, keys->key[3]);
    s = _mm_aesenc_si128(s, keys->key[4]);
    s = _mm_aesenc_si128(s, keys->key[5]);
    s = _mm_aesenc_si128(s, keys->key[6]);
    return _mm_aesenclast_si128(s, keys->key[7]);
}

#define EACH(statement) \
    { \
        { enum { l = 0 }; statement; } \
        { enum { l = 1 }; statement; } \
        { enum { l = 2 }; statement; } \
        { enum { l = 3 }; statement; } \
        { enum { l = 4 }; statement; } \
        { enum { l = 5 }; statement; } \
        { enum { l = 6 }; statement; } \
        { enum { l = 7 }; statement; } \
    }

static inline void encrypt_lanes(const struct round_keys *keys, __m128i s[LANES])
{
    EACH(s[l] = _mm_xor_si128(s[l], keys->key[0]))
    EACH(s[l] = _mm_aesenc_si128(s[l], keys->key[1]))
    EACH(s[l] = _mm_aesenc_si128(s[l], keys->key[2]))
    EACH(s[l] = _mm_aesenc_si128(s[l], keys->key[3]))
    EACH(s[l] = _mm_aesenc_si128(s[l], keys->key[4]))
    EACH(s[l] = _mm_aesenc_si128(s[l], keys->key[5]))
    EACH(s[l] = _mm_aesenc_si128(s[l], keys->key[6]))
    EACH(s[l] = _mm_aesenclast_si128(s[l], keys->key[7]))
}

static inline __m128i pair(uint64_t lo, uint64_t hi)
{
    return _mm_set_epi64x((long long)hi, (long long)lo);
}

static void ars(const uint64_t key[2], const struct lg_counters *counters, size_t n, struct lg_draw *out)
{
    const struct round_keys keys = expand(key);
    const __m128i step = pair(counters->lo_step, counters->hi_step);
    __m128i counter = pair(counters->lo, counters->hi);
    size_t i = 0;

    for (; i + LANES <= n; i += LANES) {
        __m128i s[LANES];

        EACH(s[l] = counter; counter = _mm_add_epi64(counter, step))
        encrypt_lanes(&keys, s);
        EACH(_mm_storeu_si128((__m128i *)(out + i + l), s[l]))
    }
    for (; i < n; i++) {
        _mm_storeu_si128((__m128i *)(out + i), encrypt(&keys, counter));
        counter = _mm_add_epi64(counter, step);
    }
}

static void ars_keys(const uint64_t key[2], const int64_t *at, uint64_t hi, size_t n, struct lg_draw *out)
{
    const struct round_keys keys = expand(key);
    size_t i = 0;

    for (; i + LANES <= n; i += LANES) {
        __m128i s[LANES];

        EACH(s[l] = pair((uint64_t)at[i + l], hi))
        encrypt_lanes(&keys, s);
        EACH(_mm_storeu_si128((__m128i *)(out + i + l), s[l]))
    }
    for (; i < n; i++)
        _mm_storeu_si128((__m128i *)(out + i), encrypt(&keys, pair((uint64_t)at[i], hi)));
}

/* The 32 hexadecimal characters of 16 bytes. */
static inline void hex_16(__m128i bytes, __m128i *first, __m128i *second)
{
    const __m128i digits = _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f');
    const __m128i mask = _mm_set1_epi8(15);
    __m128i high = _mm_shuffle_epi8(digits, _mm_and_si128(_mm_srli_epi64(bytes, 4), mask));
    __m128i low = _mm_shuffle_epi8(digits, _mm_and_si128(bytes, mask));

    *first = _mm_unpacklo_epi8(high, low);
    *second = _mm_unpackhi_epi8(high, low);
}

static inline void store_hex_16(__m128i bytes, char *out)
{
    __m128i first, second;

    hex_16(bytes, &first, &second);
    _mm_storeu_si128((__m128i *)out, first);
    _mm_storeu_si128((__m128i *)(out + 16), second);
}

static void hex(const unsigned char *bytes, size_t n, char *out)
{
    for (; n >= 16; n -= 16, bytes += 16, out += 32)
        store_hex_16(_mm_loadu_si128((const __m128i *)bytes), out);
    lg_kernels_portable.hex(bytes, n, out);
}

static void ars_hex(const uint64_t key[2], const struct lg_counters *counters, size_t n, char *out)
{
    const struct round_keys keys = expand(key);
    const __m128i step = pair(counters->lo_step, counters->hi_step);
    __m128i counter = pair(counters->lo, counters->hi);
    size_t i = 0;

    for (; i + LANES <= n; i += LANES) {
        __m128i s[LANES];

        EACH(s[l] = counter; counter = _mm_add_epi64(counter, step))
        encrypt_lanes(&keys, s);
        EACH(store_hex_16(s[l], out + 32 * (i + l)))
    }
    for (; i < n; i++) {
        store_hex_16(encrypt(&keys, counter), out + 32 * i);
        counter = _mm_add_epi64(counter, step);
    }
}

static void uuid(const struct lg_draw *draws, size_t n, char *out, size_t stride)
{
    const __m128i and_mask = pair(LG_UUID_AND_LO, LG_UUID_AND_HI), or_mask = pair(LG_UUID_OR_LO, LG_UUID_OR_HI);
    /* where the text's bytes 0…15 and 16…31 come from, in the first and second half of the digits; -1 gives zero */
    const __m128i head_first = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, -1, 8, 9, 10, 11, -1, 12, 13);
    const __m128i head_dash = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, '-', 0, 0, 0, 0, '-', 0, 0);
    const __m128i body_first = _mm_setr_epi8(14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    const __m128i body_second = _mm_setr_epi8(-1, -1, -1, 0, 1, 2, 3, -1, 4, 5, 6, 7, 8, 9, 10, 11);
    const __m128i body_dash = _mm_setr_epi8(0, 0, '-', 0, 0, 0, 0, '-', 0, 0, 0, 0, 0, 0, 0, 0);

    for (size_t i = 0; i < n; i++, out += stride) {
        __m128i bytes = _mm_or_si128(_mm_and_si128(_mm_loadu_si128((const __m128i *)(draws + i)), and_mask), or_mask);
        __m128i first, second, head, body;
        uint32_t tail;

        hex_16(bytes, &first, &second);
        head = _mm_or_si128(_mm_shuffle_epi8(first, head_first), head_dash);
        body = _mm_or_si128(_mm_shuffle_epi8(first, body_first), _mm_shuffle_epi8(second, body_second));
        tail = (uint32_t)_mm_extract_epi32(second, 3);
        _mm_storeu_si128((__m128i *)out, head);
        _mm_storeu_si128((__m128i *)(out + 16), _mm_or_si128(body, body_dash));
        memcpy(out + 32, &tail, 4);
    }
}

const struct lg_kernels lg_kernels_aesni = {"aesni", ars, ars_keys, hex, ars_hex, uuid};
