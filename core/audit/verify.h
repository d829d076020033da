/* SPDX-License-Identifier: Apache-2.0 */
/* Verification: holds every object of a run against its receipt, in parallel.
 *
 * Of each object: is it there, has it the size, and, reading it once: the content's digest; of Parquet files also whether every page
 * has the CRC that its header says and the footer the rows that the receipt says. Objects that no receipt names are differences too.
 * With a struct lg_deep the parts are made again besides, and compared byte by byte. */
#ifndef LG_AUDIT_VERIFY_H
#define LG_AUDIT_VERIFY_H

#include "audit/differences.h"
#include "audit/survey.h"

#include <stdatomic.h>

struct lg_deep; /* deep.h */

struct lg_verification {
    const struct lg_survey *survey; /* looked at; borrowed, like deep */
    const struct lg_deep *deep;     /* or NULL */
    unsigned threads;
    void (*tick)(void *context, const struct lg_verification *verification); /* a few times a second; or NULL */
    void *context;
    /* results */
    _Atomic int64_t objects, rows, bytes; /* looked at so far; bytes: read of the objects */
    struct lg_differences differences;
};

/* Fills the results. LG_OK also when things differ; errors are those that keep the rest from being looked at. */
int lg_verify(struct lg_verification *verification, struct lg_error *err);

#endif
