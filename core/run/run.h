/* SPDX-License-Identifier: Apache-2.0 */
/* Running a plan: from the look at the destination to the manifest.
 *
 * lg_run_execute() is called once, on the main thread. It returns when everything is written, when nothing more is to be begun
 * (stop, --duration), or when the first error has stopped all workers. What is finished then stays, and --resume goes on from there. */
#ifndef LG_RUN_RUN_H
#define LG_RUN_RUN_H

#include "plan/plan.h"
#include "record/report.h"
#include "run/progress.h"
#include "run/stop.h"

/* Called on the calling thread, ten times a second. */
typedef void lg_run_tick(void *context, const struct lg_progress *progress);

struct lg_run_hooks {
    lg_run_tick *tick;
    lg_note_fn *note;
    lg_say_fn *say; /* what the sink says, on any thread */
    void *context;  /* of all */
    struct lg_stop *stop;
};

struct lg_run_result {
    struct lg_progress progress;
    struct lg_amount written, adopted; /* by this process; what it found done */
    enum lg_ending ending;
    bool had_nothing_to_do;            /* the run was finished before, and nothing was written */
    bool is_complete;                  /* all nodes are done: the manifest says so */
    struct lg_failures failures;       /* lg_failures_release() */
    int64_t elapsed_ns;
};

/* With plan->dry_run it only looks: result->adopted is what would be kept. LG_E_CANCELLED after a signal, LG_E_PARTIAL when parts
 * failed. */
/* For a plan with a random seed: that of an earlier run at its destination that is the same in everything else. *seed: owned; NULL
 * when there is none. */
int lg_run_recall_seed(const struct lg_plan *plan, const struct lg_run_hooks *hooks, char **seed, struct lg_error *err);

int lg_run_execute(const struct lg_plan *plan, const struct lg_run_hooks *hooks, struct lg_run_result *result,
                   struct lg_error *err);

#endif
