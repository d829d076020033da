/* SPDX-License-Identifier: Apache-2.0 */
/* The conformance test of plugins: what the headers promise in their name, tried out. Each check runs in a process of its own. */
#ifndef LG_KIT_CHECK_H
#define LG_KIT_CHECK_H

#include "config/settings.h"
#include "plugin/plugin.h"

struct lg_check_result {
    const char *name;
    const struct lg_error *err; /* LG_OK: it passed */
};
typedef void lg_check_report_fn(void *context, const struct lg_check_result *result);

/* Tries a plugin that was loaded. settings: the options of the plugin, scale, seed and rows; for sinks that need one, the place to store
 * objects at, where they are removed again. LG_E_USAGE, LG_E_CONFIG or LG_E_LOCAL when nothing could be tried. Main thread, before others
 * are started. */
int lg_check_plugin(const struct lg_plugin *plugin, const struct lg_settings *settings, struct lg_plugins *plugins,
                    lg_check_report_fn *report, void *context, struct lg_error *err);

#endif
