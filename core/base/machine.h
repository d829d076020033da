/* SPDX-License-Identifier: Apache-2.0 */
/* What this process may use of the machine: processors and memory, as the kernel grants them (affinity, cgroups v1 and v2). */
#ifndef LG_BASE_MACHINE_H
#define LG_BASE_MACHINE_H

#include <stdint.h>

/* Processors: the affinity mask, cut by the cgroup's CPU quota (rounded up). At least 1. */
unsigned lg_machine_threads(void);

/* Bytes of memory: physical, or the cgroup's limit when it is lower. */
int64_t lg_machine_memory(void);

/* The largest resident size that this process had so far, in bytes. */
int64_t lg_machine_peak_memory(void);

/* Monotonic time, in nanoseconds. */
int64_t lg_clock_ns(void);

#endif
