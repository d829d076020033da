/* SPDX-License-Identifier: Apache-2.0 */
/* What a codec's library is asked for; codec.c is the only caller. Each codec_<name>.c has one table. */
#ifndef LG_IO_CODEC_LIBRARY_H
#define LG_IO_CODEC_LIBRARY_H

#include "io/codec.h"

struct lg_codec_library {
    const char *(*version)(void);
    size_t (*bound)(size_t size);
    int64_t (*memory)(int level, int64_t size);
    /* The library's working memory; NULL: none left. */
    void *(*open)(int level, bool checked);
    void (*close)(void *state);
    /* False: the library refused. out_size comes in as the room there is. */
    bool (*compress)(void *state, const void *in, size_t size, unsigned char *out, size_t *out_size);
    /* False: it is damaged, or not of exactly that size. */
    bool (*expand)(const void *in, size_t size, unsigned char *out, size_t out_size);
};

extern const struct lg_codec_library lg_codec_snappy, lg_codec_gzip, lg_codec_zstd, lg_codec_lz4;

#endif
