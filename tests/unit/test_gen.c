/* SPDX-License-Identifier: Apache-2.0 */
/* gen/: the generator's known answers, equal on every code path; distributions against their formulas; text. */
#include "unit.h"

#include "gen/beta.h"
#include "gen/host.h"

#include <lakegen/distribution.h>
#include <lakegen/schema.h>
#include <lakegen/text.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static struct lg_error err;

static struct lg_stream test_stream(const struct lg_kernels *kernels)
{
    struct lg_stream stream = {.key = {0x0123456789abcdef, 0xfedcba9876543210}, .kernels = kernels};

    return stream;
}

/* A counter, a key and the result, as four 32-bit words each, lowest first. */
struct known_answer {
    uint32_t counter[4], key[4], result[4];
};

static uint64_t pair(const uint32_t *words)
{
    return words[0] | (uint64_t)words[1] << 32;
}

static void assert_answer(const struct known_answer *known, int rounds)
{
    const uint64_t key[2] = {pair(known->key), pair(known->key + 2)};
    struct lg_draw draw = lg_ars_portable(key, pair(known->counter), pair(known->counter + 2), rounds);

    ck_assert_msg(draw.word[0] == pair(known->result) && draw.word[1] == pair(known->result + 2),
                  "%d rounds give %016" PRIx64 " %016" PRIx64, rounds, draw.word[0], draw.word[1]);
}

/* Published by the authors of the generator for ten rounds (Random123, kat_vectors). Seven rounds differ in the number alone. */
START_TEST(ars_10_is_the_published_one)
{
    static const struct known_answer answers[] = {
        {{0, 0, 0, 0}, {0, 0, 0, 0}, {0x8d73ee19, 0x506401ef, 0x13c2dbe4, 0x0cbe9c0d}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89},
         {0xa516e7d6, 0x8357ad74, 0x5b59b3ec, 0x8763fff3}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff, 0, 0},
         {0xbb3743b1, 0x9f635551, 0xecbc87fc, 0xa19478a9}}};

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
        assert_answer(&answers[i], 10);
}
END_TEST

/* Computed by Random123's own code with seven rounds. Frozen: whoever changes these changes every data set. */
START_TEST(ars_7_is_frozen)
{
    static const struct known_answer answers[] = {
        {{0, 0, 0, 0}, {0, 0, 0, 0}, {0xdacf61ff, 0xc45798f3, 0x113c7eeb, 0x101e27f3}},
        {{1, 0, 0, 0}, {0, 0, 0, 0}, {0x345732fc, 0x1ca03d43, 0x642eb57d, 0x7244c49c}},
        {{0, 0, 1, 0}, {0, 0, 0, 0}, {0x6e91d42b, 0x83d1da32, 0x19beab58, 0x124ffb26}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89},
         {0xd1df87af, 0xf67d43ba, 0x4f66afdb, 0x393dcb2d}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff, 0, 0},
         {0x5e39c131, 0xd1121a9c, 0xba0a9803, 0x9372482d}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xfbaaff1f, 0xbb547ef9, 0x13d8cd78, 0x7aaa969b}},
        {{0, 0x80000000, 0, 0}, {0, 0, 0, 0}, {0x919744af, 0x9ebb62fa, 0x483e6a21, 0x14259687}},
        {{0, 0, 0, 0}, {1, 0, 0, 0}, {0xc9f36349, 0xdb9786d3, 0xa2d108c3, 0x3af0c2b5}}};

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
        assert_answer(&answers[i], LG_ARS_ROUNDS);
}
END_TEST

