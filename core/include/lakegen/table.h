/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and columns: what a schema says of its data. All of it is static or lives as long as the schema's state.
 *
 * Types are Arrow format strings (Arrow C Data Interface, "Data type description"), so far:
 *   "b" bool · "c" "s" "i" "l" int8…int64 · "C" "S" "I" "L" uint8…uint64 · "f" "g" float32, float64 · "u" utf8 ·
 *   "z" binary · "w:N" N bytes · "tdD" date, days · "tsu:" timestamp in µs without zone · "tsu:UTC" the same in UTC ·
 *   "d:P,S" decimal of precision P (up to 38) and scale S, held as int32 up to 9 digits, int64 up to 18, else int128 ·
 *   "+l" list: .children is an array of one column, named "element", of any other type. Its flags are those of the elements,
 *   DICTIONARY and RANDOM among them; the list's own say whether a list may be null. .dictionary() is asked with the number of
 *   the list's column. */
#ifndef LAKEGEN_TABLE_H
#define LAKEGEN_TABLE_H

#include <lakegen/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* lg_column.flags; unknown ones are refused. */
#define LG_COLUMN_NULLABLE 1u   /* may hold nulls; otherwise lg_batch_valid() gives NULL */
#define LG_COLUMN_DICTIONARY 2u /* values are indices into the array that .dictionary() gives */
#define LG_COLUMN_RANDOM 4u     /* incompressible: encoders do not try */
#define LG_COLUMN_REQUIRED 8u   /* REQUIRED in Parquet; the default is OPTIONAL also without nulls. Excludes NULLABLE */
#define LG_COLUMN_SEQUENTIAL 16u /* an integer, one more in every next row: sinks find rows by it. Excludes NULLABLE, DICTIONARY */

struct lg_column {
    const char *name;
    const char *type;      /* Arrow format string */
    const char *doc;       /* how values come about; no full stop */
    const char *null_when; /* in words, for `describe`; NULL: never */
    uint32_t flags;        /* LG_COLUMN_… */
    uint32_t epoch;        /* of the column's own stream; raised only when its meaning changes */
    const struct lg_column *children; /* "+l": array ended by name == NULL; else NULL */
    uint64_t reserved[3];
};

struct lg_property {
    const char *key, *value;
};

struct lg_table {
    const char *name;                /* [a-z][a-z0-9_]* */
    const char *path;                /* default place of its objects; NULL: <schema>/<table> */
    const char *doc;                 /* one line, no full stop */
    const struct lg_column *columns; /* array ended by name == NULL */
    const char *const *primary_key;  /* column names ended by NULL, or NULL */
    const char *const *order_by;     /* the same: the order rows come in, a hint for sinks */
    const char *event_time;          /* name of the column, or NULL */
    const struct lg_property *properties; /* hints for sinks, array ended by key == NULL; or NULL */
    int64_t rows_per_unit; /* rows at scale 1, half rounds up; 0: .rows() says. The plan keeps at least one row */
    const char *driver;    /* a derived table: the name of the table whose row ranges it is made from; else NULL */
    uint32_t fanout;       /* a derived table: the most rows it has for one row of its driver */
    uint32_t flags;        /* LG_TABLE_… */
    uint64_t reserved[4];
};

#define LG_TABLE_GROUND_TRUTH 1u /* made only with --ground-truth; its objects go beside the driver's, in <root>_truth */

/* The values of a dictionary column, in index order; borrowed from the state. values is an array of
 * `const char *` (NUL-terminated) for "u", else of the type's values. Entries are distinct. */
struct lg_dictionary {
    uint32_t struct_size;
    uint32_t count;
    const void *values;
};

#ifdef __cplusplus
}
#endif
#endif
