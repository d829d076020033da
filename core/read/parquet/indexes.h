/* SPDX-License-Identifier: Apache-2.0 */
/* Page indexes: holds column indexes, offset indexes and statistics against the pages that were seen and against each other. */
#ifndef LG_READ_PARQUET_INDEXES_H
#define LG_READ_PARQUET_INDEXES_H

#include "read/parquet/scan.h"

/* After a scan. Errors are only those of this machine and of reading; what is wrong is a finding. */
int lg_parquet_check_indexes(const struct lg_parquet_file *file, const struct lg_parquet_scan *scan, struct lg_findings *findings,
                             struct lg_error *err);

#endif
