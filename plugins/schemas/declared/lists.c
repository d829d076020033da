/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: how many elements each row has, and the elements, which are filled as the one column of a table of their own, with a row for
 * each element of the slice. The key of an element is made from that of its row and its position, so that it is the same in any slice. */
#include "declared.h"

#include <stdio.h>

#define MOST_ELEMENTS 65536 /* of a row; keys of rows below 2^48 make keys of elements that differ */

struct list {
    struct column *length; /* a column of the table, or the list's own; NULL: fixed */
    bool is_own;
    int64_t fixed;
    struct table table;
    struct column column[2]; /* the element, and its position, for formulas */
};
enum { ELEMENT_COLUMN, POSITION_COLUMN };

static const struct type length_type = {
    .name = "a length, 0 to 65536", .format = "length", .family = INTEGERS, .width = 8, .least = 0, .most = MOST_ELEMENTS};
static const struct type position_type = {
    .name = "int64", .format = "l", .family = INTEGERS, .width = 8, .least = 0, .most = MOST_ELEMENTS};

const struct column *list_element(const struct column *column)
{
    const struct list *list = column->own;

    return column->generator->fill == fill_list_column ? &list->column[ELEMENT_COLUMN] : NULL;
}

const struct column *list_length(const struct column *column)
{
    const struct list *list = column->own;

    return list->is_own ? list->length : NULL;
}

/* ---- reading ---- */

static char *part_name(struct reader *reader, const struct column *column, const char *part, struct lg_error *err)
{
    char name[100];
    int length = snprintf(name, sizeof(name), "%.64s.%s", column->name, part);

    return keep_text(reader->schema, name, (size_t)length, err);
}

static int read_own_length(struct reader *reader, const struct column *column, const struct lg_yaml_node *node, struct list *list,
                           struct lg_error *err)
{
    struct column *length = keep(reader->schema, sizeof(*length), err);
    const char *name = length ? part_name(reader, column, "length", err) : NULL;

    if (!name)
        return err->code;
    *length = (struct column){.name = name, .node = node, .role = LENGTH, .type = length_type};
    if (read_details(reader, length, err) != LG_OK)
        return err->code;
    length->place = -1;
    length->by = column->by;
    list->length = length;
    list->is_own = true;
    return LG_OK;
}

static int read_fixed_length(struct reader *reader, const struct lg_yaml_node *node, struct list *list, struct lg_error *err)
{
    union value value;

    if (read_value(reader, node, &length_type, &value, err) != LG_OK)
        return err->code;
    list->fixed = value.integer;
    return LG_OK;
}

/* A number, the name of a column, or a generator. */
static int read_length(struct reader *reader, struct column *column, const struct lg_yaml_node *node, struct list *list,
                       struct lg_error *err)
{
    if (node->kind == LG_YAML_MAPPING)
        return read_own_length(reader, column, node, list, err);
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    if (strspn(node->text, "+-.0123456789") > 0)
        return read_fixed_length(reader, node, list, err);
    list->length = need_column(reader, node, node->text, err);
    if (!list->length)
        return err->code;
    if (list->length->type.family != INTEGERS)
        return lg_yaml_error(reader->yaml, node, err, "column '%.64s' is of type %s, a length is an integer", node->text,
                             list->length->type.name);
    return LG_OK;
}

static int read_elements(struct reader *reader, const struct column *column, const struct lg_yaml_node *node, struct list *list,
                         struct lg_error *err)
{
    struct table *table = reader->table;
    struct column *before = reader->column, *element = &list->column[ELEMENT_COLUMN];
    const char *name = part_name(reader, column, "element", err);

    *element = (struct column){.name = name, .node = node, .role = ELEMENT, .state = READING, .number = ELEMENT_COLUMN,
                               .needs = keep(reader->schema, sizeof(*element->needs), err)};
    list->column[POSITION_COLUMN] = (struct column){.name = "position", .number = POSITION_COLUMN, .place = -1, .state = READ, .by = -1,
                                                    .type = position_type, .form = FORM_INTEGERS, .needs = element->needs};
    if (err->code != LG_OK)
        return err->code;
    list->table = (struct table){.name = table->name, .node = node, .column = list->column, .columns = 2, .words_of_needs = 1,
                                 .rows = table->rows, .is_of_elements = true};
    reader->table = &list->table;
    reader->column = element;
    (void)read_details(reader, element, err);
    reader->table = table;
    reader->column = before;
    return err->code;
}

