/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a node's process: how it went, for machines to read. It lies beside the manifest, and nothing depends on it. */
#ifndef LG_RECORD_REPORT_H
#define LG_RECORD_REPORT_H

#include "record/manifest.h"

/* Parts that could not be made (--keep-going). All are counted, the first LG_FAILURES_KEPT are kept. */
#define LG_FAILURES_KEPT 1000

struct lg_failure {
    int64_t ordinal;
    char *message; /* owned */
};

struct lg_failures {
    int64_t count;
    size_t kept;
    struct lg_failure *item; /* owned */
};

void lg_failures_add(struct lg_failures *failures, int64_t ordinal, const char *message);
void lg_failures_release(struct lg_failures *failures);

struct lg_amount {
    int64_t objects, rows, bytes;
};

struct lg_report {
    int64_t started, ended; /* by the wall clock, microseconds */
    int64_t elapsed_ns;
    enum lg_ending ending;
    bool run_is_complete;
    struct lg_amount written, adopted; /* by this process; what it found done */
    const struct lg_failures *failures;
    const struct lg_error *error; /* with code LG_OK when there is none */
};

int lg_report_publish(const struct lg_records *records, const struct lg_report *report, struct lg_error *err);

#endif
