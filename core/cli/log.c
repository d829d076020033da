/* SPDX-License-Identifier: Apache-2.0 */
/* Lines on standard error, each with one write. */
#include "cli/log.h"

#include "base/machine.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define PATIENCE_MS 2000

void lg_log_put(const char *bytes, size_t size, bool patient)
{
    struct pollfd room = {STDERR_FILENO, POLLOUT, 0};

    while (size > 0) {
        ssize_t wrote;

        if (poll(&room, 1, patient ? PATIENCE_MS : 0) != 1 && errno != EINTR)
            return;
        wrote = write(STDERR_FILENO, bytes, size);
        if (wrote < 0 && errno != EINTR)
            return;
        bytes += wrote > 0 ? wrote : 0;
        size -= wrote > 0 ? (size_t)wrote : 0;
    }
}

void lg_log_open(struct lg_json *json, struct lg_string *line, enum lg_log_level level, const char *event)
{
    static const char *const words[] = {[LG_LOG_INFO] = "info", [LG_LOG_WARNING] = "warning", [LG_LOG_ERROR] = "error"};
    char now[LG_CLOCK_TEXT];

    lg_clock_text(lg_clock_wall(), now);
    lg_json_init(json, line, false);
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "time", now);
    lg_json_text(json, "level", words[level]);
    lg_json_text(json, "event", event);
}

void lg_log_say(enum lg_log_form form, enum lg_log_level level, const char *event, const char *text)
{
    struct lg_string line = LG_STRING_INIT;
    struct lg_json json;

    if (form == LG_LOG_JSON) {
        lg_log_open(&json, &line, level, event);
        lg_json_text(&json, "message", text);
        lg_json_close(&json, '}');
    } else {
        lg_string_puts(&line, form == LG_LOG_COLOR && level == LG_LOG_ERROR ? "\033[31mlakegen:\033[0m " : "lakegen: ");
        lg_string_puts(&line, level == LG_LOG_WARNING ? "warning: " : "");
        lg_string_put_printable(&line, text);
        lg_string_putc(&line, '\n');
    }
    lg_log_put(lg_string_text(&line), line.length, true);
    lg_string_release(&line);
}
