/* SPDX-License-Identifier: Apache-2.0 */
/* Snappy by libsnappy, and the literal-only form of it that needs no library. */
#include "io/codec_library.h"

#include "config.h"

#include <snappy-c.h>

static const char *version(void)
{
    return SNAPPY_VERSION_TEXT;
}

/* What the library allocates for each block and frees again: a hash table and a copy of at most 64 KiB. */
static int64_t memory(int level, int64_t size)
{
    (void)level, (void)size;
    return 256 << 10;
}

static void *open(int level, bool checked)
{
    static char nothing_to_keep;

    (void)level, (void)checked;
    return &nothing_to_keep;
}

static void close(void *state)
{
    (void)state;
}

static bool compress(void *state, const void *in, size_t size, unsigned char *out, size_t *out_size)
{
    (void)state;
    return snappy_compress(in, size, (char *)out, out_size) == SNAPPY_OK;
}

static bool expand(const void *in, size_t size, unsigned char *out, size_t out_size)
{
    size_t length;

    return snappy_uncompressed_length(in, size, &length) == SNAPPY_OK && length == out_size &&
           snappy_uncompress(in, size, (char *)out, &length) == SNAPPY_OK;
}

const struct lg_codec_library lg_codec_snappy = {version, snappy_max_compressed_length, memory, open, close, compress, expand};

size_t lg_snappy_preamble(size_t size, unsigned char preamble[LG_SNAPPY_PREAMBLE_MAX])
{
    size_t n = 0;

    for (; size >= 0x80; size >>= 7)
        preamble[n++] = (unsigned char)(size | 0x80);
    preamble[n++] = (unsigned char)size;
    return n;
}

/* The tag's low two bits are 0 for a literal; the upper six are the length - 1 up to 59, or 60, 61: one or two bytes with
 * the length - 1 follow. */
size_t lg_snappy_tag(size_t size, unsigned char tag[LG_SNAPPY_TAG_MAX])
{
    size_t length = size - 1;

    if (length < 60) {
        tag[0] = (unsigned char)(length << 2);
        return 1;
    }
    if (length < 256) {
        tag[0] = 60 << 2;
        tag[1] = (unsigned char)length;
        return 2;
    }
    tag[0] = 61 << 2;
    tag[1] = (unsigned char)length;
    tag[2] = (unsigned char)(length >> 8);
    return 3;
}

size_t lg_snappy_literal_size(size_t size)
{
    unsigned char scratch[LG_SNAPPY_PREAMBLE_MAX];
    size_t whole = size / LG_SNAPPY_LITERAL, rest = size % LG_SNAPPY_LITERAL;
    size_t sum = lg_snappy_preamble(size, scratch) + whole * (LG_SNAPPY_TAG_MAX + (size_t)LG_SNAPPY_LITERAL);

    return rest ? sum + lg_snappy_tag(rest, scratch) + rest : sum;
}
