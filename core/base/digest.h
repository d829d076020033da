/* SPDX-License-Identifier: Apache-2.0 */
/* Digests, each from the library that does it best: SHA-256 (OpenSSL) for identities and stream keys, XXH3-128 (libxxhash,
 * with its own dispatch to AVX) for the content of objects, CRC-32 (ISA-L, or libdeflate) for Parquet pages. */
#ifndef LG_BASE_DIGEST_H
#define LG_BASE_DIGEST_H

#include <lakegen/error.h>

#include <stddef.h>
#include <stdint.h>

/* SHA-256 of a buffer; hex is 64 characters and a NUL. */
int lg_sha256(const void *bytes, size_t size, unsigned char digest[32], struct lg_error *err);
int lg_sha256_hex(const void *bytes, size_t size, char hex[65], struct lg_error *err);

/* CRC-32 with the polynomial of gzip, as Parquet's PageHeader.crc wants it. */
uint32_t lg_crc32(uint32_t crc, const void *bytes, size_t size);

/* XXH3-64, for comparing sequences by their hashes. */
uint64_t lg_hash64(uint64_t seed, const void *bytes, size_t size);

/* The running content digest of an object. new/free; update by one thread at a time; text is "xxh3:" + 32 hex digits,
 * the canonical (big-endian) form that `xxhsum -H2` prints. */
struct lg_content_digest;
struct lg_content_digest *lg_content_digest_new(void); /* NULL: no memory */
void lg_content_digest_free(struct lg_content_digest *digest);
void lg_content_digest_reset(struct lg_content_digest *digest);
void lg_content_digest_update(struct lg_content_digest *digest, const void *bytes, size_t size);
void lg_content_digest_text(const struct lg_content_digest *digest, char text[38]);

/* A running SHA-256, where somebody asked for one. new/free; one thread at a time; text is 64 hex digits. */
struct lg_sha256_stream;
struct lg_sha256_stream *lg_sha256_stream_new(void); /* NULL: no memory */
void lg_sha256_stream_free(struct lg_sha256_stream *stream);
int lg_sha256_stream_reset(struct lg_sha256_stream *stream, struct lg_error *err);
int lg_sha256_stream_update(struct lg_sha256_stream *stream, const void *bytes, size_t size, struct lg_error *err);
int lg_sha256_stream_text(struct lg_sha256_stream *stream, char hex[65], struct lg_error *err);

void lg_hex(const unsigned char *bytes, size_t size, char *hex); /* 2 × size characters and a NUL */

#endif
