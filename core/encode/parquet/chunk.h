/* SPDX-License-Identifier: Apache-2.0 */
/* Column chunks: turn the values of one column into pages.
 *
 * Life cycle of a chunk writer (one per worker and column of a pass, reused): lg_chunk_begin(), lg_chunk_add() for every batch,
 * lg_chunk_end(). A page closes by row and byte counts of its own values only, so the pages do not depend on batches.
 *
 * Pages of columns that are not compressed, or stored as literal-only Snappy, are written straight from the batch; others are
 * staged. Finished pages go to an output at once, or are kept until the pass ends when several columns are made together. */
#ifndef LG_PARQUET_CHUNK_H
#define LG_PARQUET_CHUNK_H

#include "encode/encoder.h"
#include "encode/parquet/bounds.h"

/* What is fixed of a column for all row groups. */
struct lg_chunk_column {
    const struct lg_layout_column *top;    /* the table's column */
    const struct lg_layout_column *layout; /* whose values are stored: of the elements for a list, else the same */
    struct lg_parquet_type type;
    bool is_list, list_optional;
    uint8_t max_definition;        /* definition level of a value; 0: there are none */
    enum lg_codec codec;           /* of the chunk */
    bool literal;                  /* Snappy without searching for matches */
    int64_t page_rows, page_bytes; /* a page closes at this many rows (and elements), or when text reaches this many bytes */
    /* dictionary columns */
    unsigned index_width;
    int32_t *rank, *by_rank;        /* of each entry in the order of values, and back; owned. NULL: entries come in that order */
    int32_t unordered;              /* entries that are NaN: the first ranks */
    struct lg_string dictionary_page; /* header and body, ready to append */
    int64_t dictionary_plain;       /* bytes of the entries */
    int64_t dictionary_uncompressed; /* bytes that the page counts for in total_uncompressed_size */
};

struct lg_page_record {
    int64_t offset, first_row, nulls; /* offset: from the chunk's first byte */
    int32_t size;                     /* with its header */
    int32_t slots; /* values and nulls; of lists, also a slot for each that is empty or null */
    struct lg_bounds bounds;
};

/* A finished chunk; pages follow its row group's chunk records. */
struct lg_chunk_record {
    int64_t offset; /* from the row group's first byte */
    int64_t size, uncompressed, rows, values, nulls; /* values: slots */
    int64_t dictionary_size; /* bytes of the dictionary page; 0: PLAIN */
    uint32_t pages, first_page;
    struct lg_bounds bounds;
};

struct lg_chunk {
    const struct lg_chunk_column *column;
    struct lg_compressor *compressor; /* the worker's, borrowed; set when the worker is made */
    struct lg_output *direct;  /* pages go here, or else to `kept` */
    struct lg_string kept;
    bool use_dictionary;
    unsigned char *staged;     /* values of the page, behind room for levels */
    size_t staged_capacity, staged_bytes;
    unsigned char *definition, *repetition; /* level of each slot of the page; repetition for lists only */
    size_t definition_capacity, repetition_capacity;
    int64_t rows, slots, nulls, values; /* of the page */
    int64_t weight;            /* rows of the page, and its elements */
    struct lg_bounds text_bounds;
    unsigned char *packed, *compressed;
    size_t packed_capacity, compressed_capacity;
    struct lg_string header;   /* of the page being written */
    struct lg_page_record *page;
    size_t pages, page_capacity;
    struct lg_chunk_record record;
};

/* Prepares what is fixed; the dictionary page too, with the compressor. plain: compressing does not pay. */
int lg_chunk_column_init(struct lg_chunk_column *column, const struct lg_layout_column *layout,
                         const struct lg_encoder_settings *settings, bool plain, struct lg_compressor *compressor,
                         struct lg_error *err);

/* The bounds of one entry of the dictionary. */
void lg_chunk_entry_bounds(const struct lg_chunk_column *column, int32_t index, struct lg_bounds *bounds);

void lg_chunk_column_release(struct lg_chunk_column *column);

/* A chunk that is zeroed but for its compressor is ready; release frees its memory. */
void lg_chunk_release(struct lg_chunk *chunk);

/* rows: of the row group, or -1 when they are not known yet. direct: NULL to keep pages. */
void lg_chunk_begin(struct lg_chunk *chunk, const struct lg_chunk_column *column, int64_t rows, struct lg_output *direct);
int lg_chunk_add(struct lg_chunk *chunk, const struct lg_batch_column *values, int64_t rows, struct lg_error *err);
int lg_chunk_end(struct lg_chunk *chunk, struct lg_error *err);

/* Bytes of memory a chunk writer needs for a column, an upper estimate: page buffers, and the kept pages. */
int64_t lg_chunk_memory(const struct lg_chunk_column *column, int64_t rows, int64_t plain_row_bytes);

#endif
