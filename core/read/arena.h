/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas with a ceiling: memory for structures that are decoded from bytes nobody vouches for, freed all at once.
 *
 * Life cycle: lg_arena_init(), lg_arena_take() any number of times, lg_arena_release(). One thread. */
#ifndef LG_READ_ARENA_H
#define LG_READ_ARENA_H

#include <stddef.h>

struct lg_arena {
    struct lg_arena_block *block; /* the one being filled; owned, with those before it */
    size_t taken, ceiling;        /* bytes, of all blocks */
};

void lg_arena_init(struct lg_arena *arena, size_t ceiling);
void lg_arena_release(struct lg_arena *arena);

/* Zeroed memory for count things of a size, 16-byte aligned, or NULL when it would pass the ceiling or there is none. */
void *lg_arena_take(struct lg_arena *arena, size_t count, size_t size);

#endif
