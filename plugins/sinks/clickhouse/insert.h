/* SPDX-License-Identifier: Apache-2.0 */
/* Inserts: an object's bytes are kept until the server has them, for sure. */
#ifndef CH_INSERT_H
#define CH_INSERT_H

#include "table.h"

#include <pthread.h>

/* How many inserts are under way, where a window limits them. */
struct flight {
    pthread_mutex_t mutex;
    int64_t count;
    bool was_checked; /* parts before the first one that is made were looked at */
    uint64_t retries, found; /* inserts sent again; parts that were there already */
};

/* The two are borrowed until the writer is gone. */
int insert_begin(const struct table *table, struct flight *flight, const struct lg_object *object, void **writer, struct lg_error *err);
int insert_write(void *writer, struct lg_buffer *buffer, struct lg_error *err);
int insert_commit(void *writer, struct lg_receipt *receipt, struct lg_error *err);
void insert_abort(void *writer);

#endif
