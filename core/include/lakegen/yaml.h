/* SPDX-License-Identifier: Apache-2.0 */
/* YAML and JSON for plugins: files as trees in which every node knows its line and column, so that whoever reads a tree can say where
 * a mistake is. A tree comes from an option of type LG_OPTION_YAML, by lg_option_yaml(). Since 0.4.
 *
 * Scalars are not interpreted, but for null: an empty plain scalar, ~ and null are LG_YAML_NULL. Anchors, aliases, tags, keys that are
 * not text, and two equal keys in a mapping were refused when the file was read.
 *
 * Nodes and their texts live until close(), as the options do; any thread may read them. To walk a mapping or a sequence:
 *
 *     for (const struct lg_yaml_node *node = mapping->first; node; node = node->next)
 *
 * Every function that can fail sets "NAME:LINE:COLUMN: …" and gives LG_E_CONFIG. */
#ifndef LAKEGEN_YAML_H
#define LAKEGEN_YAML_H

#include <lakegen/option.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lg_yaml_kind { LG_YAML_NULL, LG_YAML_SCALAR, LG_YAML_SEQUENCE, LG_YAML_MAPPING };

struct lg_yaml; /* a file */

struct lg_yaml_node {
    int32_t kind;                      /* LG_YAML_… */
    int32_t is_quoted;                 /* a scalar in quotes, or a block: always text */
    int32_t line, column;              /* from 1; columns are characters */
    int32_t key_line, key_column;      /* of key; 0 without one */
    const char *key;                   /* in a mapping; NULL elsewhere */
    const char *text;                  /* of a scalar, also of null, UTF-8 without NUL, NUL-terminated; "" for others */
    size_t count;                      /* of children */
    struct lg_yaml_node *first, *last; /* children, in the file's order */
    struct lg_yaml_node *next;         /* sibling */
    uint64_t reserved[2];
};

/* The tree of an option of type LG_OPTION_YAML; NULL when it is not set. */
const struct lg_yaml *lg_option_yaml(const struct lg_options *options, const char *name);

/* Never NULL; LG_YAML_NULL when the file has no document, or an empty one. */
const struct lg_yaml_node *lg_yaml_root(const struct lg_yaml *yaml);

/* The value of a key; NULL when there is none, or the node is no mapping. A null value is a node. */
const struct lg_yaml_node *lg_yaml_get(const struct lg_yaml_node *mapping, const char *key);

/* Sets an error with the place of a value, or of its key. */
int lg_yaml_error(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
    LG_PRINTF(4, 5);
int lg_yaml_key_error(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
    LG_PRINTF(4, 5);

/* Puts "NAME:LINE:COLUMN: KEY: " before an error that is set. Returns its code. */
int lg_yaml_wrap(const struct lg_yaml *yaml, const struct lg_yaml_node *node, struct lg_error *err);

/* Says what the node is and what it must be, unless it is of that kind. */
int lg_yaml_want(const struct lg_yaml *yaml, const struct lg_yaml_node *node, int kind, struct lg_error *err);

/* Refuses the first key of a mapping that is not in the list, which NULL ends; names the nearest. */
int lg_yaml_check_keys(const struct lg_yaml *yaml, const struct lg_yaml_node *mapping, const char *const *known,
                       struct lg_error *err);

/* The place of a scalar in a list of words, which NULL ends. what is said of others: "unknown WHAT 'x', did you mean 'y'?". */
int lg_yaml_word(const struct lg_yaml *yaml, const struct lg_yaml_node *node, const char *what, const char *const *words,
                 uint32_t *place, struct lg_error *err);

/* A scalar read as the text of an option of that type would be: LG_OPTION_INT, _BOOL, _SIZE, _TIME, or _DECIMAL in units of 10^-9. */
int lg_yaml_number(const struct lg_yaml *yaml, const struct lg_yaml_node *node, uint32_t type, int64_t *value, struct lg_error *err);

/* "a text", "a list", "a mapping", "nothing": for messages. */
const char *lg_yaml_kind_name(int kind);

#ifdef __cplusplus
}
#endif
#endif
