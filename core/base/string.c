/* SPDX-License-Identifier: Apache-2.0 */
/* Growing strings, and the few text algorithms that messages need. */
#include "base/string.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lg_string_release(struct lg_string *string)
{
    free(string->text);
    *string = (struct lg_string)LG_STRING_INIT;
}

void lg_string_clear(struct lg_string *string)
{
    string->length = 0;
    string->failed = false;
    if (string->text)
        string->text[0] = '\0';
}

static bool reserve(struct lg_string *string, size_t more)
{
    size_t needed, capacity;
    char *grown;

    if (string->failed || more >= LG_STRING_CEILING - string->length) {
        string->failed = true;
        return false;
    }
    needed = string->length + more + 1;
    if (needed <= string->capacity)
        return true;
    capacity = string->capacity ? string->capacity : 64;
    while (capacity < needed)
        capacity *= 2;
    grown = realloc(string->text, capacity);
    if (!grown) {
        string->failed = true;
        return false;
    }
    string->text = grown;
    string->capacity = capacity;
    return true;
}

void lg_string_append(struct lg_string *string, const void *bytes, size_t length)
{
    if (!reserve(string, length))
        return;
    if (length > 0)
        memcpy(string->text + string->length, bytes, length);
    string->length += length;
    string->text[string->length] = '\0';
}

void lg_string_puts(struct lg_string *string, const char *text)
{
    lg_string_append(string, text, strlen(text));
}

void lg_string_putc(struct lg_string *string, char c)
{
    lg_string_append(string, &c, 1);
}

void lg_string_vprintf(struct lg_string *string, const char *format, va_list arguments)
{
    va_list again;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        string->failed = true;
        return;
    }
    if (!reserve(string, (size_t)length))
        return;
    (void)vsnprintf(string->text + string->length, (size_t)length + 1, format, arguments);
    string->length += (size_t)length;
}

void lg_string_printf(struct lg_string *string, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    lg_string_vprintf(string, format, arguments);
    va_end(arguments);
}

size_t lg_utf8_sequence(const unsigned char *text, const unsigned char *end)
{
    static const struct {
        unsigned char first, last, low, high, length;
    } forms[] = {/* Unicode Standard, table 3-7: well-formed UTF-8 byte sequences */
                 {0x00, 0x7f, 0x80, 0xbf, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
                 {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
                 {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};

    for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]) && text < end; f++) {
        size_t i;

        if (text[0] < forms[f].first || text[0] > forms[f].last)
            continue;
        if ((size_t)(end - text) < forms[f].length)
            return 0;
        if (forms[f].length > 1 && (text[1] < forms[f].low || text[1] > forms[f].high))
            return 0;
        for (i = 2; i < forms[f].length; i++)
            if (text[i] < 0x80 || text[i] > 0xbf)
                return 0;
        return forms[f].length;
    }
    return 0;
}

void lg_string_put_printable(struct lg_string *string, const char *text)
{
    lg_string_put_printable_bytes(string, text, strlen(text));
}

void lg_string_put_printable_bytes(struct lg_string *string, const void *bytes, size_t size)
{
    const unsigned char *p = bytes, *end = size ? p + size : p;

    while (p < end) {
        size_t length = lg_utf8_sequence(p, end);
        bool c1 = length == 2 && p[0] == 0xc2 && p[1] < 0xa0; /* U+0080…U+009F */

        if (length == 0 || c1 || (length == 1 && (p[0] < 0x20 || p[0] == 0x7f))) {
            lg_string_printf(string, "\\x%02x", (unsigned)p[0]);
            p++;
            continue;
        }
        lg_string_append(string, p, length);
        p += length;
    }
}

const char *lg_string_text(const struct lg_string *string)
{
    return string->text ? string->text : "";
}

char *lg_string_move(struct lg_string *string)
{
    char *text;

    lg_string_append(string, "", 0); /* an empty string is text too */
    if (string->failed) {
        lg_string_release(string);
        return NULL;
    }
    text = string->text;
    *string = (struct lg_string)LG_STRING_INIT;
    return text;
}

int lg_string_check(const struct lg_string *string, struct lg_error *err)
{
    if (!string->failed)
        return LG_OK;
    return lg_error_set(err, LG_E_LOCAL, "out of memory for a text of more than %zu bytes", string->length);
}

