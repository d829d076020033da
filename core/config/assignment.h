/* SPDX-License-Identifier: Apache-2.0 */
/* Assignments: values for options of plugins, kept until the plugins are known (plan/options.h applies them). */
#ifndef LG_CONFIG_ASSIGNMENT_H
#define LG_CONFIG_ASSIGNMENT_H

#include <lakegen/error.h>

#include <stdbool.h>
#include <stddef.h>

/* Where a value can come from, weakest first. */
enum lg_layer { LG_LAYER_BUILT_IN, LG_LAYER_SYSTEM, LG_LAYER_USER, LG_LAYER_PROJECT, LG_LAYER_ENVIRONMENT, LG_LAYER_FLAG };

struct lg_option_assignment {
    enum lg_layer layer;
    const char *plugin; /* whose option it is; NULL: the schema's, or else the sink's */
    const char *name;   /* of the option, may be written with dashes; NULL: only says that the plugin has a section */
    const char *value;  /* NULL: none, as of the switches --sync and --no-sync */
    const char *place;  /* for messages: "my.yaml:3:9", "--part-size", "--set part_size" */
    const char *name_place; /* where the name stands, when that is another place; or NULL */
    bool is_days; /* value: days from the start of times, for the option of role "time_end"; name: what the place calls it */
};

struct lg_option_assignments {
    struct lg_option_assignment *item; /* owned, texts too */
    size_t count;
};

/* Copies the texts of an assignment. */
int lg_option_assignments_add(struct lg_option_assignments *assignments, const struct lg_option_assignment *assignment,
                              struct lg_error *err);
void lg_option_assignments_release(struct lg_option_assignments *assignments);

/* "KEY=VALUE", "PLUGIN.KEY=VALUE", the same with the sections of files, "quality.KEY=VALUE" and "plugins.options.PLUGIN.KEY=VALUE", or "--KEY=VALUE" and "--KEY" for an option that the command line does not know itself.
 * LG_E_USAGE. */
int lg_option_assignments_parse(struct lg_option_assignments *assignments, const char *text, enum lg_layer layer, struct lg_error *err);

#endif
