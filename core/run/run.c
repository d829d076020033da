/* SPDX-License-Identifier: Apache-2.0 */
/* A run from the first look to the manifest. */
#include "run/run.h"

#include "base/callback.h"
#include "base/machine.h"
#include "record/occupancy.h"
#include "record/resume.h"
#include "record/seed.h"
#include "record/withdraw.h"
#include "run/crew.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* What a run has while it goes on. */
struct session {
    const struct lg_plan *plan;
    const struct lg_run_hooks *hooks;
    struct lg_run_result *result;
    struct lg_records records;
    struct lg_resume resume;
    struct lg_journal *journal;
    bool keeps_records;
    enum lg_start start; /* the plan's, LG_START_CONTINUE decided */
    struct lg_run *run;  /* as the sink sees it */
};

static int make_parts(struct session *session, struct lg_error *err)
{
    struct lg_run_result *result = session->result;
    const struct lg_assignment assignment = {session->plan, session->records.sink_state, session->journal, session->hooks->stop,
                                             &result->progress};
    const struct lg_crew_hooks hooks = {session->hooks->tick, session->hooks->context};

    if (lg_crew_work(&assignment, &hooks, &result->ending, &result->failures, err) != LG_OK && result->ending == LG_ENDED_COMPLETE)
        result->ending = LG_ENDED_ERROR;
    return err->code;
}

/* ---- before ---- */

/* Is there anything of this run? */
static void decide(struct session *session, const struct lg_inventory *inventory)
{
    if (session->start == LG_START_CONTINUE)
        session->start = lg_inventory_find(inventory, session->plan->run_id, LG_RECORD_PLAN) ? LG_START_RESUME : LG_START_NEW;
    else if (session->start == LG_START_REPLACE)
        session->start = lg_occupancy_is_ours(&session->records, inventory) ? LG_START_RESUME : LG_START_OVERWRITE;
    session->run->flags = lg_plan_run_flags(session->plan, session->start);
}

/* Looks at the destination, without touching it: may the run begin, or go on, there? */
static int look(struct session *session, const struct lg_inventory *inventory, struct lg_error *err)
{
    struct lg_standing standing;

    decide(session, inventory);
    switch (session->start) {
    case LG_START_NEW:
        return lg_occupancy_check_new(&session->records, inventory, err);
    case LG_START_RESET:
        return lg_occupancy_check_reset(&session->records, inventory, err);
    case LG_START_RESUME:
        if (lg_occupancy_check_resume(&session->records, inventory, err) == LG_OK &&
            lg_records_standing(&session->records, inventory, &standing, err) == LG_OK)
            session->result->had_nothing_to_do = !session->plan->doubts_finished && standing.is_complete &&
                                                 lg_records_are_tidy(&session->records, inventory, &standing);
        return err->code;
    default:
        return LG_OK;
    }
}

static int sweep_other_runs(struct session *session, const struct lg_inventory *inventory, struct lg_error *err)
{
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++)
        if (inventory->item[i].kind == LG_RECORD_PLAN && strcmp(inventory->item[i].run, session->plan->run_id) != 0)
            (void)lg_presence_sweep(&session->records, inventory->item[i].run, false, err);
    return err->code;
}

static int withdraw(struct session *session, const struct lg_inventory *inventory, struct lg_error *err)
{
    if (session->start == LG_START_OVERWRITE && sweep_other_runs(session, inventory, err) == LG_OK)
        (void)lg_withdraw_all(&session->records, inventory, err);
    else if (session->start == LG_START_RESET)
        (void)lg_withdraw_own(&session->records, inventory, err);
    return err->code;
}

/* An incomplete manifest is of the time before; a complete one would have been the end. */
static int withdraw_manifest(struct session *session, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_record_entry *manifest = lg_inventory_find(inventory, session->plan->run_id, LG_RECORD_MANIFEST);

    return manifest ? lg_place_remove(manifest->place, manifest->name, err) : LG_OK;
}

/* A complete run is done with its last steps. Nodes of another number, which may be repairing it, wait for the record of each of theirs;
 * if they have begun before this one was there, the run is complete no more. */
