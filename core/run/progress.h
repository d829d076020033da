/* SPDX-License-Identifier: Apache-2.0 */
/* Counters of a run. Workers add, one other thread reads; nobody waits for them. */
#ifndef LG_RUN_PROGRESS_H
#define LG_RUN_PROGRESS_H

#include <stdatomic.h>
#include <stdint.h>

struct lg_progress {
    _Atomic int64_t rows, bytes, parts; /* of row groups that are encoded; of committed parts */
};

#endif
