/* SPDX-License-Identifier: Apache-2.0 */
/* Writers: one object each. A thread of the writer's own puts buffers on disk while the worker makes the next ones. */
#ifndef FILE_WRITER_H
#define FILE_WRITER_H

#include <lakegen/sink.h>

#include <stdbool.h>

/* Buffers that wait to be written, at most. */
#define WRITER_QUEUE 4

struct writer_settings {
    const char *run;
    bool direct; /* try O_DIRECT */
    bool sync;
};

int writer_begin(const struct writer_settings *settings, const struct lg_object *object, void **writer, struct lg_error *err);
int writer_write(void *writer, struct lg_buffer *buffer, struct lg_error *err);
int writer_commit(void *writer, struct lg_receipt *receipt, struct lg_error *err);
void writer_abort(void *writer);

#endif
