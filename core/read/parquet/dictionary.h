/* SPDX-License-Identifier: Apache-2.0 */
/* Dictionary pages: how many entries are really in them. Their header is the only place that says, so it is held against the page. */
#ifndef LG_READ_PARQUET_DICTIONARY_H
#define LG_READ_PARQUET_DICTIONARY_H

#include "read/parquet/pages.h"

/* Counts the entries of a PLAIN dictionary page; element: of its column. LG_E_VERIFICATION when the page cannot be taken apart,
 * LG_E_CONFIG when this build lacks the codec, LG_E_UNSUPPORTED when the page is too large to be kept. */
int lg_parquet_count_entries(const struct lg_schema_element *element, int32_t codec, const struct lg_seen_page *page, int64_t *entries,
                             struct lg_error *err);

#endif
