/* SPDX-License-Identifier: Apache-2.0 */
/* Generators of numbers. A draw becomes an integer, in units of the last decimal; where there are few different ones, an index. */
#include "declared.h"

#include <math.h>

#define FEW 4096                           /* values of a range that get a dictionary */
#define UNITS_MOST (INT64_C(1) << 46)      /* of the tables of quantiles */
#define DECIMALS_OF_FLOATS 6               /* unless 'decimals' says otherwise */

struct number {
    int decimals; /* of the units that are drawn */
    double unit;
    int64_t lo, hi;
    struct lg_quantiles *quantiles;
    struct lg_choice *choice;
    struct lg_zipf *zipf;
    int64_t step;
};

static double power_of_ten(int exponent)
{
    double power = 1.0;

    while (exponent-- > 0)
        power *= 10.0;
    return power;
}

/* ---- reading ---- */

static struct number *new_number(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct number *number = keep(reader->schema, sizeof(*number), err);
    int64_t decimals = DECIMALS_OF_FLOATS;

    if (!number)
        return NULL;
    if (column->type.family != FLOATS && get_key(reader, column, "decimals")) {
        (void)refuse_key(reader, column, "decimals", err, "is for float32 and float64; the type says it");
        return NULL;
    }
    if (read_integer(reader, column, "decimals", 0, 9, &decimals, err) != LG_OK)
        return NULL;
    number->decimals = column->type.family == FLOATS ? (int)decimals : column->type.decimals;
    if (number->decimals > 9) {
        (void)lg_yaml_key_error(reader->yaml, column->node, err, "generator '%s' makes 9 digits behind the point at most, %s has more",
                                column->generator->name, column->type.name);
        return NULL;
    }
    number->unit = power_of_ten(number->decimals);
    column->own = number;
    column->form = column->type.family == FLOATS ? FORM_REALS : FORM_INTEGERS;
    return number;
}

/* A range of few values becomes the column's dictionary, index 0 for lo. */
static int take_range_as_words(struct reader *reader, struct column *column, const struct number *number, struct lg_error *err)
{
    for (int64_t units = number->lo; units <= number->hi && err->code == LG_OK; units++) {
        union value value = {.integer = units};

        if (column->type.family == FLOATS)
            value.real = column->type.width == 4 ? (float)((double)units / number->unit) : (double)units / number->unit;
        (void)words_push(reader, column, value, err);
    }
    column->form = FORM_WORDS;
    return err->code;
}

/* min and max where they are given, else what the type holds. */
static int read_limits(struct reader *reader, struct column *column, struct number *number, struct lg_error *err)
{
    bool bounded = column->type.family != FLOATS;

    if (bounded && number->lo < column->type.least)
        number->lo = column->type.least;
    if (bounded && number->hi > column->type.most)
        number->hi = column->type.most;
    if (read_units(reader, column, "min", number->decimals, &number->lo, err) != LG_OK ||
        read_units(reader, column, "max", number->decimals, &number->hi, err) != LG_OK)
        return err->code;
    if (number->lo > number->hi)
        return refuse_key(reader, column, get_key(reader, column, "min") ? "min" : "max", err, "leaves no values: min is above max");
    return LG_OK;
}

int read_uniform_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct number *number = new_number(reader, column, err);

    if (!number || !require_key(reader, column, "min", err) || !require_key(reader, column, "max", err) ||
        read_limits(reader, column, number, err) != LG_OK)
        return err->code;
    if ((wide)number->hi - number->lo < FEW)
        return take_range_as_words(reader, column, number, err);
    return LG_OK;
}

/* ---- filling ---- */

/* Units, where they go: the column's own array of integers, or scratch that becomes reals. */
static int64_t *units_for(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    return column->form == FORM_INTEGERS ? integers_for(work, column, out, err) : row_array(work, sizeof(int64_t), err);
}

static int finish_units(struct work *work, const struct column *column, const int64_t *units, struct vector *out, struct lg_error *err)
{
    const struct number *number = column->own;
    double *reals = column->form == FORM_REALS ? reals_for(work, column, out, err) : NULL;

    for (int64_t i = 0; reals && i < work->rows; i++)
        reals[i] = (double)units[i] / number->unit;
    return err->code;
}

