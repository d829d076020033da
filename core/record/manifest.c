/* SPDX-License-Identifier: Apache-2.0 */
/* From receipts to _SUCCESS. */
#include "record/manifest.h"

#include "config.h"

#include "plugin/plugin.h"
#include "record/document.h"
#include "record/presence.h"
#include "record/withdraw.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *lg_ending_word(enum lg_ending ending)
{
    static const char *const words[] = {[LG_ENDED_COMPLETE] = "all parts",
                                        [LG_ENDED_DURATION] = "duration",
                                        [LG_ENDED_SIGNAL] = "interrupted",
                                        [LG_ENDED_FAILURES] = "failed parts",
                                        [LG_ENDED_ERROR] = "error"};

    return words[ending];
}

static int final_name(const struct lg_records *records, const char *record, struct lg_string *name, struct lg_error *err)
{
    return lg_place_name(&records->final, records->plan->run_id, record, name, err);
}

static int node_record_name(const struct lg_records *records, enum lg_record_kind kind, uint32_t node, struct lg_string *name,
                            struct lg_error *err)
{
    char record[LG_RECORD_NAME];

    lg_record_name(kind, node, records->plan->nodes, 0, record);
    return final_name(records, record, name, err);
}

/* ---- standing ---- */

static int read_manifest(const struct lg_records *records, const struct lg_record_entry *entry, struct lg_standing *standing,
                         struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    json_t *root = NULL;

    (void)records;
    if (lg_place_read(entry->place, entry->name, &text, err) == LG_OK &&
        lg_document_parse_record(text.text, text.length, &root, err) == LG_OK)
        standing->is_complete = json_is_true(json_object_get(root, "complete"));
    json_decref(root);
    lg_string_release(&text);
    return lg_error_wrap(err, "reading '%.200s'", entry->name);
}

/* One that another node has removed since it was seen, because objects of its own are missing, is none. */
static int read_listed_manifest(const struct lg_records *records, const struct lg_record_entry *entry, struct lg_standing *standing,
                                struct lg_error *err)
{
    struct lg_error reading = LG_ERROR_INIT;

    if (read_manifest(records, entry, standing, &reading) == LG_E_NOT_FOUND)
        standing->has_manifest = false;
    else if (reading.code != LG_OK)
        *err = reading;
    return err->code;
}

static bool exists(const struct lg_place *place, const char *name, struct lg_error *err)
{
    struct lg_error looking = LG_ERROR_INIT;
    int64_t bytes;

    if (place->sink->stat(place->state, name, &bytes, &looking) == LG_OK)
        return true;
    if (looking.code != LG_E_NOT_FOUND)
        *err = looking;
    return false;
}

int lg_records_standing(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_standing *standing,
                        struct lg_error *err)
{
    const struct lg_record_entry *manifest = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_MANIFEST);
    struct lg_string name = LG_STRING_INIT;

    *standing = (struct lg_standing){.has_manifest = manifest != NULL};
    if (manifest && read_listed_manifest(records, manifest, standing, err) == LG_OK && standing->has_manifest &&
        lg_plan_success_name(records->plan, &name, err) == LG_OK)
        standing->has_success = exists(&records->final, name.text, err);
    lg_string_release(&name);
    return err->code;
}

/* ---- finishing ---- */

static void put_totals(const struct lg_receipts *receipts, struct lg_json *json)
{
    int64_t rows, bytes;

    lg_receipts_sum(receipts, &rows, &bytes);
    lg_json_int(json, "objects_total", (int64_t)receipts->count);
    lg_json_int(json, "rows_total", rows);
    lg_json_int(json, "bytes_total", bytes);
}

static void put_plugin(struct lg_json *json, const char *key, const struct lg_plugin *plugin)
{
    lg_json_open(json, key, '{');
    lg_json_text(json, "name", plugin->name);
    lg_json_text(json, "version", plugin->version);
    lg_json_text(json, "sha256", lg_plugin_digest(plugin));
    lg_json_close(json, '}');
}

static void put_head(const struct lg_plan *plan, struct lg_json *json)
{
    lg_json_int(json, "version", LG_RECORD_VERSION);
    lg_json_text(json, "lakegen", PACKAGE_VERSION);
    lg_json_text(json, "run", plan->run_id);
    lg_json_text(json, "identity_hash", plan->hash);
    put_plugin(json, "schema", &plan->schema->base);
    put_plugin(json, "sink", &plan->sink->base);
    lg_json_int(json, "nodes", plan->nodes);
    lg_json_text(json, "root", plan->destination.root);
}

static void put_ending(enum lg_ending ending, struct lg_json *json)
{
    lg_json_bool(json, "complete", ending == LG_ENDED_COMPLETE);
    if (ending != LG_ENDED_COMPLETE)
        lg_json_text(json, "ended_by", lg_ending_word(ending));
}

