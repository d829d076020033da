/* SPDX-License-Identifier: Apache-2.0 */
/* Solving for scale and rows by making trial plans. */
#include "plan/target.h"

#include "base/int128.h"
#include "plan/layout.h"

#include <stdio.h>

#define UNIT INT64_C(1000000000) /* of scale, in 10^-9 */
#define LARGEST_SCALE (10000 * UNIT)

void lg_target_release(struct lg_target *target)
{
    lg_words_release(&target->rows);
}

static int make_trial(const struct lg_settings *settings, struct lg_decimal scale, struct lg_plugins *plugins, lg_target_plan_fn *make,
                      struct lg_plan **plan, struct lg_error *err)
{
    struct lg_settings trial = *settings;

    trial.target_size = 0;
    trial.scale = scale;
    return make(&trial, plugins, plan, err);
}

/* The schema's only table with rows of its own, or -1. */
static int32_t only_table(const struct lg_plan *plan)
{
    int32_t only = -1;

    for (uint32_t t = 0; t < plan->tables; t++) {
        if (plan->table[t].driver >= 0)
            continue;
        if (only >= 0)
            return -1;
        only = (int32_t)t;
    }
    return only;
}

/* ---- scale ---- */

static int scale_too_large(const struct lg_settings *settings, struct lg_error *err)
{
    const struct lg_source_of_value *source = lg_setting_source(settings, "target-size");

    return lg_error_set(err, source->layer == LG_LAYER_FLAG ? LG_E_USAGE : LG_E_CONFIG,
                        "%s: %lld bytes need a scale above 10000; with a scale given, only rows grow",
                        source->place ? source->place : "target-size", (long long)settings->target_size);
}

static int scale_by(const struct lg_settings *settings, int64_t bytes, struct lg_decimal *scale, struct lg_error *err)
{
    lg_int128 nano = ((lg_int128)scale->nano * settings->target_size + bytes / 2) / (bytes > 0 ? bytes : 1);

    if (nano > LARGEST_SCALE)
        return scale_too_large(settings, err);
    scale->nano = nano > 0 ? (int64_t)nano : 1;
    return LG_OK;
}

/* ---- rows ---- */

/* The estimate for so many rows of a table. The trial plan is ours to change. */
static int bytes_of_rows(struct lg_plan *plan, int32_t only, int64_t rows, int64_t *bytes, struct lg_error *err)
{
    *bytes = 0;
    for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++) {
        struct lg_plan_table *table = &plan->table[t];

        if ((int32_t)t == only || table->driver == only)
            table->rows = rows;
        if (table->is_selected && lg_layout_cut(plan, table, err) == LG_OK && __builtin_add_overflow(*bytes, table->bytes, bytes))
            *bytes = INT64_MAX;
    }
    return err->code;
}

/* The most rows whose estimate is not above the target; at least 1. */
static int search_rows(struct lg_plan *plan, int32_t only, int64_t target_bytes, int64_t *rows, struct lg_error *err)
{
    int64_t low = 1, high = 2, bytes = 0;

    while (high < INT64_MAX / 4 && bytes_of_rows(plan, only, high, &bytes, err) == LG_OK && bytes <= target_bytes)
        high *= 2;
    while (err->code == LG_OK && high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (bytes_of_rows(plan, only, middle, &bytes, err) == LG_OK && bytes <= target_bytes)
            low = middle;
        else
            high = middle;
    }
    *rows = low;
    return err->code;
}

static int add_rows(struct lg_target *target, const struct lg_plan_table *table, int64_t rows, struct lg_error *err)
{
    struct lg_string word = LG_STRING_INIT;

    lg_string_printf(&word, "%s=%lld", table->layout->table->name, (long long)rows);
    if (lg_string_check(&word, err) == LG_OK)
        (void)lg_words_add(&target->rows, word.text, word.length, err);
    lg_string_release(&word);
    return err->code;
}

static int solve_rows(struct lg_plan *plan, const struct lg_settings *settings, bool keep_scale, struct lg_target *target,
                      struct lg_error *err)
{
    int32_t only = only_table(plan);
    int64_t rows;

    if (only >= 0)
        return search_rows(plan, only, settings->target_size, &rows, err) == LG_OK ? add_rows(target, &plan->table[only], rows, err)
                                                                                   : err->code;
    for (uint32_t t = 0; keep_scale && t < plan->tables && err->code == LG_OK; t++)
        if (plan->table[t].driver < 0) {
            lg_int128 share = (lg_int128)plan->table[t].rows * settings->target_size / (plan->bytes > 0 ? plan->bytes : 1);

            (void)add_rows(target, &plan->table[t], share > INT64_MAX / 4 ? INT64_MAX / 4 : share > 0 ? (int64_t)share : 1, err);
        }
    return err->code;
}

/* Twice, because the size of a row may depend on the scale a little. */
static int solve_scale(const struct lg_settings *settings, struct lg_plugins *plugins, lg_target_plan_fn *make,
                       struct lg_decimal *scale, struct lg_error *err)
{
    struct lg_plan *plan;

    scale->nano = UNIT;
    for (int i = 0; i < 2 && err->code == LG_OK; i++)
        if (make_trial(settings, *scale, plugins, make, &plan, err) == LG_OK) {
            (void)scale_by(settings, plan->bytes, scale, err);
            lg_plan_free(plan);
        }
    return err->code;
}

int lg_target_solve(const struct lg_settings *settings, struct lg_plugins *plugins, lg_target_plan_fn *make, struct lg_target *target,
                    struct lg_error *err)
{
    bool keep_scale = lg_setting_is_given(settings, "scale");
    struct lg_plan *plan;

    *target = (struct lg_target){settings->scale, {NULL, 0}};
    if (!keep_scale && solve_scale(settings, plugins, make, &target->scale, err) != LG_OK)
        return err->code;
    if (make_trial(settings, target->scale, plugins, make, &plan, err) != LG_OK)
        return err->code;
    if (solve_rows(plan, settings, keep_scale, target, err) != LG_OK)
        lg_target_release(target);
    lg_plan_free(plan);
    return err->code;
}
