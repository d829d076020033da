/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for a run by its plan without the seed. */
#include "record/seed.h"

#include "record/document.h"

#include <stdlib.h>
#include <string.h>

/* Equal but for the seed; takes both apart. */
static bool is_alike(json_t *stored, json_t *ours)
{
    (void)json_object_del(stored, "seed");
    (void)json_object_del(ours, "seed");
    return json_equal(stored, ours);
}

static char *seed_of(const struct lg_records *records, const struct lg_record_entry *entry)
{
    struct lg_error ignored = LG_ERROR_INIT;
    struct lg_string text = LG_STRING_INIT;
    json_t *stored = NULL, *ours = NULL, *identity;
    char *seed = NULL;

    if (lg_place_read(entry->place, entry->name, &text, &ignored) == LG_OK &&
        lg_document_parse_record(text.text, text.length, &stored, &ignored) == LG_OK &&
        lg_document_parse(records->plan->identity_json.text, records->plan->identity_json.length, &ours, &ignored) == LG_OK) {
        identity = json_object_get(stored, "identity");
        if (json_string_value(json_object_get(identity, "seed")))
            seed = strdup(json_string_value(json_object_get(identity, "seed")));
        if (seed && !is_alike(identity, ours)) {
            free(seed);
            seed = NULL;
        }
    }
    json_decref(stored);
    json_decref(ours);
    lg_string_release(&text);
    return seed;
}

int lg_seed_recall(const struct lg_records *records, const struct lg_inventory *inventory, char **seed, struct lg_error *err)
{
    bool is_finished = true;

    *seed = NULL;
    for (size_t i = 0; i < inventory->count && is_finished; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];
        char *found = entry->kind == LG_RECORD_PLAN ? seed_of(records, entry) : NULL;

        if (!found)
            continue;
        is_finished = lg_inventory_find(inventory, entry->run, LG_RECORD_MANIFEST) != NULL;
        free(*seed);
        *seed = found;
    }
    return err->code;
}
