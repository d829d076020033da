/* SPDX-License-Identifier: Apache-2.0 */
/* The scheduler: which worker encodes which row group of which part.
 *
 * Work is parallel over parts first: a worker that opened a part takes its row groups one after the other. Only when there are
 * fewer parts than threads do further workers join an open part. There is no queue: a worker asks for its next piece. */
#ifndef LG_RUN_SCHEDULER_H
#define LG_RUN_SCHEDULER_H

#include "io/buffer.h"
#include "run/part.h"

struct lg_scheduler;

int lg_scheduler_new(const struct lg_plan *plan, void *sink_state, const volatile int *cancelled,
                     struct lg_scheduler **scheduler, struct lg_error *err);
/* All workers have returned. */
void lg_scheduler_free(struct lg_scheduler *scheduler);

/* Runs on a worker thread until there is nothing left for it. The first error of any worker stops all. */
void lg_scheduler_work(struct lg_scheduler *scheduler);

const struct lg_progress *lg_scheduler_progress(const struct lg_scheduler *scheduler);

/* After all workers returned: the first error, and the receipts (moved out). */
int lg_scheduler_result(struct lg_scheduler *scheduler, struct lg_receipts *receipts, struct lg_error *err);

#endif
