/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials of a program: credential_process. It runs without a shell, and neither long nor talkative. */
#include "credentials.h"

#include "base/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_OUTPUT ((size_t)64 << 10)
#define MOST_WORDS 64
#define NAME "the credential_process"

/* Words separated by blanks, with quotes and backslashes as in a shell; cut in place. */
static int split_words(char *text, char **words, struct lg_error *err)
{
    size_t count = 0;

    for (char *in = text, *out; *(in += strspn(in, " \t")); *out = '\0') {
        char quote = 0;

        if (count == MOST_WORDS)
            return lg_error_set(err, LG_E_CONFIG, NAME " has more than %d words", MOST_WORDS);
        words[count++] = out = in;
        for (; *in && (quote || !strchr(" \t", *in)); in++) {
            if (quote ? *in == quote : *in == '"' || *in == '\'')
                quote = quote ? 0 : *in;
            else if (*in == '\\' && quote != '\'' && in[1])
                *out++ = *++in;
            else
                *out++ = *in;
        }
        if (quote)
            return lg_error_set(err, LG_E_CONFIG, NAME " has a quote without its partner");
        in += *in != '\0';
    }
    words[count] = NULL;
    return count > 0 ? LG_OK : lg_error_set(err, LG_E_CONFIG, NAME " is empty");
}

static int start(char **words, pid_t *pid, int *output, struct lg_error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    int pipes[2], failure;

    if (pipe2(pipes, O_CLOEXEC) != 0)
        return lg_error_sys(err, LG_E_LOCAL, errno, "running " NAME);
    (void)sigemptyset(&none);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    failure = posix_spawnp(pid, words[0], &actions, &attributes, words, environ);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(pipes[1]);
    *output = pipes[0];
    if (failure == 0)
        return LG_OK;
    (void)close(pipes[0]);
    return lg_error_sys(err, LG_E_AUTH, failure, "running " NAME " '%.100s'", words[0]);
}

/* Until it closes its output. */
static int read_output(const struct settings *settings, int output, struct lg_string *text, struct lg_error *err)
{
    int64_t until = lg_clock_ns() + settings->credentials_ns;
    struct pollfd readable = {output, POLLIN, 0};
    char bytes[4096];

    for (;;) {
        int ready = poll(&readable, 1, 100);
        ssize_t got;

        if (settings_is_cancelled(settings))
            return lg_error_set(err, LG_E_CANCELLED, "interrupted");
        if (lg_clock_ns() > until)
            return lg_error_set(err, LG_E_AUTH, NAME " gave nothing for %lld s", (long long)(settings->credentials_ns / 1000000000));
        if (ready <= 0)
            continue;
        got = read(output, bytes, sizeof(bytes));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return lg_string_check(text, err);
        if (text->length + (size_t)got > MOST_OUTPUT)
            return lg_error_set(err, LG_E_AUTH, NAME " gave more than %zu bytes", MOST_OUTPUT);
        lg_string_append(text, bytes, (size_t)got);
    }
}

static int check_status(pid_t pid, struct lg_error *err)
{
    int status = 0;

    if (err->code != LG_OK)
        (void)kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (err->code != LG_OK)
        return err->code;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return LG_OK;
    if (WIFEXITED(status))
        return lg_error_set(err, LG_E_AUTH, NAME " ended with status %d", WEXITSTATUS(status));
    return lg_error_set(err, LG_E_AUTH, NAME " ended by signal %d", WTERMSIG(status));
}

int credentials_from_process(const struct settings *settings, const char *command, struct keys **keys, struct lg_error *err)
{
    static const struct credentials_form form = {NAME, "SessionToken", 1};
    char *words[MOST_WORDS + 1], *copy = strdup(command);
    struct lg_string text = LG_STRING_INIT;
    int output = -1;
    pid_t pid = 0;

    if (!copy)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for " NAME);
    if (split_words(copy, words, err) == LG_OK && start(words, &pid, &output, err) == LG_OK) {
        (void)read_output(settings, output, &text, err);
        (void)close(output);
        if (check_status(pid, err) == LG_OK)
            (void)credentials_parse_json(&form, &text, keys, err);
    }
    if (text.text)
        explicit_bzero(text.text, text.capacity);
    lg_string_release(&text);
    free(copy);
    return err->code;
}
