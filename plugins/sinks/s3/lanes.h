/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 of many short texts at once. One text is hashed step after step, each waiting for the one before; sixteen fill a vector of
 * AVX-512. Where lakegen is built with Intel's multi-buffer library (libipsec-mb, x86-64 only) that is twice as fast as OpenSSL with
 * the processor's own instructions for SHA; without it, OpenSSL hashes one text after the other. */
#ifndef S3_LANES_H
#define S3_LANES_H

#include <lakegen/error.h>

#include <stddef.h>

#define LANES_AT_ONCE 16                 /* texts that fill a vector */
#define LANES_BYTES ((int64_t)256 << 10) /* of memory */

/* One thread at a time. */
struct lanes;
struct lanes *lanes_new(void); /* NULL: no memory */
void lanes_free(struct lanes *lanes);

/* Cuts the bytes into chunks of chunk_bytes, 65,534 at most, of which the last may be shorter, and hashes each. */
int lanes_sha256(struct lanes *lanes, const unsigned char *bytes, size_t size, size_t chunk_bytes, unsigned char (*hash)[32]);

#endif
