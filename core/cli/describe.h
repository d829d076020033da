/* SPDX-License-Identifier: Apache-2.0 */
/* What lakegen describe tells of a plugin, and the forms it has. */
#ifndef LG_CLI_DESCRIBE_H
#define LG_CLI_DESCRIBE_H

#include "plan/plan.h"

struct lg_description {
    const struct lg_plugin *base;
    const struct lg_plan *plan;         /* of a schema, or NULL */
    const struct lg_sink_plugin *sink;  /* of a sink, or NULL */
    bool has_rows;                      /* the user gave --rows: they do not follow the scale */
};

int lg_describe_json(const struct lg_description *description, struct lg_string *out, struct lg_error *err);
int lg_describe_text(const struct lg_description *description, struct lg_string *out, struct lg_error *err);
/* The page that lies in a plugin's folder. */
int lg_describe_markdown(const struct lg_description *description, struct lg_string *out, struct lg_error *err);

/* Bytes of a row as a batch holds it, from a sample; 0 for a table without rows. */
int64_t lg_describe_row_bytes(const struct lg_plan_table *table, struct lg_error *err);

/* When the column is null, in words. */
const char *lg_describe_nulls(const struct lg_column *column);

#endif
