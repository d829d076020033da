/* SPDX-License-Identifier: Apache-2.0 */
/* Batches: column buffers, allocated at first use and kept. */
#include "batch/batch.h"

#include "base/int128.h"
#include "base/string.h"
#include "batch/scratch.h"

#include <stdlib.h>

#define TEXT_CEILING ((size_t)1 << 30)
#define SLACK 64 /* bytes behind every array that vector code may touch */

int lg_batch_new(const struct lg_layout *layout, int64_t max_rows, struct lg_batch **out, struct lg_error *err)
{
    struct lg_batch *batch = calloc(1, sizeof(*batch) + layout->columns * sizeof(batch->column[0]));

    *out = NULL;
    if (batch)
        batch->scratch = lg_scratch_new();
    if (!batch || !batch->scratch) {
        free(batch);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a batch of table '%s'", layout->table->name);
    }
    batch->layout = layout;
    batch->capacity = layout->table->driver ? max_rows * layout->table->fanout : max_rows;
    *out = batch;
    return LG_OK;
}

void lg_batch_free(struct lg_batch *batch)
{
    if (!batch)
        return;
    for (uint32_t c = 0; c < batch->layout->columns; c++) {
        free(batch->column[c].values);
        free(batch->column[c].valid);
        free(batch->column[c].offset);
        if (batch->column[c].elements)
            batch->column[c].elements->scratch = NULL; /* it was lent */
        lg_batch_free(batch->column[c].elements);
    }
    lg_scratch_free(batch->scratch);
    free(batch);
}

void *lg_batch_allocate(size_t bytes)
{
    return aligned_alloc(64, (bytes + SLACK + 63) & ~(size_t)63);
}

/* Bytes of a value that lies in an array: dictionary columns hold indices. 0: text. */
static uint32_t width_of(const struct lg_layout_column *column)
{
    if (column->column->flags & LG_COLUMN_DICTIONARY)
        return sizeof(int32_t);
    return lg_type_is_text(&column->type) ? 0 : column->type.width; /* of a list 0 too */
}

static int reserve_column(struct lg_batch *batch, uint32_t column, struct lg_error *err)
{
    const struct lg_layout_column *layout = &batch->layout->column[column];
    struct lg_batch_column *c = &batch->column[column];
    size_t bytes = (size_t)batch->capacity * width_of(layout);
    bool may_be_null = (layout->column->flags & LG_COLUMN_NULLABLE) != 0;

    if (bytes > 0 && !c->values) {
        c->values = lg_batch_allocate(bytes);
        c->values_capacity = c->values ? bytes : 0;
    }
    if (may_be_null && !c->valid)
        c->valid = lg_batch_allocate((size_t)batch->capacity);
    if ((bytes > 0 && !c->values) || (may_be_null && !c->valid))
        return lg_error_set(err, LG_E_LOCAL, "out of memory for column '%s'", layout->column->name);
    return layout->elements ? lg_batch_reserve_list(batch, column, err) : LG_OK;
}