int read_list_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *elements = require_key(reader, column, "elements", err);
    const struct lg_yaml_node *length = elements ? require_key(reader, column, "length", err) : NULL;
    struct list *list = length ? keep(reader->schema, sizeof(*list), err) : NULL;

    if (!list)
        return err->code;
    column->own = list;
    column->form = FORM_BYTES;
    if (column->role != WHOLE)
        return refuse_key(reader, column, "type", err, "is list, and so are the elements; lists of lists cannot be declared");
    if (read_length(reader, column, length, list, err) != LG_OK || read_elements(reader, column, elements, list, err) != LG_OK)
        return err->code;
    column->may_be_null = list->length && list->length->may_be_null;
    return LG_OK;
}

/* ---- filling ---- */

/* Lengths as they come, and nulls where there is none. */
static const int64_t *draw_lengths(struct work *work, const struct list *list, struct vector *out, struct lg_error *err)
{
    struct vector own = {NULL}, *lengths = list->is_own ? &own : &work->vector[list->length->number];
    uint8_t *present;

    if (list->is_own && fill_vector(work, list->length, &own, err) != LG_OK)
        return NULL;
    present = lengths->present ? presence_for(work, out, err) : NULL;
    for (int64_t i = 0; present && i < work->rows; i++)
        if (lengths->present[i] == ABSENT)
            present[i] = ABSENT;
    return err->code == LG_OK ? vector_integers(work, list->length, lengths, err) : NULL;
}

static uint32_t within_limits(int64_t length)
{
    return length < 0 ? 0 : length > MOST_ELEMENTS ? MOST_ELEMENTS : (uint32_t)length;
}

/* Gives the batch of elements; NULL with err set. */
static struct lg_batch *open_list(struct work *work, const struct list *list, const int64_t *lengths, uint32_t place,
                                  const struct vector *out, struct lg_error *err)
{
    uint32_t *offset = lg_batch_offsets(work->batch, place);
    uint64_t n = 0;

    for (int64_t i = 0; i < work->rows; i++) {
        offset[i] = (uint32_t)n;
        if (!out->present || out->present[i] == PRESENT)
            n += within_limits(lengths ? lengths[i] : list->fixed);
        n = n < UINT32_MAX ? n : UINT32_MAX; /* which is refused, as far less is */
    }
    offset[work->rows] = (uint32_t)n;
    return lg_batch_elements(work->batch, place, err);
}

/* The elements' keys, and their positions when somebody needs them. */
static int number_elements(const struct work *work, const uint32_t *offset, const int64_t *keys, struct work *elements,
                           struct lg_error *err)
{
    int64_t *key = row_array(elements, sizeof(*key), err);
    bool is_needed = elements->table->column[POSITION_COLUMN].is_needed;
    int64_t *position = is_needed ? row_array(elements, sizeof(*position), err) : NULL;

    for (int64_t i = 0; err->code == LG_OK && i < work->rows; i++) {
        uint64_t row = (uint64_t)(keys ? keys[i] : key_of(work, i));

        for (uint32_t k = 0; k < offset[i + 1] - offset[i]; k++) {
            key[offset[i] + k] = (int64_t)(row * MOST_ELEMENTS + k);
            if (position)
                position[offset[i] + k] = k;
        }
    }
    elements->keys = key;
    elements->vector[POSITION_COLUMN].integers = position;
    return err->code;
}

int fill_list_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct list *list = column->own;
    const int64_t *lengths = list->length ? draw_lengths(work, list, out, err) : NULL, *keys;
    struct vector vectors[2] = {{NULL}, {NULL}};
    struct work elements = {.table = &list->table, .vector = vectors};

    if (err->code != LG_OK || column->place < 0 || !lg_batch_wants(work->batch, (uint32_t)column->place))
        return err->code;
    keys = keys_of(work, column, err);
    elements.batch = err->code == LG_OK ? open_list(work, list, lengths, (uint32_t)column->place, out, err) : NULL;
    if (!elements.batch)
        return err->code;
    elements.rows = lg_batch_rows(elements.batch);
    if (elements.rows == 0 ||
        number_elements(work, lg_batch_offsets(work->batch, (uint32_t)column->place), keys, &elements, err) != LG_OK)
        return err->code;
    return fill_vector(&elements, &list->column[ELEMENT_COLUMN], &vectors[ELEMENT_COLUMN], err);
}
