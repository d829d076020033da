/* SPDX-License-Identifier: Apache-2.0 */
/* CREATE TABLE, with less where a server knows less. */
#include "encode/clickhouse/ddl.h"

#include <string.h>

void lg_clickhouse_put_name(struct lg_string *out, const char *name)
{
    lg_string_putc(out, '`');
    for (; *name; name++) {
        if (*name == '`' || *name == '\\')
            lg_string_putc(out, '\\');
        lg_string_putc(out, *name);
    }
    lg_string_putc(out, '`');
}

static void note(struct lg_string *downgrades, const char *column, const char *what)
{
    if (downgrades)
        lg_string_printf(downgrades, "%s%s %s", downgrades->length ? ", " : "", column, what);
}

/* ---- types ---- */

static const struct {
    const char *current, *older; /* beginnings of types */
} older_types[] = {{"Bool", "UInt8"}, {"DateTime64(6, 'UTC')", "DateTime('UTC')"}, {"Date32", "Date"}, {"LowCardinality(String)",
                                                                                                    "String"}};

/* Replaces what is new in a type's text, wherever it stands in it. */
static void put_older(const char *type, struct lg_string *out)
{
    bool unwrapped = strncmp(type, "LowCardinality(Nullable", 23) == 0;
    size_t length = strlen(type);

    if (unwrapped) { /* the last parenthesis is its own */
        lg_string_append(out, type + 15, length - 16);
        return;
    }
    while (*type) {
        size_t i = 0;

        while (i < sizeof(older_types) / sizeof(older_types[0]) &&
               strncmp(type, older_types[i].current, strlen(older_types[i].current)) != 0)
            i++;
        if (i < sizeof(older_types) / sizeof(older_types[0])) {
            lg_string_puts(out, older_types[i].older);
            type += strlen(older_types[i].current);
        } else {
            lg_string_putc(out, *type++);
        }
    }
}

int lg_clickhouse_type(const struct lg_table *table, const struct lg_column *column, const struct lg_clickhouse_server *server,
                       struct lg_string *out, struct lg_error *err)
{
    struct lg_string type = LG_STRING_INIT;
    struct lg_wire_type wire;

    if (lg_wire_type_of(table, column, &wire, &type, err) == LG_OK) {
        if (server->has_types)
            lg_string_puts(out, lg_string_text(&type));
        else
            put_older(lg_string_text(&type), out);
        (void)lg_string_check(out, err);
    }
    lg_string_release(&type);
    return err->code;
}

static int put_columns(const struct lg_table *table, const struct lg_clickhouse_server *server, struct lg_string *out,
                       struct lg_string *downgrades, struct lg_error *err)
{
    const struct lg_clickhouse_server current = {true, true, true};
    struct lg_string type = LG_STRING_INIT, best = LG_STRING_INIT;

    for (const struct lg_column *column = table->columns; column->name && err->code == LG_OK; column++) {
        lg_string_clear(&type);
        lg_string_clear(&best);
        lg_string_puts(out, column == table->columns ? "    " : ",\n    ");
        lg_clickhouse_put_name(out, column->name);
        if (lg_clickhouse_type(table, column, server, &type, err) != LG_OK ||
            lg_clickhouse_type(table, column, &current, &best, err) != LG_OK)
            break;
        lg_string_printf(out, " %s", lg_string_text(&type));
        if (strcmp(lg_string_text(&type), lg_string_text(&best)) != 0) {
            lg_string_puts(&best, " as ");
            lg_string_puts(&best, lg_string_text(&type));
            note(downgrades, column->name, lg_string_text(&best));
        }
    }
    lg_string_release(&type);
    lg_string_release(&best);
    return err->code;
}

/* ---- the key ---- */

static const struct lg_column *column_named(const struct lg_table *table, const char *name, size_t length)
{
    for (const struct lg_column *column = table->columns; column->name; column++)
        if (strlen(column->name) == length && strncmp(column->name, name, length) == 0)
            return column;
    return NULL;
}

void lg_clickhouse_put_key(const struct lg_table *table, struct lg_string *out)
{
    const char *names = lg_table_property(table, "clickhouse.order_by");

    if (names)
        lg_string_puts(out, names);
    for (const char *const *name = table->order_by; !names && name && *name; name++)
        lg_string_printf(out, "%s%s", name == table->order_by ? "" : ", ", *name);
}

struct key {
    struct lg_string text; /* of its columns */
    bool has_nullable;
};

static int add_to_key(const struct lg_table *table, const char *name, size_t length, const struct lg_clickhouse_server *server,
                      struct key *key, struct lg_string *downgrades, struct lg_error *err)
{
    const struct lg_column *column = column_named(table, name, length);

    if (!column)
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' is ordered by '%.*s', which it does not have", table->name, (int)length, name);
    if ((column->flags & LG_COLUMN_NULLABLE) && !server->has_nullable_key) {
        note(downgrades, column->name, "not in the key");
        return LG_OK;
    }
    key->has_nullable = key->has_nullable || (column->flags & LG_COLUMN_NULLABLE);
    lg_string_puts(&key->text, key->text.length ? ", " : "");
    lg_clickhouse_put_name(&key->text, column->name);
    return LG_OK;
}

static int make_key(const struct lg_table *table, const struct lg_clickhouse_server *server, struct key *key,
                    struct lg_string *downgrades, struct lg_error *err)
{
    struct lg_string names = LG_STRING_INIT;
    const char *name;

    lg_clickhouse_put_key(table, &names);
    name = lg_string_text(&names);
    while (*name && err->code == LG_OK) {
        size_t length = strcspn(name, ", ");

        if (length > 0)
            (void)add_to_key(table, name, length, server, key, downgrades, err);
        name += length + (name[length] != '\0');
    }
    if (err->code == LG_OK && lg_string_check(&names, err) == LG_OK)
        (void)lg_string_check(&key->text, err);
    lg_string_release(&names);
    return err->code;
}

static void put_settings(const struct key *key, const struct lg_clickhouse_server *server, struct lg_string *out,
                         struct lg_string *downgrades)
{
    const char *nullable = key->has_nullable ? "allow_nullable_key = 1" : "";

    if (server->has_window)
        lg_string_printf(out, "\nSETTINGS %s%snon_replicated_deduplication_window = %d", nullable, *nullable ? ", " : "",
                         LG_CLICKHOUSE_WINDOW);
    else if (*nullable)
        lg_string_printf(out, "\nSETTINGS %s", nullable);
    if (!server->has_window)
        note(downgrades, "inserts", "without a deduplication window");
}

int lg_clickhouse_create(const struct lg_table *table, const char *name, const struct lg_clickhouse_server *server,
                         struct lg_string *out, struct lg_string *downgrades, struct lg_error *err)
{
    const char *engine = lg_table_property(table, "clickhouse.engine");
    struct key key = {LG_STRING_INIT, false};

    lg_string_printf(out, "CREATE TABLE IF NOT EXISTS %s\n(\n", name);
    if (put_columns(table, server, out, downgrades, err) == LG_OK && make_key(table, server, &key, downgrades, err) == LG_OK) {
        lg_string_printf(out, "\n)\nENGINE = %s\nORDER BY %s%s)", engine ? engine : "MergeTree", key.text.length ? "(" : "tuple(",
                         lg_string_text(&key.text));
        put_settings(&key, server, out, downgrades);
        (void)lg_string_check(out, err);
    }
    lg_string_release(&key.text);
    return err->code;
}
