/* SPDX-License-Identifier: Apache-2.0 */
/* Zipf: an alias table whose outcomes are the first ranks and, behind them, log-spaced buckets of ranks.
 *
 * A bucket's mass is the sum of k^-alpha over its ranks, by the Euler-Maclaurin formula with two correction terms: beyond
 * rank 15,000 the next term is below 10^-17 of the sum. Inside a bucket a rank is drawn uniformly and kept with probability
 * (k / first)^-alpha.
 *
 * A folded law has no last rank: with alpha 1.01 two thirds of its mass lie beyond 2^62. Those ranks are one last bucket of a whole
 * number of folds, drawn uniformly: over a single fold there, k^-alpha is the same within n / 2^62. */
#include <lakegen/distribution.h>

#include "base/int128.h"
#include "gen/alias.h"

#include <stdlib.h>

#define LAST_RANK (((int64_t)1 << 62) - 1) /* of the buckets; what a folded law has beyond is one bucket more */
#define BUCKETS_PER_OCTAVE 16
#define MAX_BUCKETS (62 * BUCKETS_PER_OCTAVE + 2)
#define HEIGHT 32

struct bucket {
    int64_t first, count;
    uint64_t keep; /* a 64-bit fraction below this keeps any rank of the bucket */
};

struct lg_zipf {
    double alpha;
    int64_t fold; /* 0: bounded */
    unsigned bits;
    uint32_t ranks, buckets;
    struct bucket *bucket;
    struct lg_alias_column *columns;
};

/* (e^t - 1) / t for |t| below 1, by its series. */
static double relative_growth(double t)
{
    double sum = 1.0, term = 1.0;

    for (int i = 2; i < 20; i++) {
        term *= t / i;
        sum += term;
    }
    return sum;
}

/* The sum of k^-alpha over a ≤ k < b. */
static double bucket_mass(double alpha, double a, double b)
{
    double fa = lg_pow(a, -alpha), fb = lg_pow(b, -alpha), span = lg_log(b / a);
    double integral = a * fa * span * relative_growth((1.0 - alpha) * span);

    return integral + 0.5 * (fa - fb) + alpha * (fa / a - fb / b) / 12.0;
}

static void make_buckets(struct lg_zipf *zipf, int64_t last)
{
    int64_t first = (int64_t)zipf->ranks + 1;

    for (int i = 1; first <= last && zipf->buckets < MAX_BUCKETS - 1; i++) {
        double border = (double)(zipf->ranks + 1) * lg_pow(2.0, (double)i / BUCKETS_PER_OCTAVE);
        int64_t next = border < (double)last ? (int64_t)border : last + 1;
        double lowest = lg_pow((double)first / (double)(next - 1), zipf->alpha);

        zipf->bucket[zipf->buckets++] =
            (struct bucket){first, next - first, lowest < 1.0 ? (uint64_t)(lowest * 0x1p64) : UINT64_MAX};
        first = next;
    }
    if (zipf->fold > 0)
        zipf->bucket[zipf->buckets++] = (struct bucket){LAST_RANK + 1, LAST_RANK / zipf->fold * zipf->fold, UINT64_MAX};
}

/* The sum of k^-alpha over all k above LAST_RANK, for alpha > 1. */
static double mass_beyond(double alpha)
{
    return lg_pow((double)LAST_RANK, 1.0 - alpha) / (alpha - 1.0);
}

static double outcome_mass(const struct lg_zipf *zipf, uint32_t outcome)
{
    const struct bucket *b;

    if (outcome < zipf->ranks)
        return lg_pow(outcome + 1.0, -zipf->alpha);
    b = &zipf->bucket[outcome - zipf->ranks];
    if (b->first > LAST_RANK)
        return mass_beyond(zipf->alpha);
    return bucket_mass(zipf->alpha, (double)b->first, (double)(b->first + b->count));
}

/* Turns weights into integers that sum to exactly 2^(bits + HEIGHT). */
static void normalise(const double *weights, uint32_t count, unsigned bits, uint64_t *mass)
{
    uint64_t left = (uint64_t)1 << (bits + HEIGHT);
    double sum = 0.0, scale;

    for (uint32_t i = count; i-- > 0;) /* small ones first, for accuracy */
        sum += weights[i];
    scale = (double)left / sum * (1.0 - 0x1p-50);
    for (uint32_t i = 0; i < count; i++) {
        mass[i] = (uint64_t)(weights[i] * scale);
        if (mass[i] > left)
            mass[i] = left;
        left -= mass[i];
    }
    mass[0] += left;
}

