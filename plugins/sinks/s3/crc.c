/* SPDX-License-Identifier: Apache-2.0 */
/* One implementation for both kinds: eight tables of 256, and folding by carry-less multiplication where there is one, of four
 * registers of 16 bytes or, with VPCLMULQDQ, of 64.
 *
 * Folding ("Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009): 16 bytes are a polynomial of
 * degree 127; multiplied by x^D modulo P they can be added to those D bits later. In a reflected register bit i stands for
 * x^(63-i), and a product of two registers comes out multiplied by x besides: hence the D - 1 in the constants. */
#include "crc.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LANES 4
#define FOLD_BYTES ((size_t)16 * LANES)
#define WIDE_BYTES ((size_t)64 * LANES)

struct crc_tables {
    uint64_t byte[8][256];
    uint64_t fold_wide[2], fold_all[2], fold_one[2]; /* x^(D+63), x^(D-1) for D = 2048, 512 and 128 */
};

struct crc_kind {
    int bits;
    uint64_t polynomial; /* reflected */
    struct crc_tables *tables;
};

static struct crc_tables tables_32c, tables_64nvme;
const struct crc_kind crc_32c = {32, 0x82f63b78, &tables_32c};
const struct crc_kind crc_64nvme = {64, 0x9a6c9329ac4bc9b5, &tables_64nvme};
static bool can_fold, can_fold_wide;

static uint64_t ones(const struct crc_kind *kind)
{
    return ~(uint64_t)0 >> (64 - kind->bits);
}

static uint64_t times_x(const struct crc_kind *kind, uint64_t value)
{
    return value >> 1 ^ (value & 1 ? kind->polynomial : 0);
}

/* x^n modulo P, in a 64-bit register. */
static uint64_t power(const struct crc_kind *kind, int n)
{
    uint64_t value = (uint64_t)1 << (kind->bits - 1);

    while (n-- > 0)
        value = times_x(kind, value);
    return value << (64 - kind->bits);
}

/* The two constants that fold bytes onto those so many bytes later. */
static void make_fold(const struct crc_kind *kind, size_t bytes, uint64_t fold[2])
{
    fold[0] = power(kind, (int)bytes * 8 + 63);
    fold[1] = power(kind, (int)bytes * 8 - 1);
}

static void make_tables(const struct crc_kind *kind)
{
    struct crc_tables *tables = kind->tables;

    for (unsigned i = 0; i < 256; i++) {
        uint64_t value = i;

        for (int bit = 0; bit < 8; bit++)
            value = times_x(kind, value);
        tables->byte[0][i] = value;
    }
    for (unsigned t = 1; t < 8; t++)
        for (unsigned i = 0; i < 256; i++)
            tables->byte[t][i] = tables->byte[0][tables->byte[t - 1][i] & 255] ^ tables->byte[t - 1][i] >> 8;
    make_fold(kind, WIDE_BYTES, tables->fold_wide);
    make_fold(kind, FOLD_BYTES, tables->fold_all);
    make_fold(kind, 16, tables->fold_one);
}

void crc_prepare(void)
{
    make_tables(&crc_32c);
    make_tables(&crc_64nvme);
#if defined(__x86_64__)
    can_fold = __builtin_cpu_supports("pclmul") != 0;
    can_fold_wide = __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx512f");
#endif
}

/* The register, without the first and last inversion. */
static uint64_t run_tables(const struct crc_tables *tables, uint64_t crc, const unsigned char *p, size_t size)
{
    for (; size >= 8; size -= 8, p += 8) {
        uint64_t word;

        memcpy(&word, p, 8);
        word ^= crc;
        crc = tables->byte[7][word & 255] ^ tables->byte[6][word >> 8 & 255] ^ tables->byte[5][word >> 16 & 255] ^
              tables->byte[4][word >> 24 & 255] ^ tables->byte[3][word >> 32 & 255] ^ tables->byte[2][word >> 40 & 255] ^
              tables->byte[1][word >> 48 & 255] ^ tables->byte[0][word >> 56];
    }
    for (; size > 0; size--, p++)
        crc = tables->byte[0][(crc ^ *p) & 255] ^ crc >> 8;
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("pclmul,sse2"))) static __m128i fold(__m128i value, __m128i by, __m128i next)
{
    return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(value, by, 0x00), _mm_clmulepi64_si128(value, by, 0x11)), next);
}

