/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: one list of codes, and a message buffer that the caller owns.
 *
 * Every function of lakegen that can fail takes a `struct lg_error *` as its last argument and returns a code, LG_OK (0)
 * when it succeeded. The message is set once, where the facts are known; callers may put a prefix before it. The first
 * error wins: lg_error_set() on a structure that already holds an error changes nothing.
 *
 * Messages are lower case, without a full stop, with the thing in quotes: what was being done, to what, and what to do
 * about it. They never hold a secret. The structure is plain memory: initialise it with LG_ERROR_INIT, no release needed.
 * Threads: a structure belongs to one thread. */
#ifndef LAKEGEN_ERROR_H
#define LAKEGEN_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(value, NAME, what happened, may the same call be retried, exit status of the program) */
#define LG_ERRORS(X) \
    X(0, OK, "success", 0, 0) \
    X(1, INTERNAL, "internal error", 0, 1) \
    X(2, USAGE, "wrong use of the command line", 0, 2) \
    X(3, CONFIG, "wrong configuration", 0, 3) \
    X(4, PLUGIN, "plugin refused or broke its contract", 0, 4) \
    X(5, AUTH, "access denied", 0, 5) \
    X(6, DESTINATION, "destination missing, unwritable or occupied", 0, 6) \
    X(7, TRANSIENT, "temporary failure", 1, 7) \
    X(8, LOCAL, "local resource exhausted", 0, 8) \
    X(9, VERIFICATION, "bytes or counts differ", 0, 9) \
    X(10, PARTIAL, "some parts failed", 0, 10) \
    X(11, STATE, "state of another or damaged run", 0, 11) \
    X(12, TIMEOUT, "deadline reached", 0, 12) \
    X(13, CANCELLED, "interrupted", 0, 130) \
    X(14, NOT_FOUND, "no such object", 0, 6) \
    X(15, EXISTS, "object exists", 0, 6) \
    X(16, UNSUPPORTED, "not supported by this sink", 0, 6) \
    X(17, CLOSED, "the reader of the output went away", 0, 141)

#define LG_ERROR_ENUMERATOR(value, name, text, retry, exit_status) LG_E_##name = value,
enum lg_error_code { LG_ERRORS(LG_ERROR_ENUMERATOR) LG_OK = LG_E_OK };

struct lg_error {
    int32_t code;      /* one of LG_E_… */
    int32_t sys_errno; /* the errno behind it, or 0 */
    char message[504]; /* NUL-terminated UTF-8 */
};

/* clang-format off */
#define LG_ERROR_INIT { 0, 0, { 0 } }
/* clang-format on */

#if defined(__GNUC__)
#define LG_PRINTF(position, first) __attribute__((format(printf, position, first)))
#else
#define LG_PRINTF(position, first)
#endif

/* Sets code and message, unless an error is already set. Returns the code in force. err may be NULL. */
int lg_error_set(struct lg_error *err, int code, const char *format, ...) LG_PRINTF(3, 4);

/* The same, and remembers sys_errno and appends ": " and its text to the message. */
int lg_error_sys(struct lg_error *err, int code, int sys_errno, const char *format, ...) LG_PRINTF(4, 5);

/* Puts "prefix: " before the message of an error that is set. Returns its code. */
int lg_error_wrap(struct lg_error *err, const char *format, ...) LG_PRINTF(2, 3);

/* The text and the exit status that belong to a code; never NULL. */
const char *lg_error_text(int code);
int lg_error_exit_status(int code);
int lg_error_may_retry(int code);

#ifdef __cplusplus
}
#endif
#endif
