/* SPDX-License-Identifier: Apache-2.0 */
/* LZ4 blocks without a frame, which is what Parquet calls LZ4_RAW, by liblz4. */
#include "io/codec_library.h"

#include <limits.h>
#include <lz4.h>
#include <stdlib.h>

static const char *version(void)
{
    return LZ4_versionString();
}

static size_t bound(size_t size)
{
    return size <= LZ4_MAX_INPUT_SIZE ? (size_t)LZ4_compressBound((int)size) : 0;
}

static int64_t memory(int level, int64_t size)
{
    (void)level, (void)size;
    return LZ4_sizeofState();
}

static void *open(int level, bool checked)
{
    (void)level, (void)checked;
    return malloc((size_t)LZ4_sizeofState());
}

static bool compress(void *state, const void *in, size_t size, unsigned char *out, size_t *out_size)
{
    int room = *out_size < INT_MAX ? (int)*out_size : INT_MAX, written;

    if (size > LZ4_MAX_INPUT_SIZE)
        return false;
    written = LZ4_compress_fast_extState(state, in, (char *)out, (int)size, room, 1);
    *out_size = (size_t)written;
    return written > 0;
}

static bool expand(const void *in, size_t size, unsigned char *out, size_t out_size)
{
    return size <= INT_MAX && out_size <= INT_MAX && LZ4_decompress_safe(in, (char *)out, (int)size, (int)out_size) == (int)out_size;
}

const struct lg_codec_library lg_codec_lz4 = {version, bound, memory, open, free, compress, expand};