START_TEST(paths_are_equal)
{
    const struct lg_kernels *path;
    enum { N = 300 };

    for (unsigned i = 0; (path = lg_kernels_available(i)) != NULL; i++)
        for (size_t n = 0; n < N; n = n < 70 ? n + 1 : n + 41) {
            const struct lg_counters counters = {UINT64_C(0xfffffffffffffff0), 3, 7, n % 2};
            const uint64_t key[2] = {n * 77, ~n};
            struct lg_draw got[N + 1], expected[N + 1];
            char hex[32 * N + 8], expected_hex[32 * N + 8], uuid[40 * N], expected_uuid[40 * N];
            int64_t keys[N];

            for (size_t k = 0; k < N; k++)
                keys[k] = (int64_t)(k * k) - 5000;
            memset(got, 0x55, sizeof(got));
            memset(expected, 0x55, sizeof(expected));
            path->ars(key, &counters, n, got);
            lg_kernels_portable.ars(key, &counters, n, expected);
            ck_assert_mem_eq(got, expected, sizeof(got)); /* nothing behind the n-th either */
            path->ars_keys(key, keys, 9, n, got);
            lg_kernels_portable.ars_keys(key, keys, 9, n, expected);
            ck_assert_mem_eq(got, expected, sizeof(got));
            memset(hex, 'x', sizeof(hex));
            memset(expected_hex, 'x', sizeof(expected_hex));
            path->ars_hex(key, &counters, n, hex);
            lg_kernels_portable.ars_hex(key, &counters, n, expected_hex);
            ck_assert_mem_eq(hex, expected_hex, sizeof(hex));
            path->hex((const unsigned char *)got, n, hex);
            lg_kernels_portable.hex((const unsigned char *)got, n, expected_hex);
            ck_assert_mem_eq(hex, expected_hex, sizeof(hex));
            memset(uuid, 'x', sizeof(uuid));
            memset(expected_uuid, 'x', sizeof(expected_uuid));
            path->uuid(got, n, uuid, 40);
            lg_kernels_portable.uuid(got, n, expected_uuid, 40);
            ck_assert_mem_eq(uuid, expected_uuid, sizeof(uuid));
        }
}
END_TEST

START_TEST(rows_are_addressable)
{
    const struct lg_kernels *path = lg_kernels_available(0);
    struct lg_stream stream = test_stream(path);
    struct lg_draw all[1000], some[10];
    unsigned char bytes[100];

    lg_draw_rows(&stream, 5000, 0, 1000, all);
    for (int64_t first = 0; first < 990; first += 13) {
        lg_draw_rows(&stream, 5000 + first, 0, 10, some);
        ck_assert_mem_eq(some, all + first, sizeof(some));
    }
    lg_draw_bytes(&stream, 7, 2, sizeof(bytes), bytes);
    for (uint64_t draw = 0; draw < 6; draw++) {
        lg_draw_rows(&stream, 7, 2 + draw, 1, some);
        ck_assert_mem_eq(bytes + 16 * draw, some, 16);
    }
}
END_TEST

START_TEST(hex_is_the_bytes)
{
    const struct lg_kernels *path;

    for (unsigned p = 0; (path = lg_kernels_available(p)) != NULL; p++)
        for (size_t size = 0; size < 200; size += 7) {
            struct lg_stream stream = test_stream(path);
            unsigned char bytes[200];
            char hex[401], expected[401];

            lg_draw_bytes(&stream, 99, 0, size, bytes);
            lg_draw_hex(&stream, 99, 0, size, hex);
            for (size_t i = 0; i < size; i++)
                (void)snprintf(expected + 2 * i, 3, "%02x", bytes[i]);
            ck_assert_mem_eq(hex, expected, 2 * size);
        }
}
END_TEST

START_TEST(seeds_never_meet)
{
    static const char *const seeds[] = {"42", "042", "-42", "4 2", "0", "00", "9223372036854775807", "9223372036854775808", "x"};
    uint64_t keys[sizeof(seeds) / sizeof(seeds[0])][2];
    struct lg_seed seed;

    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
        assert_ok(lg_seed_parse(seeds[i], &seed, &err));
        assert_ok(lg_stream_key(&seed, "schema", "table", "stream", 0, keys[i], &err));
        for (size_t other = 0; other < i; other++)
            ck_assert(memcmp(keys[i], keys[other], sizeof(keys[i])) != 0);
    }
    assert_ok(lg_seed_parse("-0", &seed, &err)); /* the integer 0 */
    assert_ok(lg_stream_key(&seed, "schema", "table", "stream", 0, keys[0], &err));
    ck_assert_mem_eq(keys[0], keys[4], sizeof(keys[0]));
    assert_fails(lg_seed_parse("", &seed, &err), LG_E_CONFIG, "empty");
}
END_TEST

START_TEST(stream_keys_are_length_prefixed)
{
    struct lg_seed seed;
    uint64_t a[2], b[2];

    assert_ok(lg_seed_parse("1", &seed, &err));
    assert_ok(lg_stream_key(&seed, "ab", "c", "d", 0, a, &err));
    assert_ok(lg_stream_key(&seed, "a", "bc", "d", 0, b, &err));
    ck_assert(memcmp(a, b, sizeof(a)) != 0);
    assert_ok(lg_stream_key(&seed, "ab", "c", "d", 1, b, &err));
    ck_assert(memcmp(a, b, sizeof(a)) != 0);
}
END_TEST

