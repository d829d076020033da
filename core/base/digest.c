/* SPDX-License-Identifier: Apache-2.0 */
/* Thin wrappers, so that one file knows each library. */
#include "base/digest.h"

#include "config.h"

#include <libdeflate.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>
#if HAVE_XXH_X86DISPATCH
#include <xxh_x86dispatch.h>
#endif

int lg_sha256(const void *bytes, size_t size, unsigned char digest[32], struct lg_error *err)
{
    unsigned length = 0;

    if (EVP_Digest(bytes, size, digest, &length, EVP_sha256(), NULL) != 1 || length != 32)
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

uint32_t lg_crc32(uint32_t crc, const void *bytes, size_t size)
{
    return libdeflate_crc32(crc, bytes, size);
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
