/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed permutations: a balanced Feistel network over the smallest even number of bits that holds n values; a result outside
 * is permuted again until it is inside ("cycle walking": J. Black and P. Rogaway, CT-RSA 2002), fewer than four times on average. */
#include <lakegen/distribution.h>

#include <stdbool.h>

#define ROUNDS 6

void lg_permutation_init(struct lg_permutation *permutation, const struct lg_stream *stream, int64_t n)
{
    uint32_t bits = 1;

    while (bits < 32 && n > 0 && ((uint64_t)1 << (2 * bits)) < (uint64_t)n)
        bits++;
    *permutation = (struct lg_permutation){*stream, n > 0 ? n : 0, bits, 0};
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

/* A value that begins inside comes back inside: its cycle leads there. One from outside might never. */
static bool is_inside(const struct lg_permutation *permutation, int64_t i)
{
    return i >= 0 && i < permutation->n;
}

int64_t lg_permute(const struct lg_permutation *permutation, int64_t i)
{
    uint64_t value = (uint64_t)i;

    if (!is_inside(permutation, i))
        return -1;
    do
        value = encrypt(permutation, value);
    while (value >= (uint64_t)permutation->n);
    return (int64_t)value;
}

int64_t lg_permute_inverse(const struct lg_permutation *permutation, int64_t i)
{
    uint64_t value = (uint64_t)i;

    if (!is_inside(permutation, i))
        return -1;
    do
        value = decrypt(permutation, value);
    while (value >= (uint64_t)permutation->n);
    return (int64_t)value;
}
