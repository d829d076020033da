/* SPDX-License-Identifier: Apache-2.0 */
/* Making parts again. Encoders write to an output whose sink compares: each block is held against the same bytes of the object. */
#include "audit/deep.h"

#include "base/parse.h"
#include "plan/plan.h"
#include "record/difference.h"
#include "record/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POOL_BLOCKS 2 /* a block is compared before the next is filled */

struct lg_deep {
    const struct lg_survey *survey;
    struct lg_plan *plan;
};

/* ---- the plan again ---- */

static int set(struct lg_settings *settings, const char *name, const char *value, struct lg_error *err)
{
    return lg_settings_set(settings, lg_setting_find(name), value, err);
}

static int set_number(struct lg_settings *settings, const char *name, int64_t number, struct lg_error *err)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%lld", (long long)number);
    return set(settings, name, text, err);
}

static int set_options(struct lg_settings *settings, const struct lg_plugin *schema, const json_t *options, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)options, name, value)
    {
        lg_string_clear(&text);
        lg_string_printf(&text, "%s=", name);
        lg_stored_plan_put_option(schema, name, json_string_value(value) ? json_string_value(value) : "", &text);
        if (lg_string_check(&text, err) != LG_OK || set(settings, "set", text.text, err) != LG_OK)
            break;
    }
    lg_string_release(&text);
    return err->code;
}

/* Rows of truth are those of the table that it is derived from, which says so itself. */
static int set_tables(struct lg_settings *settings, const struct lg_stored_plan *plan, struct lg_error *err)
{
    bool truth = false;

    for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++) {
        char rows[160];

        truth = truth || plan->table[t].is_truth;
        (void)snprintf(rows, sizeof(rows), "%.100s=%lld", plan->table[t].name, (long long)plan->table[t].rows);
        if (set(settings, "tables", plan->table[t].name, err) == LG_OK && !plan->table[t].is_truth)
            (void)set(settings, "rows", rows, err);
    }
    return truth && err->code == LG_OK ? set(settings, "ground-truth", "true", err) : err->code;
}

static int set_identity(struct lg_settings *settings, const struct lg_stored_plan *plan, struct lg_plugins *plugins,
                        struct lg_error *err)
{
    static const char *const same[] = {"schema", "seed", "format", "compression", NULL};
    const struct lg_schema_plugin *schema;
    struct lg_string scale = LG_STRING_INIT;
    int64_t nano = 0, page = 0;

    if (lg_plugin_load_schema(plugins, lg_stored_plan_text(plan, "schema"), &schema, err) != LG_OK)
        return err->code;
    for (size_t i = 0; same[i]; i++)
        if (set(settings, same[i], lg_stored_plan_text(plan, same[i]), err) != LG_OK)
            return err->code;
    if (*lg_stored_plan_text(plan, "sort_by") && set(settings, "sort-by", lg_stored_plan_text(plan, "sort_by"), err) != LG_OK)
        return err->code;
    if (!lg_member_int(plan->identity, "scale_nano", &nano) || !lg_member_int(plan->identity, "page_bytes", &page))
        return lg_error_set(err, LG_E_STATE, "its identity has no scale or page size");
    lg_put_nano(&scale, nano);
    if (set(settings, "scale", lg_string_text(&scale), err) == LG_OK && set_number(settings, "page-size", page, err) == LG_OK &&
        (!json_object_get(plan->identity, "csv_safe") || set(settings, "csv-safe", "true", err) == LG_OK) &&
        set_options(settings, &schema->base, json_object_get(plan->identity, "options"), err) == LG_OK)
        (void)set_tables(settings, plan, err);
    lg_string_release(&scale);
    return err->code;
}

/* The same sink, and the same bucket, so that it agrees to the plan; nothing is written there. */
static int set_sink(struct lg_settings *settings, const struct lg_destination *destination, struct lg_error *err)
{
    struct lg_string sink = LG_STRING_INIT;

    lg_string_puts(&sink, destination->sink);
    if (*destination->authority)
        lg_string_printf(&sink, "://%s", destination->authority);
    if (lg_string_check(&sink, err) == LG_OK)
        (void)set(settings, "sink", sink.text, err);
    lg_string_release(&sink);
    return err->code;
}

static int set_execution(struct lg_settings *settings, const struct lg_settings *given, const struct lg_survey *survey,
                         struct lg_error *err)
{
    settings->threads = given->threads;
    settings->memory = given->memory;
    if (set_sink(settings, &survey->site->destination, err) != LG_OK || set(settings, "output", "again", err) != LG_OK ||
        set(settings, "run-id", survey->plan.run, err) != LG_OK || set_number(settings, "node-id", 0, err) != LG_OK)
        return err->code;
    return set_number(settings, "total-nodes", 1, err);
}

