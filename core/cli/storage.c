/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen storage check: what a sink finds out about its store, as a table with a verdict. */
#include "cli/look.h"
#include "cli/table.h"

#include "base/callback.h"
#include "base/json.h"

#include <string.h>

struct findings {
    struct lg_json *json; /* NULL: text */
    struct lg_string rows;
    int limits;
};

static const char *const grades[] = {[LG_PROBE_GOOD] = "good", [LG_PROBE_LIMIT] = "limit", [LG_PROBE_BAD] = "bad"};

static void note(void *context, const struct lg_probe *probe)
{
    struct findings *findings = context;
    const char *grade = probe->grade >= 0 && probe->grade <= LG_PROBE_BAD ? grades[probe->grade] : "?";

    findings->limits += probe->grade == LG_PROBE_LIMIT;
    if (findings->json) {
        lg_json_open(findings->json, NULL, '{');
        lg_json_text(findings->json, "probe", probe->name);
        lg_json_text(findings->json, "grade", grade);
        lg_json_text(findings->json, "finding", probe->sentence);
        lg_json_int(findings->json, "elapsed_us", probe->elapsed_us);
        lg_json_close(findings->json, '}');
        return;
    }
    lg_string_printf(&findings->rows, "  %s\x1f%s\x1f%.0f ms\x1f", grade, probe->name, (double)probe->elapsed_us / 1e3);
    lg_string_put_printable(&findings->rows, probe->sentence);
    lg_string_putc(&findings->rows, '\x1e');
}

static const char *verdict(const struct findings *findings, const struct lg_error *err)
{
    if (err->code != LG_OK)
        return "not usable";
    return findings->limits > 0 ? "usable, with limits" : "ready";
}

static void put_verdict(const struct findings *findings, const struct lg_error *err, struct lg_string *out)
{
    lg_string_printf(out, "\n%s", verdict(findings, err));
    if (err->code == LG_OK && findings->limits > 0)
        lg_string_printf(out, ": lakegen works there; what is marked 'limit' is a protection or a comfort that this store does not give");
    else if (err->code == LG_OK)
        lg_string_puts(out, ": everything that lakegen can use works there");
    lg_string_putc(out, '\n');
}

static void put_json(const struct lg_site *site, struct lg_json *json)
{
    struct lg_string place = LG_STRING_INIT;

    lg_destination_put(&site->destination, &place);
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "destination", lg_string_text(&place));
    lg_json_open(json, "probes", '[');
    lg_string_release(&place);
}

static int check(const struct lg_cli *cli, const struct lg_site *site, struct lg_string *out, struct lg_error *err)
{
    struct lg_json writer;
    struct findings findings = {lg_cli_wants_json(cli) ? &writer : NULL, LG_STRING_INIT, 0};

    if (!site->sink->probe)
        return lg_error_set(err, LG_E_USAGE, "there is nothing to check of the sink '%s'; name a store, for example s3://bucket",
                            site->sink->base.name);
    if (findings.json) {
        lg_json_init(&writer, out, true);
        put_json(site, &writer);
    }
    (void)lg_callback_result(site->sink->probe(site->state, note, &findings, err), "probe", err);
    if (findings.json) {
        lg_json_close(&writer, ']');
        lg_json_text(&writer, "verdict", verdict(&findings, err));
        lg_json_close(&writer, '}');
    } else {
        lg_table_put(out, lg_string_text(&findings.rows));
        put_verdict(&findings, err, out);
    }
    lg_string_release(&findings.rows);
    return err->code;
}

int lg_cli_storage(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_error failure = LG_ERROR_INIT;
    struct lg_site site;

    if (cli->targets.count != 2 || strcmp(cli->targets.word[0], "check") != 0)
        return lg_error_set(err, LG_E_USAGE, "say 'lakegen storage check s3://bucket/prefix'");
    if (lg_look_connect(cli, cli->targets.word[1], &site, err) != LG_OK)
        return err->code;
    (void)check(cli, &site, &out, err);
    lg_look_disconnect(cli, &site);
    if (out.length > 0 && lg_cli_print(&out, &failure) != LG_OK && err->code == LG_OK)
        *err = failure;
    lg_string_release(&out);
    return err->code;
}
