/* SPDX-License-Identifier: Apache-2.0 */
/* The frames of all chunks are one text; between them stand the body's own bytes. */
#include "chunked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_BYTES 104 /* "\r\n8000;chunk-signature=", 64 digits, "\r\n\r\n", rounded up */

static size_t chunks_of(size_t size)
{
    return (size + CHUNK_BYTES - 1) / CHUNK_BYTES;
}

int chunk_hashes_add(struct chunk_hashes *hashes, struct lanes *lanes, const unsigned char *bytes, size_t size)
{
    size_t count = hashes->count + chunks_of(size);

    if (count > hashes->capacity) {
        size_t capacity = hashes->capacity * 2 > count ? hashes->capacity * 2 : count;
        unsigned char(*grown)[32] = realloc(hashes->hash, capacity * sizeof(*grown));

        if (!grown)
            return LG_E_LOCAL;
        hashes->hash = grown;
        hashes->capacity = capacity;
    }
    if (lanes_sha256(lanes, bytes, size, CHUNK_BYTES, hashes->hash + hashes->count) != LG_OK)
        return LG_E_LOCAL;
    hashes->count = count;
    return LG_OK;
}

void chunk_hashes_release(struct chunk_hashes *hashes)
{
    free(hashes->hash);
    memset(hashes, 0, sizeof(*hashes));
}

static void add_piece(struct chunked *body, const void *bytes, size_t size)
{
    body->pieces[body->count++] = (struct http_piece){bytes, size};
}

/* The line before a chunk, with the end of the chunk before it. */
static int add_frame(struct chunked *body, size_t number, size_t size, const unsigned char *hash, struct sigv4_chain *chain,
                     struct lg_error *err)
{
    char *frame = body->frames + number * FRAME_BYTES;

    if (sigv4_chain_next(chain, hash, err) != LG_OK)
        return err->code;
    (void)snprintf(frame, FRAME_BYTES, "%s%zx;chunk-signature=%s\r\n%s", number > 0 ? "\r\n" : "", size, chain->signature,
                   size > 0 ? "" : "\r\n");
    add_piece(body, frame, strlen(frame));
    return LG_OK;
}

int chunked_frame(struct chunked *body, const struct http_piece *pieces, size_t count, const struct chunk_hashes *hashes,
                  struct sigv4_chain *chain, struct lg_error *err)
{
    size_t number = 0;

    chunked_release(body);
    body->frames = malloc((hashes->count + 1) * FRAME_BYTES);
    body->pieces = malloc((hashes->count * 2 + 1) * sizeof(*body->pieces));
    if (!body->frames || !body->pieces)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the signatures of a piece");
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < pieces[i].size; at += CHUNK_BYTES, number++) {
            size_t size = pieces[i].size - at < CHUNK_BYTES ? pieces[i].size - at : CHUNK_BYTES;

            if (number == hashes->count)
                return lg_error_set(err, LG_E_INTERNAL, "a body has more chunks than the %zu that were hashed", hashes->count);
            if (add_frame(body, number, size, hashes->hash[number], chain, err) != LG_OK)
                return err->code;
            add_piece(body, pieces[i].bytes + at, size);
        }
    return add_frame(body, number, 0, NULL, chain, err);
}

void chunked_release(struct chunked *body)
{
    free(body->frames);
    free(body->pieces);
    memset(body, 0, sizeof(*body));
}

int64_t chunked_memory(int64_t body_bytes)
{
    return (body_bytes / (int64_t)CHUNK_BYTES + 2) * (int64_t)(FRAME_BYTES + 2 * sizeof(struct http_piece) + 2 * 32);
}
