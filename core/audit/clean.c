/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and removing what runs wrote. */
#include "audit/clean.h"

#include "audit/workers.h"
#include "record/document.h"

#include <stdlib.h>
#include <string.h>

/* ---- the list ---- */

struct finding {
    struct lg_clean *clean;
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
static bool has_object(const struct lg_stored_plan *plan, const struct lg_site *site, const char *name)
{
    uint32_t table;
    int64_t part;

    return lg_stored_plan_find(plan, site, name, &table, &part) && part < plan->table[table].parts;
}

static bool is_planned(const struct lg_clean *clean, const char *name)
{
    for (size_t i = 0; i < clean->runs.count; i++)
        if (has_object(&clean->plan[i], clean->site, name))
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

static const struct lg_record_entry *find_record(const struct lg_site *site, const char *name)
{
    if (strncmp(name, site->records.prefix, strlen(site->records.prefix)) != 0)
        return NULL;
    for (size_t i = 0; i < site->inventory.count; i++)
        if (strcmp(site->inventory.item[i].name, name) == 0)
            return &site->inventory.item[i];
    return NULL;
}

static int note_entry(void *context, const struct lg_entry *entry)
{
    struct finding *finding = context;
    struct lg_clean *clean = finding->clean;
    const struct lg_record_entry *record = find_record(clean->site, entry->name);

    if (record && record->kind != LG_RECORD_OTHER && is_wanted(clean, record->run))
        return add(clean, kind_of(record), entry->name, entry->bytes, finding->err);
    if (!record && is_planned(clean, entry->name))
        return add(clean, LG_CLEAN_OBJECT, entry->name, entry->bytes, finding->err);
    clean->kept++;
    return 0;
}

/* _SUCCESS holds the run that put it there; that of another run stays. */
static int add_success(struct lg_clean *clean, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;
    struct lg_error absent = LG_ERROR_INIT;

    lg_site_put_root(clean->site, false, &name);
    lg_string_puts(&name, "_SUCCESS");
    if (lg_string_check(&name, err) == LG_OK && lg_place_read(&clean->site->records, name.text, &text, &absent) == LG_OK) {
        size_t bytes = text.length;

        if (bytes > 0 && text.text[bytes - 1] == '\n')
            text.text[bytes - 1] = '\0';
        if (is_wanted(clean, lg_string_text(&text)) && add(clean, LG_CLEAN_SUCCESS, name.text, (int64_t)bytes, err) == LG_OK)
            clean->kept--; /* the listing took it for a stranger */
    }
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
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
static int add_run(struct lg_clean *clean, const struct lg_record_entry *entry, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    json_t *root = NULL;

    if (lg_place_read(entry->place, entry->name, &text, err) == LG_OK &&
        lg_document_parse_record(lg_string_text(&text), text.length, &root, err) == LG_OK &&
        lg_stored_plan_init(root, &clean->plan[clean->runs.count], err) == LG_OK &&
        lg_words_add(&clean->runs, entry->run, strlen(entry->run), err) != LG_OK)
        lg_stored_plan_release(&clean->plan[clean->runs.count]);
    json_decref(root);
    lg_string_release(&text);
    return err->code == LG_OK ? LG_OK : lg_error_wrap(err, "reading '%.200s'", entry->name);
}

static int add_runs(struct lg_clean *clean, const char *run, struct lg_error *err)
{
    const struct lg_inventory *inventory = &clean->site->inventory;

    clean->plan = calloc(inventory->count + 1, sizeof(*clean->plan));
    if (!clean->plan)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the plans of runs");
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];

        if ((entry->kind == LG_RECORD_MANIFEST || entry->kind == LG_RECORD_PLAN) && (!run || strcmp(run, entry->run) == 0) &&
            !is_wanted(clean, entry->run))
            (void)add_run(clean, entry, err);
    }
    if (err->code == LG_OK && run && clean->runs.count == 0)
        (void)lg_error_set(err, LG_E_NOT_FOUND, "there is no run '%.80s' at '%.200s'", run, clean->site->destination.root);
    return err->code;
}

static int by_kind_and_name(const void *a, const void *b)
{
    const struct lg_clean_item *x = a, *y = b;

    return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->name, y->name);
}

