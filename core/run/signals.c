/* SPDX-License-Identifier: Apache-2.0 */
/* Signals through signalfd(2); an eventfd ends the thread. */
#include "run/signals.h"

#include "base/machine.h"

#include <lakegen/thread.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int taken[] = {SIGINT, SIGTERM, SIGXCPU, SIGUSR1, SIGHUP};

/* Giving up takes sinks a second at most; two are left for it, or a quarter of a short grace time. */
#define GIVING_UP_MS INT64_C(2000)

/* timeout(1) sends its signal to the process and to its group: that is one request, heard twice. */
#define ECHO_MS INT64_C(100)

struct lg_signals {
    struct lg_stop *stop;
    struct lg_signal_hooks hooks;
    struct lg_thread *thread;
    int signals, end; /* descriptors, -1: none */
    int64_t grace_ms;
    int64_t asked_ms; /* when the first signal came; -1: not yet */
};

static int64_t minimum(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t now_ms(void)
{
    return lg_clock_ns() / 1000000;
}

static int64_t give_up_at(const struct lg_signals *signals)
{
    return signals->asked_ms + signals->grace_ms - minimum(signals->grace_ms / 4, GIVING_UP_MS);
}

static int64_t end_at(const struct lg_signals *signals)
{
    int64_t given_up = give_up_at(signals) + GIVING_UP_MS, over = signals->asked_ms + signals->grace_ms;

    return given_up > over ? given_up : over;
}

static void end_process(struct lg_signals *signals, int number)
{
    lg_stop_settle(signals->stop);
    signals->hooks.end(signals->hooks.context, number);
}

static void take(struct lg_signals *signals, int number)
{
    if (number == SIGUSR1)
        signals->hooks.show(signals->hooks.context);
    if (number == SIGUSR1 || number == SIGHUP || (number == SIGXCPU && signals->asked_ms >= 0))
        return;
    if (signals->asked_ms >= 0) {
        if (now_ms() - signals->asked_ms >= ECHO_MS || number != atomic_load(&signals->stop->signal))
            end_process(signals, number);
        return;
    }
    signals->asked_ms = now_ms();
    if (number == SIGXCPU)
        __atomic_store_n(&signals->stop->cancelled, 1, __ATOMIC_RELAXED);
    atomic_store(&signals->stop->signal, number);
}

/* What the clock brings after the first signal. */
static void watch(struct lg_signals *signals)
{
    if (signals->asked_ms < 0)
        return;
    if (now_ms() >= give_up_at(signals))
        __atomic_store_n(&signals->stop->cancelled, 1, __ATOMIC_RELAXED);
    if (now_ms() >= end_at(signals))
        end_process(signals, atomic_load(&signals->stop->signal));
}

/* How long to sleep before there is something to watch for; -1: for ever. */
static int sleep_ms(const struct lg_signals *signals)
{
    int64_t next = lg_is_cancelled(&signals->stop->cancelled) ? end_at(signals) : minimum(give_up_at(signals), end_at(signals));

    if (signals->asked_ms < 0)
        return -1;
    next -= now_ms();
    return (int)(next < 0 ? 0 : minimum(next, 1000));
}

static void signals_main(void *argument)
{
    struct lg_signals *signals = argument;
    struct pollfd fds[] = {{signals->signals, POLLIN, 0}, {signals->end, POLLIN, 0}};
    struct signalfd_siginfo info;

    for (;;) {
        if (poll(fds, 2, sleep_ms(signals)) < 0 && errno != EINTR)
            return;
        if (fds[1].revents)
            return;
        if (fds[0].revents && read(signals->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
            take(signals, (int)info.ssi_signo);
        watch(signals);
    }
}

/* Ignored ones would never be read. Who was started with SIGHUP ignored (nohup) meant it; a shell ignores SIGINT for all that it
 * runs in the background, and that is no reason not to stop when somebody says so. */
static void block(struct lg_signals *signals)
{
    sigset_t set;

    (void)sigemptyset(&set);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        (void)sigaddset(&set, taken[i]);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        if (taken[i] != SIGHUP)
            (void)signal(taken[i], SIG_DFL);
    signals->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int lg_signals_start(struct lg_stop *stop, int64_t grace_ms, const struct lg_signal_hooks *hooks, struct lg_signals **out,
                     struct lg_error *err)
{
    struct lg_signals *signals = calloc(1, sizeof(*signals));

    *out = NULL;
    if (!signals)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for signals");
    signals->stop = stop;
    signals->hooks = *hooks;
    signals->grace_ms = grace_ms;
    signals->asked_ms = -1;
    block(signals);
    signals->end = eventfd(0, EFD_CLOEXEC);
    if (signals->signals < 0 || signals->end < 0)
        (void)lg_error_sys(err, LG_E_LOCAL, errno, "waiting for signals");
    else if (lg_thread_start(signals_main, signals, "signals", &signals->thread, err) == LG_OK) {
        *out = signals;
        return LG_OK;
    }
    lg_signals_end(signals);
    return err->code;
}

void lg_signals_end(struct lg_signals *signals)
{
    const uint64_t one = 1;

    if (!signals)
        return;
    if (signals->thread && write(signals->end, &one, sizeof(one)) != (ssize_t)sizeof(one))
        return; /* it goes on reading what is its own, until the process ends */
    lg_thread_join(signals->thread);
    if (signals->signals >= 0)
        (void)close(signals->signals);
    if (signals->end >= 0)
        (void)close(signals->end);
    free(signals);
}