static int confirm(struct session *session, const struct lg_inventory *inventory, struct lg_standing *standing, struct lg_error *err)
{
    const struct lg_plan *plan = session->plan;

    if (!lg_records_are_tidy(&session->records, inventory, standing) && lg_records_tidy(&session->records, inventory, err) != LG_OK)
        return err->code;
    if (plan->doubts_finished && plan->nodes > 1 && !session->resume.has_record &&
        lg_records_put_node(&session->records, &session->resume.start.adopted, err) == LG_OK)
        (void)lg_records_standing(&session->records, inventory, standing, err);
    session->result->had_nothing_to_do = standing->is_complete;
    return err->code;
}

/* Reads what there is to go on from. Where less is there than a record says, it is not complete, whatever the manifest. */
static int pick_up(struct session *session, const struct lg_inventory *inventory, struct lg_error *err)
{
    struct lg_receipts *found = &session->resume.start.adopted;
    struct lg_standing standing;

    if (session->start != LG_START_RESUME)
        return LG_OK;
    if (lg_records_standing(&session->records, inventory, &standing, err) != LG_OK)
        return err->code;
    if (standing.is_complete && !session->plan->doubts_finished)
        return confirm(session, inventory, &standing, err);
    if (lg_resume_gather(&session->records, inventory, &session->resume, err) != LG_OK)
        return err->code;
    if (found->count == (size_t)session->plan->node_parts)
        return standing.is_complete ? confirm(session, inventory, &standing, err) : LG_OK;
    return standing.is_complete || session->resume.has_record ? lg_records_reopen(&session->records, found, err) : LG_OK;
}

/* With the lock, so that nobody changes what is seen. */
static int take_possession(struct session *session, struct lg_error *err)
{
    const struct lg_plan *plan = session->plan;
    struct lg_records *records = &session->records;
    struct lg_inventory inventory = LG_INVENTORY_INIT;

    if (lg_records_list(records, NULL, &inventory, err) == LG_OK && lg_records_lock(records, &inventory, err) == LG_OK) {
        lg_inventory_release(&inventory);
        if (lg_records_list(records, NULL, &inventory, err) == LG_OK && withdraw(session, &inventory, err) == LG_OK &&
            (session->start == LG_START_NEW || lg_presence_sweep(records, plan->run_id, true, err) == LG_OK) &&
            pick_up(session, &inventory, err) == LG_OK && !session->result->had_nothing_to_do)
            (void)withdraw_manifest(session, &inventory, err);
    }
    lg_inventory_release(&inventory);
    if (err->code != LG_OK || session->result->had_nothing_to_do)
        return err->code;
    return lg_records_put_plan(records, err);
}

static void count_found(struct session *session, const struct lg_receipts *receipts)
{
    struct lg_amount *adopted = &session->result->adopted;

    adopted->objects = (int64_t)receipts->count;
    lg_receipts_sum(receipts, &adopted->rows, &adopted->bytes);
    for (size_t i = 0; i < receipts->count; i++) {
        struct lg_task task;

        lg_plan_task(session->plan, receipts->item[i].ordinal, &task);
        atomic_fetch_add(&session->result->progress.found_asked, task.rows);
    }
    atomic_store(&session->result->progress.found_rows, adopted->rows);
    atomic_store(&session->result->progress.found_parts, (int64_t)receipts->count);
}

/* The journal, with what is done already. */
static int open_journal(struct session *session, struct lg_error *err)
{
    if (lg_journal_new(&session->records, &session->resume.start, &session->journal, err) != LG_OK)
        return err->code;
    lg_stop_guard(session->hooks->stop, session->journal);
    if (session->start == LG_START_RESUME &&
        lg_resume_recognise(&session->records, &session->resume, session->journal, err) != LG_OK)
        return err->code;
    count_found(session, lg_journal_receipts(session->journal));
    return LG_OK;
}

/* What may be known without touching anything. */
static int look_around(struct session *session, struct lg_error *err)
{
    struct lg_inventory inventory = LG_INVENTORY_INIT;

    if (lg_records_list(&session->records, NULL, &inventory, err) == LG_OK && look(session, &inventory, err) == LG_OK &&
        session->plan->dry_run && session->start == LG_START_RESUME && !session->result->had_nothing_to_do)
        (void)lg_resume_gather(&session->records, &inventory, &session->resume, err);
    lg_inventory_release(&inventory);
    return err->code;
}

