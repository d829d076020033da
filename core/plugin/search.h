/* SPDX-License-Identifier: Apache-2.0 */
/* From a plugin's name to a file that may be loaded. libltdl's own search is not used: it would follow LD_LIBRARY_PATH, the
 * current folder and .la files. */
#ifndef LG_PLUGIN_SEARCH_H
#define LG_PLUGIN_SEARCH_H

#include "base/string.h"

struct lg_search {
    char **dir; /* owned; ended by NULL */
    size_t count;
};

int lg_search_init(struct lg_search *search, const char *const *dirs, struct lg_error *err);
void lg_search_release(struct lg_search *search);

/* The subfolder of a kind: "schemas", "sinks". */
const char *lg_kind_folder(int kind);
const char *lg_kind_name(int kind); /* "schema", "sink" */

/* Fills path. A name with a slash is taken as it is. Otherwise the first folder that has <kind>/<name>.so; the file must be
 * regular, owned by root or the caller, and neither it nor its folder writable by others. */
int lg_search_resolve(const struct lg_search *search, int kind, const char *name, struct lg_string *path, struct lg_error *err);

/* Does a folder have a file for that name? It is not looked at. */
bool lg_search_has(const struct lg_search *search, int kind, const char *name);

/* Calls back with every name that a folder has for a kind, folders in order. */
typedef int lg_search_fn(void *context, const char *name, struct lg_error *err);
int lg_search_each(const struct lg_search *search, int kind, lg_search_fn *fn, void *context, struct lg_error *err);

void lg_search_put_folders(const struct lg_search *search, int kind, struct lg_string *out);

#endif
