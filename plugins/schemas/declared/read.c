/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a declaration: tables, then their columns, each after those that it needs. */
#include "declared.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_TABLES 200
#define MOST_COLUMNS 2000
#define LONGEST_CHAIN 100
#define NAME_LENGTH 64

/* ---- keys ---- */

const struct lg_yaml_node *get_key(const struct reader *reader, const struct column *column, const char *key)
{
    const struct lg_yaml_node *node = lg_yaml_get(column->node, key);

    (void)reader;
    return node && node->kind != LG_YAML_NULL ? node : NULL;
}

const struct lg_yaml_node *require_key(const struct reader *reader, const struct column *column, const char *key, struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, key);

    if (!node)
        (void)lg_yaml_key_error(reader->yaml, column->node, err, "column '%s': generator '%s' needs '%s'", column->name,
                                column->generator->name, key);
    return node;
}

int refuse_key(const struct reader *reader, const struct column *column, const char *key, struct lg_error *err, const char *why)
{
    const struct lg_yaml_node *node = lg_yaml_get(column->node, key);

    return lg_yaml_error(reader->yaml, node ? node : column->node, err, "'%s' %s", key, why);
}

int read_integer(const struct reader *reader, const struct column *column, const char *key, int64_t least, int64_t most, int64_t *value,
                 struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, key);

    if (!node || lg_yaml_number(reader->yaml, node, LG_OPTION_INT, value, err) != LG_OK)
        return err->code;
    if (*value < least || *value > most)
        return lg_yaml_error(reader->yaml, node, err, "'%s' is %lld, it must be from %lld to %lld", key, (long long)*value,
                             (long long)least, (long long)most);
    return LG_OK;
}

int read_real(const struct reader *reader, const struct column *column, const char *key, double *value, struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, key);
    int64_t nano;

    if (node && lg_yaml_number(reader->yaml, node, LG_OPTION_DECIMAL, &nano, err) == LG_OK)
        *value = (double)nano / 1e9;
    return err->code;
}

int read_units(const struct reader *reader, const struct column *column, const char *key, int decimals, int64_t *value,
               struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, key);
    int64_t unit = 1000000000;

    if (!node)
        return LG_OK;
    if (is_held_as_integer(&column->type)) {
        struct type step = column->type; /* of dates and times, a step is a number */
        union value read;

        if (step.family == DATES || step.family == TIMESTAMPS)
            return lg_yaml_number(reader->yaml, node, LG_OPTION_INT, value, err);
        if (read_value(reader, node, &step, &read, err) == LG_OK)
            *value = read.integer;
        return err->code;
    }
    for (int i = 0; i < decimals; i++)
        unit /= 10;
    if (lg_yaml_number(reader->yaml, node, LG_OPTION_DECIMAL, value, err) != LG_OK)
        return err->code;
    if (*value % unit != 0)
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' has more than %d decimals, see 'decimals'", node->text, decimals);
    *value /= unit;
    return LG_OK;
}

int read_ratio(const struct reader *reader, const struct lg_yaml_node *node, struct lg_decimal *ratio, struct lg_error *err)
{
    if (lg_yaml_number(reader->yaml, node, LG_OPTION_DECIMAL, &ratio->nano, err) != LG_OK)
        return err->code;
    if (ratio->nano < 0 || ratio->nano > 1000000000)
        return lg_yaml_error(reader->yaml, node, err, "'%s' is %.32s, a share is from 0 to 1", node->key, node->text);
    return LG_OK;
}

int read_flag(const struct reader *reader, const struct lg_yaml_node *mapping, const char *key, bool *flag, struct lg_error *err)
{
    const struct lg_yaml_node *node = lg_yaml_get(mapping, key);
    int64_t value;

    if (node && lg_yaml_number(reader->yaml, node, LG_OPTION_BOOL, &value, err) == LG_OK)
        *flag = value != 0;
    return err->code;
}

int open_stream(const struct reader *reader, const struct column *column, const char *suffix, struct lg_stream *stream,
                struct lg_error *err)
{
    char name[NAME_LENGTH + 32];

    (void)snprintf(name, sizeof(name), "%s%s", column->name, suffix);
    return lg_stream_open(reader->request, reader->table->name, name, 0, stream, err);
}

/* ---- columns that need others ---- */

