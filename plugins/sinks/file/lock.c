/* SPDX-License-Identifier: Apache-2.0 */
/* Taking locks. A lock file says who holds it: a process, the boot it runs under, its machine. */
#include "lock.h"

#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ATTEMPTS 5

struct holder {
    long pid;
    char boot[64], host[256];
};

/* ---- who ---- */

/* Two boots of a machine, or two containers, differ; where the kernel does not say, all boots are one. */
static void read_boot(char *boot, size_t size)
{
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

    boot[0] = '\0';
    if (file && !fgets(boot, (int)size, file))
        boot[0] = '\0';
    if (file)
        (void)fclose(file);
    boot[strcspn(boot, "\n")] = '\0';
    if (boot[0] == '\0')
        (void)snprintf(boot, size, "unknown");
}

static void describe_self(struct holder *self)
{
    self->pid = (long)getpid();
    read_boot(self->boot, sizeof(self->boot));
    if (gethostname(self->host, sizeof(self->host) - 1) != 0 || self->host[0] == '\0')
        (void)snprintf(self->host, sizeof(self->host), "unknown");
    self->host[sizeof(self->host) - 1] = '\0';
}

static bool read_holder(const char *path, struct holder *holder)
{
    char text[512];
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

    if (fd >= 0)
        (void)close(fd);
    if (got <= 0)
        return false;
    text[got] = '\0';
    return sscanf(text, "process %ld boot %63s host %255s", &holder->pid, holder->boot, holder->host) == 3;
}

static int write_holder(int fd)
{
    struct holder self;
    char text[512];
    int length;

    describe_self(&self);
    length = snprintf(text, sizeof(text), "process %ld boot %s host %s\n", self.pid, self.boot, self.host);
    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)length, 0) == length ? 0 : errno ? errno : ENOSPC;
}

/* Of this machine only can we say that nobody of that number lives. */
static bool is_dead(const struct holder *holder)
{
    struct holder self;

    describe_self(&self);
    if (strcmp(holder->host, self.host) != 0)
        return false;
    return strcmp(holder->boot, self.boot) != 0 || (kill((pid_t)holder->pid, 0) != 0 && errno == ESRCH);
}

static int refuse(const char *path, struct lg_error *err)
{
    struct holder holder;

    if (!read_holder(path, &holder))
        return lg_error_set(err, LG_E_STATE, "another process is at work there and holds '%s'", path);
    return lg_error_set(err, LG_E_STATE, "another process is at work there and holds '%s': process %ld on %s", path, holder.pid,
                        holder.host);
}

/* ---- locks of the kernel ---- */

/* A holder that ends removes its file: then this one is locked but has no name any more, and there may be a new one. */
static bool still_has_name(int fd, const char *path)
{
    struct stat mine, named;

    return fstat(fd, &mine) == 0 && lstat(path, &named) == 0 && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
}

enum outcome { TAKEN, HELD, GONE, UNSUPPORTED, FAILED };

static enum outcome try_flock(const char *path, bool shared, int *fd, struct lg_error *err)
{
    *fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (*fd < 0) {
        (void)lg_error_sys(err, place_error_code(errno), errno, "opening the lock '%s'", path);
        return FAILED;
    }
    if (flock(*fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) {
        if (still_has_name(*fd, path))
            return TAKEN;
        (void)close(*fd);
        return GONE;
    }
    if (errno == EWOULDBLOCK) {
        (void)close(*fd);
        return HELD;
    }
    if (errno == EINTR) {
        (void)close(*fd);
        return GONE;
    }
    (void)close(*fd);
    return UNSUPPORTED;
}

/* ---- leases ---- */

/* The name of a file that exists for the moment in which one process takes a dead one's lease over. */
static int guard_takeover(const char *path, char guard[PATH_MAX])
{
    int fd;

    if (snprintf(guard, PATH_MAX, "%s.takeover", path) >= PATH_MAX)
        return -1;
    fd = open(guard, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd >= 0)
        (void)close(fd);
    return fd >= 0 ? 0 : -1;
}

static void drop_dead_lease(const char *path)
{
    char guard[PATH_MAX];
    struct holder holder;

    if (guard_takeover(path, guard) != 0)
        return;
    if (!read_holder(path, &holder) || is_dead(&holder)) /* an empty file is what flock could not lock */
        (void)unlink(path);
    (void)unlink(guard);
}

static enum outcome try_lease(const char *path, struct lg_error *err)
{
    struct holder holder;
    int fd, failure;

    if (!read_holder(path, &holder) || is_dead(&holder))
        drop_dead_lease(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST)
        return HELD;
    if (fd < 0) {
        (void)lg_error_sys(err, place_error_code(errno), errno, "making the lock '%s'", path);
        return FAILED;
    }
    failure = write_holder(fd);
    (void)close(fd);
    if (failure == 0)
        return TAKEN;
    (void)unlink(path);
    (void)lg_error_sys(err, place_error_code(failure), failure, "writing the lock '%s'", path);
    return FAILED;
}

/* Shared: nobody alive may have it, and nothing is kept. */
static enum outcome probe_lease(const char *path)
{
    struct holder holder;

    return read_holder(path, &holder) && !is_dead(&holder) ? HELD : TAKEN;
}

/* ---- taking and giving back ---- */

static int keep(struct lock **locks, const char *path, int fd, bool shared, struct lg_error *err)
{
    struct lock *lock = malloc(sizeof(*lock));
    char *copy = strdup(path);

    if (!lock || !copy) {
        free(lock);
        free(copy);
        if (fd >= 0)
            (void)close(fd);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a lock");
    }
    *lock = (struct lock){*locks, copy, fd, shared};
    *locks = lock;
    return LG_OK;
}

int lock_take(struct lock **locks, const char *path, bool shared, struct lg_error *err)
{
    enum outcome outcome = GONE;
    int fd = -1, failure;

    for (int attempt = 0; attempt < ATTEMPTS && outcome == GONE; attempt++)
        outcome = try_flock(path, shared, &fd, err);
    if (outcome == UNSUPPORTED) {
        fd = -1;
        outcome = shared ? probe_lease(path) : try_lease(path, err);
    }
    if (outcome == FAILED)
        return err->code;
    if (outcome != TAKEN)
        return refuse(path, err);
    if (fd >= 0 && !shared && (failure = write_holder(fd)) != 0) {
        (void)close(fd);
        return lg_error_sys(err, place_error_code(failure), failure, "writing the lock '%s'", path);
    }
    return keep(locks, path, fd, shared, err);
}

void lock_release_all(struct lock **locks)
{
    while (*locks) {
        struct lock *lock = *locks;

        *locks = lock->next;
        if (!lock->is_shared)
            (void)unlink(lock->path);
        if (lock->fd >= 0)
            (void)close(lock->fd);
        free(lock->path);
        free(lock);
    }
}
