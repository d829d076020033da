/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into lakegen: makes calls of the C library fail, or writes down what they do to files. The environment says what:
 *
 *     FAULT_CALL=name   the call that fails: open, read, write, pwrite, fsync, fdatasync, rename, renameat2, unlink, mkdir, ftruncate,
 *                       fallocate, close, flock, opendir, readdir, stat, getrandom, pthread_create, malloc; malloc stands for all that
 *                       allocate, stat for lstat and fstat too
 *     FAULT_AT=n        its n-th time, counted over all threads; 0: only counts
 *     FAULT_EVERY=1     from then on every time
 *     FAULT_ERRNO=e     with this errno
 *     FAULT_SHORT=1     does not fail: reads and writes of more than 64 bytes are interrupted, and then do half of what they should
 *     FAULT_BYTES=b     all writes fail with ENOSPC once so many bytes were written
 *     FAULT_SLOW=us     every write takes so many microseconds more
 *     FAULT_SECURE=1    the program finds itself one with raised privileges (AT_SECURE)
 *     FAULT_LOG=file    writes down calls that change files, in the order in which they took effect, for 45-power.py
 *
 * With FAULT_AT=0 a line "FAULT_CALL count" is printed on standard error at the end. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/* Set before main(), then read-only; the counters are atomic. */
static struct {
    char call[32];
    unsigned long at;
    bool every, is_short, is_secure, is_ready;
    int error, log;
    long bytes, slow;
} plan = {.log = -1, .bytes = -1};
static atomic_ulong calls;
static atomic_long written;
static pthread_mutex_t log_mutex = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

