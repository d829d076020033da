/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading a run's records. */
#include "record/record.h"

#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_RECORD ((size_t)1 << 30)
#define MANIFEST "manifest.json"

/* ---- places ---- */

static int success_name(const struct lg_plan *plan, struct lg_string *name, struct lg_error *err)
{
    lg_string_clear(name);
    lg_string_puts(name, plan->destination.root);
    if (name->length > 0 && name->text[name->length - 1] != '/')
        lg_string_putc(name, '/');
    lg_string_puts(name, "_SUCCESS");
    return lg_string_check(name, err);
}

static int node_record_name(const struct lg_plan *plan, uint32_t node, struct lg_string *name, struct lg_error *err)
{
    char record[64];

    (void)snprintf(record, sizeof(record), "node-%" PRIu32 "-of-%" PRIu32 ".json", node, plan->nodes);
    return lg_plan_record_name(plan, record, name, err);
}

static int publish(const struct lg_records *records, const char *name, const struct lg_string *bytes, bool if_absent,
                   struct lg_error *err)
{
    if (lg_string_check(bytes, err) != LG_OK)
        return err->code;
    return records->plan->sink->publish(records->sink_state, name, lg_string_text(bytes), bytes->length, if_absent, err);
}

static int collect(void *context, const void *bytes, size_t size)
{
    struct lg_string *text = context;

    if (text->length + size > LARGEST_RECORD)
        return 1;
    lg_string_append(text, bytes, size);
    return 0;
}

static int read_record(const struct lg_records *records, const char *name, struct lg_string *text, struct lg_error *err)
{
    lg_string_clear(text);
    if (records->plan->sink->read(records->sink_state, name, 0, -1, collect, text, err) != LG_OK)
        return err->code;
    return lg_string_check(text, err);
}

/* ---- is the place free? ---- */

struct found {
    char run[128];
};

/* <anything>/_lakegen/<run>/manifest.json */
static int note_manifest(void *context, const struct lg_entry *entry)
{
    struct found *found = context;
    const char *run = strstr(entry->name, "_lakegen/"), *slash;

    run = run ? run + strlen("_lakegen/") : NULL;
    slash = run ? strchr(run, '/') : NULL;
    if (!slash || strcmp(slash + 1, MANIFEST) != 0)
        return 0;
    (void)snprintf(found->run, sizeof(found->run), "%.*s", (int)(slash - run), run);
    return 1;
}

static int find_manifest(const struct lg_records *records, struct found *found, struct lg_error *err)
{
    struct lg_string prefix = LG_STRING_INIT;

    found->run[0] = '\0';
    if (success_name(records->plan, &prefix, err) == LG_OK) {
        prefix.length -= strlen("_SUCCESS");
        lg_string_puts(&prefix, "_lakegen/");
        if (lg_string_check(&prefix, err) == LG_OK)
            (void)records->plan->sink->list(records->sink_state, prefix.text, note_manifest, found, err);
    }
    lg_string_release(&prefix);
    return err->code;
}

int lg_records_check_free(const struct lg_records *records, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct lg_string name = LG_STRING_INIT;
    struct found found;

    if (find_manifest(records, &found, err) != LG_OK)
        return err->code;
    for (int64_t ordinal = plan->node; ordinal < plan->parts && err->code == LG_OK; ordinal += plan->nodes) {
        struct lg_error absent = LG_ERROR_INIT;
        struct lg_task task;
        int64_t bytes;

        lg_plan_task(plan, ordinal, &task);
        if (lg_plan_object_name(plan, &task, &name, err) != LG_OK)
            break;
        if (plan->sink->stat(records->sink_state, name.text, &bytes, &absent) == LG_OK)
            (void)lg_error_set(err, LG_E_DESTINATION, "destination is occupied: '%.300s' exists%s%s; choose another --output, or "
                               "--overwrite to replace it", name.text, found.run[0] ? ", made by run " : "", found.run);
        else if (absent.code != LG_E_NOT_FOUND)
            *err = absent;
    }
    lg_string_release(&name);
    if (err->code == LG_OK && found.run[0])
        (void)lg_error_set(err, LG_E_DESTINATION, "destination is occupied by run %s; choose another --output, or --overwrite to "
                           "replace it", found.run);
    return err->code;
}

static int remove_object(const struct lg_records *records, const struct lg_string *name, struct lg_error *err)
{
    return records->plan->sink->remove(records->sink_state, lg_string_text(name), err);
}

int lg_records_withdraw(const struct lg_records *records, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;
    struct found found;

    if (success_name(records->plan, &name, err) == LG_OK)
        (void)remove_object(records, &name, err);
    while (err->code == LG_OK && find_manifest(records, &found, err) == LG_OK && found.run[0]) {
        (void)success_name(records->plan, &name, err);
        name.length -= strlen("_SUCCESS");
        lg_string_printf(&name, "_lakegen/%s/" MANIFEST, found.run);
        if (lg_string_check(&name, err) == LG_OK)
            (void)remove_object(records, &name, err);
    }
    if (err->code == LG_OK && node_record_name(records->plan, records->plan->node, &name, err) == LG_OK)
        (void)remove_object(records, &name, err);
    lg_string_release(&name);
    return err->code;
}

