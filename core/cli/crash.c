/* SPDX-License-Identifier: Apache-2.0 */
/* The handler writes, and lets the signal do what it would have done. */
#include "cli/crash.h"

#include "run/part.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static void put(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return; /* nobody hears it */
}

static void on_fault(int number)
{
    const char *object = lg_part_at_work();
    char digits[] = {(char)('0' + number / 10), (char)('0' + number % 10), '\0'};

    put("lakegen: died by signal ");
    put(digits);
    if (object) {
        put(" while making '");
        put(object);
        put("'; --resume continues");
    }
    put("\n");
    (void)raise(number); /* SA_RESETHAND: by its default action now */
}

void lg_crash_speak(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action, before;

    memset(&action, 0, sizeof(action));
    action.sa_handler = on_fault;
    action.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if (sigaction(faults[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            (void)sigaction(faults[i], &action, NULL);
}
