/* SPDX-License-Identifier: Apache-2.0 */
/* YAML files as trees in which every node knows its line and column, so that whoever reads a tree can say where a mistake is.
 *
 * What is read: one document of YAML 1.2, or JSON, which is YAML (tests/unit/test_yaml.c shows where the two differ for libyaml).
 * What is refused while reading, with "NAME:LINE:COLUMN: …" and LG_E_CONFIG: anchors, aliases and merge keys (a small file could
 * stand for a huge one), tags, keys that are not text, two equal keys in a mapping, a second document, and more than
 * LG_YAML_MOST_… of anything. Scalars are not interpreted, but for null: an empty plain scalar, ~ and null are LG_YAML_NULL.
 *
 * Life cycle: lg_yaml_read() or lg_yaml_parse(), then only reading, by any thread; lg_yaml_free(). Nodes and their texts are
 * borrowed from the file and live as long as it does. To walk a mapping or sequence:
 *
 *     for (const struct lg_yaml_node *node = mapping->first; node; node = node->next)
 *
 * Typed values: lg_yaml_want() for the shape, then base/parse.h on node->text, then lg_yaml_wrap() on what went wrong. */
#ifndef LG_CONFIG_YAML_H
#define LG_CONFIG_YAML_H

#include <lakegen/error.h>

#include <stdbool.h>
#include <stddef.h>

#define LG_YAML_MOST_BYTES ((size_t)1 << 20)
#define LG_YAML_MOST_DEPTH 64
#define LG_YAML_MOST_NODES 10000

enum lg_yaml_kind { LG_YAML_NULL, LG_YAML_SCALAR, LG_YAML_SEQUENCE, LG_YAML_MAPPING };

struct lg_yaml_node {
    enum lg_yaml_kind kind;
    bool is_quoted;                    /* a scalar in quotes, or a block: always text */
    int line, column;                  /* from 1; columns are characters */
    int key_line, key_column;          /* of key; 0 without one */
    const char *key;                   /* in a mapping; NULL elsewhere */
    const char *text;                  /* of a scalar, also of null, UTF-8 without NUL, NUL-terminated; "" for others */
    size_t count;                      /* of children */
    struct lg_yaml_node *first, *last; /* children, in the file's order */
    struct lg_yaml_node *next;         /* sibling */
};

struct lg_yaml {
    char *name;                /* what messages call the file; owned */
    struct lg_yaml_node *root; /* never NULL; LG_YAML_NULL when the file has no document, or an empty one; owned */
    size_t nodes;
};

/* A regular file of at most LG_YAML_MOST_BYTES. LG_E_CONFIG also when it cannot be opened: sys_errno is ENOENT when it is missing. */
int lg_yaml_read(const char *path, struct lg_yaml **yaml, struct lg_error *err);

/* Bytes in memory; name is copied. */
int lg_yaml_parse(const char *name, const void *bytes, size_t size, struct lg_yaml **yaml, struct lg_error *err);
void lg_yaml_free(struct lg_yaml *yaml); /* NULL is allowed */

/* The value of a key; NULL when there is none, or the node is no mapping. A null value is a node. */
const struct lg_yaml_node *lg_yaml_get(const struct lg_yaml_node *mapping, const char *key);

/* Sets "NAME:LINE:COLUMN: …" with the place of a value, or of its key, and returns LG_E_CONFIG. */
int lg_yaml_error(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
    LG_PRINTF(4, 5);
int lg_yaml_key_error(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
    LG_PRINTF(4, 5);

/* Puts "NAME:LINE:COLUMN: KEY: " before an error that is set. Returns its code. */
int lg_yaml_wrap(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err);

/* LG_E_CONFIG that says what the node is and what it must be, unless it is of that kind. */
int lg_yaml_want(const struct lg_yaml *yaml, const struct lg_yaml_node *node, enum lg_yaml_kind kind, struct lg_error *err);

/* LG_E_CONFIG for the first key of a mapping that is not in the list, which NULL ends; names the nearest. */
int lg_yaml_check_keys(const struct lg_yaml *yaml, const struct lg_yaml_node *mapping, const char *const *known,
                       struct lg_error *err);

/* "a text", "a list", "a mapping", "nothing": for messages. */
const char *lg_yaml_kind_name(enum lg_yaml_kind kind);

#endif
