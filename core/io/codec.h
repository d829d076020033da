/* SPDX-License-Identifier: Apache-2.0 */
/* Block compression: one interface over the codecs of Parquet pages.
 *
 * A codec's bytes depend on the library's version; lg_codec_identity() tells, and enters the plan's identity. Any thread. */
#ifndef LG_IO_CODEC_H
#define LG_IO_CODEC_H

#include "base/int128.h"
#include "base/string.h"

#include <stdint.h>

enum lg_codec { LG_CODEC_NONE, LG_CODEC_SNAPPY };

/* "none", "snappy"; LG_E_USAGE for a word that is none of them. */
int lg_codec_parse(const char *name, enum lg_codec *codec, struct lg_error *err);
const char *lg_codec_name(enum lg_codec codec);
extern const char *const lg_codec_names[]; /* ended by NULL */

/* The most bytes that compressing `size` bytes gives. */
size_t lg_codec_bound(enum lg_codec codec, size_t size);

/* Compresses in to out, which has room for the bound. */
int lg_codec_compress(enum lg_codec codec, const void *in, size_t size, unsigned char *out, size_t *out_size,
                      struct lg_error *err);

/* Library versions and a digest of a fixed buffer compressed: "snappy 1.1.9 5f0e…". */
int lg_codec_identity(enum lg_codec codec, struct lg_string *identity, struct lg_error *err);

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
