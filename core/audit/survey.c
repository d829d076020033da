/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the records of a run, and listing its objects. */
#include "audit/survey.h"

#include "record/document.h"
#include "record/saved.h"

#include <stdlib.h>
#include <string.h>

/* ---- which run ---- */

struct choice {
    const char *run;
    size_t count;
    struct lg_string names;
};

static void note_run(struct choice *choice, const char *run)
{
    if (choice->run && strcmp(choice->run, run) == 0)
        return;
    choice->run = run;
    lg_string_printf(&choice->names, "%s%s", choice->count ? ", " : "", run);
    choice->count++;
}

/* Records are sorted by name, so those of a run lie together. */
static const char *only_run(const struct lg_site *site, bool manifests_only, struct choice *choice)
{
    *choice = (struct choice){.names = LG_STRING_INIT};
    for (size_t i = 0; i < site->inventory.count; i++) {
        const struct lg_record_entry *entry = &site->inventory.item[i];

        if (entry->kind == LG_RECORD_MANIFEST || (entry->kind == LG_RECORD_PLAN && !manifests_only))
            note_run(choice, entry->run);
    }
    return choice->count == 1 ? choice->run : NULL;
}

static int choose_run(const struct lg_site *site, const char *wanted, const char **run, struct lg_error *err)
{
    struct choice finished, all;

    *run = only_run(site, true, &finished);
    if (!*run)
        *run = only_run(site, false, &all);
    else
        all = (struct choice){.names = LG_STRING_INIT};
    if (wanted && (lg_inventory_find(&site->inventory, wanted, LG_RECORD_PLAN) ||
                   lg_inventory_find(&site->inventory, wanted, LG_RECORD_MANIFEST)))
        *run = wanted;
    else if (wanted)
        (void)lg_error_set(err, LG_E_NOT_FOUND, "there is no run '%.80s' at '%.200s'", wanted, site->destination.root);
    else if (!*run && all.count == 0)
        (void)lg_error_set(err, LG_E_NOT_FOUND, "this machine has no state of a run to that place in '%.300s'; 'lakegen count' asks how "
                           "many rows there are", site->records.prefix);
    else if (!*run)
        (void)lg_error_set(err, LG_E_USAGE, "there are several runs at '%.100s': %.300s; choose one with --run-id",
                           site->destination.root, lg_string_text(finished.count ? &finished.names : &all.names));
    lg_string_release(&finished.names);
    lg_string_release(&all.names);
    return err->code;
}

/* ---- its records ---- */

static int read_document(const struct lg_record_entry *entry, json_t **root, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    *root = NULL;
    if (lg_place_read(entry->place, entry->name, &text, err) == LG_OK)
        (void)lg_document_parse_record(lg_string_text(&text), text.length, root, err);
    lg_string_release(&text);
    return err->code == LG_OK ? LG_OK : lg_error_wrap(err, "reading '%.200s'", entry->name);
}

static int read_manifest(struct lg_survey *survey, const struct lg_record_entry *entry, struct lg_error *err)
{
    json_t *root;

    if (read_document(entry, &root, err) != LG_OK)
        return err->code;
    survey->has_manifest = true;
    survey->is_complete = json_is_true(json_object_get(root, "complete"));
    (void)lg_member_text(root, "ended_by", survey->ended_by, sizeof(survey->ended_by));
    (void)lg_member_int(root, "nodes", &survey->nodes);
    survey->nodes_done = survey->nodes;
    if (lg_stored_plan_init(root, &survey->plan, err) == LG_OK)
        (void)lg_receipts_read(root, "objects", &survey->receipts, err);
    json_decref(root);
    return err->code == LG_OK ? LG_OK : lg_error_wrap(err, "reading '%.200s'", entry->name);
}

