/* SPDX-License-Identifier: Apache-2.0 */
/* The walk: header, body, header, body. */
#include "read/parquet/pages.h"

#include "base/digest.h"

#include <inttypes.h>

#define FIRST_PIECE 256 /* bytes of a header to wait for; twice as many each time they are too few */

void lg_pages_begin(struct lg_pages *pages, int64_t position, lg_page_fn *fn, void *context)
{
    pages->fn = fn;
    pages->context = context;
    pages->position = position;
    pages->body_left = -1;
    lg_string_clear(&pages->head);
}

void lg_pages_release(struct lg_pages *pages)
{
    lg_string_release(&pages->head);
    lg_string_release(&pages->body);
}

bool lg_pages_is_between(const struct lg_pages *pages)
{
    return pages->body_left < 0 && pages->head.length == 0;
}

/* Each kind of page needs the header of its kind. */
static int check_header(const struct lg_page_header *header, struct lg_error *err)
{
    static const int needed[] = {[LG_PAGE_V1] = 5, [LG_PAGE_INDEX] = 0, [LG_PAGE_DICT] = 7, [LG_PAGE_V2] = 8};
    const struct lg_data_page_header_v2 *v2 = &header->data_v2;

    if (header->type < LG_PAGE_V1 || header->type > LG_PAGE_V2)
        return lg_error_set(err, LG_E_VERIFICATION, "it is of type %d, which Parquet does not have", (int)header->type);
    if (needed[header->type] && !LG_HAS(header, needed[header->type]))
        return lg_error_set(err, LG_E_VERIFICATION, "its header has no part for its type");
    if (header->compressed_page_size < 0 || header->uncompressed_page_size < 0 || header->data.num_values < 0 ||
        header->dictionary.num_values < 0 || v2->num_values < 0 || v2->num_rows < 0)
        return lg_error_set(err, LG_E_VERIFICATION, "it has a negative size or count");
    if (v2->num_nulls < 0 || v2->num_nulls > v2->num_values || v2->definition_levels_byte_length < 0 ||
        v2->repetition_levels_byte_length < 0 ||
        (int64_t)v2->definition_levels_byte_length + v2->repetition_levels_byte_length > header->compressed_page_size)
        return lg_error_set(err, LG_E_VERIFICATION, "its levels or nulls do not fit into it");
    return LG_OK;
}

/* *used: bytes of the header, 0 when it does not end here. */
static int decode_header(struct lg_pages *pages, const void *bytes, size_t size, size_t *used, struct lg_error *err)
{
    struct lg_error found = LG_ERROR_INIT;
    struct lg_compact compact;
    struct lg_arena arena;

    *used = 0;
    lg_arena_init(&arena, 0); /* page headers have no lists that are read */
    lg_compact_init(&compact, bytes, size, &arena);
    if (lg_compact_decode(&compact, &lg_page_header_shape, &pages->header, &found) == LG_OK &&
        check_header(&pages->header, &found) == LG_OK) {
        *used = size - (size_t)(compact.end - compact.at);
        return LG_OK;
    }
    if (compact.is_short && size < LG_PAGE_HEADER_CEILING)
        return LG_OK;
    *err = found;
    return lg_error_wrap(err, "page at byte %" PRId64, pages->position - (int64_t)pages->head.length);
}

static void begin_body(struct lg_pages *pages, size_t header_size)
{
    pages->page = (struct lg_seen_page){.header = &pages->header,
                                        .offset = pages->position - (int64_t)header_size,
                                        .size = (int64_t)header_size + pages->header.compressed_page_size,
                                        .header_size = (int64_t)header_size};
    pages->body_left = pages->header.compressed_page_size;
    pages->is_kept = pages->header.type == LG_PAGE_DICT && pages->header.compressed_page_size <= LG_PAGE_KEPT_CEILING;
    lg_string_clear(&pages->body);
}

static size_t minimum(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Takes what a header needs of the bytes, and no more. */
static int feed_header(struct lg_pages *pages, const unsigned char *bytes, size_t size, size_t *taken, struct lg_error *err)
{
    size_t before = pages->head.length, used;

    if (before == 0 && (decode_header(pages, bytes, size, &used, err) != LG_OK || used > 0)) {
        *taken = used;
        pages->position += (int64_t)used;
        begin_body(pages, used);
        return err->code;
    }
    *taken = minimum(size, before > FIRST_PIECE ? before : FIRST_PIECE);
    lg_string_append(&pages->head, bytes, *taken);
    if (lg_string_check(&pages->head, err) != LG_OK)
        return err->code;
    pages->position += (int64_t)*taken;
    if (decode_header(pages, pages->head.text, pages->head.length, &used, err) != LG_OK || used == 0)
        return err->code;
    pages->position -= (int64_t)(pages->head.length - used);
    *taken = used - before;
    lg_string_clear(&pages->head);
    begin_body(pages, used);
    return LG_OK;
}

static size_t feed_body(struct lg_pages *pages, const unsigned char *bytes, size_t size)
{
    size_t some = size < (uint64_t)pages->body_left ? size : (size_t)pages->body_left;

    pages->page.crc = lg_crc32(pages->page.crc, bytes, some);
    if (pages->is_kept)
        lg_string_append(&pages->body, bytes, some);
    pages->body_left -= (int64_t)some;
    pages->position += (int64_t)some;
    return some;
}

static void end_page(struct lg_pages *pages)
{
    pages->body_left = -1;
    pages->page.body = (struct lg_bytes){(const unsigned char *)lg_string_text(&pages->body), pages->body.length};
    pages->fn(pages->context, &pages->page);
}

int lg_pages_feed(struct lg_pages *pages, const void *bytes, size_t size, struct lg_error *err)
{
    const unsigned char *p = bytes;

    while (size > 0 && err->code == LG_OK) {
        size_t taken = 0;

        if (pages->body_left >= 0)
            taken = feed_body(pages, p, size);
        else
            (void)feed_header(pages, p, size, &taken, err);
        p += taken;
        size -= taken;
        if (err->code == LG_OK && pages->body_left == 0 && lg_string_check(&pages->body, err) == LG_OK)
            end_page(pages); /* also one without a body */
    }
    return err->code;
}
