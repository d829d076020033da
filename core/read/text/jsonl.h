/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON Lines as its bytes come by, for its shape and its faults: an object a line.
 *
 * Life cycle: lg_jsonl_new(), lg_jsonl_feed(), lg_jsonl_end(), lg_jsonl_free(). Memory: a line of at most LG_JSONL_LINE bytes. */
#ifndef LG_READ_TEXT_JSONL_H
#define LG_READ_TEXT_JSONL_H

#include "read/text/facts.h"

#define LG_JSONL_LINE ((size_t)64 << 20)

struct lg_jsonl;

int lg_jsonl_new(struct lg_text_facts *facts, struct lg_jsonl **jsonl, struct lg_error *err); /* facts: borrowed */
int lg_jsonl_feed(struct lg_jsonl *jsonl, const void *bytes, size_t size, struct lg_error *err);
int lg_jsonl_end(struct lg_jsonl *jsonl, struct lg_error *err);
void lg_jsonl_free(struct lg_jsonl *jsonl);

#endif
