/* SPDX-License-Identifier: Apache-2.0 */
/* Vose's construction. Columns that are lower than full are topped up from one that is higher, until none is left. */
#include "gen/alias.h"

#include <stdlib.h>

static void fill(struct lg_alias_column *column, uint64_t threshold, uint32_t first, uint32_t second)
{
    /* a full column holds one outcome twice, so that its threshold, which 32 bits could not hold, does not matter */
    *column = (struct lg_alias_column){(uint32_t)threshold, {(uint16_t)first, (uint16_t)second}};
}

int lg_alias_build(uint64_t *mass, uint32_t count, unsigned bits, unsigned height, struct lg_alias_column *columns,
                   struct lg_error *err)
{
    const uint64_t full = (uint64_t)1 << height;
    const uint32_t size = (uint32_t)1 << bits;
    uint32_t *low = malloc(2 * size * sizeof(*low)), *high = low ? low + size : NULL;
    uint32_t lows = 0, highs = 0, next_empty = count;

    if (!low)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a table of %u weights", count);
    for (uint32_t i = 0; i < count; i++)
        if (mass[i] < full)
            low[lows++] = i;
        else
            high[highs++] = i;
    while (highs > 0) {
        uint32_t donor = high[highs - 1];

        if (mass[donor] < full) { /* gave enough away to need topping up itself */
            low[lows++] = donor;
            highs--;
        } else if (lows > 0) {
            uint32_t i = low[--lows];

            fill(&columns[i], mass[i], i, donor);
            mass[donor] -= full - mass[i];
        } else if (mass[donor] == full || next_empty == size) {
            fill(&columns[donor], 0, donor, donor);
            highs--;
        } else { /* more than one column's worth, and nobody needs it: it fills a column that no outcome owns */
            fill(&columns[next_empty++], 0, donor, donor);
            mass[donor] -= full;
        }
    }
    while (lows > 0) { /* nothing is left here when the masses add up: then every low column met a donor */
        uint32_t i = low[--lows];

        fill(&columns[i], 0, i, i);
    }
    free(low);
    return LG_OK;
}
