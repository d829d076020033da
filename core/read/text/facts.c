/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of text files, and what kind of value a text is. */
#include "read/text/facts.h"

#include "base/parse.h"

#include <stdlib.h>
#include <string.h>

void lg_text_facts_init(struct lg_text_facts *facts, struct lg_findings *findings)
{
    *facts = (struct lg_text_facts){.findings = findings};
}

void lg_text_facts_release(struct lg_text_facts *facts)
{
    for (uint32_t c = 0; c < facts->columns; c++)
        free(facts->column[c].name);
    free(facts->column);
    *facts = (struct lg_text_facts){0};
}

struct lg_text_column *lg_text_facts_add(struct lg_text_facts *facts, const char *name, size_t length, struct lg_error *err)
{
    struct lg_text_column *grown = realloc(facts->column, (facts->columns + 1) * sizeof(*grown));
    char *copy = strndup(name, length < LG_TEXT_NAME ? length : LG_TEXT_NAME);

    if (grown)
        facts->column = grown;
    if (!grown || !copy) {
        free(copy);
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for %u columns", facts->columns + 1);
        return NULL;
    }
    grown[facts->columns] = (struct lg_text_column){.name = copy};
    return &grown[facts->columns++];
}

/* ---- kinds ---- */

static bool is_digits(const char *text, size_t length)
{
    return length > 0 && strspn(text, "0123456789") >= length;
}

/* RFC 8259, 6: numbers. */
static unsigned number_kind(const char *text)
{
    const char *p = text + (*text == '-'), *digits = p;
    unsigned kind = LG_KIND_INTEGER;

    p += strspn(p, "0123456789");
    if (p == digits || p - digits > 18)
        return 0;
    if (*p == '.') {
        size_t fraction = strspn(p + 1, "0123456789");

        if (fraction == 0)
            return 0;
        p += 1 + fraction;
        kind = LG_KIND_NUMBER;
    }
    if (*p == 'e' || *p == 'E') {
        p += 1 + (p[1] == '-' || p[1] == '+');
        if (!is_digits(p, 1))
            return 0;
        p += strspn(p, "0123456789");
        kind = LG_KIND_NUMBER;
    }
    return *p == '\0' ? kind : 0;
}

static unsigned time_kind(const char *text, size_t length)
{
    int64_t microseconds;

    if (length < 10 || text[4] != '-' || text[7] != '-' || lg_parse_time(text, &microseconds, NULL) != LG_OK)
        return 0;
    return length == 10 ? LG_KIND_DATE : LG_KIND_TIMESTAMP;
}

unsigned lg_text_kind(const char *text, size_t length)
{
    char word[LG_TEXT_SAMPLE + 1];
    unsigned kind;

    if (length > LG_TEXT_SAMPLE || memchr(text, '\0', length))
        return LG_KIND_TEXT;
    memcpy(word, text, length);
    word[length] = '\0';
    if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0)
        return LG_KIND_BOOL;
    kind = number_kind(word);
    if (kind == 0)
        kind = time_kind(word, length);
    return kind ? kind : LG_KIND_TEXT;
}

void lg_text_put_kinds(unsigned kinds, struct lg_string *out)
{
    static const char *const words[] = {"bool", "integer", "number", "date", "timestamp", "text", "list", "object"};
    const char *separator = "";

    if (kinds == (LG_KIND_INTEGER | LG_KIND_NUMBER))
        kinds = LG_KIND_NUMBER;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (kinds >> i & 1) {
            lg_string_printf(out, "%s%s", separator, words[i]);
            separator = ", ";
        }
    if (kinds == 0)
        lg_string_puts(out, "null");
}

/* ---- UTF-8 ---- */

/* Takes one sequence, or one byte that begins none. 0: more bytes are needed to tell. */
static size_t take_sequence(struct lg_utf8_check *check, const unsigned char *p, const unsigned char *end, bool last)
{
    size_t step = lg_utf8_sequence(p, end), needed = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : *p >= 0xc2 ? 2 : 1;

    if (step > 0)
        return step;
    if (!last && (size_t)(end - p) < needed)
        return 0;
    check->wrong++;
    return 1;
}

static void finish_tail(struct lg_utf8_check *check, bool last)
{
    size_t step = 1;

    while (check->length > 0 && (step = take_sequence(check, check->tail, check->tail + check->length, last)) > 0) {
        check->length -= step;
        memmove(check->tail, check->tail + step, check->length);
    }
}

void lg_utf8_feed(struct lg_utf8_check *check, const unsigned char *bytes, size_t size)
{
    const unsigned char *p = bytes, *end = bytes + size;

    while (check->length > 0 && p < end) {
        check->tail[check->length++] = *p++;
        finish_tail(check, false);
    }
    while (p < end) {
        size_t step = *p < 0x80 ? 1 : take_sequence(check, p, end, false);

        if (step == 0)
            break;
        p += step;
    }
    if (p < end && check->length == 0) {
        check->length = (size_t)(end - p);
        memcpy(check->tail, p, check->length);
    }
}

void lg_utf8_end(struct lg_utf8_check *check)
{
    finish_tail(check, true);
}
