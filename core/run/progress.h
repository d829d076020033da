/* SPDX-License-Identifier: Apache-2.0 */
/* Counters of a run. Workers add, others read; nobody waits for them. */
#ifndef LG_RUN_PROGRESS_H
#define LG_RUN_PROGRESS_H

#include <stdatomic.h>
#include <stdint.h>

struct lg_progress {
    _Atomic int64_t found_rows, found_asked, found_parts; /* what was done before this process began */
    _Atomic int64_t rows, bytes;             /* that this process encoded */
    _Atomic int64_t asked;                   /* rows that it asked for: of the driver, for a derived table */
    _Atomic int64_t parts, failed;           /* that it finished; that it could not make */
};

#endif