static int put_node_record(const struct lg_records *records, const struct lg_receipts *receipts, enum lg_ending ending,
                           struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &text, true);
    lg_json_open(&json, NULL, '{');
    put_head(records->plan, &json);
    lg_json_int(&json, "node", records->plan->node);
    put_ending(ending, &json);
    put_totals(receipts, &json);
    lg_receipts_put_json(receipts, "objects", &json);
    lg_json_close(&json, '}');
    if (node_record_name(records, LG_RECORD_NODE, records->plan->node, &name, err) == LG_OK)
        (void)lg_place_publish(&records->final, name.text, &text, false, err);
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

/* What the nodes' records say together. */
struct gathering {
    struct lg_receipts *receipts;
    bool all;               /* every node has written its record, and none has begun again since */
    enum lg_ending ending;  /* of the run: the first that was not all of a node's parts */
};

static enum lg_ending ending_of(const json_t *record)
{
    const char *word = json_string_value(json_object_get(record, "ended_by"));

    if (json_is_true(json_object_get(record, "complete")))
        return LG_ENDED_COMPLETE;
    for (int ending = LG_ENDED_DURATION; ending < LG_ENDED_ERROR; ending++)
        if (word && strcmp(word, lg_ending_word((enum lg_ending)ending)) == 0)
            return (enum lg_ending)ending;
    return LG_ENDED_ERROR;
}

static int take_node_record(struct gathering *gathering, const struct lg_string *text, struct lg_error *err)
{
    json_t *root;

    if (lg_document_parse_record(text->text, text->length, &root, err) != LG_OK)
        return err->code;
    if (gathering->ending == LG_ENDED_COMPLETE)
        gathering->ending = ending_of(root);
    gathering->all = ending_of(root) != LG_ENDED_ERROR;
    (void)lg_receipts_read(root, "objects", gathering->receipts, err);
    json_decref(root);
    return err->code;
}