/* Everything up to the first part. */
static int prepare(struct session *session, struct lg_error *err)
{
    const struct lg_plan *plan = session->plan;

    session->resume.start.segment = -1;
    if (session->keeps_records && (look_around(session, err) != LG_OK || session->result->had_nothing_to_do))
        return err->code;
    if (plan->dry_run)
        return open_journal(session, err);
    if (plan->sink->prepare && lg_callback_result(plan->sink->prepare(session->records.sink_state, err), "prepare", err) != LG_OK)
        return err->code;
    if (session->keeps_records && (take_possession(session, err) != LG_OK || session->result->had_nothing_to_do))
        return err->code;
    return open_journal(session, err);
}

/* ---- after ---- */

static void count_written(struct session *session)
{
    const struct lg_receipts *receipts = lg_journal_receipts(session->journal);
    struct lg_amount *written = &session->result->written;

    for (size_t i = lg_journal_adopted(session->journal); i < receipts->count; i++) {
        written->objects++;
        written->rows += receipts->item[i].receipt.rows;
        written->bytes += receipts->item[i].receipt.bytes;
    }
}

/* All of this node's parts are done, or as many as there was time for, or as would be made. */
static int finish(struct session *session, struct lg_error *err)
{
    const struct lg_plan *plan = session->plan;
    struct lg_run_result *result = session->result;
    enum lg_ending ending = result->ending;

    if (ending == LG_ENDED_COMPLETE && plan->sink->finish &&
        lg_callback_result(plan->sink->finish(session->records.sink_state, err), "finish", err) != LG_OK)
        return err->code;
    result->is_complete = plan->nodes == 1 && ending == LG_ENDED_COMPLETE;
    if (!session->keeps_records || ending == LG_ENDED_SIGNAL)
        return LG_OK;
    return lg_records_finish(&session->records, lg_journal_receipts(session->journal), ending, &result->is_complete, err);
}

/* The last checkpoint of a node that is not done; one that is needs none any more. A disk that is full now was so before: what was saved
 * then is enough to go on from, and the first error is the one to tell. */
static void leave_state(struct session *session, const struct lg_error *why)
{
    struct lg_error err = LG_ERROR_INIT;

    if (!session->keeps_records)
        return;
    if (why->code == LG_OK && session->result->ending == LG_ENDED_COMPLETE)
        (void)lg_withdraw_state(&session->records, &err);
    else
        (void)lg_journal_end(session->journal, session->result->ending, why, &err);
    if (err.code != LG_OK && why->code == LG_OK)
        lg_records_note(&session->records, "%s", err.message);
}

static void leave_report(struct session *session, int64_t started, const struct lg_error *why)
{
    const struct lg_run_result *result = session->result;
    const struct lg_report report = {.started = started,
                                     .ended = lg_clock_wall(),
                                     .elapsed_ns = result->elapsed_ns,
                                     .ending = result->ending,
                                     .run_is_complete = result->is_complete,
                                     .written = result->written,
                                     .adopted = result->adopted,
                                     .failures = &result->failures,
                                     .error = why};
    struct lg_error err = LG_ERROR_INIT;

    if (session->keeps_records && lg_report_publish(&session->records, &report, &err) != LG_OK && why->code == LG_OK)
        lg_records_note(&session->records, "no report: %s", err.message);
}

/* A signal and failed parts are errors to whoever waits for the exit status, also when everything was written down in order. */
static void name_ending(struct session *session, struct lg_error *err)
{
    const struct lg_run_result *result = session->result;
    int number = atomic_load(&session->hooks->stop->signal);

    if (err->code == LG_E_CANCELLED || (err->code == LG_OK && number != 0)) {
        *err = (struct lg_error)LG_ERROR_INIT;
        if (number == SIGXCPU)
            (void)lg_error_set(err, LG_E_LOCAL, "the limit of processor time (ulimit -t) is nearly reached");
        else
            (void)lg_error_set(err, LG_E_CANCELLED, "interrupted%s",
                               result->ending == LG_ENDED_COMPLETE ? ", but all parts were finished" : "");
    } else if (err->code == LG_OK && result->failures.count > 0) {
        (void)lg_error_set(err, LG_E_PARTIAL, "%lld part%s failed, the first: %.300s", (long long)result->failures.count,
                           result->failures.count == 1 ? "" : "s", result->failures.kept ? result->failures.item[0].message : "?");
    }
}

