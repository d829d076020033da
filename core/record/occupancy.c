/* SPDX-License-Identifier: Apache-2.0 */
/* Who was here before. */
#include "record/occupancy.h"

#include "record/difference.h"
#include "record/document.h"
#include "record/manifest.h"
#include "record/saved.h"

#include <string.h>
#include <unistd.h>

/* ---- what there is ---- */

/* Damage is nothing to begin on. */
static int compare_plan(const struct lg_records *records, const struct lg_record_entry *plan, struct lg_error *err)
{
    if (lg_records_compare_plan(records, plan, err) == LG_E_VERIFICATION)
        err->code = LG_E_STATE;
    return err->code;
}

static bool is_own(const struct lg_records *records, const struct lg_record_entry *entry)
{
    return strcmp(entry->run, records->plan->run_id) == 0;
}

/* Of another run: a record of that kind. */
static const struct lg_record_entry *find_other(const struct lg_records *records, const struct lg_inventory *inventory,
                                                enum lg_record_kind kind)
{
    for (size_t i = 0; i < inventory->count; i++)
        if (inventory->item[i].kind == kind && !is_own(records, &inventory->item[i]))
            return &inventory->item[i];
    return NULL;
}

/* Of this run: what this node has done, or how far it is. */
static const struct lg_record_entry *find_own_state(const struct lg_records *records, const struct lg_inventory *inventory)
{
    const struct lg_plan *plan = records->plan;

    for (size_t i = 0; i < inventory->count; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];
        bool is_state = entry->kind == LG_RECORD_CHECKPOINT || entry->kind == LG_RECORD_RECEIPTS || entry->kind == LG_RECORD_NODE;

        if (is_state && is_own(records, entry) && entry->node == plan->node && entry->nodes == plan->nodes)
            return entry;
    }
    return NULL;
}

static const char *place_text(const struct lg_records *records)
{
    return *records->plan->destination.root ? records->plan->destination.root : records->plan->sink->base.name;
}

/* ---- other plans ---- */

struct nearest {
    struct lg_string text; /* the differences */
    size_t count;
    const struct lg_record_entry *entry; /* NULL: no other plan was found */
};

static void consider(const struct lg_record_entry *entry, const json_t *ours, struct nearest *nearest)
{
    struct lg_error reading = LG_ERROR_INIT;
    struct lg_string text = LG_STRING_INIT, differences = LG_STRING_INIT;
    json_t *stored = NULL;
    size_t count;

    if (lg_place_read(entry->place, entry->name, &text, &reading) == LG_OK &&
        lg_document_parse_record(text.text, text.length, &stored, &reading) == LG_OK) {
        count = lg_difference(json_object_get(stored, "identity"), ours, &differences);
        if (count > 0 && (!nearest->entry || count < nearest->count)) {
            lg_string_release(&nearest->text);
            *nearest = (struct nearest){differences, count, entry};
            differences = (struct lg_string)LG_STRING_INIT;
        }
    }
    json_decref(stored);
    lg_string_release(&text);
    lg_string_release(&differences);
}

/* The other run whose plan is most like ours: that is the one which the user had in mind. */
static int find_nearest(const struct lg_records *records, const struct lg_inventory *inventory, struct nearest *nearest,
                        struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    json_t *ours;

    *nearest = (struct nearest){LG_STRING_INIT, 0, NULL};
    if (lg_document_parse(plan->identity_json.text, plan->identity_json.length, &ours, err) != LG_OK)
        return err->code;
    for (size_t i = 0; i < inventory->count; i++)
        if (inventory->item[i].kind == LG_RECORD_PLAN && !is_own(records, &inventory->item[i]))
            consider(&inventory->item[i], ours, nearest);
    json_decref(ours);
    return LG_OK;
}

/* ---- checkpoints of older tools ---- */

static const struct {
    const char *name, *tool;
} older_tools[] = {{".lakebench_checkpoint.json", "lakebench's generator"},
                   {".datagen_checkpoint.json", "lakebench's datagen"},
                   {".checkpoints/progress.json", "the data-faker"}};

