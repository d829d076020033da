/* SPDX-License-Identifier: Apache-2.0 */
/* The schema's side of a plan: options, tables, rows. */
#ifndef LG_PLAN_TABLES_H
#define LG_PLAN_TABLES_H

#include "plan/plan.h"

/* Loads the schema, sets its options, opens it, and fills the plan's tables with layouts, dictionaries and row counts. */
int lg_plan_open_tables(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins,
                        struct lg_error *err);

#endif
