/* SPDX-License-Identifier: Apache-2.0 */
/* From a schema's name to tables with rows. */
#include "plan/tables.h"

#include "base/callback.h"
#include "base/parse.h"
#include "gen/host.h"
#include "plan/options.h"

#include <stdio.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* ---- rows ---- */

/* What --rows says: N for the only table that is not derived, or TABLE=N. The names are owned, see free_overrides(). */
static int parse_overrides(const struct lg_settings *settings, struct lg_row_override *rows, struct lg_error *err)
{
    size_t n = 0;

    for (; n < settings->rows.count; n++) {
        const char *text = settings->rows.word[n], *equals = strchr(text, '=');

        rows[n].table = equals ? strndup(text, (size_t)(equals - text)) : NULL;
        if (equals && !rows[n].table)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for --rows");
        if (lg_parse_int64(equals ? equals + 1 : text, &rows[n].rows, err) != LG_OK || rows[n].rows < 0) {
            (void)lg_error_set(err, LG_E_USAGE, "'%s' is negative", equals ? equals + 1 : text);
            err->code = LG_E_USAGE;
            return lg_error_wrap(err, "--rows");
        }
        if (!rows[n].table && settings->rows.count > 1)
            return lg_error_set(err, LG_E_USAGE, "--rows: '%s' is one of several numbers; write a number without separators, or "
                                "TABLE=N for each table", text);
    }
    rows[n] = (struct lg_row_override){NULL, -1};
    return LG_OK;
}

/* count: of the array that they were made in, filled or not. */
static void free_overrides(struct lg_row_override *rows, size_t count)
{
    for (size_t n = 0; rows && n < count; n++)
        free((void *)(uintptr_t)rows[n].table);
    free(rows);
}

/* Each TABLE=N is of another table, and of one that has rows of its own. */
static int check_overrides(const struct lg_plan *plan, const struct lg_row_override *rows, struct lg_error *err)
{
    for (const struct lg_row_override *given = rows; given->rows >= 0 && given->table; given++) {
        const struct lg_plan_table *table = NULL;

        for (uint32_t t = 0; t < plan->tables; t++)
            if (strcmp(plan->table[t].layout->table->name, given->table) == 0)
                table = &plan->table[t];
        if (!table)
            return lg_error_set(err, LG_E_USAGE, "--rows %s=%lld: the schema has no table '%s'", given->table,
                                (long long)given->rows, given->table);
        if (table->driver >= 0)
            return lg_error_set(err, LG_E_USAGE, "--rows %s=%lld: the rows of '%s' follow from those of '%s'", given->table,
                                (long long)given->rows, given->table, plan->table[table->driver].layout->table->name);
        for (const struct lg_row_override *other = rows; other < given; other++)
            if (strcmp(other->table, given->table) == 0)
                return lg_error_set(err, LG_E_USAGE, "--rows: table '%s' is given twice", given->table);
    }
    return LG_OK;
}

static const struct lg_row_override *override_for(const struct lg_row_override *rows, const char *table)
{
    for (; rows->rows >= 0; rows++)
        if (!rows->table || strcmp(rows->table, table) == 0)
            return rows;
    return NULL;
}

static int default_rows(const struct lg_plan *plan, uint32_t t, int64_t *rows, struct lg_error *err)
{
    const struct lg_table *table = plan->table[t].layout->table;

    if (plan->schema->rows && lg_callback_result(plan->schema->rows(plan->state, t, rows, err), "rows", err) != LG_OK)
        return err->code;
    if (plan->schema->rows)
        return *rows >= 0 ? LG_OK : lg_error_set(err, LG_E_PLUGIN, "table '%s' has %lld rows", table->name, (long long)*rows);
    if (table->rows_per_unit <= 0)
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' does not say how many rows it has", table->name);
    return lg_scaled_rows(plan->scale, table->rows_per_unit, rows, err);
}

