/* SPDX-License-Identifier: Apache-2.0 */
/* The schema declared: tables and columns as a YAML or JSON file has them. */
#include "declared.h"

#include <stdlib.h>

static const struct lg_option declared_options[] = {
    {.name = "file", .type = LG_OPTION_YAML, .role = "schema_file",
     .doc = "the schema: a YAML or JSON file with 'tables'; naming it instead of a schema sets this"},
    {0}};

static void declared_close(void *state)
{
    kept_free(state);
    free(state);
}

static int declared_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    struct declared *schema = calloc(1, sizeof(*schema));
    struct reader reader = {.schema = schema, .request = request, .yaml = lg_option_yaml(request->options, "file")};

    if (!schema)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a declared schema");
    schema->yaml = reader.yaml;
    if (!reader.yaml)
        (void)lg_error_set(err, LG_E_CONFIG, "no file; name the file that declares the schema, for example 'lakegen generate "
                           "my-schema.yaml'");
    else if (read_schema(&reader, err) == LG_OK) {
        *state = schema;
        return LG_OK;
    }
    declared_close(schema);
    return err->code;
}

static int declared_describe(const void *state, const struct lg_table **tables, struct lg_error *err)
{
    (void)err;
    *tables = ((const struct declared *)state)->described;
    return LG_OK;
}

static int declared_rows(const void *state, uint32_t table, int64_t *rows, struct lg_error *err)
{
    (void)err;
    *rows = ((const struct declared *)state)->table[table].rows;
    return LG_OK;
}

/* Others refer to all rows of a table: there must be as many as they think. */
static int declared_check_rows(const void *state, uint32_t number, int64_t rows, struct lg_error *err)
{
    const struct declared *schema = state;
    const struct table *table = &schema->table[number];

    if (table->reference && rows != table->rows)
        return lg_yaml_error(schema->yaml, table->reference, err, "table '%s' cannot have %lld rows: others refer to its %lld; change 'rows' "
                             "in the file, or --scale", table->name, (long long)rows, (long long)table->rows);
    for (uint32_t c = 0; c < table->columns; c++)
        if (check_sequence(schema, &table->column[c], rows, err) != LG_OK)
            return err->code;
    return LG_OK;
}

static int declared_dictionary(const void *state, uint32_t table, uint32_t place, struct lg_dictionary *dictionary, struct lg_error *err)
{
    const struct table *owner = &((const struct declared *)state)->table[table];

    (void)err;
    for (uint32_t c = 0; c < owner->columns; c++)
        if (owner->column[c].place == (int)place) {
            const struct column *element = list_element(&owner->column[c]);
            const struct words *words = stored_words(element ? element : &owner->column[c]);

            dictionary->count = words->count;
            dictionary->values = words->packed;
        }
    return LG_OK;
}

static int declared_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    return fill_slice(state, slice, batch, err);
}

LG_SCHEMA_PLUGIN(declared, "1.0", "tables that a YAML or JSON file declares", .base.options = declared_options, .open = declared_open,
                 .close = declared_close, .describe = declared_describe, .rows = declared_rows, .check_rows = declared_check_rows,
                 .dictionary = declared_dictionary, .generate = declared_generate);
