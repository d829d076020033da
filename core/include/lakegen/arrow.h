/* SPDX-License-Identifier: Apache-2.0 */
/* Rows for the process that asks for them: a table of a schema as a stream of the Arrow C stream interface, which DuckDB, pyarrow,
 * Polars and others read without a file in between.
 *
 * Life cycle. lg_arrow_stream_open() fills the caller's structure; .get_schema() any number of times; .get_next() until it gives a
 * released array (release == NULL), which is the end; .release() once, at any time.
 *
 * Ownership. What the stream gives is the caller's and lives on its own: schemas and arrays stay valid after the stream was released,
 * children may be moved out of their parents, and each is freed by its own .release(). Structures may be moved in memory.
 *
 * Threads. A stream is used by one thread at a time, not always the same; several streams may be used at once. Opening and releasing
 * streams is safe on any thread. Arrays and schemas may be released on any thread. The stream starts no threads.
 *
 * Errors. The stream's callbacks return an errno value, 0 for success; .get_last_error() then says why, until the next call. After a
 * failed .get_next() the stream stays where it was.
 *
 * The structures are those of Apache Arrow's specification, "The Arrow C data interface" and "The Arrow C stream interface". The
 * guards are the specification's too, so that other headers may declare them as well. */
#ifndef LAKEGEN_ARROW_H
#define LAKEGEN_ARROW_H

#include <lakegen/error.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format; /* of the type, see lakegen/table.h */
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *schema); /* NULL: it was released */
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *array); /* NULL: it was released */
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *stream, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *stream, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *stream);
    void (*release)(struct ArrowArrayStream *stream); /* NULL: it was released */
    void *private_data;
};

#endif

/* Opens a table of a schema plugin: a name that is searched for, or the path of a .so file.
 *
 * options: "key=value" words ended by NULL, or NULL for none. Keys are the names of the program's options, with dashes or underscores:
 *     scale, target_size, rows, seed, dirty_ratio, time_start, time_end, ground_truth=true    what the data set is
 *     table=NAME       which table; the first when it is not given
 *     columns=A,B      only these columns, in the table's order; the others are not made
 *     offset=N         the first row of the stream; 0 when it is not given
 *     limit=N          at most so many rows; all when it is not given
 *     batch_rows=N     rows of an array at most; by default up to 65,536, fewer when rows are wide
 *     plugin_dir=DIR   another folder of plugins
 *     paranoid=true    check every value
 * and the names of the schema's own options. Neither configuration files nor LAKEGEN_… variables of options are read;
 * LAKEGEN_PLUGIN_PATH is. Rows of a derived table are counted by those of its driver: an array then has any number of rows.
 *
 * The cells are those of the files that the same options make. Types are the columns' own, with these exceptions: booleans and
 * validity are bitmaps, every decimal is 128 bits wide, and columns with a dictionary are dictionary-encoded with int32 indices.
 * Every array of a stream has the same dictionary.
 *
 * LG_E_USAGE or LG_E_CONFIG for a word that does not fit, LG_E_PLUGIN when the schema is missing or refused, LG_E_LOCAL when memory
 * ran out; the stream is then released (release == NULL). Since 0.3. */
int lg_arrow_stream_open(const char *schema, const char *const *options, struct ArrowArrayStream *stream, struct lg_error *err);

#ifdef __cplusplus
}
#endif
#endif