/* ---- distributions ---- */

enum { DRAWS = 1 << 18 };
static struct lg_draw draws[DRAWS];

static void fill_draws(struct lg_stream *stream)
{
    const struct lg_kernels *kernels = lg_kernels_available(0);

    *stream = test_stream(kernels);
    lg_draw_rows(stream, 0, 0, DRAWS, draws);
}

/* Chi-square of counts against probabilities; the limit is the mean plus six standard deviations. */
static void assert_counts(const int64_t *counts, const double *p, int k)
{
    double chi2 = 0;
    int cells = 0;

    for (int i = 0; i < k; i++) {
        double expected = p[i] * DRAWS;

        if (expected < 5)
            continue;
        chi2 += (counts[i] - expected) * (counts[i] - expected) / expected;
        cells++;
    }
    ck_assert_msg(chi2 < cells + 6 * sqrt(2.0 * cells), "chi-square %.1f with %d cells", chi2, cells);
}

START_TEST(uniform_is_uniform)
{
    static int32_t values[DRAWS];
    int64_t counts[49] = {0};
    double p[49];
    struct lg_stream stream;

    fill_draws(&stream);
    for (int lane = 0; lane < 4; lane++) {
        memset(counts, 0, sizeof(counts));
        lg_uniform_int32(draws, lane, DRAWS, -24, 24, values);
        for (int i = 0; i < DRAWS; i++)
            counts[values[i] + 24]++;
        for (int i = 0; i < 49; i++)
            p[i] = 1.0 / 49;
        assert_counts(counts, p, 49);
    }
}
END_TEST

START_TEST(uniform_spans_everything)
{
    const struct lg_draw ends[2] = {{{0, 0}}, {{UINT64_MAX, UINT64_MAX}}};
    int32_t narrow[2];
    int64_t wide[2];

    lg_uniform_int32(ends, 0, 2, INT32_MIN, INT32_MAX, narrow);
    ck_assert_int_eq(narrow[0], INT32_MIN);
    ck_assert_int_eq(narrow[1], INT32_MAX);
    lg_uniform_int64(ends, 1, 2, INT64_MIN, INT64_MAX, wide);
    ck_assert_int_eq(wide[0], INT64_MIN);
    ck_assert_int_eq(wide[1], INT64_MAX);
}
END_TEST

START_TEST(choice_keeps_its_weights)
{
    static int32_t picks[DRAWS];
    static const int64_t weights[] = {35, 20, 18, 0, 15, 12};
    int64_t counts[6] = {0};
    double p[6];
    struct lg_choice *choice;
    struct lg_stream stream;

    fill_draws(&stream);
    assert_ok(lg_choice_new(weights, 6, &choice, &err));
    lg_choice_pick(choice, draws, 2, DRAWS, picks);
    for (int i = 0; i < DRAWS; i++)
        counts[picks[i]]++;
    for (int i = 0; i < 6; i++)
        p[i] = weights[i] / 100.0;
    assert_counts(counts, p, 6);
    ck_assert_int_eq(counts[3], 0);
    lg_choice_free(choice);
}
END_TEST

/* Every one of the 2^32 lanes is possible: their exact shares are the weights, to 2^-32. Counted over the top 20 bits. */
START_TEST(choice_is_exact_for_any_count)
{
    static const uint32_t sizes[] = {1, 2, 3, 255, 256, 257, 1000, 65536};

    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        int64_t *weights = calloc(sizes[s], sizeof(*weights)), sum = 0;
        double *share = calloc(sizes[s], sizeof(*share));
        struct lg_choice *choice;
        enum { STEPS = 1 << 22 };

        for (uint32_t i = 0; i < sizes[s]; i++)
            sum += weights[i] = 1 + (i * 7919) % 1000;
        assert_ok(lg_choice_new(weights, sizes[s], &choice, &err));
        for (uint32_t step = 0; step < STEPS; step++) {
            struct lg_draw draw = {{(uint64_t)step << 10 | 512, 0}};
            int32_t pick;

            lg_choice_pick(choice, &draw, 0, 1, &pick);
            ck_assert_uint_lt((uint32_t)pick, sizes[s]);
            share[pick] += 1.0 / STEPS;
        }
        for (uint32_t i = 0; i < sizes[s]; i++)
            ck_assert_msg(fabs(share[i] - (double)weights[i] / (double)sum) < 3e-4 / sqrt(sizes[s]), "%u of %u: %g", i, sizes[s],
                          share[i] - (double)weights[i] / (double)sum);
        lg_choice_free(choice);
        free(weights);
        free(share);
    }
}
END_TEST

