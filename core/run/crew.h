/* SPDX-License-Identifier: Apache-2.0 */
/* The crew: as many workers as the plan has threads, from their start until the last one has nothing left to do. */
#ifndef LG_RUN_CREW_H
#define LG_RUN_CREW_H

#include "run/scheduler.h"

struct lg_crew_hooks {
    void (*tick)(void *context, const struct lg_progress *progress); /* ten times a second, on the calling thread */
    void *context;
};

/* Returns when all workers have. ending and failures as lg_scheduler_result() gives them. */
int lg_crew_work(const struct lg_assignment *assignment, const struct lg_crew_hooks *hooks, enum lg_ending *ending,
                 struct lg_failures *failures, struct lg_error *err);

#endif
