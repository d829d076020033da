/* SPDX-License-Identifier: Apache-2.0 */
/* Growing strings with a ceiling, for everything that is not on the data path: messages, JSON, names.
 *
 * Life cycle: start from LG_STRING_INIT, append, lg_string_release(). The text is always NUL-terminated; it may hold NULs.
 * A string that could not grow (no memory, or LG_STRING_CEILING reached) remembers it and ignores further appends, so that
 * writers check once at the end with lg_string_check(). One thread at a time. */
#ifndef LG_BASE_STRING_H
#define LG_BASE_STRING_H

#include <lakegen/error.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define LG_STRING_CEILING ((size_t)1 << 30)

struct lg_string {
    char *text; /* owned; NULL until the first append, use lg_string_text() */
    size_t length, capacity;
    bool failed;
};

#define LG_STRING_INIT \
    { \
        NULL, 0, 0, false \
    }

void lg_string_release(struct lg_string *string);
void lg_string_clear(struct lg_string *string); /* keeps the memory */
void lg_string_append(struct lg_string *string, const void *bytes, size_t length);
void lg_string_puts(struct lg_string *string, const char *text);
void lg_string_putc(struct lg_string *string, char c);
void lg_string_printf(struct lg_string *string, const char *format, ...) LG_PRINTF(2, 3);
void lg_string_vprintf(struct lg_string *string, const char *format, va_list arguments);

/* Appends text for people: control characters, and bytes that are not UTF-8, become \xNN. */
void lg_string_put_printable(struct lg_string *string, const char *text);
void lg_string_put_printable_bytes(struct lg_string *string, const void *bytes, size_t size); /* NULs too */

const char *lg_string_text(const struct lg_string *string); /* borrowed, never NULL */
char *lg_string_move(struct lg_string *string);             /* owned by the caller (free), NULL when the string failed */
int lg_string_check(const struct lg_string *string, struct lg_error *err);

/* Number of bytes of the well-formed UTF-8 sequence at text (1…4), 0 when it is none; end is behind the last byte. */
size_t lg_utf8_sequence(const unsigned char *text, const unsigned char *end);

/* Is it what plugins, options and tables are called: [a-z][a-z0-9_]*? */
bool lg_is_name(const char *text);

/* A path as messages show it: the middle of a long one is left out, so that what is said of it has room. */
#define LG_SHORT_PATH 160
const char *lg_short_path(const char *path, char text[LG_SHORT_PATH]);

/* Is a word one of those in "a|b|c"? */
bool lg_is_word_of(const char *words, const char *word);

/* Edit distance, for "did you mean": insertions, deletions, replacements, swaps of neighbours; at most 64 characters. */
unsigned lg_edit_distance(const char *a, const char *b);

/* The candidate nearest to word, or NULL when none is near enough to be a typing mistake. Candidates end with NULL. */
const char *lg_nearest_word(const char *word, const char *const *candidates);

/* Is it a URL with a user name or password in it, before its host or as a parameter? Such a text must not be repeated. A password may hold
 * a slash that nobody escaped. */
bool lg_url_has_userinfo(const char *text);

/* Length of the scheme of scheme://authority/place or scheme:place; it has at least two letters. 0: there is none. */
size_t lg_url_scheme(const char *text);

#endif
