/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas and arrays of the Arrow C data interface, made node by node. Every node owns its own memory and nothing of its parent's, so
 * that consumers may move children out and release the rest. */
#include "batch/arrow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- schemas ---- */

static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    if (schema->dictionary) {
        if (schema->dictionary->release)
            schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    free(schema->children);
    free(schema->private_data); /* format and name */
    schema->release = NULL;
}

/* A node without children, that has its own copy of both texts. */
static int make_schema(const char *format, const char *name, int64_t flags, struct ArrowSchema *out, struct lg_error *err)
{
    size_t formats = strlen(format) + 1, names = strlen(name) + 1;
    char *texts = malloc(formats + names);

    if (!texts)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an Arrow schema");
    memcpy(texts, format, formats);
    memcpy(texts + formats, name, names);
    *out = (struct ArrowSchema){.format = texts, .name = texts + formats, .flags = flags, .release = release_schema, .private_data = texts};
    return LG_OK;
}

static int make_schema_children(struct ArrowSchema *schema, uint32_t count, struct lg_error *err)
{
    schema->children = calloc(count, sizeof(*schema->children));
    for (uint32_t i = 0; schema->children && i < count; i++) {
        schema->children[i] = calloc(1, sizeof(*schema->children[i]));
        if (!schema->children[i])
            break;
        schema->n_children++;
    }
    return schema->n_children == count ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for an Arrow schema");
}

static int put_column_schema(const struct lg_layout_column *column, struct ArrowSchema *out, struct lg_error *err)
{
    bool has_dictionary = (column->column->flags & LG_COLUMN_DICTIONARY) != 0;
    int64_t flags = column->column->flags & LG_COLUMN_REQUIRED ? 0 : ARROW_FLAG_NULLABLE;

    if (make_schema(has_dictionary ? "i" : column->column->type, column->column->name, flags, out, err) != LG_OK)
        return err->code;
    if (has_dictionary) {
        out->dictionary = calloc(1, sizeof(*out->dictionary));
        if (!out->dictionary)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for an Arrow schema");
        return make_schema(column->column->type, "", ARROW_FLAG_NULLABLE, out->dictionary, err);
    }
    if (column->elements && make_schema_children(out, 1, err) == LG_OK)
        return put_column_schema(&column->elements->column[0], out->children[0], err);
    return err->code;
}

static bool is_given(const uint64_t *columns, uint32_t c)
{
    return !columns || (columns[c / 64] >> (c % 64) & 1);
}

int lg_arrow_put_schema(const struct lg_layout *layout, const uint64_t *columns, struct ArrowSchema *out, struct lg_error *err)
{
    uint32_t given = 0;

    for (uint32_t c = 0; c < layout->columns; c++)
        given += is_given(columns, c);
    *out = (struct ArrowSchema){.release = NULL};
    if (make_schema("+s", "", 0, out, err) == LG_OK && make_schema_children(out, given, err) == LG_OK)
        for (uint32_t c = 0, i = 0; c < layout->columns && err->code == LG_OK; c++)
            if (is_given(columns, c))
                (void)put_column_schema(&layout->column[c], out->children[i++], err);
    if (err->code != LG_OK && out->release)
        out->release(out);
    return err->code;
}

/* ---- arrays ---- */

#define MOST_BUFFERS 3 /* validity, offsets, bytes */

/* What a node owns besides its children. */
struct node {
    const void *buffer[MOST_BUFFERS];
};

static void release_array(struct ArrowArray *array)
{
    struct node *node = array->private_data;

    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release)
            array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    if (array->dictionary) {
        if (array->dictionary->release)
            array->dictionary->release(array->dictionary);
        free(array->dictionary);
    }
    free(array->children);
    for (int i = 0; i < MOST_BUFFERS; i++)
        free((void *)(uintptr_t)node->buffer[i]);
    free(node);
    array->release = NULL;
}

static int out_of_memory(const char *column, struct lg_error *err)
{
    return lg_error_set(err, LG_E_LOCAL, "out of memory for an Arrow array of column '%s'", column);
}

