/* SPDX-License-Identifier: Apache-2.0 */
/* Crews: threads that take the items of a list one after the other. */
#ifndef LG_AUDIT_CREW_H
#define LG_AUDIT_CREW_H

#include <lakegen/error.h>

#include <stddef.h>
#include <stdint.h>

/* A worker of the crew: its memory is made and released on its thread. */
struct lg_crew_job {
    void *context; /* shared by all */
    int (*begin)(void *context, void **worker, struct lg_error *err);                /* NULL: workers have nothing of their own */
    int (*item)(void *context, void *worker, int64_t item, struct lg_error *err);  /* an error stops all */
    void (*end)(void *context, void *worker);
    void (*tick)(void *context); /* a few times a second, on the calling thread; or NULL */
};

/* Runs the items 0…count-1 on so many threads, and waits. The first error of any. */
int lg_crew_run(const struct lg_crew_job *job, int64_t count, unsigned threads, struct lg_error *err);

#endif
