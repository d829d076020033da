/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen status and lakegen info: how far a run is; info besides says what the run is. */
#include "cli/look.h"
#include "cli/table.h"

#include "base/parse.h"
#include "config/options.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 5 /* missing objects */

struct missing {
    struct lg_words names; /* the first of them */
    int64_t count;
    struct lg_error *err;
};

static int note_missing(void *context, const char *name)
{
    struct missing *missing = context;

    missing->count++;
    return missing->count <= SHOWN ? lg_words_add(&missing->names, name, strlen(name), missing->err) : 0;
}

static const char *state_of(const struct lg_survey *survey, const struct missing *missing)
{
    if (!survey->is_complete)
        return "not finished";
    if (missing->count > 0)
        return "finished, but objects are missing";
    return survey->has_success || survey->site->keeper ? "finished" : "finished, but for _SUCCESS; --resume writes it";
}

static const char *ending_of(const struct lg_survey *survey)
{
    return *survey->last_ending ? survey->last_ending : survey->ended_by;
}

/* ---- JSON ---- */

static void put_json_option(struct lg_json *json, const char *name, const json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

    lg_json_literal(json, name, text ? text : "null");
    free(text);
}

static void put_json(const struct lg_survey *survey, const struct missing *missing, bool full, struct lg_string *out)
{
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "run", survey->plan.run);
    lg_json_text(&json, "root", survey->site->destination.root);
    lg_json_text(&json, "state", survey->is_complete ? "finished" : "unfinished");
    lg_json_bool(&json, "success", survey->has_success);
    lg_json_text(&json, "ended_by", *ending_of(survey) ? ending_of(survey) : NULL);
    lg_json_text(&json, "last_error", *survey->last_error ? survey->last_error : NULL);
    lg_json_int(&json, "failed_parts", survey->failed_parts);
    lg_json_text(&json, "lakegen", *survey->plan.lakegen ? survey->plan.lakegen : NULL);
    lg_json_text(&json, "schema", lg_stored_plan_text(&survey->plan, "schema"));
    lg_json_text(&json, "format", lg_stored_plan_text(&survey->plan, "format"));
    lg_json_int(&json, "nodes", survey->nodes);
    lg_json_int(&json, "nodes_done", survey->nodes_done);
    lg_json_int(&json, "objects", survey->plan.parts);
    lg_json_int(&json, "objects_done", survey->present);
    lg_json_int(&json, "objects_missing", missing->count);
    lg_json_int(&json, "bytes_done", survey->present_bytes);
    if (survey->site->keeper) {
        lg_json_int(&json, "rows_done", survey->present_rows);
        lg_json_text(&json, "kept_in", survey->site->records.prefix);
    }
    lg_json_int(&json, "extra_objects", survey->extras);
    lg_json_open(&json, "first_missing", '[');
    for (size_t i = 0; !survey->site->keeper && i < missing->names.count; i++)
        lg_json_text(&json, NULL, missing->names.word[i]);
    lg_json_close(&json, ']');
    if (full) {
        lg_json_text(&json, "identity_hash", survey->plan.hash);
        put_json_option(&json, "identity", survey->plan.identity);
    }
    lg_json_close(&json, '}');
}

/* ---- text ---- */

static void put_missing(const struct missing *missing, struct lg_string *out)
{
    for (size_t i = 0; i < missing->names.count; i++) {
        lg_string_puts(out, i == 0 ? "missing  " : "         ");
        lg_string_put_printable(out, missing->names.word[i]);
        lg_string_putc(out, '\n');
    }
    if (missing->count > (int64_t)missing->names.count)
        lg_string_printf(out, "         … and %lld more\n", (long long)(missing->count - (int64_t)missing->names.count));
}

static void put_present(const struct lg_survey *survey, struct lg_string *out)
{
    bool is_table = survey->site->keeper;

    lg_string_puts(out, is_table ? "\ninserts  " : "\nobjects  ");
    lg_put_count(out, survey->present);
    lg_string_puts(out, " of ");
    lg_put_count(out, survey->plan.parts);
    lg_string_puts(out, is_table ? " were acknowledged, " : " are there, ");
    if (is_table) {
        lg_put_count(out, survey->present_rows);
        lg_string_puts(out, " rows, ");
    }
    lg_put_bytes(out, survey->present_bytes);
    lg_string_putc(out, '\n');
    if (is_table)
        lg_string_printf(out, "kept in  %s%s\n", survey->site->records.prefix, survey->plan.run);
}

