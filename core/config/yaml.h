/* SPDX-License-Identifier: Apache-2.0 */
/* YAML files as trees in which every node knows its line and column, so that whoever reads a tree can say where a mistake is.
 *
 * What is read: one document of YAML 1.2, or JSON, which is YAML (tests/unit/test_yaml.c shows where the two differ for libyaml).
 * What is refused while reading, with "NAME:LINE:COLUMN: …" and LG_E_CONFIG: anchors, aliases and merge keys (a small file could
 * stand for a huge one), tags, keys that are not text, two equal keys in a mapping, a second document, and more than
 * LG_YAML_MOST_… of anything. Scalars are not interpreted, but for null: an empty plain scalar, ~ and null are LG_YAML_NULL.
 *
 * Looking into trees is for plugins too: lakegen/yaml.h.
 *
 * Life cycle: lg_yaml_read() or lg_yaml_parse(), then only reading, by any thread; lg_yaml_free(). Nodes and their texts are
 * borrowed from the file and live as long as it does.
 *
 * Typed values: lg_yaml_want() for the shape, then base/parse.h on node->text, then lg_yaml_wrap() on what went wrong. */
#ifndef LG_CONFIG_YAML_H
#define LG_CONFIG_YAML_H

#include <lakegen/yaml.h>

#include "base/string.h"

#define LG_YAML_MOST_BYTES ((size_t)1 << 20)
#define LG_YAML_MOST_DEPTH 64
#define LG_YAML_MOST_NODES 10000

struct lg_yaml {
    char *name;                /* what messages call the file; owned */
    struct lg_yaml_node *root; /* never NULL; LG_YAML_NULL when the file has no document, or an empty one; owned */
    size_t nodes;
};

/* A regular file of at most LG_YAML_MOST_BYTES. LG_E_CONFIG also when it cannot be opened: sys_errno is ENOENT when it is missing. */
int lg_yaml_read(const char *path, struct lg_yaml **yaml, struct lg_error *err);

/* Only the text of such a file; of a larger one its beginning, too much for lg_yaml_parse(). */
int lg_yaml_read_text(const char *path, struct lg_string *text, struct lg_error *err);

/* Bytes in memory; name is copied. */
int lg_yaml_parse(const char *name, const void *bytes, size_t size, struct lg_yaml **yaml, struct lg_error *err);
void lg_yaml_free(struct lg_yaml *yaml); /* NULL is allowed */

#endif