START_TEST(choice_refuses_nonsense)
{
    static const int64_t zero[] = {0, 0}, negative[] = {1, -1};
    struct lg_choice *choice;

    assert_fails(lg_choice_new(zero, 2, &choice, &err), LG_E_CONFIG, "all weights are 0");
    assert_fails(lg_choice_new(negative, 2, &choice, &err), LG_E_CONFIG, "negative");
    assert_fails(lg_choice_new(zero, 0, &choice, &err), LG_E_CONFIG, "0 weights");
}
END_TEST

static double harmonic(double alpha, int64_t n)
{
    double sum = 0;

    for (int64_t k = n; k >= 1; k--)
        sum += pow((double)k, -alpha);
    return sum;
}

/* Bounded: the first ranks one by one, the rest in octaves, against sums of k^-alpha. */
static void check_zipf(double alpha, int64_t n)
{
    static int64_t ranks[DRAWS];
    int64_t counts[80] = {0};
    double p[80] = {0}, total = harmonic(alpha, n);
    struct lg_zipf *zipf;
    struct lg_stream stream;
    int cells = 20;

    fill_draws(&stream);
    assert_ok(lg_zipf_new(alpha, n, 0, &zipf, &err));
    lg_zipf_pick(zipf, &stream, 0, draws, DRAWS, ranks);
    for (int i = 0; i < DRAWS; i++) {
        int cell = 20;

        ck_assert(ranks[i] >= 1 && ranks[i] <= n);
        for (int64_t r = ranks[i] >> 5; r; r >>= 1)
            cell++;
        counts[ranks[i] <= 20 ? ranks[i] - 1 : cell]++;
    }
    for (int64_t k = 1; k <= n; k++) {
        int cell = 20;

        for (int64_t r = k >> 5; r; r >>= 1)
            cell++;
        if (k > 20 && cell + 1 > cells)
            cells = cell + 1;
        p[k <= 20 ? k - 1 : cell] += pow((double)k, -alpha) / total;
    }
    assert_counts(counts, p, cells);
    lg_zipf_free(zipf);
}

START_TEST(zipf_bounded_is_exact)
{
    check_zipf(0.5, 10);
    check_zipf(1.0, 1000000);
    check_zipf(1.0000001, 300000);
    check_zipf(0.2, 3000000);
    check_zipf(2.5, 100000);
    check_zipf(10, 50);
    check_zipf(1.5, 1);
}
END_TEST

START_TEST(zipf_folded_wraps_its_tail)
{
    static int64_t ranks[DRAWS];
    struct lg_zipf *zipf;
    struct lg_stream stream;
    int64_t counts[7] = {0};
    double p[7] = {0};

    fill_draws(&stream);
    assert_ok(lg_zipf_new(1.5, 7, 1, &zipf, &err));
    lg_zipf_pick(zipf, &stream, 0, draws, DRAWS, ranks);
    for (int i = 0; i < DRAWS; i++)
        counts[ranks[i] - 1]++;
    for (int64_t k = 1; k < 7000000; k++)
        p[(k - 1) % 7] += pow((double)k, -1.5) / 2.6123753486854883;
    for (int i = 0; i < 7; i++)
        p[i] += 2 / sqrt(7e6) / 2.6123753486854883 / 7;
    assert_counts(counts, p, 7);
    lg_zipf_free(zipf);
}
END_TEST

START_TEST(zipf_refuses_nonsense)
{
    struct lg_zipf *zipf;

    assert_fails(lg_zipf_new(0, 5, 0, &zipf, &err), LG_E_CONFIG, "alpha");
    assert_fails(lg_zipf_new(10.5, 5, 0, &zipf, &err), LG_E_CONFIG, "alpha");
    assert_fails(lg_zipf_new(NAN, 5, 0, &zipf, &err), LG_E_CONFIG, "alpha");
    assert_fails(lg_zipf_new(1, 5, 1, &zipf, &err), LG_E_CONFIG, "above 1");
    assert_fails(lg_zipf_new(1.5, 0, 0, &zipf, &err), LG_E_CONFIG, "at least 1");
}
END_TEST

