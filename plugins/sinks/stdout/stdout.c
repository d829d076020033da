/* SPDX-License-Identifier: Apache-2.0 */
/* The stdout sink: one object, as it comes, to standard output. */
#include <lakegen/sink.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLL_MS 250

static const char *const formats[] = {"csv", "jsonl", "parquet", "native", "rowbinary", NULL};

struct state {
    const volatile int *cancelled;
    int fd;      /* standard output, or what it is opened anew */
    size_t most; /* bytes of a write that does not wait for the reader, once there is room for some */
};

/* A write of more than there is room for waits for the reader, and nobody could stop it. Opened anew, a pipe or terminal can be
 * written to without waiting, and whoever shares standard output sees nothing of that: setting the flag on the descriptor we were
 * given would change it for them, and for good if we were killed. What cannot be opened anew (a socket, or no /proc) gets what poll()
 * promises room for. A file never waits. */
static void choose_way(struct state *state)
{
    struct stat status;

    state->fd = STDOUT_FILENO;
    state->most = LG_BUFFER_BYTES;
    if (fstat(STDOUT_FILENO, &status) != 0 || S_ISREG(status.st_mode))
        return;
    state->fd = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (state->fd < 0) {
        state->fd = STDOUT_FILENO;
        state->most = PIPE_BUF;
    }
}

static int stdout_open(const struct lg_options *options, const struct lg_run *run, void **out, struct lg_error *err)
{
    struct state *state = malloc(sizeof(*state));

    (void)options;
    if (!state)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink stdout");
    state->cancelled = run->cancelled;
    choose_way(state);
    *out = state;
    return LG_OK;
}

static void stdout_close(void *argument)
{
    struct state *state = argument;

    if (state->fd != STDOUT_FILENO)
        (void)close(state->fd);
    free(state);
}

static int stdout_begin(void *state, const struct lg_object *object, void **writer, struct lg_error *err)
{
    if (strcmp(object->media_type, "application/vnd.apache.parquet") == 0 && isatty(STDOUT_FILENO))
        return lg_error_set(err, LG_E_USAGE, "standard output is a terminal, which cannot show Parquet; redirect it, or choose "
                            "--format csv");
    *writer = state;
    return LG_OK;
}

/* Waits until there is room, looking at the cancel flag: a reader may be slow for ever. */
static int wait_for_room(const struct state *state, struct lg_error *err)
{
    struct pollfd room = {state->fd, POLLOUT, 0};

    for (;;) {
        if (lg_is_cancelled(state->cancelled))
            return lg_error_set(err, LG_E_CANCELLED, "interrupted");
        if (poll(&room, 1, POLL_MS) != 0)
            return LG_OK; /* room, or an error that write() will name */
    }
}

static int stdout_write(void *writer, struct lg_buffer *buffer, struct lg_error *err)
{
    const struct state *state = writer;
    const unsigned char *bytes = lg_buffer_data(buffer);
    size_t left = lg_buffer_size(buffer);

    while (left > 0) {
        ssize_t wrote;

        if (wait_for_room(state, err) != LG_OK)
            return err->code;
        wrote = write(state->fd, bytes, left < state->most ? left : state->most);
        if (wrote < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (wrote < 0 && errno == EPIPE)
            return lg_error_set(err, LG_E_CLOSED, "the reader of standard output went away");
        if (wrote < 0)
            return lg_error_sys(err, errno == ENOSPC || errno == EIO || errno == EFBIG ? LG_E_LOCAL : LG_E_DESTINATION, errno,
                                "writing to standard output");
        bytes += wrote;
        left -= (size_t)wrote;
    }
    return LG_OK;
}

static int stdout_commit(void *writer, struct lg_receipt *receipt, struct lg_error *err)
{
    (void)writer, (void)receipt, (void)err;
    return LG_OK;
}

static void stdout_abort(void *writer)
{
    (void)writer;
}

LG_SINK_PLUGIN(stdout, "1.0", "one table to standard output", .formats = formats,
               .flags = LG_SINK_SINGLE_STREAM | LG_SINK_DISCARDS, .open = stdout_open, .close = stdout_close,
               .begin = stdout_begin, .write = stdout_write, .commit = stdout_commit, .abort = stdout_abort);
