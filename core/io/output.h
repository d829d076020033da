/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs: where encoders append bytes. Three kinds with one interface:
 *   - an object's output cuts the bytes into buffers, digests them and hands them to a sink's writer;
 *   - a held output keeps them in memory up to a ceiling, for a row group that must wait for its turn, and then hands them on;
 *   - a counting output only counts, for size estimates.
 * One thread at a time. */
#ifndef LG_IO_OUTPUT_H
#define LG_IO_OUTPUT_H

#include <lakegen/sink.h>

#include "io/buffer.h"

struct lg_output;

/* For an object: writes to the writer through blocks of the pool. sink and pool are borrowed. */
int lg_output_new_object(const struct lg_sink_plugin *sink, struct lg_buffer_pool *pool, const volatile int *cancelled,
                         struct lg_output **output, struct lg_error *err);
/* Makes a SHA-256 of every object besides its digest. */
int lg_output_want_sha256(struct lg_output *output, struct lg_error *err);
/* Starts the next object. */
int lg_output_begin(struct lg_output *output, void *writer, struct lg_error *err);

/* Its memory is kept for reuse until it is freed. */
int lg_output_new_held(size_t ceiling, struct lg_output **output, struct lg_error *err);
int lg_output_new_counting(struct lg_output **output, struct lg_error *err);
void lg_output_free(struct lg_output *output);

int lg_output_append(struct lg_output *output, const void *bytes, size_t size, struct lg_error *err);

/* Called after appends with the number of bytes that came since it was last called, about a megabyte each time: it may take its
 * time, which slows the encoder down. NULL: nobody. */
typedef void lg_output_pace_fn(void *context, int64_t bytes);
void lg_output_set_pace(struct lg_output *output, lg_output_pace_fn *pace, void *context);

/* Bytes appended since the output was begun or cleared. */
int64_t lg_output_position(const struct lg_output *output);

/* Object: hands over the last block and gives the digest's text, and that of the SHA-256 or "". */
int lg_output_end(struct lg_output *output, char digest[38], char sha256[65], struct lg_error *err);
/* Object: forgets what was not handed over. Held, counting: empties it, for nobody so far. */
void lg_output_clear(struct lg_output *output);

/* Held: calls back with all bytes, in pieces; stops at the first non-zero result and gives it. */
int lg_output_each(const struct lg_output *output, lg_emit_fn *emit, void *context);

/* Held: the output that the bytes are for, asked for when the ceiling is reached or by lg_output_let_go(). `wait` returns when that
 * output may be written to. What is held goes there, and everything after it too, until the held output is cleared. Without it, an
 * output that is full is an error. */
typedef int lg_output_wait_fn(void *context, struct lg_output **output, struct lg_error *err);
void lg_output_hold_for(struct lg_output *output, lg_output_wait_fn *wait, void *context);
int lg_output_let_go(struct lg_output *output, struct lg_error *err);

#endif