static double normal_cdf(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

/* Kolmogorov-Smirnov distance at 100 places; 1.95 / sqrt(n) is the limit for p = 0.001. */
static void assert_cdf(const int64_t *values, double (*cdf)(double), double scale)
{
    for (double x = -4; x <= 4; x += 0.08) {
        int64_t below = 0;

        for (int i = 0; i < DRAWS; i++)
            below += (double)values[i] <= x * scale;
        ck_assert_msg(fabs((double)below / DRAWS - cdf(x)) < 1.95 / sqrt(DRAWS), "at %g: %g, expected %g", x,
                      (double)below / DRAWS, cdf(x));
    }
}

START_TEST(normal_is_normal)
{
    static int64_t values[DRAWS];
    struct lg_quantiles *q;
    struct lg_stream stream;

    fill_draws(&stream);
    assert_ok(lg_normal_new(0, 1, -100, 100, 6, &q, &err));
    lg_quantiles_pick(q, draws, 1, DRAWS, values);
    assert_cdf(values, normal_cdf, 1e6);
    lg_quantiles_free(q);
}
END_TEST

/* The table against the exact inverse, far into the tails: 2^-40 is beyond what a million draws show. */
START_TEST(quantiles_reach_the_tails)
{
    static const struct {
        uint64_t word;
        double z;
    } cases[] = {{UINT64_C(1) << 63, 0.0},
                 {UINT64_C(1) << 62, -0.6744897501960817},
                 {UINT64_C(1) << 44, -4.763010419},  /* 2^-20 */
                 {UINT64_C(1) << 32, -6.230271137},  /* 2^-32 */
                 {UINT64_MAX - (UINT64_C(1) << 44), 4.763010419},
                 {UINT64_MAX - (UINT64_C(1) << 32), 6.230271137}};
    struct lg_quantiles *q;

    assert_ok(lg_normal_new(0, 1, -100, 100, 9, &q, &err));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct lg_draw draw = {{cases[i].word, 0}};
        int64_t value;

        lg_quantiles_pick(q, &draw, 0, 1, &value);
        ck_assert_msg(fabs((double)value / 1e9 - cases[i].z) < 2e-5, "%016" PRIx64 ": %g, expected %g", cases[i].word,
                      (double)value / 1e9, cases[i].z);
    }
    lg_quantiles_free(q);
}
END_TEST

START_TEST(quantiles_never_go_back)
{
    struct lg_quantiles *q;
    int64_t previous = INT64_MIN;

    assert_ok(lg_lognormal_new(4.3, 1.2, 1, 9999.99, 2, &q, &err));
    for (uint64_t i = 0; i < 200000; i++) {
        struct lg_draw draw = {{i * (UINT64_MAX / 200000), 0}};
        int64_t value;

        lg_quantiles_pick(q, &draw, 0, 1, &value);
        ck_assert_int_ge(value, previous);
        ck_assert(value >= 100 && value <= 999999);
        previous = value;
    }
    lg_quantiles_free(q);
}
END_TEST

static double exponential_cdf(double x)
{
    return x < 0 ? 0 : 1 - exp(-x);
}

START_TEST(exponential_is_exponential)
{
    static int64_t values[DRAWS];
    struct lg_quantiles *q;
    struct lg_stream stream;

    fill_draws(&stream);
    assert_ok(lg_exponential_new(3.0, 0, 1000, 6, &q, &err));
    lg_quantiles_pick(q, draws, 0, DRAWS, values);
    assert_cdf(values, exponential_cdf, 3e6);
    lg_quantiles_free(q);
    assert_fails(lg_exponential_new(-1, 0, 1, 2, &q, &err), LG_E_CONFIG, "must be above 0");
    assert_fails(lg_normal_new(0, 1, 5, 1, 2, &q, &err), LG_E_CONFIG, "no range");
}
END_TEST