static int check_same(const struct lg_deep *deep, struct lg_error *err)
{
    const struct lg_stored_plan *stored = &deep->survey->plan;
    const struct lg_plan *plan = deep->plan;
    struct lg_string text = LG_STRING_INIT;
    json_t *ours;

    if (strcmp(plan->hash, stored->hash) == 0)
        return LG_OK;
    if (lg_document_parse(plan->identity_json.text, plan->identity_json.length, &ours, err) != LG_OK)
        return err->code;
    if (lg_difference(stored->identity, ours, &text) == 0)
        lg_string_puts(&text, "its identity is damaged");
    (void)lg_error_set(err, LG_E_STATE, "this lakegen makes other bytes: %.350s; verify without --deep", lg_string_text(&text));
    lg_string_release(&text);
    json_decref(ours);
    return err->code;
}

static void cuts_free(struct lg_plan_cut *cuts)
{
    for (struct lg_plan_cut *cut = cuts; cut && cut->table; cut++)
        free(cut->literal);
    free(cuts);
}

/* The names in a table's list of columns that are not compressed. */
static const char **literals_of(const json_t *list)
{
    const char **names = calloc(json_array_size(list) + 1, sizeof(*names));
    size_t count = 0;

    for (size_t i = 0; names && i < json_array_size(list); i++)
        if (json_is_string(json_array_get(list, i)))
            names[count++] = json_string_value(json_array_get(list, i));
    return names;
}

static struct lg_plan_cut *cuts_of(const struct lg_stored_plan *stored)
{
    const json_t *tables = json_object_get(stored->identity, "tables");
    struct lg_plan_cut *cuts = calloc(stored->tables + (size_t)1, sizeof(*cuts));

    for (uint32_t t = 0; cuts && t < stored->tables; t++) {
        const json_t *list = json_object_get(json_array_get(tables, t), "literal_columns");

        cuts[t] = (struct lg_plan_cut){stored->table[t].name, stored->table[t].pattern, stored->table[t].rows_per_group,
                                       stored->table[t].rows_per_part, list ? literals_of(list) : NULL};
        if (list && !cuts[t].literal) {
            cuts_free(cuts);
            return NULL;
        }
    }
    return cuts;
}

static int plan_again(struct lg_deep *deep, const struct lg_settings *given, struct lg_plugins *plugins, struct lg_error *err)
{
    const struct lg_stored_plan *stored = &deep->survey->plan;
    struct lg_plan_cut *cuts = cuts_of(stored);
    struct lg_settings settings;

    if (!cuts)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    if (lg_settings_init(&settings, err) == LG_OK && set_identity(&settings, stored, plugins, err) == LG_OK &&
        set_execution(&settings, given, deep->survey, err) == LG_OK)
        (void)lg_plan_new_as(&settings, plugins, cuts, &deep->plan, err);
    lg_settings_release(&settings);
    cuts_free(cuts);
    return err->code == LG_OK ? check_same(deep, err) : err->code;
}

int lg_deep_open(const struct lg_survey *survey, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_deep **out,
                 struct lg_error *err)
{
    struct lg_deep *deep = calloc(1, sizeof(*deep));

    *out = NULL;
    if (!deep)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    deep->survey = survey;
    if (plan_again(deep, settings, plugins, err) == LG_OK) {
        *out = deep;
        return LG_OK;
    }
    lg_deep_close(deep);
    return lg_error_wrap(err, "making run %.64s again", survey->plan.run);
}

void lg_deep_close(struct lg_deep *deep)
{
    if (!deep)
        return;
    lg_plan_free(deep->plan);
    free(deep);
}

unsigned lg_deep_threads(const struct lg_deep *deep)
{
    return deep->plan->threads;
}

/* ---- comparing ---- */

/* An object that bytes are held against: what a sink's writer is to encoders. */
struct comparison {
    const struct lg_site *site;
    const char *name;
    int64_t position, differs; /* differs: the first byte, or -1 */
    const unsigned char *made; /* of the block being compared */
    size_t left;
};

static int compare_piece(void *context, const void *bytes, size_t size)
{
    struct comparison *comparison = context;
    const unsigned char *stored = bytes;
    size_t same = 0;

    if (size > comparison->left)
        size = comparison->left;
    if (memcmp(stored, comparison->made, size) != 0)
        while (stored[same] == comparison->made[same])
            same++;
    else
        same = size;
    if (same < size)
        comparison->differs = comparison->position + (int64_t)same;
    comparison->position += (int64_t)size;
    comparison->made += size;
    comparison->left -= size;
    return comparison->differs >= 0 || comparison->left == 0;
}

