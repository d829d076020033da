/* SPDX-License-Identifier: Apache-2.0 */
/* Exact shares: which rows are in a share is random, how many are is not. Rows are taken by the hundred; of each, the running total
 * of the share says how many are in, and a drawing without replacement says which. */
#include "declared.h"

#define BLOCK 100

/* Rows of the share among the first `rows` rows, rounded half up. */
static int64_t total(struct lg_decimal ratio, int64_t rows)
{
    return (int64_t)(((wide)rows * ratio.nano + 500000000) / 1000000000);
}

/* Chooses some of n places: R. W. Floyd's method, one random number for each that is chosen. */
static void choose(const struct lg_stream *stream, int64_t key, uint32_t n, uint32_t some, uint8_t *chosen)
{
    struct lg_draw draw = {{0, 0}};
    bool others = some > n / 2; /* choose who is left out */
    uint32_t drawn = others ? n - some : some;

    memset(chosen, others, n);
    for (uint32_t i = 0; i < drawn; i++) {
        uint32_t last = n - drawn + i, place;

        if (i % 4 == 0)
            lg_draw_rows(stream, key, i / 4, 1, &draw);
        place = lg_below(lg_draw_lane(&draw, (int)(i % 4)), last + 1);
        if (chosen[place] == !others)
            place = last;
        chosen[place] = !others;
    }
}

void mark_share(const struct lg_stream *stream, struct lg_decimal ratio, int64_t natural, int64_t first, int64_t rows, uint8_t *marks)
{
    uint8_t chosen[BLOCK];

    for (int64_t row = first; row < first + rows;) {
        int64_t start = row / BLOCK * BLOCK, end = start + BLOCK;

        if (row < natural && end > natural) /* the last hundred ends with the table; rows beyond it begin anew */
            end = natural;
        else if (row >= natural && start < natural)
            start = natural;
        choose(stream, start, (uint32_t)(end - start), (uint32_t)(total(ratio, end) - total(ratio, start)), chosen);
        for (; row < end && row < first + rows; row++)
            marks[row - first] = chosen[row - start];
    }
}
