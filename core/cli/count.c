/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen count: rows by table, from the manifest; of a database's table, as the server counts them now. */
#include "cli/look.h"
#include "cli/table.h"

#include "base/callback.h"

#include <stdlib.h>
#include <string.h>

struct sum {
    int64_t objects, rows, bytes;
};

static void add(struct sum *sum, const struct lg_part_receipt *item)
{
    sum->objects++;
    sum->rows += item->receipt.rows;
    sum->bytes += item->receipt.bytes;
}

static void put_row(const char *name, const struct sum *sum, struct lg_string *rows)
{
    lg_string_printf(rows, "%s\x1f", name);
    lg_put_count(rows, sum->rows);
    lg_string_putc(rows, '\x1f');
    lg_put_count(rows, sum->objects);
    lg_string_putc(rows, '\x1f');
    lg_put_bytes(rows, sum->bytes);
    lg_string_putc(rows, '\x1e');
}

static void put_text(const struct lg_survey *survey, const struct sum *sums, const struct sum *all, struct lg_string *out)
{
    struct lg_string rows = LG_STRING_INIT;

    lg_string_puts(&rows, "table\x1frows\x1fobjects\x1fsize\x1e");
    for (uint32_t t = 0; t < survey->plan.tables; t++)
        put_row(survey->plan.table[t].name, &sums[t], &rows);
    if (survey->plan.tables > 1)
        put_row("all", all, &rows);
    lg_table_put(out, lg_string_text(&rows));
    if (!survey->is_complete)
        lg_string_puts(out, "the run is not finished, there will be more\n");
    lg_string_release(&rows);
}

static void put_sum(struct lg_json *json, const struct sum *sum)
{
    lg_json_int(json, "rows", sum->rows);
    lg_json_int(json, "objects", sum->objects);
    lg_json_int(json, "bytes", sum->bytes);
}

static void put_json(const struct lg_survey *survey, const struct sum *sums, const struct sum *all, struct lg_string *out)
{
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "run", survey->plan.run);
    lg_json_bool(&json, "complete", survey->is_complete);
    put_sum(&json, all);
    lg_json_open(&json, "tables", '[');
    for (uint32_t t = 0; t < survey->plan.tables; t++) {
        lg_json_open(&json, NULL, '{');
        lg_json_text(&json, "name", survey->plan.table[t].name);
        put_sum(&json, &sums[t]);
        lg_json_close(&json, '}');
    }
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
}

static int add_up(const struct lg_survey *survey, struct sum *sums, struct sum *all, struct lg_error *err)
{
    for (size_t i = 0; i < survey->receipts.count; i++) {
        const struct lg_part_receipt *item = &survey->receipts.item[i];
        int64_t table = lg_stored_plan_table(&survey->plan, item->table);

        if (table < 0)
            return lg_error_set(err, LG_E_STATE, "a receipt names table '%.64s', which the plan does not have", item->table);
        add(&sums[table], item);
        add(all, item);
    }
    return LG_OK;
}

static int count(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct sum all = {0, 0, 0}, *sums;

    if (!survey->has_manifest)
        return lg_error_set(err, LG_E_STATE, "run %s is not finished, there is no manifest to count by; see 'lakegen status'",
                            survey->plan.run);
    sums = calloc(survey->plan.tables, sizeof(*sums));
    if (!sums)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %u tables", survey->plan.tables);
    if (add_up(survey, sums, &all, err) == LG_OK) {
        if (lg_cli_wants_json(cli))
            put_json(survey, sums, &all, &out);
        else
            put_text(survey, sums, &all, &out);
        (void)lg_cli_print(&out, err);
    }
    lg_string_release(&out);
    free(sums);
    return err->code;
}

/* The server is asked, and knows of no run. What a configuration says is for other commands. */
static int refuse_run(const struct lg_settings *settings, struct lg_error *err)
{
    static const char *const names[] = {"run-id", "checkpoint-path"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (lg_setting_source(settings, names[i])->layer == LG_LAYER_FLAG)
            return lg_error_set(err, LG_E_USAGE, "--%s: the rows of a table are counted, whichever run they are of; leave it out, or see "
                                "'lakegen status'", names[i]);
    return LG_OK;
}

static int count_table(struct lg_cli *cli, struct lg_site *site, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_json json;
    int64_t rows = 0;

    if (refuse_run(&cli->settings, err) != LG_OK)
        return err->code;
    if (!site->sink->count)
        return lg_error_set(err, LG_E_USAGE, "sink '%s' does not count rows", site->sink->base.name);
    if (lg_callback_result(site->sink->count(site->state, NULL, &rows, err), "count", err) != LG_OK)
        return err->code;
    if (lg_cli_wants_json(cli)) {
        lg_json_init(&json, &out, true);
        lg_json_open(&json, NULL, '{');
        lg_json_int(&json, "rows", rows);
        lg_json_close(&json, '}');
    } else {
        lg_put_count(&out, rows);
        lg_string_puts(&out, rows == 1 ? " row\n" : " rows\n");
    }
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}

int lg_cli_count(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_site site;

    if (lg_look_open(cli, &site, err) != LG_OK)
        return err->code;
    (void)(site.keeper ? count_table(cli, &site, err) : lg_look_at(cli, &site, count, err));
    lg_site_close(&site);
    return err->code;
}
