/* SPDX-License-Identifier: Apache-2.0 */
/* A table of the run as it is on the server: made when asked for, compared with what will be sent, looked through for rows of the run. */
#ifndef CH_TABLE_H
#define CH_TABLE_H

#include "server.h"

/* How rows are kept from being stored twice in it. */
enum method {
    METHOD_KEYS,  /* count the keys of the part, send what is missing */
    METHOD_TOKEN, /* send again with the same token */
    METHOD_NONE   /* at least once */
};

struct table {
    const struct lg_run_table *run;
    const struct server *server;
    struct lg_string name;      /* database.table, quoted */
    struct lg_string columns;   /* names, quoted, between commas */
    struct lg_string structure; /* for input(): names and types as they are sent */
    enum method method;
    bool has_dependents; /* views that rows are handed on to */
    bool is_fresh;       /* nothing of this run was there when it began */
    bool is_occupied;    /* by rows of an earlier run, which are to be removed */
    bool keeps_rows;     /* it never merges or expires them, and has all that it acknowledged */
    int64_t before;      /* rows of a table without a key when the run began; -1: not known, or it goes on */
    int64_t window;      /* of deduplication; 0: none */
    int64_t in_flight;   /* inserts at a time; 0: any number */
    int64_t parts;       /* of the run */
    int64_t *found;      /* rows that each part had when the run was taken up again; NULL: none. Owned */
};

/* Everything that can be known before the first row. Makes the table with LG_RUN_CREATES. With LG_RUN_REPLACES the run's
 * rows may be there; without a key there is no telling which they are, and it has to be empty. */
int table_prepare(struct table *table, const struct server *server, const struct lg_run_table *run, struct lg_error *err);
void table_release(struct table *table);

/* Removes the rows of an earlier run: when all tables are prepared, as none is touched for a run that is refused. */
int table_clear(const struct table *table, struct lg_error *err);

/* Its name on the server, quoted. */
int table_put_name(const struct settings *settings, const struct lg_table *table, bool alone, struct lg_string *name,
                   struct lg_error *err);

/* Distinct keys of rows [first_row, first_row + rows). */
int table_count_keys(const struct table *table, int64_t first_row, int64_t rows, int64_t *count, struct lg_error *err);

/* "key >= a AND key <= b" for these rows. */
void table_put_range(const struct table *table, int64_t first_row, int64_t rows, struct lg_string *sql);

/* Rows that the first parts have lost since they were acknowledged: LG_E_STATE. */
int table_check_before(const struct table *table, int64_t part, struct lg_error *err);

/* All rows of the run are there: LG_E_VERIFICATION. */
int table_check_all(const struct table *table, struct lg_error *err);

#endif