/* Quantiles of both tails; 2^-20 and 2^-40 are beyond what a million draws show. Computed with SciPy. */
START_TEST(beta_quantiles_are_exact)
{
    static const struct {
        double a, b, p, lower, upper;
    } cases[] = {{2.5, 7.3, 0.5, 0.2379696780050381, 0.2379696780050381},
                 {2.5, 7.3, 0x1p-20, 0.0007882857236665172, 0.8978692976403339},
                 {0.5, 0.5, 0.25, 0.1464466094067262, 0.8535533905932737},
                 {6, 2, 0.25, 0.6592897856986362, 0.8620259661449827},
                 {6, 2, 0x1p-40, 0.007124051244766461, 0.9999997918911305},
                 {30, 900, 0x1p-40, 0.006268900973857905, 0.08983965948176433},
                 {0.5, 3, 0.5, 0.07903276707617297, 0.07903276707617297},
                 {1000, 0.5, 0.5, 0.9997725007972286, 0.9997725007972286},
                 {1, 12, 0x1p-20, 7.947289443818686e-08, 0.6850197375262816}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double a = cases[i].a, b = cases[i].b;
        double lower = lg_beta_lower_quantile(a, b, lg_beta_log(a, b), cases[i].p);
        double upper = 1.0 - lg_beta_lower_quantile(b, a, lg_beta_log(b, a), cases[i].p);

        ck_assert_msg(fabs(lower / cases[i].lower - 1) < 1e-12, "%g %g at %g: %.17g", a, b, cases[i].p, lower);
        ck_assert_msg(fabs(upper - cases[i].upper) < 1e-11, "%g %g at 1 - %g: %.17g", a, b, cases[i].p, upper);
    }
}
END_TEST

static double beta_6_2_cdf(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : pow(x, 6) * (7 - 6 * x);
}

START_TEST(beta_is_beta)
{
    static int64_t values[DRAWS];
    struct lg_quantiles *q;
    struct lg_stream stream;

    fill_draws(&stream);
    assert_ok(lg_beta_new(6, 2, 0, 1, 9, &q, &err));
    lg_quantiles_pick(q, draws, 0, DRAWS, values);
    assert_cdf(values, beta_6_2_cdf, 1e9);
    lg_quantiles_free(q);
    assert_ok(lg_beta_new(1, 1, -4, 6, 0, &q, &err)); /* uniform, stretched and rounded */
    lg_quantiles_pick(q, draws, 0, DRAWS, values);
    for (int i = 0; i < DRAWS; i++)
        ck_assert(fabs((double)draws[i].word[0] * 0x1p-64 * 10 - 4 - (double)values[i]) < 0.5001);
    lg_quantiles_free(q);
    assert_fails(lg_beta_new(0, 2, 0, 1, 4, &q, &err), LG_E_CONFIG, "0 and 2, both must be");
    assert_fails(lg_beta_new(2, NAN, 0, 1, 4, &q, &err), LG_E_CONFIG, "both must be");
    assert_fails(lg_beta_new(2, -1e300, 0, 1, 4, &q, &err), LG_E_CONFIG, "both must be");
}
END_TEST

START_TEST(permutations_are_bijections)
{
    static const int64_t sizes[] = {1, 2, 3, 10, 1000, 4096, 4097};
    struct lg_stream stream = test_stream(lg_kernels_available(0));

    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        struct lg_permutation permutation;
        char *seen = calloc(1, (size_t)sizes[s]);
        int64_t fixed = 0;

        lg_permutation_init(&permutation, &stream, sizes[s]);
        for (int64_t i = 0; i < sizes[s]; i++) {
            int64_t to = lg_permute(&permutation, i);

            ck_assert(to >= 0 && to < sizes[s]);
            ck_assert_int_eq(seen[to]++, 0);
            ck_assert_int_eq(lg_permute_inverse(&permutation, to), i);
            fixed += to == i;
        }
        ck_assert_int_lt(fixed, 12);
        free(seen);
    }
}
END_TEST

START_TEST(permutations_have_no_upper_limit_and_refuse_what_is_outside)
{
    static const int64_t sizes[] = {INT64_C(1) << 61, (INT64_C(1) << 62) - 1, INT64_C(1) << 62, (INT64_C(1) << 62) + 1, INT64_MAX};
    static const int64_t none[] = {0, -1, INT64_MIN};
    struct lg_stream stream = test_stream(lg_kernels_available(0));
    struct lg_permutation permutation;

    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        lg_permutation_init(&permutation, &stream, sizes[s]);
        for (int64_t i = 0; i < 1000; i++) {
            int64_t from = sizes[s] - 1 - i * (sizes[s] / 1000), to = lg_permute(&permutation, from);

            ck_assert(to >= 0 && to < sizes[s]);
            ck_assert_int_eq(lg_permute_inverse(&permutation, to), from);
        }
        ck_assert_int_eq(lg_permute(&permutation, -1), -1);
    }
    lg_permutation_init(&permutation, &stream, 5);
    ck_assert_int_eq(lg_permute(&permutation, 5), -1);
    ck_assert_int_eq(lg_permute_inverse(&permutation, INT64_MAX), -1);
    for (size_t s = 0; s < sizeof(none) / sizeof(none[0]); s++) {
        lg_permutation_init(&permutation, &stream, none[s]);
        ck_assert_int_eq(lg_permute(&permutation, 0), -1);
        ck_assert_int_eq(lg_permute_inverse(&permutation, 0), -1);
    }
}
END_TEST

