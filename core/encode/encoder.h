/* SPDX-License-Identifier: Apache-2.0 */
/* Encoders: from rows to the bytes of an object. A closed set of formats behind one private table of functions.
 *
 * Life cycle, four levels:
 *   format   static const, one per file format;
 *   encoder  of one table of one plan: settings, dictionary pages; read-only once made, shared by all workers;
 *   worker   a worker thread's buffers for one encoder; reused for all its row groups;
 *   part     an object being written: begin(), row groups in order, end().
 *
 * row_group() may run on several workers at once for different row groups of a part, each into an output of its own; the
 * records that it gives are passed to end() in order. The bytes of a part depend on the encoder's settings and the part's
 * rows only, never on workers, slices or outputs. */
#ifndef LG_ENCODE_ENCODER_H
#define LG_ENCODE_ENCODER_H

#include "encode/source.h"
#include "io/codec.h"
#include "io/output.h"

/* Settings of an encoder, all of them part of the plan's identity. Borrowed by encoders until they are freed. */
struct lg_encoder_settings {
    enum lg_codec codec;
    int level;                  /* of the codec */
    int64_t page_bytes;         /* a page closes at the row where its values reach this */
    int64_t page_rows;          /* … or this many rows; a multiple of 8 */
    bool guards_formulas;       /* CSV: an apostrophe before texts that a spreadsheet takes for formulas */
    const char *sort_by;        /* names of columns that row groups are sorted by, between commas; NULL: rows stay in order */
    const bool *incompressible; /* per column: do not search for matches; NULL: those flagged LG_COLUMN_RANDOM */
};

struct lg_encoder;
struct lg_encoder_worker;

/* What end() needs of a row group. */
struct lg_row_group {
    int64_t rows, bytes, position; /* position: of its first byte in the object, set when it is appended there */
    void *detail;                  /* format-specific, owned: free() */
};

/* What goes into an object besides rows. */
struct lg_part_identity {
    const char *identity; /* hash(plan identity, table, part) */
    const char *plan;     /* the plan identity's hash */
    int64_t part, first_row, rows;
};

/* A sample's size for the planner: encoded bytes by column. */
struct lg_column_size {
    int64_t asked;       /* rows that were asked for: of the driver, for a derived table */
    int64_t rows;        /* that came */
    int64_t plain_bytes; /* before compression */
    int64_t bytes;       /* after it, without what `fixed` counts */
    int64_t fixed;       /* bytes per row group, whatever its rows: a dictionary page */
    int64_t plain_fixed; /* the same before compression */
};

struct lg_format {
    const char *name, *extension, *media_type;
    bool is_binary;
    bool sorts;     /* .sort_by acts */
    bool by_column; /* stores columns apart: one that does not compress may be stored without its codec */
    int64_t row_group_bytes;    /* default */
    int64_t most_groups;        /* that an object may have; 0: any number */
    enum lg_codec codec[LG_CODECS]; /* those that it can be compressed with, the default first */
    size_t codecs;
    const char *epoch; /* changes when the bytes of the format change */

    /* sizes: of a sample, by column, to cut work into pieces that fit the cache; NULL when there is none yet. Borrowed, like
     * source and settings. */
    int (*encoder_new)(const struct lg_source *source, const struct lg_encoder_settings *settings,
                       const struct lg_column_size *sizes, struct lg_encoder **encoder, struct lg_error *err);
    void (*encoder_free)(struct lg_encoder *encoder);
    /* Bytes that an encoder holds. */
    int64_t (*encoder_memory)(const struct lg_encoder *encoder);

    int (*worker_new)(const struct lg_encoder *encoder, struct lg_encoder_worker **worker, struct lg_error *err);
    void (*worker_free)(struct lg_encoder_worker *worker);
    /* Bytes that a worker holds at most for row groups of so many rows. */
    int64_t (*worker_memory)(const struct lg_encoder *encoder, int64_t rows);
    /* Bytes that details of the row groups of an object take, of so many rows in so many row groups, and writing its end.
     * NULL: none. */
    int64_t (*part_memory)(const struct lg_encoder *encoder, int64_t rows, int64_t groups);

    int (*begin)(const struct lg_encoder *encoder, struct lg_output *output, struct lg_error *err);
    int (*row_group)(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                     struct lg_row_group *group, struct lg_error *err);
    int (*end)(const struct lg_encoder *encoder, const struct lg_part_identity *part, const struct lg_row_group *groups,
               size_t count, struct lg_output *output, struct lg_error *err);

    /* Encodes rows [first_row, first_row + rows) as if of a row group of planned_rows (-1: not known) and adds to sizes (one per
     * column; formats that do not store columns apart put everything into the first). group: for end(), to see what that takes. */
    int (*sample)(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, int64_t planned_rows,
                  struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err);
};

extern const struct lg_format lg_format_parquet;
extern const struct lg_format lg_format_csv;
extern const struct lg_format lg_format_jsonl;
extern const struct lg_format lg_format_native;
extern const struct lg_format lg_format_rowbinary;

extern const struct lg_format *const lg_formats[];                 /* ended by NULL */
const struct lg_format *lg_format_find(const char *name); /* NULL: unknown */
/* LG_E_USAGE: a setting that only other formats have. */
int lg_format_check(const struct lg_format *format, const struct lg_encoder_settings *settings, struct lg_error *err);

#endif
