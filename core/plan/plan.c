/* SPDX-License-Identifier: Apache-2.0 */
/* Making plans: the schema, the destination, the layout, the identity, and what this process may use. */
#include "plan/plan.h"

#include "base/callback.h"
#include "base/digest.h"
#include "base/int128.h"
#include "base/machine.h"
#include "base/parse.h"
#include "encode/clickhouse/ddl.h"
#include "plan/budget.h"
#include "plan/layout.h"
#include "plan/names.h"
#include "plan/tables.h"
#include "plan/target.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_ROWS 20000

static void release_table(const struct lg_plan *plan, struct lg_plan_table *table)
{
    if (table->encoder)
        plan->format->encoder_free(table->encoder);
    free((void *)(uintptr_t)table->encoding.incompressible);
    free(table->sizes);
    free(table->name_pattern);
    free(table->sort_by);
    lg_layout_free(table->layout);
}

void lg_plan_free(struct lg_plan *plan)
{
    if (!plan)
        return;
    for (uint32_t t = 0; t < plan->tables; t++)
        release_table(plan, &plan->table[t]);
    free(plan->table);
    if (plan->schema && plan->schema->close && plan->state)
        plan->schema->close(plan->state);
    lg_options_free(plan->options);
    lg_options_free(plan->sink_options);
    lg_options_free(plan->keeper_options);
    free(plan->keeper_root);
    lg_destination_release(&plan->destination);
    lg_string_release(&plan->streams);
    lg_string_release(&plan->encoder_id);
    lg_string_release(&plan->identity_json);
    lg_words_release(&plan->notes);
    free(plan->seed);
    free(plan->sort_by);
    free(plan);
}

/* ---- destination and format ---- */

static int open_sink(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    if (lg_destination_choose(settings, &plan->destination, err) != LG_OK)
        return err->code;
    if (lg_plugin_load_sink(plugins, plan->destination.sink, &plan->sink, err) != LG_OK)
        return lg_settings_blame(settings, lg_destination_sink_setting(settings), err);
    if (lg_destination_settle(&plan->destination, plan->sink, err) != LG_OK)
        return lg_settings_blame(settings, lg_destination_setting(settings), err);
    return lg_options_new(plan->sink->base.options, &plan->sink_options, err);
}

/* Sinks that keep no records leave the state to the default sink, on this machine, and so do users who say where. */
static int open_keeper(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    const char *root = settings->checkpoint_path;
    struct lg_string folder = LG_STRING_INIT;

    if ((plan->sink->flags & LG_SINK_DISCARDS) && root)
        return lg_error_set(err, LG_E_USAGE, "--checkpoint-path: sink '%s' keeps nothing, there is no state", plan->sink->base.name);
    if ((plan->sink->flags & LG_SINK_DISCARDS) || (plan->sink->publish && !root))
        return LG_OK;
    if (lg_destination_put_keeper(&plan->destination, plan->sink, plan->sink_options, root, &folder, err) == LG_OK)
        plan->keeper_root = lg_string_move(&folder);
    lg_string_release(&folder);
    if (err->code != LG_OK)
        return err->code;
    if (lg_plugin_load_sink(plugins, lg_setting_find("sink")->fallback, &plan->keeper, err) != LG_OK)
        return lg_error_wrap(err, "keeping the state of the run");
    return lg_options_new(plan->keeper->base.options, &plan->keeper_options, err);
}

/* Rows of an insert. */
static int choose_batch(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    const struct lg_sink_rows *rows = plan->sink->rows;

    if (!rows && (settings->batch_size || settings->create_table))
        return lg_error_set(err, LG_E_USAGE, "--%s: sink '%s' takes files, not rows%s",
                            settings->batch_size ? "batch-size" : "create-table",
                            plan->sink->base.name, settings->batch_size ? "; their size is --file-size" : "");
    if (rows && settings->file_rows)
        return lg_error_set(err, LG_E_USAGE, "--file-rows: sink '%s' takes rows, not files; those of an insert are --batch-size",
                            plan->sink->base.name);
    if (rows)
        plan->batch_rows = settings->batch_size ? settings->batch_size : rows->object_rows;
    return LG_OK;
}

static bool sink_takes(const struct lg_sink_plugin *sink, const char *format)
{
    for (const char *const *f = sink->formats; *f; f++)
        if (strcmp(*f, format) == 0)
            return true;
    return false;
}

static int choose_format(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    const char *name = strcmp(settings->format, "auto") == 0 ? plan->sink->formats[0] : settings->format;

    plan->format = lg_format_find(name);
    if (!plan->format)
        return lg_error_set(err, LG_E_USAGE, "format '%s' is not one that can be generated", name);
    if (!sink_takes(plan->sink, name))
        return lg_error_set(err, LG_E_USAGE, "sink '%s' does not take format '%s'", plan->sink->base.name, name);
    return LG_OK;
}