int fill_uniform_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct number *number = column->own;
    const struct lg_draw *draws = draw_for(work, column, &column->stream, 0, err);
    int32_t *words = draws && column->form == FORM_WORDS ? words_for(work, column, out, err) : NULL;
    int64_t *units = draws && column->form != FORM_WORDS ? units_for(work, column, out, err) : NULL;

    if (words)
        lg_uniform_int32(draws, 0, work->rows, 0, (int32_t)(number->hi - number->lo), words);
    if (!units)
        return err->code;
    lg_uniform_int64(draws, 0, work->rows, number->lo, number->hi, units);
    return finish_units(work, column, units, out, err);
}

/* ---- normal, log-normal, exponential ---- */

static void release_quantiles(void *quantiles)
{
    lg_quantiles_free(quantiles);
}

struct curve {
    double a, b;
    double low, high; /* what all but 1 in 10^15 values lie between */
    int (*make)(double a, double b, double lo, double hi, int decimals, struct lg_quantiles **quantiles, struct lg_error *err);
};

static int make_normal(double a, double b, double lo, double hi, int decimals, struct lg_quantiles **quantiles, struct lg_error *err)
{
    return lg_normal_new(a, b, lo, hi, decimals, quantiles, err);
}

static int make_lognormal(double a, double b, double lo, double hi, int decimals, struct lg_quantiles **quantiles, struct lg_error *err)
{
    return lg_lognormal_new(a, b, lo, hi, decimals, quantiles, err);
}

static int make_exponential(double a, double b, double lo, double hi, int decimals, struct lg_quantiles **quantiles,
                            struct lg_error *err)
{
    (void)b;
    return lg_exponential_new(a, lo, hi, decimals, quantiles, err);
}

/* With 'min' and 'max' values outside are put onto them; a range that leaves nothing else, or values that the units cannot hold, is a
 * mistake. */
static int check_curve(struct reader *reader, struct column *column, const struct number *number, const struct curve *curve,
                       struct lg_error *err)
{
    double lo = (double)number->lo / number->unit, hi = (double)number->hi / number->unit;

    if (curve->low >= hi || curve->high <= lo)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s': all values would be cut to the limits %g...%g; they are "
                                 "about %g...%g", column->name, lo, hi, curve->low, curve->high);
    if (!get_key(reader, column, "max") && curve->high > hi)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s': values reach %g, more than %s holds%s; give a 'max'",
                                 column->name, curve->high, column->type.name,
                                 column->type.family == FLOATS ? " with so many decimals" : "");
    if (!get_key(reader, column, "min") && curve->low < lo)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s': values reach %g, less than %s holds%s; give a 'min'",
                                 column->name, curve->low, column->type.name,
                                 column->type.family == FLOATS ? " with so many decimals" : "");
    return LG_OK;
}

static int take_curve(struct reader *reader, struct column *column, struct number *number, const struct curve *curve,
                      struct lg_error *err)
{
    number->lo = -UNITS_MOST + 1;
    number->hi = UNITS_MOST - 1;
    if (read_limits(reader, column, number, err) != LG_OK)
        return err->code;
    if (number->lo <= -UNITS_MOST || number->hi >= UNITS_MOST)
        return refuse_key(reader, column, number->hi >= UNITS_MOST ? "max" : "min", err,
                          "is too far from 0: with their decimals as an integer, values are below 2^46");
    if (check_curve(reader, column, number, curve, err) != LG_OK)
        return err->code;
    if (curve->make(curve->a, curve->b, (double)number->lo / number->unit, (double)number->hi / number->unit, number->decimals,
                    &number->quantiles, err) != LG_OK)
        return err->code == LG_E_CONFIG ? lg_yaml_wrap(reader->yaml, column->node, err) : err->code;
    return keep_object(reader->schema, number->quantiles, release_quantiles, err);
}

static int read_spread(struct reader *reader, struct column *column, const char *key, double *spread, struct lg_error *err)
{
    if (!require_key(reader, column, key, err) || read_real(reader, column, key, spread, err) != LG_OK)
        return err->code;
    return *spread > 0.0 ? LG_OK : refuse_key(reader, column, key, err, "must be above 0");
}

