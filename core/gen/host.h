/* SPDX-License-Identifier: Apache-2.0 */
/* The host's part of a schema request: what opening a stream needs, and the list of streams it leaves behind. */
#ifndef LG_GEN_HOST_H
#define LG_GEN_HOST_H

#include <lakegen/random.h>

#include "base/string.h"
#include "gen/kernels.h"

/* A seed as it enters stream keys: a type byte, then 8 bytes of an integer (big endian) or the UTF-8 bytes of a text. */
struct lg_seed {
    unsigned char bytes[264];
    size_t size;
};

#define LG_SEED_INTEGER 'i'
#define LG_SEED_TEXT 't'

/* Text that is a decimal int64 is that integer, anything else its bytes (at most 255). */
int lg_seed_parse(const char *text, struct lg_seed *seed, struct lg_error *err);

struct lg_schema_host {
    const char *schema; /* name; borrowed */
    struct lg_seed seed;
    const struct lg_kernels *kernels;
    struct lg_string *streams; /* gets a line "table.stream epoch" for every stream opened with an epoch above 0; may be NULL */
};

/* The stream key: the first 128 bits of SHA-256 over the length-prefixed parts. */
int lg_stream_key(const struct lg_seed *seed, const char *schema, const char *table, const char *stream, uint32_t epoch,
                  uint64_t key[2], struct lg_error *err);

#endif