static int refuse_older_tool(const char *name, const char *tool, struct lg_error *err)
{
    return lg_error_set(err, LG_E_STATE, "'%.200s' is a checkpoint of %s, whose parts hold other bytes than lakegen's: they cannot be "
                        "continued; begin in another --output, or --overwrite", name, tool);
}

/* At the destination, or in the folder where such tools were run. */
static int refuse_older_tools(const struct lg_records *records, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct lg_string name = LG_STRING_INIT;
    int64_t bytes;

    for (size_t i = 0; i < sizeof(older_tools) / sizeof(older_tools[0]) && err->code == LG_OK; i++) {
        struct lg_error looking = LG_ERROR_INIT;
        bool is_bare = !*plan->destination.root;

        lg_string_clear(&name);
        lg_string_printf(&name, "%s%s%s", plan->destination.root, is_bare ? "" : "/", older_tools[i].name);
        if (lg_string_check(&name, err) == LG_OK && plan->sink->stat &&
            plan->sink->stat(records->sink_state, name.text, &bytes, &looking) == LG_OK)
            (void)refuse_older_tool(name.text, older_tools[i].tool, err);
        else if (access(older_tools[i].name, F_OK) == 0)
            (void)refuse_older_tool(older_tools[i].name, older_tools[i].tool, err);
    }
    lg_string_release(&name);
    return err->code;
}

/* ---- beginning ---- */

static int refuse_occupied(const struct lg_records *records, const struct lg_presence *presence, const char *run,
                           struct lg_error *err)
{
    const char *made_by = run ? ", made by run " : "";
    struct lg_string name = LG_STRING_INIT;
    struct lg_task task;

    if (presence->count == 0)
        return lg_error_set(err, LG_E_DESTINATION, "destination is occupied by run %s; %s", run ? run : "?",
                            records->plan->way_out);
    lg_plan_task(records->plan, presence->first, &task);
    if (lg_plan_object_name(records->plan, &task, &name, err) == LG_OK)
        (void)lg_error_set(err, LG_E_DESTINATION, "destination is occupied: '%.300s' exists%s%s; %s", name.text, made_by,
                           run ? run : "", records->plan->way_out);
    lg_string_release(&name);
    return err->code;
}

static int refuse_unfinished(const struct lg_records *records, struct lg_error *err)
{
    return lg_error_set(err, LG_E_STATE, "'%.200s' holds run %s of this plan, which is not finished; --resume continues it, "
                        "--overwrite begins anew", place_text(records), records->plan->run_id);
}

static int refuse_other_unfinished(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    struct nearest nearest;

    if (find_nearest(records, inventory, &nearest, err) != LG_OK)
        return err->code;
    if (nearest.entry)
        (void)lg_error_set(err, LG_E_STATE, "'%.120s' holds the unfinished run %s of another plan: %s; give its options%s, %s",
                           place_text(records), nearest.entry->run, lg_string_text(&nearest.text),
                           records->plan->doubts_finished ? "" : " and --resume", records->plan->way_out);
    lg_string_release(&nearest.text);
    return err->code;
}

static int check_own(const struct lg_records *records, const struct lg_inventory *inventory, const struct lg_presence *presence,
                     struct lg_error *err)
{
    const struct lg_record_entry *plan = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_PLAN);
    struct lg_standing standing;

    if (plan && compare_plan(records, plan, err) != LG_OK)
        return err->code;
    if (lg_records_standing(records, inventory, &standing, err) != LG_OK)
        return err->code;
    if (standing.is_complete)
        return refuse_occupied(records, presence, records->plan->run_id, err);
    if (standing.has_manifest || find_own_state(records, inventory) || (plan && presence->count > 0))
        return refuse_unfinished(records, err);
    return LG_OK;
}

