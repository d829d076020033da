/* SPDX-License-Identifier: Apache-2.0 */
/* Multipart uploads: beginning, completing and aborting one. What sends the pieces is upload.c. */
#ifndef S3_MULTIPART_H
#define S3_MULTIPART_H

#include "client.h"

/* A piece that is acknowledged: what completing needs of it. */
struct multipart_part {
    char etag[128];
    unsigned char checksum[CHECKSUM_MAX];
    size_t checksum_size;
    int64_t bytes;
};

struct multipart {
    struct client *client;
    const char *key, *media_type, *identity; /* borrowed */
    enum checksum_kind kind;
    int64_t bytes;
    struct lg_string id; /* of the upload; "" before it is begun */
    struct multipart_part *part;
    unsigned parts;
    bool twins; /* beginning it may have worked more than once */
    int64_t begun_ns;
};

/* Metadata that every object of ours carries. */
void multipart_put_description(const struct multipart *upload, struct call *call);

int multipart_begin(struct multipart *upload, struct lg_error *err);

/* The object is there when this gives LG_OK; receipt gets its ETag, verified whether the store repeated our checksum. */
int multipart_complete(struct multipart *upload, struct lg_receipt *receipt, bool *verified, struct lg_error *err);

/* What cannot be aborted now is said, with what to do about it. */
void multipart_abort(struct multipart *upload);

/* Aborts uploads of the same key that came of a beginning whose answer was lost. */
void multipart_abort_twins(struct multipart *upload);

/* A checksum that the store gave (base64) against ours; LG_E_VERIFICATION when it is another. */
int multipart_compare(const struct multipart *upload, const char *theirs, const char *ours, bool *verified, struct lg_error *err);

#endif
