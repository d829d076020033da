/* SPDX-License-Identifier: Apache-2.0 */
/* Stopping a run from outside, in three degrees: no new part is begun; what is being written is given up; the process ends now.
 *
 * Life cycle: LG_STOP_INIT, shared by the thread of signals, the main thread and workers, until the run has returned. */
#ifndef LG_RUN_STOP_H
#define LG_RUN_STOP_H

#include "record/journal.h"

#include <pthread.h>
#include <stdatomic.h>

struct lg_stop {
    atomic_int signal;      /* that asks for the first degree; 0: none */
    volatile int cancelled; /* the second degree: workers and sinks look at it */
    pthread_mutex_t mutex;  /* for all that follows */
    struct lg_journal *journal; /* of the run that goes on, or NULL */
};

/* clang-format off */
#define LG_STOP_INIT { 0, 0, PTHREAD_MUTEX_INITIALIZER, NULL }
/* clang-format on */

/* The run's: which journal must not be cut off in the middle of a save. NULL: none any more. */
void lg_stop_guard(struct lg_stop *stop, struct lg_journal *journal);

/* The third degree: returns when no save is going on, or after two seconds; the caller ends the process. */
void lg_stop_settle(struct lg_stop *stop);

#endif