/* The register after texts of 16 bytes that were folded onto each other at their distances. */
__attribute__((target("pclmul,sse2"))) static uint64_t join(const struct crc_tables *tables, const __m128i *lane, int lanes)
{
    const __m128i one = _mm_loadu_si128((const void *)tables->fold_one);
    __m128i value = lane[0];
    unsigned char last[16];

    for (int i = 1; i < lanes; i++)
        value = fold(value, one, lane[i]);
    _mm_storeu_si128((void *)last, value);
    return run_tables(tables, 0, last, sizeof(last));
}

/* size is a multiple of FOLD_BYTES, and not 0. */
__attribute__((target("pclmul,sse2"))) static uint64_t run_folding(const struct crc_tables *tables, uint64_t crc,
                                                                   const unsigned char *p, size_t size)
{
    const __m128i all = _mm_loadu_si128((const void *)tables->fold_all);
    __m128i lane[LANES];

    for (int i = 0; i < LANES; i++)
        lane[i] = _mm_loadu_si128((const void *)(p + (size_t)16 * (size_t)i));
    lane[0] = _mm_xor_si128(lane[0], _mm_set_epi64x(0, (long long)crc));
    while ((size -= FOLD_BYTES) > 0) {
        p += FOLD_BYTES;
        for (int i = 0; i < LANES; i++)
            lane[i] = fold(lane[i], all, _mm_loadu_si128((const void *)(p + (size_t)16 * (size_t)i)));
    }
    return join(tables, lane, LANES);
}

/* The same with registers of 64 bytes; size is a multiple of WIDE_BYTES, and not 0. */
__attribute__((target("vpclmulqdq,avx512f"))) static uint64_t run_folding_wide(const struct crc_tables *tables, uint64_t crc,
                                                                               const unsigned char *p, size_t size)
{
    const __m512i by = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)tables->fold_wide));
    __m512i lane[LANES];
    __m128i part[4 * LANES];

    for (int i = 0; i < LANES; i++)
        lane[i] = _mm512_loadu_si512(p + (size_t)64 * (size_t)i);
    lane[0] = _mm512_xor_si512(lane[0], _mm512_zextsi128_si512(_mm_cvtsi64_si128((long long)crc)));
    while ((size -= WIDE_BYTES) > 0) {
        p += WIDE_BYTES;
        for (int i = 0; i < LANES; i++) {
            __m512i low = _mm512_clmulepi64_epi128(lane[i], by, 0x00), high = _mm512_clmulepi64_epi128(lane[i], by, 0x11);

            lane[i] = _mm512_ternarylogic_epi64(low, high, _mm512_loadu_si512(p + (size_t)64 * (size_t)i), 0x96);
        }
    }
    memcpy(part, lane, sizeof(part));
    return join(tables, part, 4 * LANES);
}
#else
static uint64_t run_folding_wide(const struct crc_tables *tables, uint64_t crc, const unsigned char *p, size_t size)
{
    return run_tables(tables, crc, p, size);
}

static uint64_t run_folding(const struct crc_tables *tables, uint64_t crc, const unsigned char *p, size_t size)
{
    return run_tables(tables, crc, p, size);
}
#endif

uint64_t crc_update_portable(const struct crc_kind *kind, uint64_t crc, const void *bytes, size_t size)
{
    return run_tables(kind->tables, crc ^ ones(kind), bytes, size) ^ ones(kind);
}

uint64_t crc_update(const struct crc_kind *kind, uint64_t crc, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    size_t wide = can_fold_wide ? size / WIDE_BYTES * WIDE_BYTES : 0, folded = can_fold ? (size - wide) / FOLD_BYTES * FOLD_BYTES : 0;

    crc ^= ones(kind);
    if (wide > 0)
        crc = run_folding_wide(kind->tables, crc, p, wide);
    if (folded > 0)
        crc = run_folding(kind->tables, crc, p + wide, folded);
    return run_tables(kind->tables, crc, p + wide + folded, size - wide - folded) ^ ones(kind);
}

/* a × b modulo P; bit bits-1 stands for x^0. */
static uint64_t multiply(const struct crc_kind *kind, uint64_t a, uint64_t b)
{
    uint64_t product = 0;

    for (uint64_t bit = (uint64_t)1 << (kind->bits - 1); bit; bit >>= 1, b = times_x(kind, b))
        product ^= a & bit ? b : 0;
    return product;
}

uint64_t crc_combine(const struct crc_kind *kind, uint64_t first, uint64_t second, uint64_t second_size)
{
    uint64_t shift = (uint64_t)1 << (kind->bits - 1 - 8); /* x^8: a byte */

    for (; second_size > 0; second_size >>= 1, shift = multiply(kind, shift, shift))
        if (second_size & 1)
            first = multiply(kind, shift, first);
    return first ^ second;
}
