/* SPDX-License-Identifier: Apache-2.0 */
/* CRCs by crc.c, digests by OpenSSL. Values are big-endian, as S3 writes them. */
#include "checksum.h"

#include "crc.h"

#include <openssl/evp.h>
#include <stdlib.h>

const struct checksum_names checksum_names[CHECKSUM_KINDS] = {
    [CHECKSUM_NONE] = {"none", NULL, NULL, NULL, false},
    [CHECKSUM_CRC32C] = {"crc32c", "x-amz-checksum-crc32c", "CRC32C", "ChecksumCRC32C", true},
    [CHECKSUM_CRC64NVME] = {"crc64nvme", "x-amz-checksum-crc64nvme", "CRC64NVME", "ChecksumCRC64NVME", true},
    [CHECKSUM_SHA256] = {"sha256", "x-amz-checksum-sha256", "SHA256", "ChecksumSHA256", false},
    [CHECKSUM_MD5] = {"md5", "content-md5", NULL, NULL, false},
};

struct checksum {
    const struct crc_kind *kind; /* NULL: a digest */
    uint64_t crc;
    const EVP_MD *algorithm;
    EVP_MD_CTX *context; /* owned */
};

static const struct crc_kind *crc_of(enum checksum_kind kind)
{
    return kind == CHECKSUM_CRC32C ? &crc_32c : kind == CHECKSUM_CRC64NVME ? &crc_64nvme : NULL;
}

static size_t crc_size(const struct crc_kind *kind)
{
    return kind == &crc_32c ? 4 : 8;
}

struct checksum *checksum_new(enum checksum_kind kind)
{
    struct checksum *checksum = calloc(1, sizeof(*checksum));

    if (!checksum)
        return NULL;
    checksum->kind = crc_of(kind);
    checksum->algorithm = kind == CHECKSUM_MD5 ? EVP_md5() : EVP_sha256();
    checksum->context = checksum->kind ? NULL : EVP_MD_CTX_new();
    if (checksum->kind || (checksum->context && checksum_reset(checksum) == LG_OK))
        return checksum;
    checksum_free(checksum);
    return NULL;
}

void checksum_free(struct checksum *checksum)
{
    if (checksum)
        EVP_MD_CTX_free(checksum->context);
    free(checksum);
}

int checksum_reset(struct checksum *checksum)
{
    checksum->crc = 0;
    if (checksum->kind || EVP_DigestInit_ex(checksum->context, checksum->algorithm, NULL) == 1)
        return LG_OK;
    return LG_E_LOCAL;
}

int checksum_update(struct checksum *checksum, const void *bytes, size_t size)
{
    if (checksum->kind)
        checksum->crc = crc_update(checksum->kind, checksum->crc, bytes, size);
    else if (EVP_DigestUpdate(checksum->context, bytes, size) != 1)
        return LG_E_LOCAL;
    return LG_OK;
}

static void put_crc(const struct crc_kind *kind, uint64_t crc, unsigned char *value)
{
    for (size_t i = 0; i < crc_size(kind); i++)
        value[i] = (unsigned char)(crc >> 8 * (crc_size(kind) - 1 - i));
}

static uint64_t get_crc(const struct crc_kind *kind, const unsigned char *value)
{
    uint64_t crc = 0;

    for (size_t i = 0; i < crc_size(kind); i++)
        crc = crc << 8 | value[i];
    return crc;
}

size_t checksum_value(struct checksum *checksum, unsigned char value[CHECKSUM_MAX])
{
    unsigned size = 0;

    if (checksum->kind) {
        put_crc(checksum->kind, checksum->crc, value);
        return crc_size(checksum->kind);
    }
    return EVP_DigestFinal_ex(checksum->context, value, &size) == 1 ? size : 0;
}

void checksum_append(enum checksum_kind kind, unsigned char value[CHECKSUM_MAX], const unsigned char *next, int64_t next_size)
{
    const struct crc_kind *crc = crc_of(kind);

    if (crc)
        put_crc(crc, crc_combine(crc, get_crc(crc, value), get_crc(crc, next), (uint64_t)next_size), value);
}

void checksum_base64(const unsigned char *value, size_t size, char text[CHECKSUM_TEXT])
{
    (void)EVP_EncodeBlock((unsigned char *)text, value, (int)(size < CHECKSUM_MAX ? size : CHECKSUM_MAX));
}

void checksum_hex(const unsigned char *value, size_t size, char *text)
{
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = "0123456789abcdef"[value[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[value[i] & 15];
    }
    text[2 * size] = '\0';
}

int checksum_sha256_hex(const void *bytes, size_t size, char hex[65], struct lg_error *err)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    if (EVP_Digest(bytes, size, digest, &length, EVP_sha256(), NULL) != 1 || length != 32)
        return lg_error_set(err, LG_E_LOCAL, "SHA-256 failed, OpenSSL gave no digest");
    checksum_hex(digest, 32, hex);
    return LG_OK;
}