int lg_batch_reset(struct lg_batch *batch, int64_t rows, const uint64_t *columns, struct lg_error *err)
{
    batch->asked = rows;
    batch->rows = batch->layout->table->driver ? 0 : rows;
    batch->fault.code = LG_OK;
    for (uint32_t c = 0; c < batch->layout->columns; c++) {
        struct lg_batch_column *column = &batch->column[c];

        column->wanted = !columns || (columns[c / 64] >> (c % 64) & 1);
        column->touched = false;
        column->has_nulls = false;
        column->added = 0;
        if (column->wanted && reserve_column(batch, c, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

int lg_batch_begin(struct lg_batch *batch, const struct lg_slice *slice, struct lg_error *err)
{
    lg_scratch_reset(batch->scratch);
    return lg_batch_reset(batch, slice->rows, slice->columns, err);
}

static const char *name_of(const struct lg_batch *batch, uint32_t column)
{
    return batch->layout->column[column].column->name;
}

/* Offsets never fall, nulls have no elements, and the elements are as many as the offsets say. */
static int end_list(struct lg_batch *batch, uint32_t c, struct lg_error *err)
{
    const struct lg_batch_column *column = &batch->column[c];
    bool falls = column->offset[0] != 0, full_null = false;

    for (int64_t row = 0; row < batch->rows; row++) {
        falls |= column->offset[row + 1] < column->offset[row];
        full_null |= lg_batch_is_null(column, row) && column->offset[row + 1] != column->offset[row];
    }
    if (falls)
        return lg_error_set(err, LG_E_PLUGIN, "the offsets of column '%s' do not begin with 0, or fall", name_of(batch, c));
    if (full_null)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' has a null with elements", name_of(batch, c));
    if (column->elements->rows != column->offset[batch->rows])
        return lg_error_set(err, LG_E_PLUGIN, "the offsets of column '%s' tell of %u elements, lg_batch_elements() was asked for %lld",
                            name_of(batch, c), column->offset[batch->rows], (long long)column->elements->rows);
    if (lg_batch_end(column->elements, err) != LG_OK)
        return lg_error_wrap(err, "list '%s'", name_of(batch, c));
    return LG_OK;
}

int lg_batch_end(struct lg_batch *batch, struct lg_error *err)
{
    if (batch->fault.code != LG_OK) {
        *err = batch->fault;
        return err->code;
    }
    for (uint32_t c = 0; c < batch->layout->columns; c++) {
        const struct lg_batch_column *column = &batch->column[c];

        if (column->wanted && !column->touched && batch->rows > 0)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' was left out", name_of(batch, c));
        if (column->added > 0 && column->added != batch->rows)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' got %lld values for %lld rows", name_of(batch, c),
                                (long long)column->added, (long long)batch->rows);
        if (column->touched && batch->layout->column[c].elements && batch->rows > 0 && end_list(batch, c, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

int64_t lg_batch_rows(const struct lg_batch *batch)
{
    return batch->asked;
}

int lg_batch_wants(const struct lg_batch *batch, uint32_t column)
{
    return column < batch->layout->columns && batch->column[column].wanted;
}

int lg_batch_set_rows(struct lg_batch *batch, int64_t rows, struct lg_error *err)
{
    if (!batch->layout->table->driver)
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' is not derived, its rows are not for the plugin to set",
                            batch->layout->table->name);
    if (rows < 0 || rows > batch->asked * batch->layout->table->fanout)
        return lg_error_set(err, LG_E_PLUGIN, "table '%s' got %lld rows from %lld of its driver, more than its fanout of %u allows",
                            batch->layout->table->name, (long long)rows, (long long)batch->asked,
                            batch->layout->table->fanout);
    batch->rows = rows;
    return LG_OK;
}

/* The array of a column with values of fixed width; lg_batch_begin() made it. NULL when it is not wanted. */
static void *fixed_array(struct lg_batch *batch, uint32_t column, bool fits)
{
    if (!lg_batch_wants(batch, column))
        return NULL;
    if (!fits) {
        (void)lg_error_set(&batch->fault, LG_E_PLUGIN, "column '%s' was asked for as an array of another type",
                           name_of(batch, column));
        return NULL;
    }
    batch->column[column].touched = true;
    return batch->column[column].values;
}

/* May a typed getter give this column? By width, and integers apart from floats, flags and bytes. */
enum family { INTEGERS, FLOATS, FLAGS, BYTES };

static enum family family_of(const struct lg_type *type)
{
    switch (type->kind) {
    case LG_TYPE_BOOL:
        return FLAGS;
    case LG_TYPE_FLOAT32:
    case LG_TYPE_FLOAT64:
        return FLOATS;
    case LG_TYPE_FIXED:
        return BYTES;
    case LG_TYPE_DECIMAL:
        return type->width == 16 ? BYTES : INTEGERS;
    default:
        return INTEGERS;
    }
}

static void *typed_array(struct lg_batch *batch, uint32_t column, enum family family, uint32_t width)
{
    const struct lg_layout_column *layout = &batch->layout->column[column];
    bool fits;

    if (!lg_batch_wants(batch, column))
        return NULL;
    fits = !(layout->column->flags & LG_COLUMN_DICTIONARY) && !lg_type_is_text(&layout->type) &&
           family_of(&layout->type) == family && (width == 0 || layout->type.width == width);
    return fixed_array(batch, column, fits);
}

#define TYPED_GETTER(name, type, family) \
    type *lg_batch_##name(struct lg_batch *batch, uint32_t column) \
    { \
        return typed_array(batch, column, family, sizeof(type)); \
    }

TYPED_GETTER(int8, int8_t, INTEGERS)
TYPED_GETTER(int16, int16_t, INTEGERS)
TYPED_GETTER(int32, int32_t, INTEGERS)
TYPED_GETTER(int64, int64_t, INTEGERS)
TYPED_GETTER(uint8, uint8_t, INTEGERS)
TYPED_GETTER(uint16, uint16_t, INTEGERS)
TYPED_GETTER(uint32, uint32_t, INTEGERS)
TYPED_GETTER(uint64, uint64_t, INTEGERS)
TYPED_GETTER(float32, float, FLOATS)
TYPED_GETTER(float64, double, FLOATS)
TYPED_GETTER(bool, uint8_t, FLAGS)

uint8_t *lg_batch_bytes(struct lg_batch *batch, uint32_t column)
{
    return typed_array(batch, column, BYTES, 0);
}

int32_t *lg_batch_index(struct lg_batch *batch, uint32_t column)
{
    if (!lg_batch_wants(batch, column))
        return NULL;
    return fixed_array(batch, column, (batch->layout->column[column].column->flags & LG_COLUMN_DICTIONARY) != 0);
}

uint8_t *lg_batch_valid(struct lg_batch *batch, uint32_t column)
{
    struct lg_batch_column *c = &batch->column[column];

    if (!lg_batch_wants(batch, column) || !(batch->layout->column[column].column->flags & LG_COLUMN_NULLABLE))
        return NULL;
    c->has_nulls = true;
    return c->valid;
}

void *lg_batch_scratch(struct lg_batch *batch, size_t bytes, struct lg_error *err)
{
    void *memory = lg_scratch_take(batch->scratch, bytes);

    if (!memory)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for %zu bytes of scratch", bytes);
    return memory;
}

/* ---- text ---- */

static bool reserve_text(struct lg_batch_column *column, int64_t capacity, size_t bytes, bool keep)
{
    unsigned char *grown;

    if (!column->offset) {
        column->offset = lg_batch_allocate(((size_t)capacity + 1) * sizeof(uint32_t));
        if (!column->offset)
            return false;
    }
    if (bytes <= column->values_capacity && column->values)
        return true;
    grown = lg_batch_allocate(bytes);
    if (!grown)
        return false;
    if (keep && column->values)
        memcpy(grown, column->values, column->values_capacity);
    free(column->values);
    column->values = grown;
    column->values_capacity = bytes;
    return true;
}

/* Is it wanted, and text? A dictionary column takes indices. */
static bool takes_text(const struct lg_batch *batch, uint32_t column)
{
    return lg_batch_wants(batch, column) && lg_type_is_text(&batch->layout->column[column].type) &&
           !(batch->layout->column[column].column->flags & LG_COLUMN_DICTIONARY);
}

int lg_text_open(struct lg_batch *batch, uint32_t column, int64_t bytes, struct lg_text *text, struct lg_error *err)
{
    struct lg_batch_column *c = &batch->column[column];
    size_t needed;

    if (!takes_text(batch, column))
        return lg_error_set(err, LG_E_PLUGIN, "column %u was opened for text, but is not a wanted text column", column);
    if (bytes < 0 || (size_t)bytes > TEXT_CEILING)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' asks for %lld bytes in a slice of %lld rows, the limit is 1 GiB",
                            name_of(batch, column), (long long)bytes, (long long)batch->asked);
    needed = (size_t)bytes + 4 * (size_t)batch->capacity;
    if (!reserve_text(c, batch->capacity, needed, false))
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %zu bytes of column '%s'", needed, name_of(batch, column));
    c->offset[0] = 0;
    *text = (struct lg_text){c->values, c->values, c->offset};
    return LG_OK;
}

void lg_text_close(struct lg_batch *batch, uint32_t column, const struct lg_text *text)
{
    struct lg_batch_column *c = &batch->column[column];
    int64_t values = text->offset - c->offset;

    c->touched = true;
    if (values != batch->rows)
        (void)lg_error_set(&batch->fault, LG_E_PLUGIN, "column '%s' got %lld values for %lld rows", name_of(batch, column),
                           (long long)values, (long long)batch->rows);
    if ((size_t)(text->next - c->values) > c->values_capacity)
        (void)lg_error_set(&batch->fault, LG_E_PLUGIN, "column '%s' got %lld bytes of text where %zu were asked for",
                           name_of(batch, column), (long long)(text->next - c->values), c->values_capacity);
}

/* Room for one more value behind those that lg_batch_add_text() put. */
static int open_next(struct lg_batch *batch, uint32_t column, size_t length, struct lg_text *text, struct lg_error *err)
{
    struct lg_batch_column *c = &batch->column[column];
    size_t used = c->added > 0 ? c->offset[c->added] : 0, needed = used + 4 + length;

    if (!takes_text(batch, column))
        return lg_error_set(err, LG_E_PLUGIN, "column %u got text, but is not a wanted text column", column);
    if (c->added >= batch->capacity || length > TEXT_CEILING || needed > TEXT_CEILING)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' got more than its slice holds", name_of(batch, column));
    if (!reserve_text(c, batch->capacity, needed <= c->values_capacity ? needed : 2 * needed, true))
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %zu bytes of column '%s'", needed, name_of(batch, column));
    c->offset[c->added] = (uint32_t)used;
    *text = (struct lg_text){c->values + used, c->values, c->offset + c->added};
    c->added++;
    c->touched = true;
    return LG_OK;
}

int lg_batch_add_text(struct lg_batch *batch, uint32_t column, const void *bytes, size_t length, struct lg_error *err)
{
    struct lg_text text = {0};
    uint8_t *valid;

    if (open_next(batch, column, length, &text, err) != LG_OK)
        return err->code;
    if (length > 0)
        memcpy(lg_text_begin(&text), bytes, length);
    lg_text_end(&text, lg_text_begin(&text) + length);
    valid = lg_batch_valid(batch, column);
    if (valid)
        valid[batch->column[column].added - 1] = 1;
    return LG_OK;
}

int lg_batch_add_null(struct lg_batch *batch, uint32_t column, struct lg_error *err)
{
    struct lg_text text = {0};
    uint8_t *valid;

    if (open_next(batch, column, 0, &text, err) != LG_OK)
        return err->code;
    lg_text_null(&text);
    valid = lg_batch_valid(batch, column);
    if (!valid)
        return lg_error_set(err, LG_E_PLUGIN, "column '%s' got a null but is not nullable", name_of(batch, column));
    valid[batch->column[column].added - 1] = 0;
    return LG_OK;
}

/* ---- checks ---- */

static int check_text(const struct lg_batch *batch, uint32_t c, struct lg_error *err)
{
    const struct lg_batch_column *column = &batch->column[c];

    for (int64_t row = 0; row < batch->rows; row++) {
        uint32_t start = column->offset[row], end = column->offset[row + 1], length;
        const unsigned char *p;
        bool null = lg_batch_is_null(column, row);

        if (end < start || (!null && end - start < 4) || (null && end != start) || end > column->values_capacity)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' row %lld has a wrong offset", name_of(batch, c), (long long)row);
        if (null)
            continue;
        p = lg_batch_text(column, row, &length);
        if (length != end - start - 4)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' row %lld has a wrong length", name_of(batch, c), (long long)row);
        for (size_t at = 0, step; batch->layout->column[c].type.kind == LG_TYPE_UTF8 && at < length; at += step)
            if ((step = lg_utf8_sequence(p + at, p + length)) == 0)
                return lg_error_set(err, LG_E_PLUGIN, "column '%s' row %lld is not UTF-8 at byte %zu", name_of(batch, c),
                                    (long long)row, at);
    }
    return LG_OK;
}

static int check_indices(const struct lg_batch *batch, uint32_t c, struct lg_error *err)
{
    const int32_t *index = (const int32_t *)(const void *)batch->column[c].values;
    uint32_t count = batch->layout->column[c].dictionary.count;

    for (int64_t row = 0; row < batch->rows; row++)
        if ((uint32_t)index[row] >= count)
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' row %lld has index %d in a dictionary of %u", name_of(batch, c),
                                (long long)row, index[row], count);
    return LG_OK;
}

static int check_flags(const struct lg_batch *batch, uint32_t c, struct lg_error *err)
{
    const struct lg_batch_column *column = &batch->column[c];

    for (int64_t row = 0; row < batch->rows; row++)
        if (column->values[row] > 1 && !lg_batch_is_null(column, row))
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' row %lld is a bool of %u, neither 0 nor 1", name_of(batch, c), (long long)row,
                                column->values[row]);
    return LG_OK;
}

static lg_int128 decimal_at(const unsigned char *values, uint32_t width, int64_t row)
{
    const unsigned char *p = values + (size_t)row * width;
    lg_int128 value = p[width - 1] & 0x80 ? -1 : 0;

    memcpy(&value, p, width);
    return value;
}

static int check_decimals(const struct lg_batch *batch, uint32_t c, struct lg_error *err)
{
    const struct lg_batch_column *column = &batch->column[c];
    const struct lg_type *type = &batch->layout->column[c].type;
    lg_int128 limit = 1;

    for (int digit = 0; digit < type->precision; digit++)
        limit *= 10;
    for (int64_t row = 0; row < batch->rows; row++) {
        lg_int128 value = decimal_at(column->values, type->width, row);

        if ((value >= limit || value <= -limit) && !lg_batch_is_null(column, row))
            return lg_error_set(err, LG_E_PLUGIN, "column '%s' row %lld has more than %u digits", name_of(batch, c), (long long)row,
                                type->precision);
    }
    return LG_OK;
}

/* Elements are checked like rows. */
static int check_values(const struct lg_batch *batch, uint32_t c, struct lg_error *err)
{
    const struct lg_layout_column *layout = &batch->layout->column[c];

    if (layout->elements)
        return lg_batch_check(batch->column[c].elements, err) == LG_OK ? LG_OK : lg_error_wrap(err, "list '%s'", name_of(batch, c));
    if (layout->column->flags & LG_COLUMN_DICTIONARY)
        return check_indices(batch, c, err);
    if (lg_type_is_text(&layout->type))
        return check_text(batch, c, err);
    if (layout->type.kind == LG_TYPE_BOOL)
        return check_flags(batch, c, err);
    return layout->type.kind == LG_TYPE_DECIMAL ? check_decimals(batch, c, err) : LG_OK;
}

int lg_batch_check(const struct lg_batch *batch, struct lg_error *err)
{
    for (uint32_t c = 0; c < batch->layout->columns; c++) {
        const struct lg_batch_column *column = &batch->column[c];

        if (!column->wanted || batch->rows == 0)
            continue;
        for (int64_t row = 0; column->has_nulls && row < batch->rows; row++)
            if (column->valid[row] > 1)
                return lg_error_set(err, LG_E_PLUGIN, "column '%s' row %lld has a validity byte of %u", name_of(batch, c),
                                    (long long)row, column->valid[row]);
        if (check_values(batch, c, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}
