/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a database's tables, for generate --count. */
#ifndef LG_CLI_ROWS_H
#define LG_CLI_ROWS_H

#include "cli/cli.h"
#include "plan/plan.h"

/* Prints a line for each table of the plan. LG_E_USAGE when the sink cannot tell. */
int lg_cli_count_rows(const struct lg_plan *plan, struct lg_error *err);

#endif
