/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes schemas that a file declares: a text is refused with its place, or its tables are in order and their rows can be made. */
#include "batch/batch.h"
#include "config/options.h"
#include "gen/host.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 37

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
const struct lg_plugin *lg_plugin_entry_v0(void);

static void must(int condition)
{
    if (!condition)
        abort();
}

static void make_rows(const struct lg_schema_plugin *plugin, const void *state, struct lg_layout *layout)
{
    const struct lg_slice slice = {.struct_size = sizeof(slice), .table = layout->index, .first_row = 95, .rows = ROWS};
    struct lg_error err = LG_ERROR_INIT;
    struct lg_batch *batch;

    for (uint32_t c = 0; c < layout->columns; c++) {
        struct lg_layout_column *leaf = layout->column[c].elements ? &layout->column[c].elements->column[0] : &layout->column[c];

        if (leaf->column->flags & LG_COLUMN_DICTIONARY)
            must(plugin->dictionary(state, layout->index, c, &leaf->dictionary, &err) == LG_OK && leaf->dictionary.count > 0);
    }
    must(lg_batch_new(layout, ROWS, &batch, &err) == LG_OK && lg_batch_begin(batch, &slice, &err) == LG_OK);
    if (plugin->generate(state, &slice, batch, &err) == LG_OK) /* it may ask for more text than a batch may hold */
        must(lg_batch_end(batch, &err) == LG_OK && lg_batch_check(batch, &err) == LG_OK);
    lg_batch_free(batch);
}

static void make_tables(const struct lg_schema_plugin *plugin, const void *state)
{
    struct lg_error err = LG_ERROR_INIT;
    const struct lg_table *tables;
    uint32_t count;
    int64_t rows;

    must(plugin->describe(state, &tables, &err) == LG_OK && lg_tables_check(tables, &count, &err) == LG_OK);
    for (uint32_t t = 0; t < count; t++) {
        struct lg_error refusal = LG_ERROR_INIT;
        struct lg_layout *layout;

        must(lg_layout_new(&tables[t], t, &layout, &err) == LG_OK && plugin->rows(state, t, &rows, &err) == LG_OK && rows > 0);
        if (plugin->check_rows(state, t, rows, &refusal) == LG_OK && rows > 200)
            make_rows(plugin, state, layout);
        lg_layout_free(layout);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct lg_schema_plugin *plugin = (const struct lg_schema_plugin *)(const void *)lg_plugin_entry_v0();
    struct lg_error err = LG_ERROR_INIT;
    struct lg_schema_host host = {.schema = "declared"};
    struct lg_schema_request request = {.struct_size = sizeof(request), .scale = {1000000000}, .host = &host};
    struct lg_string text = LG_STRING_INIT;
    struct lg_options *options;
    void *state = NULL;

    lg_string_append(&text, bytes, size);
    lg_string_putc(&text, '\n');
    must(lg_options_new(plugin->base.options, &options, &err) == LG_OK);
    must(lg_seed_parse("42", &host.seed, &err) == LG_OK && lg_kernels_choose(&host.kernels, &err) == LG_OK);
    request.options = options;
    if (lg_options_set(options, "file", text.text, &err) == LG_OK && plugin->open(&request, &state, &err) == LG_OK) {
        make_tables(plugin, state);
        plugin->close(state);
    } else {
        must(err.code == LG_E_CONFIG && strstr(err.message, "file"));
    }
    lg_options_free(options);
    lg_string_release(&text);
    return 0;
}
