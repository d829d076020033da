/* SPDX-License-Identifier: Apache-2.0 */
/* The scheduler: which worker encodes which row group of which part.
 *
 * Work is parallel over parts first: a worker that opened a part takes its row groups one after the other. Only when there are
 * fewer parts than threads do further workers join an open part. There is no queue: a worker asks for its next piece. Parts that the
 * journal has are passed over; a part is finished when the journal has it.
 *
 * A run ends early in three ways. *Winding down*: no part is begun any more, open ones are finished; after --duration and the first
 * signal. *Cancelled*: open parts are given up. An *error*: the first stops all, unless the plan says to keep going. */
#ifndef LG_RUN_SCHEDULER_H
#define LG_RUN_SCHEDULER_H

#include "record/journal.h"
#include "record/report.h"
#include "run/part.h"
#include "run/stop.h"

struct lg_scheduler;

/* What it works on; all borrowed until it is freed. */
struct lg_assignment {
    const struct lg_plan *plan;
    void *sink_state;
    struct lg_journal *journal;
    struct lg_stop *stop;
    struct lg_progress *progress;
};

int lg_scheduler_new(const struct lg_assignment *assignment, struct lg_scheduler **scheduler, struct lg_error *err);
/* All workers have returned. */
void lg_scheduler_free(struct lg_scheduler *scheduler);

/* Runs on a worker thread until there is nothing left for it. */
void lg_scheduler_work(struct lg_scheduler *scheduler);

/* About how long open parts still take, at the speed so far; 0 when that is not known. Any thread. */
int64_t lg_scheduler_left_ns(struct lg_scheduler *scheduler);

/* After all workers returned: how it ended, the parts that failed (moved out), the first error. */
int lg_scheduler_result(struct lg_scheduler *scheduler, enum lg_ending *ending, struct lg_failures *failures, struct lg_error *err);

#endif
