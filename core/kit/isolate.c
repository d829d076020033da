/* SPDX-License-Identifier: Apache-2.0 */
/* A child that reports by a pipe. */
#include "kit/isolate.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS (300 * 1000) /* no check takes a hundredth of it */

/* The program's own handlers would speak of a crash of lakegen. */
static void report(int fd, lg_isolated_fn *fn, const void *context)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct lg_error err = LG_ERROR_INIT;

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        (void)signal(faults[i], SIG_DFL);
    (void)fn(context, &err);
    _exit(write(fd, &err, sizeof(err)) == (ssize_t)sizeof(err) ? 0 : 1);
}

/* Whole or nothing: it is shorter than PIPE_BUF. */
static ssize_t wait_for_report(int fd, struct lg_error *err)
{
    struct pollfd answer = {fd, POLLIN, 0};
    int ready;

    do
        ready = poll(&answer, 1, PATIENCE_MS);
    while (ready < 0 && errno == EINTR);
    return ready > 0 ? read(fd, err, sizeof(*err)) : -1;
}

static int explain(int status, struct lg_error *err)
{
    if (WIFSIGNALED(status))
        return lg_error_set(err, LG_E_PLUGIN, "it crashed: signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return lg_error_set(err, LG_E_PLUGIN, "it ended the process with status %d", WEXITSTATUS(status));
}

int lg_isolate(lg_isolated_fn *fn, const void *context, struct lg_error *err)
{
    struct lg_error found = LG_ERROR_INIT;
    int ends[2], status = 0;
    ssize_t got;
    pid_t child;

    if (pipe(ends) != 0)
        return lg_error_sys(err, LG_E_LOCAL, errno, "making a pipe");
    child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        report(ends[1], fn, context);
    }
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return lg_error_sys(err, LG_E_LOCAL, errno, "starting a process");
    }
    got = wait_for_report(ends[0], &found);
    (void)close(ends[0]);
    if (got < 0)
        (void)kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (got < 0)
        return lg_error_set(err, LG_E_PLUGIN, "it did not end within %d seconds", PATIENCE_MS / 1000);
    if (got != (ssize_t)sizeof(found))
        return explain(status, err);
    return found.code == LG_OK ? LG_OK : lg_error_set(err, found.code, "%s", found.message);
}
