/* SPDX-License-Identifier: Apache-2.0 */
/* Progress of a run on standard error: a bar on a terminal, lines elsewhere, or JSON. Called from the main thread. */
#ifndef LG_CLI_PROGRESS_H
#define LG_CLI_PROGRESS_H

#include "cli/cli.h"
#include "plan/plan.h"
#include "run/progress.h"

enum lg_progress_style { LG_PROGRESS_NONE, LG_PROGRESS_BAR, LG_PROGRESS_PLAIN, LG_PROGRESS_JSON };

struct lg_progress_view {
    enum lg_progress_style style;
    const struct lg_plan *plan;
    int64_t rows, parts; /* of this node; rows as they are expected */
    int64_t asked;       /* rows that this node asks for: what its share of the work is counted in */
    int64_t start_ns, next_ns;
    int64_t shown_rows; /* never goes back */
    bool speaks_json;
    atomic_bool is_drawn;  /* a bar is on the terminal's line */
    atomic_bool is_wanted; /* somebody asked for a line now: any thread */
};

void lg_progress_view_init(struct lg_progress_view *view, const struct lg_cli *cli, const struct lg_plan *plan);
void lg_progress_view_tick(struct lg_progress_view *view, const struct lg_progress *progress);
void lg_progress_view_end(struct lg_progress_view *view); /* removes the bar; any thread */

#endif