int read_normal_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct number *number = new_number(reader, column, err);
    struct curve curve = {.make = make_normal};

    if (!number || !require_key(reader, column, "mean", err) || read_real(reader, column, "mean", &curve.a, err) != LG_OK ||
        read_spread(reader, column, "stddev", &curve.b, err) != LG_OK)
        return err->code;
    curve.low = curve.a - 8.0 * curve.b;
    curve.high = curve.a + 8.0 * curve.b;
    return take_curve(reader, column, number, &curve, err);
}

/* From mean and standard deviation of the values to those of the logarithm. */
static int read_of_values(struct reader *reader, struct column *column, struct curve *curve, struct lg_error *err)
{
    const char *spread_key = get_key(reader, column, "sigma") ? "sigma" : "stddev";
    double mean = 0.0, spread = 0.0, ratio, variance;

    if (read_spread(reader, column, "mean", &mean, err) != LG_OK || read_spread(reader, column, spread_key, &spread, err) != LG_OK)
        return err->code;
    ratio = spread / mean;
    variance = lg_log(1.0 + ratio * ratio);
    curve->a = lg_log(mean) - variance / 2.0;
    curve->b = sqrt(variance);
    return LG_OK;
}

int read_lognormal_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct number *number = new_number(reader, column, err);
    struct curve curve = {.make = make_lognormal};

    if (!number)
        return err->code;
    if (get_key(reader, column, "mu") && (get_key(reader, column, "mean") || get_key(reader, column, "stddev")))
        return refuse_key(reader, column, "mu", err, "is of the logarithm, 'mean' and 'stddev' are of the values; give one pair");
    if (get_key(reader, column, "sigma") && get_key(reader, column, "stddev"))
        return refuse_key(reader, column, "sigma", err, "and 'stddev' say the same; leave one out");
    if (get_key(reader, column, "mean")) {
        if (read_of_values(reader, column, &curve, err) != LG_OK)
            return err->code;
    } else if (!require_key(reader, column, "mu", err) || read_real(reader, column, "mu", &curve.a, err) != LG_OK ||
               read_spread(reader, column, "sigma", &curve.b, err) != LG_OK) {
        return err->code;
    }
    if (curve.a + 8.0 * curve.b > 700.0)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s': the logarithm reaches %g, no number is so large",
                                 column->name, curve.a + 8.0 * curve.b);
    curve.low = curve.a - 8.0 * curve.b < -700.0 ? 0.0 : lg_exp(curve.a - 8.0 * curve.b);
    curve.high = lg_exp(curve.a + 8.0 * curve.b);
    return take_curve(reader, column, number, &curve, err);
}

int read_exponential_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct number *number = new_number(reader, column, err);
    struct curve curve = {.make = make_exponential};

    if (!number || read_spread(reader, column, "mean", &curve.a, err) != LG_OK)
        return err->code;
    curve.high = 35.0 * curve.a;
    return take_curve(reader, column, number, &curve, err);
}

static int fill_quantiles(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct number *number = column->own;
    const struct lg_draw *draws = draw_for(work, column, &column->stream, 0, err);
    int64_t *units = draws ? units_for(work, column, out, err) : NULL;

    if (!units)
        return err->code;
    lg_quantiles_pick(number->quantiles, draws, 0, work->rows, units);
    return finish_units(work, column, units, out, err);
}

int fill_normal_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    return fill_quantiles(work, column, out, err);
}

int fill_lognormal_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    return fill_quantiles(work, column, out, err);
}

int fill_exponential_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    return fill_quantiles(work, column, out, err);
}

/* ---- Poisson: a weighted choice of the counts that occur ---- */

#define MOST_COUNTS 3000

/* Weights in proportion to the probabilities of first, first + 1, …; the largest is 2^40. */
static void weigh_counts(double mean, int64_t first, uint32_t count, int64_t *weights)
{
    double logarithm[MOST_COUNTS], most = -1e300, sum = 0.0;

    for (int64_t k = 1; k <= first; k++)
        sum += lg_log(mean) - lg_log((double)k);
    for (uint32_t i = 0; i < count; i++) {
        logarithm[i] = sum;
        most = sum > most ? sum : most;
        sum += lg_log(mean) - lg_log((double)(first + i + 1));
    }
    for (uint32_t i = 0; i < count; i++)
        weights[i] = (int64_t)(lg_exp(logarithm[i] - most) * 0x1p40);
}