static int read_other_nodes(const struct lg_records *records, struct gathering *gathering, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;

    gathering->all = true;
    for (uint32_t node = 0; node < records->plan->nodes && gathering->all && err->code == LG_OK; node++) {
        struct lg_error reading = LG_ERROR_INIT;

        if (node == records->plan->node || node_record_name(records, LG_RECORD_NODE, node, &name, err) != LG_OK)
            continue;
        if (lg_place_read(&records->final, name.text, &text, &reading) == LG_E_NOT_FOUND)
            gathering->all = false;
        else if (reading.code != LG_OK)
            *err = reading;
        else if (take_node_record(gathering, &text, err) != LG_OK)
            (void)lg_error_wrap(err, "reading '%.200s'", name.text);
    }
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

static void put_manifest_json(const struct lg_plan *plan, const struct gathering *gathering, struct lg_string *text)
{
    struct lg_json json;

    lg_json_init(&json, text, true);
    lg_json_open(&json, NULL, '{');
    put_head(plan, &json);
    put_ending(gathering->ending, &json);
    lg_json_literal(&json, "identity", plan->identity_json.text);
    put_totals(gathering->receipts, &json);
    lg_receipts_put_json(gathering->receipts, "objects", &json);
    lg_json_close(&json, '}');
}

/* Of several nodes that publish the same, one is first, and losing is success. Of an incomplete manifest a later one takes the place, of a
 * complete one none. */
static int put_manifest(const struct lg_records *records, const struct gathering *gathering, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;

    put_manifest_json(records->plan, gathering, &text);
    if (final_name(records, "manifest.json", &name, err) == LG_OK &&
        lg_place_publish(&records->final, name.text, &text, true, err) == LG_E_EXISTS) {
        const struct lg_record_entry there = {.place = &records->final, .name = name.text};
        struct lg_standing standing = {.has_manifest = true};

        *err = (struct lg_error)LG_ERROR_INIT;
        if (read_listed_manifest(records, &there, &standing, err) == LG_OK && standing.has_manifest && !standing.is_complete)
            (void)lg_place_publish(&records->final, name.text, &text, false, err);
    }
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

/* Nothing without a manifest: a node that has begun again has removed it. */
static int put_success(const struct lg_records *records, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;

    lg_string_printf(&text, "%s\n", records->plan->run_id);
    if (final_name(records, "manifest.json", &name, err) == LG_OK && exists(&records->final, name.text, err) &&
        lg_plan_success_name(records->plan, &name, err) == LG_OK &&
        lg_place_publish(&records->final, name.text, &text, true, err) == LG_E_EXISTS)
        *err = (struct lg_error)LG_ERROR_INIT;
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

static int name_objects(const struct lg_records *records, struct lg_receipts *receipts, struct lg_error *err)
{
    for (size_t i = 0; i < receipts->count && err->code == LG_OK; i++)
        if (receipts->item[i].ordinal < 0 || receipts->item[i].ordinal >= records->plan->parts)
            (void)lg_error_set(err, LG_E_STATE, "a node's record has a part %lld, which the plan has not",
                               (long long)receipts->item[i].ordinal);
        else
            (void)lg_records_name_object(records, &receipts->item[i], err);
    return err->code;
}

/* Records of nodes that have not begun again may be older than a loss that another number of nodes has found. */
static int check_objects(const struct lg_records *records, struct gathering *gathering, struct lg_error *err)
{
    int64_t missing = 0;

    if (!records->plan->doubts_finished || records->plan->nodes == 1 ||
        lg_presence_compare(records, gathering->receipts, &missing, err) != LG_OK)
        return err->code;
    gathering->all = missing == 0;
    if (missing > 0)
        lg_records_note(records, "%lld object%s of other nodes %s missing; the run is complete when those have made them again",
                        (long long)missing, missing == 1 ? "" : "s", missing == 1 ? "is" : "are");
    return LG_OK;
}

static int conclude_run(const struct lg_records *records, struct gathering *gathering, struct lg_error *err)
{
    lg_receipts_sort(gathering->receipts);
    if (name_objects(records, gathering->receipts, err) != LG_OK)
        return err->code;
    if (gathering->ending != LG_ENDED_COMPLETE)
        return put_manifest(records, gathering, err);
    if (gathering->receipts->count != (size_t)records->plan->parts)
        return lg_error_set(err, LG_E_STATE, "the records of all %" PRIu32 " nodes list %zu objects, the plan has %lld",
                            records->plan->nodes, gathering->receipts->count, (long long)records->plan->parts);
    if (check_objects(records, gathering, err) != LG_OK || !gathering->all)
        return err->code;
    if (put_manifest(records, gathering, err) == LG_OK && put_success(records, err) == LG_OK)
        (void)lg_withdraw_finish(records, gathering->receipts, records->plan->nodes, err);
    return err->code;
}

int lg_records_finish(const struct lg_records *records, struct lg_receipts *receipts, enum lg_ending ending, bool *complete,
                      struct lg_error *err)
{
    struct gathering gathering = {.receipts = receipts, .ending = ending};

    *complete = false;
    lg_receipts_sort(receipts);
    if (lg_records_put_plan(records, err) != LG_OK || put_node_record(records, receipts, ending, err) != LG_OK ||
        (ending == LG_ENDED_DURATION && lg_withdraw_left_out(records, receipts, err) != LG_OK) ||
        read_other_nodes(records, &gathering, err) != LG_OK)
        return err->code;
    if (gathering.all && conclude_run(records, &gathering, err) == LG_OK)
        *complete = gathering.all && gathering.ending == LG_ENDED_COMPLETE;
    return err->code;
}

int lg_records_put_node(const struct lg_records *records, struct lg_receipts *receipts, struct lg_error *err)
{
    lg_receipts_sort(receipts);
    return put_node_record(records, receipts, LG_ENDED_COMPLETE, err);
}

int lg_records_reopen(const struct lg_records *records, struct lg_receipts *receipts, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;

    lg_receipts_sort(receipts);
    if (put_node_record(records, receipts, LG_ENDED_ERROR, err) == LG_OK && lg_plan_success_name(records->plan, &name, err) == LG_OK)
        (void)lg_place_remove(&records->final, name.text, err);
    lg_string_release(&name);
    return err->code;
}

/* ---- after the manifest ---- */

static bool remains(const struct lg_plan *plan, const struct lg_record_entry *entry)
{
    if (strcmp(entry->run, plan->run_id) != 0)
        return false;
    return entry->kind == LG_RECORD_LOCK || entry->kind == LG_RECORD_CHECKPOINT || entry->kind == LG_RECORD_RECEIPTS ||
           entry->kind == LG_RECORD_WITHDRAWN;
}

bool lg_records_are_tidy(const struct lg_records *records, const struct lg_inventory *inventory, const struct lg_standing *standing)
{
    for (size_t i = 0; i < inventory->count; i++)
        if (remains(records->plan, &inventory->item[i]))
            return false;
    return standing->has_success;
}

/* The manifest as it is now, right before _SUCCESS: another node may have taken it back. */
int lg_records_tidy(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_record_entry *manifest = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_MANIFEST);
    struct lg_receipts receipts = LG_RECEIPTS_INIT;
    struct lg_string text = LG_STRING_INIT;
    struct lg_error reading = LG_ERROR_INIT;
    json_t *root = NULL;
    int64_t nodes = 0;
    bool is_complete = false;

    if (lg_place_read(manifest->place, manifest->name, &text, &reading) != LG_OK) {
        if (reading.code != LG_E_NOT_FOUND)
            *err = reading;
    } else if (lg_document_parse_record(text.text, text.length, &root, err) == LG_OK) {
        is_complete = json_is_true(json_object_get(root, "complete"));
        (void)lg_receipts_read(root, "objects", &receipts, err);
    }
    if (err->code == LG_OK && is_complete && !lg_member_int(root, "nodes", &nodes))
        (void)lg_error_set(err, LG_E_STATE, "'%.200s' does not say how many nodes there were", manifest->name);
    if (err->code == LG_OK && is_complete && put_success(records, err) == LG_OK)
        (void)lg_withdraw_finish(records, &receipts, (uint32_t)nodes, err);
    json_decref(root);
    lg_string_release(&text);
    lg_receipts_release(&receipts);
    return err->code;
}
