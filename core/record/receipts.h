/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts: what is known of the objects that were committed. */
#ifndef LG_RECORD_RECEIPTS_H
#define LG_RECORD_RECEIPTS_H

#include <lakegen/sink.h>

#include "base/json.h"

struct lg_part_receipt {
    int64_t ordinal, part, first_row;
    char *table, *name; /* owned */
    struct lg_receipt receipt;
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

/* As a JSON array under a key, and back: LG_E_STATE when the text is not such an array. */
void lg_receipts_put_json(const struct lg_receipts *receipts, const char *key, struct lg_json *json);
int lg_receipts_parse(const char *text, size_t size, const char *key, struct lg_receipts *receipts, struct lg_error *err);

#endif
