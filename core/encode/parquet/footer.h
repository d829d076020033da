/* SPDX-License-Identifier: Apache-2.0 */
/* A file's tail: page indexes and FileMetaData (parquet.thrift). */
#ifndef LG_PARQUET_FOOTER_H
#define LG_PARQUET_FOOTER_H

#include "encode/parquet/chunk.h"

/* The detail of a struct lg_row_group: chunk records, then the pages of all chunks. One block of memory. */
struct lg_group_detail {
    uint32_t chunks;
    const struct lg_page_record *page;
    struct lg_chunk_record chunk[];
};

/* Appends column indexes, offset indexes, footer, its length and the magic. */
int lg_parquet_put_footer(const struct lg_chunk_column *columns, uint32_t count, const struct lg_part_identity *part,
                          const struct lg_row_group *groups, size_t group_count, struct lg_output *output,
                          struct lg_error *err);

#endif
