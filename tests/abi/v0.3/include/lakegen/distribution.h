/* SPDX-License-Identifier: Apache-2.0 */
/* Distributions: turn arrays of draws into arrays of values.
 *
 * Functions take a *lane* (0…3: 32 of a draw's 128 random bits) or a *word* (0, 1: 64 bits); use each lane for one purpose
 * only. Everything is integer arithmetic or IEEE 754 additions, multiplications, divisions and square roots, so the same
 * draws give the same values on every machine.
 *
 * Objects are made in .open(), read-only afterwards, usable by all threads, owned by the caller until the _free()
 * function, which accepts NULL. Errors: LG_E_CONFIG when parameters make no distribution, LG_E_LOCAL without memory. */
#ifndef LAKEGEN_DISTRIBUTION_H
#define LAKEGEN_DISTRIBUTION_H

#include <lakegen/option.h>
#include <lakegen/random.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- uniform ------------------------------------------------------------------------------------------------------
 * lo…hi, both included, by multiply and shift: for a span of n values a probability differs from 1/n by less than 2^-32
 * (int32, index) or 2^-64 (int64). */
static inline uint32_t lg_below(uint32_t lane, uint32_t n)
{
    return (uint32_t)(((uint64_t)lane * n) >> 32);
}
void lg_uniform_int32(const struct lg_draw *draws, int lane, int64_t n, int32_t lo, int32_t hi, int32_t *out);
void lg_uniform_int64(const struct lg_draw *draws, int word, int64_t n, int64_t lo, int64_t hi, int64_t *out);

/* ---- yes or no: out[i] = 1 with a probability ------------------------------------------------------------------------ */
/* threshold of a probability: 0…10^9 nano to 0…2^32 */
uint64_t lg_threshold(struct lg_decimal probability);
static inline int lg_hit(uint32_t lane, uint64_t threshold)
{
    return lane < threshold;
}

/* ---- weighted choice (Walker's alias method, Vose's construction, exact integers) --------------------------------------
 * Indices 0…count-1 with probabilities weights[i] / sum, to within 2^-32. */
struct lg_choice;
int lg_choice_new(const int64_t *weights, uint32_t count, struct lg_choice **choice, struct lg_error *err);
void lg_choice_free(struct lg_choice *choice);
void lg_choice_pick(const struct lg_choice *choice, const struct lg_draw *draws, int lane, int64_t n, int32_t *out);

/* ---- Zipf ---------------------------------------------------------------------------------------------------------------
 * P(k) proportional to k^-alpha. bounded: k in 1…n, alpha in (0, 10]. folded: k unbounded (alpha > 1), and values over n are
 * folded back: ((k - 1) mod n) + 1. Exact: an alias table over the first ranks and log-spaced buckets, rejection inside a
 * bucket. The keys are needed because a rejected draw is followed by draws 1, 2, … at its key: the draws given must be
 * number 0 of the stream. */
struct lg_zipf;
int lg_zipf_new(double alpha, int64_t n, int folded, struct lg_zipf **zipf, struct lg_error *err);
void lg_zipf_free(struct lg_zipf *zipf);
void lg_zipf_pick(const struct lg_zipf *zipf, const struct lg_stream *stream, int64_t first_key,
                  const struct lg_draw *draws, int64_t n, int64_t *out);

/* ---- continuous distributions, by a table of their inverse distribution function ----------------------------------------
 * Values come in units of 10^-decimals (0…9), rounded to the nearest, clipped to lo…hi (in whole units of the value). */
struct lg_quantiles;
int lg_normal_new(double mean, double stddev, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                  struct lg_error *err);
int lg_lognormal_new(double mu, double sigma, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                     struct lg_error *err); /* mu, sigma: of the logarithm */
int lg_exponential_new(double mean, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                       struct lg_error *err);
int lg_beta_new(double a, double b, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                struct lg_error *err); /* stretched from 0...1 to lo...hi; shapes a, b in 0.5...1000. Since 0.2 */
void lg_quantiles_free(struct lg_quantiles *quantiles);
void lg_quantiles_pick(const struct lg_quantiles *quantiles, const struct lg_draw *draws, int word, int64_t n,
                       int64_t *out);

/* ---- keyed permutations of 0…n-1 (a Feistel network of ARS-7 rounds, walked until inside) --------------------------------
 * Any n from 1 on. With an n below 1 there is nothing to permute. A number outside 0…n-1 has no place: it gives -1. */
struct lg_permutation {
    struct lg_stream stream;
    int64_t n;
    uint32_t half_bits;
    uint32_t reserved;
};
void lg_permutation_init(struct lg_permutation *permutation, const struct lg_stream *stream, int64_t n);
int64_t lg_permute(const struct lg_permutation *permutation, int64_t i);
int64_t lg_permute_inverse(const struct lg_permutation *permutation, int64_t i);

/* ---- elementary functions without libm: the same bits everywhere, within 1 unit in the last place of the exact value for
 * lg_exp, lg_log and lg_sin; lg_pow to a relative error of 10^-13 ---------------------------------------------------------------- */
double lg_exp(double x);
double lg_log(double x);           /* x > 0 */
double lg_pow(double x, double y); /* x > 0 */
double lg_sin(double x);           /* |x| up to 10^6 */

#ifdef __cplusplus
}
#endif
#endif