/* ---- the plan ---- */

int lg_records_put_plan(const struct lg_records *records, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT, stored = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &text, true);
    lg_plan_put_json(records->plan, &json);
    if (lg_plan_record_name(records->plan, "plan.json", &name, err) == LG_OK &&
        publish(records, name.text, &text, true, err) == LG_E_EXISTS) {
        *err = (struct lg_error)LG_ERROR_INIT;
        if (read_record(records, name.text, &stored, err) == LG_OK &&
            (stored.length != text.length || memcmp(stored.text, text.text, text.length) != 0))
            (void)lg_error_set(err, LG_E_STATE, "'%.300s' is another plan's; choose another --run-id or --output", name.text);
    }
    lg_string_release(&name);
    lg_string_release(&text);
    lg_string_release(&stored);
    return err->code;
}

/* ---- finishing ---- */

static void put_totals(const struct lg_receipts *receipts, struct lg_json *json)
{
    int64_t rows = 0, bytes = 0;

    for (size_t i = 0; i < receipts->count; i++) {
        rows += receipts->item[i].receipt.rows;
        bytes += receipts->item[i].receipt.bytes;
    }
    lg_json_int(json, "objects_total", (int64_t)receipts->count);
    lg_json_int(json, "rows_total", rows);
    lg_json_int(json, "bytes_total", bytes);
}

static void put_head(const struct lg_plan *plan, struct lg_json *json)
{
    lg_json_int(json, "version", 1);
    lg_json_text(json, "lakegen", PACKAGE_VERSION);
    lg_json_text(json, "run", plan->run_id);
    lg_json_text(json, "identity_hash", plan->hash);
    lg_json_int(json, "nodes", plan->nodes);
}

static int put_node_record(const struct lg_records *records, const struct lg_receipts *receipts, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &text, true);
    lg_json_open(&json, NULL, '{');
    put_head(records->plan, &json);
    lg_json_int(&json, "node", records->plan->node);
    put_totals(receipts, &json);
    lg_receipts_put_json(receipts, "objects", &json);
    lg_json_close(&json, '}');
    if (node_record_name(records->plan, records->plan->node, &name, err) == LG_OK)
        (void)publish(records, name.text, &text, false, err);
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

/* Adds the receipts of the other nodes. all: whether every node has written its record. */
static int read_other_nodes(const struct lg_records *records, struct lg_receipts *receipts, bool *all, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;

    *all = true;
    for (uint32_t node = 0; node < records->plan->nodes && *all && err->code == LG_OK; node++) {
        struct lg_error reading = LG_ERROR_INIT;

        if (node == records->plan->node || node_record_name(records->plan, node, &name, err) != LG_OK)
            continue;
        if (read_record(records, name.text, &text, &reading) == LG_E_NOT_FOUND)
            *all = false;
        else if (reading.code != LG_OK)
            *err = reading;
        else if (lg_receipts_parse(text.text, text.length, "objects", receipts, err) != LG_OK)
            (void)lg_error_wrap(err, "reading '%.200s'", name.text);
    }
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

static int ignore_existing(int code, struct lg_error *err)
{
    if (code != LG_E_EXISTS)
        return code;
    *err = (struct lg_error)LG_ERROR_INIT; /* another node was first, with the same content */
    return LG_OK;
}

static int put_manifest(const struct lg_records *records, const struct lg_receipts *receipts, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &text, true);
    lg_json_open(&json, NULL, '{');
    put_head(plan, &json);
    lg_json_bool(&json, "complete", true);
    lg_json_literal(&json, "identity", plan->identity_json.text);
    put_totals(receipts, &json);
    lg_receipts_put_json(receipts, "objects", &json);
    lg_json_close(&json, '}');
    if (lg_plan_record_name(plan, MANIFEST, &name, err) == LG_OK)
        (void)ignore_existing(publish(records, name.text, &text, true, err), err);
    lg_string_clear(&text);
    lg_string_printf(&text, "%s\n", plan->run_id);
    if (err->code == LG_OK && success_name(plan, &name, err) == LG_OK)
        (void)ignore_existing(publish(records, name.text, &text, true, err), err);
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

int lg_records_finish(const struct lg_records *records, struct lg_receipts *receipts, bool *complete, struct lg_error *err)
{
    *complete = false;
    lg_receipts_sort(receipts);
    if (put_node_record(records, receipts, err) != LG_OK || read_other_nodes(records, receipts, complete, err) != LG_OK)
        return err->code;
    lg_receipts_sort(receipts);
    if (*complete && receipts->count != (size_t)records->plan->parts)
        return lg_error_set(err, LG_E_STATE, "the records of all %" PRIu32 " nodes list %zu objects, the plan has %lld",
                            records->plan->nodes, receipts->count, (long long)records->plan->parts);
    return *complete ? put_manifest(records, receipts, err) : LG_OK;
}
