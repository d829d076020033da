/* SPDX-License-Identifier: Apache-2.0 */
/* Crews: a counter under a lock. */
#include "audit/crew.h"

#include <lakegen/thread.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct crew {
    const struct lg_crew_job *job;
    int64_t count;
    pthread_mutex_t mutex; /* for all that follows */
    pthread_cond_t ended;
    int64_t next;
    unsigned working;
    struct lg_error error; /* the first */
};

static bool take(struct crew *crew, int64_t *item)
{
    bool taken;

    (void)pthread_mutex_lock(&crew->mutex);
    taken = crew->error.code == LG_OK && crew->next < crew->count;
    *item = crew->next;
    crew->next += taken;
    (void)pthread_mutex_unlock(&crew->mutex);
    return taken;
}

static void note_error(struct crew *crew, const struct lg_error *error)
{
    (void)pthread_mutex_lock(&crew->mutex);
    if (crew->error.code == LG_OK)
        crew->error = *error;
    (void)pthread_mutex_unlock(&crew->mutex);
}

static void work(void *argument)
{
    struct crew *crew = argument;
    const struct lg_crew_job *job = crew->job;
    struct lg_error err = LG_ERROR_INIT;
    void *worker = NULL;
    int64_t item;

    if (job->begin)
        (void)job->begin(job->context, &worker, &err);
    while (err.code == LG_OK && take(crew, &item))
        (void)job->item(job->context, worker, item, &err);
    if (worker)
        job->end(job->context, worker);
    if (err.code != LG_OK)
        note_error(crew, &err);
    (void)pthread_mutex_lock(&crew->mutex);
    crew->working--;
    (void)pthread_cond_signal(&crew->ended);
    (void)pthread_mutex_unlock(&crew->mutex);
}

static void wait_for_all(struct crew *crew)
{
    (void)pthread_mutex_lock(&crew->mutex);
    while (crew->working > 0) {
        struct timespec until;

        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += 200000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        (void)pthread_cond_timedwait(&crew->ended, &crew->mutex, &until);
        if (!crew->job->tick)
            continue;
        (void)pthread_mutex_unlock(&crew->mutex);
        crew->job->tick(crew->job->context);
        (void)pthread_mutex_lock(&crew->mutex);
    }
    (void)pthread_mutex_unlock(&crew->mutex);
}

static int start(struct crew *crew, struct lg_thread **thread, unsigned threads, struct lg_error *err)
{
    for (unsigned i = 0; i < threads; i++) {
        (void)pthread_mutex_lock(&crew->mutex);
        crew->working++;
        (void)pthread_mutex_unlock(&crew->mutex);
        if (lg_thread_start(work, crew, "worker", &thread[i], err) == LG_OK)
            continue;
        (void)pthread_mutex_lock(&crew->mutex);
        crew->working--;
        (void)pthread_mutex_unlock(&crew->mutex);
        note_error(crew, err);
        break;
    }
    return err->code;
}

int lg_crew_run(const struct lg_crew_job *job, int64_t count, unsigned threads, struct lg_error *err)
{
    struct crew crew = {.job = job, .count = count};
    struct lg_thread **thread;
    pthread_condattr_t attributes;

    if (count < (int64_t)threads)
        threads = (unsigned)count;
    thread = calloc(threads + (size_t)1, sizeof(*thread));
    if (!thread)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %u threads", threads);
    (void)pthread_mutex_init(&crew.mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&crew.ended, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)start(&crew, thread, threads, err);
    wait_for_all(&crew);
    for (unsigned i = 0; i < threads; i++)
        lg_thread_join(thread[i]);
    if (err->code == LG_OK)
        *err = crew.error;
    (void)pthread_cond_destroy(&crew.ended);
    (void)pthread_mutex_destroy(&crew.mutex);
    free(thread);
    return err->code;
}
