/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a slice: for each column that is wanted, and those that it needs, which rows have a value, then the values, then the batch. */
#include "declared.h"

/* ---- arrays ---- */

void *row_array(const struct work *work, size_t width, struct lg_error *err)
{
    return lg_batch_scratch(work->batch, (size_t)work->rows * width, err);
}

static bool is_wanted(const struct work *work, const struct column *column)
{
    return column->place >= 0 && lg_batch_wants(work->batch, (uint32_t)column->place);
}

int64_t *integers_for(const struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    bool fits = (column->type.family == INTEGERS && column->type.least < INT32_MIN) || column->type.family == TIMESTAMPS ||
                (column->type.family == DECIMALS && column->type.width == 8);

    if (fits && is_wanted(work, column))
        out->integers = lg_batch_int64(work->batch, (uint32_t)column->place);
    else
        out->integers = row_array(work, sizeof(*out->integers), err);
    return out->integers;
}

double *reals_for(const struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    if (column->type.width == 8 && is_wanted(work, column))
        out->reals = lg_batch_float64(work->batch, (uint32_t)column->place);
    else
        out->reals = row_array(work, sizeof(*out->reals), err);
    return out->reals;
}

int32_t *words_for(const struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    if (stored_words(column) && !column->dirt && is_wanted(work, column))
        out->words = lg_batch_index(work->batch, (uint32_t)column->place);
    else
        out->words = row_array(work, sizeof(*out->words), err);
    return out->words;
}

uint8_t *presence_for(const struct work *work, struct vector *out, struct lg_error *err)
{
    if (!out->present) {
        out->present = row_array(work, 1, err);
        if (out->present)
            memset(out->present, PRESENT, (size_t)work->rows);
    }
    return out->present;
}

/* ---- draws ---- */

const int64_t *keys_of(struct work *work, const struct column *column, struct lg_error *err)
{
    if (column->by < 0)
        return work->keys;
    return vector_integers(work, &work->table->column[column->by], &work->vector[column->by], err);
}

const struct lg_draw *draw_for(struct work *work, const struct column *column, const struct lg_stream *stream, uint64_t number,
                               struct lg_error *err)
{
    const int64_t *keys = keys_of(work, column, err);

    if (!work->draws && err->code == LG_OK)
        work->draws = row_array(work, sizeof(*work->draws), err);
    if (!work->draws || err->code != LG_OK)
        return NULL;
    if (keys)
        lg_draw_keys(stream, keys, number, work->rows, work->draws);
    else
        lg_draw_rows(stream, work->first, number, work->rows, work->draws);
    return work->draws;
}

/* ---- who has a value ---- */

int mark_some(struct work *work, const struct column *column, const struct lg_stream *stream, struct lg_decimal ratio, int64_t natural,
              uint8_t *marks, struct lg_error *err)
{
    uint64_t threshold = lg_threshold(ratio);
    const struct lg_draw *draws;

    if (referred_table(column) && follows_rows(work, column)) {
        mark_share(stream, ratio, natural, work->first, work->rows, marks);
        return LG_OK;
    }
    draws = draw_for(work, column, stream, 0, err);
    for (int64_t i = 0; draws && i < work->rows; i++)
        marks[i] = (uint8_t)lg_hit(lg_draw_lane(&draws[i], 0), threshold);
    return err->code;
}

