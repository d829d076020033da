/* SPDX-License-Identifier: Apache-2.0 */
/* Words: distinct values chosen by index, which become the dictionary of a column; and the generators that choose from a list. */
#include "declared.h"

#include <stdlib.h>

#define MOST_WORDS 65536

/* ---- building ---- */

int words_push(struct reader *reader, struct column *column, union value value, struct lg_error *err)
{
    struct words *words = &column->words;
    union value *grown;

    if (words->count == MOST_WORDS)
        return lg_yaml_key_error(reader->yaml, column->node, err, "column '%s' has more than %d different values", column->name,
                                 MOST_WORDS);
    if (words->count == words->room) {
        words->room = words->room ? 2 * words->room : 16;
        grown = keep(reader->schema, words->room * sizeof(*grown), err);
        if (!grown)
            return err->code;
        if (words->count > 0)
            memcpy(grown, words->value, words->count * sizeof(*grown));
        words->value = grown;
    }
    words->value[words->count++] = value;
    return LG_OK;
}

int words_add(struct reader *reader, struct column *column, union value value, uint32_t *index, struct lg_error *err)
{
    for (*index = 0; *index < column->words.count; (*index)++)
        if (same_value(&column->type, column->words.value[*index], value))
            return LG_OK;
    return words_push(reader, column, value, err);
}

static void pack_value(const struct type *type, union value value, unsigned char *out)
{
    float narrow = (float)value.real;

    if (type->family == TEXTS)
        memcpy(out, &value.text, sizeof(value.text));
    else if (type->family == FLOATS && type->width == 4)
        memcpy(out, &narrow, sizeof(narrow));
    else if (type->family == FLOATS)
        memcpy(out, &value.real, sizeof(value.real));
    else if (type->width == 16) {
        memcpy(out, &value.integer, sizeof(value.integer));
        memset(out + 8, value.integer < 0 ? 0xff : 0, 8);
    } else {
        memcpy(out, &value.integer, type->width); /* little endian */
    }
}

static int pack(struct reader *reader, struct column *column, struct lg_error *err)
{
    size_t width = column->type.family == TEXTS ? sizeof(char *) : column->type.width;
    unsigned char *packed = keep(reader->schema, column->words.count * width, err);

    for (uint32_t i = 0; packed && i < column->words.count; i++)
        pack_value(&column->type, column->words.value[i], packed + i * width);
    column->words.packed = packed;
    return err->code;
}

static int show(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct words *words = &column->words;
    char text[64];

    words->shown = keep(reader->schema, words->count * sizeof(*words->shown), err);
    words->length = keep(reader->schema, words->count * sizeof(*words->length), err);
    for (uint32_t i = 0; err->code == LG_OK && i < words->count; i++) {
        bool is_text = column->type.family == TEXTS;
        size_t length = is_text ? strlen(words->value[i].text) : put_value(&column->type, words->value[i], text);

        words->shown[i] = keep_text(reader->schema, is_text ? words->value[i].text : text, length, err);
        if (!words->shown[i])
            return err->code;
        words->length[i] = (uint32_t)length;
        if (length > words->longest)
            words->longest = (uint32_t)length;
    }
    return err->code;
}

int words_finish(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct words *words = &column->words;

    if (pack(reader, column, err) != LG_OK || show(reader, column, err) != LG_OK || column->type.family == TEXTS)
        return err->code;
    words->real = keep(reader->schema, words->count * sizeof(*words->real), err);
    for (uint32_t i = 0; words->real && i < words->count; i++)
        words->real[i] = column->type.family == FLOATS ? words->value[i].real : to_real(&column->type, words->value[i].integer);
    return err->code;
}

/* ---- lists of values with weights ---- */

#define HEAVIEST INT64_C(1000000000000000000)

static int read_weight(struct reader *reader, const struct lg_yaml_node *node, int64_t *weight, struct lg_error *err)
{
    if (lg_yaml_number(reader->yaml, node, LG_OPTION_DECIMAL, weight, err) != LG_OK)
        return err->code;
    if (*weight < 0)
        return lg_yaml_error(reader->yaml, node, err, "weight '%.64s' is negative, weights are 0 or more", node->text);
    if (*weight > HEAVIEST)
        return lg_yaml_error(reader->yaml, node, err, "weight '%.64s' is above 1000000000", node->text);
    return LG_OK;
}

static int check_weights(struct reader *reader, const struct lg_yaml_node *list, const int64_t *weights, uint32_t count,
                         struct lg_error *err)
{
    for (uint32_t i = 0; i < count; i++)
        if (weights[i] > 0)
            return LG_OK;
    return lg_yaml_error(reader->yaml, list, err, "all weights are 0, one must be positive");
}