static int find_driver(struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err)
{
    const char *driver = table->layout->table->driver;

    table->driver = -1;
    if (!driver)
        return LG_OK;
    for (uint32_t t = 0; t < plan->tables; t++)
        if (strcmp(plan->table[t].layout->table->name, driver) == 0 && !plan->table[t].layout->table->driver)
            table->driver = (int32_t)t;
    if (table->driver < 0 || table->layout->table->fanout == 0)
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' is derived from '%s', which is not a table with rows of its own, "
                            "or has no fanout", table->layout->table->name, driver);
    return LG_OK;
}

static int count_rows(struct lg_plan *plan, const struct lg_row_override *overrides, struct lg_error *err)
{
    uint32_t plain = 0;

    if (check_overrides(plan, overrides, err) != LG_OK)
        return err->code;
    for (uint32_t t = 0; t < plan->tables; t++)
        plain += plan->table[t].driver < 0;
    for (uint32_t t = 0; t < plan->tables; t++) {
        struct lg_plan_table *table = &plan->table[t];
        const struct lg_row_override *given = override_for(overrides, table->layout->table->name);

        if (table->driver >= 0)
            continue;
        if (given && !given->table && plain > 1)
            return lg_error_set(err, LG_E_USAGE, "--rows %lld: the schema has several tables, say which: --rows TABLE=%lld",
                                (long long)given->rows, (long long)given->rows);
        if (given)
            table->rows = given->rows;
        else if (default_rows(plan, t, &table->rows, err) != LG_OK)
            return err->code;
        if (plan->schema->check_rows &&
            lg_callback_result(plan->schema->check_rows(plan->state, t, table->rows, err), "check_rows", err) != LG_OK)
            return err->code;
    }
    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].driver >= 0)
            plan->table[t].rows = plan->table[plan->table[t].driver].rows;
    return LG_OK;
}

/* ---- tables ---- */

/* Texts of dictionaries are looked at once and here, for no encoder does: their rows have indices only. */
static int check_texts(const struct lg_layout_column *column, struct lg_error *err)
{
    const char *const *texts = column->dictionary.values;

    for (uint32_t i = 0; i < column->dictionary.count; i++) {
        const unsigned char *p = (const unsigned char *)texts[i], *end = p ? p + strlen(texts[i]) : NULL;

        if (!p)
            return lg_error_set(err, LG_E_PLUGIN, "the dictionary of column '%s' has no value %u", column->column->name, i);
        for (size_t step; column->type.kind == LG_TYPE_UTF8 && p < end; p += step)
            if ((step = lg_utf8_sequence(p, end)) == 0)
                return lg_error_set(err, LG_E_PLUGIN, "the dictionary of column '%s' has a value %u that is not UTF-8 at byte %td",
                                    column->column->name, i, p - (const unsigned char *)texts[i]);
    }
    return LG_OK;
}

static int check_dictionary(const struct lg_layout_column *column, struct lg_error *err)
{
    const struct lg_dictionary *dictionary = &column->dictionary;

    if (dictionary->count == 0 || dictionary->count > (1u << 24) || !dictionary->values)
        return lg_error_set(err, LG_E_PLUGIN, "the dictionary of column '%s' has %u values, there must be 1 to 16777216",
                            column->column->name, dictionary->count);
    return lg_type_is_text(&column->type) ? check_texts(column, err) : LG_OK;
}

