/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the chunk writer share: chunk.c cuts batches into pages and closes them, staging.c keeps the values of the open
 * page, levels.c which rows have some. */
#ifndef LG_PARQUET_PARTS_H
#define LG_PARQUET_PARTS_H

#include "encode/parquet/chunk.h"
#include "encode/parquet/page.h"

/* Makes room, with bytes behind it that vector code and bit-packing may touch; the first `keep` bytes stay. False: no memory. */
bool lg_chunk_reserve(unsigned char **memory, size_t *capacity, size_t bytes, size_t keep);
int lg_chunk_out_of_memory(const struct lg_chunk *chunk, struct lg_error *err);

static inline bool lg_chunk_is_text(const struct lg_chunk_column *column)
{
    return column->type.physical == LG_PARQUET_BYTE_ARRAY;
}

/* ---- levels ---- */

/* Room for the levels of a page in front of its values. */
size_t lg_chunk_level_room(const struct lg_chunk_column *column, int64_t slots);

/* Where the staged values begin: behind room for levels, unless they are packed elsewhere when the page closes. */
static inline size_t lg_chunk_base(const struct lg_chunk *chunk)
{
    return chunk->use_dictionary || chunk->column->is_list ? 0 : lg_chunk_level_room(chunk->column, chunk->column->page_rows);
}

/* Notes the levels of rows [first, first + n). */
int lg_chunk_add_levels(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err);

/* Writes the levels of the page so that they end at `end`; gives the piece. */
struct lg_piece lg_chunk_put_levels(const struct lg_chunk *chunk, unsigned char *end);

/* ---- staging: rows [first, first + n) of a column, which for lists is that of the elements ---- */

int lg_chunk_stage_fixed(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err);
int lg_chunk_stage_text(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err);
/* The entries of a dictionary column whose row group is too small for a dictionary page: values instead of indices. */
int lg_chunk_stage_entries(struct lg_chunk *chunk, const struct lg_batch_column *batch, int64_t first, int64_t n, struct lg_error *err);

#endif
