/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and removing what runs wrote. */
#include "audit/clean.h"

#include "audit/crew.h"
#include "record/document.h"

#include <stdlib.h>
#include <string.h>

/* ---- the list ---- */

struct finding {
    struct lg_clean *clean;
    struct lg_stored_plan *plan; /* of the runs; owned */
    uint32_t plans;
    struct lg_error *err;
};

static int add(struct lg_clean *clean, enum lg_clean_kind kind, const char *name, int64_t bytes, struct lg_error *err)
{
    struct lg_clean_item item = {kind, strdup(name), bytes};

    if (clean->count == clean->capacity) {
        size_t capacity = clean->capacity ? 2 * clean->capacity : 64;
        struct lg_clean_item *grown = realloc(clean->item, capacity * sizeof(*grown));

        if (grown) {
            clean->item = grown;
            clean->capacity = capacity;
        }
    }
    if (!item.name || clean->count == clean->capacity) {
        free(item.name);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list of %zu objects", clean->count + 1);
    }
    clean->item[clean->count++] = item;
    clean->objects += kind == LG_CLEAN_OBJECT;
    clean->object_bytes += kind == LG_CLEAN_OBJECT ? bytes : 0;
    clean->records += kind != LG_CLEAN_OBJECT;
    return LG_OK;
}

/* An object of a run: one that its plan has. */
static bool is_planned(const struct finding *finding, const char *name)
{
    uint32_t table;
    int64_t part;

    for (uint32_t i = 0; i < finding->plans; i++)
        if (lg_stored_plan_find(&finding->plan[i], finding->clean->site, name, &table, &part) &&
            part < finding->plan[i].table[table].parts)
            return true;
    return false;
}

static bool is_wanted(const struct lg_clean *clean, const char *run)
{
    for (size_t i = 0; i < clean->runs.count; i++)
        if (strcmp(clean->runs.word[i], run) == 0)
            return true;
    return false;
}

static enum lg_clean_kind kind_of(const struct lg_record_entry *entry)
{
    return entry->kind == LG_RECORD_PLAN       ? LG_CLEAN_PLAN
           : entry->kind == LG_RECORD_MANIFEST ? LG_CLEAN_MANIFEST
                                               : LG_CLEAN_RECORD;
}

static const struct lg_record_entry *find_record(const struct lg_inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->count; i++)
        if (strcmp(inventory->item[i].name, name) == 0)
            return &inventory->item[i];
    return NULL;
}

struct text {
    char bytes[80];
    size_t size;
};

static int collect(void *context, const void *bytes, size_t size)
{
    struct text *text = context;

    if (size > sizeof(text->bytes) - 1 - text->size)
        size = sizeof(text->bytes) - 1 - text->size;
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    return text->size == sizeof(text->bytes) - 1;
}

/* _SUCCESS holds the run that put it there. */
static bool is_our_success(const struct finding *finding, const char *name)
{
    const struct lg_site *site = finding->clean->site;
    struct lg_error ignored = LG_ERROR_INIT;
    struct lg_string success = LG_STRING_INIT;
    struct text text = {.size = 0};
    bool ours;

    lg_site_put_root(site, false, &success);
    lg_string_puts(&success, "_SUCCESS");
    ours = strcmp(lg_string_text(&success), name) == 0;
    lg_string_release(&success);
    if (!ours || site->sink->read(site->state, name, 0, sizeof(text.bytes), collect, &text, &ignored) != LG_OK)
        return false;
    text.bytes[strcspn(text.bytes, "\n")] = '\0';
    return is_wanted(finding->clean, text.bytes);
}

static int note_entry(void *context, const struct lg_entry *entry)
{
    struct finding *finding = context;
    struct lg_clean *clean = finding->clean;
    const struct lg_record_entry *record = find_record(&clean->site->inventory, entry->name);

    if (record && record->kind != LG_RECORD_OTHER && is_wanted(clean, record->run))
        return add(clean, kind_of(record), entry->name, entry->bytes, finding->err);
    if (!record && is_planned(finding, entry->name))
        return add(clean, LG_CLEAN_OBJECT, entry->name, entry->bytes, finding->err);
    if (!record && is_our_success(finding, entry->name))
        return add(clean, LG_CLEAN_SUCCESS, entry->name, entry->bytes, finding->err);
    clean->kept++;
    return 0;
}

