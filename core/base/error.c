/* SPDX-License-Identifier: Apache-2.0 */
/* Error structures; the manual is lakegen/error.h. */
#include <lakegen/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct error_kind {
    const char *text;
    int may_retry, exit_status;
};

#define ERROR_KIND(value, name, text, retry, exit_status) [value] = {text, retry, exit_status},
static const struct error_kind kinds[] = {LG_ERRORS(ERROR_KIND)};

static const struct error_kind *kind_of(int code)
{
    int known = code >= 0 && (size_t)code < sizeof(kinds) / sizeof(kinds[0]);
    return &kinds[known ? code : LG_E_INTERNAL];
}

const char *lg_error_text(int code)
{
    return kind_of(code)->text;
}

int lg_error_exit_status(int code)
{
    return kind_of(code)->exit_status;
}

int lg_error_may_retry(int code)
{
    return kind_of(code)->may_retry;
}

/* Messages are cut on a character border: half a UTF-8 sequence would corrupt a JSON log line. */
static void trim_partial_character(char *text, size_t size)
{
    size_t length = strlen(text);
    size_t start = length;

    if (length + 1 < size)
        return;
    while (start > 0 && length - start < 4 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xc0)
        text[start - 1] = '\0';
}

static void set_message(struct lg_error *err, int code, int sys_errno, const char *format, va_list arguments)
{
    err->code = code;
    err->sys_errno = sys_errno;
    (void)vsnprintf(err->message, sizeof(err->message), format, arguments);
}

int lg_error_set(struct lg_error *err, int code, const char *format, ...)
{
    va_list arguments;

    if (!err)
        return code;
    if (err->code != LG_OK)
        return err->code;
    va_start(arguments, format);
    set_message(err, code, 0, format, arguments);
    va_end(arguments);
    trim_partial_character(err->message, sizeof(err->message));
    return code;
}

int lg_error_sys(struct lg_error *err, int code, int sys_errno, const char *format, ...)
{
    va_list arguments;
    size_t used;
    char memory[96];

    if (!err)
        return code;
    if (err->code != LG_OK)
        return err->code;
    va_start(arguments, format);
    set_message(err, code, sys_errno, format, arguments);
    va_end(arguments);
    used = strlen(err->message);
    (void)snprintf(err->message + used, sizeof(err->message) - used, ": %s", strerror_r(sys_errno, memory, sizeof(memory)));
    trim_partial_character(err->message, sizeof(err->message));
    return code;
}

int lg_error_wrap(struct lg_error *err, const char *format, ...)
{
    char inner[sizeof(err->message)];
    va_list arguments;
    size_t used;

    if (!err || err->code == LG_OK)
        return err ? err->code : LG_OK;
    memcpy(inner, err->message, sizeof(inner));
    va_start(arguments, format);
    (void)vsnprintf(err->message, sizeof(err->message), format, arguments);
    va_end(arguments);
    used = strlen(err->message);
    (void)snprintf(err->message + used, sizeof(err->message) - used, ": %s", inner);
    trim_partial_character(err->message, sizeof(err->message));
    return err->code;
}
