/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration: everything that is weaker than the command line, put into settings in one go. The layers, weakest first:
 *
 *     built in  <  system file  <  user's file  <  project file  <  environment  <  command line
 *
 * A value of a stronger layer hides those of weaker ones; every value is checked all the same. Messages and
 * lg_setting_source() say where each came from. */
#ifndef LG_CONFIG_CONFIG_H
#define LG_CONFIG_CONFIG_H

#include "config/problems.h"
#include "config/settings.h"

/* What a YAML file is, by its keys at the top. */
enum lg_file_form { LG_FILE_LAKEGEN, LG_FILE_LAKEBENCH, LG_FILE_SCHEMA };

struct lg_config_files {
    const char *system, *user; /* NULL: none; may be missing on disk */
    const char *project;       /* must be there; NULL: ./lakegen.yaml, or else ./lakebench.yaml, or else none */
    bool no_project;           /* not even those: the command's word named something else */
};

/* Does a word of the command line name a file of ours? By its end: .yaml, .yml, .json. */
bool lg_config_is_file(const char *word);

/* The system's and the user's file, by sysconfdir, XDG_CONFIG_HOME and HOME. The texts live in the struct. */
struct lg_config_places {
    char system[512], user[512];
};
void lg_config_find(struct lg_config_places *places, struct lg_config_files *files);

/* Reads files and environment into settings that hold the command line already, and settles what depends on several settings.
 * Problems are gathered; LG_OK as long as nothing else fails (no memory). A project file that is a schema becomes the setting
 * "schema". With the setting "strict", warnings count as errors. */
int lg_config_load(struct lg_settings *settings, const struct lg_config_files *files, struct lg_problems *problems,
                   struct lg_error *err);

#endif
