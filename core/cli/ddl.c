/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen ddl: statements that make a schema's tables in a database. */
#include "cli/cli.h"

#include "encode/clickhouse/ddl.h"
#include "plan/plan.h"

static int put_tables(const struct lg_plan *plan, struct lg_string *out, struct lg_error *err)
{
    const struct lg_clickhouse_server current = {true, true, true};
    struct lg_string name = LG_STRING_INIT;

    for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++) {
        const struct lg_table *table = plan->table[t].layout->table;

        if (!plan->table[t].is_selected)
            continue;
        lg_string_clear(&name);
        lg_clickhouse_put_name(&name, table->name);
        (void)lg_clickhouse_create(table, lg_string_text(&name), &current, out, NULL, err);
        lg_string_puts(out, ";\n");
    }
    lg_string_release(&name);
    return err->code;
}

int lg_cli_ddl(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_plan *plan;

    if (lg_cli_plugins(cli, err) != LG_OK || lg_plan_open_schema(&cli->settings, cli->plugins, &plan, err) != LG_OK)
        return err->code;
    if (put_tables(plan, &out, err) == LG_OK)
        (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    lg_plan_free(plan);
    return err->code;
}