#define LONGEST_WORD 64

bool lg_is_name(const char *text)
{
    return *text >= 'a' && *text <= 'z' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

unsigned lg_edit_distance(const char *a, const char *b)
{
    size_t m = strnlen(a, LONGEST_WORD), n = strnlen(b, LONGEST_WORD);
    uint8_t rows[3][LONGEST_WORD + 1];
    uint8_t *before = rows[0], *previous = rows[1], *current = rows[2];

    for (size_t j = 0; j <= n; j++)
        previous[j] = (uint8_t)j;
    for (size_t i = 1; i <= m; i++) {
        uint8_t *oldest = before;

        current[0] = (uint8_t)i;
        for (size_t j = 1; j <= n; j++) {
            unsigned best = previous[j - 1] + (a[i - 1] != b[j - 1]);

            if (previous[j] + 1u < best)
                best = previous[j] + 1u;
            if (current[j - 1] + 1u < best)
                best = current[j - 1] + 1u;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1u < best)
                best = before[j - 2] + 1u;
            current[j] = (uint8_t)best;
        }
        before = previous;
        previous = current;
        current = oldest;
    }
    return previous[n];
}

const char *lg_nearest_word(const char *word, const char *const *candidates)
{
    const char *nearest = NULL;
    unsigned best = (unsigned)strnlen(word, LONGEST_WORD) / 3 + 1;

    for (; *candidates; candidates++) {
        unsigned distance = lg_edit_distance(word, *candidates);
        size_t length = strlen(word);

        if (length >= 3 && strncmp(word, *candidates, length) == 0)
            distance = 1; /* an abbreviation */
        if (distance < best || (distance == best && !nearest)) {
            best = distance;
            nearest = *candidates;
        }
    }
    return nearest;
}

const char *lg_short_path(const char *path, char text[LG_SHORT_PATH])
{
    static const char gap[] = "...";
    size_t length = strlen(path), head = LG_SHORT_PATH / 3, tail = length - LG_SHORT_PATH / 2;

    if (length < LG_SHORT_PATH)
        return path;
    while ((path[head] & 0xc0) == 0x80) /* not in the middle of a character */
        head--;
    while ((path[tail] & 0xc0) == 0x80)
        tail++;
    memcpy(text, path, head);
    memcpy(text + head, gap, strlen(gap));
    memcpy(text + head + strlen(gap), path + tail, length - tail + 1);
    return text;
}

bool lg_is_word_of(const char *words, const char *word)
{
    for (size_t length = strlen(word);; words++) {
        size_t next = strcspn(words, "|");

        if (next == length && memcmp(words, word, length) == 0)
            return true;
        words += next;
        if (*words == '\0')
            return false;
    }
}

size_t lg_url_scheme(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789+");

    return length >= 2 && text[length] == ':' ? length : 0;
}

/* "name=value", separated by '&': is a name one of a secret? */
static bool query_has_secret(const char *query)
{
    static const char *const words[] = {"pass", "pwd", "secret", "token", "signature", "credential", "key"};
    char name[64];

    for (; *query; query += strcspn(query, "&;"), query += *query != '\0') {
        size_t length = strcspn(query, "=&;");

        if (query[length] != '=')
            continue;
        for (size_t i = 0; i < length && i < sizeof(name) - 1; i++)
            name[i] = (char)(query[i] >= 'A' && query[i] <= 'Z' ? query[i] | 0x20 : query[i]);
        name[length < sizeof(name) - 1 ? length : sizeof(name) - 1] = '\0';
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
            if (strstr(name, words[i]))
                return true;
    }
    return false;
}

bool lg_url_has_userinfo(const char *text)
{
    const char *begin = strstr(text, "://"), *authority = begin ? begin + 3 : "";
    size_t length = strcspn(authority, "/?#");
    const char *colon = memchr(authority, ':', length), *query = strchr(authority, '?');

    if (memchr(authority, '@', length) || (colon && *authority != '[' && strchr(colon, '@')) || (query && query_has_secret(query + 1)))
        return true;
    return colon && *authority != '[' && colon + 1 + strspn(colon + 1, "0123456789") != authority + length; /* no port */
}
