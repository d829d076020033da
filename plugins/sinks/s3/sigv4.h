/* SPDX-License-Identifier: Apache-2.0 */
/* Signature Version 4: from a request to the text of its Authorization header.
 *
 * libcurl signs too, but every release differently, and 7.88 wrong for keys and queries that S3 allows; so it is done here, by
 * "Authenticating Requests: AWS Signature Version 4" (Amazon S3 API Reference). Pure: no clock, no credentials of its own. */
#ifndef S3_SIGV4_H
#define S3_SIGV4_H

#include "url.h"

#include <stdint.h>

#define SIGV4_UNSIGNED "UNSIGNED-PAYLOAD"
#define SIGV4_CHUNKED "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
#define SIGV4_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" /* SHA-256 of no bytes */

struct sigv4_request {
    const char *method;
    const char *path;               /* encoded, as it is sent */
    const char *query;              /* of url_put_query(), as it is sent */
    const struct url_pair *headers; /* all that are signed, "host" among them; names in lower case, in any order */
    size_t header_count;
    const char *payload; /* SHA-256 in hexadecimal, or SIGV4_UNSIGNED, SIGV4_CHUNKED */
};

struct sigv4_scope {
    const char *access_key, *secret_key, *region, *service;
    int64_t time; /* seconds since 1970 */
};

/* "20150830T123600Z", for the header x-amz-date. */
void sigv4_date(int64_t time, char date[17]);

void sigv4_put_canonical(const struct sigv4_request *request, struct lg_string *out);
int sigv4_put_string_to_sign(const struct sigv4_request *request, const struct sigv4_scope *scope, struct lg_string *out,
                             struct lg_error *err);
int sigv4_signature(const struct sigv4_scope *scope, const char *string_to_sign, char signature[65], struct lg_error *err);

/* The value of the header Authorization; it ends with the signature. */
int sigv4_put_authorization(const struct sigv4_request *request, const struct sigv4_scope *scope, struct lg_string *out,
                            struct lg_error *err);

/* ---- chunks ----
 * The signatures of a body's chunks, each over the one before, the first over the request's. begin/next/end; end() also after a
 * begin() that failed. */
struct sigv4_chain {
    char signature[65]; /* the last that was made */
    char intro[256];    /* what all texts to sign begin with */
    unsigned char key[32];
    struct evp_mac_ctx_st *mac; /* owned */
};

int sigv4_chain_begin(struct sigv4_chain *chain, const struct sigv4_scope *scope, const char *authorization, struct lg_error *err);
int sigv4_chain_next(struct sigv4_chain *chain, const unsigned char *hash, struct lg_error *err); /* SHA-256; NULL: of no bytes */
void sigv4_chain_end(struct sigv4_chain *chain);

#endif