static int fill_dictionaries(struct lg_plan *plan, struct lg_plan_table *table, struct lg_error *err)
{
    for (uint32_t c = 0; c < table->layout->columns; c++) {
        struct lg_layout_column *column = &table->layout->column[c];

        if (column->elements)
            column = &column->elements->column[0];
        if (!(column->column->flags & LG_COLUMN_DICTIONARY))
            continue;
        column->dictionary = (struct lg_dictionary){.struct_size = sizeof(column->dictionary)};
        if (!plan->schema->dictionary)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' has a dictionary, but the schema has no .dictionary",
                                column->column->name);
        if (lg_callback_result(plan->schema->dictionary(plan->state, table->layout->index, c, &column->dictionary, err),
                               "dictionary", err) != LG_OK)
            return lg_error_wrap(err, "dictionary of column '%s'", column->column->name);
        if (check_dictionary(column, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

/* Schemas whose users expect it say "seed" = "random" of their first table. */
static bool wants_random_seed(const struct lg_schema_plugin *schema)
{
    const struct lg_property *property = schema->tables ? schema->tables[0].properties : NULL;

    for (; property && property->key; property++)
        if (strcmp(property->key, "seed") == 0 && strcmp(property->value, "random") == 0)
            return true;
    return false;
}

/* A number of 15 digits, which every tool that reads JSON keeps. */
static int draw_seed(char **seed, struct lg_error *err)
{
    uint64_t number;

    if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
        return lg_error_sys(err, LG_E_LOCAL, errno, "drawing a seed");
    if (asprintf(seed, "%llu", (unsigned long long)(number % 1000000000000000)) < 0) {
        *seed = NULL;
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    }
    return LG_OK;
}

static int choose_seed(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    plan->seed_is_random = settings->random_seeds && !lg_setting_is_given(settings, "seed") && wants_random_seed(plan->schema);
    if (!plan->seed_is_random) {
        plan->seed = strdup(settings->seed);
        return plan->seed ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    }
    if (settings->total_nodes > 1)
        return lg_error_set(err, LG_E_USAGE, "schema '%s' has a random seed when none is given, and nodes must have the same: give --seed",
                            plan->schema->base.name);
    return draw_seed(&plan->seed, err);
}

/* Where the sequential column begins is seen in row 0. */
static int find_key(struct lg_plan_table *table, struct lg_error *err)
{
    const struct lg_layout *layout = table->layout;
    struct lg_batch *batch;
    uint64_t *mask;
    uint32_t c = 0;

    while (c < layout->columns && !(layout->column[c].column->flags & LG_COLUMN_SEQUENTIAL))
        c++;
    if (c == layout->columns || table->driver >= 0 || table->rows == 0)
        return LG_OK;
    mask = calloc(layout->columns / 64 + 1, sizeof(*mask));
    if (!mask)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    mask[c / 64] = UINT64_C(1) << (c % 64);
    if (lg_batch_new(layout, 1, &batch, err) == LG_OK && lg_source_fill(&table->source, 0, 1, mask, batch, err) == LG_OK) {
        memcpy(&table->first_key, batch->column[c].values, layout->column[c].type.width);
        table->key = layout->column[c].column->name;
    }
    free(mask);
    lg_batch_free(batch);
    return err->code;
}

static int add_tables(struct lg_plan *plan, const struct lg_table *tables, bool paranoid, struct lg_error *err)
{
    if (lg_tables_check(tables, &plan->tables, err) != LG_OK)
        return err->code;
    plan->table = calloc(plan->tables, sizeof(*plan->table));
    if (!plan->table) {
        plan->tables = 0;
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the tables of a schema");
    }
    for (uint32_t t = 0; t < plan->tables; t++) {
        struct lg_plan_table *table = &plan->table[t];

        if (lg_layout_new(&tables[t], t, &table->layout, err) != LG_OK || fill_dictionaries(plan, table, err) != LG_OK)
            return err->code;
        table->is_truth = (tables[t].flags & LG_TABLE_GROUND_TRUTH) != 0;
        table->source = (struct lg_source){plan->schema, plan->state, table->layout, NULL, paranoid};
    }
    for (uint32_t t = 0; t < plan->tables; t++)
        if (find_driver(plan, &plan->table[t], err) != LG_OK)
            return err->code;
    return LG_OK;
}

/* Which tables are made: all but truth, which is made on request; or those that --tables names. */
static int select_tables(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    bool found = false;

    for (uint32_t t = 0; t < plan->tables; t++) {
        struct lg_plan_table *table = &plan->table[t];

        table->is_selected = settings->tables.count == 0 && (!table->is_truth || settings->ground_truth);
        found = found || table->is_truth;
    }
    if (settings->ground_truth && !found)
        return lg_error_set(err, LG_E_USAGE, "--ground-truth: schema '%s' has no ground truth", plan->schema->base.name);
    for (size_t i = 0; i < settings->tables.count; i++) {
        found = false;
        for (uint32_t t = 0; t < plan->tables; t++)
            if (strcmp(plan->table[t].layout->table->name, settings->tables.word[i]) == 0)
                found = plan->table[t].is_selected = true;
        if (!found)
            return lg_error_set(err, LG_E_USAGE, "--tables: schema '%s' has no table '%.64s'", plan->schema->base.name,
                                settings->tables.word[i]);
    }
    return LG_OK;
}

static int open_state(struct lg_plan *plan, const struct lg_settings *settings, const struct lg_row_override *rows,
                      const char **culprit, struct lg_error *err)
{
    struct lg_schema_host host = {.schema = plan->schema->base.name, .streams = &plan->streams};
    const struct lg_schema_request request = {.struct_size = sizeof(request),
                                              .flags = settings->ground_truth ? LG_SCHEMA_GROUND_TRUTH : 0,
                                              .options = plan->options,
                                              .scale = plan->scale,
                                              .rows = rows->rows >= 0 ? rows : NULL,
                                              .host = &host};

    *culprit = "seed";
    if (lg_seed_parse(plan->seed, &host.seed, err) != LG_OK)
        return err->code;
    *culprit = NULL;
    if (lg_kernels_choose(&host.kernels, err) != LG_OK)
        return err->code;
    if (!plan->schema->open)
        return LG_OK;
    return lg_callback_result(plan->schema->open(&request, &plan->state, err), "open", err);
}

/* culprit: the setting that an error is about, or NULL. */
static int open_and_describe(struct lg_plan *plan, const struct lg_settings *settings, struct lg_row_override *overrides,
                             const char **culprit, struct lg_error *err)
{
    const struct lg_table *tables = plan->schema->tables;

    *culprit = "rows";
    if (parse_overrides(settings, overrides, err) != LG_OK)
        return err->code;
    if (open_state(plan, settings, overrides, culprit, err) != LG_OK)
        return err->code;
    if (plan->schema->describe &&
        lg_callback_result(plan->schema->describe(plan->state, &tables, err), "describe", err) != LG_OK)
        return err->code;
    if (add_tables(plan, tables, settings->paranoid, err) != LG_OK)
        return err->code;
    *culprit = settings->tables.count ? "tables" : "ground-truth";
    if (select_tables(plan, settings, err) != LG_OK)
        return err->code;
    *culprit = overrides->rows >= 0 ? "rows" : "scale";
    if (count_rows(plan, overrides, err) != LG_OK)
        return err->code;
    for (uint32_t t = 0; t < plan->tables; t++)
        if (find_key(&plan->table[t], err) != LG_OK)
            return err->code;
    return LG_OK;
}

static int set_options(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    const struct lg_option_sets sets = {&plan->schema->base, plan->sink ? &plan->sink->base : NULL, plan->options, plan->sink_options,
                                        &plan->notes};

    return lg_plan_set_options(&sets, settings, plugins, err);
}

int lg_plan_open_tables(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins,
                        struct lg_error *err)
{
    struct lg_row_override *overrides;
    const char *culprit = NULL;

    if (!settings->schema) {
        (void)lg_error_set(err, LG_E_USAGE, "no schema; give --schema NAME, 'lakegen list schemas' shows which there are");
        return lg_plan_suspect_flags(settings, plugins, err);
    }
    if (lg_plugin_load_schema(plugins, lg_settings_schema_plugin(settings), &plan->schema, err) != LG_OK)
        return lg_settings_blame(settings, "schema", err);
    if (lg_options_new(plan->schema->base.options, &plan->options, err) != LG_OK || set_options(plan, settings, plugins, err) != LG_OK)
        return err->code;
    if (choose_seed(plan, settings, err) != LG_OK)
        return err->code;
    plan->scale = settings->scale;
    overrides = calloc(settings->rows.count + 1, sizeof(*overrides));
    if (!overrides)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    else if (open_and_describe(plan, settings, overrides, &culprit, err) != LG_OK) {
        (void)lg_error_wrap(err, "schema '%s'", plan->schema->base.name);
        if (culprit)
            (void)lg_settings_blame(settings, culprit, err);
    }
    free_overrides(overrides, settings->rows.count);
    return err->code;
}
