/* SPDX-License-Identifier: Apache-2.0 */
/* Target sizes: how much data makes files of a size, from the plan's own estimate, so that every node finds the same. */
#ifndef LG_PLAN_TARGET_H
#define LG_PLAN_TARGET_H

#include "plan/plan.h"

/* What a target size comes to. A schema with one table gets exact rows. With several, all follow the scale; when the user gave
 * the scale, it stays, and each table's rows are cut or extended by the same share. */
struct lg_target {
    struct lg_decimal scale;
    struct lg_words rows; /* "TABLE=N", as --rows has them; owned */
};

/* Makes a plan as far as its layout, from settings without a target. */
typedef int lg_target_plan_fn(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_plan **plan,
                              struct lg_error *err);

/* When no scale is large enough: LG_E_USAGE, or LG_E_CONFIG when the target is not of the command line. */
int lg_target_solve(const struct lg_settings *settings, struct lg_plugins *plugins, lg_target_plan_fn *make, struct lg_target *target,
                    struct lg_error *err);
void lg_target_release(struct lg_target *target);

#endif