static int check_codec(const struct lg_format *format, enum lg_codec codec, struct lg_error *err)
{
    struct lg_string names = LG_STRING_INIT;

    for (size_t i = 0; i < format->codecs; i++)
        if (format->codec[i] == codec)
            return LG_OK;
    lg_codec_put_names(format->codec, format->codecs, &names);
    (void)lg_error_set(err, LG_E_USAGE, "--compression %s: format '%s' takes %s", lg_codec_info(codec)->name, format->name,
                       lg_string_text(&names));
    lg_string_release(&names);
    return err->code;
}

static int choose_codec(const struct lg_plan *plan, const char *text, struct lg_encoder_settings *encoding, struct lg_error *err)
{
    if (strcmp(text, "auto") == 0)
        text = lg_codec_info(plan->format->codec[0])->name;
    if (lg_codec_parse(text, &encoding->codec, &encoding->level, err) != LG_OK)
        return lg_error_wrap(err, "--compression");
    return check_codec(plan->format, encoding->codec, err);
}

static int choose_encoding(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    struct lg_encoder_settings encoding = {
        .page_bytes = settings->page_size, .page_rows = PAGE_ROWS, .guards_formulas = settings->csv_safe};

    if (choose_codec(plan, settings->compression, &encoding, err) != LG_OK || lg_format_check(plan->format, &encoding, err) != LG_OK)
        return err->code;
    plan->file_size = settings->file_size;
    plan->file_rows = settings->file_rows;
    plan->group_per_file = settings->file_rows && !settings->row_group_size;
    plan->row_group_size = settings->row_group_size ? settings->row_group_size : plan->format->row_group_bytes;
    for (uint32_t t = 0; t < plan->tables; t++)
        plan->table[t].encoding = encoding;
    lg_string_printf(&plan->encoder_id, "%s %s", plan->format->name, plan->format->epoch);
    if (encoding.codec != LG_CODEC_NONE || plan->format->by_column) {
        lg_string_puts(&plan->encoder_id, "; ");
        (void)lg_codec_identity(encoding.codec, encoding.level, &plan->encoder_id, err);
    }
    return err->code;
}

/* The key of each table, or the same columns of all of them. */
static int sort_table(struct lg_plan_table *table, const char *sort_by, struct lg_error *err)
{
    struct lg_string names = LG_STRING_INIT;

    if (strcmp(sort_by, "key") == 0)
        lg_clickhouse_put_key(table->layout->table, &names);
    else
        lg_string_puts(&names, sort_by);
    if (lg_string_check(&names, err) == LG_OK && names.length > 0)
        table->encoding.sort_by = table->sort_by = lg_string_move(&names);
    lg_string_release(&names);
    return err->code;
}

static int choose_sorting(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    bool is_sorted = false;

    if (!settings->sort_by)
        return LG_OK;
    if (!plan->format->sorts)
        return lg_error_set(err, LG_E_USAGE, "--sort-by: format '%s' has rows in their own order; native and rowbinary sort them",
                            plan->format->name);
    plan->sort_by = strdup(settings->sort_by);
    if (!plan->sort_by)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    for (uint32_t t = 0; t < plan->tables; t++) {
        if (plan->table[t].is_selected && sort_table(&plan->table[t], plan->sort_by, err) != LG_OK)
            return err->code;
        is_sorted = is_sorted || plan->table[t].sort_by;
    }
    if (strspn(plan->sort_by, ", ") == strlen(plan->sort_by))
        return lg_error_set(err, LG_E_USAGE, "--sort-by '%.100s' names no column; say key, or columns", plan->sort_by);
    if (!is_sorted)
        return lg_error_set(err, LG_E_USAGE, "--sort-by '%.100s' names no column; schema '%s' says of no table how it is ordered",
                            plan->sort_by, plan->schema->base.name);
    return LG_OK;
}

/* ---- layout and names ---- */

static bool has_several_tables(const struct lg_plan *plan, bool truth)
{
    int count = 0;

    for (uint32_t t = 0; t < plan->tables; t++)
        count += plan->table[t].is_truth == truth;
    return count > 1;
}

/* Default places: a schema's only table at its own path, several below the schema's name. */
static int choose_root(struct lg_plan *plan, struct lg_error *err)
{
    struct lg_string root = LG_STRING_INIT;
    const struct lg_table *table = plan->table[0].layout->table;

    if (!plan->destination.is_bare || !plan->sink->default_root)
        return LG_OK;
    lg_string_printf(&root, *plan->sink->default_root ? "%s/" : "%s", plan->sink->default_root);
    if (has_several_tables(plan, false))
        lg_string_puts(&root, plan->schema->base.name);
    else if (table->path)
        lg_string_puts(&root, table->path);
    else
        lg_string_printf(&root, "%s/%s", plan->schema->base.name, table->name);
    free(plan->destination.root);
    plan->destination.root = lg_string_move(&root);
    return plan->destination.root ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for a destination");
}

