/* SPDX-License-Identifier: Apache-2.0 */
/* Storing receipts and checkpoints while workers go on. One worker at a time stores, for all that wait with it. */
#include "record/journal.h"

#include "base/machine.h"
#include "record/document.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SEGMENT_RECEIPTS 1000
#define CHECKPOINT_NS INT64_C(1000000000)

struct lg_journal {
    const struct lg_records *records;
    bool is_kept; /* beyond this process */

    pthread_mutex_t mutex; /* for all that follows */
    pthread_cond_t changed;
    struct lg_receipts receipts;
    size_t adopted;      /* the first so many of them */
    size_t stored;       /* the first so many of them are durable */
    bool is_storing;     /* somebody is; what follows is his */
    bool is_frozen;
    unsigned char *done; /* a bit for each part of the node */
    struct lg_error error;

    int64_t segment;
    size_t in_segment;
    struct lg_string text; /* of the segment */
    int64_t generation, saved_ns;
    size_t in_checkpoint; /* receipts that the last one counts */
    int64_t begun_ns, begun_wall;
    struct lg_string checkpoint;
};

static const struct lg_plan *plan_of(const struct lg_journal *journal)
{
    return journal->records->plan;
}

static int state_name(const struct lg_journal *journal, enum lg_record_kind kind, int64_t number, struct lg_string *name,
                      struct lg_error *err)
{
    const struct lg_plan *plan = plan_of(journal);
    char record[LG_RECORD_NAME];

    lg_record_name(kind, plan->node, plan->nodes, number, record);
    return lg_place_name(&journal->records->state, plan->run_id, record, name, err);
}

static void put_head(const struct lg_plan *plan, struct lg_json *json)
{
    lg_json_int(json, "version", LG_RECORD_VERSION);
    lg_json_text(json, "run", plan->run_id);
    lg_json_text(json, "identity_hash", plan->hash);
    lg_json_int(json, "node", plan->node);
    lg_json_int(json, "nodes", plan->nodes);
    lg_json_text(json, "root", plan->destination.root);
}

/* ---- done ---- */

static bool has_bit(const struct lg_journal *journal, int64_t k)
{
    return journal->done[k / 8] >> (k % 8) & 1;
}

static void set_bit(struct lg_journal *journal, int64_t ordinal)
{
    int64_t k = lg_plan_node_part(plan_of(journal), ordinal);

    journal->done[k / 8] |= (unsigned char)(1 << (k % 8));
}

bool lg_journal_has(struct lg_journal *journal, int64_t ordinal)
{
    bool has;

    (void)pthread_mutex_lock(&journal->mutex);
    has = has_bit(journal, lg_plan_node_part(plan_of(journal), ordinal));
    (void)pthread_mutex_unlock(&journal->mutex);
    return has;
}

/* Ordinals [first, last], in steps of the number of nodes. */
static void put_range(const struct lg_plan *plan, int64_t first, int64_t last, struct lg_json *json)
{
    lg_json_open(json, NULL, '[');
    lg_json_int(json, NULL, plan->node + first * plan->nodes);
    lg_json_int(json, NULL, plan->node + last * plan->nodes);
    lg_json_close(json, ']');
}

static void put_ranges(const struct lg_journal *journal, struct lg_json *json)
{
    const struct lg_plan *plan = plan_of(journal);

    lg_json_open(json, "done", '[');
    for (int64_t k = 0; k < plan->node_parts; k++) {
        int64_t first = k;

        if (!has_bit(journal, k))
            continue;
        while (k + 1 < plan->node_parts && has_bit(journal, k + 1))
            k++;
        put_range(plan, first, k, json);
    }
    lg_json_close(json, ']');
}

/* ---- rendering, under the lock ---- */

static void begin_segment(struct lg_journal *journal)
{
    struct lg_json json;

    lg_string_clear(&journal->text);
    lg_json_init(&json, &journal->text, false);
    lg_json_open(&json, NULL, '{');
    put_head(plan_of(journal), &json);
    lg_json_int(&json, "segment", journal->segment);
    lg_json_close_sealed(&json, 0);
    journal->in_segment = 0;
}

/* Renders receipts that are not stored, as many as the segment takes; gives how many will be stored then. */
static size_t render_receipts(struct lg_journal *journal)
{
    size_t next = journal->stored;

    if (journal->in_segment == SEGMENT_RECEIPTS) {
        journal->segment++;
        begin_segment(journal);
    }
    for (; next < journal->receipts.count && journal->in_segment < SEGMENT_RECEIPTS; next++, journal->in_segment++) {
        size_t start = journal->text.length;
        struct lg_json json;

        lg_json_init(&json, &journal->text, false);
        lg_json_open(&json, NULL, '{');
        lg_receipt_put_members(&journal->receipts.item[next], &json);
        lg_json_close_sealed(&json, start);
    }
    return next;
}

