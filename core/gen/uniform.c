/* SPDX-License-Identifier: Apache-2.0 */
/* Uniform integers: a random fraction times the span, by the high half of a product (no division, no rejection). */
#include <lakegen/distribution.h>

#include "base/int128.h"

void lg_uniform_int32(const struct lg_draw *draws, int lane, int64_t n, int32_t lo, int32_t hi, int32_t *out)
{
    uint64_t span = (uint64_t)((int64_t)hi - lo) + 1;

    for (int64_t i = 0; i < n; i++)
        out[i] = (int32_t)(lo + (int64_t)((lg_draw_lane(&draws[i], lane) * span) >> 32));
}

void lg_uniform_int64(const struct lg_draw *draws, int word, int64_t n, int64_t lo, int64_t hi, int64_t *out)
{
    lg_uint128 span = (lg_uint128)((uint64_t)hi - (uint64_t)lo) + 1;

    for (int64_t i = 0; i < n; i++)
        out[i] = (int64_t)((uint64_t)lo + (uint64_t)((draws[i].word[word] * span) >> 64));
}

uint64_t lg_threshold(struct lg_decimal probability)
{
    lg_int128 scaled = ((lg_int128)probability.nano << 32) / 1000000000;

    if (scaled < 0)
        return 0;
    return scaled > (lg_int128)1 << 32 ? (uint64_t)1 << 32 : (uint64_t)scaled;
}