static int name_table(struct lg_plan *plan, struct lg_plan_table *table, const struct lg_settings *settings,
                      struct lg_error *err)
{
    const char *codec = lg_codec_info(table->encoding.codec)->extension;
    const struct lg_plan_cut *cut = lg_plan_cut_of(plan, table);
    struct lg_string pattern = LG_STRING_INIT, extension = LG_STRING_INIT;
    bool compressed = codec && !plan->format->by_column;

    lg_string_printf(&extension, "%s%s%s", plan->format->extension, compressed ? "." : "", compressed ? codec : "");
    if (lg_string_check(&extension, err) == LG_OK)
        (void)lg_names_pattern(cut ? cut->pattern : settings->path, table->layout->table->name, lg_string_text(&extension),
                               !cut && has_several_tables(plan, table->is_truth), &pattern, err);
    lg_string_release(&extension);
    if (err->code != LG_OK) {
        lg_string_release(&pattern);
        return lg_settings_blame(settings, "path", err);
    }
    table->name_pattern = lg_string_move(&pattern);
    return table->name_pattern ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for names");
}

const struct lg_plan_cut *lg_plan_cut_of(const struct lg_plan *plan, const struct lg_plan_table *table)
{
    for (const struct lg_plan_cut *cut = plan->cuts; cut && cut->table; cut++)
        if (strcmp(cut->table, table->layout->table->name) == 0)
            return cut;
    return NULL;
}

static int add_to_total(int64_t *total, int64_t value, const char *what, struct lg_error *err)
{
    if (__builtin_add_overflow(*total, value, total))
        return lg_error_set(err, LG_E_CONFIG, "the plan has more %s than 9223372036854775807", what);
    return LG_OK;
}

static int check_single_stream(const struct lg_plan *plan, const struct lg_plan_table *table, struct lg_error *err)
{
    if (!(plan->sink->flags & LG_SINK_SINGLE_STREAM) || table->parts == 1)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "table '%s' has more than %lld row groups, the most that %s takes in one object; raise "
                        "--row-group-size, or choose another sink than '%s'", table->layout->table->name,
                        (long long)plan->format->most_groups, plan->format->name, plan->sink->base.name);
}

