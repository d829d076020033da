/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions: 'when' is a mapping from columns to the values they must have, or a formula that must not be 0. */
#include "declared.h"

#include <stdlib.h>

struct test {
    const struct column *column;
    uint8_t *word;       /* of a list of words: does it fit? */
    union value *value;  /* else the values that fit */
    uint32_t count;
};

struct condition {
    struct test *test;
    uint32_t tests;
    struct formula *formula; /* or this */
};

static int take_value(struct reader *reader, const struct lg_yaml_node *node, struct test *test, struct lg_error *err)
{
    const struct words *words = &test->column->words;
    union value value;
    uint32_t i = 0;

    if (read_value(reader, node, &test->column->type, &value, err) != LG_OK)
        return err->code;
    if (!test->word) {
        test->value[test->count++] = value;
        return LG_OK;
    }
    while (i < words->count && !same_value(&test->column->type, words->value[i], value))
        i++;
    if (i == words->count && test->column->type.family == TEXTS) {
        const char **known = keep(reader->schema, (words->count + 1) * sizeof(*known), err);
        uint32_t place;

        for (i = 0; known && i < words->count; i++)
            known[i] = words->shown[i];
        return known ? lg_yaml_word(reader->yaml, node, "value", known, &place, err) : err->code;
    }
    if (i == words->count)
        return lg_yaml_error(reader->yaml, node, err, "column '%s' never is '%.64s'", test->column->name, node->text);
    test->word[i] = 1;
    return LG_OK;
}

static int read_test(struct reader *reader, const struct lg_yaml_node *node, struct test *test, struct lg_error *err)
{
    size_t count = node->kind == LG_YAML_SEQUENCE ? node->count : 1;

    test->column = need_column(reader, node, node->key, err);
    if (!test->column)
        return err->code;
    if (test->column->form != FORM_WORDS && test->column->form != FORM_INTEGERS)
        return lg_yaml_key_error(reader->yaml, node, err, "column '%s' has no values to compare with; use a choice, a chance or "
                                 "integers, or a formula", node->key);
    if (test->column->form == FORM_WORDS)
        test->word = keep(reader->schema, test->column->words.count, err);
    else
        test->value = keep(reader->schema, (count + 1) * sizeof(*test->value), err);
    if (err->code != LG_OK || node->kind != LG_YAML_SEQUENCE)
        return err->code == LG_OK ? take_value(reader, node, test, err) : err->code;
    if (count == 0)
        return lg_yaml_error(reader->yaml, node, err, "the list is empty, there must be a value");
    for (const struct lg_yaml_node *value = node->first; value; value = value->next)
        if (take_value(reader, value, test, err) != LG_OK)
            return err->code;
    return LG_OK;
}

int read_condition(struct reader *reader, struct column *column, const struct lg_yaml_node *node, struct lg_error *err)
{
    struct condition *condition = keep(reader->schema, sizeof(*condition), err);

    if (!condition)
        return err->code;
    column->condition = condition;
    if (node->kind == LG_YAML_SCALAR)
        return read_formula(reader, node, &condition->formula, err);
    if (lg_yaml_want(reader->yaml, node, LG_YAML_MAPPING, err) != LG_OK)
        return err->code;
    if (node->count == 0)
        return lg_yaml_error(reader->yaml, node, err, "the condition is empty; leave out 'when'");
    condition->test = keep(reader->schema, node->count * sizeof(*condition->test), err);
    for (const struct lg_yaml_node *test = node->first; err->code == LG_OK && test; test = test->next)
        (void)read_test(reader, test, &condition->test[condition->tests++], err);
    return err->code;
}

static bool is_among(const struct test *test, int64_t integer)
{
    for (uint32_t i = 0; i < test->count; i++)
        if (test->value[i].integer == integer)
            return true;
    return false;
}

static void test_column(const struct test *test, const struct work *work, uint8_t *yes)
{
    const struct vector *vector = &work->vector[test->column->number];

    if (test->word)
        for (int64_t i = 0; i < work->rows; i++)
            yes[i] &= test->word[vector->words[i]];
    else
        for (int64_t i = 0; i < work->rows; i++)
            yes[i] &= (uint8_t)is_among(test, vector->integers[i]);
    for (int64_t i = 0; vector->present && i < work->rows; i++)
        yes[i] &= vector->present[i] != ABSENT;
}

int condition_test(const struct condition *condition, struct work *work, uint8_t *yes, struct lg_error *err)
{
    double result[FORMULA_ROWS];
    uint8_t valid[FORMULA_ROWS];

    (void)err;
    for (uint32_t i = 0; i < condition->tests; i++)
        test_column(&condition->test[i], work, yes);
    for (int64_t first = 0; condition->formula && first < work->rows; first += FORMULA_ROWS) {
        int64_t rows = work->rows - first < FORMULA_ROWS ? work->rows - first : FORMULA_ROWS;

        formula_compute(condition->formula, work, first, rows, result, valid);
        for (int64_t i = 0; i < rows; i++)
            yes[first + i] &= valid[i] && (result[i] < 0.0 || result[i] > 0.0);
    }
    return LG_OK;
}
