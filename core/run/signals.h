/* SPDX-License-Identifier: Apache-2.0 */
/* Signals: a thread of their own reads them, so that nothing happens inside a handler.
 *
 *   SIGINT, SIGTERM  the first asks the run to stop, also when the process was started with them ignored or blocked; towards the end
 *                    of the grace time what is being written is given up; at its end, or with the second signal, the process ends
 *   SIGXCPU          processor time is nearly used up: what is being written is given up
 *   SIGUSR1          shows progress
 *   SIGHUP           is taken and changes nothing: there is no log file to open again, and a run outlives its terminal
 *
 * Life cycle: lg_signals_start() on the main thread before any other thread is started, lg_signals_end(). These signals stay blocked
 * afterwards: what comes when a run has ended is not to change its exit status any more. */
#ifndef LG_RUN_SIGNALS_H
#define LG_RUN_SIGNALS_H

#include "run/stop.h"

/* Called on the thread of signals. */
struct lg_signal_hooks {
    void (*end)(void *context, int signal); /* ends the process; no checkpoint is being saved */
    void (*show)(void *context);            /* SIGUSR1 */
    void *context;
};

struct lg_signals;

int lg_signals_start(struct lg_stop *stop, int64_t grace_ms, const struct lg_signal_hooks *hooks, struct lg_signals **signals,
                     struct lg_error *err);
void lg_signals_end(struct lg_signals *signals);

#endif