static int list(struct finding *finding, bool is_truth, struct lg_error *err)
{
    const struct lg_site *site = finding->clean->site;
    struct lg_string prefix = LG_STRING_INIT;

    lg_site_put_root(site, is_truth, &prefix);
    if (lg_string_check(&prefix, err) == LG_OK)
        (void)site->sink->list(site->state, lg_string_text(&prefix), note_entry, finding, err);
    lg_string_release(&prefix);
    return err->code;
}

/* ---- runs ---- */

/* Either of the two that name a run's objects; a damaged plan keeps everything where it is. */
static int add_run(struct finding *finding, const struct lg_record_entry *entry, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    json_t *root = NULL;

    if (lg_place_read(entry->place, entry->name, &text, err) == LG_OK &&
        lg_document_parse_record(lg_string_text(&text), text.length, &root, err) == LG_OK &&
        lg_stored_plan_init(root, &finding->plan[finding->plans], err) == LG_OK) {
        finding->plans++;
        (void)lg_words_add(&finding->clean->runs, entry->run, strlen(entry->run), err);
    }
    json_decref(root);
    lg_string_release(&text);
    return err->code == LG_OK ? LG_OK : lg_error_wrap(err, "reading '%.200s'", entry->name);
}

static int add_runs(struct finding *finding, const char *run, struct lg_error *err)
{
    const struct lg_inventory *inventory = &finding->clean->site->inventory;

    finding->plan = calloc(inventory->count + 1, sizeof(*finding->plan));
    if (!finding->plan)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the plans of runs");
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];

        if ((entry->kind == LG_RECORD_MANIFEST || entry->kind == LG_RECORD_PLAN) && (!run || strcmp(run, entry->run) == 0) &&
            !is_wanted(finding->clean, entry->run))
            (void)add_run(finding, entry, err);
    }
    if (err->code == LG_OK && run && finding->plans == 0)
        (void)lg_error_set(err, LG_E_NOT_FOUND, "there is no run '%.80s' at '%.200s'", run, finding->clean->site->destination.root);
    return err->code;
}

static int by_kind_and_name(const void *a, const void *b)
{
    const struct lg_clean_item *x = a, *y = b;

    return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->name, y->name);
}

static bool has_truth(const struct finding *finding)
{
    for (uint32_t i = 0; i < finding->plans; i++)
        for (uint32_t t = 0; t < finding->plan[i].tables; t++)
            if (finding->plan[i].table[t].is_truth)
                return true;
    return false;
}

int lg_clean_open(const struct lg_site *site, const char *run, struct lg_clean *clean, struct lg_error *err)
{
    struct finding finding = {.clean = clean, .err = err};

    memset(clean, 0, sizeof(*clean));
    clean->site = site;
    if (add_runs(&finding, run, err) == LG_OK && list(&finding, false, err) == LG_OK && has_truth(&finding))
        (void)list(&finding, true, err);
    if (clean->count > 0)
        qsort(clean->item, clean->count, sizeof(*clean->item), by_kind_and_name);
    for (uint32_t i = 0; i < finding.plans; i++)
        lg_stored_plan_release(&finding.plan[i]);
    free(finding.plan);
    if (err->code != LG_OK)
        lg_clean_close(clean);
    return err->code;
}

void lg_clean_close(struct lg_clean *clean)
{
    for (size_t i = 0; i < clean->count; i++)
        free(clean->item[i].name);
    free(clean->item);
    lg_words_release(&clean->runs);
    memset(clean, 0, sizeof(*clean));
}

/* ---- removing ---- */

struct removal {
    struct lg_clean *clean;
    size_t first; /* item of this kind */
};

static int remove_item(void *context, void *worker, int64_t item, struct lg_error *err)
{
    const struct removal *removal = context;
    const struct lg_site *site = removal->clean->site;

    (void)worker;
    if (site->sink->remove(site->state, removal->clean->item[removal->first + (size_t)item].name, err) == LG_OK)
        atomic_fetch_add(&removal->clean->removed, 1);
    return err->code;
}

/* A kind after the other, each of them on all threads. */
int lg_clean_remove(struct lg_clean *clean, unsigned threads, struct lg_error *err)
{
    for (size_t first = 0, end; first < clean->count && err->code == LG_OK; first = end) {
        struct removal removal = {clean, first};
        const struct lg_crew_job job = {&removal, NULL, remove_item, NULL, NULL};

        for (end = first; end < clean->count && clean->item[end].kind == clean->item[first].kind; end++)
            ;
        (void)lg_crew_run(&job, (int64_t)(end - first), threads, err);
    }
    return err->code;
}
