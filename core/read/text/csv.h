/* SPDX-License-Identifier: Apache-2.0 */
/* Reads CSV (RFC 4180) as its bytes come by, for its shape and its faults; cells are not kept.
 *
 * The first row is a header when all its cells are texts. Life cycle: lg_csv_new(), lg_csv_feed(), lg_csv_end(), lg_csv_free(). */
#ifndef LG_READ_TEXT_CSV_H
#define LG_READ_TEXT_CSV_H

#include "read/text/facts.h"

struct lg_csv;

int lg_csv_new(struct lg_text_facts *facts, struct lg_csv **csv, struct lg_error *err); /* facts: borrowed */
int lg_csv_feed(struct lg_csv *csv, const void *bytes, size_t size, struct lg_error *err);
int lg_csv_end(struct lg_csv *csv, struct lg_error *err);
void lg_csv_free(struct lg_csv *csv);

#endif
