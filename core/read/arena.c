/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas: blocks that are filled by moving a pointer. */
#include "read/arena.h"

#include <stdlib.h>

#define BLOCK ((size_t)16 << 10)
#define ALIGNMENT ((size_t)16)

struct lg_arena_block {
    struct lg_arena_block *before;
    size_t used, size; /* of memory */
    _Alignas(16) unsigned char memory[];
};

void lg_arena_init(struct lg_arena *arena, size_t ceiling)
{
    *arena = (struct lg_arena){.ceiling = ceiling};
}

void lg_arena_release(struct lg_arena *arena)
{
    while (arena->block) {
        struct lg_arena_block *block = arena->block;

        arena->block = block->before;
        free(block);
    }
    arena->taken = 0;
}

static struct lg_arena_block *add_block(struct lg_arena *arena, size_t size)
{
    struct lg_arena_block *block = calloc(1, sizeof(*block) + size);

    if (!block)
        return NULL;
    block->before = arena->block;
    block->size = size;
    arena->block = block;
    return block;
}

void *lg_arena_take(struct lg_arena *arena, size_t count, size_t size)
{
    struct lg_arena_block *block = arena->block;
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || bytes > arena->ceiling)
        return NULL;
    bytes = (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (bytes > arena->ceiling - arena->taken)
        return NULL;
    if (!block || block->size - block->used < bytes)
        block = add_block(arena, bytes > BLOCK ? bytes : BLOCK);
    if (!block)
        return NULL;
    block->used += bytes;
    arena->taken += bytes;
    return block->memory + block->used - bytes;
}
