/* SPDX-License-Identifier: Apache-2.0 */
/* The metrics file (--metrics-file): figures of the run in Prometheus' text format, for node_exporter's textfile collector or any other
 * reader. It is replaced as a whole every second, and at the end. Main thread only. */
#ifndef LG_CLI_METRICS_H
#define LG_CLI_METRICS_H

#include "plan/plan.h"
#include "run/run.h"

struct lg_metrics {
    const char *path; /* NULL: no file is wanted */
    const struct lg_plan *plan;
    int64_t planned_rows, start_ns, next_ns;
    bool has_failed;  /* said once; the run goes on */
};

/* Writes the first figures: a place that cannot be written is an error now. */
int lg_metrics_begin(struct lg_metrics *metrics, const char *path, const struct lg_plan *plan, int64_t planned_rows,
                     struct lg_error *err);

/* When a second has passed. False when the file could not be written for the first time; err says why. */
bool lg_metrics_tick(struct lg_metrics *metrics, const struct lg_progress *progress, struct lg_error *err);

/* The last figures; complete: of the whole run. */
bool lg_metrics_end(struct lg_metrics *metrics, const struct lg_run_result *result, int exit_status, struct lg_error *err);

#endif
