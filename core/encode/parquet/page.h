/* SPDX-License-Identifier: Apache-2.0 */
/* Pages: a page's body as pieces of memory, compressed and framed with its header.
 *
 * A body is up to three pieces that lie apart: levels, staged values, and values still in the batch. Codecs that need one piece
 * get one; literal-only Snappy and no compression take them as they are, without a copy. */
#ifndef LG_PARQUET_PAGE_H
#define LG_PARQUET_PAGE_H

#include "encode/parquet/thrift.h"
#include "io/codec.h"
#include "io/output.h"

#define LG_PAGE_PIECES 3

struct lg_piece {
    const unsigned char *bytes;
    size_t size;
};

enum lg_page_type { LG_PAGE_DATA = 0, LG_PAGE_DICTIONARY = 2 };

struct lg_page {
    enum lg_page_type type;
    int32_t values;   /* with nulls */
    int32_t encoding; /* parquet.thrift, Encoding */
    struct lg_compressor *compressor; /* NULL: stored as it is */
    bool literal;                     /* stored as Snappy, literals only */
    struct lg_piece piece[LG_PAGE_PIECES];
    int pieces;
};

enum { LG_ENCODING_PLAIN = 0, LG_ENCODING_RLE = 3, LG_ENCODING_RLE_DICTIONARY = 8 };

/* Where the bytes of a page go. */
typedef int lg_page_emit(void *context, const void *bytes, size_t size, struct lg_error *err);

/* Bytes of a page's body before compression. */
size_t lg_page_body_size(const struct lg_page *page);

/* Frames the page and emits header and body. compressed: memory for lg_compressor_bound() of the body, when there is a compressor
 * (then the body is one piece). header: scratch. Gives the size of header and body. */
int lg_page_write(const struct lg_page *page, unsigned char *compressed, struct lg_string *header, lg_page_emit *emit,
                  void *context, size_t *written, size_t *header_size, struct lg_error *err);

#endif
