/* SPDX-License-Identifier: Apache-2.0 */
/* Writers: an object on its way to the store. Small ones go in one request, others as a multipart upload whose pieces leave while
 * the next are still being made. The bytes of a piece are kept until the store has acknowledged it, so that sending it again needs
 * nobody to make it again. */
#ifndef S3_UPLOAD_H
#define S3_UPLOAD_H

#include "client.h"

struct upload_totals { /* of a run; under the client's lock */
    int64_t objects, verified; /* those whose checksum the store repeated */
};

int upload_begin(struct client *client, struct upload_totals *totals, const struct lg_object *object, void **writer,
                 struct lg_error *err);
int upload_write(void *writer, struct lg_buffer *buffer, struct lg_error *err);
int upload_commit(void *writer, struct lg_receipt *receipt, struct lg_error *err);
void upload_abort(void *writer);

#endif