/* ---- elementary functions, against libm ---- */

static double ulps(double got, double expected)
{
    return fabs(got - expected) / (fabs(nextafter(expected, INFINITY) - expected));
}

START_TEST(functions_are_accurate)
{
    for (double x = -700; x < 700; x += 0.37)
        ck_assert_msg(ulps(lg_exp(x), exp(x)) <= 1.5, "exp(%g)", x);
    for (double x = 1e-300; x < 1e300; x *= 1.7)
        ck_assert_msg(ulps(lg_log(x), log(x)) <= 1.5, "log(%g)", x);
    for (double x = 0.5; x < 2; x += 0.0007)
        ck_assert_msg(ulps(lg_log(x), log(x)) <= 1.5, "log(%g)", x);
    for (double x = -1e6; x < 1e6; x += 97.31)
        ck_assert_msg(fabs(lg_sin(x) - sin(x)) < 2.3e-16, "sin(%g)", x);
    for (double x = 1; x < 1e6; x *= 1.3)
        for (double y = -10; y <= 10; y += 0.7)
            ck_assert_msg(fabs(lg_pow(x, y) / pow(x, y) - 1) < 1e-13, "pow(%g, %g)", x, y);
    ck_assert(isinf(lg_exp(710)));
    ck_assert(lg_exp(-746) == 0);
    ck_assert(ulps(lg_log(5e-324), log(5e-324)) <= 1.5);
}
END_TEST

/* ---- text ---- */

START_TEST(integers_print)
{
    static const int64_t values[] = {0, 7, -7, 99, 100, 999, 1000, -123456, INT64_MAX, INT64_MIN};
    char got[32], expected[32];

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        *lg_put_int64(got, values[i]) = '\0';
        (void)snprintf(expected, sizeof(expected), "%" PRId64, values[i]);
        ck_assert_str_eq(got, expected);
    }
    for (uint32_t v = 0; v < 1000; v++) {
        *lg_put_to_999(got, v) = '\0';
        (void)snprintf(expected, sizeof(expected), "%" PRIu32, v);
        ck_assert_str_eq(got, expected);
    }
    for (uint32_t v = 0; v < 100000; v += 7) {
        *lg_put_5(got, v) = '\0';
        (void)snprintf(expected, sizeof(expected), "%05" PRIu32, v);
        ck_assert_str_eq(got, expected);
    }
}
END_TEST

START_TEST(decimals_and_dates_print)
{
    char text[64];

    *lg_put_decimal(text, -1234, 2) = '\0';
    ck_assert_str_eq(text, "-12.34");
    *lg_put_decimal(text, 5, 3) = '\0';
    ck_assert_str_eq(text, "0.005");
    *lg_put_decimal(text, INT64_MIN, 18) = '\0';
    ck_assert_str_eq(text, "-9.223372036854775808");
    *lg_put_decimal(text, 42, 0) = '\0';
    ck_assert_str_eq(text, "42");
    *lg_put_timestamp(text, -1) = '\0';
    ck_assert_str_eq(text, "1969-12-31T23:59:59.999999");
    *lg_put_timestamp(text, INT64_C(1709208000500000)) = '\0';
    ck_assert_str_eq(text, "2024-02-29T12:00:00.500000");
    *lg_put_date(text, -719162) = '\0';
    ck_assert_str_eq(text, "0001-01-01");
}
END_TEST

static void assert_round_trip(double v)
{
    char text[64], shorter[64];

    *lg_put_double(text, v) = '\0';
    ck_assert_msg(strtod(text, NULL) == v, "%s is not %.17g", text, v);
    for (int digits = 1; digits < 17; digits++) { /* the fewest digits that read back */
        (void)snprintf(shorter, sizeof(shorter), "%.*e", digits - 1, v);
        if (strtod(shorter, NULL) == v) {
            size_t used = 0;

            for (const char *p = text; *p && *p != 'e'; p++)
                used += *p >= '0' && *p <= '9';
            while (used > 0 && strspn(text, "0.-") > 0 && used > (size_t)digits) /* zeros in front or behind are no digits of it */
                used--;
            ck_assert_msg(strlen(text) <= strlen(shorter) + 22, "%s for %s", text, shorter);
            return;
        }
    }
}