/* Inserts of a table with a key, in the words of the tool that its users come from. */
static void put_inserts(const struct lg_journal *journal, int64_t rows, const char *now, struct lg_json *json)
{
    const struct lg_plan *plan = plan_of(journal);
    int64_t elapsed_ms = (lg_clock_ns() - journal->begun_ns) / 1000000, k = 0;
    char name[160], begun[LG_CLOCK_TEXT];
    struct lg_task task;

    while (k < plan->node_parts && has_bit(journal, k))
        k++;
    if (k > 0 && plan->table[0].key && plan->nodes == 1) {
        lg_plan_task(plan, k - 1, &task);
        (void)snprintf(name, sizeof(name), "last_%s", plan->table[0].key);
        if (task.table == 0)
            lg_json_int(json, name, plan->table[0].first_key + task.first_row + task.rows - 1);
    }
    lg_clock_text(journal->begun_wall, begun);
    lg_json_int(json, "rows_inserted", rows);
    lg_json_int(json, "batches_completed", (int64_t)journal->receipts.count);
    lg_json_text(json, "start_time", begun);
    lg_json_text(json, "last_checkpoint", now);
    lg_json_text(json, "seed", plan->seed);
    lg_json_int(json, "target_rows", plan->rows);
    lg_json_int(json, "batch_size", plan->table[0].rows_per_part);
    lg_json_int(json, "total_time_seconds", elapsed_ms / 1000);
    lg_json_int(json, "average_rate_rows_per_sec", elapsed_ms > 0 ? rows * 1000 / elapsed_ms : 0);
}

/* counted: the number of receipts that are durable when this checkpoint is. */
static void render_checkpoint(struct lg_journal *journal, size_t counted, const char *ended_by, const char *error)
{
    char now[LG_CLOCK_TEXT];
    struct lg_json json;
    int64_t rows, bytes;

    journal->generation++;
    journal->in_checkpoint = counted;
    lg_clock_text(lg_clock_wall(), now);
    lg_receipts_sum(&journal->receipts, &rows, &bytes);
    lg_string_clear(&journal->checkpoint);
    lg_json_init(&json, &journal->checkpoint, false);
    lg_json_open(&json, NULL, '{');
    put_head(plan_of(journal), &json);
    lg_json_int(&json, "generation", journal->generation);
    lg_json_text(&json, "saved_at", now);
    lg_json_text(&json, "ended_by", ended_by);
    lg_json_text(&json, "error", error);
    lg_json_int(&json, "parts", plan_of(journal)->node_parts);
    lg_json_int(&json, "receipts", (int64_t)counted);
    lg_json_int(&json, "rows", rows);
    lg_json_int(&json, "bytes", bytes);
    put_ranges(journal, &json);
    if (plan_of(journal)->batch_rows > 0)
        put_inserts(journal, rows, now, &json);
    lg_json_literal(&json, "identity", plan_of(journal)->identity_json.text);
    lg_json_close_sealed(&json, 0);
    journal->saved_ns = lg_clock_ns();
}

/* ---- storing, outside the lock: is_storing is ours ---- */

static int store(struct lg_journal *journal, enum lg_record_kind kind, int64_t number, const struct lg_string *text,
                 struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;

    if (state_name(journal, kind, number, &name, err) == LG_OK &&
        lg_place_publish(&journal->records->state, name.text, text, false, err) != LG_OK)
        (void)lg_error_wrap(err, "saving the checkpoint");
    lg_string_release(&name);
    return err->code;
}

static int store_checkpoint(struct lg_journal *journal, struct lg_error *err)
{
    return store(journal, LG_RECORD_CHECKPOINT, journal->generation & 1, &journal->checkpoint, err);
}

/* Stores what is not stored yet, the checkpoint too when it is due. Called and returns with the lock held. */
static void store_some(struct lg_journal *journal)
{
    struct lg_error err = LG_ERROR_INIT;
    size_t stored = render_receipts(journal);
    int64_t interval = plan_of(journal)->checkpoint_interval;
    bool is_due = lg_clock_ns() - journal->saved_ns >= CHECKPOINT_NS ||
                  (interval > 0 && stored >= journal->in_checkpoint + (size_t)interval);

    if (is_due)
        render_checkpoint(journal, stored, NULL, NULL);
    journal->is_storing = true;
    (void)pthread_mutex_unlock(&journal->mutex);
    if (store(journal, LG_RECORD_RECEIPTS, journal->segment, &journal->text, &err) == LG_OK && is_due)
        (void)store_checkpoint(journal, &err);
    (void)pthread_mutex_lock(&journal->mutex);
    journal->is_storing = false;
    if (err.code == LG_OK)
        journal->stored = stored;
    else if (journal->error.code == LG_OK)
        journal->error = err;
    (void)pthread_cond_broadcast(&journal->changed);
}

