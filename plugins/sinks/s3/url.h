/* SPDX-License-Identifier: Apache-2.0 */
/* Places of an S3 store and how they are written: endpoints, buckets, keys, queries. Nothing here talks to anybody. */
#ifndef S3_URL_H
#define S3_URL_H

#include "base/string.h"

struct url_pair {
    const char *name, *value; /* not encoded; a value may be NULL, which is written as an empty one */
};

/* Appends text percent-encoded: all but letters, digits, "-._~", and slashes where they are kept. */
void url_encode(struct lg_string *out, const char *text, bool keep_slashes);

/* Appends a query as Signature Version 4 wants it: encoded, sorted by name and value. At most URL_MAX_PAIRS pairs. */
#define URL_MAX_PAIRS 32
void url_put_query(struct lg_string *out, const struct url_pair *pairs, size_t count);

/* Undoes url_encode() in place, and the encoding of names in lists: there a plus is a blank, as Amazon and MinIO have it. */
void url_decode(char *text);

/* Where requests go. */
struct url_endpoint {
    bool https;
    bool amazon;   /* of Amazon, where the host's name holds the region and a bucket may stand before it */
    bool loopback; /* of this machine */
    char *host;    /* with a port where it is not the scheme's; owned */
    char *path;    /* "" or "/before/the/bucket", encoded; owned */
};
#define URL_ENDPOINT_INIT \
    { \
        false, false, false, NULL, NULL \
    }

/* "https://host:port/path", or "aws", which is the host of a region. LG_E_CONFIG when it is neither. */
int url_endpoint_parse(const char *text, const char *region, struct url_endpoint *endpoint, struct lg_error *err);
void url_endpoint_release(struct url_endpoint *endpoint);

/* May another host be sent what is signed for this one? Only within Amazon. */
bool url_is_amazon(const char *host);

/* LG_E_USAGE for a name that no bucket has. strict: the rules of Amazon; else those of older stores too. */
int url_check_bucket(const char *bucket, bool strict, struct lg_error *err);

/* LG_E_USAGE for a key that stores or their clients change or refuse. */
int url_check_key(const char *key, struct lg_error *err);

#endif
