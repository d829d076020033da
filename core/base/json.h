/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON writer: plans, manifests and reports, built piece by piece so that a million receipts need no tree.
 *
 * Members and elements are put in order; the writer adds commas, line breaks and indentation. One space of indentation a
 * level when pretty, none otherwise. A key is NULL inside arrays and at the top. Errors stay in the string. */
#ifndef LG_BASE_JSON_H
#define LG_BASE_JSON_H

#include "base/string.h"

#include <stdint.h>

struct lg_json {
    struct lg_string *out; /* borrowed */
    bool pretty;
    bool first; /* no comma needed before the next member */
    int depth;
};

void lg_json_init(struct lg_json *json, struct lg_string *out, bool pretty);
void lg_json_open(struct lg_json *json, const char *key, char bracket);  /* '{' or '[' */
void lg_json_close(struct lg_json *json, char bracket);                  /* '}' or ']' */
void lg_json_text(struct lg_json *json, const char *key, const char *value); /* NULL: null */
void lg_json_string(struct lg_json *json, const char *key, const struct lg_string *value); /* one that failed makes the output fail */
void lg_json_int(struct lg_json *json, const char *key, int64_t value);
void lg_json_bool(struct lg_json *json, const char *key, bool value);
void lg_json_literal(struct lg_json *json, const char *key, const char *literal); /* a number, or JSON, as it is */

/* Sealed objects: their last member is "crc32", over the bytes of the object before it. lg_json_close_sealed() ends an object at the top
 * that was not opened pretty and began at byte `start` of the string; a line feed follows it. lg_json_is_sealed() looks at such a
 * line: bytes that were changed, cut off or added do not go unnoticed. */
void lg_json_close_sealed(struct lg_json *json, size_t start);
bool lg_json_is_sealed(const char *text, size_t length);

/* Appends the text as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void lg_json_quote(struct lg_string *out, const void *text, size_t length);

#endif
