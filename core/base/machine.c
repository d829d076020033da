/* SPDX-License-Identifier: Apache-2.0 */
/* Limits from the kernel. Files that are absent (no /proc, no /sys, another system) mean "no limit". */
#include "base/machine.h"

#include <lakegen/calendar.h>

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
static bool cgroup_path(const char *root, const char *controller, char *path, size_t size)
{
    char file[4096], text[16384], *line, *rest = text;

    (void)snprintf(file, sizeof(file), "%s/proc/self/cgroup", root);
    if (!read_text(file, text, sizeof(text)))
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

/* ---- the limit that one group sets; NO_LIMIT when it sets none or its files are not there ---- */

#define NO_LIMIT INT64_MAX

static bool read_limit(const char *folder, const char *file, char *text, size_t size)
{
    char path[4096];

    return snprintf(path, sizeof(path), "%s/%s", folder, file) < (int)sizeof(path) && read_text(path, text, size);
}

static int64_t whole_threads(int64_t quota, int64_t period)
{
    return quota > 0 && period > 0 ? (quota - 1) / period + 1 : NO_LIMIT;
}

static int64_t cpu_v2(const char *folder)
{
    char text[128];
    long long quota, period;

    if (!read_limit(folder, "cpu.max", text, sizeof(text)) || sscanf(text, "%lld %lld", &quota, &period) != 2)
        return NO_LIMIT;
    return whole_threads(quota, period);
}

static int64_t cpu_v1(const char *folder)
{
    char quota[128], period[128];

    if (!read_limit(folder, "cpu.cfs_quota_us", quota, sizeof(quota)) ||
        !read_limit(folder, "cpu.cfs_period_us", period, sizeof(period)))
        return NO_LIMIT;
    return whole_threads(atoll(quota), atoll(period));
}

static int64_t memory_in(const char *folder, const char *file)
{
    char text[128];
    long long bytes = read_limit(folder, file, text, sizeof(text)) ? atoll(text) : 0; /* "max" is 0 */

    return bytes > 0 ? bytes : NO_LIMIT;
}

static int64_t memory_v2(const char *folder)
{
    return memory_in(folder, "memory.max");
}

static int64_t memory_v1(const char *folder)
{
    return memory_in(folder, "memory.limit_in_bytes");
}

/* ---- the least of all groups that we are in ---- */

struct hierarchy {
    const char *mount, *controller;
    int64_t (*limit)(const char *folder);
};

static const struct hierarchy cpu_hierarchies[] = {{"/sys/fs/cgroup", "", cpu_v2},
                                                   {"/sys/fs/cgroup/unified", "", cpu_v2},
                                                   {"/sys/fs/cgroup/cpu", "cpu", cpu_v1},
                                                   {NULL, NULL, NULL}};
static const struct hierarchy memory_hierarchies[] = {{"/sys/fs/cgroup", "", memory_v2},
                                                      {"/sys/fs/cgroup/unified", "", memory_v2},
                                                      {"/sys/fs/cgroup/memory", "memory", memory_v1},
                                                      {NULL, NULL, NULL}};

/* Our group and all above it, for each may set a limit of its own. Inside a container the host's path does not exist, and those that
 * do are found on the way up. */
static int64_t least_on_the_way_up(const char *root, const struct hierarchy *hierarchy)
{
    char place[2048], folder[4096], *slash;
    int64_t least = NO_LIMIT;

    if (!cgroup_path(root, hierarchy->controller, place, sizeof(place)))
        return NO_LIMIT;
    for (slash = place + strlen(place); slash; slash = strrchr(place, '/')) {
        int64_t limit;

        *slash = '\0';
        (void)snprintf(folder, sizeof(folder), "%s%s%s", root, hierarchy->mount, place);
        limit = hierarchy->limit(folder);
        least = limit < least ? limit : least;
    }
    return least;
}

static int64_t least_limit(const char *root, const struct hierarchy *hierarchies)
{
    int64_t least = NO_LIMIT;

    for (; hierarchies->mount; hierarchies++) {
        int64_t limit = least_on_the_way_up(root, hierarchies);

        least = limit < least ? limit : least;
    }
    return least;
}

int64_t lg_machine_cgroup_threads(const char *root)
{
    return least_limit(root, cpu_hierarchies);
}

int64_t lg_machine_cgroup_memory(const char *root)
{
    return least_limit(root, memory_hierarchies);
}

unsigned lg_machine_threads(void)
{
    int64_t threads = 1, quota = lg_machine_cgroup_threads("");
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        threads = CPU_COUNT(&set);
    else if (sysconf(_SC_NPROCESSORS_ONLN) > 0)
        threads = sysconf(_SC_NPROCESSORS_ONLN);
    if (quota < threads)
        threads = quota;
    return threads > 0 ? (unsigned)threads : 1;
}

int64_t lg_machine_memory(void)
{
    int64_t memory = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE), limit = lg_machine_cgroup_memory("");

    return limit < memory ? limit : memory;
}

int64_t lg_machine_descriptors(int64_t wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return wanted;
    if (limit.rlim_cur < (rlim_t)wanted) {
        struct rlimit raised = {limit.rlim_max < (rlim_t)wanted ? limit.rlim_max : (rlim_t)wanted, limit.rlim_max};

        if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return (int64_t)limit.rlim_cur;
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

int64_t lg_clock_wall(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void lg_clock_text(int64_t microseconds, char text[LG_CLOCK_TEXT])
{
    int64_t days = microseconds / LG_DAY_MICROSECONDS, rest = microseconds % LG_DAY_MICROSECONDS;
    int year, month, day, milliseconds;

    if (rest < 0) {
        rest += LG_DAY_MICROSECONDS;
        days--;
    }
    lg_civil_from_days(days, &year, &month, &day);
    milliseconds = (int)(rest / 1000);
    (void)snprintf(text, LG_CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day, milliseconds / 3600000,
                   milliseconds / 60000 % 60, milliseconds / 1000 % 60, milliseconds % 1000);
}
