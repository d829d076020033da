/* SPDX-License-Identifier: Apache-2.0 */
/* Running a plan: workers that take row groups, part by part, until all parts of this node are committed.
 *
 * lg_run_execute() is called once, on the main thread, and returns when everything is written or the first error has stopped
 * all workers. `tick` is called on the calling thread a few times a second. *cancelled becoming non-zero stops the run: no new
 * work is taken, open parts are aborted, LG_E_CANCELLED. */
#ifndef LG_RUN_RUN_H
#define LG_RUN_RUN_H

#include "plan/plan.h"
#include "record/receipts.h"
#include "run/progress.h"

typedef void lg_run_tick(void *context, const struct lg_progress *progress);

struct lg_run_hooks {
    lg_run_tick *tick;
    void *context;
    const volatile int *cancelled;
};

struct lg_run_result {
    struct lg_progress progress;
    bool complete; /* all nodes are done: the manifest exists */
    int64_t elapsed_ns;
};

int lg_run_execute(const struct lg_plan *plan, const struct lg_run_hooks *hooks, struct lg_run_result *result,
                   struct lg_error *err);

#endif
