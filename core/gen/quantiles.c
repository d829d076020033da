/* SPDX-License-Identifier: Apache-2.0 */
/* Continuous distributions by their inverse distribution function, tabulated and linearly interpolated in fixed point.
 *
 * The table is fine where the function is steep: each half of (0, 1) is cut into octaves towards its end, 2^-1…2^-2,
 * 2^-2…2^-3, down to 2^-32, and each octave into 64 segments. For a normal distribution the largest error of the
 * interpolation is 7 × 10^-6 standard deviations; the last segment ends at a probability of 2^-65.
 *
 * Inverse normal: M. J. Wichura, "Algorithm AS 241", Applied Statistics 37(3), 1988 (PPND16), relative accuracy 10^-16. */
#include <lakegen/distribution.h>

#include "base/int128.h"
#include "gen/beta.h"

#include <math.h>
#include <stdlib.h>

#define OCTAVES 32
#define SEGMENT_BITS 6
#define SEGMENTS (1 << SEGMENT_BITS)
#define FRACTION_BITS 16 /* of a unit */

struct segment {
    int64_t start, rise; /* in units × 2^FRACTION_BITS */
};

struct lg_quantiles {
    int64_t lo, hi; /* in units */
    struct segment segment[2][OCTAVES][SEGMENTS];
};

struct curve {
    double (*inverse)(const struct curve *curve, double p, int upper); /* upper: of 1 - p */
    double a, b, c, low, width; /* as the function needs them */
};

static double ratio(const double numerator[8], const double denominator[8], double r)
{
    double n = numerator[7], d = denominator[7];

    for (int i = 6; i >= 0; i--) {
        n = n * r + numerator[i];
        d = d * r + denominator[i];
    }
    return n / d;
}

/* The standard normal quantile of p in (0, 1/2]; it is not positive. */
static double lower_normal(double p)
{
    static const double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double b[8] = {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                                2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
                                5.2264952788528545610e3};
    static const double c[8] = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                                3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                                1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                                2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                                7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    double q = p - 0.5, r;

    if (q >= -0.425)
        return q * ratio(a, b, 0.180625 - q * q);
    r = sqrt(-lg_log(p)); /* sqrt is an IEEE 754 operation: the same everywhere */
    return r <= 5.0 ? -ratio(c, d, r - 1.6) : -ratio(e, f, r - 5.0);
}

static double normal(const struct curve *curve, double p, int upper)
{
    double z = lower_normal(p);

    return curve->a + curve->b * (upper ? -z : z);
}

static double lognormal(const struct curve *curve, double p, int upper)
{
    double x = normal(curve, p, upper);

    return lg_exp(x > 700.0 ? 700.0 : x);
}

/* -mean ln(1 - p); near p = 0 by the series, where 1 - p would lose it. */
static double exponential(const struct curve *curve, double p, int upper)
{
    if (upper)
        return -curve->a * lg_log(p);
    if (p < 0x1p-20)
        return curve->a * (p + p * p / 2 + p * p * p / 3);
    return -curve->a * lg_log(1.0 - p);
}

static double beta(const struct curve *curve, double p, int upper)
{
    double x = upper ? 1.0 - lg_beta_lower_quantile(curve->b, curve->a, curve->c, p)
                     : lg_beta_lower_quantile(curve->a, curve->b, curve->c, p);

    return curve->low + curve->width * x;
}

static const double limit = 0x1p46; /* units: leaves room for the fraction and for a segment's rise */

static int64_t to_fixed(double value)
{
    if (value > limit)
        value = limit;
    if (value < -limit)
        value = -limit;
    return (int64_t)(value * (1 << FRACTION_BITS));
}

/* p at the start of segment s of an octave, from the end towards the middle. The last octave begins at 0, taken as 2^-65. */
static double position(int octave, int s)
{
    int last = octave == OCTAVES - 1;
    double start = last ? 0.0 : 1.0, width = last ? 2.0 : 1.0;
    double p = (start + width * s / SEGMENTS);

    for (int i = 0; i < octave + 2; i++)
        p *= 0.5;
    return p > 0.0 ? p : 0x1p-65;
}

