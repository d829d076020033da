/* SPDX-License-Identifier: Apache-2.0 */
/* Destinations: what --sink and --output name, taken apart into a sink, an authority and a root. */
#ifndef LG_PLAN_DESTINATION_H
#define LG_PLAN_DESTINATION_H

#include "config/settings.h"

#include <lakegen/sink.h>

struct lg_destination {
    char *sink;      /* plugin name or path, owned */
    char *authority; /* s3://AUTHORITY/root, owned; "" without one */
    char *root;      /* owned, without trailing slash; "" for sinks without places */
    bool is_bare;    /* no place was given: the schema's own path goes below the root */
};

/* sink: NAME, PATH.so, or URL; output: a place, or a URL, or NULL. */
int lg_destination_parse(const char *sink, const char *output, struct lg_destination *destination, struct lg_error *err);

/* Makes it a place of the sink: LG_E_USAGE when it takes none such. Names of objects begin with the root from then on. */
int lg_destination_settle(struct lg_destination *destination, const struct lg_sink_plugin *sink, struct lg_error *err);

/* From the settings sink, output, bucket and prefix. */
const char *lg_destination_setting(const struct lg_settings *settings); /* the setting that names the place */
const char *lg_destination_sink_setting(const struct lg_settings *settings); /* the one that names the sink */
int lg_destination_choose(const struct lg_settings *settings, struct lg_destination *destination, struct lg_error *err);

/* Appends the folder on this machine that keeps the state of runs whose sink does not: below `folder`, ./.lakegen when that is NULL,
 * runs to two places of a sink that says where it writes have folders of their own. */
int lg_destination_put_keeper(const struct lg_destination *destination, const struct lg_sink_plugin *sink,
                              const struct lg_options *options, const char *folder, struct lg_string *out, struct lg_error *err);

/* Appends it as the user would write it: s3://bucket/prefix, or the root alone where there is no authority. */
void lg_destination_put(const struct lg_destination *destination, struct lg_string *out);

/* The same with the sink, where no authority tells which: "file ./out", "null". */
void lg_destination_put_with_sink(const struct lg_destination *destination, struct lg_string *out);
void lg_destination_release(struct lg_destination *destination);

#endif
