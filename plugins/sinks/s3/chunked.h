/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies in signed chunks ("Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks", Amazon S3
 * API Reference): each chunk stands behind a line with its size and its signature, which is of the chunk's SHA-256 and of the
 * signature before it; an empty chunk ends the body. Short texts can be hashed many at once (lanes.h), which is what it is for here:
 * the bytes of a request are protected as by one hash of all, at half its price. What a store makes of chunks is reply.c's. */
#ifndef S3_CHUNKED_H
#define S3_CHUNKED_H

#include "http.h"
#include "lanes.h"
#include "sigv4.h"

#define CHUNK_BYTES ((size_t)32 << 10)

/* SHA-256 of the chunks of a body, made while it is filled. Zeroed is empty. */
struct chunk_hashes {
    unsigned char (*hash)[32]; /* owned */
    size_t count, capacity;
};

/* Of the next piece of the body, or part of one; all but the body's last are multiples of CHUNK_BYTES. */
int chunk_hashes_add(struct chunk_hashes *hashes, struct lanes *lanes, const unsigned char *bytes, size_t size);
void chunk_hashes_release(struct chunk_hashes *hashes);

/* A body with its frames, for one attempt: another is signed anew. Zeroed is empty. */
struct chunked {
    char *frames;              /* owned */
    struct http_piece *pieces; /* owned; the bytes between the frames are the caller's */
    size_t count;
};

/* hashes are of these pieces; the chain has just begun. */
int chunked_frame(struct chunked *body, const struct http_piece *pieces, size_t count, const struct chunk_hashes *hashes,
                  struct sigv4_chain *chain, struct lg_error *err);
void chunked_release(struct chunked *body);

/* Bytes of hashes and frames of a body, at most. */
int64_t chunked_memory(int64_t body_bytes);

#endif
