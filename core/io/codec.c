/* SPDX-License-Identifier: Apache-2.0 */
/* Codecs over their libraries. */
#include "io/codec.h"

#include "config.h"

#include "base/digest.h"

#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>

static int compress_none(const void *in, size_t size, unsigned char *out, size_t *out_size)
{
    if (size > 0)
        memcpy(out, in, size);
    *out_size = size;
    return 0;
}

static size_t bound_none(size_t size)
{
    return size;
}

static int compress_snappy(const void *in, size_t size, unsigned char *out, size_t *out_size)
{
    *out_size = snappy_max_compressed_length(size);
    return snappy_compress(in, size, (char *)out, out_size) == SNAPPY_OK ? 0 : -1;
}

static const struct {
    const char *name, *version;
    int (*compress)(const void *in, size_t size, unsigned char *out, size_t *out_size);
    size_t (*bound)(size_t size);
} codecs[] = {
    [LG_CODEC_NONE] = {"none", "", compress_none, bound_none},
    [LG_CODEC_SNAPPY] = {"snappy", SNAPPY_VERSION_TEXT, compress_snappy, snappy_max_compressed_length},
};

const char *const lg_codec_names[] = {"none", "snappy", NULL};

int lg_codec_parse(const char *name, enum lg_codec *codec, struct lg_error *err)
{
    for (size_t i = 0; lg_codec_names[i]; i++)
        if (strcmp(name, lg_codec_names[i]) == 0) {
            *codec = (enum lg_codec)i;
            return LG_OK;
        }
    return lg_error_set(err, LG_E_USAGE, "compression '%.32s' is unknown, this build has none and snappy", name);
}

const char *lg_codec_name(enum lg_codec codec)
{
    return codecs[codec].name;
}

size_t lg_codec_bound(enum lg_codec codec, size_t size)
{
    return codecs[codec].bound(size);
}

int lg_codec_compress(enum lg_codec codec, const void *in, size_t size, unsigned char *out, size_t *out_size,
                      struct lg_error *err)
{
    if (codecs[codec].compress(in, size, out, out_size) == 0)
        return LG_OK;
    return lg_error_set(err, LG_E_INTERNAL, "%s could not compress %zu bytes", codecs[codec].name, size);
}

#define SAMPLE_BYTES 40000

/* Text with repetitions near and far: its compressed form differs between versions of a codec that choose other matches. */
static void fill_sample(unsigned char *sample)
{
    uint32_t x = 1;

    for (size_t i = 0; i < SAMPLE_BYTES; i++) {
        x = x * 1664525 + 1013904223;
        sample[i] = (unsigned char)(i % 97 < 40 || i < 100 ? 'a' + (x >> 28) : sample[i - (x >> 20) % 100 - 1]);
    }
}

int lg_codec_identity(enum lg_codec codec, struct lg_string *identity, struct lg_error *err)
{
    size_t bound = lg_codec_bound(codec, SAMPLE_BYTES), size = 0;
    unsigned char *memory = malloc(SAMPLE_BYTES + bound);
    char digest[65] = "";

    if (!memory)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the self-test of %s", codecs[codec].name);
    fill_sample(memory);
    if (lg_codec_compress(codec, memory, SAMPLE_BYTES, memory + SAMPLE_BYTES, &size, err) == LG_OK)
        (void)lg_sha256_hex(memory + SAMPLE_BYTES, size, digest, err);
    free(memory);
    digest[12] = '\0';
    lg_string_printf(identity, "%s%s%s %s", codecs[codec].name, *codecs[codec].version ? " " : "", codecs[codec].version,
                     digest);
    return err->code;
}

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
