/* SPDX-License-Identifier: Apache-2.0 */
/* Layout: how a table's rows are cut into row groups and parts, from the sizes of an encoded sample, in integer arithmetic, so
 * that every node computes the same. */
#ifndef LG_PLAN_LAYOUT_H
#define LG_PLAN_LAYOUT_H

#include "plan/plan.h"

/* Encodes the sample, decides which columns are incompressible, and makes the encoder. */
int lg_layout_sample(struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err);

/* rows_per_group, rows_per_part, parts, expected_rows, bytes. */
int lg_layout_cut(const struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err);

/* Estimated bytes of so many rows in one object. */
int64_t lg_layout_bytes(const struct lg_plan_table *table, int64_t rows);

#endif
