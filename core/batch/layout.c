/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts: a plugin's table description, checked and with its types parsed. */
#include "batch/batch.h"

#include "base/string.h"

#include <stdlib.h>

#define MAX_TABLES 1000
#define MAX_TABLE_NAME 100
#define MAX_COLUMNS 10000
#define KNOWN_TABLE_FLAGS LG_TABLE_GROUND_TRUTH
#define KNOWN_FLAGS (LG_COLUMN_NULLABLE | LG_COLUMN_DICTIONARY | LG_COLUMN_RANDOM | LG_COLUMN_REQUIRED)

static bool are_zero(const uint64_t *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i] != 0)
            return false;
    return true;
}

/* Relative, and nowhere else than below where it is put. */
static bool is_place(const char *path)
{
    for (;; path++) {
        size_t segment = strcspn(path, "/");

        if (segment == 0 || strncmp(path, ".", segment) == 0 || strncmp(path, "..", segment) == 0)
            return false;
        path += segment;
        if (*path == '\0')
            return true;
    }
}

static int check_table(const struct lg_table *tables, uint32_t t, struct lg_error *err)
{
    const struct lg_table *table = &tables[t];

    if (!lg_is_name(table->name) || strlen(table->name) > MAX_TABLE_NAME)
        return lg_error_set(err, LG_E_PLUGIN, "table '%.64s' is not named [a-z][a-z0-9_]*, with %d characters at most", table->name,
                            MAX_TABLE_NAME);
    for (uint32_t other = 0; other < t; other++)
        if (strcmp(tables[other].name, table->name) == 0)
            return lg_error_set(err, LG_E_PLUGIN, "two tables are named '%s'", table->name);
    if (table->path && !is_place(table->path))
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' has the path '%.200s', which must be relative, without empty segment, '.' or "
                            "'..'", table->name, table->path);
    if ((table->flags & ~KNOWN_TABLE_FLAGS) || !are_zero(table->reserved, sizeof(table->reserved) / sizeof(table->reserved[0])))
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' has flags or fields that this lakegen does not know; upgrade lakegen",
                            table->name);
    return LG_OK;
}

int lg_tables_check(const struct lg_table *tables, uint32_t *count, struct lg_error *err)
{
    for (*count = 0; tables && tables[*count].name; (*count)++) {
        if (*count == MAX_TABLES)
            return lg_error_set(err, LG_E_PLUGIN, "more than %d tables; does the array end?", MAX_TABLES);
        if (check_table(tables, *count, err) != LG_OK)
            return err->code;
    }
    return *count > 0 ? LG_OK : lg_error_set(err, LG_E_PLUGIN, "the schema has no tables");
}

static int check_column(const struct lg_column *columns, uint32_t c, struct lg_type *type, struct lg_error *err)
{
    const struct lg_column *column = &columns[c];
    const unsigned char *p = (const unsigned char *)column->name, *end = p + strlen(column->name);

    if (p == end)
        return lg_error_set(err, LG_E_PLUGIN, "column %u has an empty name", c + 1);
    for (size_t step; p < end; p += step)
        if ((step = lg_utf8_sequence(p, end)) == 0 || *p < 0x20)
            return lg_error_set(err, LG_E_PLUGIN, "the name of column %u is not printable UTF-8", c + 1);
    for (uint32_t other = 0; other < c; other++)
        if (strcmp(columns[other].name, column->name) == 0)
            return lg_error_set(err, LG_E_PLUGIN, "two columns are named '%s'", column->name);
    if (column->flags & ~KNOWN_FLAGS)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has flags 0x%x that this lakegen does not know; upgrade lakegen",
                            column->name, column->flags & ~KNOWN_FLAGS);
    if (!are_zero(column->reserved, sizeof(column->reserved) / sizeof(column->reserved[0])))
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has fields that this lakegen does not know; upgrade lakegen",
                            column->name);
    if ((column->flags & LG_COLUMN_REQUIRED) && (column->flags & LG_COLUMN_NULLABLE))
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' is both required and nullable", column->name);
    if (column->children)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' is nested, which this lakegen does not know; upgrade lakegen",
                            column->name);
    if (!column->type)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has no type", column->name);
    if (lg_type_parse(column->type, type, err) != LG_OK)
        return lg_error_wrap(err, "column '%s'", column->name);
    return LG_OK;
}

int lg_layout_new(const struct lg_table *table, uint32_t index, struct lg_layout **out, struct lg_error *err)
{
    struct lg_layout *layout;
    uint32_t columns = 0;

    *out = NULL;
    while (table->columns && columns <= MAX_COLUMNS && table->columns[columns].name)
        columns++;
    if (columns == 0 || columns > MAX_COLUMNS)
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' has %s columns, there must be 1 to %d", table->name,
                            columns ? "too many" : "no", MAX_COLUMNS);
    layout = calloc(1, sizeof(*layout) + columns * sizeof(layout->column[0]));
    if (!layout)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %u columns", columns);
    layout->table = table;
    layout->index = index;
    layout->columns = columns;
    for (uint32_t c = 0; c < columns; c++) {
        layout->column[c].column = &table->columns[c];
        if (check_column(table->columns, c, &layout->column[c].type, err) != LG_OK) {
            lg_layout_free(layout);
            return lg_error_wrap(err, "table '%s'", table->name);
        }
    }
    *out = layout;
    return LG_OK;
}

void lg_layout_free(struct lg_layout *layout)
{
    free(layout);
}
