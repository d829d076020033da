/* SPDX-License-Identifier: Apache-2.0 */
/* Threads over pthreads; the manual is lakegen/thread.h. */
#include <lakegen/thread.h>

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct lg_thread {
    pthread_t id;
    void (*function)(void *argument);
    void *argument;
};

static void *thread_main(void *argument)
{
    struct lg_thread *thread = argument;

    thread->function(thread->argument);
    return NULL;
}

/* Everything but faults: they must reach the thread that caused them. */
static void fill_asynchronous(sigset_t *set)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};

    (void)sigfillset(set);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        (void)sigdelset(set, faults[i]);
}

int lg_thread_start(void (*function)(void *argument), void *argument, const char *name, struct lg_thread **out,
                    struct lg_error *err)
{
    struct lg_thread *thread = malloc(sizeof(*thread));
    sigset_t blocked, before;
    int failure;

    *out = NULL;
    if (!thread)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a thread of %s", name);
    *thread = (struct lg_thread){.function = function, .argument = argument};
    fill_asynchronous(&blocked);
    (void)pthread_sigmask(SIG_SETMASK, &blocked, &before);
    failure = pthread_create(&thread->id, NULL, thread_main, thread);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure) {
        free(thread);
        return lg_error_sys(err, LG_E_LOCAL, failure, "starting a thread of %s", name);
    }
    *out = thread;
    return LG_OK;
}

void lg_thread_join(struct lg_thread *thread)
{
    if (!thread)
        return;
    (void)pthread_join(thread->id, NULL);
    free(thread);
}
