/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of lakebench's configuration files: where each stands, and what reads it (config/lakebench_keys.c). The walk through a file
 * is in config/lakebench.c. */
#ifndef LG_CONFIG_LAKEBENCH_H
#define LG_CONFIG_LAKEBENCH_H

#include "base/string.h"
#include "config/reader.h"

/* The longest path of a key. */
#define LG_LAKEBENCH_PATH 192

/* A file being read; the nodes are looked at again once everything is read. */
struct lg_lakebench {
    const struct lg_reader *reader;
    const struct lg_yaml_node *scale, *target_size, *duration;
    bool has_schema, has_bucket, is_sustained;
    struct lg_string foreign, unused; /* sections that are left out, separated by ", " */
};

struct lg_lakebench_key;
typedef int lg_lakebench_read_fn(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key,
                                 struct lg_error *err);

struct lg_lakebench_key {
    const char *path, *flat; /* "architecture.workload.datagen.scale"; its name at the top in flat files, or NULL */
    lg_lakebench_read_fn *read;
    const char *target; /* name of the setting or option */
};

extern const struct lg_lakebench_key lg_lakebench_keys[]; /* ended by path == NULL */

/* The key at the top that makes a file lakebench's, or NULL. */
const struct lg_yaml_node *lg_lakebench_form(const struct lg_yaml_node *root);

/* By path, by flat name, or NULL. */
const struct lg_lakebench_key *lg_lakebench_find(const char *path);
const struct lg_lakebench_key *lg_lakebench_find_flat(const char *name);

/* Is a key no generator's business, so that only keys below it may be? */
bool lg_lakebench_is_foreign(const struct lg_lakebench_key *key);

/* Is it a text that is not empty once its variables are replaced? What is wrong with them is told by whoever reads it. */
bool lg_lakebench_is_said(const struct lg_yaml_node *node, struct lg_string *text);

/* target_size, the old way to say scale, once it is known whether the file says scale too. */
int lg_lakebench_settle_target(struct lg_lakebench *file, struct lg_error *err);

/* Adds a path to a list of sections that are left out. */
void lg_lakebench_leave_out(struct lg_string *list, const char *path);

/* The plugin that a section of options is named after: platform.storage.SINK.KEY, architecture.workload.SCHEMA.KEY. */
void lg_lakebench_plugin(const struct lg_lakebench_key *key, char plugin[LG_LAKEBENCH_PATH]);

/* Keys by which plugins are known. */
#define LG_LAKEBENCH_STORE_KEY "platform.storage.s3.endpoint"
#define LG_LAKEBENCH_SCHEMA_KEY "architecture.workload.customer360.unique_customers"

#endif
