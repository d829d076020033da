/* SPDX-License-Identifier: Apache-2.0 */
/* ARS with VAES on AVX-512: four counters in a register, four registers in flight.
 * Compiled with -mvaes -mavx512f -mavx512bw -mavx512vl; called only where processor and kernel have them. */
#include "gen/kernels.h"

#include <immintrin.h>

#define LANES 4              /* counters in a register */
#define GROUP (4 * LANES)    /* counters in flight */

struct round_keys {
    __m512i key[LG_ARS_ROUNDS + 1];
};

static inline struct round_keys expand(const uint64_t key[2])
{
    const __m512i weyl = _mm512_broadcast_i32x4(_mm_set_epi64x((long long)LG_ARS_WEYL_HI, (long long)LG_ARS_WEYL_LO));
    struct round_keys keys;

    keys.key[0] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)key));
    keys.key[1] = _mm512_add_epi64(keys.key[0], weyl);
    keys.key[2] = _mm512_add_epi64(keys.key[1], weyl);
    keys.key[3] = _mm512_add_epi64(keys.key[2], weyl);
    keys.key[4] = _mm512_add_epi64(keys.key[3], weyl);
    keys.key[5] = _mm512_add_epi64(keys.key[4], weyl);
    keys.key[6] = _mm512_add_epi64(keys.key[5], weyl);
    keys.key[7] = _mm512_add_epi64(keys.key[6], weyl);
    return keys;
}

/* Written out, because compilers do not unroll at -O2, and only constant indices live in registers. */
static inline __m512i encrypt(const struct round_keys *keys, __m512i counters)
{
    __m512i s = _mm512_xor_si512(counters, keys->key[0]);

    s = _mm512_aesenc_epi128(s, keys->key[1]);
    s = _mm512_aesenc_epi128(s, keys->key[2]);
    s = _mm512_aesenc_epi128(s, keys->key[3]);
    s = _mm512_aesenc_epi128(s, keys->key[4]);
    s = _mm512_aesenc_epi128(s, keys->key[5]);
    s = _mm512_aesenc_epi128(s, keys->key[6]);
    return _mm512_aesenclast_epi128(s, keys->key[7]);
}

#define ROUND(operation, r) \
    s[0] = operation(s[0], keys->key[r]); \
    s[1] = operation(s[1], keys->key[r]); \
    s[2] = operation(s[2], keys->key[r]); \
    s[3] = operation(s[3], keys->key[r])

static inline void encrypt_group(const struct round_keys *keys, __m512i s[4])
{
    ROUND(_mm512_xor_si512, 0);
    ROUND(_mm512_aesenc_epi128, 1);
    ROUND(_mm512_aesenc_epi128, 2);
    ROUND(_mm512_aesenc_epi128, 3);
    ROUND(_mm512_aesenc_epi128, 4);
    ROUND(_mm512_aesenc_epi128, 5);
    ROUND(_mm512_aesenc_epi128, 6);
    ROUND(_mm512_aesenclast_epi128, 7);
}

/* Four registers of counters; counter moves on by them. */
static inline void next_group(__m512i s[4], __m512i *counter, __m512i step)
{
    s[0] = *counter;
    s[1] = _mm512_add_epi64(s[0], step);
    s[2] = _mm512_add_epi64(s[1], step);
    s[3] = _mm512_add_epi64(s[2], step);
    *counter = _mm512_add_epi64(s[3], step);
}

static inline void store_group(const __m512i s[4], struct lg_draw *out)
{
    _mm512_storeu_si512(out, s[0]);
    _mm512_storeu_si512(out + LANES, s[1]);
    _mm512_storeu_si512(out + 2 * LANES, s[2]);
    _mm512_storeu_si512(out + 3 * LANES, s[3]);
}

/* The first four counters, and the step from one register to the next. */
static inline __m512i first_counters(const struct lg_counters *c)
{
    return _mm512_set_epi64((long long)(c->hi + 3 * c->hi_step), (long long)(c->lo + 3 * c->lo_step),
                            (long long)(c->hi + 2 * c->hi_step), (long long)(c->lo + 2 * c->lo_step),
                            (long long)(c->hi + c->hi_step), (long long)(c->lo + c->lo_step), (long long)c->hi, (long long)c->lo);
}

static inline __m512i register_step(const struct lg_counters *c)
{
    return _mm512_broadcast_i32x4(_mm_set_epi64x((long long)(LANES * c->hi_step), (long long)(LANES * c->lo_step)));
}

/* The first n × 2 quadwords of a register. */
static inline __mmask8 first_lanes(size_t n)
{
    return (__mmask8)((1u << (2 * n)) - 1);
}