static int compare_write(void *writer, struct lg_buffer *buffer, struct lg_error *err)
{
    struct comparison *comparison = writer;
    const struct lg_site *site = comparison->site;
    int64_t size = (int64_t)lg_buffer_size(buffer);

    if (comparison->differs >= 0) /* one is enough; what is still made goes nowhere */
        return LG_OK;
    comparison->made = lg_buffer_data(buffer);
    comparison->left = (size_t)size;
    if (site->sink->read(site->state, comparison->name, comparison->position, size, compare_piece, comparison, err) != LG_OK)
        return err->code;
    if (comparison->differs < 0 && comparison->left > 0)
        comparison->differs = comparison->position; /* the object ends here */
    return LG_OK;
}

static const struct lg_sink_plugin comparing_sink = {.base.struct_size = sizeof(comparing_sink), .write = compare_write};

struct worker {
    const struct lg_deep *deep;
    struct lg_buffer_pool *pool;
    struct lg_output *output;
    struct lg_encoder_worker *encoder;
    int64_t table; /* that the encoder is of; -1: none yet */
};

int lg_deep_begin(const struct lg_deep *deep, void **out, struct lg_error *err)
{
    struct worker *worker = calloc(1, sizeof(*worker));

    *out = NULL;
    if (!worker)
        return lg_error_set(err, LG_E_LOCAL, "out of memory to make parts again");
    worker->deep = deep;
    worker->table = -1;
    if (lg_buffer_pool_new(POOL_BLOCKS, &worker->pool, err) == LG_OK &&
        lg_output_new_object(&comparing_sink, worker->pool, NULL, &worker->output, err) == LG_OK)
        *out = worker;
    else
        lg_deep_end(worker);
    return err->code;
}

void lg_deep_end(void *argument)
{
    struct worker *worker = argument;

    if (!worker)
        return;
    if (worker->encoder)
        worker->deep->plan->format->worker_free(worker->encoder);
    lg_output_free(worker->output);
    lg_buffer_pool_free(worker->pool);
    free(worker);
}

static int choose_encoder(struct worker *worker, const struct lg_task *task, struct lg_error *err)
{
    const struct lg_plan *plan = worker->deep->plan;

    if (worker->table == (int64_t)task->table)
        return LG_OK;
    if (worker->encoder)
        plan->format->worker_free(worker->encoder);
    worker->encoder = NULL;
    worker->table = -1;
    if (plan->format->worker_new(plan->table[task->table].encoder, &worker->encoder, err) == LG_OK)
        worker->table = (int64_t)task->table;
    return err->code;
}

static int make_groups(struct worker *worker, const struct lg_task *task, struct lg_row_group *groups, struct lg_error *err)
{
    const struct lg_plan_table *table = &worker->deep->plan->table[task->table];
    const struct lg_format *format = worker->deep->plan->format;

    for (int64_t g = 0; g < task->groups; g++) {
        int64_t first = task->first_row + g * table->rows_per_group, rows = task->first_row + task->rows - first;

        if (format->row_group(worker->encoder, first, rows < table->rows_per_group ? rows : table->rows_per_group, worker->output,
                              &groups[g], err) != LG_OK)
            break;
    }
    return err->code;
}

static int make_part(struct worker *worker, const struct lg_task *task, struct lg_row_group *groups, struct lg_error *err)
{
    const struct lg_plan *plan = worker->deep->plan;
    const struct lg_encoder *encoder = plan->table[task->table].encoder;
    struct lg_part_identity identity = {NULL, plan->hash, task->part, task->first_row, task->rows};
    char part[65], digest[38], sha256[65];

    if (lg_plan_part_identity(plan, task, part, err) != LG_OK || plan->format->begin(encoder, worker->output, err) != LG_OK ||
        make_groups(worker, task, groups, err) != LG_OK)
        return err->code;
    identity.identity = part;
    if (plan->format->end(encoder, &identity, groups, (size_t)task->groups, worker->output, err) != LG_OK)
        return err->code;
    return lg_output_end(worker->output, digest, sha256, err);
}

int lg_deep_compare(void *argument, int64_t ordinal, const char *name, int64_t *differs, struct lg_error *err)
{
    struct worker *worker = argument;
    struct comparison comparison = {.site = worker->deep->survey->site, .name = name, .differs = -1};
    struct lg_row_group *groups;
    struct lg_task task;

    lg_plan_task(worker->deep->plan, ordinal, &task);
    groups = calloc((size_t)task.groups + 1, sizeof(*groups));
    if (!groups)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %lld row groups", (long long)task.groups);
    if (lg_output_begin(worker->output, &comparison, err) == LG_OK && choose_encoder(worker, &task, err) == LG_OK &&
        make_part(worker, &task, groups, err) == LG_OK)
        *differs = comparison.differs;
    lg_output_clear(worker->output);
    for (int64_t g = 0; g < task.groups; g++)
        free(groups[g].detail);
    free(groups);
    return err->code;
}