static int lay_out(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    for (uint32_t t = 0; t < plan->tables; t++) {
        struct lg_plan_table *table = &plan->table[t];

        if (!table->is_selected)
            continue;
        if (lg_layout_sample(plan, table, err) != LG_OK || lg_layout_cut(plan, table, err) != LG_OK ||
            check_single_stream(plan, table, err) != LG_OK || name_table(plan, table, settings, err) != LG_OK)
            return err->code;
        table->first_ordinal = plan->parts;
        plan->is_derived = plan->is_derived || table->driver >= 0;
        if (add_to_total(&plan->parts, table->parts, "parts", err) != LG_OK ||
            add_to_total(&plan->rows, table->expected_rows, "rows", err) != LG_OK ||
            add_to_total(&plan->bytes, table->bytes, "bytes", err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

/* A stream takes one object: the whole table in it. */
static int fit_single_stream(struct lg_plan *plan, struct lg_error *err)
{
    int selected = 0;

    if (!(plan->sink->flags & LG_SINK_SINGLE_STREAM))
        return LG_OK;
    for (uint32_t t = 0; t < plan->tables; t++)
        selected += plan->table[t].is_selected;
    if (selected > 1)
        return lg_error_set(err, LG_E_USAGE, "sink '%s' takes one table, choose it with --tables", plan->sink->base.name);
    plan->file_size = INT64_MAX;
    plan->file_rows = 0;
    return LG_OK;
}

/* ---- identity ---- */

static void put_option(void *context, const char *name, const char *value)
{
    lg_json_text(context, name, value);
}

/* What a column is: its cells may come out otherwise when a plugin that calls itself the same makes it something else. */
static void put_columns(const struct lg_layout *layout, struct lg_json *json)
{
    lg_json_open(json, "columns", '[');
    for (uint32_t c = 0; c < layout->columns; c++) {
        const struct lg_column *column = layout->column[c].column, *leaf = lg_layout_leaf(&layout->column[c])->column;
        unsigned flags = (column->flags | leaf->flags) & ~LG_COLUMN_SEQUENTIAL; /* no byte depends on that one */
        char text[256];

        (void)snprintf(text, sizeof(text), "%.120s %.30s%s%.30s flags %x", column->name, column->type, leaf == column ? "" : " of ",
                       leaf == column ? "" : leaf->type, flags);
        lg_json_text(json, NULL, text);
    }
    lg_json_close(json, ']');
}

static void put_literal_columns(const struct lg_plan_table *table, struct lg_json *json)
{
    lg_json_open(json, "literal_columns", '[');
    for (uint32_t c = 0; c < table->layout->columns; c++)
        if (table->encoding.incompressible[c])
            lg_json_text(json, NULL, table->layout->column[c].column->name);
    lg_json_close(json, ']');
}

static void put_table(const struct lg_plan_table *table, bool by_column, struct lg_json *json)
{
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", table->layout->table->name);
    lg_json_int(json, "rows", table->rows);
    lg_json_int(json, "rows_per_row_group", table->rows_per_group);
    lg_json_int(json, "rows_per_part", table->rows_per_part);
    lg_json_int(json, "parts", table->parts);
    lg_json_text(json, "objects", table->name_pattern);
    lg_json_bool(json, "ground_truth", table->is_truth);
    if (table->sort_by)
        lg_json_text(json, "sorted_by", table->sort_by);
    put_columns(table->layout, json);
    if (table->encoding.codec != LG_CODEC_NONE && by_column)
        put_literal_columns(table, json);
    lg_json_close(json, '}');
}

static void put_identity(const struct lg_plan *plan, struct lg_json *json)
{
    const struct lg_encoder_settings *encoding = &plan->table[0].encoding;
    struct lg_string compression = LG_STRING_INIT;

    lg_codec_put(encoding->codec, encoding->level, &compression);
    lg_json_text(json, "schema", plan->schema->base.name);
    lg_json_text(json, "schema_version", plan->schema->base.version);
    lg_json_text(json, "seed", plan->seed);
    lg_json_open(json, "options", '{');
    lg_options_each(plan->options, put_option, json);
    lg_json_close(json, '}');
    lg_json_int(json, "scale_nano", plan->scale.nano);
    lg_json_string(json, "stream_epochs", &plan->streams);
    lg_json_text(json, "format", plan->format->name);
    lg_json_string(json, "encoder", &plan->encoder_id);
    lg_json_string(json, "compression", &compression);
    if (plan->sort_by)
        lg_json_text(json, "sort_by", plan->sort_by);
    lg_json_int(json, "page_bytes", encoding->page_bytes);
    lg_json_int(json, "page_rows", encoding->page_rows);
    if (encoding->guards_formulas)
        lg_json_bool(json, "csv_safe", true);
    lg_json_open(json, "tables", '[');
    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].is_selected)
            put_table(&plan->table[t], plan->format->by_column, json);
    lg_json_close(json, ']');
    lg_string_release(&compression);
}

static int identify(struct lg_plan *plan, struct lg_error *err)
{
    struct lg_json json;

    lg_json_init(&json, &plan->identity_json, false);
    lg_json_open(&json, NULL, '{');
    put_identity(plan, &json);
    lg_json_close(&json, '}');
    if (lg_string_check(&plan->identity_json, err) != LG_OK)
        return err->code;
    plan->identity_json.text[--plan->identity_json.length] = '\0'; /* the line's end is not part of it */
    return lg_sha256_hex(plan->identity_json.text, plan->identity_json.length, plan->hash, err);
}

static int choose_run_id(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    static const char allowed[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-";
    const char *id = settings->run_id;

    if (!id) {
        (void)snprintf(plan->run_id, sizeof(plan->run_id), "%.16s", plan->hash);
        return LG_OK;
    }
    if (!*id || *id == '.' || strlen(id) >= sizeof(plan->run_id) || strspn(id, allowed) != strlen(id))
        return lg_error_set(err, LG_E_USAGE, "--run-id '%.80s' is not 1 to 64 letters, digits, '.', '_' or '-', with no '.' first", id);
    (void)snprintf(plan->run_id, sizeof(plan->run_id), "%s", id);
    return LG_OK;
}

/* ---- execution ---- */

/* How many ordinals below this one are the node's. */
static int64_t ordinals_below(const struct lg_plan *plan, int64_t ordinal)
{
    return ordinal > plan->node ? (ordinal - plan->node - 1) / plan->nodes + 1 : 0;
}

/* The node's number comes from --node-id or, in an Indexed Job, from the environment; one half without the other is a job
 * that would write everything, or nothing, many times. */
static int choose_node(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    const char *index = getenv("JOB_COMPLETION_INDEX");
    int64_t node = settings->node_id, nodes = settings->total_nodes;

    if (node < 0 && index && *index) {
        if (lg_parse_int64(index, &node, NULL) != LG_OK || node < 0)
            return lg_error_set(err, LG_E_CONFIG, "JOB_COMPLETION_INDEX is '%.32s', it must be 0 or more", index);
        if (nodes < 0)
            return lg_error_set(err, LG_E_CONFIG, "JOB_COMPLETION_INDEX is %s but the number of nodes is not known; give "
                                "--total-nodes", index);
    }
    if (node < 0 && nodes > 1)
        return lg_error_set(err, LG_E_CONFIG, "--total-nodes %lld without --node-id or JOB_COMPLETION_INDEX", (long long)nodes);
    if (node >= 0 && nodes < 0)
        return lg_error_set(err, LG_E_CONFIG, "--node-id %lld without --total-nodes", (long long)node);
    if (node >= 0 && node >= nodes)
        return lg_error_set(err, LG_E_CONFIG, "node %lld of %lld: nodes are numbered from 0", (long long)node, (long long)nodes);
    plan->node = node < 0 ? 0 : (uint32_t)node;
    plan->nodes = nodes < 0 ? 1 : (uint32_t)nodes;
    plan->node_parts = ordinals_below(plan, plan->parts);
    return LG_OK;
}

static int check_start(const struct lg_settings *settings, struct lg_error *err)
{
    if (settings->resume + settings->reset + settings->overwrite > 1)
        return lg_error_set(err, LG_E_USAGE, "--resume, --reset and --overwrite exclude each other: continue, make the same again, or "
                            "replace what is there");
    if (settings->goes_on && (settings->resume || settings->reset))
        return lg_error_set(err, LG_E_USAGE, "--continue excludes --%s: it resumes where there is something to resume",
                            settings->resume ? "resume" : "reset");
    if (settings->verify_existing && !settings->resume && !settings->goes_on)
        return lg_error_set(err, LG_E_USAGE, "--verify-existing without --resume: there is nothing to verify");
    if (settings->least_rows > 0 && settings->duration == 0)
        return lg_error_set(err, LG_E_USAGE, "--least-rows without --duration: all rows are made");
    return LG_OK;
}

static int choose_start(struct lg_plan *plan, const struct lg_settings *settings, struct lg_error *err)
{
    if (check_start(settings, err) != LG_OK)
        return err->code;
    if ((settings->resume || settings->reset) && (plan->sink->flags & LG_SINK_DISCARDS))
        return lg_error_set(err, LG_E_STATE, "nothing to resume: sink '%s' keeps nothing", plan->sink->base.name);
    plan->start = settings->resume                        ? LG_START_RESUME
                  : settings->reset                       ? LG_START_RESET
                  : settings->overwrite                   ? settings->goes_on ? LG_START_REPLACE : LG_START_OVERWRITE
                  : settings->goes_on || plan->sink->flags & LG_SINK_RESUMES ? LG_START_CONTINUE
                                                                             : LG_START_NEW;
    plan->doubts_finished = settings->goes_on;
    plan->way_out = settings->way_out ? settings->way_out : "choose another --output, or --overwrite to replace it";
    return LG_OK;
}

/* Half a row a second is a row every two seconds: rounded up, no node stands still. */
static void share_rate(struct lg_plan *plan, const struct lg_rate *rate)
{
    plan->rate.is_bytes = rate->is_bytes;
    plan->rate.per_second = rate->per_second / plan->nodes + (rate->per_second % plan->nodes > 0);
}

/* Of a table: rows that are made whatever the duration, and their parts. */
static int64_t sure_rows(const struct lg_plan *plan, const struct lg_plan_table *table)
{
    return plan->least_rows > 0 && plan->least_rows < table->rows ? plan->least_rows : table->rows;
}

static int64_t sure_parts(const struct lg_plan *plan, const struct lg_plan_table *table)
{
    int64_t rows = sure_rows(plan, table);

    return rows == table->rows ? table->parts : (rows - 1) / table->rows_per_part + 1;
}

static void count_sure(struct lg_plan *plan)
{
    struct lg_plan_sure *sure = &plan->sure;

    for (uint32_t t = 0; t < plan->tables; t++) {
        const struct lg_plan_table *table = &plan->table[t];
        int64_t parts, rows;

        if (!table->is_selected)
            continue;
        parts = sure_parts(plan, table);
        rows = parts == table->parts ? table->rows : parts * table->rows_per_part;
        sure->parts += parts;
        sure->node_parts += ordinals_below(plan, table->first_ordinal + parts) - ordinals_below(plan, table->first_ordinal);
        sure->rows += table->rows > 0 ? (int64_t)((lg_int128)table->expected_rows * rows / table->rows) : 0;
        sure->bytes += table->rows > 0 ? (int64_t)((lg_int128)table->bytes * rows / table->rows) : table->bytes;
    }
}

static void copy_conduct(struct lg_plan *plan, const struct lg_settings *settings)
{
    plan->checkpoint = settings->checkpoint;
    plan->verify_existing = settings->verify_existing;
    plan->sha256 = settings->sha256;
    plan->keep_going = settings->keep_going;
    plan->dry_run = settings->dry_run;
    plan->create_table = settings->create_table;
    plan->checkpoint_interval = settings->checkpoint_interval ? settings->checkpoint_interval : plan->sink->rows ? 1 : 0;
    plan->duration_ms = settings->duration;
    plan->least_rows = settings->least_rows;
    plan->grace_ms = plan->sink->flags & LG_SINK_DISCARDS ? 0 : settings->grace; /* nothing is worth finishing */
    share_rate(plan, &settings->rate);
}

uint32_t lg_plan_run_flags(const struct lg_plan *plan, enum lg_start start)
{
    static const uint32_t flags[] = {[LG_START_NEW] = 0,
                                     [LG_START_CONTINUE] = 0,
                                     [LG_START_RESUME] = LG_RUN_RESUMES,
                                     [LG_START_RESET] = LG_RUN_RESUMES | LG_RUN_REPLACES,
                                     [LG_START_OVERWRITE] = LG_RUN_REPLACES,
                                     [LG_START_REPLACE] = LG_RUN_REPLACES};

    return flags[start] | (plan->create_table ? LG_RUN_CREATES : 0);
}

void lg_plan_describe_run(const struct lg_plan *plan, struct lg_run *run)
{
    *run = (struct lg_run){.struct_size = sizeof(*run),
                           .node = plan->node,
                           .nodes = plan->nodes,
                           .flags = lg_plan_run_flags(plan, plan->start),
                           .id = plan->run_id,
                           .authority = plan->destination.authority,
                           .root = plan->destination.root,
                           .expected_bytes = plan->bytes / plan->nodes,
                           .format = plan->format->name};
}

/* The last part of a table has its longest name, the first one its size. */
static int ask_about_table(const struct lg_plan *plan, const struct lg_plan_table *table, const struct lg_run *run,
                           struct lg_error *err)
{
    struct lg_object object = {.struct_size = sizeof(object),
                               .media_type = lg_plan_media_type(plan),
                               .identity = "",
                               .table = table->layout->table};
    struct lg_string name = LG_STRING_INIT;
    struct lg_task first, last;

    lg_plan_task(plan, table->first_ordinal, &first);
    lg_plan_task(plan, table->first_ordinal + table->parts - 1, &last);
    if (lg_plan_object_name(plan, &last, &name, err) == LG_OK) {
        object.name = name.text;
        object.rows = first.rows;
        object.size_hint = first.size_hint;
        (void)lg_callback_result(plan->sink->check(plan->sink_options, run, &object, err), "check", err);
    }
    lg_string_release(&name);
    return err->code;
}

static int ask_sink(const struct lg_plan *plan, struct lg_error *err)
{
    struct lg_run run;

    lg_plan_describe_run(plan, &run);
    for (uint32_t t = 0; plan->sink->check && t < plan->tables && err->code == LG_OK; t++)
        if (plan->table[t].is_selected)
            (void)ask_about_table(plan, &plan->table[t], &run, err);
    return err->code;
}

static int blame(int code, const struct lg_settings *settings, const char *name, struct lg_error *err)
{
    return code == LG_OK ? LG_OK : lg_settings_blame(settings, name, err);
}

/* As far as the layout. */
static int fill_layout(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    if (open_sink(plan, settings, plugins, err) != LG_OK || lg_plan_open_tables(plan, settings, plugins, err) != LG_OK ||
        choose_batch(plan, settings, err) != LG_OK || blame(choose_format(plan, settings, err), settings, "format", err) != LG_OK ||
        blame(choose_encoding(plan, settings, err), settings, "compression", err) != LG_OK ||
        blame(choose_sorting(plan, settings, err), settings, "sort-by", err) != LG_OK || choose_root(plan, err) != LG_OK ||
        fit_single_stream(plan, err) != LG_OK)
        return err->code;
    return lay_out(plan, settings, err);
}

static int fill_plan(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    if (fill_layout(plan, settings, plugins, err) != LG_OK ||
        blame(open_keeper(plan, settings, plugins, err), settings, "checkpoint-path", err) != LG_OK ||
        choose_start(plan, settings, err) != LG_OK || identify(plan, err) != LG_OK ||
        blame(choose_run_id(plan, settings, err), settings, "run-id", err) != LG_OK || choose_node(plan, settings, err) != LG_OK)
        return err->code;
    copy_conduct(plan, settings);
    count_sure(plan);
    return ask_sink(plan, err) == LG_OK ? lg_plan_budget(plan, settings, err) : err->code;
}

static struct lg_plan *plan_alloc(struct lg_error *err)
{
    struct lg_plan *plan = calloc(1, sizeof(*plan));

    if (!plan)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a plan");
    return plan;
}

typedef int fill_fn(struct lg_plan *plan, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err);

static int make_plan(const struct lg_settings *settings, struct lg_plugins *plugins, const struct lg_plan_cut *cuts, fill_fn *fill,
                     struct lg_plan **out, struct lg_error *err)
{
    struct lg_plan *plan = plan_alloc(err);

    *out = NULL;
    if (plan)
        plan->cuts = cuts;
    if (plan && fill(plan, settings, plugins, err) == LG_OK)
        *out = plan;
    else
        lg_plan_free(plan);
    if (*out)
        plan->cuts = NULL;
    return err->code;
}

static int make_layout(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_plan **out, struct lg_error *err)
{
    return make_plan(settings, plugins, NULL, fill_layout, out, err);
}

static bool has_sink(const struct lg_settings *settings, struct lg_plugins *plugins)
{
    struct lg_error ignored = LG_ERROR_INIT;
    struct lg_destination destination;
    const struct lg_sink_plugin *sink;
    bool found = lg_destination_choose(settings, &destination, &ignored) == LG_OK &&
                 lg_plugin_load_sink(plugins, destination.sink, &sink, &ignored) == LG_OK;

    lg_destination_release(&destination);
    return found;
}

/* For who shows rows and writes none. --format is the form of what is shown then; and the sink would only choose the default format, so
 * that one which cannot be had is no obstacle. */
static int make_shown_layout(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_plan **out, struct lg_error *err)
{
    static char automatic[] = "auto";
    struct lg_settings shown = *settings;

    if (lg_setting_source(settings, "format")->layer == LG_LAYER_FLAG)
        shown.format = automatic;
    if (!has_sink(settings, plugins)) {
        shown.sink = (char *)(uintptr_t)lg_setting_find("sink")->fallback;
        shown.output = shown.bucket = shown.prefix = NULL;
    }
    return make_layout(&shown, plugins, out, err);
}

/* With the scale and rows that a target size comes to by trial plans. */
static int make_to_target(const struct lg_settings *settings, struct lg_plugins *plugins, lg_target_plan_fn *try_out, fill_fn *fill,
                          struct lg_plan **out, struct lg_error *err)
{
    struct lg_settings solved = *settings;
    struct lg_target target;

    *out = NULL;
    if (settings->target_size == 0)
        return make_plan(settings, plugins, NULL, fill, out, err);
    if (lg_target_solve(settings, plugins, try_out, &target, err) != LG_OK)
        return err->code;
    solved.target_size = 0;
    solved.scale = target.scale;
    solved.rows = target.rows;
    (void)make_plan(&solved, plugins, NULL, fill, out, err);
    lg_target_release(&target);
    return err->code;
}

int lg_plan_new_as(const struct lg_settings *settings, struct lg_plugins *plugins, const struct lg_plan_cut *cuts,
                   struct lg_plan **plan, struct lg_error *err)
{
    return make_plan(settings, plugins, cuts, fill_plan, plan, err);
}

int lg_plan_new(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_plan **out, struct lg_error *err)
{
    return make_to_target(settings, plugins, make_layout, fill_plan, out, err);
}

int lg_plan_open_schema(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_plan **out,
                        struct lg_error *err)
{
    return make_to_target(settings, plugins, make_shown_layout, lg_plan_open_tables, out, err);
}

/* ---- reading a plan ---- */

void lg_plan_node_rows(const struct lg_plan *plan, int64_t *asked, int64_t *expected)
{
    *asked = *expected = 0;
    for (uint32_t t = 0; t < plan->tables; t++) {
        const struct lg_plan_table *table = &plan->table[t];
        int64_t parts, end, last, rows;

        if (!table->is_selected || table->rows == 0)
            continue;
        parts = sure_parts(plan, table);
        end = table->first_ordinal + parts;
        last = (parts - 1) * table->rows_per_part;
        rows = (ordinals_below(plan, end - 1) - ordinals_below(plan, table->first_ordinal)) * table->rows_per_part;
        if ((end - 1) % plan->nodes == plan->node)
            rows += parts == table->parts ? table->rows - last : table->rows_per_part;
        *asked += rows;
        *expected += (int64_t)((lg_int128)table->expected_rows * rows / table->rows);
    }
}

void lg_plan_task(const struct lg_plan *plan, int64_t ordinal, struct lg_task *task)
{
    uint32_t t = 0;

    while (!plan->table[t].is_selected || ordinal >= plan->table[t].first_ordinal + plan->table[t].parts)
        t++;
    task->table = t;
    task->ordinal = ordinal;
    task->part = ordinal - plan->table[t].first_ordinal;
    task->first_row = task->part * plan->table[t].rows_per_part;
    task->rows = plan->table[t].rows - task->first_row;
    if (task->rows > plan->table[t].rows_per_part)
        task->rows = plan->table[t].rows_per_part;
    task->groups = task->rows / plan->table[t].rows_per_group + (task->rows % plan->table[t].rows_per_group != 0);
    task->size_hint = lg_layout_bytes(&plan->table[t], task->rows);
}

static void put_root(const struct lg_plan *plan, const char *suffix, struct lg_string *name)
{
    lg_string_clear(name);
    lg_string_puts(name, plan->destination.root);
    if (name->length > 0)
        lg_string_puts(name, suffix);
    if (name->length > 0 && name->text[name->length - 1] != '/')
        lg_string_putc(name, '/');
}

int lg_plan_object_name(const struct lg_plan *plan, const struct lg_task *task, struct lg_string *name, struct lg_error *err)
{
    const struct lg_plan_table *table = &plan->table[task->table];

    put_root(plan, table->is_truth ? "_truth" : "", name);
    lg_names_put(table->name_pattern, task->part, name);
    return lg_string_check(name, err);
}

int lg_plan_object_prefix(const struct lg_plan *plan, const struct lg_plan_table *table, struct lg_string *prefix,
                          struct lg_error *err)
{
    put_root(plan, table->is_truth ? "_truth" : "", prefix);
    lg_string_append(prefix, table->name_pattern, lg_names_prefix(table->name_pattern));
    return lg_string_check(prefix, err);
}

/* Numbers have six digits or more, and digits may follow them: the length is right when the number makes the same name again. */
static bool has_name(const struct lg_plan *plan, const struct lg_plan_table *table, const char *name, struct lg_string *text,
                     struct lg_task *task)
{
    struct lg_error err = LG_ERROR_INIT;
    const char *digits;
    int64_t part = 0;

    if (lg_plan_object_prefix(plan, table, text, &err) != LG_OK || strncmp(name, lg_string_text(text), text->length) != 0)
        return false;
    digits = name + text->length;
    for (int i = 0; i < 18 && digits[i] >= '0' && digits[i] <= '9'; i++) {
        part = part * 10 + (digits[i] - '0');
        if (part >= table->parts)
            break;
        lg_plan_task(plan, table->first_ordinal + part, task);
        if (i >= 5 && lg_plan_object_name(plan, task, text, &err) == LG_OK && strcmp(text->text, name) == 0)
            return true;
    }
    return false;
}

bool lg_plan_find_task(const struct lg_plan *plan, const char *name, struct lg_task *task)
{
    struct lg_string text = LG_STRING_INIT;
    bool found = false;

    for (uint32_t t = 0; t < plan->tables && !found; t++)
        found = plan->table[t].is_selected && has_name(plan, &plan->table[t], name, &text, task);
    lg_string_release(&text);
    return found;
}

int64_t lg_plan_node_part(const struct lg_plan *plan, int64_t ordinal)
{
    return ordinal % plan->nodes == plan->node ? ordinal / plan->nodes : -1;
}

int lg_plan_success_name(const struct lg_plan *plan, struct lg_string *name, struct lg_error *err)
{
    put_root(plan, "", name);
    lg_string_puts(name, "_SUCCESS");
    return lg_string_check(name, err);
}

int lg_plan_records_prefix(const struct lg_plan *plan, struct lg_string *prefix, struct lg_error *err)
{
    put_root(plan, "", prefix);
    lg_string_puts(prefix, "_lakegen/");
    return lg_string_check(prefix, err);
}

int lg_plan_part_identity(const struct lg_plan *plan, const struct lg_task *task, char identity[65], struct lg_error *err)
{
    char text[256];
    int length = snprintf(text, sizeof(text), "%s\n%s\n%lld", plan->hash, plan->table[task->table].layout->table->name,
                          (long long)task->part);

    if (length < 0 || (size_t)length >= sizeof(text))
        return lg_error_set(err, LG_E_PLUGIN, "a table's name is longer than 100 bytes");
    return lg_sha256_hex(text, (size_t)length, identity, err);
}

const char *lg_plan_media_type(const struct lg_plan *plan)
{
    const char *compressed = lg_codec_info(plan->table[0].encoding.codec)->media_type;

    return compressed && !plan->format->by_column ? compressed : plan->format->media_type;
}

const char *lg_plan_encoding(const struct lg_plan *plan)
{
    enum lg_codec codec = plan->table[0].encoding.codec;

    return codec == LG_CODEC_NONE || plan->format->by_column ? NULL : lg_codec_info(codec)->name;
}

void lg_plan_put_json(const struct lg_plan *plan, struct lg_json *json)
{
    lg_json_open(json, NULL, '{');
    lg_json_int(json, "version", 1);
    lg_json_text(json, "run", plan->run_id);
    lg_json_text(json, "identity_hash", plan->hash);
    lg_json_open(json, "identity", '{');
    put_identity(plan, json);
    lg_json_close(json, '}');
    lg_json_close(json, '}');
}
