/* SPDX-License-Identifier: Apache-2.0 */
/* The bound: threads × (a worker's memory + what it holds for its turn, if any) + open parts × (what the sink needs + what they
 * know of their row groups) + parts × what is known of those that are done + encoders + the program itself. */
#include "plan/budget.h"

#include "base/int128.h"
#include "base/machine.h"
#include "plan/layout.h"

#define PROGRAM_DESCRIPTORS 12 /* standard ones, signals, the lock, records and the folders that are listed for them */
#define PROGRAM_BYTES ((int64_t)16 << 20) /* code, libraries, plugin tables, stacks: measured below 12 MiB */
#define RECEIPT_BYTES 640  /* of a part that is done: its receipt, and its line in a record: measured 540, without its name */
#define SHA256_BYTES 160   /* more where that is wanted */
#define DOCUMENT_BYTES 1536 /* of a part in a record that is read: measured 1,450 */
#define PRESENCE_BYTES 10  /* of each of the node's parts: is it there, is it done? */
#define FASTEST ((int64_t)8 << 30) /* bytes that no node makes in a second */
#define MOST_PARTS 300000          /* nor parts */
#define HELD_BYTES ((int64_t)64 << 20)    /* half a default row group: two workers at a part never wait for each other */

unsigned lg_plan_team(const struct lg_plan *plan, unsigned threads)
{
    if (plan->node_parts == 0 || plan->node_parts >= threads)
        return 1;
    return (unsigned)((threads + plan->node_parts - 1) / plan->node_parts);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

typedef int64_t table_bytes_fn(const struct lg_plan *plan, const struct lg_plan_table *table);

/* Of the table that takes the most. */
static int64_t largest(const struct lg_plan *plan, table_bytes_fn *bytes_of)
{
    int64_t most = 0;

    for (uint32_t t = 0; t < plan->tables; t++) {
        int64_t bytes = plan->table[t].is_selected ? bytes_of(plan, &plan->table[t]) : 0;

        most = bytes > most ? bytes : most;
    }
    return most;
}

static int64_t object_bytes(const struct lg_plan *plan, const struct lg_plan_table *table)
{
    (void)plan;
    return lg_layout_bytes(table, least(table->rows_per_part, table->rows));
}

static int64_t group_bytes(const struct lg_plan *plan, const struct lg_plan_table *table)
{
    (void)plan;
    return lg_layout_bytes(table, least(table->rows_per_group, table->rows));
}

static int64_t worker_bytes(const struct lg_plan *plan, const struct lg_plan_table *table)
{
    return plan->format->worker_memory(table->encoder, least(table->rows_per_group, table->rows));
}

/* What an open part knows of its row groups until it ends. */
static int64_t part_bytes(const struct lg_plan *plan, const struct lg_plan_table *table)
{
    int64_t rows = least(table->rows_per_part, table->rows), groups = rows / table->rows_per_group + 1;
    int64_t details = plan->format->part_memory ? plan->format->part_memory(table->encoder, rows, groups) : 0;

    return details + groups * (int64_t)sizeof(struct lg_row_group);
}

static struct lg_sink_memory sink_memory(const struct lg_plan *plan)
{
    struct lg_sink_memory memory = {0, 0, 0};

    if (plan->sink->memory)
        plan->sink->memory(plan->sink_options, largest(plan, object_bytes), &memory);
    return memory;
}

unsigned lg_plan_pool_blocks(const struct lg_plan *plan)
{
    return (unsigned)(sink_memory(plan).buffers / (int64_t)LG_BUFFER_BYTES) + 2;
}

/* A row group is held whole when it is small; a fifth is far more than samples are wrong by. */
size_t lg_plan_held_ceiling(const struct lg_plan *plan)
{
    int64_t group = largest(plan, group_bytes), whole = group + group / 5 + (int64_t)(4 * LG_BUFFER_BYTES);

    return whole < HELD_BYTES ? (size_t)whole : (size_t)HELD_BYTES;
}

/* Encoders, and texts of dictionaries, of which the plugin has about as much. */
static int64_t table_bytes(const struct lg_plan *plan)
{
    int64_t sum = 0;

    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].is_selected)
            sum += 2 * plan->format->encoder_memory(plan->table[t].encoder);
    return sum;
}

/* Parts that the run may come to have. A duration is over long before the last of very many. */
static int64_t reached_parts(const struct lg_plan *plan)
{
    int64_t part = plan->parts > 0 ? plan->bytes / plan->parts + 1 : 1;
    lg_int128 each = FASTEST / part < MOST_PARTS ? FASTEST / part + 1 : MOST_PARTS;
    lg_int128 reached = each * (plan->duration_ms / 1000 + 1) * plan->nodes + (plan->least_rows > 0 ? plan->sure.parts : 0);

    return plan->duration_ms > 0 && reached < plan->parts ? (int64_t)reached : plan->parts;
}

static int64_t name_bytes(const struct lg_plan *plan)
{
    struct lg_string name = LG_STRING_INIT;
    struct lg_error ignored = LG_ERROR_INIT;
    struct lg_task task;
    int64_t length;

    if (plan->parts == 0)
        return 0;
    lg_plan_task(plan, plan->parts - 1, &task);
    (void)lg_plan_object_name(plan, &task, &name, &ignored);
    length = (int64_t)name.length;
    lg_string_release(&name);
    return length;
}