/* Of a run without a manifest: the plan, and the nodes that have finished. */
static int read_node(struct lg_survey *survey, const struct lg_record_entry *entry, struct lg_error *err)
{
    json_t *root;

    if (read_document(entry, &root, err) != LG_OK)
        return err->code;
    survey->nodes = entry->nodes;
    survey->nodes_done += json_is_true(json_object_get(root, "complete"));
    (void)lg_receipts_read(root, "objects", &survey->receipts, err);
    json_decref(root);
    return err->code == LG_OK ? LG_OK : lg_error_wrap(err, "reading '%.200s'", entry->name);
}

/* Of an unfinished run to tables: nothing but its receipts tells what is there. Damaged ones are told by who goes on with it. */
static int read_journal(struct lg_survey *survey, const struct lg_record_entry *entry, struct lg_error *err)
{
    size_t damaged;

    return lg_saved_receipts(entry, survey->plan.hash, NULL, &survey->receipts, &damaged, err);
}

static int read_each(struct lg_survey *survey, const char *run, enum lg_record_kind kind,
                     int (*fn)(struct lg_survey *, const struct lg_record_entry *, struct lg_error *), struct lg_error *err)
{
    const struct lg_record_entry *entry = lg_inventory_find(&survey->site->inventory, run, kind);

    for (; entry && err->code == LG_OK; entry = lg_inventory_next(&survey->site->inventory, entry))
        (void)fn(survey, entry, err);
    return err->code;
}

static int read_plan(struct lg_survey *survey, const char *run, struct lg_error *err)
{
    const struct lg_inventory *inventory = &survey->site->inventory;
    const struct lg_record_entry *entry = lg_inventory_find(inventory, run, LG_RECORD_PLAN);
    json_t *root;

    if (read_document(entry, &root, err) != LG_OK)
        return err->code;
    if (lg_stored_plan_init(root, &survey->plan, err) != LG_OK)
        (void)lg_error_wrap(err, "reading '%.200s'", entry->name);
    json_decref(root);
    if (err->code != LG_OK || read_each(survey, run, LG_RECORD_NODE, read_node, err) != LG_OK || !survey->site->keeper)
        return err->code;
    return read_each(survey, run, LG_RECORD_RECEIPTS, read_journal, err);
}

/* How the last process of each node went. A report that cannot be read says nothing: nothing depends on it. */
static void read_report(struct lg_survey *survey, const struct lg_record_entry *entry, char latest[64])
{
    struct lg_error ignored = LG_ERROR_INIT;
    char ended_at[64] = "";
    int64_t failed = 0;
    json_t *root;

    if (read_document(entry, &root, &ignored) != LG_OK)
        return;
    if (lg_member_int(root, "failed_parts", &failed))
        survey->failed_parts += failed;
    if (lg_member_text(root, "ended_at", ended_at, sizeof(ended_at)) && strcmp(ended_at, latest) >= 0) {
        memcpy(latest, ended_at, sizeof(ended_at));
        (void)lg_member_text(root, "ended_by", survey->last_ending, sizeof(survey->last_ending));
        if (!lg_member_text(root, "error", survey->last_error, sizeof(survey->last_error)))
            survey->last_error[0] = '\0';
    }
    json_decref(root);
}

static void read_reports(struct lg_survey *survey, const char *run)
{
    const struct lg_inventory *inventory = &survey->site->inventory;
    const struct lg_record_entry *entry = lg_inventory_find(inventory, run, LG_RECORD_REPORT);
    char latest[64] = "";

    for (; entry; entry = lg_inventory_next(inventory, entry))
        read_report(survey, entry, latest);
}