#define REAL(name) \
    static __typeof__(name) *function; \
    if (!function) { \
        void *symbol = real(#name); \
        memcpy(&function, &symbol, sizeof(function)); \
    }

static long number(const char *name, long fallback)
{
    const char *text = getenv(name);

    return text ? atol(text) : fallback;
}

__attribute__((constructor)) static void begin(void)
{
    const char *call = getenv("FAULT_CALL"), *log = getenv("FAULT_LOG");

    if (call)
        (void)snprintf(plan.call, sizeof(plan.call), "%s", call);
    plan.at = (unsigned long)number("FAULT_AT", 0);
    plan.every = number("FAULT_EVERY", 0) != 0;
    plan.is_short = number("FAULT_SHORT", 0) != 0;
    plan.is_secure = number("FAULT_SECURE", 0) != 0;
    plan.error = (int)number("FAULT_ERRNO", EIO);
    plan.bytes = number("FAULT_BYTES", -1);
    plan.slow = number("FAULT_SLOW", 0);
    if (log)
        plan.log = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    plan.is_ready = true;
}

__attribute__((destructor)) static void end(void)
{
    char text[80];
    int length = snprintf(text, sizeof(text), "%s %lu\n", plan.call, atomic_load(&calls));

    if (plan.call[0] && plan.at == 0)
        (void)syscall(SYS_write, STDERR_FILENO, text, (size_t)length);
}

/* Is it this call's turn? Then errno is set. */
static bool fails(const char *call)
{
    unsigned long count;

    if (!plan.is_ready || strcmp(call, plan.call) != 0)
        return false;
    count = atomic_fetch_add(&calls, 1) + 1;
    if (plan.at == 0 || (plan.every ? count < plan.at : count != plan.at))
        return false;
    errno = strcmp(call, "malloc") == 0 ? ENOMEM : plan.error;
    return true;
}

/* ---- the log: "<call> <numbers> <path> <second path>\n", and behind a write its bytes ---- */

static void put(const void *bytes, size_t size)
{
    (void)syscall(SYS_write, plan.log, bytes, size);
}

static void note(const char *format, ...)
{
    char line[8192];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    put(line, (size_t)length);
}

static bool is_logged(void)
{
    return plan.is_ready && plan.log >= 0;
}

/* A call and its note are one step, so that the log has the order of effects. */
#define LOGGED(statement, ...) \
    do { \
        if (is_logged()) \
            (void)pthread_mutex_lock(&log_mutex); \
        statement; \
        if (is_logged()) { \
            int kept = errno; \
            if (result >= 0) \
                note(__VA_ARGS__); \
            (void)pthread_mutex_unlock(&log_mutex); \
            errno = kept; \
        } \
    } while (0)

/* ---- opening and closing ---- */

static int do_open(const char *path, int flags, mode_t mode)
{
    long result = -1;

    if (fails("open"))
        return -1;
    LOGGED(result = syscall(SYS_openat, AT_FDCWD, path, flags, mode), "open %ld %d\t%s\n", result, (flags & O_CREAT) != 0, path);
    return (int)result;
}

EXPORT int open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return do_open(path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return do_open(path, flags, mode);
}

EXPORT int close(int fd)
{
    bool fail = fails("close");
    int kept = errno;
    long result;

    LOGGED(result = syscall(SYS_close, fd), "close %d\n", fd); /* it is closed, whatever it says */
    if (!fail)
        return (int)result;
    errno = kept;
    return -1;
}

/* ---- reading and writing ---- */

static atomic_uint interruptions;

/* Every second call is interrupted, the others do half. Headers of plugins are left alone: nobody reads them in pieces. */
static bool is_interrupted(size_t *size)
{
    if (!plan.is_short || *size <= 64)
        return false;
    if (atomic_fetch_add(&interruptions, 1) % 2 == 0) {
        errno = EINTR;
        return true;
    }
    *size = *size > 1 ? (*size + 1) / 2 : *size;
    return false;
}

static bool is_full(size_t *size)
{
    long before, room;

    if (plan.bytes < 0)
        return false;
    before = atomic_fetch_add(&written, (long)*size);
    room = plan.bytes - before;
    if (room >= (long)*size)
        return false;
    if (room > 0) {
        *size = (size_t)room;
        return false;
    }
    errno = ENOSPC;
    return true;
}

static ssize_t do_write(const char *call, int fd, const void *bytes, size_t size, off_t offset)
{
    bool is_file = fd > STDERR_FILENO, is_positioned = offset >= 0;
    long result = -1;

    if (is_file && (fails(call) || is_interrupted(&size) || is_full(&size)))
        return -1;
    if (plan.slow > 0)
        (void)usleep((useconds_t)plan.slow);
    if (is_logged())
        (void)pthread_mutex_lock(&log_mutex);
    if (!is_positioned && is_logged())
        offset = (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    result = is_positioned ? syscall(SYS_pwrite64, fd, bytes, size, offset) : syscall(SYS_write, fd, bytes, size);
    if (is_logged()) {
        int kept = errno;

        if (result > 0) {
            note("write %d %ld %ld\n", fd, (long)offset, result);
            put(bytes, (size_t)result);
        }
        (void)pthread_mutex_unlock(&log_mutex);
        errno = kept;
    }
    return result;
}

EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
    return do_write("write", fd, bytes, size, -1);
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return do_write("pwrite", fd, bytes, size, offset);
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    return do_write("pwrite", fd, bytes, size, offset);
}

EXPORT ssize_t read(int fd, void *bytes, size_t size)
{
    if (fails("read") || is_interrupted(&size))
        return -1;
    return syscall(SYS_read, fd, bytes, size);
}

EXPORT ssize_t pread(int fd, void *bytes, size_t size, off_t offset)
{
    if (fails("read") || is_interrupted(&size))
        return -1;
    return syscall(SYS_pread64, fd, bytes, size, offset);
}

EXPORT ssize_t pread64(int fd, void *bytes, size_t size, off64_t offset)
{
    return pread(fd, bytes, size, offset);
}

EXPORT int ftruncate(int fd, off_t size)
{
    long result = -1;

    if (fails("ftruncate"))
        return -1;
    LOGGED(result = syscall(SYS_ftruncate, fd, size), "truncate %d %ld\n", fd, (long)size);
    return (int)result;
}

EXPORT int ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

EXPORT int fallocate(int fd, int mode, off_t offset, off_t size)
{
    return fails("fallocate") ? -1 : (int)syscall(SYS_fallocate, fd, mode, offset, size);
}

EXPORT int fallocate64(int fd, int mode, off64_t offset, off64_t size)
{
    return fallocate(fd, mode, offset, size);
}

EXPORT int fsync(int fd)
{
    long result = -1;

    if (fails("fsync"))
        return -1;
    LOGGED(result = syscall(SYS_fsync, fd), "sync %d\n", fd);
    return (int)result;
}

EXPORT int fdatasync(int fd)
{
    long result = -1;

    if (fails("fdatasync"))
        return -1;
    LOGGED(result = syscall(SYS_fdatasync, fd), "sync %d\n", fd);
    return (int)result;
}

/* ---- names ---- */

EXPORT int rename(const char *from, const char *to)
{
    long result = -1;

    if (fails("rename"))
        return -1;
    LOGGED(result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0), "rename\t%s\t%s\n", from, to);
    return (int)result;
}

