/* SPDX-License-Identifier: Apache-2.0 */
/* The scheduler: a lock around the list of open parts, and the loop of a worker. */
#include "run/scheduler.h"

#include "plan/budget.h"

#include <stdlib.h>

/* Memory that a part uses while it is open, kept for the next one. */
struct seat {
    struct lg_part *part; /* NULL: free */
    struct lg_buffer_pool *pool;
    struct lg_output *output;
};

struct lg_scheduler {
    const struct lg_plan *plan;
    void *sink_state;
    const volatile int *cancelled;
    unsigned team; /* workers at a part, at most */
    struct lg_progress progress;

    pthread_mutex_t mutex; /* for all that follows */
    int64_t next_ordinal;
    struct lg_receipts receipts;
    struct lg_error error; /* the first */
    unsigned seats;
    struct seat seat[];
};

/* What a worker has: its seat's part, and an encoder worker for the table it was at last. */
struct worker {
    struct seat *seat;
    struct lg_part_worker tools;
    uint32_t table;
};

int lg_scheduler_new(const struct lg_plan *plan, void *sink_state, const volatile int *cancelled,
                     struct lg_scheduler **out, struct lg_error *err)
{
    struct lg_scheduler *scheduler = calloc(1, sizeof(*scheduler) + plan->threads * sizeof(scheduler->seat[0]));

    *out = NULL;
    if (!scheduler)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %u workers", plan->threads);
    scheduler->plan = plan;
    scheduler->sink_state = sink_state;
    scheduler->cancelled = cancelled;
    scheduler->team = lg_plan_team(plan, plan->threads);
    scheduler->next_ordinal = plan->node;
    scheduler->seats = plan->threads;
    (void)pthread_mutex_init(&scheduler->mutex, NULL);
    *out = scheduler;
    return LG_OK;
}

void lg_scheduler_free(struct lg_scheduler *scheduler)
{
    if (!scheduler)
        return;
    for (unsigned i = 0; i < scheduler->seats; i++) {
        lg_part_close(scheduler->seat[i].part);
        lg_output_free(scheduler->seat[i].output);
        lg_buffer_pool_free(scheduler->seat[i].pool);
    }
    (void)pthread_mutex_destroy(&scheduler->mutex);
    lg_receipts_release(&scheduler->receipts);
    free(scheduler);
}

const struct lg_progress *lg_scheduler_progress(const struct lg_scheduler *scheduler)
{
    return &scheduler->progress;
}

int lg_scheduler_result(struct lg_scheduler *scheduler, struct lg_receipts *receipts, struct lg_error *err)
{
    *receipts = scheduler->receipts;
    scheduler->receipts = (struct lg_receipts)LG_RECEIPTS_INIT;
    *err = scheduler->error;
    return err->code;
}

/* ---- under the lock ---- */

static void note_error(struct lg_scheduler *scheduler, const struct lg_error *error)
{
    bool replaces = scheduler->error.code == LG_E_CANCELLED && error->code != LG_E_CANCELLED;

    if (scheduler->error.code == LG_OK || replaces)
        scheduler->error = *error;
}

static bool has_groups_left(const struct lg_part *part)
{
    return part->claimed < part->task.groups || part->claimed == 0;
}

static int open_part(struct lg_scheduler *scheduler, struct seat *seat, struct lg_error *err)
{
    struct lg_task task;

    if (!seat->pool && lg_buffer_pool_new(lg_plan_pool_blocks(scheduler->plan), &seat->pool, err) != LG_OK)
        return err->code;
    if (!seat->output && lg_output_new_object(scheduler->plan->sink, seat->pool, scheduler->cancelled, &seat->output, err) != LG_OK)
        return err->code;
    lg_plan_task(scheduler->plan, scheduler->next_ordinal, &task);
    scheduler->next_ordinal += scheduler->plan->nodes;
    return lg_part_open(scheduler->plan, scheduler->sink_state, &task, seat->output, &seat->part, err);
}

static struct seat *free_seat(struct lg_scheduler *scheduler)
{
    for (unsigned i = 0; i < scheduler->seats; i++)
        if (!scheduler->seat[i].part)
            return &scheduler->seat[i];
    return NULL;
}

static struct seat *joinable_seat(struct lg_scheduler *scheduler)
{
    for (unsigned i = 0; i < scheduler->seats; i++) {
        struct lg_part *part = scheduler->seat[i].part;

        if (part && part->team < scheduler->team && has_groups_left(part))
            return &scheduler->seat[i];
    }
    return NULL;
}