/* Plans of other runs only tell which objects are ours: those that cannot be read tell nothing. */
static int read_others(struct lg_survey *survey, const char *run, struct lg_error *err)
{
    const struct lg_inventory *inventory = &survey->site->inventory;

    survey->other = calloc(inventory->count + 1, sizeof(*survey->other));
    if (!survey->other)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the plans of other runs");
    for (size_t i = 0; i < inventory->count; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];
        struct lg_error ignored = LG_ERROR_INIT;
        json_t *root;

        if (entry->kind != LG_RECORD_PLAN || strcmp(entry->run, run) == 0 || read_document(entry, &root, &ignored) != LG_OK)
            continue;
        survey->others += lg_stored_plan_init(root, &survey->other[survey->others], &ignored) == LG_OK;
        json_decref(root);
    }
    return LG_OK;
}

int lg_survey_open(const struct lg_site *site, const char *wanted, struct lg_survey *survey, struct lg_error *err)
{
    const struct lg_record_entry *manifest;
    const char *run;

    *survey = (struct lg_survey){.site = site, .nodes = 1, .receipts = LG_RECEIPTS_INIT};
    if (choose_run(site, wanted, &run, err) != LG_OK)
        return err->code;
    manifest = lg_inventory_find(&site->inventory, run, LG_RECORD_MANIFEST);
    if ((manifest ? read_manifest(survey, manifest, err) : read_plan(survey, run, err)) == LG_OK)
        (void)read_others(survey, run, err);
    read_reports(survey, run);
    if (err->code != LG_OK)
        lg_survey_close(survey);
    else
        lg_receipts_sort(&survey->receipts);
    return err->code;
}

void lg_survey_close(struct lg_survey *survey)
{
    for (uint32_t t = 0; survey->mark && t < survey->plan.tables; t++)
        free(survey->mark[t]);
    free(survey->mark);
    for (uint32_t i = 0; i < survey->others; i++)
        lg_stored_plan_release(&survey->other[i]);
    free(survey->other);
    lg_words_release(&survey->extra);
    lg_receipts_release(&survey->receipts);
    lg_stored_plan_release(&survey->plan);
    *survey = (struct lg_survey){.receipts = LG_RECEIPTS_INIT};
}

/* ---- objects ---- */

struct looking {
    struct lg_survey *survey;
    const char *root; /* what the names of all objects begin with */
    bool is_truth;
    struct lg_error *err;
};

static bool is_ours(const struct lg_survey *survey, const char *name)
{
    uint32_t table;
    int64_t part;

    for (uint32_t i = 0; i < survey->others; i++)
        if (lg_stored_plan_find(&survey->other[i], survey->site, name, &table, &part))
            return true;
    return false;
}

static int note_extra(struct looking *looking, const struct lg_entry *entry)
{
    struct lg_survey *survey = looking->survey;

    survey->extras++;
    survey->extra_bytes += entry->bytes;
    return survey->extra.count < LG_EXTRAS_KEPT ? lg_words_add(&survey->extra, entry->name, strlen(entry->name), looking->err) : LG_OK;
}

static int note_object(void *context, const struct lg_entry *entry)
{
    struct looking *looking = context;
    struct lg_survey *survey = looking->survey;
    uint32_t table;
    int64_t part;

    if (strncmp(entry->name, survey->site->records.prefix, strlen(survey->site->records.prefix)) == 0)
        return 0;
    survey->has_success = survey->has_success || (!looking->is_truth && strcmp(entry->name + strlen(looking->root), "_SUCCESS") == 0);
    if (!lg_stored_plan_find(&survey->plan, survey->site, entry->name, &table, &part))
        return is_ours(survey, entry->name) ? note_extra(looking, entry) : 0;
    if (part >= survey->plan.table[table].parts || (survey->is_complete && !(survey->mark[table][part] & LG_MARK_LISTED)))
        return note_extra(looking, entry);
    survey->mark[table][part] |= LG_MARK_PRESENT;
    survey->present++;
    survey->present_bytes += entry->bytes;
    return 0;
}

