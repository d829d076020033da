/* SPDX-License-Identifier: Apache-2.0 */
/* The host's side of batches: making them, preparing them for a slice, and reading what a plugin wrote.
 *
 * Life cycle: lg_batch_new() once per worker and table, then for every slice lg_batch_begin(), the plugin's generate(),
 * lg_batch_end(), reading; lg_batch_free(). Memory is allocated when a column is first used and then kept. One thread. */
#ifndef LG_BATCH_BATCH_H
#define LG_BATCH_BATCH_H

#include <lakegen/batch.h>
#include <lakegen/schema.h>

#include "batch/type.h"

/* A table with its types understood; made once, shared by all batches and encoders. */
struct lg_layout_column {
    const struct lg_column *column;
    struct lg_type type;
    struct lg_dictionary dictionary; /* count 0: not a dictionary column */
    struct lg_layout *elements;      /* of a list: one column. Owned; else NULL */
};

struct lg_layout {
    const struct lg_table *table;
    uint32_t index; /* of the table in its schema */
    uint32_t columns;
    struct lg_layout_column column[];
};

/* Checks an array of tables as such (names, places, flags) and counts them. LG_E_PLUGIN for what table.h does not allow. */
int lg_tables_check(const struct lg_table *tables, uint32_t *count, struct lg_error *err);

/* LG_E_PLUGIN for what table.h does not allow of columns. Dictionaries are filled in by the caller. */
int lg_layout_new(const struct lg_table *table, uint32_t index, struct lg_layout **layout, struct lg_error *err);
void lg_layout_free(struct lg_layout *layout);

/* lg_type_name() of a column, and what a list is a list of: "list(uint16)". */
void lg_layout_type_name(const struct lg_layout_column *column, char name[LG_TYPE_NAME]);

/* The column whose values are stored: that of the elements for a list, else itself. */
static inline const struct lg_layout_column *lg_layout_leaf(const struct lg_layout_column *column)
{
    return column->elements ? &column->elements->column[0] : column;
}

struct lg_batch_column {
    bool wanted, touched;
    bool has_nulls; /* validity bytes were asked for */
    unsigned char *values;  /* fixed width values, indices, or text in PLAIN form */
    unsigned char *valid;   /* a byte per row, when has_nulls */
    uint32_t *offset;       /* text: rows + 1 starts of values; a list: of elements */
    struct lg_batch *elements; /* of a list, one column; owned, NULL until it is wanted */
    size_t values_capacity; /* bytes */
    int64_t added;          /* rows written by lg_batch_add_text() */
};

struct lg_batch {
    const struct lg_layout *layout; /* borrowed */
    int64_t capacity;               /* rows that arrays have room for */
    int64_t asked, rows;            /* rows of the slice; rows in the batch */
    struct lg_error fault;          /* a contract that the plugin broke, found while it wrote */
    struct lg_scratch *scratch;
    struct lg_batch_column column[];
};

/* max_rows: the most rows of a slice (of the driver, for a derived table). */
int lg_batch_new(const struct lg_layout *layout, int64_t max_rows, struct lg_batch **batch, struct lg_error *err);
void lg_batch_free(struct lg_batch *batch);

/* Empties the batch for a slice, and makes the arrays of the columns that are wanted, so that their getters cannot fail. LG_E_LOCAL. */
int lg_batch_begin(struct lg_batch *batch, const struct lg_slice *slice, struct lg_error *err);

/* After generate(): LG_E_PLUGIN when the plugin left a wanted column out, or wrote other than it promised. */
int lg_batch_end(struct lg_batch *batch, struct lg_error *err);

/* Everything that is cheap to check only for small data: index ranges, validity bytes, UTF-8, bools, digits. For --paranoid and tests. */
int lg_batch_check(const struct lg_batch *batch, struct lg_error *err);

/* What batch.c and list.c share: memory as columns have it, NULL when there is none; lg_batch_begin() without forgetting what was lent
 * of the scratch memory; offsets and an empty batch of elements for a list. */
void *lg_batch_allocate(size_t bytes);
int lg_batch_reset(struct lg_batch *batch, int64_t rows, const uint64_t *columns, struct lg_error *err);
int lg_batch_reserve_list(struct lg_batch *batch, uint32_t column, struct lg_error *err);

static inline bool lg_batch_is_null(const struct lg_batch_column *column, int64_t row)
{
    return column->has_nulls && !column->valid[row];
}

static inline uint32_t lg_load_le32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The bytes of a text value that is not null. */
static inline const unsigned char *lg_batch_text(const struct lg_batch_column *column, int64_t row, uint32_t *length)
{
    const unsigned char *p = column->values + column->offset[row];

    *length = lg_load_le32(p);
    return p + 4;
}

#endif