int read_weights(struct reader *reader, const struct lg_yaml_node *list, uint32_t count, int64_t *weights, struct lg_error *err)
{
    uint32_t i = 0;

    if (lg_yaml_want(reader->yaml, list, LG_YAML_SEQUENCE, err) != LG_OK)
        return err->code;
    if (list->count != count)
        return lg_yaml_error(reader->yaml, list, err, "%zu weights for %u values", list->count, count);
    for (const struct lg_yaml_node *node = list->first; node; node = node->next)
        if (read_weight(reader, node, &weights[i++], err) != LG_OK)
            return err->code;
    return check_weights(reader, list, weights, count, err);
}

static void release_choice(void *choice)
{
    lg_choice_free(choice);
}

int new_choice(struct reader *reader, const struct lg_yaml_node *node, const int64_t *weights, uint32_t count, struct lg_choice **choice,
               struct lg_error *err)
{
    if (lg_choice_new(weights, count, choice, err) != LG_OK)
        return err->code == LG_E_CONFIG ? lg_yaml_wrap(reader->yaml, node, err) : err->code;
    return keep_object(reader->schema, *choice, release_choice, err);
}

/* The key of a mapping is a value too. */
static int read_key_value(struct reader *reader, const struct lg_yaml_node *node, const struct type *type, union value *value,
                          struct lg_error *err)
{
    struct lg_yaml_node key = {.kind = LG_YAML_SCALAR, .line = node->key_line, .column = node->key_column, .text = node->key};

    return read_value(reader, &key, type, value, err);
}

static int refuse_twins(struct reader *reader, const struct lg_yaml_node *values, const struct type *type,
                        const struct options *options, struct lg_error *err)
{
    const struct lg_yaml_node *node = values->first;

    for (uint32_t i = 0; i < options->count; i++, node = node->next)
        for (uint32_t k = 0; k < i; k++)
            if (same_value(type, options->value[i], options->value[k]))
                return node->key ? lg_yaml_key_error(reader->yaml, node, err, "value '%.64s' is given twice", node->key)
                                 : lg_yaml_error(reader->yaml, node, err, "value '%.64s' is given twice", node->text);
    return LG_OK;
}

static int read_list(struct reader *reader, const struct lg_yaml_node *values, const struct type *type, struct options *options,
                     int64_t *weights, struct lg_error *err)
{
    bool is_mapping = values->kind == LG_YAML_MAPPING;

    for (const struct lg_yaml_node *node = values->first; node; node = node->next, options->count++) {
        union value *value = &options->value[options->count];

        if (is_mapping && read_weight(reader, node, &weights[options->count], err) != LG_OK)
            return err->code;
        if ((is_mapping ? read_key_value(reader, node, type, value, err) : read_value(reader, node, type, value, err)) != LG_OK)
            return err->code;
    }
    return refuse_twins(reader, values, type, options, err);
}

int read_options(struct reader *reader, const struct lg_yaml_node *values, const struct lg_yaml_node *weights, const struct type *type,
                 struct options *options, struct lg_error *err)
{
    bool is_mapping = values->kind == LG_YAML_MAPPING;
    int64_t *weight;

    *options = (struct options){0};
    if (!is_mapping && lg_yaml_want(reader->yaml, values, LG_YAML_SEQUENCE, err) != LG_OK)
        return err->code;
    if (values->count == 0)
        return lg_yaml_error(reader->yaml, values, err, "the list is empty, there must be a value");
    if (is_mapping && weights)
        return lg_yaml_key_error(reader->yaml, weights, err, "the values have their weights beside them; leave out 'weights'");
    options->value = keep(reader->schema, values->count * sizeof(*options->value), err);
    weight = keep(reader->schema, values->count * sizeof(*weight), err);
    if (!options->value || !weight || read_list(reader, values, type, options, weight, err) != LG_OK)
        return err->code;
    if (!is_mapping && !weights)
        return LG_OK;
    if ((is_mapping ? check_weights(reader, values, weight, options->count, err)
                    : read_weights(reader, weights, options->count, weight, err)) != LG_OK)
        return err->code;
    return new_choice(reader, is_mapping ? values : weights, weight, options->count, &options->choice, err);
}

/* ---- choice ---- */

int read_choice_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *values = require_key(reader, column, "values", err);
    struct options *options = values ? keep(reader->schema, sizeof(*options), err) : NULL;

    if (!options || read_options(reader, values, get_key(reader, column, "weights"), &column->type, options, err) != LG_OK)
        return err->code;
    column->form = FORM_WORDS;
    column->own = options;
    for (uint32_t i = 0; i < options->count && err->code == LG_OK; i++)
        (void)words_push(reader, column, options->value[i], err);
    return err->code;
}

