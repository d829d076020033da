/* SPDX-License-Identifier: Apache-2.0 */
/* Parts: begin, row groups in turn, end, commit. */
#include "run/part.h"

#include "base/callback.h"

#include <stdlib.h>
#include <string.h>

static _Thread_local const char *at_work; /* name of the object */

const char *lg_part_at_work(void)
{
    return at_work;
}

static struct lg_object describe(const struct lg_part *part)
{
    const struct lg_plan_table *table = &part->plan->table[part->task.table];

    return (struct lg_object){.struct_size = sizeof(struct lg_object),
                              .flags = part->plan->start == LG_START_NEW ? 0 : LG_OBJECT_REPLACE,
                              .name = part->name.text,
                              .media_type = lg_plan_media_type(part->plan),
                              .identity = part->identity,
                              .table = table->layout->table,
                              .part = part->task.part,
                              .first_row = part->task.first_row,
                              .rows = part->task.rows,
                              .size_hint = part->task.size_hint,
                              .encoding = lg_plan_encoding(part->plan)};
}

static const struct lg_encoder *encoder_of(const struct lg_part *part)
{
    return part->plan->table[part->task.table].encoder;
}

static int begin(struct lg_part *part, struct lg_error *err)
{
    const struct lg_plan *plan = part->plan;
    struct lg_object object;

    if (lg_plan_object_name(plan, &part->task, &part->name, err) != LG_OK ||
        lg_plan_part_identity(plan, &part->task, part->identity, err) != LG_OK)
        return err->code;
    object = describe(part);
    if (lg_callback_result(plan->sink->begin(part->sink_state, &object, &part->writer, err), "begin", err) != LG_OK) {
        part->writer = NULL;
        return err->code;
    }
    if (lg_output_begin(part->output, part->writer, err) != LG_OK)
        return err->code;
    return plan->format->begin(encoder_of(part), part->output, err);
}

int lg_part_open(const struct lg_plan *plan, void *sink_state, const struct lg_task *task, struct lg_output *output,
                 struct lg_part **out, struct lg_error *err)
{
    struct lg_part *part = calloc(1, sizeof(*part));

    *out = NULL;
    if (part)
        part->group = calloc((size_t)task->groups + 1, sizeof(*part->group));
    if (!part || !part->group) {
        free(part);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a part of %lld row groups", (long long)task->groups);
    }
    part->plan = plan;
    part->sink_state = sink_state;
    part->task = *task;
    part->output = output;
    (void)pthread_mutex_init(&part->mutex, NULL);
    (void)pthread_cond_init(&part->turn_changed, NULL);
    if (begin(part, err) == LG_OK)
        *out = part;
    else
        lg_part_close(part);
    return err->code;
}

void lg_part_close(struct lg_part *part)
{
    if (!part)
        return;
    lg_output_clear(part->output);
    if (part->writer)
        part->plan->sink->abort(part->writer);
    for (int64_t g = 0; g < part->task.groups; g++)
        free(part->group[g].detail);
    free(part->group);
    (void)pthread_cond_destroy(&part->turn_changed);
    (void)pthread_mutex_destroy(&part->mutex);
    lg_string_release(&part->name);
    free(part);
}

static bool is_my_turn(struct lg_part *part, int64_t group)
{
    bool mine;

    (void)pthread_mutex_lock(&part->mutex);
    mine = part->turn == group && !part->failed;
    (void)pthread_mutex_unlock(&part->mutex);
    return mine;
}

/* False when the part failed meanwhile. */
static bool wait_for_turn(struct lg_part *part, int64_t group)
{
    bool mine;

    (void)pthread_mutex_lock(&part->mutex);
    while (part->turn != group && !part->failed)
        (void)pthread_cond_wait(&part->turn_changed, &part->mutex);
    mine = !part->failed;
    (void)pthread_mutex_unlock(&part->mutex);
    return mine;
}

static void pass_turn(struct lg_part *part)
{
    (void)pthread_mutex_lock(&part->mutex);
    part->turn++;
    (void)pthread_cond_broadcast(&part->turn_changed);
    (void)pthread_mutex_unlock(&part->mutex);
}

void lg_part_fail(struct lg_part *part)
{
    (void)pthread_mutex_lock(&part->mutex);
    part->failed = true;
    (void)pthread_cond_broadcast(&part->turn_changed);
    (void)pthread_mutex_unlock(&part->mutex);
}

bool lg_part_has_failed(struct lg_part *part)
{
    bool failed;

    (void)pthread_mutex_lock(&part->mutex);
    failed = part->failed;
    (void)pthread_mutex_unlock(&part->mutex);
    return failed;
}

/* Rows that are asked for. */
static int64_t rows_of_group(const struct lg_part *part, int64_t group)
{
    int64_t most = part->plan->table[part->task.table].rows_per_group, left = part->task.rows - group * most;

    return left < most ? left : most;
}

