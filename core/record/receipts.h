/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts: what is known of the objects that were committed. */
#ifndef LG_RECORD_RECEIPTS_H
#define LG_RECORD_RECEIPTS_H

#include <lakegen/sink.h>

#include "base/json.h"

#include <jansson.h>

struct lg_part_receipt {
    int64_t ordinal, part;
    int64_t first_row, end_row; /* rows [first_row, end_row) of the table, or of the one that it is derived from */
    char *table, *name;         /* owned */
    struct lg_receipt receipt;
    char sha256[65];            /* or "" */
};

struct lg_receipts {
    struct lg_part_receipt *item; /* owned */
    size_t count, capacity;
};

#define LG_RECEIPTS_INIT \
    { \
        NULL, 0, 0 \
    }

void lg_receipts_release(struct lg_receipts *receipts);

/* Copies the texts. */
int lg_receipts_add(struct lg_receipts *receipts, const struct lg_part_receipt *item, struct lg_error *err);
void lg_receipts_sort(struct lg_receipts *receipts); /* by ordinal */
void lg_receipts_sum(const struct lg_receipts *receipts, int64_t *rows, int64_t *bytes);

/* The members of one as JSON, and back: false when the object is not a receipt. The texts of item are borrowed from the object. */
void lg_receipt_put_members(const struct lg_part_receipt *item, struct lg_json *json);
bool lg_receipt_read(const json_t *object, struct lg_part_receipt *item);

/* As a JSON array under a key, a line each; and back: LG_E_STATE when there is no such array of receipts. */
void lg_receipts_put_json(const struct lg_receipts *receipts, const char *key, struct lg_json *json);
int lg_receipts_read(const json_t *root, const char *key, struct lg_receipts *receipts, struct lg_error *err);
int lg_receipts_parse(const char *text, size_t size, const char *key, struct lg_receipts *receipts, struct lg_error *err);

#endif
