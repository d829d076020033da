/* SPDX-License-Identifier: Apache-2.0 */
/* Zstandard frames (RFC 8878) by libzstd, in one thread, with one context for all blocks. */
#include "io/codec_library.h"

#include <zstd.h>

/* Contexts by level, measured with 1 MiB blocks and with 64 MiB blocks; the highest of the levels up to `level`. */
static const struct {
    int level, mib, large_mib;
} contexts[] = {{3, 2, 2}, {6, 4, 4}, {8, 7, 7}, {9, 13, 13}, {12, 13, 49}, {19, 18, 82}};

static const char *version(void)
{
    return ZSTD_versionString();
}

static int64_t memory(int level, int64_t size)
{
    size_t i = 0;

    while (level > contexts[i].level)
        i++;
    return (int64_t)(size <= 1 << 20 ? contexts[i].mib : contexts[i].large_mib) << 20;
}

static void *open(int level, bool checked)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();

    if (!context)
        return NULL;
    if (!ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checked)))
        return context;
    ZSTD_freeCCtx(context);
    return NULL;
}

static void close(void *state)
{
    ZSTD_freeCCtx(state);
}

static bool compress(void *state, const void *in, size_t size, unsigned char *out, size_t *out_size)
{
    *out_size = ZSTD_compress2(state, out, *out_size, in, size);
    return !ZSTD_isError(*out_size);
}

static bool expand(const void *in, size_t size, unsigned char *out, size_t out_size)
{
    return ZSTD_decompress(out, out_size, in, size) == out_size;
}

const struct lg_codec_library lg_codec_zstd = {version, ZSTD_compressBound, memory, open, close, compress, expand};
