/* SPDX-License-Identifier: Apache-2.0 */
/* Places, locks and plans of a run. */
#include "record/record.h"

#include "base/callback.h"
#include "record/difference.h"
#include "record/document.h"

#include <stdlib.h>
#include <string.h>

/* ---- places ---- */

static int open_keeper(struct lg_records *records, const struct lg_run *run, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct lg_string prefix = LG_STRING_INIT;

    lg_string_printf(&prefix, "%s/", plan->keeper_root);
    records->state.prefix = lg_string_move(&prefix);
    if (!records->state.prefix)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for records");
    if (lg_callback_result(plan->keeper->open(plan->keeper_options, run, &records->state.state, err), "open", err) != LG_OK)
        return err->code;
    records->state.sink = plan->keeper;
    return LG_OK;
}

static int open_final(struct lg_records *records, void *sink_state, struct lg_error *err)
{
    struct lg_string prefix = LG_STRING_INIT;

    if (lg_plan_records_prefix(records->plan, &prefix, err) == LG_OK)
        records->final.prefix = lg_string_move(&prefix);
    lg_string_release(&prefix);
    records->final.sink = records->plan->sink;
    records->final.state = sink_state;
    return err->code;
}

/* A sink without records leaves all of them to the keeper; without a keeper both places are the sink's. */
int lg_records_open(const struct lg_plan *plan, const struct lg_run *run, void *sink_state, struct lg_records *records,
                    struct lg_error *err)
{
    records->plan = plan;
    records->sink_state = sink_state;
    records->cancelled = run->cancelled;
    if (open_final(records, sink_state, err) != LG_OK || (plan->keeper && open_keeper(records, run, err) != LG_OK))
        return err->code;
    if (!plan->keeper || !plan->sink->publish) {
        struct lg_place *from = plan->keeper ? &records->state : &records->final;
        struct lg_place *to = plan->keeper ? &records->final : &records->state;

        free(to->prefix);
        *to = *from;
        to->prefix = strdup(from->prefix);
        if (!to->prefix)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for records");
    }
    return LG_OK;
}

void lg_records_close(struct lg_records *records)
{
    if (records->plan && records->plan->keeper && records->state.sink)
        records->plan->keeper->close(records->state.state);
    free(records->final.prefix);
    free(records->state.prefix);
}

void lg_records_note(const struct lg_records *records, const char *format, ...)
{
    struct lg_string text = LG_STRING_INIT;
    va_list arguments;

    va_start(arguments, format);
    lg_string_vprintf(&text, format, arguments);
    va_end(arguments);
    if (records->note)
        records->note(records->note_context, lg_string_text(&text));
    lg_string_release(&text);
}

static bool is_one_place(const struct lg_records *records)
{
    return records->final.state == records->state.state;
}

int lg_records_list(const struct lg_records *records, const char *run, struct lg_inventory *inventory, struct lg_error *err)
{
    if (lg_inventory_read(inventory, &records->final, run, err) == LG_OK && !is_one_place(records))
        (void)lg_inventory_read(inventory, &records->state, run, err);
    return err->code;
}

static int final_name(const struct lg_records *records, const char *record, struct lg_string *name, struct lg_error *err)
{
    return lg_place_name(&records->final, records->plan->run_id, record, name, err);
}

/* ---- locks ---- */

static bool is_foreign_lock(const struct lg_plan *plan, const struct lg_record_entry *entry)
{
    return entry->kind == LG_RECORD_LOCK && (strcmp(entry->run, plan->run_id) != 0 || entry->nodes != plan->nodes);
}

static int share_lock(const struct lg_record_entry *entry, struct lg_error *err)
{
    return lg_callback_result(entry->place->sink->lock(entry->place->state, entry->name, LG_LOCK_SHARED, err), "lock", err);
}

