/* SPDX-License-Identifier: Apache-2.0 */
/* Workers: threads that take the items of a list one after the other. */
#ifndef LG_AUDIT_WORKERS_H
#define LG_AUDIT_WORKERS_H

#include <lakegen/error.h>

#include <stddef.h>
#include <stdint.h>

/* What each of them does; what a worker has of its own is made and released on its thread. */
struct lg_workers_job {
    void *context; /* shared by all */
    int (*begin)(void *context, void **worker, struct lg_error *err);                /* NULL: workers have nothing of their own */
    int (*item)(void *context, void *worker, int64_t item, struct lg_error *err);  /* an error stops all */
    void (*end)(void *context, void *worker);
    void (*tick)(void *context); /* a few times a second, on the calling thread; or NULL */
};

/* Runs the items 0…count-1 on so many threads, and waits. The first error of any. */
int lg_workers_run(const struct lg_workers_job *job, int64_t count, unsigned threads, struct lg_error *err);

#endif
