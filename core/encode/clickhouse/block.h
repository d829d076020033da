/* SPDX-License-Identifier: Apache-2.0 */
/* What ClickHouse's two binary formats share: rows are staged column by column, slice by slice, and then put out by the format. */
#ifndef LG_CLICKHOUSE_BLOCK_H
#define LG_CLICKHOUSE_BLOCK_H

#include "encode/clickhouse/sort.h"
#include "encode/frames.h"

struct lg_encoder_worker {
    const struct lg_encoder *encoder;
    struct lg_batch *batch;
    struct lg_frames frames;
    struct lg_bytes row; /* RowBinary: rows being put together */
    struct lg_stage *stage; /* one for each column; owned */
    struct lg_sorter sorter;
};

struct lg_binary_style {
    bool is_block; /* a row group is staged whole, and put out at once, with dictionaries as such */
    int (*put)(struct lg_encoder_worker *worker, int64_t rows, struct lg_output *output, struct lg_error *err);
};

struct lg_encoder {
    const struct lg_binary_style *style;
    const struct lg_source *source;
    const struct lg_encoder_settings *settings;
    int64_t row_bytes;  /* of an average row, a guess until there was a sample */
    int64_t made, asked; /* so many rows come for so many that are asked for */
    int64_t slice_rows;
    uint32_t columns;
    bool whole_groups; /* for a block, or to be sorted */
    struct lg_sorting sorting;
    uint32_t *place; /* of each in the layout; owned */
    struct lg_wire wire[];
};

int lg_binary_encoder_new(const struct lg_binary_style *style, const struct lg_source *source,
                          const struct lg_encoder_settings *settings, const struct lg_column_size *sizes,
                          struct lg_encoder **encoder, struct lg_error *err);
void lg_binary_encoder_free(struct lg_encoder *encoder);
int64_t lg_binary_encoder_memory(const struct lg_encoder *encoder);
int lg_binary_worker_new(const struct lg_encoder *encoder, struct lg_encoder_worker **worker, struct lg_error *err);
void lg_binary_worker_free(struct lg_encoder_worker *worker);
int64_t lg_binary_worker_memory(const struct lg_encoder *encoder, int64_t rows);
int lg_binary_begin(const struct lg_encoder *encoder, struct lg_output *output, struct lg_error *err);
int lg_binary_row_group(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                        struct lg_row_group *group, struct lg_error *err);
int lg_binary_end(const struct lg_encoder *encoder, const struct lg_part_identity *part, const struct lg_row_group *groups,
                  size_t count, struct lg_output *output, struct lg_error *err);
int lg_binary_sample(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, int64_t planned_rows,
                     struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err);

/* What every one of these formats has in its table. */
#define LG_BINARY_FUNCTIONS \
    .encoder_free = lg_binary_encoder_free, \
    .encoder_memory = lg_binary_encoder_memory, \
    .worker_new = lg_binary_worker_new, \
    .worker_free = lg_binary_worker_free, \
    .worker_memory = lg_binary_worker_memory, \
    .begin = lg_binary_begin, \
    .row_group = lg_binary_row_group, \
    .end = lg_binary_end, \
    .sample = lg_binary_sample

/* Bytes into the frame that is open. */
int lg_binary_put(struct lg_encoder_worker *worker, const void *bytes, size_t size, struct lg_output *output, struct lg_error *err);

#endif
