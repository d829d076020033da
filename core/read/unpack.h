/* SPDX-License-Identifier: Apache-2.0 */
/* Unpacks gzip and zstd streams as their bytes come by, members or frames one after the other.
 *
 * Life cycle: lg_unpack_new(), lg_unpack_feed() with all bytes in pieces of any size, lg_unpack_end(), lg_unpack_free(). Memory: what
 * the format's window takes (zstd: at most 128 MiB), and a piece of output. */
#ifndef LG_READ_UNPACK_H
#define LG_READ_UNPACK_H

#include <lakegen/sink.h>

enum lg_packing { LG_PACKED_NOT, LG_PACKED_GZIP, LG_PACKED_ZSTD };

/* By its first bytes. */
enum lg_packing lg_packing_of(const void *bytes, size_t size);
const char *lg_packing_name(enum lg_packing packing);

struct lg_unpack;

/* emit gets what comes out; non-zero ends the feeding. LG_E_CONFIG when this build lacks the library. */
int lg_unpack_new(enum lg_packing packing, lg_emit_fn *emit, void *context, struct lg_unpack **unpack, struct lg_error *err);

/* LG_E_VERIFICATION when the stream is damaged. *stopped: emit gave non-zero. */
int lg_unpack_feed(struct lg_unpack *unpack, const void *bytes, size_t size, int *stopped, struct lg_error *err);

/* LG_E_VERIFICATION when the last member has not ended. */
int lg_unpack_end(const struct lg_unpack *unpack, struct lg_error *err);
void lg_unpack_free(struct lg_unpack *unpack);

#endif