static void ars(const uint64_t key[2], const struct lg_counters *counters, size_t n, struct lg_draw *out)
{
    const struct round_keys keys = expand(key);
    const __m512i step = register_step(counters);
    __m512i counter = first_counters(counters);
    size_t i = 0;

    for (; i + GROUP <= n; i += GROUP) {
        __m512i s[4];

        next_group(s, &counter, step);
        encrypt_group(&keys, s);
        store_group(s, out + i);
    }
    for (; i < n; i += LANES) {
        size_t left = n - i < LANES ? n - i : LANES;

        _mm512_mask_storeu_epi64(out + i, first_lanes(left), encrypt(&keys, counter));
        counter = _mm512_add_epi64(counter, step);
    }
}

/* Four keys and the draw number as four counters. */
static inline __m512i key_counters(const int64_t *at, __mmask8 present, __m512i hi)
{
    const __m512i spread = _mm512_set_epi64(3, 3, 2, 2, 1, 1, 0, 0);
    __m512i lo = _mm512_maskz_loadu_epi64(present, at);

    return _mm512_mask_mov_epi64(_mm512_permutexvar_epi64(spread, lo), 0xaa, hi);
}

static void ars_keys(const uint64_t key[2], const int64_t *at, uint64_t hi, size_t n, struct lg_draw *out)
{
    const struct round_keys keys = expand(key);
    const __m512i high = _mm512_set1_epi64((long long)hi);
    size_t i = 0;

    for (; i + GROUP <= n; i += GROUP) {
        __m512i s[4];

        s[0] = key_counters(at + i, 0x0f, high);
        s[1] = key_counters(at + i + LANES, 0x0f, high);
        s[2] = key_counters(at + i + 2 * LANES, 0x0f, high);
        s[3] = key_counters(at + i + 3 * LANES, 0x0f, high);
        encrypt_group(&keys, s);
        store_group(s, out + i);
    }
    for (; i < n; i += LANES) {
        size_t left = n - i < LANES ? n - i : LANES;
        __m512i counter = key_counters(at + i, (__mmask8)((1u << left) - 1), high);

        _mm512_mask_storeu_epi64(out + i, first_lanes(left), encrypt(&keys, counter));
    }
}

/* The 128 hexadecimal characters of 64 bytes. Unpacking works inside 16-byte lanes, so lanes are put in order after it. */
static inline void hex_64(__m512i bytes, __m512i *first, __m512i *second)
{
    const __m512i digits = _mm512_broadcast_i32x4(
        _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'));
    const __m512i mask = _mm512_set1_epi8(15);
    const __m512i take_first = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
    const __m512i take_second = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
    __m512i high = _mm512_shuffle_epi8(digits, _mm512_and_si512(_mm512_srli_epi64(bytes, 4), mask));
    __m512i low = _mm512_shuffle_epi8(digits, _mm512_and_si512(bytes, mask));
    __m512i even = _mm512_unpacklo_epi8(high, low), odd = _mm512_unpackhi_epi8(high, low);

    *first = _mm512_permutex2var_epi64(even, take_first, odd);
    *second = _mm512_permutex2var_epi64(even, take_second, odd);
}

static inline void store_hex_64(__m512i bytes, char *out)
{
    __m512i first, second;

    hex_64(bytes, &first, &second);
    _mm512_storeu_si512(out, first);
    _mm512_storeu_si512(out + 64, second);
}

static void hex(const unsigned char *bytes, size_t n, char *out)
{
    for (; n >= 64; n -= 64, bytes += 64, out += 128)
        store_hex_64(_mm512_loadu_si512(bytes), out);
    lg_kernels_portable.hex(bytes, n, out);
}

static void ars_hex(const uint64_t key[2], const struct lg_counters *counters, size_t n, char *out)
{
    const struct round_keys keys = expand(key);
    const __m512i step = register_step(counters);
    __m512i counter = first_counters(counters);
    size_t i = 0;

    for (; i + GROUP <= n; i += GROUP) {
        __m512i s[4];

        next_group(s, &counter, step);
        encrypt_group(&keys, s);
        store_hex_64(s[0], out + 32 * i);
        store_hex_64(s[1], out + 32 * i + 128);
        store_hex_64(s[2], out + 32 * i + 256);
        store_hex_64(s[3], out + 32 * i + 384);
    }
    for (; i < n; i += LANES) {
        size_t left = n - i < LANES ? n - i : LANES;
        __m512i first, second;

        hex_64(encrypt(&keys, counter), &first, &second);
        _mm512_mask_storeu_epi64(out + 32 * i, (__mmask8)((1u << (left < 2 ? 4 * left : 8)) - 1), first);
        if (left > 2)
            _mm512_mask_storeu_epi64(out + 32 * i + 64, (__mmask8)((1u << (4 * (left - 2))) - 1), second);
        counter = _mm512_add_epi64(counter, step);
    }
}

static void uuid(const struct lg_draw *draws, size_t n, char *out, size_t stride)
{
    lg_kernels_aesni.uuid(draws, n, out, stride);
}

const struct lg_kernels lg_kernels_vaes = {"vaes", ars, ars_keys, hex, ars_hex, uuid};