static void tabulate(struct lg_quantiles *quantiles, const struct curve *curve, double unit)
{
    for (int upper = 0; upper < 2; upper++)
        for (int octave = 0; octave < OCTAVES; octave++) {
            int64_t start = to_fixed(curve->inverse(curve, position(octave, 0), upper) * unit);

            for (int s = 0; s < SEGMENTS; s++) {
                int64_t end = to_fixed(curve->inverse(curve, position(octave, s + 1), upper) * unit);

                quantiles->segment[upper][octave][s] = (struct segment){start, end - start};
                start = end;
            }
        }
}

static int make(const struct curve *curve, double lo, double hi, int decimals, struct lg_quantiles **out,
                struct lg_error *err)
{
    double unit = 1.0;

    *out = NULL;
    for (int i = 0; i < decimals; i++)
        unit *= 10.0;
    if (!(lo <= hi) || decimals < 0 || decimals > 9 || lo * unit < -limit || hi * unit > limit)
        return lg_error_set(err, LG_E_CONFIG, "limits %g to %g with %d decimals make no range of values", lo, hi, decimals);
    *out = malloc(sizeof(**out));
    if (!*out)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a table of quantiles");
    (*out)->lo = (to_fixed(lo * unit) + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
    (*out)->hi = (to_fixed(hi * unit) + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
    tabulate(*out, curve, unit);
    return LG_OK;
}

static int check_spread(const char *what, double spread, struct lg_error *err)
{
    if (spread > 0.0 && spread <= 1e12)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "%s is %g, it must be above 0", what, spread);
}

int lg_normal_new(double mean, double stddev, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                  struct lg_error *err)
{
    const struct curve curve = {.inverse = normal, .a = mean, .b = stddev};

    if (check_spread("the standard deviation", stddev, err) != LG_OK)
        return err->code;
    return make(&curve, lo, hi, decimals, quantiles, err);
}

int lg_lognormal_new(double mu, double sigma, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                     struct lg_error *err)
{
    const struct curve curve = {.inverse = lognormal, .a = mu, .b = sigma};

    if (check_spread("sigma", sigma, err) != LG_OK)
        return err->code;
    return make(&curve, lo, hi, decimals, quantiles, err);
}

int lg_exponential_new(double mean, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                       struct lg_error *err)
{
    const struct curve curve = {.inverse = exponential, .a = mean};

    if (check_spread("the mean", mean, err) != LG_OK)
        return err->code;
    return make(&curve, lo, hi, decimals, quantiles, err);
}

int lg_beta_new(double a, double b, double lo, double hi, int decimals, struct lg_quantiles **quantiles, struct lg_error *err)
{
    struct curve curve = {.inverse = beta, .a = a, .b = b, .low = lo, .width = hi - lo};

    *quantiles = NULL;
    if (!(a >= 0.5 && a <= 1000.0 && b >= 0.5 && b <= 1000.0))
        return lg_error_set(err, LG_E_CONFIG, "the shape of a beta distribution is %g and %g, both must be in 0.5...1000", a, b);
    curve.c = lg_beta_log(a, b);
    return make(&curve, lo, hi, decimals, quantiles, err);
}

void lg_quantiles_free(struct lg_quantiles *quantiles)
{
    free(quantiles);
}

void lg_quantiles_pick(const struct lg_quantiles *quantiles, const struct lg_draw *draws, int word, int64_t n, int64_t *out)
{
    const int64_t lo = quantiles->lo, hi = quantiles->hi;

    for (int64_t i = 0; i < n; i++) {
        uint64_t bits = draws[i].word[word];
        uint64_t upper = bits >> 63;
        uint64_t p = bits ^ (0 - upper);                          /* below 2^63: the probability, times 2^64 */
        int octave = __builtin_clzll(p | (uint64_t)1 << 31) - 1; /* 0…31 */
        /* the octave's leading one, which the last octave does not have, falls out of the segment number */
        unsigned shift = (unsigned)(62 - octave) - SEGMENT_BITS + (octave == OCTAVES - 1);
        const struct segment *segment = &quantiles->segment[upper][octave][(p >> shift) & (SEGMENTS - 1)];
        uint64_t fraction = (p << (64 - shift)) >> 32;
        int64_t value = segment->start + (int64_t)(((lg_int128)segment->rise * (int64_t)fraction) >> 32);

        value = (value + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
        value = value < lo ? lo : value;
        out[i] = value > hi ? hi : value;
    }
}
