/* SPDX-License-Identifier: Apache-2.0 */
/* Windows: what of an open schema somebody wants to look at, without a destination: one table, some of its columns, a range of rows. */
#ifndef LG_PLAN_WINDOW_H
#define LG_PLAN_WINDOW_H

#include "plan/plan.h"

struct lg_window {
    const struct lg_plan_table *table; /* borrowed from the plan */
    uint64_t *columns;                 /* bitmap as in a slice, owned; NULL: all */
    int64_t first_row, rows;           /* of a derived table: of its driver */
};

/* From the settings tables, columns and offset; most_rows: of the window. LG_E_USAGE for a table, column or row that there is not. */
int lg_window_choose(const struct lg_plan *plan, const struct lg_settings *settings, int64_t most_rows, struct lg_window *window,
                     struct lg_error *err);
void lg_window_release(struct lg_window *window);

#endif
