/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of the table against those of the schema. A server converts what is wider, when the format tells it the types. */
#include "compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_BYTES 2048

/* A line of system.columns. */
struct line {
    char name[512], type[TYPE_BYTES], kind[32];
};

static const char *next_line(const char *p, struct line *line)
{
    char *const field[] = {line->name, line->type, line->kind};
    const size_t size[] = {sizeof(line->name), sizeof(line->type), sizeof(line->kind)};

    if (!*p)
        return NULL;
    for (int f = 0; f < 3; f++) {
        size_t length = strcspn(p, "\t\n"), kept = length < size[f] - 1 ? length : size[f] - 1;

        memcpy(field[f], p, kept);
        field[f][kept] = '\0';
        p += length;
        if (*p == '\t')
            p++;
    }
    p += strcspn(p, "\n");
    return *p ? p + 1 : p;
}

/* ---- types ---- */

/* Takes a wrapper off, in place: "Nullable(UInt8)" becomes "UInt8". */
static bool unwrap(char *type, const char *wrapper)
{
    size_t prefix = strlen(wrapper), length = strlen(type);

    if (strncmp(type, wrapper, prefix) != 0 || type[prefix] != '(' || type[length - 1] != ')')
        return false;
    memmove(type, type + prefix + 1, length - prefix - 2);
    type[length - prefix - 2] = '\0';
    return true;
}

/* Integers by width; "UInt16" gives 16 and unsigned. */
static int bits_of(const char *type, bool *is_unsigned)
{
    int bits = 0, end = 0;

    *is_unsigned = *type == 'U';
    if (sscanf(type + *is_unsigned, "Int%d%n", &bits, &end) != 1 || type[*is_unsigned + end] != '\0')
        return 0;
    return bits;
}

static bool integer_fits(const char *ours, const char *theirs)
{
    bool ours_unsigned, theirs_unsigned;
    int our_bits = bits_of(ours, &ours_unsigned), their_bits = bits_of(theirs, &theirs_unsigned);

    if (!our_bits || !their_bits)
        return false;
    if (ours_unsigned == theirs_unsigned)
        return their_bits >= our_bits;
    return ours_unsigned && their_bits > our_bits;
}

static bool decimal_fits(const char *ours, const char *theirs)
{
    int precision, scale, their_precision, their_scale;

    if (sscanf(ours, "Decimal(%d, %d)", &precision, &scale) != 2)
        return false;
    if (strcmp(theirs, "Float64") == 0 || (strcmp(theirs, "Float32") == 0 && precision <= 7))
        return true; /* users of the older tool have angles in Float32 */
    return sscanf(theirs, "Decimal(%d, %d)", &their_precision, &their_scale) == 2 && their_scale >= scale &&
           their_precision - their_scale >= precision - scale;
}

static bool is_of(const char *type, const char *family)
{
    size_t length = strlen(family);

    return strncmp(type, family, length) == 0 && (type[length] == '\0' || type[length] == '(');
}

static const struct {
    const char *ours, *theirs;
} wider[] = {{"Float32", "Float64"}, {"DateTime", "DateTime64"}, {"Date", "Date32"}, {"Date", "DateTime"}, {"Date", "DateTime64"},
             {"FixedString", "String"}};

/* The same but for what a type's text says beside: time zones, and that a truth value is a byte. */
static bool is_same(const char *ours, const char *theirs)
{
    if (strcmp(ours, theirs) == 0 || (is_of(ours, "DateTime") && is_of(theirs, "DateTime")))
        return true;
    if (is_of(ours, "DateTime64") && is_of(theirs, "DateTime64"))
        return strncmp(theirs, "DateTime64(6", 12) == 0;
    return (strcmp(ours, "Bool") == 0 && strcmp(theirs, "UInt8") == 0) || (strcmp(ours, "UInt8") == 0 && strcmp(theirs, "Bool") == 0);
}

static bool fits(const char *ours, const char *theirs)
{
    if (is_same(ours, theirs) || integer_fits(ours, theirs) || decimal_fits(ours, theirs))
        return true;
    if (is_of(ours, "DateTime64") && is_of(theirs, "DateTime64"))
        return strncmp(theirs, "DateTime64(7", 12) >= 0;
    for (size_t i = 0; i < sizeof(wider) / sizeof(wider[0]); i++)
        if (is_of(ours, wider[i].ours) && is_of(theirs, wider[i].theirs))
            return true;
    return false;
}

