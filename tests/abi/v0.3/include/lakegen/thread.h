/* SPDX-License-Identifier: Apache-2.0 */
/* Threads of the host and of sinks. A thread started here takes no asynchronous signals: those are for the program's main thread.
 * Signals of faults stay as they are, so that a crash ends the process where it happens. */
#ifndef LAKEGEN_THREAD_H
#define LAKEGEN_THREAD_H

#include <lakegen/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lg_thread;

/* Runs function(argument) on a new thread, which must be joined. name: for the message when it cannot, LG_E_LOCAL. */
int lg_thread_start(void (*function)(void *argument), void *argument, const char *name, struct lg_thread **thread,
                    struct lg_error *err);

/* Waits for its end and frees it. NULL is no thread. */
void lg_thread_join(struct lg_thread *thread);

#ifdef __cplusplus
}
#endif
#endif
