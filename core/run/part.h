/* SPDX-License-Identifier: Apache-2.0 */
/* An open part: an object being written, one or several workers at it.
 *
 * Row groups are claimed in order (by the scheduler, under its lock), may be encoded at the same time, and are appended in
 * order: a worker whose turn has not come encodes into memory, and waits when that is full. */
#ifndef LG_RUN_PART_H
#define LG_RUN_PART_H

#include "plan/plan.h"
#include "record/receipts.h"
#include "run/pacer.h"
#include "run/progress.h"

#include <pthread.h>

struct lg_part {
    /* set by lg_part_open(), then constant */
    const struct lg_plan *plan;
    void *sink_state;
    struct lg_task task;
    struct lg_string name;
    char identity[65];
    /* the scheduler's */
    int64_t claimed; /* row groups given to workers */
    unsigned team;   /* workers at this part */
    bool is_noted;   /* its failure is counted */
    /* the turn's owner */
    void *writer;
    struct lg_output *output;
    struct lg_row_group *group; /* task.groups of them */
    int64_t rows, bytes; /* of row groups that were appended */
    /* shared */
    pthread_mutex_t mutex;
    pthread_cond_t turn_changed;
    int64_t turn; /* row groups appended */
    bool failed;
};

/* What a worker has of its own. */
struct lg_part_worker {
    struct lg_encoder_worker *encoder;
    struct lg_output *held; /* NULL when parts are not shared */
    struct lg_pace pace;
};

int lg_part_open(const struct lg_plan *plan, void *sink_state, const struct lg_task *task, struct lg_output *output,
                 struct lg_part **part, struct lg_error *err);

/* Aborts the object unless it was committed, and frees. No worker may be at the part. */
void lg_part_close(struct lg_part *part);

/* Tells the part's other workers that a row group will not come. */
void lg_part_fail(struct lg_part *part);
bool lg_part_has_failed(struct lg_part *part);

/* Encodes a claimed row group and appends it in its turn. The worker that appends the last one also ends and commits the
 * object: then *receipt is filled, its texts borrowed from the part, and *committed is true. After an error the part has failed, for
 * all its workers. */
int lg_part_encode(struct lg_part *part, int64_t group, struct lg_part_worker *worker, struct lg_progress *progress,
                   struct lg_part_receipt *receipt, bool *committed, struct lg_error *err);

/* The object that the calling thread is at, or NULL: for the last words of a process that a plugin brought down. */
const char *lg_part_at_work(void);

#endif
