/* SPDX-License-Identifier: Apache-2.0 */
/* Tables for ClickHouse: from a schema's description to CREATE TABLE. Properties of the table say what a description does not:
 * "clickhouse.engine", and "clickhouse.order_by" with names of columns between commas. */
#ifndef LG_CLICKHOUSE_DDL_H
#define LG_CLICKHOUSE_DDL_H

#include "encode/clickhouse/type.h"

/* What a server can do. */
struct lg_clickhouse_server {
    bool has_types;        /* Bool, LowCardinality, DateTime64 */
    bool has_nullable_key; /* allow_nullable_key */
    bool has_window;       /* non_replicated_deduplication_window */
};
#define LG_CLICKHOUSE_WINDOW 10000

/* A name in backticks. */
void lg_clickhouse_put_name(struct lg_string *out, const char *name);

/* Names of the columns that a table is ordered by, between commas; none where the schema does not say. */
void lg_clickhouse_put_key(const struct lg_table *table, struct lg_string *out);

/* The type of a column on such a server; the same as lg_wire_type_of() on a current one. */
int lg_clickhouse_type(const struct lg_table *table, const struct lg_column *column, const struct lg_clickhouse_server *server,
                       struct lg_string *out, struct lg_error *err);

/* name: as it stands in the statement, quoted. downgrades: what the server lacks and the table has not, for people; may be NULL. */
int lg_clickhouse_create(const struct lg_table *table, const char *name, const struct lg_clickhouse_server *server,
                         struct lg_string *out, struct lg_string *downgrades, struct lg_error *err);

#endif
