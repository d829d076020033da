/* SPDX-License-Identifier: Apache-2.0 */
/* What a run may use: threads, and the memory bound that is printed and kept. */
#ifndef LG_PLAN_BUDGET_H
#define LG_PLAN_BUDGET_H

#include "plan/plan.h"

/* Sets plan->threads and plan->memory. LG_E_LOCAL when even one thread needs more than --memory, or the limit of descriptors, allows. */
int lg_plan_budget(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err);

/* How many workers share a part: 1, unless there are fewer parts than threads. */
unsigned lg_plan_team(const struct lg_plan *plan, unsigned threads);

/* Blocks of a part's buffer pool: what the sink may hold, one being filled and one more. */
unsigned lg_plan_pool_blocks(const struct lg_plan *plan);

/* The most that a worker keeps of a row group that waits for its turn. */
size_t lg_plan_held_ceiling(const struct lg_plan *plan);

#endif
