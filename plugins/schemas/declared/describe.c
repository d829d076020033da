/* SPDX-License-Identifier: Apache-2.0 */
/* What others see of a declared schema: tables and columns, with sentences that are made of the declaration where it has none. */
#include "declared.h"

#include <stdarg.h>
#include <stdio.h>

/* Encoders know no dictionaries of flags and of 128-bit numbers. */
const struct words *stored_words(const struct column *column)
{
    if (column->form != FORM_WORDS || column->type.family == BOOLS || column->type.width == 16)
        return NULL;
    return column->dirt ? dirt_stored_words(column->dirt) : &column->words;
}

struct sentence {
    char text[200];
    size_t length;
};

static void say(struct sentence *sentence, const char *format, ...) LG_PRINTF(2, 3);
static void say(struct sentence *sentence, const char *format, ...)
{
    size_t room = sizeof(sentence->text) - sentence->length;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(sentence->text + sentence->length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length < room) {
        sentence->length += length > 0 ? (size_t)length : 0;
        return;
    }
    sentence->length = sizeof(sentence->text) - 1;
    while (sentence->length > 0 && (sentence->text[sentence->length - 1] & 0xc0) == 0x80) /* no half character */
        sentence->length--;
    sentence->text[sentence->length > 3 ? sentence->length - 3 : 0] = '\0';
    (void)snprintf(sentence->text + strlen(sentence->text), 4, "...");
    sentence->length = sizeof(sentence->text) - 1;
}

static const char *text_of(const struct lg_yaml_node *mapping, const char *key)
{
    const struct lg_yaml_node *node = lg_yaml_get(mapping, key);

    return node && node->kind == LG_YAML_SCALAR ? node->text : NULL;
}

static void say_generator(struct sentence *sentence, const struct column *column);
static void say_condition(struct sentence *sentence, const struct lg_yaml_node *when);

/* "list, length poisson, mean 2.5; elements choice, 3 values" */
static void say_list(struct sentence *sentence, const struct column *column)
{
    const struct column *element = list_element(column), *length = list_length(column);

    say(sentence, "list, length ");
    if (length)
        say_generator(sentence, length);
    else
        say(sentence, "%s", text_of(column->node, "length"));
    say(sentence, "; elements ");
    say_generator(sentence, element);
    if (element->condition) {
        say(sentence, " when ");
        say_condition(sentence, lg_yaml_get(element->node, "when"));
    }
    if (element->null_ratio.nano > 0)
        say(sentence, ", null_ratio %s", text_of(element->node, "null_ratio"));
}

/* "lognormal, mu 4.3, sigma 1.2, max 9999.99": the generator and its keys. */
static void say_generator(struct sentence *sentence, const struct column *column)
{
    if (list_element(column))
        say_list(sentence, column);
    else
        say(sentence, "%s", column->generator->name);
    for (const char *const *key = column->generator->keys; !list_element(column) && *key; key++) {
        const struct lg_yaml_node *node = lg_yaml_get(column->node, *key);

        if (node && node->kind == LG_YAML_SCALAR)
            say(sentence, ", %s %s", *key, node->text);
        else if (node && node->kind != LG_YAML_NULL)
            say(sentence, ", %zu %s", node->count, *key);
    }
    if (column->by >= 0 && column->role == WHOLE)
        say(sentence, ", by %s", text_of(column->node, "by"));
    if (column->dirt)
        say(sentence, "; dirty");
}

static void say_values(struct sentence *sentence, const struct lg_yaml_node *test)
{
    say(sentence, "%s is %s", test->key, test->text);
    for (const struct lg_yaml_node *value = test->first; value; value = value->next)
        say(sentence, "%s%s", value == test->first ? "" : " or ", value->text);
}

static void say_condition(struct sentence *sentence, const struct lg_yaml_node *when)
{
    say(sentence, "%s", when->text);
    for (const struct lg_yaml_node *test = when->first; test; test = test->next) {
        say(sentence, "%s", test == when->first ? "" : " and ");
        say_values(sentence, test);
    }
}

static char *doc_of(struct reader *reader, const struct column *column, struct lg_error *err)
{
    const char *doc = text_of(column->node, "doc");
    struct sentence sentence = {.length = 0};

    if (doc)
        return keep_text(reader->schema, doc, strlen(doc), err);
    say_generator(&sentence, column);
    if (column->has_otherwise) {
        say(&sentence, " when ");
        say_condition(&sentence, lg_yaml_get(column->node, "when"));
        say(&sentence, ", else %s", text_of(column->node, "else"));
    }
    return keep_text(reader->schema, sentence.text, strlen(sentence.text), err);
}