START_TEST(doubles_print_shortest)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.0, "0.0"},           {-0.0, "-0.0"},       {1.0, "1.0"},          {0.1, "0.1"},           {-12.34, "-12.34"},
                 {9999.99, "9999.99"},   {1e21, "1e21"},       {1e-7, "1e-7"},        {1.5e-7, "1.5e-7"},     {5e-324, "5e-324"},
                 {1.7976931348623157e308, "1.7976931348623157e308"}, {0.3, "0.3"},    {2.0 / 3, "0.6666666666666666"},
                 {123456789012345680.0, "1.2345678901234568e17"}, {1e16, "10000000000000000.0"}, {0.00012, "0.00012"},
                 {NAN, "nan"},           {INFINITY, "inf"},    {-INFINITY, "-inf"},   {9007199254740993.0, "9007199254740992.0"}};
    char text[64];
    struct lg_stream stream;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        *lg_put_double(text, cases[i].value) = '\0';
        ck_assert_str_eq(text, cases[i].text);
    }
    fill_draws(&stream);
    for (int i = 0; i < 40000; i++) {
        double v;

        memcpy(&v, &draws[i], sizeof(v));
        if (!isnan(v) && !isinf(v))
            assert_round_trip(v);
        assert_round_trip((double)(int64_t)(draws[i].word[1] % 100000000) / 100.0);
        assert_round_trip((double)(draws[i].word[1] >> 11) * 0x1p-53);
    }
}
END_TEST

START_TEST(floats_print_shortest)
{
    struct lg_stream stream;
    char text[64], expected[64];

    fill_draws(&stream);
    for (int i = 0; i < 40000; i++) {
        uint32_t bits = (uint32_t)draws[i].word[0];
        float v;

        memcpy(&v, &bits, sizeof(v));
        if (isnan(v) || isinf(v))
            continue;
        *lg_put_float(text, v) = '\0';
        ck_assert_msg(strtof(text, NULL) == v, "%s is not %.9g", text, (double)v);
        for (int digits = 1; digits <= 9; digits++) {
            (void)snprintf(expected, sizeof(expected), "%.*e", digits - 1, (double)v);
            if (strtof(expected, NULL) == v)
                break;
        }
        ck_assert_msg(strtod(text, NULL) == strtod(expected, NULL) || strlen(text) <= strlen(expected), "%s, expected %s", text,
                      expected);
    }
    *lg_put_float(text, 0.1f) = '\0';
    ck_assert_str_eq(text, "0.1");
    *lg_put_float(text, 0.973f) = '\0';
    ck_assert_str_eq(text, "0.973");
}
END_TEST

START_TEST(scaled_rows_round_half_up)
{
    int64_t rows;

    assert_ok(lg_scaled_rows((struct lg_decimal){100000000}, 2400000, &rows, &err));
    ck_assert_int_eq(rows, 240000);
    assert_ok(lg_scaled_rows((struct lg_decimal){1}, 2400000, &rows, &err));
    ck_assert_int_eq(rows, 1); /* never none */
    assert_ok(lg_scaled_rows((struct lg_decimal){500000000}, 3, &rows, &err));
    ck_assert_int_eq(rows, 2);
    assert_fails(lg_scaled_rows((struct lg_decimal){INT64_MAX}, INT64_MAX, &rows, &err), LG_E_CONFIG, "more than");
}
END_TEST

UNIT_MAIN("gen", ars_10_is_the_published_one, ars_7_is_frozen, paths_are_equal, rows_are_addressable, hex_is_the_bytes,
          seeds_never_meet, stream_keys_are_length_prefixed, uniform_is_uniform, uniform_spans_everything, choice_keeps_its_weights,
          choice_is_exact_for_any_count, choice_refuses_nonsense, zipf_bounded_is_exact, zipf_folded_wraps_its_tail,
          zipf_refuses_nonsense, normal_is_normal, quantiles_reach_the_tails, quantiles_never_go_back, exponential_is_exponential,
          beta_quantiles_are_exact, beta_is_beta, permutations_are_bijections,
          permutations_have_no_upper_limit_and_refuse_what_is_outside, functions_are_accurate, integers_print,
          decimals_and_dates_print, doubles_print_shortest, floats_print_shortest, scaled_rows_round_half_up)
