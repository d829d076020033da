/* SPDX-License-Identifier: Apache-2.0 */
/* Listing the places of each table's objects. */
#include "record/presence.h"

#include "base/callback.h"

#include <stdlib.h>

struct looking {
    const struct lg_plan *plan;
    struct lg_presence *presence;
    bool own;
};

/* The number of the part among the node's, or -1 for another node's, or no object of the plan. */
static int64_t part_of_name(const struct lg_plan *plan, const char *name, struct lg_task *task)
{
    return lg_plan_find_task(plan, name, task) ? lg_plan_node_part(plan, task->ordinal) : -1;
}

static int note(void *context, const struct lg_entry *entry)
{
    struct looking *looking = context;
    struct lg_presence *presence = looking->presence;
    struct lg_task task;
    int64_t k = part_of_name(looking->plan, entry->name, &task);

    if (k < 0)
        return 0;
    if (presence->count == 0 || task.ordinal < presence->first)
        presence->first = task.ordinal;
    presence->count += presence->bytes[k] < 0;
    presence->bytes[k] = entry->bytes;
    return 0;
}

static int each_prefix(const struct lg_records *records, int (*visit)(const struct lg_records *, const char *, void *, struct lg_error *),
                       void *context, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct lg_string prefix = LG_STRING_INIT;

    for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++)
        if (plan->table[t].is_selected && lg_plan_object_prefix(plan, &plan->table[t], &prefix, err) == LG_OK)
            (void)visit(records, lg_string_text(&prefix), context, err);
    lg_string_release(&prefix);
    return err->code;
}

static int list(const struct lg_records *records, const char *prefix, void *context, struct lg_error *err)
{
    return lg_callback_result(records->plan->sink->list(records->sink_state, prefix, note, context, err), "list", err);
}

/* ---- of all nodes ---- */

struct comparing {
    const struct lg_plan *plan;
    const struct lg_receipts *receipts;
    unsigned char *found; /* a byte for each part: prefixes of tables may be the same */
};

static int compare(void *context, const struct lg_entry *entry)
{
    struct comparing *comparing = context;
    struct lg_task task;

    if (lg_plan_find_task(comparing->plan, entry->name, &task))
        comparing->found[task.ordinal] = comparing->receipts->item[task.ordinal].receipt.bytes == entry->bytes;
    return 0;
}

static int list_to_compare(const struct lg_records *records, const char *prefix, void *context, struct lg_error *err)
{
    return lg_callback_result(records->plan->sink->list(records->sink_state, prefix, compare, context, err), "list", err);
}

int lg_presence_compare(const struct lg_records *records, const struct lg_receipts *receipts, int64_t *missing, struct lg_error *err)
{
    struct comparing comparing = {records->plan, receipts, calloc(receipts->count + 1, 1)};

    *missing = 0;
    if (!comparing.found)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list of %zu parts", receipts->count);
    if (records->plan->sink->list && each_prefix(records, list_to_compare, &comparing, err) == LG_OK)
        for (size_t i = 0; i < receipts->count; i++)
            *missing += !comparing.found[i];
    free(comparing.found);
    return err->code;
}

/* ---- of this node ---- */

int lg_presence_read(const struct lg_records *records, struct lg_presence *presence, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct looking looking = {.plan = plan, .presence = presence};

    *presence = (struct lg_presence){.bytes = malloc(((size_t)plan->node_parts + 1) * sizeof(*presence->bytes))};
    if (!presence->bytes)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list of %lld parts", (long long)plan->node_parts);
    for (int64_t k = 0; k < plan->node_parts; k++)
        presence->bytes[k] = -1;
    return plan->sink->list ? each_prefix(records, list, &looking, err) : LG_OK;
}

void lg_presence_release(struct lg_presence *presence)
{
    free(presence->bytes);
    presence->bytes = NULL;
}

/* ---- what dead processes left ---- */

struct sweeping {
    const char *run;
    struct looking looking;
};

/* One that does not tell its run may be another node's, which is at work on it; nobody else makes this node's parts. */
static int owns(void *context, const struct lg_leftover *leftover)
{
    const struct looking *looking = context;
    struct lg_task task;

    return (!looking->own && leftover->run) || part_of_name(looking->plan, leftover->name, &task) >= 0;
}

static int sweep(const struct lg_records *records, const char *prefix, void *context, struct lg_error *err)
{
    struct sweeping *sweeping = context;
    const struct lg_sink_plugin *sink = records->plan->sink;

    return lg_callback_result(sink->sweep(records->sink_state, sweeping->run, prefix, owns, &sweeping->looking, err), "sweep", err);
}

int lg_presence_sweep(const struct lg_records *records, const char *run, bool own, struct lg_error *err)
{
    struct sweeping sweeping = {run, {.plan = records->plan, .own = own}};

    return records->plan->sink->sweep ? each_prefix(records, sweep, &sweeping, err) : LG_OK;
}
