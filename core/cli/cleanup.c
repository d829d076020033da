/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen cleanup: removes what unfinished uploads left at a destination, when nobody is at work there. */
#include "cli/look.h"
#include "cli/table.h"

#include "base/callback.h"
#include "base/json.h"

#define AT_WORK_MS INT64_C(600000) /* a run that has written a record since then may be alive */

static int refuse_while_at_work(struct lg_site *site, struct lg_error *err)
{
    if (lg_site_read_records(site, err) != LG_OK)
        return err->code;
    for (size_t i = 0; i < site->inventory.count && err->code == LG_OK; i++) {
        const struct lg_record_entry *entry = &site->inventory.item[i];

        if (entry->age_ms >= 0 && entry->age_ms < AT_WORK_MS && !lg_inventory_find(&site->inventory, entry->run, LG_RECORD_MANIFEST))
            (void)lg_error_set(err, LG_E_DESTINATION, "run %s is not finished and wrote a record %lld s ago: it may be at work; wait until "
                               "10 minutes have passed, or say --force", entry->run, (long long)(entry->age_ms / 1000));
    }
    return err->code;
}

/* ---- removing ---- */

struct sweep {
    struct lg_json *json; /* NULL: text */
    struct lg_string rows;
    int64_t older_ms;
    bool dry;
    int64_t chosen, kept;
};

static void put_age(int64_t age_ms, struct lg_string *out)
{
    int64_t minutes = age_ms / 60000;

    if (age_ms < 0)
        lg_string_puts(out, "begun nobody knows when");
    else if (minutes < 120)
        lg_string_printf(out, "begun %lld min ago", (long long)minutes);
    else
        lg_string_printf(out, "begun %lld h ago", (long long)(minutes / 60));
}

static int choose(void *context, const struct lg_leftover *leftover)
{
    struct sweep *sweep = context;
    bool chosen = leftover->age_ms >= sweep->older_ms || (leftover->age_ms < 0 && sweep->older_ms == 0);

    sweep->chosen += chosen;
    sweep->kept += !chosen;
    if (sweep->json) {
        lg_json_open(sweep->json, NULL, '{');
        lg_json_text(sweep->json, "name", leftover->name);
        lg_json_int(sweep->json, "age_ms", leftover->age_ms);
        lg_json_bool(sweep->json, "removed", chosen && !sweep->dry);
        lg_json_close(sweep->json, '}');
    } else {
        lg_string_printf(&sweep->rows, "  %s\x1f", !chosen ? "kept" : sweep->dry ? "would remove" : "removed");
        lg_string_put_printable(&sweep->rows, leftover->name);
        lg_string_putc(&sweep->rows, '\x1f');
        put_age(leftover->age_ms, &sweep->rows);
        lg_string_putc(&sweep->rows, '\x1e');
    }
    return chosen && !sweep->dry;
}

/* What lies at the destination, and at its ground truth's. */
static int sweep_places(const struct lg_site *site, struct sweep *sweep, struct lg_error *err)
{
    int places = *site->destination.root ? 2 : 1; /* a whole bucket holds its ground truth, too */

    for (int i = 0; i < places && err->code == LG_OK; i++) {
        struct lg_string prefix = LG_STRING_INIT;

        lg_site_put_root(site, i == 1, &prefix);
        if (lg_string_check(&prefix, err) == LG_OK)
            (void)lg_callback_result(site->sink->sweep(site->state, NULL, lg_string_text(&prefix), choose, sweep, err), "sweep", err);
        lg_string_release(&prefix);
    }
    return err->code;
}

static void put_summary(const struct sweep *sweep, struct lg_string *out)
{
    lg_string_printf(out, "%lld unfinished upload%s %s", (long long)sweep->chosen, sweep->chosen == 1 ? "" : "s",
                     sweep->dry ? "would be removed" : "removed");
    if (sweep->kept > 0)
        lg_string_printf(out, ", %lld that %s younger kept", (long long)sweep->kept, sweep->kept == 1 ? "is" : "are");
    lg_string_putc(out, '\n');
}

static void begin_json(struct sweep *sweep, struct lg_string *out)
{
    lg_json_init(sweep->json, out, true);
    lg_json_open(sweep->json, NULL, '{');
    lg_json_open(sweep->json, "uploads", '[');
}

static void end_json(const struct sweep *sweep)
{
    lg_json_close(sweep->json, ']');
    lg_json_int(sweep->json, "chosen", sweep->chosen);
    lg_json_int(sweep->json, "kept", sweep->kept);
    lg_json_close(sweep->json, '}');
}

static int sweep(const struct lg_cli *cli, const struct lg_site *site, struct lg_string *out, struct lg_error *err)
{
    struct lg_json writer;
    struct sweep sweep = {.json = lg_cli_wants_json(cli) ? &writer : NULL,
                          .older_ms = cli->settings.older_than,
                          .dry = cli->settings.dry_run};

    if (sweep.json)
        begin_json(&sweep, out);
    (void)sweep_places(site, &sweep, err);
    if (sweep.json) {
        end_json(&sweep);
    } else if (!cli->settings.quiet) {
        lg_table_put(out, lg_string_text(&sweep.rows));
        put_summary(&sweep, out);
    }
    lg_string_release(&sweep.rows);
    return err->code;
}

static int cleanup(const struct lg_cli *cli, struct lg_site *site, struct lg_string *out, struct lg_error *err)
{
    bool force = cli->settings.force;

    if (!site->sink->sweep || (site->sink->flags & LG_SINK_FOLDERS))
        return lg_error_set(err, LG_E_USAGE, "the sink '%s' has no uploads that could be cleaned up; what dead processes left is "
                            "removed by 'lakegen clean', and by the next run", site->sink->base.name);
    if (!*site->destination.root && !force)
        return lg_error_set(err, LG_E_USAGE, "the uploads of a whole bucket may be other people's; name a prefix, or say --force");
    if (!force && refuse_while_at_work(site, err) != LG_OK)
        return err->code;
    return sweep(cli, site, out, err);
}

int lg_cli_cleanup(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_error failure = LG_ERROR_INIT;
    struct lg_site site;

    if (cli->targets.count != 1)
        return lg_error_set(err, LG_E_USAGE, "say 'lakegen cleanup s3://bucket/prefix'");
    if (lg_look_connect(cli, cli->targets.word[0], &site, err) != LG_OK)
        return err->code;
    (void)cleanup(cli, &site, &out, err);
    lg_look_disconnect(cli, &site);
    if (out.length > 0 && lg_cli_print(&out, &failure) != LG_OK && err->code == LG_OK)
        *err = failure;
    lg_string_release(&out);
    return err->code;
}
