/* SPDX-License-Identifier: Apache-2.0 */
/* Limits from the kernel. Files that are absent (no /proc, no /sys, another system) mean "no limit". */
#include "base/machine.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static bool read_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, size - 1);

    if (fd >= 0)
        (void)close(fd);
    if (got < 0)
        return false;
    text[got] = '\0';
    return true;
}

/* The path of our cgroup: in /proc/self/cgroup a line "hierarchy:controllers:path" for each. v2 has no controllers. */
static bool cgroup_path(const char *controller, char *path, size_t size)
{
    char text[4096], *line, *rest = text;

    if (!read_text("/proc/self/cgroup", text, sizeof(text)))
        return false;
    while ((line = strsep(&rest, "\n"))) {
        char *controllers = strchr(line, ':'), *place = controllers ? strchr(controllers + 1, ':') : NULL;
        char *name, *names;

        if (!place)
            continue;
        *place++ = '\0';
        for (names = controllers + 1; (name = strsep(&names, ","));)
            if (strcmp(name, controller) == 0) {
                (void)snprintf(path, size, "%s", place);
                return true;
            }
    }
    return false;
}

/* Reads a file of our cgroup, or of the nearest ancestor that has it: limits may be set above us, and inside a container the
 * path of the host does not exist. */
static bool read_cgroup(const char *mount, const char *controller, const char *file, char *text, size_t size)
{
    char place[2048], path[4096], *slash;

    if (!cgroup_path(controller, place, sizeof(place)))
        return false;
    for (;;) {
        (void)snprintf(path, sizeof(path), "%s%s/%s", mount, strcmp(place, "/") == 0 ? "" : place, file);
        if (read_text(path, text, size))
            return true;
        slash = strrchr(place, '/');
        if (!slash || strcmp(place, "/") == 0)
            return false;
        slash[slash == place] = '\0';
    }
}

static unsigned quota_threads(void)
{
    char text[128], period[128];
    long long quota = -1, span = 100000;

    if (read_cgroup("/sys/fs/cgroup", "", "cpu.max", text, sizeof(text))) {
        if (sscanf(text, "%lld %lld", &quota, &span) != 2)
            return 0;
    } else if (read_cgroup("/sys/fs/cgroup/cpu", "cpu", "cpu.cfs_quota_us", text, sizeof(text)) &&
               read_cgroup("/sys/fs/cgroup/cpu", "cpu", "cpu.cfs_period_us", period, sizeof(period))) {
        quota = atoll(text);
        span = atoll(period);
    }
    if (quota <= 0 || span <= 0)
        return 0;
    return (unsigned)((quota + span - 1) / span);
}

unsigned lg_machine_threads(void)
{
    unsigned threads = 1, quota = quota_threads();
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        threads = (unsigned)CPU_COUNT(&set);
    else if (sysconf(_SC_NPROCESSORS_ONLN) > 0)
        threads = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    if (quota > 0 && quota < threads)
        threads = quota;
    return threads > 0 ? threads : 1;
}

int64_t lg_machine_memory(void)
{
    int64_t memory = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
    char text[128];
    long long limit = 0;

    if (read_cgroup("/sys/fs/cgroup", "", "memory.max", text, sizeof(text)) ||
        read_cgroup("/sys/fs/cgroup/memory", "memory", "memory.limit_in_bytes", text, sizeof(text)))
        limit = atoll(text); /* "max" is 0 */
    return limit > 0 && limit < memory ? limit : memory;
}

int64_t lg_machine_peak_memory(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return (int64_t)usage.ru_maxrss * 1024;
}

int64_t lg_clock_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
