/* SPDX-License-Identifier: Apache-2.0 */
/* Removing records in an order that a death at any moment does not hurt: names are written down before what knew them is removed. */
#include "record/withdraw.h"

#include "base/digest.h"
#include "record/document.h"
#include "record/saved.h"

#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

struct names {
    char **name; /* owned */
    size_t count, capacity;
};

static void names_release(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->name[i]);
    free(names->name);
}

static int names_add(struct names *names, const char *name, struct lg_error *err)
{
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? 2 * names->capacity : 64;
        char **grown = realloc(names->name, capacity * sizeof(*grown));

        if (!grown)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for the names of %zu objects", capacity);
        names->name = grown;
        names->capacity = capacity;
    }
    names->name[names->count] = strdup(name);
    if (!names->name[names->count])
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the names of objects");
    names->count++;
    return LG_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* An object's name as it is now: a record says what its root was, and the destination may be seen from elsewhere since (another folder,
 * a moved one). Names in records may have been written by anybody: what does not lie below the root is left alone. */
static int add_object(const struct lg_records *records, const char *root, const char *name, struct names *names, struct lg_error *err)
{
    size_t length = strlen(root);
    const char *rest = name + length;
    struct lg_string now = LG_STRING_INIT;

    if (strncmp(name, root, length) != 0 || strstr(name, "/../"))
        return LG_OK;
    if (length > 0 && root[length - 1] != '/' && *rest != '/' && strncmp(rest, "_truth/", 7) != 0)
        return LG_OK;
    lg_string_printf(&now, "%s%s", records->plan->destination.root, rest);
    if (lg_string_check(&now, err) == LG_OK)
        (void)names_add(names, now.text, err);
    lg_string_release(&now);
    return err->code;
}

/* Objects: receipts with a name, or names. */
static int add_objects(const struct lg_records *records, const json_t *record, struct names *names, struct lg_error *err)
{
    const json_t *objects = json_object_get(record, "objects");
    const char *root = json_string_value(json_object_get(record, "root"));

    for (size_t i = 0; root && i < json_array_size(objects) && err->code == LG_OK; i++) {
        const json_t *object = json_array_get(objects, i);
        const char *name = json_string_value(json_is_string(object) ? object : json_object_get(object, "name"));

        if (name)
            (void)add_object(records, root, name, names, err);
    }
    return err->code;
}

static int add_receipts(const struct lg_records *records, const struct lg_record_entry *entry, struct names *names,
                        struct lg_error *err)
{
    struct lg_receipts receipts = LG_RECEIPTS_INIT;
    struct lg_error reading = LG_ERROR_INIT;
    struct lg_string root = LG_STRING_INIT;
    size_t damaged;

    if (lg_saved_receipts(entry, NULL, &root, &receipts, &damaged, &reading) == LG_OK)
        for (size_t i = 0; i < receipts.count && err->code == LG_OK; i++)
            (void)add_object(records, lg_string_text(&root), receipts.item[i].name, names, err);
    else if (reading.code != LG_E_NOT_FOUND) /* another node has written its names down, and removed it */
        *err = reading;
    lg_string_release(&root);
    lg_receipts_release(&receipts);
    return err->code;
}

static int add_record(const struct lg_records *records, const struct lg_record_entry *entry, struct names *names, struct lg_error *err)
{
    struct lg_error reading = LG_ERROR_INIT;
    struct lg_string text = LG_STRING_INIT;
    json_t *root = NULL;

    if (lg_place_read(entry->place, entry->name, &text, &reading) == LG_OK &&
        lg_document_parse(text.text, text.length, &root, &reading) == LG_OK)
        (void)add_objects(records, root, names, err);
    if (reading.code == LG_E_STATE) /* its objects stay, with their names in nobody's hands */
        lg_records_note(records, "'%s' is damaged and is removed: %s", entry->name, reading.message);
    else if (reading.code != LG_E_NOT_FOUND && reading.code != LG_OK)
        (void)lg_error_set(err, reading.code, "%s", reading.message);
    json_decref(root);
    lg_string_release(&text);
    return err->code;
}

static bool lists_objects(enum lg_record_kind kind)
{
    return kind == LG_RECORD_MANIFEST || kind == LG_RECORD_NODE || kind == LG_RECORD_WITHDRAWN;
}

static int collect_names(const struct lg_records *records, const struct lg_inventory *inventory, struct names *names,
                         struct lg_error *err)
{
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];

        if (entry->kind == LG_RECORD_RECEIPTS)
            (void)add_receipts(records, entry, names, err);
        else if (lists_objects(entry->kind))
            (void)add_record(records, entry, names, err);
    }
    if (names->count > 0)
        qsort(names->name, names->count, sizeof(*names->name), by_text);
    return err->code;
}