static int build(struct lg_zipf *zipf, int64_t last, struct lg_error *err)
{
    uint32_t count;
    double *weights;
    uint64_t *mass;

    make_buckets(zipf, last);
    count = zipf->ranks + zipf->buckets;
    weights = calloc(count, sizeof(*weights));
    mass = calloc(count, sizeof(*mass));
    if (!weights || !mass)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a Zipf table");
    for (uint32_t i = 0; weights && i < count; i++)
        weights[i] = outcome_mass(zipf, i);
    if (weights && mass) {
        normalise(weights, count, zipf->bits, mass);
        (void)lg_alias_build(mass, count, zipf->bits, HEIGHT, zipf->columns, err);
    }
    free(weights);
    free(mass);
    return err->code;
}

int lg_zipf_new(double alpha, int64_t n, int folded, struct lg_zipf **out, struct lg_error *err)
{
    int64_t last = folded ? LAST_RANK : n;
    uint32_t size;
    struct lg_zipf *zipf;

    *out = NULL;
    if (n < 1)
        return lg_error_set(err, LG_E_CONFIG, "Zipf over %lld values, there must be at least 1", (long long)n);
    if (n > LAST_RANK)
        return lg_error_set(err, LG_E_CONFIG, "Zipf over %lld values, there can be at most %lld", (long long)n,
                            (long long)LAST_RANK);
    if (!(alpha > 0.0 && alpha <= 10.0))
        return lg_error_set(err, LG_E_CONFIG, "Zipf with alpha %g, it must be above 0 and at most 10", alpha);
    if (folded && alpha <= 1.0)
        return lg_error_set(err, LG_E_CONFIG, "folded Zipf with alpha %g, it must be above 1", alpha);
    zipf = calloc(1, sizeof(*zipf));
    if (!zipf)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a Zipf table");
    *out = zipf;
    zipf->alpha = alpha;
    zipf->fold = folded ? n : 0;
    zipf->bits = alpha >= 1.4 ? 14 : 16; /* steeper ones have little mass beyond 15,000, and stay in a cache of 128 KiB */
    size = (uint32_t)1 << zipf->bits;
    zipf->ranks = last < size - MAX_BUCKETS ? (uint32_t)last : size - MAX_BUCKETS;
    zipf->columns = calloc(size, sizeof(*zipf->columns));
    zipf->bucket = calloc(MAX_BUCKETS, sizeof(*zipf->bucket));
    if (!zipf->columns || !zipf->bucket)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a Zipf table");
    else
        (void)build(zipf, last, err);
    if (err->code == LG_OK)
        return LG_OK;
    lg_zipf_free(zipf);
    *out = NULL;
    return err->code;
}

void lg_zipf_free(struct lg_zipf *zipf)
{
    if (!zipf)
        return;
    free(zipf->columns);
    free(zipf->bucket);
    free(zipf);
}

/* A rank of a bucket: candidates from draws 1, 2, … at the key until one is kept. */
static int64_t pick_in_bucket(const struct lg_zipf *zipf, const struct bucket *bucket, const struct lg_stream *stream,
                              int64_t key)
{
    for (uint64_t attempt = 1;; attempt++) {
        struct lg_draw draw;
        int64_t rank;

        lg_draw_rows(stream, key, attempt, 1, &draw);
        rank = bucket->first + (int64_t)(((lg_uint128)draw.word[0] * (uint64_t)bucket->count) >> 64);
        if (draw.word[1] < bucket->keep)
            return rank;
        if ((double)draw.word[1] < 0x1p64 * lg_pow((double)bucket->first / (double)rank, zipf->alpha))
            return rank;
    }
}

void lg_zipf_pick(const struct lg_zipf *zipf, const struct lg_stream *stream, int64_t first_key,
                  const struct lg_draw *draws, int64_t n, int64_t *out)
{
    const unsigned column_shift = 64 - zipf->bits;

    for (int64_t i = 0; i < n; i++) {
        uint64_t bits = draws[i].word[0];
        const struct lg_alias_column *column = &zipf->columns[bits >> column_shift];
        uint32_t outcome = lg_alias_outcome(column, (uint32_t)(bits >> (column_shift - HEIGHT)));

        out[i] = (int64_t)outcome + 1;
        if (outcome >= zipf->ranks)
            out[i] = pick_in_bucket(zipf, &zipf->bucket[outcome - zipf->ranks], stream, first_key + i);
    }
    if (zipf->fold == 0)
        return;
    for (int64_t i = 0; i < n; i++)
        if (out[i] > zipf->fold)
            out[i] = (out[i] - 1) % zipf->fold + 1;
}
