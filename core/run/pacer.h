/* SPDX-License-Identifier: Apache-2.0 */
/* Pacing: a token bucket over rows or bytes that all workers of a node share (--rate). It fills up for a second at most, so what a
 * slow sink held up is made good for no longer than that.
 *
 * A worker pays for a row group in two ways: while it is encoded, by its bytes as they come, in rows by the share that the plan expects
 * of them; and when it is done, the difference to what it really is. */
#ifndef LG_RUN_PACER_H
#define LG_RUN_PACER_H

#include "base/parse.h"
#include "io/output.h"

#include <pthread.h>

struct lg_pacer {
    struct lg_rate rate;           /* 0 a second: no limit */
    const volatile int *cancelled; /* ends all waiting */
    pthread_mutex_t mutex;
    int64_t paid_ns;               /* until when what was spent is paid for, monotonic */
};

void lg_pacer_init(struct lg_pacer *pacer, const struct lg_rate *rate, const volatile int *cancelled);
void lg_pacer_release(struct lg_pacer *pacer);

/* A worker's account for a row group. */
struct lg_pace {
    struct lg_pacer *pacer;
    int64_t rows, bytes; /* that the plan expects of the part: so many rows are so many bytes */
    int64_t spent;       /* in the rate's unit, more than was due so far */
};

/* Row groups that this output takes are paid for as they come, until lg_pace_end(). */
void lg_pace_begin(struct lg_pace *pace, struct lg_output *output);
void lg_pace_end(struct lg_pace *pace, struct lg_output *output, int64_t rows, int64_t bytes);

#endif