static void wait_until_stored(struct lg_journal *journal, size_t count)
{
    while (journal->stored < count && journal->error.code == LG_OK) {
        if (journal->is_storing || journal->is_frozen)
            (void)pthread_cond_wait(&journal->changed, &journal->mutex);
        else
            store_some(journal);
    }
}

/* The last one of all goes into the node's record in a moment. */
static bool is_last(const struct lg_journal *journal)
{
    return journal->receipts.count == (size_t)plan_of(journal)->node_parts;
}

int lg_journal_add(struct lg_journal *journal, const struct lg_part_receipt *item, struct lg_error *err)
{
    (void)pthread_mutex_lock(&journal->mutex);
    if (lg_receipts_add(&journal->receipts, item, err) == LG_OK) {
        set_bit(journal, item->ordinal);
        if (journal->is_kept && !is_last(journal))
            wait_until_stored(journal, journal->receipts.count);
        if (journal->error.code != LG_OK)
            *err = journal->error;
    }
    (void)pthread_mutex_unlock(&journal->mutex);
    return err->code;
}

int lg_journal_adopt(struct lg_journal *journal, const struct lg_part_receipt *item, struct lg_error *err)
{
    if (lg_journal_add(journal, item, err) == LG_OK)
        journal->adopted = journal->receipts.count;
    return err->code;
}

void lg_journal_freeze(struct lg_journal *journal, int64_t timeout_ms)
{
    int64_t until_ns = lg_clock_ns() + timeout_ms * 1000000;
    struct timespec until = {until_ns / 1000000000, until_ns % 1000000000};
    int waited = 0;

    if (pthread_mutex_clocklock(&journal->mutex, CLOCK_MONOTONIC, &until) != 0)
        return;
    journal->is_frozen = true;
    while (journal->is_storing && waited == 0)
        waited = pthread_cond_timedwait(&journal->changed, &journal->mutex, &until);
    (void)pthread_mutex_unlock(&journal->mutex);
}

/* ---- life ---- */

static int adopt(struct lg_journal *journal, struct lg_error *err)
{
    journal->done = calloc((size_t)plan_of(journal)->node_parts / 8 + 1, 1);
    if (!journal->done)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list of %lld parts", (long long)plan_of(journal)->node_parts);
    journal->adopted = journal->stored = journal->receipts.count;
    for (size_t i = 0; i < journal->adopted; i++)
        set_bit(journal, journal->receipts.item[i].ordinal);
    return LG_OK;
}

static int save_first(struct lg_journal *journal, struct lg_error *err)
{
    if (!journal->is_kept)
        return LG_OK;
    begin_segment(journal);
    render_checkpoint(journal, journal->stored, NULL, NULL);
    return store_checkpoint(journal, err);
}

int lg_journal_new(const struct lg_records *records, struct lg_journal_start *start, struct lg_journal **out,
                   struct lg_error *err)
{
    struct lg_journal *journal = calloc(1, sizeof(*journal));
    pthread_condattr_t attributes;

    *out = NULL;
    if (!journal) {
        lg_receipts_release(&start->adopted);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the journal");
    }
    journal->records = records;
    journal->begun_ns = lg_clock_ns();
    journal->begun_wall = lg_clock_wall();
    journal->is_kept = records->plan->checkpoint && !records->plan->dry_run && records->state.sink->publish;
    journal->receipts = start->adopted;
    start->adopted = (struct lg_receipts)LG_RECEIPTS_INIT;
    journal->generation = start->generation;
    journal->segment = start->segment + 1;
    (void)pthread_mutex_init(&journal->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&journal->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    if (adopt(journal, err) == LG_OK && save_first(journal, err) == LG_OK)
        *out = journal;
    else
        lg_journal_free(journal);
    return err->code;
}

void lg_journal_free(struct lg_journal *journal)
{
    if (!journal)
        return;
    (void)pthread_cond_destroy(&journal->changed);
    (void)pthread_mutex_destroy(&journal->mutex);
    lg_receipts_release(&journal->receipts);
    lg_string_release(&journal->text);
    lg_string_release(&journal->checkpoint);
    free(journal->done);
    free(journal);
}

int lg_journal_end(struct lg_journal *journal, enum lg_ending ending, const struct lg_error *why, struct lg_error *err)
{
    if (!journal->is_kept)
        return LG_OK;
    (void)pthread_mutex_lock(&journal->mutex);
    wait_until_stored(journal, journal->receipts.count);
    render_checkpoint(journal, journal->stored, lg_ending_word(ending), why->code == LG_OK ? NULL : why->message);
    (void)pthread_mutex_unlock(&journal->mutex);
    return store_checkpoint(journal, err);
}

struct lg_receipts *lg_journal_receipts(struct lg_journal *journal)
{
    return &journal->receipts;
}

size_t lg_journal_adopted(const struct lg_journal *journal)
{
    return journal->adopted;
}
