/* SPDX-License-Identifier: Apache-2.0 */
/* The scheduler: a lock around the list of open parts, and the loop of a worker. */
#include "run/scheduler.h"

#include "base/int128.h"
#include "base/machine.h"
#include "base/memory.h"
#include "plan/budget.h"

#include <stdlib.h>

/* Memory that a part uses while it is open, kept for the next one. */
struct seat {
    struct lg_part *part; /* NULL: free */
    struct lg_buffer_pool *pool;
    struct lg_output *output;
};

struct lg_scheduler {
    struct lg_assignment job;
    const struct lg_plan *plan;
    unsigned team; /* workers at a part, at most */
    struct lg_pacer pacer;
    int64_t start_ns, end_ns; /* when no part is begun any more */

    pthread_mutex_t mutex; /* for all that follows */
    int64_t next_ordinal;
    int64_t opened_bytes;  /* expected of the parts that were opened */
    bool has_left_out;     /* a part, because the time is over */
    enum lg_ending ending;
    struct lg_failures failures;
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

int lg_scheduler_new(const struct lg_assignment *assignment, struct lg_scheduler **out, struct lg_error *err)
{
    const struct lg_plan *plan = assignment->plan;
    struct lg_scheduler *scheduler = calloc(1, sizeof(*scheduler) + plan->threads * sizeof(scheduler->seat[0]));

    *out = NULL;
    if (!scheduler)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %u workers", plan->threads);
    scheduler->job = *assignment;
    scheduler->plan = plan;
    scheduler->team = lg_plan_team(plan, plan->threads);
    scheduler->next_ordinal = plan->node;
    scheduler->seats = plan->threads;
    scheduler->start_ns = lg_clock_ns();
    scheduler->end_ns = plan->duration_ms ? scheduler->start_ns + plan->duration_ms * 1000000 : INT64_MAX;
    lg_pacer_init(&scheduler->pacer, &plan->rate, &assignment->stop->cancelled);
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
    lg_pacer_release(&scheduler->pacer);
    lg_failures_release(&scheduler->failures);
    free(scheduler);
}

int64_t lg_scheduler_left_ns(struct lg_scheduler *scheduler)
{
    int64_t elapsed = lg_clock_ns() - scheduler->start_ns, bytes = atomic_load(&scheduler->job.progress->bytes), left;

    (void)pthread_mutex_lock(&scheduler->mutex);
    left = scheduler->opened_bytes - bytes;
    (void)pthread_mutex_unlock(&scheduler->mutex);
    return bytes > 0 && left > 0 ? (int64_t)((lg_int128)elapsed * left / bytes) : 0;
}

int lg_scheduler_result(struct lg_scheduler *scheduler, enum lg_ending *ending, struct lg_failures *failures, struct lg_error *err)
{
    *ending = scheduler->ending;
    if (scheduler->error.code != LG_OK && scheduler->ending == LG_ENDED_COMPLETE)
        *ending = LG_ENDED_ERROR;
    else if (scheduler->failures.count > 0 && scheduler->ending == LG_ENDED_COMPLETE)
        *ending = LG_ENDED_FAILURES;
    *failures = scheduler->failures;
    scheduler->failures = (struct lg_failures){0};
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

/* A worker that hears of another's failure at the same part has none of its own. */
static bool is_echo(const struct lg_scheduler *scheduler, const struct lg_error *error)
{
    return error->code == LG_E_CANCELLED && !lg_is_cancelled(&scheduler->job.stop->cancelled);
}

/* What went wrong with a part: the end of the run, or one failure of several. False for an echo. */
static bool note_part_error(struct lg_scheduler *scheduler, int64_t ordinal, const struct lg_error *error)
{
    bool may_go_on = error->code != LG_E_CANCELLED && error->code != LG_E_CLOSED;

    if (is_echo(scheduler, error))
        return false;
    if (scheduler->plan->keep_going && may_go_on) {
        lg_failures_add(&scheduler->failures, ordinal, error->message);
        atomic_fetch_add(&scheduler->job.progress->failed, 1);
    } else {
        note_error(scheduler, error);
    }
    return true;
}

static bool has_groups_left(struct lg_part *part)
{
    return (part->claimed < part->task.groups || part->claimed == 0) && !lg_part_has_failed(part);
}

/* The next part that is not done. */
static bool find_part(struct lg_scheduler *scheduler)
{
    const struct lg_plan *plan = scheduler->plan;

    while (scheduler->next_ordinal < plan->parts && lg_journal_has(scheduler->job.journal, scheduler->next_ordinal))
        scheduler->next_ordinal += plan->nodes;
    return scheduler->next_ordinal < plan->parts;
}

/* When the time is over: the next part that is made all the same. */
static bool find_least_part(struct lg_scheduler *scheduler)
{
    const struct lg_plan *plan = scheduler->plan;
    struct lg_task task;

    for (; find_part(scheduler); scheduler->next_ordinal += plan->nodes) {
        lg_plan_task(plan, scheduler->next_ordinal, &task);
        if (task.first_row < plan->least_rows)
            return true;
        scheduler->has_left_out = true;
    }
    return false;
}

/* Is another part to be begun? */
static bool may_begin(struct lg_scheduler *scheduler)
{
    if (find_part(scheduler) && atomic_load(&scheduler->job.stop->signal))
        scheduler->ending = LG_ENDED_SIGNAL;
    else if (lg_clock_ns() >= scheduler->end_ns && !find_least_part(scheduler) && scheduler->has_left_out)
        scheduler->ending = LG_ENDED_DURATION;
    return scheduler->ending == LG_ENDED_COMPLETE && find_part(scheduler);
}

static int fill_seat(struct lg_scheduler *scheduler, struct seat *seat, struct lg_error *err)
{
    const struct lg_plan *plan = scheduler->plan;

    if (!seat->pool && lg_buffer_pool_new(lg_plan_pool_blocks(plan), &seat->pool, err) != LG_OK)
        return err->code;
    if (seat->output)
        return LG_OK;
    if (lg_output_new_object(plan->sink, seat->pool, &scheduler->job.stop->cancelled, &seat->output, err) != LG_OK)
        return err->code;
    return plan->sha256 ? lg_output_want_sha256(seat->output, err) : LG_OK;
}

static int open_part(struct lg_scheduler *scheduler, struct seat *seat, struct lg_error *err)
{
    const struct lg_plan *plan = scheduler->plan;
    struct lg_task task;

    lg_plan_task(plan, scheduler->next_ordinal, &task);
    scheduler->next_ordinal += plan->nodes;
    if (fill_seat(scheduler, seat, err) != LG_OK ||
        lg_part_open(plan, scheduler->job.sink_state, &task, seat->output, &seat->part, err) != LG_OK) {
        (void)note_part_error(scheduler, task.ordinal, err);
        return err->code;
    }
    scheduler->opened_bytes += task.size_hint;
    return LG_OK;
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

/* Sits down at a new part, or, when the run keeps going, at the next one that can be opened. */
static void begin_part(struct lg_scheduler *scheduler, struct worker *worker)
{
    struct seat *seat = free_seat(scheduler);

    while (seat && scheduler->error.code == LG_OK && may_begin(scheduler)) {
        struct lg_error err = LG_ERROR_INIT;

        if (open_part(scheduler, seat, &err) != LG_OK)
            continue;
        seat->part->team = 1;
        worker->seat = seat;
        return;
    }
}

static void join_part(struct lg_scheduler *scheduler, struct worker *worker)
{
    worker->seat = joinable_seat(scheduler);
    if (worker->seat)
        worker->seat->part->team++;
}

static void look_at_stop(struct lg_scheduler *scheduler)
{
    struct lg_error err = LG_ERROR_INIT;

    if (lg_memory_check(&err) != LG_OK)
        note_error(scheduler, &err);
    if (!lg_is_cancelled(&scheduler->job.stop->cancelled) || scheduler->error.code != LG_OK)
        return;
    scheduler->ending = LG_ENDED_SIGNAL;
    (void)lg_error_set(&scheduler->error, LG_E_CANCELLED, "interrupted");
}

/* The worker's next row group: of the part it is at, of a new part, of a part that wants help; or none. */
static bool claim(struct lg_scheduler *scheduler, struct worker *worker, int64_t *group)
{
    look_at_stop(scheduler);
    if (scheduler->error.code != LG_OK)
        return false;
    if (!worker->seat)
        begin_part(scheduler, worker);
    if (!worker->seat && scheduler->error.code == LG_OK)
        join_part(scheduler, worker);
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
    struct lg_error err = LG_ERROR_INIT, keeping = LG_ERROR_INIT;
    struct lg_part_receipt receipt;
    bool committed = false;

    if (prepare_tools(scheduler, worker, &err) == LG_OK)
        (void)lg_part_encode(part, group, &worker->tools, scheduler->job.progress, &receipt, &committed, &err);
    else
        lg_part_fail(part);
    if (committed && lg_journal_add(scheduler->job.journal, &receipt, &keeping) == LG_OK)
        atomic_fetch_add(&scheduler->job.progress->parts, 1);
    (void)pthread_mutex_lock(&scheduler->mutex);
    if (err.code != LG_OK && !part->is_noted)
        part->is_noted = note_part_error(scheduler, part->task.ordinal, &err);
    if (keeping.code != LG_OK)
        note_error(scheduler, &keeping);
    leave(scheduler, worker);
    (void)pthread_mutex_unlock(&scheduler->mutex);
}

void lg_scheduler_work(struct lg_scheduler *scheduler)
{
    struct worker worker = {.tools = {.pace = {.pacer = &scheduler->pacer}}};
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