EXPORT int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    long result = -1;

    if (fails("renameat2"))
        return -1;
    LOGGED(result = syscall(SYS_renameat2, from_folder, from, to_folder, to, flags), "rename\t%s\t%s\n", from, to);
    return (int)result;
}

EXPORT int link(const char *from, const char *to)
{
    long result = -1;

    if (fails("link"))
        return -1;
    LOGGED(result = syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0), "link\t%s\t%s\n", from, to);
    return (int)result;
}

EXPORT int unlink(const char *path)
{
    long result = -1;

    if (fails("unlink"))
        return -1;
    LOGGED(result = syscall(SYS_unlinkat, AT_FDCWD, path, 0), "unlink\t%s\n", path);
    return (int)result;
}

EXPORT int mkdir(const char *path, mode_t mode)
{
    long result = -1;

    if (fails("mkdir"))
        return -1;
    LOGGED(result = syscall(SYS_mkdirat, AT_FDCWD, path, mode), "mkdir\t%s\n", path);
    return (int)result;
}

EXPORT int rmdir(const char *path)
{
    long result = -1;

    if (fails("rmdir"))
        return -1;
    LOGGED(result = syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR), "unlink\t%s\n", path);
    return (int)result;
}

/* ---- looking ---- */

EXPORT int flock(int fd, int operation)
{
    return fails("flock") ? -1 : (int)syscall(SYS_flock, fd, operation);
}

EXPORT DIR *opendir(const char *path)
{
    REAL(opendir)
    return fails("opendir") ? NULL : function(path);
}

EXPORT struct dirent *readdir(DIR *folder)
{
    REAL(readdir)
    return fails("readdir") ? NULL : function(folder);
}

EXPORT int stat(const char *path, struct stat *status)
{
    REAL(stat)
    return fails("stat") ? -1 : function(path, status);
}

EXPORT int lstat(const char *path, struct stat *status)
{
    REAL(lstat)
    return fails("stat") ? -1 : function(path, status);
}

EXPORT int fstat(int fd, struct stat *status)
{
    REAL(fstat)
    return fails("stat") ? -1 : function(fd, status);
}

/* ---- the rest of the world ---- */

EXPORT ssize_t getrandom(void *bytes, size_t size, unsigned flags)
{
    return fails("getrandom") ? -1 : syscall(SYS_getrandom, bytes, size, flags);
}

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*main)(void *), void *argument)
{
    REAL(pthread_create)
    return fails("pthread_create") ? plan.error : function(thread, attributes, main, argument);
}

/* ---- memory ---- */

EXPORT void *malloc(size_t size)
{
    REAL(malloc)
    return fails("malloc") ? NULL : function(size);
}

/* dlsym() may allocate by calloc() before it can say where calloc() is. */
EXPORT void *calloc(size_t count, size_t size)
{
    static _Alignas(16) char early[4096];
    static size_t used;
    static void *(*function)(size_t, size_t);
    static bool is_looking;

    if (!function && is_looking) {
        void *memory = early + used;

        used += (count * size + 15) & ~(size_t)15;
        return used <= sizeof(early) ? memory : NULL;
    }
    if (!function) {
        void *symbol;

        is_looking = true;
        symbol = real("calloc");
        memcpy(&function, &symbol, sizeof(function));
        is_looking = false;
    }
    return fails("malloc") ? NULL : function(count, size);
}

EXPORT void *realloc(void *memory, size_t size)
{
    REAL(realloc)
    return fails("malloc") ? NULL : function(memory, size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
    REAL(aligned_alloc)
    return fails("malloc") ? NULL : function(alignment, size);
}

EXPORT int posix_memalign(void **memory, size_t alignment, size_t size)
{
    REAL(posix_memalign)
    return fails("malloc") ? ENOMEM : function(memory, alignment, size);
}

EXPORT unsigned long getauxval(unsigned long type)
{
    REAL(getauxval)
    return plan.is_secure && type == AT_SECURE ? 1 : function(type);
}
