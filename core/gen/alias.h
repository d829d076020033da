/* SPDX-License-Identifier: Apache-2.0 */
/* Walker's alias tables with exact integers: the common ground of weighted choice and Zipf.
 *
 * Sources: A. J. Walker, "An Efficient Method for Generating Discrete Random Variables with General Distributions", ACM TOMS
 * 3(3), 1977; M. D. Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution", IEEE TSE 17(9), 1991.
 *
 * 2^bits columns of height 2^height each hold at most two outcomes. A draw picks a column with its top bits and compares
 * the next `height` bits with the threshold. */
#ifndef LG_GEN_ALIAS_H
#define LG_GEN_ALIAS_H

#include <lakegen/error.h>

#include <stdint.h>

struct lg_alias_column {
    uint32_t threshold; /* below: the first outcome; equal to 2^height is not needed, see full columns in alias.c */
    uint16_t outcome[2];
};

/* mass[i]: the height of outcome i; their sum is exactly 2^(bits + height). count ≤ 2^bits ≤ 65,536, height ≤ 32. The array
 * mass is used up. */
int lg_alias_build(uint64_t *mass, uint32_t count, unsigned bits, unsigned height, struct lg_alias_column *columns,
                   struct lg_error *err);

static inline uint32_t lg_alias_outcome(const struct lg_alias_column *column, uint32_t position)
{
    return column->outcome[position >= column->threshold];
}

#endif
