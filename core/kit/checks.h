/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the conformance test share: a check, and the lists of them. */
#ifndef LG_KIT_CHECKS_H
#define LG_KIT_CHECKS_H

#include "config/settings.h"
#include "plan/destination.h"
#include "plugin/plugin.h"

struct lg_check_subject {
    const struct lg_plugin *plugin;
    const char *path;                      /* of its file */
    const struct lg_settings *settings;
    struct lg_plugins *plugins;
    const struct lg_sink_plugin *sink;     /* or NULL */
    const struct lg_destination *destination; /* of a sink: below its root objects are stored and removed */
};

struct lg_check {
    const char *name;
    int (*run)(const struct lg_check_subject *subject, struct lg_error *err);
    bool (*applies)(const struct lg_check_subject *subject); /* NULL: always */
};

/* Is it one line that describe and the manual pages can put a full stop behind? */
bool lg_check_is_phrase(const char *text);

/* Each ended by name == NULL. */
extern const struct lg_check lg_checks_of_objects[]; /* symbols, texts: of plugins of both kinds */
extern const struct lg_check lg_checks_of_schemas[];
extern const struct lg_check lg_checks_of_sinks[];

#endif
