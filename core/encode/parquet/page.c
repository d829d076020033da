/* SPDX-License-Identifier: Apache-2.0 */
/* Page headers (parquet.thrift, PageHeader) and bodies. The CRC is over the body as stored, without the header. */
#include "encode/parquet/page.h"

#include "base/digest.h"

#include <limits.h>

size_t lg_page_body_size(const struct lg_page *page)
{
    size_t sum = 0;

    for (int i = 0; i < page->pieces; i++)
        sum += page->piece[i].size;
    return sum;
}

/* What is done with each run of stored bytes, in order: first they are summed up for the CRC, then emitted. */
struct visitor {
    uint32_t crc;
    lg_page_emit *emit; /* NULL: only the CRC */
    void *context;
    struct lg_error *err;
};

static int visit(struct visitor *visitor, const void *bytes, size_t size)
{
    if (visitor->emit)
        return visitor->emit(visitor->context, bytes, size, visitor->err);
    visitor->crc = lg_crc32(visitor->crc, bytes, size);
    return LG_OK;
}

static int visit_pieces(const struct lg_page *page, struct visitor *visitor)
{
    for (int i = 0; i < page->pieces; i++)
        if (page->piece[i].size > 0 && visit(visitor, page->piece[i].bytes, page->piece[i].size) != LG_OK)
            return visitor->err->code;
    return LG_OK;
}

/* The body as literal-only Snappy: a tag before every LG_SNAPPY_LITERAL bytes, across pieces. */
static int visit_literals(const struct lg_page *page, size_t size, struct visitor *visitor)
{
    unsigned char mark[LG_SNAPPY_PREAMBLE_MAX];
    size_t in_literal = 0;

    if (visit(visitor, mark, lg_snappy_preamble(size, mark)) != LG_OK)
        return visitor->err->code;
    for (int i = 0; i < page->pieces; i++) {
        const unsigned char *bytes = page->piece[i].bytes;
        size_t left = page->piece[i].size;

        while (left > 0) {
            size_t some;

            if (in_literal == 0) {
                in_literal = size < LG_SNAPPY_LITERAL ? size : LG_SNAPPY_LITERAL;
                size -= in_literal;
                if (visit(visitor, mark, lg_snappy_tag(in_literal, mark)) != LG_OK)
                    return visitor->err->code;
            }
            some = left < in_literal ? left : in_literal;
            if (visit(visitor, bytes, some) != LG_OK)
                return visitor->err->code;
            bytes += some;
            left -= some;
            in_literal -= some;
        }
    }
    return LG_OK;
}

static int visit_body(const struct lg_page *page, size_t body, struct visitor *visitor)
{
    if (page->literal)
        return visit_literals(page, body, visitor);
    return visit_pieces(page, visitor);
}

static void put_header(const struct lg_page *page, size_t body, size_t stored, uint32_t crc, struct lg_string *header)
{
    struct lg_thrift t;

    lg_string_clear(header);
    lg_thrift_init(&t, header);
    lg_thrift_i32(&t, 1, page->type);
    lg_thrift_i32(&t, 2, (int32_t)body);
    lg_thrift_i32(&t, 3, (int32_t)stored);
    lg_thrift_i32(&t, 4, (int32_t)crc);
    lg_thrift_struct(&t, page->type == LG_PAGE_DATA ? 5 : 7);
    lg_thrift_i32(&t, 1, page->values);
    lg_thrift_i32(&t, 2, page->encoding);
    if (page->type == LG_PAGE_DATA) {
        lg_thrift_i32(&t, 3, LG_ENCODING_RLE); /* definition levels */
        lg_thrift_i32(&t, 4, LG_ENCODING_RLE); /* repetition levels */
    }
    lg_thrift_end(&t);
    lg_thrift_end(&t);
}

int lg_page_write(const struct lg_page *original, unsigned char *compressed, struct lg_string *header, lg_page_emit *emit,
                  void *context, size_t *written, size_t *header_size, struct lg_error *err)
{
    struct lg_page page = *original;
    struct visitor visitor = {0, NULL, context, err};
    size_t body = lg_page_body_size(&page), stored = body;

    if (page.literal) {
        stored = lg_snappy_literal_size(body);
    } else if (page.compressor) {
        if (lg_compressor_run(page.compressor, page.piece[0].bytes, body, compressed, &stored, err) != LG_OK)
            return err->code;
        page.piece[0] = (struct lg_piece){compressed, stored};
    }
    if (body > INT32_MAX || stored > INT32_MAX)
        return lg_error_set(err, LG_E_PLUGIN, "a page of %zu bytes is larger than Parquet allows", body);
    (void)visit_body(&page, body, &visitor);
    put_header(&page, body, stored, visitor.crc, header);
    if (lg_string_check(header, err) != LG_OK || emit(context, header->text, header->length, err) != LG_OK)
        return err->code;
    visitor.emit = emit;
    if (visit_body(&page, body, &visitor) != LG_OK)
        return err->code;
    *header_size = header->length;
    *written = header->length + stored;
    return LG_OK;
}
