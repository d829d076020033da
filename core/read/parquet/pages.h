/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the pages of a column chunk as its bytes come by: headers are decoded, bodies only summed up for their CRC.
 *
 * Life cycle: a zeroed walker; lg_pages_begin() for each chunk, lg_pages_feed() with the chunk's bytes in order, in pieces of any
 * size; lg_pages_release() at last. Memory: a header of at most LG_PAGE_HEADER_CEILING bytes, and the body of a dictionary page of
 * at most LG_PAGE_KEPT_CEILING, which is kept for who wants to count its entries. One thread. */
#ifndef LG_READ_PARQUET_PAGES_H
#define LG_READ_PARQUET_PAGES_H

#include "base/string.h"
#include "read/parquet/format.h"

#define LG_PAGE_HEADER_CEILING ((size_t)16 << 20)
#define LG_PAGE_KEPT_CEILING ((int32_t)16 << 20)

struct lg_seen_page {
    const struct lg_page_header *header;
    int64_t offset; /* of the header, in the file */
    int64_t size;   /* with the header */
    int64_t header_size;
    uint32_t crc;   /* of the body, as it is */
    struct lg_bytes body; /* of a dictionary page; else, or when it is too large, nothing */
};

typedef void lg_page_fn(void *context, const struct lg_seen_page *page);

struct lg_pages {
    lg_page_fn *fn;
    void *context;
    int64_t position; /* in the file, of the next byte */
    /* the page being walked */
    struct lg_page_header header;
    struct lg_seen_page page;
    int64_t body_left; /* -1: in its header */
    bool is_kept;      /* the body */
    struct lg_string head, body; /* a header that did not come in one piece; a body that is kept */
};

void lg_pages_begin(struct lg_pages *pages, int64_t position, lg_page_fn *fn, void *context);

/* LG_E_VERIFICATION says what is wrong, and ends the walk. */
int lg_pages_feed(struct lg_pages *pages, const void *bytes, size_t size, struct lg_error *err);

/* Did the last page end where the bytes did? */
bool lg_pages_is_between(const struct lg_pages *pages);

void lg_pages_release(struct lg_pages *pages);

#endif
