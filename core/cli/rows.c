/* SPDX-License-Identifier: Apache-2.0 */
/* generate --count: the rows that a sink's tables hold now, whoever wrote them. */
#include "cli/rows.h"

#include "base/callback.h"

#include <inttypes.h>

static int count(const struct lg_plan *plan, void *state, struct lg_string *out, struct lg_error *err)
{
    for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++) {
        const struct lg_table *table = plan->table[t].layout->table;
        int64_t rows = 0;

        if (plan->table[t].is_selected && lg_callback_result(plan->sink->count(state, table, &rows, err), "count", err) == LG_OK)
            lg_string_printf(out, "%s\t%" PRId64 "\n", table->name, rows);
    }
    return err->code;
}

int lg_cli_count_rows(const struct lg_plan *plan, struct lg_error *err)
{
    struct lg_run run;
    struct lg_string out = LG_STRING_INIT;
    void *state;

    if (!plan->sink->count)
        return lg_error_set(err, LG_E_USAGE, "--count: sink '%s' takes files; 'lakegen count DEST' counts what they hold",
                            plan->sink->base.name);
    lg_plan_describe_run(plan, &run);
    if (lg_callback_result(plan->sink->open(plan->sink_options, &run, &state, err), "open", err) != LG_OK)
        return err->code;
    if (count(plan, state, &out, err) == LG_OK)
        (void)lg_cli_print(&out, err);
    plan->sink->close(state);
    lg_string_release(&out);
    return err->code;
}
