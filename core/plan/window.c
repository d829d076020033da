/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing windows. */
#include "plan/window.h"

#include <stdlib.h>
#include <string.h>

static int choose_table(const struct lg_plan *plan, const struct lg_settings *settings, struct lg_window *window, struct lg_error *err)
{
    uint32_t t = 0;

    /* whoever names several for generate in a file may look at one of them */
    if (settings->tables.count > 1 && lg_setting_source(settings, "tables")->layer == LG_LAYER_FLAG)
        return lg_error_set(err, LG_E_USAGE, "one table can be shown, %zu were named", settings->tables.count);
    while (t < plan->tables && !plan->table[t].is_selected)
        t++;
    if (t == plan->tables)
        return lg_error_set(err, LG_E_USAGE, "schema '%s' has ground truth only; name one of its tables", plan->schema->base.name);
    window->table = &plan->table[t];
    return LG_OK;
}

static int choose_columns(const struct lg_layout *layout, const struct lg_words *names, uint64_t *mask, struct lg_error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        uint32_t c = 0;

        while (c < layout->columns && strcmp(layout->column[c].column->name, names->word[i]) != 0)
            c++;
        if (c == layout->columns)
            return lg_error_set(err, LG_E_USAGE, "table '%s' has no column '%.64s'; 'lakegen describe' lists them",
                                layout->table->name, names->word[i]);
        mask[c / 64] |= (uint64_t)1 << (c % 64);
    }
    return LG_OK;
}

static int choose_rows(const struct lg_settings *settings, int64_t most_rows, struct lg_window *window, struct lg_error *err)
{
    int64_t rows = window->table->rows;

    if (settings->offset > rows)
        return lg_error_set(err, LG_E_USAGE, "--offset %lld is behind the last of %lld rows", (long long)settings->offset,
                            (long long)rows);
    window->first_row = settings->offset;
    window->rows = rows - settings->offset < most_rows ? rows - settings->offset : most_rows;
    return LG_OK;
}

int lg_window_choose(const struct lg_plan *plan, const struct lg_settings *settings, int64_t most_rows, struct lg_window *window,
                     struct lg_error *err)
{
    *window = (struct lg_window){.table = NULL};
    if (choose_table(plan, settings, window, err) != LG_OK || choose_rows(settings, most_rows, window, err) != LG_OK)
        return err->code;
    if (settings->columns.count == 0)
        return LG_OK;
    window->columns = calloc(window->table->layout->columns / 64 + 1, sizeof(*window->columns));
    if (!window->columns)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the names of columns");
    if (choose_columns(window->table->layout, &settings->columns, window->columns, err) != LG_OK)
        lg_window_release(window);
    return err->code;
}

void lg_window_release(struct lg_window *window)
{
    free(window->columns);
    window->columns = NULL;
}
