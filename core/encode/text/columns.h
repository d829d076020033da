/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of text formats: a function that writes the cells of a column, some rows at a time, each at the end of its row so far.
 *
 * Life cycle: lg_text_column_init() when the encoder is made, then any thread may write with it; lg_text_column_release(). */
#ifndef LG_TEXT_COLUMNS_H
#define LG_TEXT_COLUMNS_H

#include "encode/text/rows.h"

#define LG_TEXT_SLACK 64 /* bytes behind the end of a row that writing a cell may touch */

struct lg_text_column;

/* Writes the cells of rows [first, first + rows) of the batch, a row's cell at its cursor, and moves the cursors on. */
typedef void lg_text_write(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t first, unsigned rows,
                           unsigned char **cursor);

struct lg_text_column {
    const struct lg_layout_column *layout;
    const struct lg_text_dialect *dialect;
    lg_text_write *write;
    struct lg_string lead;    /* what stands before a value, an opening quote included */
    struct lg_string null;    /* a null cell: what stands before it too */
    struct lg_string entries; /* whole cells one after the other: of the dictionary, or false and true; the last is the null */
    uint32_t *entry;          /* offsets into them, one more than there are; owned */
    uint32_t longest;         /* of them */
    size_t bound;             /* bytes of a cell at most, without those of text and of elements */
    struct lg_text_column *element; /* of a list: as JSON has it; owned */
};

/* prefix: what stands before each cell. */
int lg_text_column_init(struct lg_text_column *column, const struct lg_layout_column *layout,
                        const struct lg_text_dialect *dialect, const struct lg_string *prefix, struct lg_error *err);
void lg_text_column_release(struct lg_text_column *column);

/* The most bytes that the cells of these rows take beside `bound`. */
size_t lg_text_column_longest(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t rows);

/* Indices outside a dictionary would read outside memory: LG_E_PLUGIN. */
int lg_text_column_check(const struct lg_text_column *column, const struct lg_batch_column *batch, int64_t rows, struct lg_error *err);

#endif