static int refuse_cycle(struct reader *reader, const struct lg_yaml_node *node, const struct column *column, struct lg_error *err)
{
    char names[300] = "";
    int from = reader->depth;

    while (from > 1 && reader->chain[from - 1] != column)
        from--;
    for (int i = from - 1; i < reader->depth; i++)
        (void)snprintf(names + strlen(names), sizeof(names) - strlen(names), "%.60s -> ", reader->chain[i]->name);
    return lg_yaml_error(reader->yaml, node, err, "columns need each other: %s%.60s", names, column->name);
}

static int read_column(struct reader *reader, struct column *column, const struct lg_yaml_node *node, struct lg_error *err);

static int refuse_name(struct reader *reader, const struct lg_yaml_node *node, const char *name, struct lg_error *err)
{
    struct lg_yaml_node word = *node;
    const char **names = keep(reader->schema, (reader->table->columns + 1) * sizeof(*names), err);
    uint32_t place;

    word.kind = LG_YAML_SCALAR;
    if (node->key && strcmp(node->key, name) == 0) { /* the name stands in the key */
        word.line = node->key_line;
        word.column = node->key_column;
    }
    word.text = name;
    for (uint32_t c = 0; names && c < reader->table->columns; c++)
        names[c] = reader->table->column[c].name;
    return names ? lg_yaml_word(reader->yaml, &word, "column", names, &place, err) : err->code;
}

void take_needs(struct reader *reader, struct column *column)
{
    column->is_needed = true;
    for (uint32_t w = 0; w < reader->table->words_of_needs; w++)
        reader->column->needs[w] |= column->needs[w];
}

struct column *know_column(struct reader *reader, const struct lg_yaml_node *node, const char *name, struct lg_error *err)
{
    struct column *column = NULL;

    for (uint32_t c = 0; c < reader->table->columns && !column; c++)
        if (strcmp(reader->table->column[c].name, name) == 0)
            column = &reader->table->column[c];
    if (!column && reader->table->is_of_elements)
        (void)lg_yaml_error(reader->yaml, node, err, "'%.64s' is not known to the elements of a list, they know their 'position'", name);
    else if (!column)
        (void)refuse_name(reader, node, name, err);
    return column && read_column(reader, column, node, err) == LG_OK ? column : NULL;
}

struct column *need_column(struct reader *reader, const struct lg_yaml_node *node, const char *name, struct lg_error *err)
{
    struct column *column = know_column(reader, node, name, err);

    if (column)
        take_needs(reader, column);
    return column;
}

struct column *read_key_column(struct reader *reader, struct table *table, struct column *column, struct lg_error *err)
{
    struct table *before = reader->table;

    reader->table = table;
    (void)read_column(reader, column, column->node, err);
    reader->table = before;
    return err->code == LG_OK ? column : NULL;
}

/* ---- a column ---- */

static int check_keys(struct reader *reader, const struct column *column, struct lg_error *err)
{
    static const char *const common[][10] = {
        [WHOLE] = {"generator", "type", "doc", "hidden", "by", "when", "else", "null_ratio", "dirty"},
        [LENGTH] = {"generator"},
        [ELEMENT] = {"generator", "type", "when", "else", "null_ratio", "dirty"}};
    const char *keys[24];
    size_t count = 0;

    for (size_t i = 0; common[column->role][i]; i++)
        keys[count++] = common[column->role][i];
    for (const char *const *key = column->generator->keys; *key; key++)
        keys[count++] = *key;
    keys[count] = NULL;
    return lg_yaml_check_keys(reader->yaml, column->node, keys, err);
}

static int read_generator(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, "generator"), *type = get_key(reader, column, "type");
    struct lg_yaml_node word = {.kind = LG_YAML_SCALAR, .text = "list"}; /* nothing else makes lists */
    const char *names[40];
    uint32_t place;

    if (type && strncmp(type->text, "decimal(", 8) == 0 && !strchr(type->text, ')'))
        return lg_yaml_error(reader->yaml, type, err, "'%.64s' ends at a comma; between braces write the type in quotes", type->text);
    if (!node && type && read_type(reader, type, &column->type, err) != LG_OK)
        return err->code;
    if (!node && column->type.family != LISTS)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s' has no 'generator'", column->name);
    for (place = 0; generators[place].name; place++)
        names[place] = generators[place].name;
    names[place] = NULL;
    if (lg_yaml_word(reader->yaml, node ? node : &word, "generator", names, &place, err) != LG_OK)
        return err->code;
    column->generator = &generators[place];
    return check_keys(reader, column, err);
}