/* ---- writing down ---- */

/* The name follows from the content: whoever writes the same down, writes the same record. */
static int withdrawn_name(const struct lg_records *records, const struct lg_string *text, struct lg_string *name, struct lg_error *err)
{
    char hex[65], record[80];

    if (lg_sha256_hex(lg_string_text(text), text->length, hex, err) != LG_OK)
        return err->code;
    (void)snprintf(record, sizeof(record), "withdrawn-%.16s.json", hex);
    return lg_place_name(&records->final, records->plan->run_id, record, name, err);
}

static int put_names(const struct lg_records *records, const struct names *names, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;
    struct lg_json json;

    if (names->count == 0)
        return LG_OK;
    lg_json_init(&json, &text, true);
    lg_json_open(&json, NULL, '{');
    lg_json_int(&json, "version", LG_RECORD_VERSION);
    lg_json_text(&json, "root", records->plan->destination.root);
    lg_json_open(&json, "objects", '[');
    for (size_t i = 0; i < names->count; i++)
        if (i == 0 || strcmp(names->name[i], names->name[i - 1]) != 0)
            lg_json_text(&json, NULL, names->name[i]);
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
    if (withdrawn_name(records, &text, &name, err) == LG_OK)
        (void)lg_place_publish(&records->final, name.text, &text, false, err);
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}

/* ---- removing ---- */

static int remove_entry(const struct lg_record_entry *entry, struct lg_error *err)
{
    return lg_place_remove(entry->place, entry->name, err);
}

static bool is_own_state(const struct lg_plan *plan, const struct lg_record_entry *entry)
{
    bool is_kind = entry->kind == LG_RECORD_NODE || entry->kind == LG_RECORD_CHECKPOINT || entry->kind == LG_RECORD_RECEIPTS;

    return is_kind && strcmp(entry->run, plan->run_id) == 0 && entry->node == plan->node && entry->nodes == plan->nodes;
}

static int remove_success(const struct lg_records *records, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;

    if (lg_plan_success_name(records->plan, &name, err) == LG_OK)
        (void)lg_place_remove(&records->final, name.text, err);
    lg_string_release(&name);
    return err->code;
}

/* Of other runs everything; of this one what stands for a finished run, and what is this node's. A plan of this run may be another's, when
 * the user chose its name: it goes too, and is stored again. */
static bool is_replaced(const struct lg_plan *plan, const struct lg_record_entry *entry)
{
    if (strcmp(entry->run, plan->run_id) != 0)
        return entry->kind != LG_RECORD_OTHER;
    return entry->kind == LG_RECORD_MANIFEST || is_own_state(plan, entry);
}

static int remove_foreign_plan(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    const struct lg_record_entry *stored = lg_inventory_find(inventory, records->plan->run_id, LG_RECORD_PLAN);
    struct lg_error comparing = LG_ERROR_INIT;

    if (!stored || lg_records_compare_plan(records, stored, &comparing) == LG_OK)
        return LG_OK;
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++)
        if (strcmp(inventory->item[i].run, records->plan->run_id) == 0 && inventory->item[i].kind != LG_RECORD_WITHDRAWN &&
            inventory->item[i].kind != LG_RECORD_LOCK && inventory->item[i].kind != LG_RECORD_OTHER)
            (void)remove_entry(&inventory->item[i], err);
    return err->code;
}

int lg_withdraw_all(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    struct names names = {NULL, 0, 0};

    if (collect_names(records, inventory, &names, err) == LG_OK && put_names(records, &names, err) == LG_OK)
        (void)remove_success(records, err);
    names_release(&names);
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++)
        if (inventory->item[i].kind == LG_RECORD_MANIFEST)
            (void)remove_entry(&inventory->item[i], err);
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++)
        if (is_replaced(records->plan, &inventory->item[i]))
            (void)remove_entry(&inventory->item[i], err);
    return err->code == LG_OK ? remove_foreign_plan(records, inventory, err) : err->code;
}

int lg_withdraw_own(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_error *err)
{
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++)
        if (is_own_state(records->plan, &inventory->item[i]))
            (void)remove_entry(&inventory->item[i], err);
    return err->code;
}

