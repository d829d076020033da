/* SPDX-License-Identifier: Apache-2.0 */
/* Walking two identities side by side. */
#include "record/difference.h"

#include "base/parse.h"
#include "config/options.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_LIST 200 /* characters of differences in a message */
#define LONGEST_VALUE 90

/* What a member is called where it is set, and how far it follows from others: differences of a higher rank are told only when there are
 * none of a lower one. Members that are not listed are called by their own name. */
#define RANKS 4
static const struct {
    const char *member, *label;
    unsigned rank;
} labels[] = {{"schema", "--schema", 0},
              {"schema_version", "the schema's version", 0},
              {"seed", "--seed", 0},
              {"scale_nano", "--scale", 0},
              {"stream_epochs", "the schema's streams", 0},
              {"format", "--format", 0},
              {"encoder", "the encoder", 0},
              {"compression", "--compression", 0},
              {"sort_by", "--sort-by", 0},
              {"page_bytes", "--page-size", 0},
              {"csv_safe", "--csv-safe", 0},
              {"objects", "--path", 0},
              {"ground_truth", "--ground-truth", 0},
              {"rows", "--rows", 1},
              {"rows_per_part", "--file-size (rows of a part)", 2},
              {"rows_per_row_group", "--row-group-size (rows of a row group)", 2},
              {"parts", "parts", 3},
              {"sorted_by", "what rows are sorted by", 3},
              {"literal_columns", "literal columns", 3}};

struct comparison {
    struct lg_string *out;
    const char *table; /* the one being compared, or NULL */
    unsigned rank;     /* of the differences that are told */
    size_t count, shown;
    size_t start;      /* of the list in out */
};

static unsigned label_of(const char *member, const char **label)
{
    *label = member;
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
        if (strcmp(labels[i].member, member) == 0) {
            *label = labels[i].label;
            return labels[i].rank;
        }
    return 0;
}

static void put_value(struct lg_string *out, const char *member, const json_t *value)
{
    struct lg_string text = LG_STRING_INIT;
    char *dump;

    if (!value)
        lg_string_puts(&text, "not set");
    else if (json_is_string(value))
        lg_option_put_shown(&text, json_string_value(value));
    else if (json_is_integer(value) && strcmp(member, "scale_nano") == 0)
        lg_put_nano(&text, json_integer_value(value));
    else if ((dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT))) {
        lg_string_puts(&text, dump);
        free(dump);
    }
    lg_string_printf(out, "%.*s%s", LONGEST_VALUE, lg_string_text(&text), text.length > LONGEST_VALUE ? "…" : "");
    lg_string_release(&text);
}

/* An option is what the user writes: lucky_ratio is --lucky-ratio. */
static void put_option(struct lg_string *out, const char *member)
{
    lg_string_puts(out, "--");
    for (const char *p = member; *p; p++)
        lg_string_putc(out, *p == '_' ? '-' : *p);
}

static void note(struct comparison *comparison, const char *member, bool is_option, const json_t *was, const json_t *is)
{
    const char *label;
    unsigned rank = label_of(member, &label);

    if ((is_option ? 0 : rank) != comparison->rank)
        return;
    comparison->count++;
    if (comparison->out->length - comparison->start > LONGEST_LIST)
        return;
    comparison->shown++;
    lg_string_puts(comparison->out, comparison->shown > 1 ? "; " : "");
    if (is_option)
        put_option(comparison->out, member);
    else
        lg_string_puts(comparison->out, label);
    if (comparison->table)
        lg_string_printf(comparison->out, " of '%s'", comparison->table);
    lg_string_puts(comparison->out, " was ");
    put_value(comparison->out, member, was);
    lg_string_puts(comparison->out, ", is ");
    put_value(comparison->out, member, is);
}

static void compare_members(struct comparison *comparison, const json_t *was, const json_t *is, bool are_options);

static const json_t *table_named(const json_t *tables, const char *name)
{
    for (size_t i = 0; i < json_array_size(tables); i++) {
        const json_t *table = json_array_get(tables, i);
        const char *other = json_string_value(json_object_get(table, "name"));

        if (name && other && strcmp(name, other) == 0)
            return table;
    }
    return NULL;
}

static void compare_table(struct comparison *comparison, const char *name, const json_t *was, const json_t *is)
{
    comparison->table = name;
    if (was && is)
        compare_members(comparison, was, is, false);
    else
        note(comparison, "--tables", false, was ? json_true() : NULL, is ? json_true() : NULL);
    comparison->table = NULL;
}

static void compare_tables(struct comparison *comparison, const json_t *was, const json_t *is)
{
    for (size_t i = 0; i < json_array_size(was); i++) {
        const json_t *table = json_array_get(was, i);
        const char *name = json_string_value(json_object_get(table, "name"));

        compare_table(comparison, name ? name : "?", table, table_named(is, name));
    }
    for (size_t i = 0; i < json_array_size(is); i++) {
        const json_t *table = json_array_get(is, i);
        const char *name = json_string_value(json_object_get(table, "name"));

        if (!table_named(was, name))
            compare_table(comparison, name ? name : "?", NULL, table);
    }
}

static void compare_member(struct comparison *comparison, const char *key, const json_t *was, const json_t *is, bool is_option)
{
    if (json_equal(was, is))
        return;
    if (strcmp(key, "options") == 0 && json_is_object(was) && json_is_object(is))
        compare_members(comparison, was, is, true);
    else if (strcmp(key, "tables") == 0 && json_is_array(was) && json_is_array(is))
        compare_tables(comparison, was, is);
    else
        note(comparison, key, is_option, was, is);
}

static void compare_members(struct comparison *comparison, const json_t *was, const json_t *is, bool are_options)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)is, key, value)
        compare_member(comparison, key, json_object_get(was, key), value, are_options);
    json_object_foreach((json_t *)(uintptr_t)was, key, value)
        if (!json_object_get(is, key))
            compare_member(comparison, key, value, NULL, are_options);
}

size_t lg_difference(const json_t *was, const json_t *is, struct lg_string *out)
{
    struct comparison comparison = {.out = out, .start = out->length};

    for (; comparison.rank < RANKS && comparison.count == 0; comparison.rank++)
        compare_members(&comparison, was, is, false);
    if (comparison.count > comparison.shown)
        lg_string_printf(out, "; and %zu more", comparison.count - comparison.shown);
    return comparison.count;
}