struct turn {
    struct lg_part *part;
    int64_t group;
};

static int wait_for_object(void *context, struct lg_output **output, struct lg_error *err)
{
    const struct turn *turn = context;

    if (!wait_for_turn(turn->part, turn->group))
        return lg_error_set(err, LG_E_CANCELLED, "another worker failed");
    *output = turn->part->output;
    return LG_OK;
}

/* Rows into an output, no faster than the run may go. */
static int encode_paced(struct lg_part *part, int64_t first, int64_t rows, struct lg_part_worker *worker, struct lg_output *output,
                        struct lg_row_group *record, struct lg_error *err)
{
    worker->pace.rows = part->task.rows;
    worker->pace.bytes = part->task.size_hint;
    lg_pace_begin(&worker->pace, output);
    (void)part->plan->format->row_group(worker->encoder, first, rows, output, record, err);
    lg_pace_end(&worker->pace, output, record->rows, record->bytes);
    return err->code;
}

/* Encodes into the object when it is our turn already, else into memory; when that is full, or at the end, waits for the turn and goes
 * on into the object. */
static int encode_in_turn(struct lg_part *part, int64_t group, int64_t rows, struct lg_part_worker *worker, struct lg_error *err)
{
    int64_t first = part->task.first_row + group * part->plan->table[part->task.table].rows_per_group;
    struct lg_row_group *record = &part->group[group];
    struct turn turn = {part, group};

    if (is_my_turn(part, group))
        return encode_paced(part, first, rows, worker, part->output, record, err);
    lg_output_clear(worker->held);
    lg_output_hold_for(worker->held, wait_for_object, &turn);
    if (encode_paced(part, first, rows, worker, worker->held, record, err) != LG_OK ||
        lg_output_let_go(worker->held, err) != LG_OK)
        return err->code;
    record->position = lg_output_position(part->output) - record->bytes;
    return LG_OK;
}

static struct lg_part_receipt begin_receipt(const struct lg_part *part)
{
    return (struct lg_part_receipt){.ordinal = part->task.ordinal,
                                    .part = part->task.part,
                                    .first_row = part->task.first_row,
                                    .end_row = part->task.first_row + part->task.rows,
                                    .table = (char *)(uintptr_t)part->plan->table[part->task.table].layout->table->name,
                                    .name = part->name.text,
                                    .receipt = {.struct_size = sizeof(struct lg_receipt), .rows = part->rows}};
}

static int end_and_commit(struct lg_part *part, struct lg_part_receipt *item, struct lg_error *err)
{
    const struct lg_plan *plan = part->plan;
    const struct lg_part_identity identity = {part->identity, plan->hash, part->task.part, part->task.first_row, part->task.rows};
    void *writer = part->writer;

    *item = begin_receipt(part);
    if (plan->format->end(encoder_of(part), &identity, part->group, (size_t)part->task.groups, part->output, err) != LG_OK)
        return err->code;
    item->receipt.bytes = lg_output_position(part->output);
    if (lg_output_end(part->output, item->receipt.digest, item->sha256, err) != LG_OK)
        return err->code;
    part->writer = NULL; /* commit frees it, whatever comes of it */
    return lg_callback_result(plan->sink->commit(writer, &item->receipt, err), "commit", err);
}

int lg_part_encode(struct lg_part *part, int64_t group, struct lg_part_worker *worker, struct lg_progress *progress,
                   struct lg_part_receipt *receipt, bool *committed, struct lg_error *err)
{
    bool is_last = group + 1 >= part->task.groups;

    *committed = false;
    at_work = part->name.text;
    if (group < part->task.groups) {
        int64_t rows = rows_of_group(part, group);

        (void)encode_in_turn(part, group, rows, worker, err);
        part->rows += part->group[group].rows;
        part->bytes += part->group[group].bytes;
        atomic_fetch_add(&progress->rows, part->group[group].rows);
        atomic_fetch_add(&progress->bytes, part->group[group].bytes);
        atomic_fetch_add(&progress->asked, err->code == LG_OK ? rows : 0);
    }
    if (err->code == LG_OK && is_last && end_and_commit(part, receipt, err) == LG_OK) {
        *committed = true;
        atomic_fetch_add(&progress->bytes, receipt->receipt.bytes - part->bytes); /* begin and end */
    }
    if (err->code != LG_OK && err->code != LG_E_CANCELLED && err->code != LG_E_CLOSED)
        (void)lg_error_wrap(err, "writing '%.200s'", lg_string_text(&part->name));
    if (err->code == LG_OK)
        pass_turn(part);
    else
        lg_part_fail(part);
    at_work = NULL;
    return err->code;
}
