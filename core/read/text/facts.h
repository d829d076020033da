/* SPDX-License-Identifier: Apache-2.0 */
/* What is found in a text file: rows, columns, the kinds of their values. Filled by the readers of CSV and JSON Lines. */
#ifndef LG_READ_TEXT_FACTS_H
#define LG_READ_TEXT_FACTS_H

#include "base/string.h"
#include "read/findings.h"

#define LG_TEXT_COLUMNS 10000 /* that are told apart; further ones are a finding */
#define LG_TEXT_NAME 256      /* bytes of a column's name that are kept */
#define LG_TEXT_SAMPLE 64     /* bytes of a value that decide what kind it is; longer ones are text */

/* Kinds of values, as bits. */
enum {
    LG_KIND_BOOL = 1 << 0,
    LG_KIND_INTEGER = 1 << 1,
    LG_KIND_NUMBER = 1 << 2,
    LG_KIND_DATE = 1 << 3,
    LG_KIND_TIMESTAMP = 1 << 4,
    LG_KIND_TEXT = 1 << 5,
    LG_KIND_LIST = 1 << 6,
    LG_KIND_OBJECT = 1 << 7
};

struct lg_text_column {
    char *name; /* owned */
    int64_t values, nulls, empty; /* empty: texts of no length */
    int64_t longest;              /* bytes of a value */
    unsigned kinds;               /* LG_KIND_… */
};

struct lg_text_facts {
    int64_t rows, bytes; /* bytes: after decompression */
    bool has_header, has_bom, has_crlf;
    uint32_t columns;
    struct lg_text_column *column; /* owned */
    struct lg_findings *findings;  /* borrowed */
};

void lg_text_facts_init(struct lg_text_facts *facts, struct lg_findings *findings);
void lg_text_facts_release(struct lg_text_facts *facts);

/* A further column; NULL without memory, with err set. */
struct lg_text_column *lg_text_facts_add(struct lg_text_facts *facts, const char *name, size_t length, struct lg_error *err);

/* What a value of a text file looks like: one bit. */
unsigned lg_text_kind(const char *text, size_t length);

/* "integer", "date", "text"; "integer, text" when values are of several kinds; "null" of none. */
void lg_text_put_kinds(unsigned kinds, struct lg_string *out);

/* Checks that bytes that come in pieces are UTF-8; a zeroed structure is ready. */
struct lg_utf8_check {
    unsigned char tail[4]; /* of a piece: a sequence that has not ended */
    size_t length;
    int64_t wrong;         /* bytes that are not UTF-8 */
};
void lg_utf8_feed(struct lg_utf8_check *check, const unsigned char *bytes, size_t size);
void lg_utf8_end(struct lg_utf8_check *check);

#endif
