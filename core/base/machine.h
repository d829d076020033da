/* SPDX-License-Identifier: Apache-2.0 */
/* What this process may use of the machine: processors and memory, as the kernel grants them (affinity, cgroups v1 and v2). */
#ifndef LG_BASE_MACHINE_H
#define LG_BASE_MACHINE_H

#include <stdint.h>

/* Processors: the affinity mask, cut by the cgroup's CPU quota (rounded up). At least 1. */
unsigned lg_machine_threads(void);

/* Bytes of memory: physical, or the cgroup's limit when it is lower. */
int64_t lg_machine_memory(void);

/* What the cgroups of this process grant, the least of its own group and all above it; INT64_MAX when none sets a limit. root is
 * where /proc and /sys are: "" but in tests. */
int64_t lg_machine_cgroup_threads(const char *root);
int64_t lg_machine_cgroup_memory(const char *root);

/* Descriptors that this process may have open: raises its own limit to `wanted` where it may, and gives what it is then. */
int64_t lg_machine_descriptors(int64_t wanted);

/* The largest resident size that this process had so far, in bytes. */
int64_t lg_machine_peak_memory(void);

/* Monotonic time, in nanoseconds. */
int64_t lg_clock_ns(void);

/* The wall clock: microseconds since 1970-01-01 UTC, and as text, "2026-02-28T12:00:00.250Z". For people; nothing is decided by it. */
#define LG_CLOCK_TEXT 32
int64_t lg_clock_wall(void);
void lg_clock_text(int64_t microseconds, char text[LG_CLOCK_TEXT]);

#endif
