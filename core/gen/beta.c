/* SPDX-License-Identifier: Apache-2.0 */
/* Quantiles of the beta distribution, for the tables of quantiles.c.
 *
 * The distribution function is the regularised incomplete beta function by its continued fraction (NIST Digital Library of
 * Mathematical Functions, 8.17.22). Its inverse is found by Newton's method on logarithms, where the function is concave, so that
 * steps never leave the interval; the first guess is the leading term x^a / (a B(a, b)). */
#include "gen/beta.h"

#include <lakegen/distribution.h>

#define FRACTION_STEPS 2000
#define NEWTON_STEPS 60

/* ln Gamma(x) for x > 0: Stirling's series (DLMF 5.11.1) where it is good for 16 digits, by the recurrence below. */
static double log_gamma(double x)
{
    double shift = 1.0, square;

    for (; x < 15.0; x += 1.0)
        shift *= x;
    square = 1.0 / (x * x);
    return (x - 0.5) * lg_log(x) - x + 0.91893853320467274178 - lg_log(shift) +
           (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / x;
}

double lg_beta_log(double a, double b)
{
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

static double away_from_zero(double x)
{
    return x > -1e-300 && x < 1e-300 ? 1e-300 : x;
}

/* The continued fraction, by the modified method of Lentz. */
static double fraction(double a, double b, double x)
{
    double c = 1.0, d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)), product = d;

    for (int m = 1; m <= FRACTION_STEPS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double factor;

        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        product *= d * c;
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        factor = d * c;
        product *= factor;
        if (factor > 1.0 - 1e-15 && factor < 1.0 + 1e-15)
            break;
    }
    return product;
}

/* The distribution function, where power is x^a (1 - x)^b / B(a, b); from the side on which the fraction converges fast. */
static double distribution(double a, double b, double x, double power)
{
    if (x <= (a + 1.0) / (a + b + 2.0))
        return power / a * fraction(a, b, x);
    return 1.0 - power / b * fraction(b, a, 1.0 - x);
}

double lg_beta_lower_quantile(double a, double b, double log_beta, double p)
{
    double log_p = lg_log(p), log_x = (log_p + lg_log(a) + log_beta) / a;

    if (log_x > -1e-9)
        log_x = -1e-9;
    for (int i = 0; i < NEWTON_STEPS; i++) {
        double x = lg_exp(log_x), power = lg_exp(a * log_x + b * lg_log(1.0 - x) - log_beta);
        double share = distribution(a, b, x, power);
        double step = (log_p - lg_log(share)) * share * (1.0 - x) / power;

        log_x += step;
        if (log_x > -1e-12)
            log_x = -1e-12;
        if (step > -1e-14 && step < 1e-14)
            break;
    }
    return lg_exp(log_x);
}
