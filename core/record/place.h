/* SPDX-License-Identifier: Apache-2.0 */
/* Places of records: a folder "<prefix><run>/" behind a sink. The sink publishes, reads, lists and removes them. */
#ifndef LG_RECORD_PLACE_H
#define LG_RECORD_PLACE_H

#include <lakegen/sink.h>

#include "base/string.h"

struct lg_place {
    const struct lg_sink_plugin *sink; /* borrowed, with its state */
    void *state;
    char *prefix; /* of all runs' records, ends with a slash; owned */
};

/* The whole name of a run's record. */
int lg_place_name(const struct lg_place *place, const char *run, const char *record, struct lg_string *name, struct lg_error *err);

/* Reads a whole record; LG_E_NOT_FOUND when there is none, LG_E_STATE when it is larger than any that is written. */
int lg_place_read(const struct lg_place *place, const char *name, struct lg_string *text, struct lg_error *err);

/* LG_E_EXISTS only with if_absent. */
int lg_place_publish(const struct lg_place *place, const char *name, const struct lg_string *text, bool if_absent,
                     struct lg_error *err);
int lg_place_remove(const struct lg_place *place, const char *name, struct lg_error *err);

#endif
