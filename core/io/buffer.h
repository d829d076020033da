/* SPDX-License-Identifier: Apache-2.0 */
/* Pools of buffers; the manual of a buffer is lakegen/buffer.h.
 *
 * A pool has a fixed number of blocks of LG_BUFFER_BYTES. lg_buffer_pool_take() waits for one: for
 * the sink to drop its references. A pool outlives its buffers; free it when all are back. Any thread. */
#ifndef LG_IO_BUFFER_H
#define LG_IO_BUFFER_H

#include <lakegen/buffer.h>
#include <lakegen/error.h>

struct lg_buffer_pool;

int lg_buffer_pool_new(unsigned blocks, struct lg_buffer_pool **pool, struct lg_error *err);
void lg_buffer_pool_free(struct lg_buffer_pool *pool);

/* An empty block with one reference. LG_E_CANCELLED within a second of *cancelled becoming non-zero (may be NULL). */
int lg_buffer_pool_take(struct lg_buffer_pool *pool, const volatile int *cancelled, struct lg_buffer **buffer,
                        struct lg_error *err);

/* For the one that fills a block: room left, and the bytes so far. */
unsigned char *lg_buffer_space(struct lg_buffer *buffer, size_t *size);
void lg_buffer_grow(struct lg_buffer *buffer, size_t bytes);

#endif