static int mark_nulls(struct work *work, const struct column *column, uint8_t *present, struct lg_error *err)
{
    uint8_t *nulls = row_array(work, 1, err);

    if (!nulls || mark_some(work, column, &column->null_stream, column->null_ratio, work->table->rows, nulls, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        present[i] = nulls[i] && present[i] == PRESENT ? ABSENT : present[i];
    return LG_OK;
}

static int mark_present(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    if ((!column->condition && column->null_ratio.nano == 0) || !presence_for(work, out, err))
        return err->code;
    if (column->condition && condition_test(column->condition, work, out->present, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; column->has_otherwise && i < work->rows; i++)
        out->present[i] = out->present[i] == PRESENT ? PRESENT : OTHERWISE;
    return column->null_ratio.nano > 0 ? mark_nulls(work, column, out->present, err) : LG_OK;
}

static void put_otherwise(const struct work *work, const struct column *column, const struct vector *vector)
{
    if (!column->has_otherwise || !vector->present || column->form == FORM_TEXT)
        return;
    for (int64_t i = 0; i < work->rows; i++) {
        if (vector->present[i] != OTHERWISE)
            continue;
        if (column->form == FORM_WORDS)
            vector->words[i] = (int32_t)column->otherwise_word;
        else if (column->form == FORM_REALS)
            vector->reals[i] = column->otherwise.real;
        else
            vector->integers[i] = column->otherwise.integer;
    }
}

/* ---- into the batch ---- */

#define STORE(type, getter) \
    { \
        type *out = getter(batch, place); \
        for (int64_t i = 0; i < rows; i++) \
            out[i] = (type)from[i]; \
        break; \
    }

static void store_wide(const int64_t *from, int64_t rows, uint8_t *out)
{
    for (int64_t i = 0; i < rows; i++) {
        wide value = from[i];

        memcpy(out + 16 * i, &value, sizeof(value));
    }
}

static void store_integers(const struct type *type, const int64_t *from, int64_t rows, struct lg_batch *batch, uint32_t place)
{
    bool is_unsigned = type->family == INTEGERS && type->least == 0;

    if (type->family == BOOLS) {
        uint8_t *flags = lg_batch_bool(batch, place);

        for (int64_t i = 0; i < rows; i++)
            flags[i] = from[i] != 0;
        return;
    }
    switch (is_unsigned ? type->width : type->width + 100) {
    case 1:
        STORE(uint8_t, lg_batch_uint8)
    case 2:
        STORE(uint16_t, lg_batch_uint16)
    case 4:
        STORE(uint32_t, lg_batch_uint32)
    case 8:
        STORE(uint64_t, lg_batch_uint64)
    case 101:
        STORE(int8_t, lg_batch_int8)
    case 102:
        STORE(int16_t, lg_batch_int16)
    case 104:
        STORE(int32_t, lg_batch_int32)
    case 116:
        store_wide(from, rows, lg_batch_bytes(batch, place));
        break;
    default:
        break; /* 64 bits: it is the batch's own array */
    }
}

/* The values of words of a type without dictionary. */
static int store_each_word(const struct work *work, const struct column *column, const struct vector *vector, struct lg_error *err)
{
    const int64_t *integers = vector_integers(work, column, vector, err);

    if (integers)
        store_integers(&column->type, integers, work->rows, work->batch, (uint32_t)column->place);
    return err->code;
}

static int store_words(struct work *work, const struct column *column, const struct vector *vector, struct lg_error *err)
{
    uint32_t place = (uint32_t)column->place;

    if (!stored_words(column))
        return column->dirt ? dirt_texts(column, work, vector, err) : store_each_word(work, column, vector, err);
    if (!column->dirt)
        return LG_OK; /* the batch's own array */
    return dirt_words(column, work, vector, lg_batch_index(work->batch, place), err);
}

static int store_values(struct work *work, const struct column *column, const struct vector *vector, struct lg_error *err)
{
    uint32_t place = (uint32_t)column->place;
    float *narrow;

    switch (column->form) {
    case FORM_WORDS:
        return store_words(work, column, vector, err);
    case FORM_INTEGERS:
        store_integers(&column->type, vector->integers, work->rows, work->batch, place);
        return LG_OK;
    case FORM_REALS:
        narrow = column->type.width == 4 ? lg_batch_float32(work->batch, place) : NULL;
        for (int64_t i = 0; narrow && i < work->rows; i++)
            narrow[i] = (float)vector->reals[i];
        return LG_OK;
    case FORM_TEXT:
        return column->dirt ? dirt_texts(column, work, vector, err) : LG_OK;
    default:
        return LG_OK;
    }
}

static int store(struct work *work, const struct column *column, const struct vector *vector, struct lg_error *err)
{
    uint8_t *valid;

    if (!is_wanted(work, column))
        return LG_OK;
    valid = vector->present ? lg_batch_valid(work->batch, (uint32_t)column->place) : NULL;
    for (int64_t i = 0; valid && i < work->rows; i++)
        valid[i] = vector->present[i] != ABSENT;
    return store_values(work, column, vector, err);
}

/* ---- values as numbers ---- */

const int64_t *vector_integers(const struct work *work, const struct column *column, const struct vector *vector, struct lg_error *err)
{
    int64_t *integers;

    if (column->form == FORM_INTEGERS)
        return vector->integers;
    integers = row_array(work, sizeof(*integers), err);
    for (int64_t i = 0; integers && i < work->rows; i++)
        integers[i] = column->words.value[vector->words[i]].integer;
    return integers;
}

void vector_reals(const struct column *column, const struct vector *vector, int64_t first, int64_t rows, double *out)
{
    double unit = 1.0;

    if (column->form == FORM_WORDS) {
        for (int64_t i = 0; i < rows; i++)
            out[i] = column->words.real[vector->words[first + i]];
        return;
    }
    if (column->form == FORM_REALS) {
        memcpy(out, vector->reals + first, (size_t)rows * sizeof(*out));
        return;
    }
    for (int i = 0; i < column->type.decimals; i++)
        unit *= 10.0;
    for (int64_t i = 0; i < rows; i++)
        out[i] = (double)vector->integers[first + i] / unit;
}

/* ---- the slice ---- */

int fill_vector(struct work *work, const struct column *column, struct vector *vector, struct lg_error *err)
{
    *vector = (struct vector){NULL};
    if (mark_present(work, column, vector, err) != LG_OK || column->generator->fill(work, column, vector, err) != LG_OK)
        return err->code;
    put_otherwise(work, column, vector);
    return store(work, column, vector, err);
}

static void mark_needed(const struct work *work, uint64_t *needed)
{
    const struct table *table = work->table;

    memset(needed, 0, table->words_of_needs * sizeof(*needed));
    for (uint32_t c = 0; c < table->columns; c++)
        for (uint32_t w = 0; is_wanted(work, &table->column[c]) && w < table->words_of_needs; w++)
            needed[w] |= table->column[c].needs[w];
}

int fill_slice(const struct declared *schema, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    const struct table *table = &schema->table[slice->table];
    struct work work = {.table = table, .batch = batch, .first = slice->first_row, .rows = slice->rows};
    uint64_t *needed = lg_batch_scratch(batch, table->words_of_needs * sizeof(*needed), err);

    work.vector = needed ? lg_batch_scratch(batch, table->columns * sizeof(*work.vector), err) : NULL;
    if (!work.vector)
        return err->code;
    mark_needed(&work, needed);
    for (uint32_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[table->order[i]];

        if ((needed[column->number / 64] >> (column->number % 64) & 1) &&
            fill_vector(&work, column, &work.vector[column->number], err) != LG_OK)
            return lg_error_wrap(err, "column '%s'", column->name);
    }
    return LG_OK;
}
