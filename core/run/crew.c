/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that work, and one that waits for them. */
#include "run/crew.h"

#include "base/machine.h"

#include <lakegen/thread.h>

#include <pthread.h>
#include <stdlib.h>

#define TICK_NS 100000000

struct crew {
    struct lg_scheduler *scheduler;
    const struct lg_assignment *assignment;
    const struct lg_crew_hooks *hooks;
    bool is_weighed; /* after the first signal */
    unsigned started;
    struct lg_thread **thread;
    pthread_mutex_t mutex;
    pthread_cond_t done;
    unsigned working;
};

static void worker_main(void *argument)
{
    struct crew *crew = argument;

    lg_scheduler_work(crew->scheduler);
    (void)pthread_mutex_lock(&crew->mutex);
    crew->working--;
    (void)pthread_cond_signal(&crew->done);
    (void)pthread_mutex_unlock(&crew->mutex);
}

/* Fewer threads than planned do the same work; none is an error. */
static int start(struct crew *crew, unsigned threads, struct lg_error *err)
{
    struct lg_error failure = LG_ERROR_INIT;

    (void)pthread_mutex_lock(&crew->mutex);
    while (crew->started < threads &&
           lg_thread_start(worker_main, crew, "workers", &crew->thread[crew->started], &failure) == LG_OK)
        crew->started++;
    crew->working = crew->started;
    (void)pthread_mutex_unlock(&crew->mutex);
    if (crew->started == 0)
        *err = failure;
    return err->code;
}

/* When open parts would take longer than there is grace, they are given up at once. */
static void weigh_grace(struct crew *crew)
{
    struct lg_stop *stop = crew->assignment->stop;

    if (!atomic_load(&stop->signal) || crew->is_weighed)
        return;
    crew->is_weighed = true;
    if (lg_scheduler_left_ns(crew->scheduler) > crew->assignment->plan->grace_ms * 1000000)
        __atomic_store_n(&stop->cancelled, 1, __ATOMIC_RELAXED);
}

/* Waits for the workers, with a tick now and then. */
static void wait_for_crew(struct crew *crew)
{
    (void)pthread_mutex_lock(&crew->mutex);
    while (crew->working > 0) {
        int64_t until_ns = lg_clock_ns() + TICK_NS;
        struct timespec until = {until_ns / 1000000000, until_ns % 1000000000};

        (void)pthread_cond_timedwait(&crew->done, &crew->mutex, &until);
        (void)pthread_mutex_unlock(&crew->mutex);
        weigh_grace(crew);
        crew->hooks->tick(crew->hooks->context, crew->assignment->progress);
        (void)pthread_mutex_lock(&crew->mutex);
    }
    (void)pthread_mutex_unlock(&crew->mutex);
    for (unsigned i = 0; i < crew->started; i++)
        lg_thread_join(crew->thread[i]);
}

static void crew_init(struct crew *crew)
{
    pthread_condattr_t attributes;

    (void)pthread_mutex_init(&crew->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&crew->done, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

static void crew_release(struct crew *crew)
{
    (void)pthread_cond_destroy(&crew->done);
    (void)pthread_mutex_destroy(&crew->mutex);
    free(crew->thread);
    lg_scheduler_free(crew->scheduler);
}

int lg_crew_work(const struct lg_assignment *assignment, const struct lg_crew_hooks *hooks, enum lg_ending *ending,
                 struct lg_failures *failures, struct lg_error *err)
{
    unsigned threads = assignment->plan->threads;
    struct crew crew = {.assignment = assignment, .hooks = hooks, .thread = calloc(threads, sizeof(struct lg_thread *))};

    *ending = LG_ENDED_COMPLETE;
    crew_init(&crew);
    if (!crew.thread)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for %u threads", threads);
    else if (lg_scheduler_new(assignment, &crew.scheduler, err) == LG_OK && start(&crew, threads, err) == LG_OK) {
        wait_for_crew(&crew);
        (void)lg_scheduler_result(crew.scheduler, ending, failures, err);
    }
    crew_release(&crew);
    return err->code;
}
