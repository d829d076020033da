/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of one configuration file: takes values out of its tree into settings, and gathers what is wrong. Both forms of
 * files, lakegen's own (config/file.c) and lakebench's (config/lakebench.c), are read with it.
 *
 * Functions that return a code give LG_OK unless something fails that is not the file's fault (no memory); what is its fault goes
 * to the problems, and reading goes on. */
#ifndef LG_CONFIG_READER_H
#define LG_CONFIG_READER_H

#include "config/problems.h"
#include "config/settings.h"
#include "config/yaml.h"

struct lg_reader {
    struct lg_settings *settings;
    struct lg_problems *problems;
    const struct lg_yaml *yaml;
    const char *path; /* of the file; its name in messages is the tree's */
    enum lg_layer layer;
    bool is_found; /* nobody named the file: it must not load code */
};

/* The value of a scalar with its variables replaced. False, and a problem, when it is none or a variable is missing. */
bool lg_reader_text(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_string *text, struct lg_error *err);

/* A scalar, list or mapping as an option's text: 0.5 · "a,b" · "browse=0.5,login=0.2". */
bool lg_reader_flat_text(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_string *text,
                         struct lg_error *err);

/* Sets a setting from a node, or from a text that was made of it; a null value or an empty text leaves it alone. */
int lg_reader_set(const struct lg_reader *reader, const struct lg_yaml_node *node, const struct lg_setting *setting,
                  struct lg_error *err);
int lg_reader_set_text(const struct lg_reader *reader, const struct lg_yaml_node *node, const struct lg_setting *setting,
                       const char *text, struct lg_error *err);

/* Keeps a value for a plugin's option. plugin: NULL for the schema's or the sink's. */
int lg_reader_assign(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *plugin, const char *name,
                     struct lg_error *err);
int lg_reader_assign_text(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *plugin, const char *name,
                          const char *text, struct lg_error *err);

/* The same for a number of days: the option of role "time_end" becomes so many days behind the start of times. */
int lg_reader_assign_days(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *plugin, struct lg_error *err);

void lg_reader_warn(const struct lg_reader *reader, const struct lg_yaml_node *node, const char *format, ...) LG_PRINTF(3, 4);

/* An error at the node's key. Returns as the others do. */
int lg_reader_refuse(const struct lg_reader *reader, const struct lg_yaml_node *node, struct lg_error *err, const char *format, ...)
    LG_PRINTF(4, 5);

/* Forms of files. root is a mapping. */
int lg_config_read_lakegen(const struct lg_reader *reader, struct lg_error *err);
int lg_config_read_lakebench(const struct lg_reader *reader, struct lg_error *err);

#endif
