/* SPDX-License-Identifier: Apache-2.0 */
/* exp, log, pow and sin from IEEE 754 additions, multiplications, divisions and comparisons alone, compiled with
 * -ffp-contract=off: the same bits from every compiler and processor, which no libm promises.
 *
 * Method and polynomial coefficients: FreeBSD's msun (fdlibm), e_exp.c, e_log.c, k_sin.c, k_cos.c. */
#include <lakegen/distribution.h>

#include <string.h>

static const double ln2_high = 6.93147180369123816490e-01; /* the top 32 bits of ln 2; k × ln2_high is exact */
static const double ln2_low = 1.90821492927058770002e-10;

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* 2^k for k in -1022…1023 */
static double power_of_two(int k)
{
    return from_bits((uint64_t)(k + 1023) << 52);
}

static double times_power_of_two(double x, int k)
{
    if (k > 1023)
        return x * power_of_two(1023) * power_of_two(k - 1023);
    if (k < -1022)
        return x * power_of_two(k + 1022 > -1022 ? k + 1022 : -1022) * power_of_two(-1022);
    return x * power_of_two(k);
}

/* The nearest integer, for |x| below 2^31. */
static int nearest(double x)
{
    return (int)(x < 0 ? x - 0.5 : x + 0.5);
}

/* exp(x) = 2^k exp(r), r = x - k ln 2 in ±0.35; exp(r) = 1 + 2 r / (2 - c(r)) + …, c a polynomial in r². */
double lg_exp(double x)
{
    static const double p1 = 1.66666666666666019037e-01, p2 = -2.77777777770155933842e-03,
                        p3 = 6.61375632143793436117e-05, p4 = -1.65339022054652515390e-06,
                        p5 = 4.13813679705723846039e-08;
    double high, low, r, t, c;
    int k;

    if (x > 709.782712893384)
        return power_of_two(1023) * power_of_two(1023); /* infinity */
    if (x < -745.133219101942)
        return 0.0;
    k = nearest(x * 1.44269504088896338700);
    high = x - k * ln2_high;
    low = k * ln2_low;
    r = high - low;
    t = r * r;
    c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))));
    return times_power_of_two(1.0 - ((low - (r * c) / (2.0 - c)) - high), k);
}

/* log(x) = k ln 2 + log(1 + f), 1 + f in sqrt(1/2)…sqrt(2); log(1 + f) = f - s (f - R(s²)), s = f / (2 + f). */
double lg_log(double x)
{
    static const double c1 = 6.666666666666735130e-01, c2 = 3.999999999940941908e-01, c3 = 2.857142874366239149e-01,
                        c4 = 2.222219843214978396e-01, c5 = 1.818357216161805012e-01, c6 = 1.531383769920937332e-01,
                        c7 = 1.479819860511658591e-01;
    double m, f, s, z, r, half_square;
    uint64_t bits = bits_of(x);
    int k = 0;

    if (bits < (uint64_t)1 << 52) { /* subnormal */
        bits = bits_of(x * power_of_two(54));
        k = -54;
    }
    k += (int)(bits >> 52) - 1023;
    m = from_bits((bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1023 << 52);
    if (m > 1.41421356237309514547) {
        m *= 0.5;
        k++;
    }
    f = m - 1.0;
    s = f / (2.0 + f);
    z = s * s;
    r = z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * (c6 + z * c7))))));
    half_square = 0.5 * f * f;
    return k * ln2_high - ((half_square - (s * (half_square + r) + k * ln2_low)) - f);
}

double lg_pow(double x, double y)
{
    return lg_exp(y * lg_log(x));
}

static double sine(double x, double tail)
{
    static const double s1 = -1.66666666666666324348e-01, s2 = 8.33333333332248946124e-03,
                        s3 = -1.98412698298579493134e-04, s4 = 2.75573137070700676789e-06,
                        s5 = -2.50507602534068634195e-08, s6 = 1.58969099521155010221e-10;
    double z = x * x, cube = z * x;
    double r = s2 + z * (s3 + z * (s4 + z * (s5 + z * s6)));

    return x - ((z * (0.5 * tail - cube * r) - tail) - cube * s1);
}

static double cosine(double x, double tail)
{
    static const double c1 = 4.16666666666666019037e-02, c2 = -1.38888888888741095749e-03,
                        c3 = 2.48015872894767294178e-05, c4 = -2.75573143513906633035e-07,
                        c5 = 2.08757232129817482790e-09, c6 = -1.13596475577881948265e-11;
    double z = x * x, half = 0.5 * z, w = 1.0 - half;
    double r = z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6)))));

    return w + (((1.0 - w) - half) + (z * r - x * tail));
}

/* x = k π/2 + r + tail; π/2 as a sum of three numbers, the first two of 33 bits, so that k times them is exact. */
double lg_sin(double x)
{
    static const double first = 1.57079632673412561417e+00, second = 6.07710050630396597660e-11,
                        third = 2.02226624879595063154e-21;
    int k = nearest(x * 6.36619772367581382433e-01);
    double high = x - k * first;
    double middle = high - k * second;
    double low = k * third - ((high - middle) - k * second);
    double r = middle - low, tail = (middle - r) - low;

    switch (k & 3) {
    case 0:
        return sine(r, tail);
    case 1:
        return cosine(r, tail);
    case 2:
        return -sine(r, tail);
    default:
        return -cosine(r, tail);
    }
}
