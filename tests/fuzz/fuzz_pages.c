/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes the page walker: the first byte says in pieces of how many bytes the rest comes. Pieces must not matter. */
#include "read/parquet/pages.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct seen {
    uint32_t crc;
    int64_t pages, bytes;
};

static void see(void *context, const struct lg_seen_page *page)
{
    struct seen *seen = context;

    seen->pages++;
    seen->bytes += page->size;
    seen->crc ^= page->crc + (uint32_t)page->body.size;
}

static struct seen walk(const uint8_t *bytes, size_t size, size_t piece)
{
    struct lg_pages pages = {0};
    struct lg_error err = LG_ERROR_INIT;
    struct seen seen = {0, 0, 0};

    lg_pages_begin(&pages, 4, see, &seen);
    for (size_t at = 0; at < size && err.code == LG_OK; at += piece)
        (void)lg_pages_feed(&pages, bytes + at, size - at < piece ? size - at : piece, &err);
    lg_pages_release(&pages);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct seen whole, pieces;

    if (size < 2)
        return 0;
    whole = walk(bytes + 1, size - 1, size);
    pieces = walk(bytes + 1, size - 1, (size_t)bytes[0] + 1);
    if (whole.pages != pieces.pages || whole.bytes != pieces.bytes || whole.crc != pieces.crc)
        abort();
    return 0;
}
