/* SPDX-License-Identifier: Apache-2.0 */
/* Thin wrappers, so that one file knows each library. */
#define OPENSSL_SUPPRESS_DEPRECATED /* see lg_sha256() */
#include "base/digest.h"

#include "config.h"

#if HAVE_ISAL
#include <isa-l/crc.h>
#endif
#include <libdeflate.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#if HAVE_XXH_X86DISPATCH
#include <xxh_x86dispatch.h>
#endif

/* The plain functions of libcrypto, not EVP: they allocate nothing, so nothing can fail, and libcrypto 3 does not survive a failed
 * allocation while it looks for the algorithm (measured: 3.0 dies of a lock that it did not get). */
int lg_sha256(const void *bytes, size_t size, unsigned char digest[32], struct lg_error *err)
{
    SHA256_CTX context;

    if (SHA256_Init(&context) != 1 || SHA256_Update(&context, bytes, size) != 1 || SHA256_Final(digest, &context) != 1)
        return lg_error_set(err, LG_E_LOCAL, "SHA-256 failed, libcrypto gave no digest");
    return LG_OK;
}

void lg_hex(const unsigned char *bytes, size_t size, char *hex)
{
    for (size_t i = 0; i < size; i++) {
        hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    hex[2 * size] = '\0';
}

int lg_sha256_hex(const void *bytes, size_t size, char hex[65], struct lg_error *err)
{
    unsigned char digest[32] = {0};
    int code = lg_sha256(bytes, size, digest, err);

    lg_hex(digest, sizeof(digest), hex);
    return code;
}

/* ISA-L folds 512 bits at a time where the processor can: twice to three times as fast as libdeflate 1.14. */
uint32_t lg_crc32(uint32_t crc, const void *bytes, size_t size)
{
#if HAVE_ISAL
    return crc32_gzip_refl(crc, bytes, size);
#else
    return libdeflate_crc32(crc, bytes, size);
#endif
}

uint64_t lg_hash64(uint64_t seed, const void *bytes, size_t size)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}

struct lg_content_digest *lg_content_digest_new(void)
{
    struct lg_content_digest *digest = (struct lg_content_digest *)XXH3_createState();

    if (digest)
        lg_content_digest_reset(digest);
    return digest;
}

void lg_content_digest_free(struct lg_content_digest *digest)
{
    if (digest)
        XXH3_freeState((XXH3_state_t *)digest);
}

void lg_content_digest_reset(struct lg_content_digest *digest)
{
    (void)XXH3_128bits_reset((XXH3_state_t *)digest);
}

void lg_content_digest_update(struct lg_content_digest *digest, const void *bytes, size_t size)
{
    (void)XXH3_128bits_update((XXH3_state_t *)digest, bytes, size);
}

void lg_content_digest_text(const struct lg_content_digest *digest, char text[38])
{
    XXH128_canonical_t canonical;

    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest((const XXH3_state_t *)digest));
    memcpy(text, "xxh3:", 5);
    lg_hex(canonical.digest, sizeof(canonical.digest), text + 5);
}

struct lg_sha256_stream {
    SHA256_CTX context;
};

struct lg_sha256_stream *lg_sha256_stream_new(void)
{
    return calloc(1, sizeof(struct lg_sha256_stream));
}

void lg_sha256_stream_free(struct lg_sha256_stream *stream)
{
    free(stream);
}

static int sha256_result(int result, struct lg_error *err)
{
    return result == 1 ? LG_OK : lg_error_set(err, LG_E_LOCAL, "SHA-256 failed, libcrypto gave no digest");
}

int lg_sha256_stream_reset(struct lg_sha256_stream *stream, struct lg_error *err)
{
    return sha256_result(SHA256_Init(&stream->context), err);
}

int lg_sha256_stream_update(struct lg_sha256_stream *stream, const void *bytes, size_t size, struct lg_error *err)
{
    return sha256_result(SHA256_Update(&stream->context, bytes, size), err);
}

int lg_sha256_stream_text(struct lg_sha256_stream *stream, char hex[65], struct lg_error *err)
{
    unsigned char digest[32];

    if (sha256_result(SHA256_Final(digest, &stream->context), err) == LG_OK)
        lg_hex(digest, sizeof(digest), hex);
    return err->code;
}
