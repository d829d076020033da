/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins: finding, checking and loading them. The rules are in the documentation's "plugin ABI"; each refusal is a sentence.
 *
 * Life cycle: lg_plugins_open() once, loads, lg_plugins_close(). Loaded plugins stay in the process. One thread at a
 * time: libltdl has state of its own. */
#ifndef LG_PLUGIN_PLUGIN_H
#define LG_PLUGIN_PLUGIN_H

#include <lakegen/schema.h>
#include <lakegen/sink.h>

#include "base/string.h"
#include "config/settings.h"

struct lg_plugins;

/* dirs: folders of --plugin-dir, ended by NULL; searched first, then LAKEGEN_PLUGIN_PATH, then the install folder. */
int lg_plugins_open(const char *const *dirs, struct lg_plugins **plugins, struct lg_error *err);
void lg_plugins_close(struct lg_plugins *plugins);

/* name: a bare name, which is searched for, or a path with a slash, which is trusted. The table lives until
 * lg_plugins_close(); it has the host's size, with zeros where the plugin is older. */
int lg_plugin_load_schema(struct lg_plugins *plugins, const char *name, const struct lg_schema_plugin **schema,
                          struct lg_error *err);
int lg_plugin_load_sink(struct lg_plugins *plugins, const char *name, const struct lg_sink_plugin **sink, struct lg_error *err);

/* The same for a plugin of any kind, which its table says. A bare name is a schema's, or else a sink's. */
int lg_plugin_load(struct lg_plugins *plugins, const char *name, const struct lg_plugin **plugin, struct lg_error *err);

/* The file that a loaded table came from, and its SHA-256 as it was when it was loaded; both live as long as the table. */
const char *lg_plugin_path(const struct lg_plugin *base);
const char *lg_plugin_digest(const struct lg_plugin *base);

/* Is there a plugin of that name in the folders, or did configure leave one out? Nothing is loaded. */
bool lg_plugins_have(const struct lg_plugins *plugins, int kind, const char *name);

/* Adds the names of those in the folders. */
int lg_plugins_add_names(const struct lg_plugins *plugins, int kind, struct lg_words *names, struct lg_error *err);

/* Every plugin of a kind that can be found, sorted by name; the first of a name wins, as in loading. base is NULL for one that
 * was refused, and why is in err. A plugin that this build left out has no path and configure's reason in err. */
struct lg_plugin_entry {
    const char *name, *path;
    const struct lg_plugin *base;
    const struct lg_error *err;
};
typedef void lg_plugin_list_fn(void *context, const struct lg_plugin_entry *entry);
int lg_plugins_list(struct lg_plugins *plugins, int kind, lg_plugin_list_fn *fn, void *context, struct lg_error *err);

/* Appends the folders searched for a kind, separated by ", ". */
void lg_plugins_put_folders(const struct lg_plugins *plugins, int kind, struct lg_string *out);

#endif
