/* SPDX-License-Identifier: Apache-2.0 */
/* An open Parquet file: its footer, decoded and checked as far as everything else depends on it.
 *
 * Life cycle: lg_parquet_open(), reading, lg_parquet_close(). After lg_parquet_open() these hold: the schema is a tree; every leaf
 * has a known physical type; every row group has a column chunk for each leaf; no size or count is negative, and what chunks and
 * indexes name lies inside the file. Memory is at most LG_PARQUET_FOOTER_CEILING for the footer and a few times that for what is
 * decoded from it. Read-only afterwards. */
#ifndef LG_READ_PARQUET_FILE_H
#define LG_READ_PARQUET_FILE_H

#include "base/string.h"
#include "read/blob.h"
#include "read/findings.h"
#include "read/parquet/format.h"

#define LG_PARQUET_FOOTER_CEILING ((int64_t)256 << 20)

/* A column: a leaf of the schema. */
struct lg_leaf {
    const struct lg_schema_element *element;
    uint32_t index;      /* of the element */
    uint32_t definition_levels, repetition_levels; /* the highest of each */
};

struct lg_parquet_file {
    const struct lg_blob *blob; /* borrowed */
    unsigned char *footer;      /* owned */
    size_t footer_size;
    int64_t data_end;           /* where the footer begins */
    struct lg_arena arena;
    struct lg_file_meta_data meta;
    uint32_t *parent;           /* of each schema element; in the arena */
    struct lg_leaf *leaf;       /* in the arena */
    uint32_t leaves;
    bool is_ours;               /* written by lakegen: then more must hold */
};

/* LG_E_VERIFICATION when it is no Parquet file or a damaged one, LG_E_UNSUPPORTED when it is encrypted. Findings: what is wrong but
 * does not keep the rest from being read. On failure nothing needs closing. */
int lg_parquet_open(const struct lg_blob *blob, struct lg_parquet_file *file, struct lg_findings *findings, struct lg_error *err);
void lg_parquet_close(struct lg_parquet_file *file);

const struct lg_stored_group *lg_parquet_group(const struct lg_parquet_file *file, uint32_t group);
const struct lg_column_chunk *lg_parquet_chunk(const struct lg_parquet_file *file, uint32_t group, uint32_t leaf);

/* Where a chunk's pages begin: at its dictionary page, if it has one. */
int64_t lg_parquet_chunk_start(const struct lg_column_chunk *chunk);

/* A finding of a column chunk: "row group 2, column 'a.b': …". */
void lg_parquet_add_finding(const struct lg_parquet_file *file, struct lg_findings *findings, uint32_t group, uint32_t leaf,
                            const char *format, ...) LG_PRINTF(5, 6);

/* Appends the leaf's name for people: "a.b.c". */
void lg_parquet_put_name(const struct lg_parquet_file *file, uint32_t leaf, struct lg_string *out);

#endif
