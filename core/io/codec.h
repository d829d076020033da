/* SPDX-License-Identifier: Apache-2.0 */
/* Block compression: one interface over the codecs of Parquet pages and of compressed text.
 *
 * A codec and its level are part of the plan. A compressor is the memory that compressing takes: a worker has one and uses it for
 * all its blocks, one thread at a time. What a block becomes does not depend on the blocks before it, and only Snappy's library
 * allocates for each. Bytes depend on the library's version; lg_codec_identity() tells, and enters the plan's identity. */
#ifndef LG_IO_CODEC_H
#define LG_IO_CODEC_H

#include "base/string.h"

#include <stdint.h>

enum lg_codec { LG_CODEC_NONE, LG_CODEC_SNAPPY, LG_CODEC_GZIP, LG_CODEC_ZSTD, LG_CODEC_LZ4 };
#define LG_CODECS 5

struct lg_codec_info {
    const char *name;      /* as --compression has it */
    const char *extension, *media_type; /* of compressed text: "gz", "application/gzip"; NULL: not used for text */
    int least_level, most_level, default_level; /* 0: the codec has no levels */
    bool codes_entropy; /* saves on what has no repetitions but not all byte values: hexadecimal digits become half */
    const char *absent; /* why this build lacks it; NULL: it is there */
};
const struct lg_codec_info *lg_codec_info(enum lg_codec codec);

/* "zstd", "zstd:3": a codec's name and perhaps its level. LG_E_USAGE for other words, LG_E_CONFIG for a codec that this build lacks. */
int lg_codec_parse(const char *text, enum lg_codec *codec, int *level, struct lg_error *err);

/* The same way back, with the level where there are levels. */
void lg_codec_put(enum lg_codec codec, int level, struct lg_string *out);

/* Names of the codecs in the list, as people list things: "none, gzip and zstd". */
void lg_codec_put_names(const enum lg_codec *codecs, size_t count, struct lg_string *out);

/* The most bytes that compressing `size` bytes gives. */
size_t lg_codec_bound(enum lg_codec codec, size_t size);

/* The most memory that a compressor takes for blocks of so many bytes. */
int64_t lg_codec_memory(enum lg_codec codec, int level, int64_t size);

/* Library versions and a digest of a fixed buffer compressed: "snappy 1.1.9 5f0e…". */
int lg_codec_identity(enum lg_codec codec, int level, struct lg_string *identity, struct lg_error *err);

struct lg_compressor;

/* checked: with a checksum of the bytes, in formats that leave the choice. For LG_CODEC_NONE there is none: *compressor is NULL. */
int lg_compressor_new(enum lg_codec codec, int level, bool checked, struct lg_compressor **compressor, struct lg_error *err);
void lg_compressor_free(struct lg_compressor *compressor);

/* Compresses in to out, which has room for the bound. */
int lg_compressor_run(struct lg_compressor *compressor, const void *in, size_t size, unsigned char *out, size_t *out_size,
                      struct lg_error *err);
size_t lg_compressor_bound(const struct lg_compressor *compressor, size_t size);

/* Undoes it: out_size is what the block was before, exactly. LG_E_VERIFICATION when the bytes are damaged or of another size, LG_E_CONFIG
 * when this build lacks the codec. */
int lg_codec_expand(enum lg_codec codec, const void *in, size_t size, unsigned char *out, size_t out_size, struct lg_error *err);

/* ---- Snappy without searching for matches: literals only, valid for every decoder (Snappy format description, 2.1) ----
 * The stream is a preamble, the size as a varint, and then for each run of up to LG_SNAPPY_LITERAL bytes a tag and the
 * bytes. */
#define LG_SNAPPY_LITERAL 65536
#define LG_SNAPPY_TAG_MAX 3
#define LG_SNAPPY_PREAMBLE_MAX 5
size_t lg_snappy_preamble(size_t size, unsigned char preamble[LG_SNAPPY_PREAMBLE_MAX]);
size_t lg_snappy_tag(size_t size, unsigned char tag[LG_SNAPPY_TAG_MAX]); /* size: 1…LG_SNAPPY_LITERAL */
size_t lg_snappy_literal_size(size_t size);                             /* of the whole stream */

#endif
