/* SPDX-License-Identifier: Apache-2.0 */
/* Making the parts of a run again, to compare them with what is stored.
 *
 * The plan is made again from the stored identity, and must come out the same: with another schema version or encoder the bytes would
 * differ for good reasons, so that is refused, and said.
 *
 * Life cycle: lg_deep_open() on the main thread; on each thread that compares lg_deep_begin(), lg_deep_compare(), lg_deep_end();
 * lg_deep_close(). */
#ifndef LG_AUDIT_DEEP_H
#define LG_AUDIT_DEEP_H

#include "audit/survey.h"

struct lg_deep;

/* settings: threads and memory count, and --sink, --set and --output for who must say them. LG_E_STATE names what is not the same. */
int lg_deep_open(const struct lg_survey *survey, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_deep **deep,
                 struct lg_error *err);
void lg_deep_close(struct lg_deep *deep);

/* How many threads may compare within the memory that may be used. */
unsigned lg_deep_threads(const struct lg_deep *deep);

int lg_deep_begin(const struct lg_deep *deep, void **worker, struct lg_error *err);
void lg_deep_end(void *worker);

/* Makes the part and compares it with the object. *differs: the first byte that is another, -1 when all are equal. */
int lg_deep_compare(void *worker, int64_t ordinal, const char *name, int64_t *differs, struct lg_error *err);

#endif