static void put_state(const struct lg_survey *survey, const struct missing *missing, struct lg_string *out)
{
    lg_string_printf(out, "run      %s", survey->plan.run);
    if (*survey->plan.lakegen)
        lg_string_printf(out, ", by lakegen %s", survey->plan.lakegen);
    lg_string_puts(out, "\nat       ");
    if (survey->site->keeper)
        lg_destination_put_with_sink(&survey->site->destination, out);
    else
        lg_destination_put(&survey->site->destination, out);
    lg_string_printf(out, "\nstate    %s", state_of(survey, missing));
    if (!survey->is_complete && *ending_of(survey))
        lg_string_printf(out, "; its last process ended by: %s", ending_of(survey));
    if (survey->nodes > 1)
        lg_string_printf(out, "; %lld of %lld nodes have finished", (long long)survey->nodes_done, (long long)survey->nodes);
    put_present(survey, out);
    if (!survey->site->keeper)
        put_missing(missing, out);
    if (*survey->last_error) {
        lg_string_puts(out, "error    ");
        lg_string_put_printable(out, survey->last_error);
        lg_string_putc(out, '\n');
    }
    if (survey->failed_parts > 0)
        lg_string_printf(out, "failed   %lld parts could not be made\n", (long long)survey->failed_parts);
    if (survey->extras > 0)
        lg_string_printf(out, "extra    %lld objects of other runs or parts, 'lakegen verify' names them\n", (long long)survey->extras);
}

static void put_options(const json_t *options, const struct lg_plugin *schema, struct lg_string *out)
{
    struct lg_string text = LG_STRING_INIT, shown = LG_STRING_INIT;
    const char *name;
    json_t *value;
    bool any = false;

    json_object_foreach((json_t *)(uintptr_t)options, name, value)
    {
        lg_string_clear(&text);
        lg_string_clear(&shown);
        lg_stored_plan_put_option(schema, name, json_string_value(value) ? json_string_value(value) : "", &text);
        lg_option_put_shown(&shown, lg_string_text(&text));
        lg_string_printf(out, "%s%s = ", any ? "         " : "options  ", name);
        lg_string_put_printable(out, lg_string_text(&shown));
        lg_string_putc(out, '\n');
        any = true;
    }
    lg_string_release(&text);
    lg_string_release(&shown);
}

/* The schema of the run, when it can be had: it knows what its options mean. */
static const struct lg_plugin *find_schema(const struct lg_cli *cli, const struct lg_stored_plan *plan)
{
    const struct lg_schema_plugin *schema;
    struct lg_error ignored = LG_ERROR_INIT;

    return lg_plugin_load_schema(cli->plugins, lg_stored_plan_text(plan, "schema"), &schema, &ignored) == LG_OK ? &schema->base : NULL;
}

static void put_plan(const struct lg_cli *cli, const struct lg_survey *survey, struct lg_string *out)
{
    const struct lg_stored_plan *plan = &survey->plan;
    const json_t *nano = json_object_get(plan->identity, "scale_nano");
    struct lg_string rows = LG_STRING_INIT;

    lg_string_printf(out, "schema   %s %s, scale ", lg_stored_plan_text(plan, "schema"), lg_stored_plan_text(plan, "schema_version"));
    lg_put_nano(out, json_integer_value(nano));
    lg_string_puts(out, ", seed ");
    lg_string_put_printable(out, lg_stored_plan_text(plan, "seed"));
    lg_string_printf(out, "\nencoder  %s\nhash     %s\n", lg_stored_plan_text(plan, "encoder"), plan->hash);
    put_options(json_object_get(plan->identity, "options"), find_schema(cli, plan), out);
    lg_string_puts(&rows, "\ntable\x1frows\x1fobjects\x1frows per object\x1frows per row group\x1fnames\x1e");
    for (uint32_t t = 0; t < plan->tables; t++) {
        const struct lg_stored_table *table = &plan->table[t];

        lg_string_printf(&rows, "%s\x1f", table->name);
        lg_put_count(&rows, table->rows);
        lg_string_putc(&rows, '\x1f');
        lg_put_count(&rows, table->parts);
        lg_string_putc(&rows, '\x1f');
        lg_put_count(&rows, table->rows_per_part);
        lg_string_putc(&rows, '\x1f');
        lg_put_count(&rows, table->rows_per_group);
        lg_string_putc(&rows, '\x1f');
        lg_string_put_printable(&rows, table->pattern);
        lg_string_putc(&rows, '\x1e');
    }
    lg_string_putc(out, '\n');
    lg_table_put(out, lg_string_text(&rows) + 1);
    lg_string_release(&rows);
}

static int show(struct lg_cli *cli, struct lg_survey *survey, bool full, struct lg_error *err)
{
    struct missing missing = {.err = err};
    struct lg_string out = LG_STRING_INIT;

    if (lg_survey_look(survey, err) == LG_OK && lg_survey_each_missing(survey, note_missing, &missing, err) == LG_OK) {
        if (lg_cli_wants_json(cli))
            put_json(survey, &missing, full, &out);
        else
            put_state(survey, &missing, &out);
        if (full && !lg_cli_wants_json(cli))
            put_plan(cli, survey, &out);
        (void)lg_cli_print(&out, err);
    }
    lg_words_release(&missing.names);
    lg_string_release(&out);
    return err->code;
}

static int show_state(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err)
{
    return show(cli, survey, false, err);
}

static int show_all(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err)
{
    return show(cli, survey, true, err);
}

int lg_cli_status(struct lg_cli *cli, struct lg_error *err)
{
    return lg_look(cli, show_state, err);
}

int lg_cli_info(struct lg_cli *cli, struct lg_error *err)
{
    return lg_look(cli, show_all, err);
}
