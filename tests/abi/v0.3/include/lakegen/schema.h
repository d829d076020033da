/* SPDX-License-Identifier: Apache-2.0 */
/* Schema plugins: a description of tables, and a function that fills any range of their rows.
 *
 * Life cycle. open() once, on the main thread, with checked options; then describe(), rows() and dictionary(), on the main
 * thread; then generate() from many threads at once; then close(). What describe() and dictionary() give lives until close().
 *
 * The contract of generate(): cell = f(seed, schema, options, table, column, row). Never the thread, the slice's size, the
 * clock, the locale, or libm; so that any row range can be made anywhere, again, alone. `lakegen plugin check` tests it. */
#ifndef LAKEGEN_SCHEMA_H
#define LAKEGEN_SCHEMA_H

#include <lakegen/batch.h>
#include <lakegen/option.h>
#include <lakegen/random.h>

#ifdef __cplusplus
extern "C" {
#endif

/* lg_schema_request.flags */
#define LG_SCHEMA_GROUND_TRUTH 1u /* the user wants tables that are LG_TABLE_GROUND_TRUTH */

struct lg_row_override {
    const char *table; /* NULL: the only table that is not derived */
    int64_t rows;
};

struct lg_schema_host; /* the host's own part of a request */

struct lg_schema_request {
    uint32_t struct_size;
    uint32_t flags;                     /* LG_SCHEMA_… */
    const struct lg_options *options;   /* lives until close() */
    struct lg_decimal scale;            /* > 0 */
    const struct lg_row_override *rows; /* what --rows says: array ended by rows < 0; NULL: nothing. It cuts or extends the row
                                           range only; entity counts follow scale or an option of their own */
    struct lg_schema_host *host;
};

/* round(per_unit × scale), half up, at least 1. LG_E_CONFIG when it leaves int64. */
int lg_scaled_rows(struct lg_decimal scale, int64_t per_unit, int64_t *rows, struct lg_error *err);

/* A run of consecutive rows of one table. For a derived table the rows are the driver's. */
struct lg_slice {
    uint32_t struct_size;
    uint32_t table;          /* index in describe()'s array */
    int64_t first_row, rows; /* rows ≥ 1 */
    const uint64_t *columns; /* bitmap of the columns wanted, bit c of word c / 64; NULL: all. lg_batch_wants() reads it */
};

struct lg_schema_plugin {
    struct lg_plugin base;
    const struct lg_table *tables; /* array ended by name == NULL, when it is static; else NULL and .describe */

    /* Required. Fills the wanted columns of the batch; see batch.h. Any thread; the state is read-only. */
    int (*generate)(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err);

    /* Makes the state. NULL: no state. */
    int (*open)(const struct lg_schema_request *request, void **state, struct lg_error *err);
    void (*close)(void *state);

    /* The tables as this state has them, an array ended by name == NULL. NULL: .tables. */
    int (*describe)(const void *state, const struct lg_table **tables, struct lg_error *err);

    /* The rows of a table that is not derived, when --rows says nothing of it. NULL: rows_per_unit × scale. */
    int (*rows)(const void *state, uint32_t table, int64_t *rows, struct lg_error *err);

    /* The values of a LG_COLUMN_DICTIONARY column. Required when there is one. */
    int (*dictionary)(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary,
                      struct lg_error *err);

    /* Checks a row count after --rows was applied, for example against the range of an id type. NULL: any is fine. */
    int (*check_rows)(const void *state, uint32_t table, int64_t rows, struct lg_error *err);
};

/* LG_SCHEMA_PLUGIN(hello, "1.0", "one table that says hello", .tables = tables, .generate = generate); */
#define LG_SCHEMA_PLUGIN(ident, version, summary, ...) \
    LG_PLUGIN_DEFINE(lg_schema_plugin, LG_KIND_SCHEMA, ident, version, summary, __VA_ARGS__) \
    _Static_assert(sizeof(#ident) > 1, "a plugin has a name")

#ifdef __cplusplus
}
#endif
#endif