static int read_column_type(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, "type");

    if (!node && column->generator->fill == fill_reference_column)
        return LG_OK; /* that of the key */
    if (!node && column->role != LENGTH)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s' has no 'type'", column->name);
    if (node && read_type(reader, node, &column->type, err) != LG_OK)
        return err->code;
    if (!(column->generator->families >> column->type.family & 1))
        return lg_yaml_error(reader->yaml, node ? node : get_key(reader, column, "generator"), err, "generator '%s' does not make %s",
                             column->generator->name, column->type.name);
    return LG_OK;
}

static int read_by(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, "by");
    const struct column *by;

    column->by = -1;
    if (!node)
        return LG_OK;
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK || !(by = need_column(reader, node, node->text, err)))
        return err->code;
    if ((by->form != FORM_INTEGERS && by->form != FORM_WORDS) || !is_held_as_integer(&by->type) || by->may_be_null)
        return lg_yaml_error(reader->yaml, node, err, "'by' needs a column of integers without nulls, '%.64s' is none", node->text);
    column->by = (int32_t)by->number;
    return LG_OK;
}

static int read_otherwise(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, "else");

    if (!node)
        return LG_OK;
    if (!column->condition)
        return lg_yaml_key_error(reader->yaml, node, err, "'else' without 'when'");
    if (read_value(reader, node, &column->type, &column->otherwise, err) != LG_OK)
        return err->code;
    column->has_otherwise = true;
    if (column->form != FORM_WORDS)
        return LG_OK;
    return words_add(reader, column, column->otherwise, &column->otherwise_word, err);
}

static int read_nulls(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *condition = get_key(reader, column, "when"), *ratio = get_key(reader, column, "null_ratio");

    if ((condition && read_condition(reader, column, condition, err) != LG_OK) || read_otherwise(reader, column, err) != LG_OK ||
        (ratio && read_ratio(reader, ratio, &column->null_ratio, err) != LG_OK))
        return err->code;
    column->may_be_null =
        column->may_be_null || (column->condition && !column->has_otherwise) || column->null_ratio.nano > 0;
    return open_stream(reader, column, ".nulls", &column->null_stream, err);
}

int read_details(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *dirty;
    bool hidden = false;

    if (lg_yaml_want(reader->yaml, column->node, LG_YAML_MAPPING, err) != LG_OK || read_generator(reader, column, err) != LG_OK ||
        read_column_type(reader, column, err) != LG_OK || read_flag(reader, column->node, "hidden", &hidden, err) != LG_OK ||
        read_by(reader, column, err) != LG_OK || open_stream(reader, column, "", &column->stream, err) != LG_OK ||
        column->generator->read(reader, column, err) != LG_OK || read_nulls(reader, column, err) != LG_OK)
        return err->code;
    column->place = hidden ? -1 : 0; /* counted when all are read */
    if (column->form == FORM_WORDS && words_finish(reader, column, err) != LG_OK)
        return err->code;
    dirty = get_key(reader, column, "dirty");
    return dirty ? read_dirt(reader, column, dirty, err) : LG_OK;
}

/* node: what needs the column, or the column itself. */
static int read_column(struct reader *reader, struct column *column, const struct lg_yaml_node *node, struct lg_error *err)
{
    struct column *before = reader->column;
    struct table *table = reader->table;

    if (column->state == READ)
        return LG_OK;
    if (column->state == READING)
        return refuse_cycle(reader, node, column, err);
    if (reader->depth == LONGEST_CHAIN)
        return lg_yaml_error(reader->yaml, node, err, "more than %d columns need one another in a row", LONGEST_CHAIN);
    column->needs = keep(reader->schema, table->words_of_needs * sizeof(*column->needs), err);
    if (!column->needs)
        return err->code;
    column->needs[column->number / 64] |= (uint64_t)1 << (column->number % 64);
    column->state = READING;
    reader->chain[reader->depth++] = column;
    reader->column = column;
    if (read_details(reader, column, err) != LG_OK)
        return err->code;
    reader->column = before;
    reader->depth--;
    column->state = READ;
    table->order[table->ordered++] = column->number;
    return LG_OK;
}

/* ---- tables ---- */

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