int lg_occupancy_check_new(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_record_entry *finished = find_other(records, inventory, LG_RECORD_MANIFEST);
    const struct lg_record_entry *other = find_other(records, inventory, LG_RECORD_PLAN);
    struct lg_presence presence;

    if (lg_presence_read(records, &presence, err) == LG_OK && check_own(records, inventory, &presence, err) == LG_OK &&
        !records->plan->sink->rows) { /* a table has rows of many runs: the sink looks for those of this one */
        if (finished || presence.count > 0)
            (void)refuse_occupied(records, &presence, finished ? finished->run : other ? other->run : NULL, err);
        else if (other)
            (void)refuse_other_unfinished(records, inventory, err);
    }
    lg_presence_release(&presence);
    return err->code;
}

int lg_occupancy_check_reset(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_record_entry *plan = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_PLAN);
    struct lg_standing standing;

    if (!plan) /* nothing of this run: it is a new one */
        return lg_occupancy_check_new(records, inventory, err);
    if (compare_plan(records, plan, err) != LG_OK || lg_records_standing(records, inventory, &standing, err) != LG_OK)
        return err->code;
    if (standing.is_complete && !records->plan->sink->rows)
        return lg_error_set(err, LG_E_DESTINATION, "'%.200s' holds run %s of this plan, which is finished; --overwrite makes it again",
                            place_text(records), records->plan->run_id);
    return LG_OK;
}

/* ---- going on ---- */

bool lg_occupancy_is_ours(const struct lg_records *records, const struct lg_inventory *inventory)
{
    const struct lg_record_entry *plan = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_PLAN);
    struct lg_error comparing = LG_ERROR_INIT;

    return plan && !find_other(records, inventory, LG_RECORD_MANIFEST) && lg_records_compare_plan(records, plan, &comparing) != LG_E_STATE;
}

static int refuse_nothing(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    struct nearest nearest;

    if (find_nearest(records, inventory, &nearest, err) != LG_OK)
        return err->code;
    if (nearest.entry)
        (void)lg_error_set(err, LG_E_STATE, "cannot resume: '%.120s' holds run %s of another plan: %s; give its options, or choose "
                           "another --output", place_text(records), nearest.entry->run, lg_string_text(&nearest.text));
    else if (refuse_older_tools(records, err) == LG_OK)
        (void)lg_error_set(err, LG_E_STATE, "nothing to resume in '%.200s': there is no state of a run; leave --resume out to begin one",
                           place_text(records));
    lg_string_release(&nearest.text);
    return err->code;
}

/* A damaged plan is no loss when a checkpoint of the run proves whose it is. */
static int check_damaged_plan(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_record_entry *entry = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_CHECKPOINT);

    for (; entry; entry = lg_inventory_next(inventory, entry)) {
        struct lg_error reading = LG_ERROR_INIT;
        struct lg_checkpoint checkpoint;

        if (lg_saved_checkpoint(entry, records->plan->hash, &checkpoint, &reading) != LG_OK)
            continue;
        lg_records_note(records, "%s; it is written again, a checkpoint shows that it is this plan's", err->message);
        *err = (struct lg_error)LG_ERROR_INIT;
        return LG_OK;
    }
    err->code = LG_E_STATE;
    return err->code;
}

int lg_occupancy_check_resume(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_record_entry *plan = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_PLAN);
    const struct lg_record_entry *other = find_other(records, inventory, LG_RECORD_MANIFEST);

    if (!plan && !find_own_state(records, inventory))
        return refuse_nothing(records, inventory, err);
    if (plan && lg_records_compare_plan(records, plan, err) == LG_E_VERIFICATION)
        (void)check_damaged_plan(records, inventory, err);
    if (err->code != LG_OK)
        return err->code;
    if (other && !records->plan->sink->rows)
        return lg_error_set(err, LG_E_DESTINATION, "cannot resume: run %s is finished in '%.200s' meanwhile; %s", other->run,
                            place_text(records), records->plan->way_out);
    return LG_OK;
}
