/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers: blocks of an object's bytes on their way from an encoder to a sink, reference counted.
 *
 * The host fills a block, gives it to the sink's write() and drops its own reference. A sink that needs the bytes after
 * write() returned takes a reference and drops it when the bytes are acknowledged; the block then goes back to the pool it
 * came from. A pool has a fixed number of blocks, so a sink that holds them stops the generator: that is the back-pressure.
 *
 * Every block but an object's last is exactly LG_BUFFER_BYTES long; data is aligned to 4096 bytes, fit for direct I/O.
 * Threads: references may be taken and dropped by any thread; the bytes are read-only once write() was called. */
#ifndef LAKEGEN_BUFFER_H
#define LAKEGEN_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LG_BUFFER_BYTES ((size_t)1 << 20)

struct lg_buffer;

const unsigned char *lg_buffer_data(const struct lg_buffer *buffer);
size_t lg_buffer_size(const struct lg_buffer *buffer);
void lg_buffer_ref(struct lg_buffer *buffer);
void lg_buffer_unref(struct lg_buffer *buffer);

#ifdef __cplusplus
}
#endif
#endif
