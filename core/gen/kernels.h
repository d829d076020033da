/* SPDX-License-Identifier: Apache-2.0 */
/* The code paths of the generation core, one table per instruction set; bit-identical, chosen at run time.
 *
 * Each ars_*.c fills one table. A table that this build or machine does not have is NULL or refused by
 * lg_kernels_choose(). All functions are pure; any thread. */
#ifndef LG_GEN_KERNELS_H
#define LG_GEN_KERNELS_H

#include <lakegen/random.h>

/* n counters: the i-th is (lo + i × lo_step, hi + i × hi_step), low and high half. Passed by address: a copy on the stack is read
 * back wider than it was written, which waits until every store before it has reached the cache. */
struct lg_counters {
    uint64_t lo, lo_step, hi, hi_step;
};

struct lg_kernels {
    const char *name;
    /* out[i] = ARS-7(key, counter i) */
    void (*ars)(const uint64_t key[2], const struct lg_counters *counters, size_t n, struct lg_draw *out);
    /* out[i] = ARS-7(key, (keys[i], hi)) */
    void (*ars_keys)(const uint64_t key[2], const int64_t *keys, uint64_t hi, size_t n, struct lg_draw *out);
    /* hexadecimal text of n bytes, 2 × n characters */
    void (*hex)(const unsigned char *bytes, size_t n, char *out);
    /* ars() and hex() in one: 32 characters per counter */
    void (*ars_hex)(const uint64_t key[2], const struct lg_counters *counters, size_t n, char *out);
    /* UUID text of n draws: 36 characters each, `stride` bytes apart */
    void (*uuid)(const struct lg_draw *draws, size_t n, char *out, size_t stride);
};

extern const struct lg_kernels lg_kernels_portable;
extern const struct lg_kernels lg_kernels_aesni;
extern const struct lg_kernels lg_kernels_vaes;
extern const struct lg_kernels lg_kernels_armv8;

/* The i-th path that this machine can run, best first; NULL behind the last. */
const struct lg_kernels *lg_kernels_available(unsigned i);

/* The best path, or the one that LAKEGEN_CPU names. */
int lg_kernels_choose(const struct lg_kernels **kernels, struct lg_error *err);

/* Increments of ARS's Weyl key schedule: the golden ratio and sqrt(3) - 1, as 0.64 fixed point (Random123). */
#define LG_ARS_ROUNDS 7
#define LG_ARS_WEYL_LO UINT64_C(0x9E3779B97F4A7C15)
#define LG_ARS_WEYL_HI UINT64_C(0xBB67AE8584CAA73B)

/* The portable generator with any number of rounds: 10 is what the published known answers are for. */
struct lg_draw lg_ars_portable(const uint64_t key[2], uint64_t lo, uint64_t hi, int rounds);

/* Version and variant of a random UUID (RFC 9562, section 5.4): bytes 6 and 8 of the 16. */
#define LG_UUID_AND_LO UINT64_C(0xff0fffffffffffff)
#define LG_UUID_OR_LO UINT64_C(0x0040000000000000)
#define LG_UUID_AND_HI UINT64_C(0xffffffffffffff3f)
#define LG_UUID_OR_HI UINT64_C(0x0000000000000080)

#endif
