/* SPDX-License-Identifier: Apache-2.0 */
/* Names of records, there and back. */
#include "record/inventory.h"

#include "base/callback.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* <prefix><i>-of-<n>[.<number>]<suffix>. A name is read by making it again from the numbers in it: nothing else has that name. */
static const struct {
    enum lg_record_kind kind;
    const char *prefix, *suffix;
    bool is_numbered;
} forms[] = {
    {LG_RECORD_NODE, "node-", ".json", false},
    {LG_RECORD_REPORT, "report-", ".json", false},
    {LG_RECORD_LOCK, "node-", ".lock", false},
    {LG_RECORD_CHECKPOINT, "checkpoint-", ".json", true},
    {LG_RECORD_RECEIPTS, "receipts-", ".jsonl", true},
};

void lg_record_name(enum lg_record_kind kind, uint32_t node, uint32_t nodes, int64_t number, char name[LG_RECORD_NAME])
{
    char text[24] = "";
    size_t i = 0;

    while (forms[i].kind != kind)
        i++;
    if (forms[i].is_numbered)
        (void)snprintf(text, sizeof(text), ".%" PRId64, number);
    (void)snprintf(name, LG_RECORD_NAME, "%s%" PRIu32 "-of-%" PRIu32 "%s%s", forms[i].prefix, node, nodes, text, forms[i].suffix);
}

static void parse_record(const char *record, struct lg_record_entry *entry)
{
    const char *numbers = strchr(record, '-');
    char name[LG_RECORD_NAME];

    entry->kind = strcmp(record, "plan.json") == 0        ? LG_RECORD_PLAN
                  : strcmp(record, "manifest.json") == 0  ? LG_RECORD_MANIFEST
                  : strncmp(record, "withdrawn-", 10) == 0 ? LG_RECORD_WITHDRAWN
                                                          : LG_RECORD_OTHER;
    if (!numbers || sscanf(numbers, "-%" SCNu32 "-of-%" SCNu32 ".%" SCNd64, &entry->node, &entry->nodes, &entry->number) < 2)
        return;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]) && entry->kind == LG_RECORD_OTHER; i++) {
        lg_record_name(forms[i].kind, entry->node, entry->nodes, entry->number, name);
        if (strcmp(record, name) == 0)
            entry->kind = forms[i].kind;
    }
}

struct reading {
    struct lg_inventory *inventory;
    const struct lg_place *place;
    struct lg_error *err;
};

static int grow(struct lg_inventory *inventory, struct lg_error *err)
{
    size_t capacity = inventory->capacity ? 2 * inventory->capacity : 32;
    struct lg_record_entry *grown;

    if (inventory->count < inventory->capacity)
        return LG_OK;
    grown = realloc(inventory->item, capacity * sizeof(*grown));
    if (!grown)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list of %zu records", capacity);
    inventory->item = grown;
    inventory->capacity = capacity;
    return LG_OK;
}

/* <prefix><run>/<record> */
static int add(void *context, const struct lg_entry *found)
{
    struct reading *reading = context;
    struct lg_record_entry entry = {.place = reading->place, .age_ms = found->age_ms};
    const char *run = found->name + strlen(reading->place->prefix), *slash = strchr(run, '/');

    if (!slash || (size_t)(slash - run) >= sizeof(entry.run) || strchr(slash + 1, '/'))
        return 0;
    memcpy(entry.run, run, (size_t)(slash - run));
    parse_record(slash + 1, &entry);
    if (grow(reading->inventory, reading->err) != LG_OK)
        return 1;
    entry.name = strdup(found->name);
    if (!entry.name) {
        (void)lg_error_set(reading->err, LG_E_LOCAL, "out of memory for a list of records");
        return 1;
    }
    reading->inventory->item[reading->inventory->count++] = entry;
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct lg_record_entry *)a)->name, ((const struct lg_record_entry *)b)->name);
}

int lg_inventory_read(struct lg_inventory *inventory, const struct lg_place *place, const char *run, struct lg_error *err)
{
    struct reading reading = {inventory, place, err};
    struct lg_string prefix = LG_STRING_INIT;

    lg_string_puts(&prefix, place->prefix);
    if (run)
        lg_string_printf(&prefix, "%s/", run);
    if (lg_string_check(&prefix, err) == LG_OK)
        (void)lg_callback_result(place->sink->list(place->state, prefix.text, add, &reading, err), "list", err);
    lg_string_release(&prefix);
    if (inventory->count > 0)
        qsort(inventory->item, inventory->count, sizeof(*inventory->item), by_name);
    return err->code;
}

void lg_inventory_release(struct lg_inventory *inventory)
{
    for (size_t i = 0; i < inventory->count; i++)
        free(inventory->item[i].name);
    free(inventory->item);
    *inventory = (struct lg_inventory)LG_INVENTORY_INIT;
}

static const struct lg_record_entry *find_from(const struct lg_inventory *inventory, size_t start, const char *run,
                                               enum lg_record_kind kind)
{
    for (size_t i = start; i < inventory->count; i++)
        if (inventory->item[i].kind == kind && strcmp(inventory->item[i].run, run) == 0)
            return &inventory->item[i];
    return NULL;
}

const struct lg_record_entry *lg_inventory_find(const struct lg_inventory *inventory, const char *run, enum lg_record_kind kind)
{
    return find_from(inventory, 0, run, kind);
}

const struct lg_record_entry *lg_inventory_next(const struct lg_inventory *inventory, const struct lg_record_entry *entry)
{
    return find_from(inventory, (size_t)(entry - inventory->item) + 1, entry->run, entry->kind);
}
