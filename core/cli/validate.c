/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen validate: everything that is wrong with a configuration, at once. */
#include "cli/cli.h"

#include "base/json.h"
#include "plan/destination.h"
#include "plan/plan.h"

#include <string.h>

static const char *const severities[] = {[LG_SEVERITY_ERROR] = "error", [LG_SEVERITY_WARNING] = "warning", [LG_SEVERITY_NOTE] = "note"};

/* A sink that this build lacks is no mistake of the file. */
static bool is_absent(const struct lg_cli *cli, const char *sink)
{
    const char *const *name = lg_expected_plugins;

    while (*name && strcmp(*name, sink) != 0)
        name++;
    return *name && !lg_plugins_have(cli->plugins, LG_KIND_SINK, sink);
}

static int load_sink(struct lg_cli *cli, const struct lg_sink_plugin **sink, bool *absent, struct lg_error *err)
{
    struct lg_destination destination;

    *sink = NULL;
    *absent = false;
    if (lg_destination_choose(&cli->settings, &destination, err) != LG_OK)
        return lg_problems_take(&cli->problems, err);
    *absent = is_absent(cli, destination.sink);
    if (*absent)
        lg_problems_warn(&cli->problems, "this lakegen has no sink '%.64s': the configuration can be checked, not run", destination.sink);
    else if (lg_plugin_load_sink(cli->plugins, destination.sink, sink, err) != LG_OK) {
        (void)lg_settings_blame(&cli->settings, lg_destination_sink_setting(&cli->settings), err);
        (void)lg_problems_take(&cli->problems, err);
    }
    lg_destination_release(&destination);
    return err->code;
}

static int check_options(struct lg_cli *cli, const struct lg_schema_plugin *schema, const struct lg_sink_plugin *sink,
                         struct lg_error *err)
{
    struct lg_words notes = {NULL, 0};
    struct lg_option_sets sets = {.schema = &schema->base, .sink = sink ? &sink->base : NULL, .notes = &notes};

    if (lg_options_new(schema->base.options, &sets.schema_options, err) == LG_OK &&
        lg_options_new(sink ? sink->base.options : NULL, &sets.sink_options, err) == LG_OK)
        (void)lg_plan_check_options(&sets, &cli->settings, cli->plugins, &cli->problems, err);
    for (size_t i = 0; i < notes.count; i++)
        lg_problems_warn(&cli->problems, "%s", notes.word[i]);
    lg_words_release(&notes);
    lg_options_free(sets.schema_options);
    lg_options_free(sets.sink_options);
    return err->code;
}

/* What only a plan finds. plan stays NULL when there is none. */
static int try_plan(struct lg_cli *cli, struct lg_plan **plan, struct lg_error *err)
{
    if (cli->problems.errors > 0 || lg_plan_new(&cli->settings, cli->plugins, plan, err) == LG_OK)
        return LG_OK;
    return lg_problems_take(&cli->problems, err);
}

static int check(struct lg_cli *cli, struct lg_plan **plan, struct lg_error *err)
{
    const struct lg_schema_plugin *schema;
    const struct lg_sink_plugin *sink;
    bool absent;

    if (!cli->settings.schema && cli->problems.errors > 0) /* which may be why */
        return LG_OK;
    if (!cli->settings.schema) {
        (void)lg_error_set(err, LG_E_CONFIG, "no schema; say 'schema: NAME' in the configuration, or give --schema NAME");
        (void)lg_plan_suspect_flags(&cli->settings, cli->plugins, err);
    } else if (lg_plugin_load_schema(cli->plugins, lg_settings_schema_plugin(&cli->settings), &schema, err) != LG_OK)
        (void)lg_settings_blame(&cli->settings, "schema", err);
    if (err->code != LG_OK)
        return lg_problems_take(&cli->problems, err);
    if (load_sink(cli, &sink, &absent, err) != LG_OK || check_options(cli, schema, sink, err) != LG_OK)
        return err->code;
    return absent ? LG_OK : try_plan(cli, plan, err);
}

/* ---- telling ---- */

static void put_text(const struct lg_cli *cli, const struct lg_plan *plan, struct lg_string *out)
{
    for (size_t i = 0; i < cli->problems.count; i++) {
        lg_string_printf(out, "%s: ", severities[cli->problems.problem[i].severity]);
        lg_string_put_printable(out, cli->problems.problem[i].text);
        lg_string_putc(out, '\n');
    }
    if (cli->problems.left_out > 0)
        lg_string_printf(out, "note: %zu more are not shown\n", cli->problems.left_out);
    if (cli->problems.errors > 0)
        return;
    lg_string_puts(out, "valid");
    if (plan) {
        lg_string_printf(out, ": %s, ", plan->schema->base.name);
        lg_put_count(out, plan->rows);
        lg_string_puts(out, " rows, about ");
        lg_put_bytes(out, plan->bytes);
        lg_string_printf(out, " of %s to ", plan->format->name);
        lg_destination_put_with_sink(&plan->destination, out);
    }
    lg_string_putc(out, '\n');
}

static void put_json(const struct lg_cli *cli, struct lg_string *out)
{
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_bool(&json, "valid", cli->problems.errors == 0);
    lg_json_int(&json, "errors", (int64_t)cli->problems.errors);
    lg_json_int(&json, "warnings", (int64_t)cli->problems.warnings);
    lg_json_int(&json, "left_out", (int64_t)cli->problems.left_out);
    lg_json_open(&json, "problems", '[');
    for (size_t i = 0; i < cli->problems.count; i++) {
        lg_json_open(&json, NULL, '{');
        lg_json_text(&json, "severity", severities[cli->problems.problem[i].severity]);
        lg_json_text(&json, "text", cli->problems.problem[i].text);
        lg_json_close(&json, '}');
    }
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
}

static int tell(const struct lg_cli *cli, const struct lg_plan *plan, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    size_t errors = cli->problems.errors;

    if (lg_cli_wants_json(cli))
        put_json(cli, &out);
    else
        put_text(cli, plan, &out);
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return errors ? lg_error_set(err, LG_E_CONFIG, "the configuration has %zu error%s", errors, errors == 1 ? "" : "s") : err->code;
}

int lg_cli_validate(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_plan *plan = NULL;

    if (lg_cli_load_config(cli, cli->targets.count ? cli->targets.word[0] : NULL, err) != LG_OK || lg_cli_plugins(cli, err) != LG_OK ||
        check(cli, &plan, err) != LG_OK)
        return err->code;
    if (cli->settings.strict)
        lg_problems_be_strict(&cli->problems);
    (void)tell(cli, plan, err);
    lg_plan_free(plan);
    return err->code;
}
