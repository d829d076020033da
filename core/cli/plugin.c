/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen plugin: the author's kit. new stamps a folder, check tries a plugin out. */
#include "cli/cli.h"

#include "base/json.h"
#include "kit/check.h"
#include "kit/template.h"
#include "plugin/search.h"

#include <string.h>

/* ---- new ---- */

/* What makes sense for check alone. */
static int check_no_options(const struct lg_settings *settings, struct lg_error *err)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (strcmp(s->group, "Talk") != 0 && lg_setting_is_given(settings, s->name))
            return lg_error_set(err, LG_E_USAGE, "--%s is for 'lakegen plugin check'", s->name);
    return settings->set.count == 0 ? LG_OK : lg_error_set(err, LG_E_USAGE, "options of plugins are for 'lakegen plugin check'");
}

static void put_next_steps(int kind, const char *name, struct lg_string *out)
{
    const char *folder = lg_kind_folder(kind), *word = lg_kind_name(kind);

    lg_string_printf(out, "\nTo build and try it:\n"
                          "  cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden -Wl,-z,defs,-z,now %s/%s.c \\\n"
                          "     $(pkg-config --cflags --libs lakegen) -o %s/%s.so\n"
                          "  lakegen plugin check %s/%s.so\n", name, name, name, name, name, name);
    lg_string_printf(out, "To install it:\n  cd %s && autoreconf -i && ./configure && make check && make install\n", name);
    lg_string_printf(out, "In lakegen's source tree the folder belongs into plugins/%s/, with two lines:\n"
                          "  LG_", folder);
    for (; *word; word++)
        lg_string_putc(out, (char)(*word - 'a' + 'A'));
    lg_string_printf(out, "([%s])   in configure.ac\n  include plugins/%s/%s/local.mk   in Makefile.am\n", name, folder, name);
}

static int choose_kind(const char *word, int *kind, struct lg_error *err)
{
    for (*kind = LG_KIND_SCHEMA; *kind <= LG_KIND_SINK; (*kind)++)
        if (strcmp(word, lg_kind_name(*kind)) == 0)
            return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "'%.64s' is no kind of plugin; write 'lakegen plugin new schema NAME' or '… sink NAME'", word);
}

static int make(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string files = LG_STRING_INIT, out = LG_STRING_INIT;
    const char *name;
    int kind;

    if (cli->targets.count != 3)
        return lg_error_set(err, LG_E_USAGE, "write 'lakegen plugin new schema NAME' or 'lakegen plugin new sink NAME'");
    name = cli->targets.word[2];
    if (choose_kind(cli->targets.word[1], &kind, err) != LG_OK || check_no_options(&cli->settings, err) != LG_OK)
        return err->code;
    if (lg_template_stamp(kind, name, &files, err) == LG_OK) {
        lg_string_printf(&out, "made the %s %s in %s/: %s\n", lg_kind_name(kind), name, name, lg_string_text(&files));
        put_next_steps(kind, name, &out);
        (void)lg_cli_print(&out, err);
    }
    lg_string_release(&files);
    lg_string_release(&out);
    return err->code;
}

/* ---- check ---- */

struct report {
    struct lg_json *json; /* or NULL, for text */
    struct lg_string *out;
    int passed, failed;
};

static void put_result(void *context, const struct lg_check_result *result)
{
    struct report *report = context;
    bool passed = result->err->code == LG_OK;

    *(passed ? &report->passed : &report->failed) += 1;
    if (report->json) {
        lg_json_open(report->json, NULL, '{');
        lg_json_text(report->json, "name", result->name);
        lg_json_bool(report->json, "passed", passed);
        lg_json_text(report->json, "problem", passed ? NULL : result->err->message);
        lg_json_close(report->json, '}');
        return;
    }
    lg_string_printf(report->out, "%-6s%s", passed ? "ok" : "FAIL", result->name);
    if (!passed) {
        lg_string_puts(report->out, ": ");
        lg_string_put_printable(report->out, result->err->message);
    }
    lg_string_putc(report->out, '\n');
}

static void begin_report(const struct lg_plugin *plugin, const char *path, struct report *report)
{
    if (!report->json) {
        lg_string_printf(report->out, "%s: %s %s %s, made for plugin ABI %d.%u\n", path, lg_kind_name(plugin->kind), plugin->name,
                         plugin->version, LG_ABI_MAJOR, plugin->abi_minor);
        return;
    }
    lg_json_open(report->json, NULL, '{');
    lg_json_text(report->json, "path", path);
    lg_json_text(report->json, "kind", lg_kind_name(plugin->kind));
    lg_json_text(report->json, "name", plugin->name);
    lg_json_text(report->json, "version", plugin->version);
    lg_json_int(report->json, "abi_minor", plugin->abi_minor);
    lg_json_open(report->json, "checks", '[');
}

static void end_report(struct report *report)
{
    if (!report->json)
        return;
    lg_json_close(report->json, ']');
    lg_json_int(report->json, "passed", report->passed);
    lg_json_int(report->json, "failed", report->failed);
    lg_json_close(report->json, '}');
}

static int try(struct lg_cli *cli, const struct lg_plugin *plugin, const char *path, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_json json;
    struct report report = {.json = lg_cli_wants_json(cli) ? &json : NULL, .out = &out};

    lg_json_init(&json, &out, true);
    begin_report(plugin, path, &report);
    if (lg_check_plugin(plugin, &cli->settings, cli->plugins, put_result, &report, err) == LG_OK) {
        end_report(&report);
        if (lg_cli_print(&out, err) == LG_OK && report.failed > 0)
            (void)lg_error_set(err, LG_E_PLUGIN, "%s: %d of %d checks failed", path, report.failed, report.passed + report.failed);
    }
    lg_string_release(&out);
    return err->code;
}

static int check(struct lg_cli *cli, struct lg_error *err)
{
    const struct lg_plugin *plugin;
    const char *path;

    if (cli->targets.count != 2)
        return lg_error_set(err, LG_E_USAGE, "write 'lakegen plugin check NAME' or 'lakegen plugin check ./NAME.so'");
    if (lg_cli_plugins(cli, err) != LG_OK || lg_plugin_load(cli->plugins, cli->targets.word[1], &plugin, err) != LG_OK)
        return err->code;
    path = lg_plugin_path(plugin);
    if (plugin->kind == LG_KIND_SCHEMA && lg_settings_set(&cli->settings, lg_setting_find("schema"), path, err) != LG_OK)
        return err->code;
    return try(cli, plugin, path, err);
}

int lg_cli_plugin(struct lg_cli *cli, struct lg_error *err)
{
    const char *word = cli->targets.count ? cli->targets.word[0] : "";

    if (strcmp(word, "new") == 0)
        return make(cli, err);
    if (strcmp(word, "check") == 0)
        return check(cli, err);
    return lg_error_set(err, LG_E_USAGE, "'%.64s': write 'lakegen plugin new' or 'lakegen plugin check'", word);
}
