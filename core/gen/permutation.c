/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed permutations: a balanced Feistel network over the smallest even number of bits that holds n values; a result outside
 * is permuted again until it is inside ("cycle walking": J. Black and P. Rogaway, CT-RSA 2002), fewer than four times on average. */
#include <lakegen/distribution.h>

#define ROUNDS 6

void lg_permutation_init(struct lg_permutation *permutation, const struct lg_stream *stream, int64_t n)
{
    uint32_t bits = 1;

    while (bits < 31 && ((int64_t)1 << (2 * bits)) < n)
        bits++;
    *permutation = (struct lg_permutation){*stream, n, bits, 0};
}

static uint64_t round_value(const struct lg_permutation *permutation, uint64_t half, unsigned round)
{
    struct lg_draw draw;

    lg_draw_rows(&permutation->stream, (int64_t)half, round, 1, &draw);
    return draw.word[0] & (((uint64_t)1 << permutation->half_bits) - 1);
}

static uint64_t encrypt(const struct lg_permutation *permutation, uint64_t value)
{
    uint64_t mask = ((uint64_t)1 << permutation->half_bits) - 1;
    uint64_t left = value >> permutation->half_bits, right = value & mask;

    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t next = left ^ round_value(permutation, right, round);

        left = right;
        right = next;
    }
    return left << permutation->half_bits | right;
}

static uint64_t decrypt(const struct lg_permutation *permutation, uint64_t value)
{
    uint64_t mask = ((uint64_t)1 << permutation->half_bits) - 1;
    uint64_t left = value >> permutation->half_bits, right = value & mask;

    for (unsigned round = ROUNDS; round-- > 0;) {
        uint64_t previous = right ^ round_value(permutation, left, round);

        right = left;
        left = previous;
    }
    return left << permutation->half_bits | right;
}

int64_t lg_permute(const struct lg_permutation *permutation, int64_t i)
{
    do
        i = (int64_t)encrypt(permutation, (uint64_t)i);
    while (i >= permutation->n);
    return i;
}

int64_t lg_permute_inverse(const struct lg_permutation *permutation, int64_t i)
{
    do
        i = (int64_t)decrypt(permutation, (uint64_t)i);
    while (i >= permutation->n);
    return i;
}
