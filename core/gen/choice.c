/* SPDX-License-Identifier: Apache-2.0 */
/* Weighted choice from an alias table of 32 bits: 8 to 16 choose the column, the rest compare. */
#include <lakegen/distribution.h>

#include "base/int128.h"
#include "gen/alias.h"

#include <stdlib.h>

struct lg_choice {
    unsigned shift; /* 32 - bits */
    uint32_t mask;
    struct lg_alias_column columns[];
};

/* Masses in proportion to the weights that sum to exactly 2^32: differences of rounded running sums, so that each is within one of
 * its share and no remainder is left for anybody. */
static int scale_weights(const int64_t *weights, uint32_t count, uint64_t *mass, struct lg_error *err)
{
    lg_int128 sum = 0, running = 0;
    uint64_t before = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return lg_error_set(err, LG_E_CONFIG, "weight %u is negative, weights are 0 or more", i + 1);
        sum += weights[i];
    }
    if (sum == 0)
        return lg_error_set(err, LG_E_CONFIG, "all weights are 0, one must be positive");
    for (uint32_t i = 0; i < count; i++) {
        uint64_t border;

        running += weights[i];
        border = (uint64_t)((running << 32) / sum);
        mass[i] = border - before;
        before = border;
    }
    return LG_OK;
}

int lg_choice_new(const int64_t *weights, uint32_t count, struct lg_choice **choice, struct lg_error *err)
{
    unsigned bits = 8;
    uint64_t *mass;

    *choice = NULL;
    if (count == 0 || count > 65536)
        return lg_error_set(err, LG_E_CONFIG, "%u weights, there must be 1 to 65536", count);
    while (((uint32_t)1 << bits) < count)
        bits++;
    mass = calloc(count, sizeof(*mass));
    *choice = malloc(sizeof(**choice) + ((size_t)1 << bits) * sizeof((*choice)->columns[0]));
    if (!mass || !*choice)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a table of %u weights", count);
    else if (scale_weights(weights, count, mass, err) == LG_OK) {
        (*choice)->shift = 32 - bits;
        (*choice)->mask = (uint32_t)(((uint64_t)1 << (32 - bits)) - 1);
        (void)lg_alias_build(mass, count, bits, 32 - bits, (*choice)->columns, err);
    }
    free(mass);
    if (err->code == LG_OK)
        return LG_OK;
    lg_choice_free(*choice);
    *choice = NULL;
    return err->code;
}

void lg_choice_free(struct lg_choice *choice)
{
    free(choice);
}

void lg_choice_pick(const struct lg_choice *choice, const struct lg_draw *draws, int lane, int64_t n, int32_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits = lg_draw_lane(&draws[i], lane);

        out[i] = (int32_t)lg_alias_outcome(&choice->columns[bits >> choice->shift], bits & choice->mask);
    }
}
