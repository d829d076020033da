/* SPDX-License-Identifier: Apache-2.0 */
/* From what the user said to the options of plugins. A value can come as --set NAME=VALUE, as --NAME VALUE, from a section of a
 * configuration, or from the general setting whose role the option has; the strongest layer wins, and two different values in
 * one layer are a contradiction.
 *
 * Roles: a setting with a role sets the option that declares the same. The setting of role "time_end" also sets options of the
 * roles "time_days" and "time_months", to the number of days or months from the option of role "time_start" to it. */
#ifndef LG_PLAN_OPTIONS_H
#define LG_PLAN_OPTIONS_H

#include "config/options.h"
#include "config/problems.h"
#include "config/settings.h"
#include "plugin/plugin.h"

/* The plugins of a run, with their options. */
struct lg_option_sets {
    const struct lg_plugin *schema, *sink; /* borrowed; sink may be NULL */
    struct lg_options *schema_options, *sink_options;
    struct lg_words *notes; /* sentences for people are added; may be NULL */
};

/* Sets the options of both. plugins tells names of plugins that are not used here from mistakes. LG_E_CONFIG for a value that
 * does not fit, LG_E_USAGE for an option of the command line that nobody has. */
int lg_plan_set_options(const struct lg_option_sets *sets, const struct lg_settings *settings, struct lg_plugins *plugins,
                        struct lg_error *err);

/* Sets the options of a sink alone, for who looks at a destination: what is a schema's is none of its business. LG_E_USAGE for
 * an option of the command line that the sink does not have. */
int lg_plan_set_sink_options(const struct lg_plugin *sink, struct lg_options *options, const struct lg_settings *settings,
                             struct lg_error *err);

/* As lg_plan_set_options(), for checking: gathers every problem, and also checks the options of plugins that the run does not use. */
int lg_plan_check_options(const struct lg_option_sets *sets, const struct lg_settings *settings, struct lg_plugins *plugins,
                          struct lg_problems *problems, struct lg_error *err);

/* Adds to an error, that a word is missing, the first option of the command line that may have taken it for its value: a plugin's, or
 * one of lakegen's own, misspelt. Returns the code. */
int lg_plan_suspect_flags(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err);

/* Has a schema an option that a setting sets by its role? True for settings without one. */
bool lg_plan_role_acts(const struct lg_setting *setting, const struct lg_options *options);

/* Bystanders are plugins that something was said to and that the run does not use: is assignment i the first of one? plugin is NULL
 * for one that is not there. */
bool lg_plan_begins_bystander(const struct lg_option_sets *sets, const struct lg_settings *settings, size_t i);
int lg_plan_load_bystander(struct lg_plugins *plugins, const char *name, const struct lg_plugin **plugin, struct lg_error *err);

/* Where the value of an option came from: "my.yaml:3:9", "--seed"; NULL: it is the plugin's default. Borrowed from settings. */
const char *lg_plan_option_place(const struct lg_option_sets *sets, const struct lg_settings *settings, const struct lg_plugin *plugin,
                                 const struct lg_option *option);

#endif