/* The worker's next row group: of the part it is at, of a new part, of a part that wants help; or none. */
static bool claim(struct lg_scheduler *scheduler, struct worker *worker, int64_t *group)
{
    struct lg_error err = LG_ERROR_INIT;

    if (scheduler->cancelled && *scheduler->cancelled && scheduler->error.code == LG_OK)
        (void)lg_error_set(&scheduler->error, LG_E_CANCELLED, "interrupted");
    if (scheduler->error.code != LG_OK)
        return false;
    if (!worker->seat && scheduler->next_ordinal < scheduler->plan->parts) {
        worker->seat = free_seat(scheduler);
        if (worker->seat && open_part(scheduler, worker->seat, &err) != LG_OK) {
            note_error(scheduler, &err);
            worker->seat = NULL;
        } else if (worker->seat) {
            worker->seat->part->team = 1;
        }
    } else if (!worker->seat) {
        worker->seat = joinable_seat(scheduler);
        if (worker->seat)
            worker->seat->part->team++;
    }
    if (!worker->seat)
        return false;
    *group = worker->seat->part->claimed++;
    return true;
}

/* Leaves a part that has no more for this worker; the last one closes it. */
static void leave(struct lg_scheduler *scheduler, struct worker *worker)
{
    struct seat *seat = worker->seat;

    if (has_groups_left(seat->part) && scheduler->error.code == LG_OK)
        return;
    worker->seat = NULL;
    if (--seat->part->team > 0)
        return;
    lg_part_close(seat->part);
    seat->part = NULL;
}

static void note_receipt(struct lg_scheduler *scheduler, const struct lg_part *part, const struct lg_receipt *receipt)
{
    const struct lg_part_receipt item = {
        .ordinal = part->task.ordinal,
        .part = part->task.part,
        .first_row = part->task.first_row,
        .table = (char *)(uintptr_t)scheduler->plan->table[part->task.table].layout->table->name,
        .name = part->name.text,
        .receipt = *receipt};
    struct lg_error err = LG_ERROR_INIT;

    if (lg_receipts_add(&scheduler->receipts, &item, &err) != LG_OK)
        note_error(scheduler, &err);
}

/* ---- workers ---- */

static void release_tools(const struct lg_scheduler *scheduler, struct worker *worker)
{
    scheduler->plan->format->worker_free(worker->tools.encoder);
    worker->tools.encoder = NULL;
}

static int prepare_tools(const struct lg_scheduler *scheduler, struct worker *worker, struct lg_error *err)
{
    uint32_t table = worker->seat->part->task.table;

    if (!worker->tools.held && scheduler->team > 1 &&
        lg_output_new_held(lg_plan_held_ceiling(scheduler->plan), &worker->tools.held, err) != LG_OK)
        return err->code;
    if (worker->tools.encoder && worker->table == table)
        return LG_OK;
    release_tools(scheduler, worker);
    worker->table = table;
    return scheduler->plan->format->worker_new(scheduler->plan->table[table].encoder, &worker->tools.encoder, err);
}

static void work_on(struct lg_scheduler *scheduler, struct worker *worker, int64_t group)
{
    struct lg_part *part = worker->seat->part;
    struct lg_error err = LG_ERROR_INIT;
    struct lg_receipt receipt;
    bool committed = false;

    if (prepare_tools(scheduler, worker, &err) == LG_OK)
        (void)lg_part_encode(part, group, &worker->tools, &scheduler->progress, &receipt, &committed, &err);
    else
        lg_part_fail(part);
    (void)pthread_mutex_lock(&scheduler->mutex);
    if (committed)
        note_receipt(scheduler, part, &receipt);
    if (err.code != LG_OK)
        note_error(scheduler, &err);
    leave(scheduler, worker);
    (void)pthread_mutex_unlock(&scheduler->mutex);
}

void lg_scheduler_work(struct lg_scheduler *scheduler)
{
    struct worker worker = {0};
    int64_t group;
    bool claimed;

    do {
        (void)pthread_mutex_lock(&scheduler->mutex);
        claimed = claim(scheduler, &worker, &group);
        if (!claimed && worker.seat) {
            lg_part_fail(worker.seat->part); /* the run has stopped, nobody appends to it any more */
            leave(scheduler, &worker);
        }
        (void)pthread_mutex_unlock(&scheduler->mutex);
        if (claimed)
            work_on(scheduler, &worker, group);
    } while (claimed);
    release_tools(scheduler, &worker);
    lg_output_free(worker.tools.held);
}
