/* SPDX-License-Identifier: Apache-2.0 */
/* ARS with the ARMv8 cryptography extension. AESE adds its key before it substitutes, so it gets a key of zero and the
 * round key is added after MixColumns. Compiled with -march=armv8-a+crypto; called only where the processor has it. */
#include "gen/kernels.h"

#include <arm_neon.h>
#include <string.h>

#define LANES 4

struct round_keys {
    uint8x16_t key[LG_ARS_ROUNDS + 1];
};

static inline uint8x16_t pair(uint64_t lo, uint64_t hi)
{
    return vreinterpretq_u8_u64(vcombine_u64(vcreate_u64(lo), vcreate_u64(hi)));
}

static inline struct round_keys expand(const uint64_t key[2])
{
    struct round_keys keys;

    for (uint64_t r = 0; r <= LG_ARS_ROUNDS; r++)
        keys.key[r] = pair(key[0] + r * LG_ARS_WEYL_LO, key[1] + r * LG_ARS_WEYL_HI);
    return keys;
}

static inline void encrypt(const struct round_keys *keys, uint8x16_t *s, int lanes)
{
    const uint8x16_t zero = vdupq_n_u8(0);

    for (int i = 0; i < lanes; i++)
        s[i] = veorq_u8(s[i], keys->key[0]);
    for (int r = 1; r < LG_ARS_ROUNDS; r++)
        for (int i = 0; i < lanes; i++)
            s[i] = veorq_u8(vaesmcq_u8(vaeseq_u8(s[i], zero)), keys->key[r]);
    for (int i = 0; i < lanes; i++)
        s[i] = veorq_u8(vaeseq_u8(s[i], zero), keys->key[LG_ARS_ROUNDS]);
}

static void ars(const uint64_t key[2], const struct lg_counters *counters, size_t n, struct lg_draw *out)
{
    const struct round_keys keys = expand(key);

    for (size_t i = 0; i < n; i += LANES) {
        int lanes = n - i < LANES ? (int)(n - i) : LANES;
        uint8x16_t s[LANES];

        for (int l = 0; l < lanes; l++)
            s[l] = pair(counters->lo + (i + (size_t)l) * counters->lo_step, counters->hi + (i + (size_t)l) * counters->hi_step);
        encrypt(&keys, s, lanes);
        memcpy(out + i, s, (size_t)lanes * 16);
    }
}

static void ars_keys(const uint64_t key[2], const int64_t *at, uint64_t hi, size_t n, struct lg_draw *out)
{
    const struct round_keys keys = expand(key);

    for (size_t i = 0; i < n; i += LANES) {
        int lanes = n - i < LANES ? (int)(n - i) : LANES;
        uint8x16_t s[LANES];

        for (int l = 0; l < lanes; l++)
            s[l] = pair((uint64_t)at[i + (size_t)l], hi);
        encrypt(&keys, s, lanes);
        memcpy(out + i, s, (size_t)lanes * 16);
    }
}

static inline void store_hex_16(uint8x16_t bytes, char *out)
{
    const uint8x16_t digits = vld1q_u8((const uint8_t *)"0123456789abcdef");
    uint8x16x2_t text = {{vqtbl1q_u8(digits, vshrq_n_u8(bytes, 4)), vqtbl1q_u8(digits, vandq_u8(bytes, vdupq_n_u8(15)))}};

    vst2q_u8((uint8_t *)out, text);
}

static void hex(const unsigned char *bytes, size_t n, char *out)
{
    for (; n >= 16; n -= 16, bytes += 16, out += 32)
        store_hex_16(vld1q_u8(bytes), out);
    lg_kernels_portable.hex(bytes, n, out);
}

static void ars_hex(const uint64_t key[2], const struct lg_counters *counters, size_t n, char *out)
{
    struct lg_counters next = *counters;
    struct lg_draw draws[32];

    while (n > 0) {
        size_t some = n < 32 ? n : 32;

        ars(key, &next, some, draws);
        hex((const unsigned char *)draws, some * 16, out);
        next.lo += some * next.lo_step;
        next.hi += some * next.hi_step;
        out += some * 32;
        n -= some;
    }
}

static void uuid(const struct lg_draw *draws, size_t n, char *out, size_t stride)
{
    lg_kernels_portable.uuid(draws, n, out, stride);
}

const struct lg_kernels lg_kernels_armv8 = {"armv8", ars, ars_keys, hex, ars_hex, uuid};
