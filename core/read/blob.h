/* SPDX-License-Identifier: Apache-2.0 */
/* Blobs: named bytes that can be read from any place. A file of this machine, or an object behind a sink's read().
 *
 * Life cycle: lg_blob_open_file() or lg_blob_open_object(), reads, lg_blob_close(). One thread at a time. */
#ifndef LG_READ_BLOB_H
#define LG_READ_BLOB_H

#include <lakegen/sink.h>

struct lg_blob {
    const char *name; /* borrowed */
    int64_t size;
    int (*read)(const struct lg_blob *blob, int64_t offset, int64_t size, lg_emit_fn *emit, void *context, struct lg_error *err);
    int fd;                            /* of a file, or -1 */
    const struct lg_sink_plugin *sink; /* of an object; borrowed */
    void *context;                     /* read()'s own: the sink's state; borrowed */
};

/* LG_E_NOT_FOUND, LG_E_DESTINATION for what is no regular file or cannot be opened. */
int lg_blob_open_file(const char *path, struct lg_blob *blob, struct lg_error *err);
int lg_blob_open_object(const struct lg_sink_plugin *sink, void *sink_state, const char *name, struct lg_blob *blob,
                        struct lg_error *err);
void lg_blob_close(struct lg_blob *blob);

/* Calls emit with [offset, offset + size) in order, in pieces, until it gives non-zero; size -1: to the end. */
int lg_blob_read(const struct lg_blob *blob, int64_t offset, int64_t size, lg_emit_fn *emit, void *context, struct lg_error *err);

/* Exactly so many bytes into memory; LG_E_VERIFICATION when the blob has become shorter. */
int lg_blob_fetch(const struct lg_blob *blob, int64_t offset, size_t size, void *bytes, struct lg_error *err);

#endif