static int make_marks(struct lg_survey *survey, struct lg_error *err)
{
    survey->mark = calloc(survey->plan.tables, sizeof(*survey->mark));
    for (uint32_t t = 0; survey->mark && t < survey->plan.tables; t++)
        if (!(survey->mark[t] = calloc((size_t)survey->plan.table[t].parts, 1)))
            return lg_error_set(err, LG_E_LOCAL, "out of memory for %lld parts", (long long)survey->plan.table[t].parts);
    return survey->mark ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for %u tables", survey->plan.tables);
}

/* What was acknowledged is there; a node that ended in order may have said so twice. */
static void mark_acknowledged(struct lg_survey *survey)
{
    for (size_t i = 0; i < survey->receipts.count; i++) {
        const struct lg_part_receipt *item = &survey->receipts.item[i];
        int64_t table = lg_stored_plan_table(&survey->plan, item->table);

        if (table < 0 || item->part < 0 || item->part >= survey->plan.table[table].parts || survey->mark[table][item->part])
            continue;
        survey->mark[table][item->part] = LG_MARK_LISTED | LG_MARK_PRESENT;
        survey->present++;
        survey->present_bytes += item->receipt.bytes;
        survey->present_rows += item->receipt.rows;
    }
}

static int mark_listed(struct lg_survey *survey, struct lg_error *err)
{
    for (size_t i = 0; i < survey->receipts.count; i++) {
        const struct lg_part_receipt *item = &survey->receipts.item[i];
        int64_t table = lg_stored_plan_table(&survey->plan, item->table);

        if (table < 0 || item->part < 0 || item->part >= survey->plan.table[table].parts ||
            item->ordinal != survey->plan.table[table].first_ordinal + item->part)
            return lg_error_set(err, LG_E_STATE, "a receipt names part %lld of table '%.64s', which the plan does not have",
                                (long long)item->part, item->table);
        if (survey->mark[table][item->part] & LG_MARK_LISTED)
            return lg_error_set(err, LG_E_STATE, "two receipts name part %lld of table '%.64s'", (long long)item->part, item->table);
        survey->mark[table][item->part] |= LG_MARK_LISTED;
    }
    return LG_OK;
}

static bool has_truth(const struct lg_stored_plan *plan)
{
    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].is_truth)
            return true;
    return false;
}

static int list(struct lg_survey *survey, bool is_truth, struct lg_error *err)
{
    const struct lg_site *site = survey->site;
    struct lg_string prefix = LG_STRING_INIT;
    struct looking looking = {.survey = survey, .is_truth = is_truth, .err = err};

    lg_site_put_root(site, is_truth, &prefix);
    looking.root = lg_string_text(&prefix);
    if (lg_string_check(&prefix, err) == LG_OK)
        (void)site->sink->list(site->state, lg_string_text(&prefix), note_object, &looking, err);
    lg_string_release(&prefix);
    return err->code;
}

int lg_survey_look(struct lg_survey *survey, struct lg_error *err)
{
    bool truth = has_truth(&survey->plan);

    if (survey->site->keeper) {
        if (make_marks(survey, err) == LG_OK)
            mark_acknowledged(survey);
        return err->code;
    }
    for (uint32_t i = 0; i < survey->others; i++)
        truth = truth || has_truth(&survey->other[i]);
    if (make_marks(survey, err) != LG_OK || mark_listed(survey, err) != LG_OK || list(survey, false, err) != LG_OK)
        return err->code;
    return truth ? list(survey, true, err) : LG_OK;
}

int lg_survey_each_missing(const struct lg_survey *survey, lg_missing_fn *fn, void *context, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;
    bool stopped = false;

    for (uint32_t t = 0; t < survey->plan.tables && !stopped; t++)
        for (int64_t part = 0; part < survey->plan.table[t].parts && !stopped; part++) {
            if (survey->mark[t][part] & LG_MARK_PRESENT)
                continue;
            if (lg_stored_plan_name(&survey->plan, survey->site, t, part, &name, err) != LG_OK)
                break;
            stopped = fn(context, name.text) != 0;
        }
    lg_string_release(&name);
    return err->code;
}
