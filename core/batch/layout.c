/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts: a plugin's table description, checked and with its types parsed. */
#include "batch/batch.h"

#include "base/string.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_TABLES 1000
#define MAX_TABLE_NAME 100
#define MAX_COLUMNS 10000
#define KNOWN_TABLE_FLAGS LG_TABLE_GROUND_TRUTH
#define KNOWN_FLAGS (LG_COLUMN_NULLABLE | LG_COLUMN_DICTIONARY | LG_COLUMN_RANDOM | LG_COLUMN_REQUIRED | \
                     LG_COLUMN_SEQUENTIAL)

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

/* A list has one child, which is no list; nothing else has any. */
static int check_children(const struct lg_column *column, const struct lg_type *type, struct lg_error *err)
{
    if (type->kind != LG_TYPE_LIST && !column->children)
        return LG_OK;
    if (type->kind != LG_TYPE_LIST)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' of type '%s' has children, which only lists have", column->name,
                            column->type);
    if (!column->children || !column->children[0].name || column->children[1].name)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' is a list, and has not exactly one child", column->name);
    if (column->flags & (LG_COLUMN_DICTIONARY | LG_COLUMN_RANDOM))
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' is a list: the flags of its elements belong to its child", column->name);
    if (column->children[0].children)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' is a list of nested values, which this lakegen does not know; upgrade lakegen",
                            column->name);
    return LG_OK;
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
    if (!column->type)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has no type", column->name);
    if (lg_type_parse(column->type, type, err) != LG_OK)
        return lg_error_wrap(err, "column '%s'", column->name);
    if ((column->flags & LG_COLUMN_SEQUENTIAL) &&
        (!lg_type_is_integer(type) || (column->flags & (LG_COLUMN_NULLABLE | LG_COLUMN_DICTIONARY))))
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' is sequential, and not a plain integer without nulls", column->name);
    return check_children(column, type, err);
}

/* Elements are rows of a table that no plugin sees. */
static int add_elements(struct lg_layout_column *column, struct lg_error *err)
{
    static const struct lg_table elements = {.name = "elements"};
    struct lg_layout *layout = calloc(1, sizeof(*layout) + sizeof(layout->column[0]));

    if (!layout)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list");
    column->elements = layout;
    layout->table = &elements;
    layout->columns = 1;
    layout->column[0].column = &column->column->children[0];
    if (check_column(column->column->children, 0, &layout->column[0].type, err) != LG_OK)
        return lg_error_wrap(err, "list '%s'", column->column->name);
    return LG_OK;
}

static int fill_layout(struct lg_layout *layout, const struct lg_column *columns, struct lg_error *err)
{
    for (uint32_t c = 0; c < layout->columns; c++) {
        layout->column[c].column = &columns[c];
        if (check_column(columns, c, &layout->column[c].type, err) != LG_OK)
            return err->code;
        if (layout->column[c].type.kind == LG_TYPE_LIST && add_elements(&layout->column[c], err) != LG_OK)
            return err->code;
    }
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
    if (fill_layout(layout, table->columns, err) != LG_OK) {
        lg_layout_free(layout);
        return lg_error_wrap(err, "table '%s'", table->name);
    }
    *out = layout;
    return LG_OK;
}

void lg_layout_free(struct lg_layout *layout)
{
    if (!layout)
        return;
    for (uint32_t c = 0; c < layout->columns; c++)
        free(layout->column[c].elements);
    free(layout);
}

void lg_layout_type_name(const struct lg_layout_column *column, char name[LG_TYPE_NAME])
{
    char leaf[LG_TYPE_NAME];

    lg_type_name(&lg_layout_leaf(column)->type, leaf);
    (void)snprintf(name, LG_TYPE_NAME, column->elements ? "list(%.30s)" : "%s", leaf);
}