static void work(struct session *session, int64_t started, int64_t start_ns, struct lg_error *err)
{
    (void)make_parts(session, err);
    count_written(session);
    if (err->code == LG_OK)
        (void)finish(session, err);
    if (err->code != LG_OK && session->result->ending == LG_ENDED_COMPLETE)
        session->result->ending = LG_ENDED_ERROR;
    name_ending(session, err);
    leave_state(session, err);
    session->result->elapsed_ns = lg_clock_ns() - start_ns;
    leave_report(session, started, err);
}

/* The tables that are written; ended by one without. NULL without memory. */
static struct lg_run_table *list_tables(const struct lg_plan *plan)
{
    struct lg_run_table *tables = calloc(plan->tables + 1, sizeof(*tables)), *next = tables;

    for (uint32_t t = 0; tables && t < plan->tables; t++) {
        const struct lg_plan_table *table = &plan->table[t];

        if (table->is_selected)
            *next++ = (struct lg_run_table){table->layout->table, table->key, table->first_key, table->rows, table->rows_per_part};
    }
    return tables;
}

static struct lg_run describe(const struct lg_plan *plan, const struct lg_run_hooks *hooks, const struct lg_run_table *tables)
{
    struct lg_run run;

    lg_plan_describe_run(plan, &run);
    run.cancelled = &hooks->stop->cancelled;
    run.say = hooks->say;
    run.say_context = hooks->context;
    run.tables = tables;
    return run;
}

int lg_run_recall_seed(const struct lg_plan *plan, const struct lg_run_hooks *hooks, char **seed, struct lg_error *err)
{
    const struct lg_run run = describe(plan, hooks, NULL);
    struct lg_records records = {.note = hooks->note, .note_context = hooks->context};
    struct lg_inventory inventory = LG_INVENTORY_INIT;
    void *sink_state;

    *seed = NULL;
    if ((plan->sink->flags & LG_SINK_DISCARDS) || (!plan->sink->publish && !plan->keeper))
        return LG_OK;
    if (lg_callback_result(plan->sink->open(plan->sink_options, &run, &sink_state, err), "open", err) != LG_OK)
        return err->code;
    if (lg_records_open(plan, &run, sink_state, &records, err) == LG_OK && lg_records_list(&records, NULL, &inventory, err) == LG_OK)
        (void)lg_seed_recall(&records, &inventory, seed, err);
    lg_inventory_release(&inventory);
    lg_records_close(&records);
    plan->sink->close(sink_state);
    return err->code;
}

int lg_run_execute(const struct lg_plan *plan, const struct lg_run_hooks *hooks, struct lg_run_result *result,
                   struct lg_error *err)
{
    struct lg_run_table *tables = list_tables(plan);
    struct lg_run run = describe(plan, hooks, tables);
    struct session session = {.plan = plan,
                              .start = plan->start,
                              .run = &run,
                              .hooks = hooks,
                              .result = result,
                              .records = {.note = hooks->note, .note_context = hooks->context},
                              .keeps_records = !(plan->sink->flags & LG_SINK_DISCARDS)};
    int64_t started = lg_clock_wall(), start_ns = lg_clock_ns();
    void *sink_state;

    memset(result, 0, sizeof(*result));
    if (!tables)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a run");
    if (lg_callback_result(plan->sink->open(plan->sink_options, &run, &sink_state, err), "open", err) != LG_OK) {
        free(tables);
        return err->code;
    }
    if (lg_records_open(plan, &run, sink_state, &session.records, err) == LG_OK && prepare(&session, err) == LG_OK &&
        session.journal && !plan->dry_run)
        work(&session, started, start_ns, err);
    lg_stop_guard(hooks->stop, NULL);
    lg_journal_free(session.journal);
    lg_resume_release(&session.resume);
    lg_records_close(&session.records);
    plan->sink->close(sink_state);
    free(tables);
    result->elapsed_ns = lg_clock_ns() - start_ns;
    return err->code;
}