int fill_choice_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct options *options = column->own;
    const struct lg_draw *draws = draw_for(work, column, &column->stream, 0, err);
    int32_t *words = draws ? words_for(work, column, out, err) : NULL;

    if (!words)
        return err->code;
    if (options->choice)
        lg_choice_pick(options->choice, draws, 0, work->rows, words);
    else
        lg_uniform_int32(draws, 0, work->rows, 0, (int32_t)options->count - 1, words);
    return LG_OK;
}

/* ---- constant ---- */

int read_constant_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = require_key(reader, column, "value", err);
    union value value;

    if (!node || read_value(reader, node, &column->type, &value, err) != LG_OK)
        return err->code;
    column->form = FORM_WORDS;
    return words_push(reader, column, value, err);
}

int fill_constant_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    int32_t *words = words_for(work, column, out, err);

    if (words)
        memset(words, 0, (size_t)work->rows * sizeof(*words));
    return err->code;
}

/* ---- chance: true with a probability ---- */

struct chance {
    uint64_t threshold;
};

int read_chance_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = require_key(reader, column, "ratio", err);
    struct chance *chance = node ? keep(reader->schema, sizeof(*chance), err) : NULL;
    struct lg_decimal ratio;

    if (!chance || read_ratio(reader, node, &ratio, err) != LG_OK)
        return err->code;
    chance->threshold = lg_threshold(ratio);
    column->own = chance;
    column->form = FORM_WORDS;
    if (words_push(reader, column, (union value){.integer = 0}, err) == LG_OK)
        (void)words_push(reader, column, (union value){.integer = 1}, err);
    return err->code;
}

int fill_chance_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct chance *chance = column->own;
    const struct lg_draw *draws = draw_for(work, column, &column->stream, 0, err);
    int32_t *words = draws ? words_for(work, column, out, err) : NULL;

    for (int64_t i = 0; words && i < work->rows; i++)
        words[i] = lg_hit(lg_draw_lane(&draws[i], 0), chance->threshold);
    return err->code;
}

/* ---- map: a value for each value of another column ---- */

struct map {
    const struct column *of;
    int32_t *word; /* for each of its words */
};

static int read_mapped(struct reader *reader, struct column *column, const struct lg_yaml_node *values, struct map *map,
                       struct lg_error *err)
{
    const struct words *from = &map->of->words;

    for (uint32_t i = 0; i < from->count; i++) {
        const struct lg_yaml_node *node = lg_yaml_get(values, from->shown[i]);
        union value value;
        uint32_t word = 0;

        if (!node)
            return lg_yaml_error(reader->yaml, values, err, "there is no value for '%.64s' of column '%s'", from->shown[i], map->of->name);
        if (read_value(reader, node, &column->type, &value, err) != LG_OK || words_add(reader, column, value, &word, err) != LG_OK)
            return err->code;
        map->word[i] = (int32_t)word;
    }
    for (const struct lg_yaml_node *node = values->first; node; node = node->next) {
        uint32_t i = 0;

        while (i < from->count && strcmp(from->shown[i], node->key) != 0)
            i++;
        if (i == from->count)
            return lg_yaml_key_error(reader->yaml, node, err, "column '%s' has no value '%.64s'", map->of->name, node->key);
    }
    return LG_OK;
}

int read_map_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *of = require_key(reader, column, "of", err);
    const struct lg_yaml_node *values = of ? require_key(reader, column, "values", err) : NULL;
    struct map *map = values ? keep(reader->schema, sizeof(*map), err) : NULL;

    if (!map || lg_yaml_want(reader->yaml, of, LG_YAML_SCALAR, err) != LG_OK ||
        lg_yaml_want(reader->yaml, values, LG_YAML_MAPPING, err) != LG_OK)
        return err->code;
    map->of = need_column(reader, of, of->text, err);
    if (!map->of)
        return err->code;
    if (map->of->form != FORM_WORDS)
        return lg_yaml_error(reader->yaml, of, err, "column '%s' has no list of values; map takes a choice, a chance, a "
                             "constant, or a small range of integers", map->of->name);
    map->word = keep(reader->schema, map->of->words.count * sizeof(*map->word), err);
    column->own = map;
    column->form = FORM_WORDS;
    column->may_be_null = map->of->may_be_null;
    return map->word ? read_mapped(reader, column, values, map, err) : err->code;
}

int fill_map_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct map *map = column->own;
    const struct vector *of = &work->vector[map->of->number];
    int32_t *words = words_for(work, column, out, err);
    uint8_t *present = of->present && words ? presence_for(work, out, err) : NULL;

    if (!words || (of->present && !present))
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        words[i] = map->word[of->words[i]];
    for (int64_t i = 0; present && i < work->rows; i++)
        if (present[i] == PRESENT && of->present[i] == ABSENT)
            present[i] = ABSENT;
    return LG_OK;
}