/* May such a value be stored there? exact: as its bytes are. NULL: yes; else why not. */
static const char *objection(const char *sent, const char *stored, bool exact)
{
    char ours[TYPE_BYTES], theirs[TYPE_BYTES];
    bool null_sent, null_stored;

    (void)snprintf(ours, sizeof(ours), "%s", sent);
    (void)snprintf(theirs, sizeof(theirs), "%s", stored);
    while (unwrap(ours, "Array"))
        if (!unwrap(theirs, "Array"))
            return "is no array";
    (void)unwrap(ours, "LowCardinality"), (void)unwrap(theirs, "LowCardinality");
    null_sent = unwrap(ours, "Nullable");
    null_stored = unwrap(theirs, "Nullable");
    if (null_sent && !null_stored)
        return "takes no nulls";
    if (exact && null_sent != null_stored)
        return "is nullable, which this format cannot tell";
    if (exact ? is_same(ours, theirs) : fits(ours, theirs))
        return NULL;
    return exact && fits(ours, theirs) ? "is wider, which needs a format that tells types: native or jsonl" : "does not hold it";
}

/* ---- columns ---- */

static bool is_format(const struct table *table, const char *format)
{
    return strcmp(table->server->settings->run->format, format) == 0;
}

/* RowBinary has no types, so that nothing can be converted. */
static bool needs_exact_types(const struct table *table)
{
    return is_format(table, "rowbinary");
}

/* Bytes that are no text are hexadecimal digits in JSON, which the server would take for the bytes. */
static bool is_lost_in_text(const struct table *table, const struct lg_column *column)
{
    const char *type = strcmp(column->type, "+l") == 0 ? column->children->type : column->type;

    return is_format(table, "jsonl") && (strcmp(type, "z") == 0 || strncmp(type, "w:", 2) == 0);
}

static bool find_line(const char *columns, const char *name, struct line *line)
{
    for (const char *p = columns; (p = next_line(p, line));)
        if (strcmp(line->name, name) == 0)
            return true;
    return false;
}

static void object(struct lg_string *differences, const char *name, const char *format, const char *a, const char *b)
{
    lg_string_puts(differences, differences->length ? "; " : "");
    lg_string_printf(differences, "column '%s' ", name);
    lg_string_printf(differences, format, a, b);
}

static int compare_column(const struct table *table, const struct lg_column *column, const char *columns, struct lg_string *differences,
                          struct lg_error *err)
{
    struct lg_string type = LG_STRING_INIT;
    struct lg_wire_type wire;
    const char *why = NULL;
    struct line line;

    if (lg_wire_type_of(table->run->table, column, &wire, &type, err) != LG_OK) {
        lg_string_release(&type);
        return err->code;
    }
    if (is_lost_in_text(table, column))
        object(differences, column->name, "is of bytes, which jsonl does not carry; give --format native%s%s", "", "");
    else if (!find_line(columns, column->name, &line))
        object(differences, column->name, "is missing%s%s", "", "");
    else if (strcmp(line.kind, "MATERIALIZED") == 0 || strcmp(line.kind, "ALIAS") == 0)
        object(differences, column->name, "is %s, and takes no values%s", line.kind, "");
    else
        why = objection(lg_string_text(&type), line.type, needs_exact_types(table));
    if (why) {
        lg_string_puts(&type, " is sent, ");
        lg_string_puts(&type, line.type);
        object(differences, column->name, "of type %s %s", lg_string_text(&type), why);
    }
    lg_string_release(&type);
    return err->code;
}

static const struct lg_column *ours_named(const struct table *table, const char *name)
{
    for (const struct lg_column *column = table->run->table->columns; column->name; column++)
        if (strcmp(column->name, name) == 0)
            return column;
    return NULL;
}

/* Columns that nobody fills. */
static void say_others(const struct table *table, const char *columns)
{
    struct lg_string others = LG_STRING_INIT;
    struct line line;

    for (const char *p = columns; (p = next_line(p, &line));)
        if (!ours_named(table, line.name) && line.kind[0] == '\0') {
            lg_string_puts(&others, others.length ? ", " : "");
            lg_string_put_printable(&others, line.name);
        }
    if (others.length > 0)
        settings_say(table->server->settings, LG_SAY_WARNING, "table %s has columns that are not sent and get their types' defaults: %s",
                     lg_string_text(&table->name), lg_string_text(&others));
    lg_string_release(&others);
}

int compare_columns(const struct table *table, const char *columns, struct lg_error *err)
{
    struct lg_string differences = LG_STRING_INIT;

    for (const struct lg_column *column = table->run->table->columns; column->name && err->code == LG_OK; column++)
        (void)compare_column(table, column, columns, &differences, err);
    if (err->code == LG_OK && differences.length > 0)
        (void)lg_error_set(err, LG_E_DESTINATION, "table %s is not one for this data: %.400s", lg_string_text(&table->name),
                           lg_string_text(&differences));
    if (err->code == LG_OK)
        say_others(table, columns);
    lg_string_release(&differences);
    return err->code;
}
