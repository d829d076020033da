/* SPDX-License-Identifier: Apache-2.0 */
/* The journal of the run that is going on, for the moment of its end. */
#include "run/stop.h"

#define SETTLE_MS 2000

void lg_stop_guard(struct lg_stop *stop, struct lg_journal *journal)
{
    (void)pthread_mutex_lock(&stop->mutex);
    stop->journal = journal;
    (void)pthread_mutex_unlock(&stop->mutex);
}

void lg_stop_settle(struct lg_stop *stop)
{
    (void)pthread_mutex_lock(&stop->mutex);
    if (stop->journal)
        lg_journal_freeze(stop->journal, SETTLE_MS);
    (void)pthread_mutex_unlock(&stop->mutex);
}