int read_poisson_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct number *number = new_number(reader, column, err);
    int64_t weights[MOST_COUNTS];
    double mean = 0.0, spread;

    if (!number || read_spread(reader, column, "mean", &mean, err) != LG_OK)
        return err->code;
    if (mean > 10000.0)
        return refuse_key(reader, column, "mean", err, "must be at most 10000; beyond, 'normal' with stddev sqrt(mean) is the same");
    spread = 10.0 * sqrt(mean) + 30.0;
    number->lo = mean > spread ? (int64_t)(mean - spread) : 0;
    number->hi = (int64_t)(mean + spread);
    if (number->hi > column->type.most)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s': counts reach %lld, more than %s holds", column->name,
                                 (long long)number->hi, column->type.name);
    weigh_counts(mean, number->lo, (uint32_t)(number->hi - number->lo) + 1, weights);
    if (take_range_as_words(reader, column, number, err) != LG_OK)
        return err->code;
    return new_choice(reader, column->node, weights, column->words.count, &number->choice, err);
}

int fill_poisson_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct number *number = column->own;
    const struct lg_draw *draws = draw_for(work, column, &column->stream, 0, err);
    int32_t *words = draws ? words_for(work, column, out, err) : NULL;

    if (words)
        lg_choice_pick(number->choice, draws, 0, work->rows, words);
    return err->code;
}

/* ---- Zipf ---- */

static void release_zipf(void *zipf)
{
    lg_zipf_free(zipf);
}

int read_zipf_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct number *number = new_number(reader, column, err);
    int64_t count = 0;
    double alpha = 0.0;
    bool fold = false, scaled = false;

    if (number)
        number->lo = 1;
    if (!number || !require_key(reader, column, "count", err) || !require_key(reader, column, "alpha", err) ||
        read_integer(reader, column, "count", 1, INT64_C(1) << 60, &count, err) != LG_OK ||
        read_integer(reader, column, "start", column->type.least, column->type.most, &number->lo, err) != LG_OK ||
        read_real(reader, column, "alpha", &alpha, err) != LG_OK || read_flag(reader, column->node, "fold", &fold, err) != LG_OK ||
        read_flag(reader, column->node, "scaled", &scaled, err) != LG_OK)
        return err->code;
    if (scaled && lg_scaled_rows(reader->request->scale, count, &count, err) != LG_OK)
        return lg_yaml_wrap(reader->yaml, get_key(reader, column, "count"), err);
    if (alpha <= 0.0 || alpha > 10.0 || (fold && alpha <= 1.0))
        return refuse_key(reader, column, "alpha", err,
                          fold ? "must be above 1 to fold the tail, and at most 10" : "must be above 0, at most 10");
    if ((wide)number->lo + count - 1 > column->type.most)
        return refuse_key(reader, column, "count", err, "makes values that the type does not hold");
    if (lg_zipf_new(alpha, count, fold, &number->zipf, err) != LG_OK)
        return err->code == LG_E_CONFIG ? lg_yaml_wrap(reader->yaml, column->node, err) : err->code;
    return keep_object(reader->schema, number->zipf, release_zipf, err);
}

int fill_zipf_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct number *number = column->own;
    const int64_t *keys = keys_of(work, column, err);
    const struct lg_draw *draws = err->code == LG_OK ? draw_for(work, column, &column->stream, 0, err) : NULL;
    int64_t *ranks = draws ? integers_for(work, column, out, err) : NULL;

    if (!ranks)
        return err->code;
    if (!keys)
        lg_zipf_pick(number->zipf, &column->stream, work->first, draws, work->rows, ranks);
    for (int64_t i = 0; keys && i < work->rows; i++)
        lg_zipf_pick(number->zipf, &column->stream, keys[i], &draws[i], 1, &ranks[i]);
    for (int64_t i = 0; i < work->rows; i++)
        ranks[i] += number->lo - 1;
    return LG_OK;
}
