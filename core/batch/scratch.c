/* SPDX-License-Identifier: Apache-2.0 */
/* The arena grows by blocks; the second call for the same slice size finds them all there. */
#include "batch/scratch.h"

#include <stdlib.h>

#define MAX_BLOCKS 32
#define FIRST_BLOCK ((size_t)64 << 10)
#define CEILING ((size_t)1 << 30)

struct lg_scratch {
    unsigned blocks, current;
    size_t used; /* of the current block */
    struct {
        unsigned char *memory;
        size_t size;
    } block[MAX_BLOCKS];
};

struct lg_scratch *lg_scratch_new(void)
{
    return calloc(1, sizeof(struct lg_scratch));
}

void lg_scratch_free(struct lg_scratch *scratch)
{
    if (!scratch)
        return;
    for (unsigned i = 0; i < scratch->blocks; i++)
        free(scratch->block[i].memory);
    free(scratch);
}

static void *add_block(struct lg_scratch *scratch, size_t bytes)
{
    size_t size = scratch->blocks ? 2 * scratch->block[scratch->blocks - 1].size : FIRST_BLOCK;

    while (size < bytes)
        size *= 2;
    if (scratch->blocks == MAX_BLOCKS || size > CEILING)
        return NULL;
    scratch->block[scratch->blocks].memory = aligned_alloc(64, size);
    if (!scratch->block[scratch->blocks].memory)
        return NULL;
    scratch->block[scratch->blocks].size = size;
    scratch->current = scratch->blocks++;
    scratch->used = bytes;
    return scratch->block[scratch->current].memory;
}

void *lg_scratch_take(struct lg_scratch *scratch, size_t bytes)
{
    if (bytes > CEILING / 2)
        return NULL;
    bytes = (bytes + 63) & ~(size_t)63;
    for (; scratch->current < scratch->blocks; scratch->current++, scratch->used = 0)
        if (scratch->block[scratch->current].size - scratch->used >= bytes) {
            scratch->used += bytes;
            return scratch->block[scratch->current].memory + scratch->used - bytes;
        }
    return add_block(scratch, bytes);
}

void lg_scratch_reset(struct lg_scratch *scratch)
{
    scratch->current = 0;
    scratch->used = 0;
}
