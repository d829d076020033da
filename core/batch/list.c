/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: offsets in the batch, elements in a batch of their own that grows with them and shares the scratch memory. */
#include "batch/batch.h"

#include <stdlib.h>

#define MOST_ELEMENTS (1u << 27) /* of a slice */

static int is_no_list(struct lg_batch *batch, uint32_t column, struct lg_error *err)
{
    return lg_error_set(err, LG_E_PLUGIN, "column '%s' was used as a list, which it is not", batch->layout->column[column].column->name);
}

static struct lg_batch *elements_new(const struct lg_layout *layout, struct lg_scratch *scratch)
{
    struct lg_batch *elements = calloc(1, sizeof(*elements) + sizeof(elements->column[0]));

    if (elements) {
        elements->layout = layout;
        elements->scratch = scratch;
    }
    return elements;
}

int lg_batch_reserve_list(struct lg_batch *batch, uint32_t column, struct lg_error *err)
{
    const struct lg_layout_column *layout = &batch->layout->column[column];
    struct lg_batch_column *c = &batch->column[column];

    if (!c->offset)
        c->offset = lg_batch_allocate(((size_t)batch->capacity + 1) * sizeof(*c->offset));
    if (!c->elements)
        c->elements = elements_new(layout->elements, batch->scratch);
    if (!c->offset || !c->elements)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for column '%s'", layout->column->name);
    return lg_batch_reset(c->elements, 0, NULL, err);
}

uint32_t *lg_batch_offsets(struct lg_batch *batch, uint32_t column)
{
    if (!lg_batch_wants(batch, column))
        return NULL;
    if (!batch->layout->column[column].elements) {
        (void)is_no_list(batch, column, &batch->fault);
        return NULL;
    }
    batch->column[column].touched = true;
    return batch->column[column].offset;
}

/* Arrays are made anew when there are more elements than ever, with a quarter to spare. */
static void make_room(struct lg_batch *elements, int64_t rows)
{
    struct lg_batch_column *column = &elements->column[0];

    if (rows <= elements->capacity)
        return;
    free(column->values);
    free(column->valid);
    free(column->offset);
    *column = (struct lg_batch_column){0};
    elements->capacity = rows + rows / 4;
}

struct lg_batch *lg_batch_elements(struct lg_batch *batch, uint32_t column, struct lg_error *err)
{
    struct lg_batch_column *c = &batch->column[column];
    uint32_t count;

    if (!lg_batch_wants(batch, column) || !batch->layout->column[column].elements || !c->touched) {
        (void)is_no_list(batch, column, err);
        return NULL;
    }
    count = c->offset[batch->rows];
    if (count > MOST_ELEMENTS) {
        (void)lg_error_set(err, LG_E_PLUGIN, "column '%s' has %u elements in a slice of %lld rows, the limit is %u",
                           batch->layout->column[column].column->name, count, (long long)batch->rows, MOST_ELEMENTS);
        return NULL;
    }
    make_room(c->elements, count);
    return lg_batch_reset(c->elements, count, NULL, err) == LG_OK ? c->elements : NULL;
}