/* What is known of parts: the last node reads and keeps the receipts of all. */
static lg_int128 receipts_bytes(const struct lg_plan *plan)
{
    int64_t receipt = RECEIPT_BYTES + 3 * name_bytes(plan) + (plan->sha256 ? SHA256_BYTES : 0);

    return (lg_int128)reached_parts(plan) * receipt + (lg_int128)plan->node_parts * PRESENCE_BYTES;
}

/* To read records of runs: before the first worker, of those that one goes on from; after the last, of other nodes. */
static lg_int128 reading_bytes(const struct lg_plan *plan)
{
    lg_int128 parts = reached_parts(plan), read = plan->start != LG_START_NEW ? parts : plan->nodes > 1 ? parts / plan->nodes + 1 : 0;

    return PROGRAM_BYTES + receipts_bytes(plan) + read * (DOCUMENT_BYTES + 2 * name_bytes(plan));
}

static int64_t bound(const struct lg_plan *plan, unsigned threads)
{
    int64_t open_parts = plan->node_parts < threads ? plan->node_parts : threads;
    int64_t held = lg_plan_team(plan, threads) > 1 ? (int64_t)lg_plan_held_ceiling(plan) : 0;
    struct lg_sink_memory sink = sink_memory(plan);
    int64_t part = (int64_t)(lg_plan_pool_blocks(plan) * LG_BUFFER_BYTES) + largest(plan, part_bytes);
    lg_int128 bytes = PROGRAM_BYTES + receipts_bytes(plan) + (lg_int128)table_bytes(plan) + (lg_int128)threads * (largest(plan, worker_bytes) + held) +
                      (lg_int128)open_parts * ((lg_int128)part + sink.writer) + sink.state;

    return bytes < INT64_MAX ? (int64_t)bytes : INT64_MAX;
}

/* More threads than row groups would have nothing to do. */
static unsigned useful_threads(const struct lg_plan *plan, unsigned threads)
{
    int64_t groups = 0;

    for (int64_t ordinal = plan->node; ordinal < plan->parts && groups < threads; ordinal += plan->nodes) {
        struct lg_task task;

        lg_plan_task(plan, ordinal, &task);
        groups += task.groups > 1 ? task.groups : 1;
    }
    if (groups < threads)
        threads = (unsigned)groups;
    return threads > 0 ? threads : 1;
}

/* Descriptors that a run needs: the program's own, and an open part with its folder for each thread. */
static int64_t descriptors(unsigned threads)
{
    return PROGRAM_DESCRIPTORS + 2 * (int64_t)threads;
}

static int fit_descriptors(unsigned *threads, struct lg_error *err)
{
    int64_t limit = lg_machine_descriptors(descriptors(*threads));

    while (*threads > 1 && descriptors(*threads) > limit)
        (*threads)--;
    if (descriptors(*threads) > limit)
        return lg_error_set(err, LG_E_LOCAL, "%lld open files are allowed (ulimit -n), one thread needs %lld", (long long)limit,
                            (long long)descriptors(1));
    return LG_OK;
}

/* What makes a worker or a part smaller, or parts fewer. */
static const char *remedy(const struct lg_plan *plan)
{
    if (receipts_bytes(plan) > largest(plan, part_bytes) + largest(plan, worker_bytes))
        return "raise --file-size, for fewer files";
    return largest(plan, part_bytes) > largest(plan, worker_bytes) ? "lower --file-size, or raise --row-group-size or --page-size"
                                                                   : "lower --page-size";
}

/* What --mode stands for when --memory is not given. */
static int64_t memory_of_mode(const char *mode)
{
    static const struct {
        const char *mode;
        int64_t bytes;
    } modes[] = {{"batch", INT64_C(4) << 30}, {"sequential", INT64_C(4) << 30}, {"continuous", INT64_C(24) << 30}};

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(modes[i].mode, mode) == 0)
            return modes[i].bytes;
    return 0;
}

/* Those of a sink that takes rows mostly wait. */
static unsigned usual_threads(const struct lg_plan *plan)
{
    unsigned threads = lg_machine_threads(), writers = plan->sink->rows ? plan->sink->rows->writers : 0;

    return writers > threads ? writers : threads;
}

int lg_plan_budget(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    int64_t given = settings->memory ? settings->memory : memory_of_mode(settings->mode);
    int64_t limit = given ? given : lg_machine_memory() / 10 * 9;
    unsigned threads = settings->threads ? (unsigned)settings->threads : usual_threads(plan);
    lg_int128 reading;

    threads = useful_threads(plan, threads);
    if (fit_descriptors(&threads, err) != LG_OK)
        return err->code;
    while (threads > 1 && bound(plan, threads) > limit)
        threads--;
    plan->threads = threads;
    plan->memory = bound(plan, threads);
    reading = reading_bytes(plan);
    if (reading > plan->memory && plan->memory <= limit)
        plan->memory = reading < INT64_MAX ? (int64_t)reading : INT64_MAX; /* a run that could begin can go on */
    else if (plan->memory > limit)
        return lg_error_set(err, LG_E_LOCAL, "%lld MiB of memory are not enough, one thread needs %lld MiB; %s%s",
                            (long long)(limit >> 20), (long long)((plan->memory >> 20) + 1),
                            given ? "raise --memory, or " : "", remedy(plan));
    return LG_OK;
}