static char *null_rule_of(struct reader *reader, const struct column *column, struct lg_error *err)
{
    const char *ratio = text_of(column->node, "null_ratio");
    struct sentence sentence = {.length = 0};

    if (!column->may_be_null)
        return NULL;
    if (column->condition && !column->has_otherwise) {
        say(&sentence, "unless ");
        say_condition(&sentence, lg_yaml_get(column->node, "when"));
    }
    if (column->null_ratio.nano > 0)
        say(&sentence, "%sa share of %s", sentence.length ? ", and " : "", ratio);
    if (sentence.length == 0)
        say(&sentence, "it has nothing to be made of");
    return keep_text(reader->schema, sentence.text, strlen(sentence.text), err);
}

static uint32_t flags_of(const struct column *column)
{
    return (column->may_be_null ? LG_COLUMN_NULLABLE : 0) | (column->is_random ? LG_COLUMN_RANDOM : 0) |
           (stored_words(column) ? LG_COLUMN_DICTIONARY : 0);
}

static int describe_element(struct reader *reader, const struct column *element, struct lg_column *out, struct lg_error *err)
{
    struct lg_column *child = keep(reader->schema, 2 * sizeof(*child), err);

    if (child)
        child[0] = (struct lg_column){.name = "element", .type = element->type.format, .flags = flags_of(element)};
    out->children = child;
    return err->code;
}

static int describe_columns(struct reader *reader, const struct table *table, struct lg_column *columns, struct lg_error *err)
{
    for (uint32_t c = 0; c < table->columns; c++) {
        const struct column *column = &table->column[c];
        struct lg_column *out = column->place >= 0 ? &columns[column->place] : NULL;

        if (!out)
            continue;
        out->name = column->name;
        out->type = column->type.format;
        out->flags = flags_of(column);
        out->doc = doc_of(reader, column, err);
        out->null_when = null_rule_of(reader, column, err);
        if (err->code != LG_OK || (list_element(column) && describe_element(reader, list_element(column), out, err) != LG_OK))
            break;
    }
    return err->code;
}

/* ---- keys of tables ---- */

static int find_visible(struct reader *reader, const struct table *table, const struct lg_yaml_node *node, const char **name,
                        struct lg_error *err)
{
    const char **names = keep(reader->schema, (table->columns + 1) * sizeof(*names), err);
    uint32_t count = 0, place;

    for (uint32_t c = 0; names && c < table->columns; c++)
        if (table->column[c].place >= 0)
            names[count++] = table->column[c].name;
    if (names && lg_yaml_word(reader->yaml, node, "column", names, &place, err) == LG_OK)
        *name = names[place];
    return err->code;
}

static int list_names(struct reader *reader, const struct table *table, const char *key, const char *const **list, struct lg_error *err)
{
    const struct lg_yaml_node *node = lg_yaml_get(table->node, key), *name;
    const char **names;
    size_t count = 0;

    if (!node || node->kind == LG_YAML_NULL)
        return LG_OK;
    if (node->kind != LG_YAML_SCALAR && lg_yaml_want(reader->yaml, node, LG_YAML_SEQUENCE, err) != LG_OK)
        return err->code;
    names = keep(reader->schema, (node->count + 2) * sizeof(*names), err);
    name = node->kind == LG_YAML_SCALAR ? node : node->first;
    for (; names && name; name = node->kind == LG_YAML_SCALAR ? NULL : name->next)
        if (find_visible(reader, table, name, &names[count++], err) != LG_OK)
            break;
    *list = names;
    return err->code;
}

static int describe_table(struct reader *reader, const struct table *table, struct lg_table *out, struct lg_error *err)
{
    const struct lg_yaml_node *event_time = lg_yaml_get(table->node, "event_time");
    struct lg_column *columns = keep(reader->schema, (table->columns + 1) * sizeof(*columns), err);
    const char *doc = text_of(table->node, "doc"), *common = text_of(lg_yaml_root(reader->yaml), "doc");

    if (!columns || describe_columns(reader, table, columns, err) != LG_OK ||
        list_names(reader, table, "primary_key", &out->primary_key, err) != LG_OK ||
        list_names(reader, table, "order_by", &out->order_by, err) != LG_OK ||
        (event_time && find_visible(reader, table, event_time, &out->event_time, err) != LG_OK))
        return err->code;
    out->name = table->name;
    out->columns = columns;
    out->doc = doc ? doc : common ? common : "Declared in a file";
    return LG_OK;
}

int describe_schema(struct reader *reader, struct lg_error *err)
{
    struct declared *schema = reader->schema;

    schema->described = keep(schema, (schema->tables + 1) * sizeof(*schema->described), err);
    for (uint32_t t = 0; err->code == LG_OK && t < schema->tables; t++)
        (void)describe_table(reader, &schema->table[t], &schema->described[t], err);
    return err->code;
}
