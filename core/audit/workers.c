/* SPDX-License-Identifier: Apache-2.0 */
/* Workers: a counter under a lock. */
#include "audit/workers.h"

#include <lakegen/thread.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct workers {
    const struct lg_workers_job *job;
    int64_t count;
    pthread_mutex_t mutex; /* for all that follows */
    pthread_cond_t ended;
    int64_t next;
    unsigned working;
    struct lg_error error; /* the first */
};

static bool take(struct workers *workers, int64_t *item)
{
    bool taken;

    (void)pthread_mutex_lock(&workers->mutex);
    taken = workers->error.code == LG_OK && workers->next < workers->count;
    *item = workers->next;
    workers->next += taken;
    (void)pthread_mutex_unlock(&workers->mutex);
    return taken;
}

static void note_error(struct workers *workers, const struct lg_error *error)
{
    (void)pthread_mutex_lock(&workers->mutex);
    if (workers->error.code == LG_OK)
        workers->error = *error;
    (void)pthread_mutex_unlock(&workers->mutex);
}

static void work(void *argument)
{
    struct workers *workers = argument;
    const struct lg_workers_job *job = workers->job;
    struct lg_error err = LG_ERROR_INIT;
    void *worker = NULL;
    int64_t item;

    if (job->begin)
        (void)job->begin(job->context, &worker, &err);
    while (err.code == LG_OK && take(workers, &item))
        (void)job->item(job->context, worker, item, &err);
    if (worker)
        job->end(job->context, worker);
    if (err.code != LG_OK)
        note_error(workers, &err);
    (void)pthread_mutex_lock(&workers->mutex);
    workers->working--;
    (void)pthread_cond_signal(&workers->ended);
    (void)pthread_mutex_unlock(&workers->mutex);
}

static void wait_for_all(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->mutex);
    while (workers->working > 0) {
        struct timespec until;

        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += 200000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        (void)pthread_cond_timedwait(&workers->ended, &workers->mutex, &until);
        if (!workers->job->tick)
            continue;
        (void)pthread_mutex_unlock(&workers->mutex);
        workers->job->tick(workers->job->context);
        (void)pthread_mutex_lock(&workers->mutex);
    }
    (void)pthread_mutex_unlock(&workers->mutex);
}

static int start(struct workers *workers, struct lg_thread **thread, unsigned threads, struct lg_error *err)
{
    for (unsigned i = 0; i < threads; i++) {
        (void)pthread_mutex_lock(&workers->mutex);
        workers->working++;
        (void)pthread_mutex_unlock(&workers->mutex);
        if (lg_thread_start(work, workers, "worker", &thread[i], err) == LG_OK)
            continue;
        (void)pthread_mutex_lock(&workers->mutex);
        workers->working--;
        (void)pthread_mutex_unlock(&workers->mutex);
        note_error(workers, err);
        break;
    }
    return err->code;
}

int lg_workers_run(const struct lg_workers_job *job, int64_t count, unsigned threads, struct lg_error *err)
{
    struct workers workers = {.job = job, .count = count};
    struct lg_thread **thread;
    pthread_condattr_t attributes;

    if (count < (int64_t)threads)
        threads = (unsigned)count;
    thread = calloc(threads + (size_t)1, sizeof(*thread));
    if (!thread)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %u threads", threads);
    (void)pthread_mutex_init(&workers.mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&workers.ended, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)start(&workers, thread, threads, err);
    wait_for_all(&workers);
    for (unsigned i = 0; i < threads; i++)
        lg_thread_join(thread[i]);
    if (err->code == LG_OK)
        *err = workers.error;
    (void)pthread_cond_destroy(&workers.ended);
    (void)pthread_mutex_destroy(&workers.mutex);
    free(thread);
    return err->code;
}