/* ---- at the end ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(a, ((const struct lg_part_receipt *)b)->name);
}

static int receipts_by_name(const void *a, const void *b)
{
    return strcmp(((const struct lg_part_receipt *)a)->name, ((const struct lg_part_receipt *)b)->name);
}

/* Objects that only withdrawn runs have. */
static int remove_objects(const struct lg_records *records, const struct names *names, const struct lg_receipts *receipts,
                          struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    size_t bytes = receipts->count * sizeof(*receipts->item);
    struct lg_part_receipt *sorted;

    if (names->count == 0 || !plan->sink->remove)
        return LG_OK;
    sorted = malloc(bytes + 1);
    if (!sorted)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the names of %zu objects", receipts->count);
    if (receipts->count > 0) {
        memcpy(sorted, receipts->item, bytes);
        qsort(sorted, receipts->count, sizeof(*sorted), receipts_by_name);
    }
    for (size_t i = 0; i < names->count && err->code == LG_OK; i++)
        if (!bsearch(names->name[i], sorted, receipts->count, sizeof(*sorted), by_name))
            (void)plan->sink->remove(records->sink_state, names->name[i], err);
    free(sorted);
    return err->code;
}

/* Names that this node would have given, or nobody. */
static void keep_own(const struct lg_plan *plan, struct names *names)
{
    struct lg_task task;
    size_t kept = 0;

    for (size_t i = 0; i < names->count; i++)
        if (!lg_plan_find_task(plan, names->name[i], &task) || lg_plan_node_part(plan, task.ordinal) >= 0)
            names->name[kept++] = names->name[i];
        else
            free(names->name[i]);
    names->count = kept;
}

static int add_withdrawn(const struct lg_records *records, const struct lg_inventory *inventory, struct names *names, struct lg_error *err)
{
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++)
        if (inventory->item[i].kind == LG_RECORD_WITHDRAWN)
            (void)add_record(records, &inventory->item[i], names, err);
    return err->code;
}

int lg_withdraw_left_out(const struct lg_records *records, const struct lg_receipts *receipts, struct lg_error *err)
{
    struct lg_inventory inventory = LG_INVENTORY_INIT;
    struct names names = {NULL, 0, 0};

    if (lg_records_list(records, records->plan->run_id, &inventory, err) == LG_OK &&
        add_withdrawn(records, &inventory, &names, err) == LG_OK) {
        keep_own(records->plan, &names);
        (void)remove_objects(records, &names, receipts, err);
    }
    names_release(&names);
    lg_inventory_release(&inventory);
    return err->code;
}

/* A lock that nobody holds was left by a process that died. */
static bool is_left_lock(const struct lg_record_entry *entry)
{
    struct lg_error err = LG_ERROR_INIT;

    return entry->place->sink->lock && entry->place->sink->lock(entry->place->state, entry->name, LG_LOCK_SHARED, &err) == LG_OK;
}

/* nodes: as many the run was completed by. As many as there are now may be about to repair it. */
static bool is_outdated(const struct lg_plan *plan, const struct lg_record_entry *entry, uint32_t nodes)
{
    switch (entry->kind) {
    case LG_RECORD_LOCK:
        return is_left_lock(entry);
    case LG_RECORD_WITHDRAWN:
    case LG_RECORD_CHECKPOINT:
    case LG_RECORD_RECEIPTS:
        return true;
    case LG_RECORD_NODE:
    case LG_RECORD_REPORT:
        return entry->nodes != nodes && !(plan->doubts_finished && entry->nodes == plan->nodes);
    default:
        return false;
    }
}

int lg_withdraw_finish(const struct lg_records *records, const struct lg_receipts *receipts, uint32_t nodes, struct lg_error *err)
{
    struct lg_inventory inventory = LG_INVENTORY_INIT;
    struct names names = {NULL, 0, 0};

    if (lg_records_list(records, records->plan->run_id, &inventory, err) == LG_OK &&
        add_withdrawn(records, &inventory, &names, err) == LG_OK)
        (void)remove_objects(records, &names, receipts, err);
    for (size_t i = 0; i < inventory.count && err->code == LG_OK; i++)
        if (is_outdated(records->plan, &inventory.item[i], nodes))
            (void)remove_entry(&inventory.item[i], err);
    names_release(&names);
    lg_inventory_release(&inventory);
    return err->code;
}

int lg_withdraw_state(const struct lg_records *records, struct lg_error *err)
{
    struct lg_inventory inventory = LG_INVENTORY_INIT;

    if (lg_records_list(records, records->plan->run_id, &inventory, err) == LG_OK)
        for (size_t i = 0; i < inventory.count && err->code == LG_OK; i++)
            if (inventory.item[i].kind != LG_RECORD_NODE && is_own_state(records->plan, &inventory.item[i]))
                (void)remove_entry(&inventory.item[i], err);
    lg_inventory_release(&inventory);
    return err->code;
}
