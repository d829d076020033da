/* SPDX-License-Identifier: Apache-2.0 */
/* Counting the entries of dictionary pages. */
#include "read/parquet/dictionary.h"

#include "io/codec.h"

#include <stdlib.h>
#include <string.h>

enum { BYTE_ARRAY = 6, FIXED = 7 }; /* parquet.thrift, Type */

/* Values behind their lengths, 4 bytes little endian each. */
static int count_byte_arrays(const unsigned char *bytes, size_t size, int64_t *entries, struct lg_error *err)
{
    *entries = 0;
    while (size > 0) {
        uint32_t length = 0;

        if (size < 4)
            return lg_error_set(err, LG_E_VERIFICATION, "its last entry is cut");
        memcpy(&length, bytes, sizeof(length));
        if (length > size - 4)
            return lg_error_set(err, LG_E_VERIFICATION, "an entry is longer than the page");
        bytes += 4 + (size_t)length;
        size -= 4 + (size_t)length;
        (*entries)++;
    }
    return LG_OK;
}

static int count(const struct lg_schema_element *element, const unsigned char *bytes, size_t size, int64_t *entries, struct lg_error *err)
{
    static const size_t widths[] = {1, 4, 8, 12, 4, 8};
    size_t width = element->type == FIXED ? (size_t)element->type_length : element->type < BYTE_ARRAY ? widths[element->type] : 0;

    if (element->type == BYTE_ARRAY)
        return count_byte_arrays(bytes, size, entries, err);
    *entries = (int64_t)(size / width);
    return size % width == 0 ? LG_OK : lg_error_set(err, LG_E_VERIFICATION, "its last entry is cut");
}

static bool find_codec(int32_t number, enum lg_codec *codec)
{
    static const struct {
        int32_t number;
        enum lg_codec codec;
    } codecs[] = {{0, LG_CODEC_NONE}, {1, LG_CODEC_SNAPPY}, {2, LG_CODEC_GZIP}, {6, LG_CODEC_ZSTD}, {7, LG_CODEC_LZ4}};

    for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
        if (codecs[i].number == number) {
            *codec = codecs[i].codec;
            return true;
        }
    return false;
}

int lg_parquet_count_entries(const struct lg_schema_element *element, int32_t number, const struct lg_seen_page *page, int64_t *entries,
                             struct lg_error *err)
{
    int32_t size = page->header->uncompressed_page_size;
    unsigned char *bytes;
    enum lg_codec codec;

    *entries = 0;
    if (!find_codec(number, &codec))
        return lg_error_set(err, LG_E_CONFIG, "lakegen does not have its codec");
    if (size > LG_PAGE_KEPT_CEILING || page->body.size != (size_t)page->header->compressed_page_size)
        return lg_error_set(err, LG_E_UNSUPPORTED, "it is too large to be looked into");
    bytes = malloc((size_t)size + 1);
    if (!bytes)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary of %d bytes", (int)size);
    if (lg_codec_expand(codec, page->body.at, page->body.size, bytes, (size_t)size, err) == LG_OK)
        (void)count(element, bytes, (size_t)size, entries, err);
    free(bytes);
    return err->code;
}
