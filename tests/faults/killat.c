/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a command and kills it, with all its threads, at the entry of its n-th system call:
 *
 *     killat all|writes N COMMAND [ARGUMENT]...
 *
 * "writes" counts only calls that change files. N = 0 kills nothing. Behind the command's own output a line "calls C" on standard
 * error says how many there were. The status is the command's; 137 when it was killed. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long numbers[] = {
    SYS_ftruncate, SYS_fallocate, SYS_fsync, SYS_fdatasync, SYS_renameat2, SYS_unlinkat, SYS_mkdirat, SYS_linkat, SYS_flock,
    SYS_sync_file_range,
#ifdef SYS_rename
    SYS_rename, SYS_unlink, SYS_mkdir, SYS_rmdir, SYS_link,
#endif
};

/* Pipes, terminals and eventfds have no name that begins with a slash. */
static bool is_file(pid_t pid, unsigned long long fd)
{
    char link[64], path[64];
    ssize_t length;

    (void)snprintf(link, sizeof(link), "/proc/%ld/fd/%llu", (long)pid, fd);
    length = readlink(link, path, sizeof(path));
    return length > 0 && path[0] == '/';
}

/* Only opening can make a file; what goes to standard output and error is not lakegen's. */
static bool changes_files(pid_t pid, const struct __ptrace_syscall_info *info)
{
    long number = (long)info->entry.nr;

    if (number == SYS_write || number == SYS_pwrite64)
        return info->entry.args[0] > STDERR_FILENO && is_file(pid, info->entry.args[0]);
    if (number == SYS_openat)
        return (info->entry.args[2] & O_CREAT) != 0;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (number == numbers[i])
            return true;
    return false;
}

static void die(const char *what)
{
    perror(what);
    exit(99);
}

static pid_t start(char **command)
{
    pid_t pid = fork();

    if (pid < 0)
        die("fork");
    if (pid > 0)
        return pid;
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
        die("ptrace");
    (void)raise(SIGSTOP);
    (void)execvp(command[0], command);
    die(command[0]);
    return -1;
}

static int exit_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct tracing {
    pid_t pid;
    bool writes_only;
    unsigned long calls, kill_at;
};

/* What the stopped thread is told when it goes on: 0, or the signal that stopped it. */
static int look(struct tracing *tracing, pid_t thread, int status)
{
    struct __ptrace_syscall_info info;
    int number = WSTOPSIG(status);

    if (number == (SIGTRAP | 0x80)) {
        if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY &&
            (!tracing->writes_only || changes_files(tracing->pid, &info)) && ++tracing->calls == tracing->kill_at)
            (void)kill(tracing->pid, SIGKILL);
        return 0;
    }
    return number == SIGTRAP || number == SIGSTOP ? 0 : number; /* events, new threads */
}

static int trace(struct tracing *tracing)
{
    int status, result = 99;

    for (;;) {
        pid_t thread = waitpid(-1, &status, __WALL);

        if (thread < 0 && errno == EINTR)
            continue;
        if (thread < 0)
            return result;
        if (!WIFSTOPPED(status)) {
            if (thread == tracing->pid)
                result = exit_status(status);
            continue;
        }
        (void)ptrace(PTRACE_SYSCALL, thread, NULL, (void *)(long)look(tracing, thread, status));
    }
}

int main(int argc, char **argv)
{
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL;
    struct tracing tracing = {0};
    int status;

    if (argc < 4)
        return 99;
    tracing.writes_only = strcmp(argv[1], "writes") == 0;
    tracing.kill_at = strtoul(argv[2], NULL, 10);
    tracing.pid = start(argv + 3);
    if (waitpid(tracing.pid, &status, 0) < 0 || ptrace(PTRACE_SETOPTIONS, tracing.pid, NULL, (void *)options) != 0)
        die("ptrace");
    (void)ptrace(PTRACE_SYSCALL, tracing.pid, NULL, NULL);
    status = trace(&tracing);
    (void)fprintf(stderr, "calls %lu\n", tracing.calls);
    return status;
}