static bool has_truth(const struct lg_stored_plan *plan)
{
    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].is_truth)
            return true;
    return false;
}

static bool any_has_truth(const struct lg_clean *clean)
{
    for (size_t i = 0; i < clean->runs.count; i++)
        if (has_truth(&clean->plan[i]))
            return true;
    return false;
}

int lg_clean_open(const struct lg_site *site, const char *run, struct lg_clean *clean, struct lg_error *err)
{
    struct finding finding = {clean, err};

    memset(clean, 0, sizeof(*clean));
    clean->site = site;
    if (add_runs(clean, run, err) == LG_OK && list(&finding, false, err) == LG_OK && any_has_truth(clean))
        (void)list(&finding, true, err);
    if (err->code == LG_OK)
        (void)add_success(clean, err);
    if (clean->count > 0)
        qsort(clean->item, clean->count, sizeof(*clean->item), by_kind_and_name);
    if (err->code != LG_OK)
        lg_clean_close(clean);
    return err->code;
}

void lg_clean_close(struct lg_clean *clean)
{
    for (size_t i = 0; i < clean->count; i++)
        free(clean->item[i].name);
    free(clean->item);
    for (size_t i = 0; i < clean->runs.count; i++)
        lg_stored_plan_release(&clean->plan[i]);
    free(clean->plan);
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

static int remove_kind(struct lg_clean *clean, size_t first, size_t end, unsigned threads, struct lg_error *err)
{
    struct removal removal = {clean, first};
    const struct lg_workers_job job = {&removal, NULL, remove_item, NULL, NULL};

    return lg_workers_run(&job, (int64_t)(end - first), threads, err);
}

/* Keeps processes away from the runs until the site is closed. */
static int lock_runs(const struct lg_clean *clean, struct lg_error *err)
{
    const struct lg_inventory *inventory = &clean->site->inventory;

    for (size_t i = 0; i < inventory->count && err->code == LG_OK && clean->site->sink->lock; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];

        if (entry->kind == LG_RECORD_LOCK && is_wanted(clean, entry->run) &&
            clean->site->sink->lock(clean->site->state, entry->name, 0, err) != LG_OK)
            (void)lg_error_wrap(err, "run %s", entry->run);
    }
    return err->code;
}

struct owner {
    const struct lg_clean *clean;
    size_t run;
};

static int owns(void *context, const struct lg_leftover *leftover)
{
    const struct owner *owner = context;

    return has_object(&owner->clean->plan[owner->run], owner->clean->site, leftover->name);
}

/* What dead processes left of objects that they had begun. */
static int sweep(const struct lg_clean *clean, bool is_truth, struct lg_error *err)
{
    const struct lg_site *site = clean->site;
    struct lg_string prefix = LG_STRING_INIT;

    lg_site_put_root(site, is_truth, &prefix);
    (void)lg_string_check(&prefix, err);
    for (size_t i = 0; i < clean->runs.count && err->code == LG_OK; i++) {
        struct owner owner = {clean, i};

        if (!is_truth || has_truth(&clean->plan[i]))
            (void)site->sink->sweep(site->state, clean->runs.word[i], lg_string_text(&prefix), owns, &owner, err);
    }
    lg_string_release(&prefix);
    return err->code;
}

static int sweep_all(const struct lg_clean *clean, struct lg_error *err)
{
    if (!clean->site->sink->sweep || sweep(clean, false, err) != LG_OK)
        return err->code;
    return sweep(clean, true, err);
}

/* A kind after the other, each of them on all threads. */
int lg_clean_remove(struct lg_clean *clean, unsigned threads, struct lg_error *err)
{
    if (lock_runs(clean, err) != LG_OK || sweep_all(clean, err) != LG_OK)
        return err->code;
    for (size_t first = 0, end; first < clean->count && err->code == LG_OK; first = end) {
        for (end = first; end < clean->count && clean->item[end].kind == clean->item[first].kind; end++)
            ;
        (void)remove_kind(clean, first, end, threads, err);
    }
    return err->code;
}