int lg_records_lock(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    const struct lg_place *place = &records->state;
    struct lg_string name = LG_STRING_INIT;
    char record[LG_RECORD_NAME];

    if (!place->sink->lock)
        return LG_OK;
    lg_record_name(LG_RECORD_LOCK, plan->node, plan->nodes, 0, record);
    if (lg_place_name(place, plan->run_id, record, &name, err) == LG_OK)
        (void)lg_callback_result(place->sink->lock(place->state, name.text, 0, err), "lock", err);
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++)
        if (is_foreign_lock(plan, &inventory->item[i]) && inventory->item[i].place->sink->lock)
            (void)share_lock(&inventory->item[i], err);
    lg_string_release(&name);
    return err->code;
}

/* ---- the plan ---- */

static int refuse_plan(const struct lg_records *records, const char *name, const json_t *stored, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    json_t *ours;

    if (lg_document_parse(records->plan->identity_json.text, records->plan->identity_json.length, &ours, err) != LG_OK)
        return err->code;
    if (lg_difference(json_object_get(stored, "identity"), ours, &text) == 0)
        lg_string_puts(&text, "its identity is damaged");
    (void)lg_error_set(err, LG_E_STATE, "'%.120s' is another plan's: %s; give the same options, choose another --output or "
                       "--run-id, or --overwrite", name, lg_string_text(&text));
    json_decref(ours);
    lg_string_release(&text);
    return err->code;
}

static int compare(const struct lg_records *records, const char *name, const struct lg_string *text, struct lg_error *err)
{
    struct lg_error parsing = LG_ERROR_INIT;
    char hash[65] = "";
    json_t *stored;

    if (lg_document_parse(text->text, text->length, &stored, &parsing) == LG_E_STATE)
        return lg_error_set(err, LG_E_VERIFICATION, "'%.200s' is damaged: %s", name, parsing.message);
    json_decref(stored);
    if (lg_document_parse_record(text->text, text->length, &stored, err) != LG_OK)
        return lg_error_wrap(err, "reading '%.200s'", name);
    if (!lg_member_text(stored, "identity_hash", hash, sizeof(hash)) || strcmp(hash, records->plan->hash) != 0)
        (void)refuse_plan(records, name, stored, err);
    json_decref(stored);
    return err->code;
}

int lg_records_compare_plan(const struct lg_records *records, const struct lg_record_entry *stored, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (lg_place_read(stored->place, stored->name, &text, err) == LG_OK)
        (void)compare(records, stored->name, &text, err);
    lg_string_release(&text);
    return err->code;
}

static int publish_plan(const struct lg_records *records, const char *name, bool if_absent, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &text, true);
    lg_plan_put_json(records->plan, &json);
    (void)lg_place_publish(&records->final, name, &text, if_absent, err);
    lg_string_release(&text);
    return err->code;
}

static int read_and_compare(const struct lg_records *records, const char *name, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (lg_place_read(&records->final, name, &text, err) == LG_OK)
        (void)compare(records, name, &text, err);
    lg_string_release(&text);
    return err->code;
}

static bool take_error(struct lg_error *err, int code)
{
    if (err->code != code)
        return false;
    *err = (struct lg_error)LG_ERROR_INIT;
    return true;
}

/* Two nodes may find none, and one of them is first. */
int lg_records_put_plan(const struct lg_records *records, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;

    if (final_name(records, "plan.json", &name, err) == LG_OK) {
        (void)read_and_compare(records, name.text, err);
        if (take_error(err, LG_E_NOT_FOUND) && publish_plan(records, name.text, true, err) == LG_E_EXISTS) {
            (void)take_error(err, LG_E_EXISTS);
            (void)read_and_compare(records, name.text, err);
        }
        if (take_error(err, LG_E_VERIFICATION))
            (void)publish_plan(records, name.text, false, err);
    }
    lg_string_release(&name);
    return err->code;
}

int lg_records_name_object(const struct lg_records *records, struct lg_part_receipt *item, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;
    struct lg_task task;

    lg_plan_task(records->plan, item->ordinal, &task);
    if (lg_plan_object_name(records->plan, &task, &name, err) != LG_OK) {
        lg_string_release(&name);
        return err->code;
    }
    free(item->name);
    item->name = lg_string_move(&name);
    return item->name ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for a receipt");
}
