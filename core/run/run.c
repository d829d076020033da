/* SPDX-License-Identifier: Apache-2.0 */
/* A run from preflight to manifest. */
#include "run/run.h"

#include "base/machine.h"
#include "record/record.h"
#include "run/scheduler.h"

#include <lakegen/thread.h>

#include <stdlib.h>
#include <string.h>

#define TICK_NS 100000000

struct crew {
    struct lg_scheduler *scheduler;
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

/* Waits for the workers, with a tick now and then. */
static void wait_for_crew(struct crew *crew, const struct lg_run_hooks *hooks)
{
    (void)pthread_mutex_lock(&crew->mutex);
    while (crew->working > 0) {
        int64_t until_ns = lg_clock_ns() + TICK_NS;
        struct timespec until = {until_ns / 1000000000, until_ns % 1000000000};

        (void)pthread_cond_timedwait(&crew->done, &crew->mutex, &until);
        if (!hooks->tick)
            continue;
        (void)pthread_mutex_unlock(&crew->mutex);
        hooks->tick(hooks->context, lg_scheduler_progress(crew->scheduler));
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

static int make_parts(const struct lg_plan *plan, void *sink_state, const struct lg_run_hooks *hooks,
                      struct lg_receipts *receipts, struct lg_run_result *result, struct lg_error *err)
{
    struct crew crew = {.thread = calloc(plan->threads, sizeof(struct lg_thread *))};

    crew_init(&crew);
    if (!crew.thread)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for %u threads", plan->threads);
    else if (lg_scheduler_new(plan, sink_state, hooks->cancelled, &crew.scheduler, err) == LG_OK &&
             start(&crew, plan->threads, err) == LG_OK) {
        const struct lg_progress *progress;

        wait_for_crew(&crew, hooks);
        progress = lg_scheduler_progress(crew.scheduler);
        atomic_store(&result->progress.rows, progress->rows);
        atomic_store(&result->progress.bytes, progress->bytes);
        atomic_store(&result->progress.parts, progress->parts);
        (void)lg_scheduler_result(crew.scheduler, receipts, err);
    }
    crew_release(&crew);
    return err->code;
}

static int preflight(const struct lg_plan *plan, const struct lg_records *records, struct lg_error *err)
{
    if (plan->sink->prepare && plan->sink->prepare(records->sink_state, err) != LG_OK)
        return err->code;
    if (!plan->sink->publish)
        return LG_OK;
    if ((plan->overwrite ? lg_records_withdraw(records, err) : lg_records_check_free(records, err)) != LG_OK)
        return err->code;
    return lg_records_put_plan(records, err);
}

static int conclude(const struct lg_plan *plan, const struct lg_records *records, struct lg_receipts *receipts,
                    struct lg_run_result *result, struct lg_error *err)
{
    result->complete = plan->nodes == 1;
    if (plan->sink->finish && plan->sink->finish(records->sink_state, err) != LG_OK)
        return err->code;
    return plan->sink->publish ? lg_records_finish(records, receipts, &result->complete, err) : LG_OK;
}

int lg_run_execute(const struct lg_plan *plan, const struct lg_run_hooks *hooks, struct lg_run_result *result,
                   struct lg_error *err)
{
    const struct lg_run run = {.struct_size = sizeof(run),
                               .node = plan->node,
                               .nodes = plan->nodes,
                               .flags = plan->overwrite ? LG_RUN_REPLACES : 0,
                               .id = plan->run_id,
                               .authority = plan->destination.authority,
                               .root = plan->destination.root,
                               .expected_bytes = plan->bytes / plan->nodes,
                               .cancelled = hooks->cancelled};
    struct lg_records records = {plan, NULL};
    struct lg_receipts receipts = LG_RECEIPTS_INIT;
    int64_t start_ns = lg_clock_ns();

    memset(result, 0, sizeof(*result));
    if (plan->sink->open(plan->sink_options, &run, &records.sink_state, err) != LG_OK)
        return err->code;
    if (preflight(plan, &records, err) == LG_OK && make_parts(plan, records.sink_state, hooks, &receipts, result, err) == LG_OK)
        (void)conclude(plan, &records, &receipts, result, err);
    plan->sink->close(records.sink_state);
    lg_receipts_release(&receipts);
    result->elapsed_ns = lg_clock_ns() - start_ns;
    return err->code;
}