static int make_array(int64_t length, int64_t buffers, struct ArrowArray *out, struct lg_error *err)
{
    struct node *node = calloc(1, sizeof(*node));

    if (!node)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an Arrow array");
    *out = (struct ArrowArray){.length = length,
                               .n_buffers = buffers,
                               .buffers = node->buffer,
                               .release = release_array,
                               .private_data = node};
    return LG_OK;
}

static int make_array_children(struct ArrowArray *array, uint32_t count, struct lg_error *err)
{
    array->children = calloc(count, sizeof(*array->children));
    for (uint32_t i = 0; array->children && i < count; i++) {
        array->children[i] = calloc(1, sizeof(*array->children[i]));
        if (!array->children[i])
            break;
        array->n_children++;
    }
    return array->n_children == count ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for an Arrow array");
}

/* A buffer of a node; also one of no bytes has an address. NULL: no memory. */
static void *add_buffer(struct ArrowArray *array, int place, size_t bytes)
{
    void *buffer = lg_batch_allocate(bytes);

    ((struct node *)array->private_data)->buffer[place] = buffer;
    return buffer;
}

/* A bit for each byte that is not 0, the lowest first; the bits behind the last are 0. Gives how many are set. */
static int64_t pack_bits(const unsigned char *bytes, int64_t count, unsigned char *bits)
{
    int64_t set = 0;

    memset(bits, 0, (size_t)(count + 7) / 8);
    for (int64_t i = 0; i < count; i++) {
        bits[i / 8] |= (unsigned char)((bytes[i] != 0) << (i % 8));
        set += bytes[i] != 0;
    }
    return set;
}

static int put_validity(const struct lg_batch_column *column, const char *name, struct ArrowArray *out, struct lg_error *err)
{
    unsigned char *bits;

    if (!column->has_nulls)
        return LG_OK;
    bits = add_buffer(out, 0, (size_t)(out->length + 7) / 8);
    if (!bits)
        return out_of_memory(name, err);
    out->null_count = out->length - pack_bits(column->valid, out->length, bits);
    return LG_OK;
}

/* Decimals lie in 4, 8 or 16 bytes and are given 16, their sign repeated. Where a value is null there may be anything. */
static void widen(const unsigned char *values, uint32_t width, int64_t count, unsigned char *out)
{
    for (int64_t i = 0; i < count; i++, values += width, out += 16) {
        memset(out, values[width - 1] & 0x80 ? 0xff : 0, 16);
        memcpy(out, values, width);
    }
}

static int put_fixed(const unsigned char *values, const struct lg_type *type, struct ArrowArray *out)
{
    size_t rows = (size_t)out->length;
    uint32_t width = type->kind == LG_TYPE_DECIMAL ? 16 : type->width;
    unsigned char *buffer = add_buffer(out, 1, type->kind == LG_TYPE_BOOL ? (rows + 7) / 8 : rows * width);

    if (!buffer)
        return LG_E_LOCAL;
    if (type->kind == LG_TYPE_BOOL)
        (void)pack_bits(values, out->length, buffer);
    else if (type->kind == LG_TYPE_DECIMAL)
        widen(values, type->width, out->length, buffer);
    else if (rows > 0)
        memcpy(buffer, values, rows * width);
    return LG_OK;
}

/* Values without the lengths before them. They are below 1 GiB together, see lg_text_open(). */
static int put_text(const struct lg_batch_column *column, struct ArrowArray *out)
{
    size_t most = out->length > 0 ? column->offset[out->length] : 0;
    int32_t *offset = add_buffer(out, 1, ((size_t)out->length + 1) * sizeof(*offset));
    unsigned char *bytes = add_buffer(out, 2, most);
    int32_t end = 0;

    if (!offset || !bytes)
        return LG_E_LOCAL;
    offset[0] = 0;
    for (int64_t row = 0; row < out->length; row++) {
        if (!lg_batch_is_null(column, row)) {
            uint32_t length;
            const unsigned char *text = lg_batch_text(column, row, &length);

            memcpy(bytes + end, text, length);
            end += (int32_t)length;
        }
        offset[row + 1] = end;
    }
    return LG_OK;
}

/* ---- dictionaries ---- */

