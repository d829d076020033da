/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people: numbers, sizes, colours, standard output. */
#include "cli/cli.h"

#include <lakegen/sink.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool lg_cli_wants_json(const struct lg_cli *cli)
{
    return strcmp(cli->settings.output_format, "json") == 0;
}

bool lg_cli_color(const struct lg_cli *cli, int fd)
{
    const char *when = cli->settings.color, *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    if (when && strcmp(when, "auto") != 0) /* without settings there are no defaults either */
        return strcmp(when, "always") == 0;
    return isatty(fd) && !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0);
}

enum lg_log_form lg_cli_log_form(const struct lg_cli *cli)
{
    if (cli->settings.log_format && strcmp(cli->settings.log_format, "json") == 0)
        return LG_LOG_JSON;
    return cli->settings.color && lg_cli_color(cli, STDERR_FILENO) ? LG_LOG_COLOR : LG_LOG_TEXT;
}

void lg_put_count(struct lg_string *out, int64_t count)
{
    char digits[32];
    int length = snprintf(digits, sizeof(digits), "%lld", (long long)count);

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            lg_string_putc(out, ',');
        lg_string_putc(out, digits[i]);
    }
}

void lg_put_bytes(struct lg_string *out, int64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes;
    size_t unit = 0;

    while (value >= 999.5 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        value /= 1000;
        unit++;
    }
    lg_string_printf(out, unit == 0 || value >= 99.95 ? "%.0f %s" : value >= 9.995 ? "%.1f %s" : "%.2f %s", value, units[unit]);
}

void lg_cli_say(const struct lg_cli *cli, int level, const char *sentence)
{
    bool is_warning = level >= LG_SAY_WARNING;

    if (cli->settings.quiet && !is_warning)
        return;
    lg_log_say(lg_cli_log_form(cli), is_warning ? LG_LOG_WARNING : LG_LOG_INFO, is_warning ? "warning" : "note", sentence);
}

void lg_cli_warn(const struct lg_cli *cli, const struct lg_words *sentences)
{
    for (size_t i = 0; i < sentences->count; i++)
        lg_log_say(lg_cli_log_form(cli), LG_LOG_WARNING, "warning", sentences->word[i]);
}

int lg_cli_print(const struct lg_string *text, struct lg_error *err)
{
    size_t done = 0;

    if (lg_string_check(text, err) != LG_OK)
        return err->code;
    while (done < text->length) {
        ssize_t wrote = write(STDOUT_FILENO, text->text + done, text->length - done);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0 && errno == EPIPE)
            return lg_error_set(err, LG_E_CLOSED, "the reader of standard output went away");
        if (wrote < 0)
            return lg_error_sys(err, errno == ENOSPC || errno == EIO ? LG_E_LOCAL : LG_E_DESTINATION, errno,
                                "writing to standard output");
        done += (size_t)wrote;
    }
    return LG_OK;
}
