/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums of what is sent: those that S3 has headers for, and SHA-256 for signatures. */
#ifndef S3_CHECKSUM_H
#define S3_CHECKSUM_H

#include <lakegen/error.h>

#include <stdbool.h>
#include <stddef.h>

#define CHECKSUM_MAX 32 /* bytes of a value */
#define CHECKSUM_TEXT 48 /* of a value in base64, with its NUL */

enum checksum_kind { CHECKSUM_NONE, CHECKSUM_CRC32C, CHECKSUM_CRC64NVME, CHECKSUM_SHA256, CHECKSUM_MD5, CHECKSUM_KINDS };

/* How a checksum is called: the option's word, the header of a request, x-amz-checksum-algorithm, the element of a list of
 * parts. Whole: upload parts' values give the object's by arithmetic (FULL_OBJECT), else the store makes one of them. */
struct checksum_names {
    const char *word, *header, *algorithm, *element;
    bool whole;
};
extern const struct checksum_names checksum_names[CHECKSUM_KINDS];

/* A running checksum: new/free, reset, update by one thread at a time, value at any moment. */
struct checksum;
struct checksum *checksum_new(enum checksum_kind kind); /* NULL: no memory, or a kind that OpenSSL does not give */
void checksum_free(struct checksum *checksum);
int checksum_reset(struct checksum *checksum);
int checksum_update(struct checksum *checksum, const void *bytes, size_t size);
size_t checksum_value(struct checksum *checksum, unsigned char value[CHECKSUM_MAX]);

/* The value of two texts one behind the other, for kinds that are whole. */
void checksum_append(enum checksum_kind kind, unsigned char value[CHECKSUM_MAX], const unsigned char *next, int64_t next_size);

void checksum_base64(const unsigned char *value, size_t size, char text[CHECKSUM_TEXT]);
void checksum_hex(const unsigned char *value, size_t size, char *text); /* 2 × size characters and a NUL */
int checksum_sha256_hex(const void *bytes, size_t size, char hex[65], struct lg_error *err);

#endif