static int put_words(const char *const *words, struct ArrowArray *out, struct lg_error *err)
{
    int32_t *offset = add_buffer(out, 1, ((size_t)out->length + 1) * sizeof(*offset));
    unsigned char *bytes;
    size_t total = 0;

    for (int64_t i = 0; i < out->length; i++)
        total += strlen(words[i]);
    if (total > INT32_MAX)
        return lg_error_set(err, LG_E_LOCAL, "a dictionary of %zu bytes is more than an Arrow array holds", total);
    bytes = add_buffer(out, 2, total);
    if (!offset || !bytes)
        return LG_E_LOCAL;
    offset[0] = 0;
    for (int64_t i = 0; i < out->length; i++) {
        size_t length = strlen(words[i]);

        memcpy(bytes + offset[i], words[i], length);
        offset[i + 1] = offset[i] + (int32_t)length;
    }
    return LG_OK;
}

static int put_dictionary(const struct lg_layout_column *layout, struct ArrowArray *out, struct lg_error *err)
{
    bool is_text = lg_type_is_text(&layout->type);
    int code;

    out->dictionary = calloc(1, sizeof(*out->dictionary));
    if (!out->dictionary)
        return LG_E_LOCAL;
    if (make_array(layout->dictionary.count, is_text ? 3 : 2, out->dictionary, err) != LG_OK)
        return err->code;
    code = is_text ? put_words(layout->dictionary.values, out->dictionary, err)
                   : put_fixed(layout->dictionary.values, &layout->type, out->dictionary);
    return code;
}

/* ---- columns ---- */

static int put_column(const struct lg_batch *batch, uint32_t c, struct ArrowArray *out, struct lg_error *err);

static int put_list(const struct lg_batch_column *column, struct ArrowArray *out, struct lg_error *err)
{
    size_t bytes = ((size_t)out->length + 1) * sizeof(*column->offset);
    uint32_t *offset = add_buffer(out, 1, bytes); /* far below 2^31 elements, see lg_batch_elements() */

    if (!offset)
        return LG_E_LOCAL;
    offset[0] = 0;
    if (out->length > 0)
        memcpy(offset, column->offset, bytes);
    if (make_array_children(out, 1, err) != LG_OK)
        return err->code;
    return put_column(column->elements, 0, out->children[0], err);
}

static int put_values(const struct lg_layout_column *layout, const struct lg_batch_column *column, struct ArrowArray *out,
                      struct lg_error *err)
{
    static const struct lg_type index = {.kind = LG_TYPE_INT32, .width = sizeof(int32_t)};

    if (layout->elements)
        return put_list(column, out, err);
    if (layout->column->flags & LG_COLUMN_DICTIONARY)
        return put_fixed(column->values, &index, out) == LG_OK ? put_dictionary(layout, out, err) : LG_E_LOCAL;
    return lg_type_is_text(&layout->type) ? put_text(column, out) : put_fixed(column->values, &layout->type, out);
}

static int put_column(const struct lg_batch *batch, uint32_t c, struct ArrowArray *out, struct lg_error *err)
{
    const struct lg_layout_column *layout = &batch->layout->column[c];
    bool has_text = lg_type_is_text(&layout->type) && !(layout->column->flags & LG_COLUMN_DICTIONARY);

    if (make_array(batch->rows, has_text ? 3 : 2, out, err) != LG_OK ||
        put_validity(&batch->column[c], layout->column->name, out, err) != LG_OK)
        return err->code;
    if (put_values(layout, &batch->column[c], out, err) != LG_OK)
        return out_of_memory(layout->column->name, err);
    return LG_OK;
}

int lg_arrow_put_batch(const struct lg_batch *batch, struct ArrowArray *out, struct lg_error *err)
{
    uint32_t wanted = 0;

    for (uint32_t c = 0; c < batch->layout->columns; c++)
        wanted += batch->column[c].wanted;
    *out = (struct ArrowArray){.release = NULL};
    if (make_array(batch->rows, 1, out, err) == LG_OK && make_array_children(out, wanted, err) == LG_OK)
        for (uint32_t c = 0, i = 0; c < batch->layout->columns && err->code == LG_OK; c++)
            if (batch->column[c].wanted)
                (void)put_column(batch, c, out->children[i++], err);
    if (err->code != LG_OK && out->release)
        out->release(out);
    return err->code;
}