static int check_name(struct reader *reader, const struct lg_yaml_node *node, const char *what, bool lower, struct lg_error *err)
{
    const char *name = node->key;
    bool starts_well = (*name >= 'a' && *name <= 'z') || (!lower && (*name == '_' || (*name >= 'A' && *name <= 'Z')));

    if (starts_well && strlen(name) <= NAME_LENGTH && strspn(name, letters) == strlen(name) &&
        (!lower || strpbrk(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL))
        return LG_OK;
    return lg_yaml_key_error(reader->yaml, node, err, "%s '%.64s' is not named %s, with 64 characters at most", what, name,
                             lower ? "[a-z][a-z0-9_]*" : "[A-Za-z_][A-Za-z0-9_]*");
}

static int read_rows(struct reader *reader, struct table *table, struct lg_error *err)
{
    const struct lg_yaml_node *node = lg_yaml_get(table->node, "rows");
    bool scaled = true;

    if (!node)
        return lg_yaml_key_error(reader->yaml, table->node, err, "table '%s' does not say how many 'rows' it has at scale 1", table->name);
    if (lg_yaml_number(reader->yaml, node, LG_OPTION_INT, &table->rows, err) != LG_OK ||
        read_flag(reader, table->node, "scaled", &scaled, err) != LG_OK)
        return err->code;
    if (table->rows < 1 || table->rows > INT64_C(1) << 60)
        return lg_yaml_error(reader->yaml, node, err, "'rows' is %.32s, there must be at least 1, and at most 2^60", node->text);
    if (scaled && lg_scaled_rows(reader->request->scale, table->rows, &table->rows, err) != LG_OK)
        return lg_yaml_wrap(reader->yaml, node, err);
    return table->rows <= INT64_C(1) << 60
               ? LG_OK
               : lg_yaml_error(reader->yaml, node, err, "with the scale these are more than 2^60 rows");
}

static int list_columns(struct reader *reader, struct table *table, struct lg_error *err)
{
    const struct lg_yaml_node *columns = lg_yaml_get(table->node, "columns");
    uint32_t c = 0;

    if (!columns)
        return lg_yaml_key_error(reader->yaml, table->node, err, "table '%s' has no 'columns'", table->name);
    if (lg_yaml_want(reader->yaml, columns, LG_YAML_MAPPING, err) != LG_OK)
        return err->code;
    if (columns->count == 0 || columns->count > MOST_COLUMNS)
        return lg_yaml_error(reader->yaml, columns, err, "table '%s' has %zu columns, there must be 1 to %d", table->name, columns->count,
                             MOST_COLUMNS);
    table->columns = (uint32_t)columns->count;
    table->words_of_needs = (table->columns + 63) / 64;
    table->column = keep(reader->schema, table->columns * sizeof(*table->column), err);
    table->order = keep(reader->schema, table->columns * sizeof(*table->order), err);
    if (!table->column || !table->order)
        return err->code;
    for (const struct lg_yaml_node *node = columns->first; node; node = node->next, c++) {
        table->column[c] = (struct column){.name = node->key, .node = node, .number = c};
        if (check_name(reader, node, "column", false, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

static int read_table(struct reader *reader, struct table *table, struct lg_error *err)
{
    static const char *const keys[] = {"rows", "scaled", "doc", "columns", "primary_key", "order_by", "event_time", NULL};

    if (check_name(reader, table->node, "table", true, err) != LG_OK ||
        lg_yaml_want(reader->yaml, table->node, LG_YAML_MAPPING, err) != LG_OK ||
        lg_yaml_check_keys(reader->yaml, table->node, keys, err) != LG_OK || read_rows(reader, table, err) != LG_OK)
        return err->code;
    return list_columns(reader, table, err);
}

static int read_columns(struct reader *reader, struct table *table, struct lg_error *err)
{
    int places = 0;

    reader->table = table;
    for (uint32_t c = 0; c < table->columns; c++)
        if (read_column(reader, &table->column[c], table->column[c].node, err) != LG_OK)
            return err->code;
    for (uint32_t c = 0; c < table->columns; c++)
        if (table->column[c].place >= 0)
            table->column[c].place = places++;
    if (places == 0)
        return lg_yaml_key_error(reader->yaml, table->node, err, "all columns of table '%s' are hidden", table->name);
    return LG_OK;
}

struct table *find_table(struct declared *schema, const char *name)
{
    for (uint32_t t = 0; t < schema->tables; t++)
        if (strcmp(schema->table[t].name, name) == 0)
            return &schema->table[t];
    return NULL;
}

/* ---- references from table to table ---- */

struct walk {
    struct reader *reader;
    const struct table *path[MOST_TABLES + 1];
    uint32_t length;
    bool done[MOST_TABLES];
};

static int refuse_circle(struct walk *walk, const struct column *column, const struct table *target, struct lg_error *err)
{
    char names[300] = "";
    uint32_t from = 0;

    while (walk->path[from] != target)
        from++;
    for (; from < walk->length; from++)
        (void)snprintf(names + strlen(names), sizeof(names) - strlen(names), "%.60s -> ", walk->path[from]->name);
    return lg_yaml_error(walk->reader->yaml, lg_yaml_get(column->node, "to"), err, "tables refer to each other: %s%.60s", names,
                         target->name);
}

static int walk_table(struct walk *walk, const struct table *table, struct lg_error *err)
{
    const struct table *first = walk->reader->schema->table;

    if (walk->done[table - first])
        return LG_OK;
    walk->path[walk->length++] = table;
    for (uint32_t c = 0; c < table->columns; c++) {
        const struct column *element = list_element(&table->column[c]), *column = element ? element : &table->column[c];
        const struct table *target = referred_table(column);

        for (uint32_t i = 0; target && i < walk->length; i++)
            if (walk->path[i] == target)
                return refuse_circle(walk, column, target, err);
        if (target && walk_table(walk, target, err) != LG_OK)
            return err->code;
    }
    walk->length--;
    walk->done[table - first] = true;
    return LG_OK;
}

static int check_circles(struct reader *reader, struct lg_error *err)
{
    struct walk walk = {.reader = reader};

    for (uint32_t t = 0; t < reader->schema->tables; t++)
        if (walk_table(&walk, &reader->schema->table[t], err) != LG_OK)
            break;
    return err->code;
}

/* ---- the file ---- */

static int check_pools(struct reader *reader, const struct lg_yaml_node *pools, struct lg_error *err)
{
    if (!pools)
        return LG_OK;
    if (lg_yaml_want(reader->yaml, pools, LG_YAML_MAPPING, err) != LG_OK)
        return err->code;
    for (const struct lg_yaml_node *pool = pools->first; pool; pool = pool->next)
        if (check_name(reader, pool, "pool", false, err) != LG_OK ||
            (pool->kind != LG_YAML_MAPPING && lg_yaml_want(reader->yaml, pool, LG_YAML_SEQUENCE, err) != LG_OK))
            return err->code;
        else if (pool->count == 0)
            return lg_yaml_error(reader->yaml, pool, err, "pool '%.64s' is empty, there must be a word", pool->key);
    return LG_OK;
}

static int list_tables(struct reader *reader, const struct lg_yaml_node *tables, struct lg_error *err)
{
    struct declared *schema = reader->schema;

    if (lg_yaml_want(reader->yaml, tables, LG_YAML_MAPPING, err) != LG_OK)
        return err->code;
    if (tables->count == 0 || tables->count > MOST_TABLES)
        return lg_yaml_error(reader->yaml, tables, err, "%zu tables, there must be 1 to %d", tables->count, MOST_TABLES);
    schema->table = keep(schema, tables->count * sizeof(*schema->table), err);
    for (const struct lg_yaml_node *node = tables->first; schema->table && node; node = node->next) {
        struct table *table = &schema->table[schema->tables++];

        *table = (struct table){.name = node->key, .node = node};
        if (read_table(reader, table, err) != LG_OK)
            return err->code;
    }
    return err->code;
}

int read_schema(struct reader *reader, struct lg_error *err)
{
    static const char *const keys[] = {"version", "doc", "pools", "tables", NULL};
    const struct lg_yaml_node *root = lg_yaml_root(reader->yaml), *tables, *version;
    int64_t number = 1;

    if (lg_yaml_want(reader->yaml, root, LG_YAML_MAPPING, err) != LG_OK || lg_yaml_check_keys(reader->yaml, root, keys, err) != LG_OK)
        return err->code;
    version = lg_yaml_get(root, "version");
    if (version && lg_yaml_number(reader->yaml, version, LG_OPTION_INT, &number, err) != LG_OK)
        return err->code;
    if (number != 1)
        return lg_yaml_error(reader->yaml, version, err, "version is %lld, this lakegen reads version 1", (long long)number);
    tables = lg_yaml_get(root, "tables");
    if (!tables)
        return lg_yaml_error(reader->yaml, root, err, "a schema has 'tables', there are none here");
    if (check_pools(reader, lg_yaml_get(root, "pools"), err) != LG_OK || list_tables(reader, tables, err) != LG_OK)
        return err->code;
    for (uint32_t t = 0; t < reader->schema->tables; t++)
        if (read_columns(reader, &reader->schema->table[t], err) != LG_OK)
            return err->code;
    if (check_circles(reader, err) != LG_OK)
        return err->code;
    return describe_schema(reader, err);
}
