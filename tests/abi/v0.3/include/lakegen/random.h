/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers: named streams of 128-bit draws that any row can be asked for alone.
 *
 * Generator: ARS-7, the AES-round counter generator of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy
 * as 1, 2, 3" (SC'11), with seven rounds. A draw is ARS-7(stream key, counter) with the counter's low 64 bits the *key*
 * (by default the row number, or the id of an entity) and its high 64 bits the number of the draw at that key. The stream
 * key is the first 128 bits of SHA-256 over ("lakegen1", seed, schema, table, stream, epoch), each part prefixed by its
 * length. So cells depend on names and keys only: adding a column changes no other, and any row can be made anywhere.
 *
 * Not for secrets. Same draws on every CPU: paths for VAES, AES-NI, ARMv8 and portable C are chosen at run time
 * (LAKEGEN_CPU=portable|aesni|vaes|armv8 forces one).
 *
 * Threads: a stream is plain constant memory once opened; all functions here may be called by any thread. */
#ifndef LAKEGEN_RANDOM_H
#define LAKEGEN_RANDOM_H

#include <lakegen/batch.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lg_schema_request;
struct lg_kernels;

struct lg_stream {
    uint64_t key[2];
    const struct lg_kernels *kernels; /* the code path of this CPU */
    uint64_t reserved;
};

/* 128 random bits. word[0] is the low half of the generator's output; lanes are its 32-bit quarters, lowest first. */
struct lg_draw {
    uint64_t word[2];
};

static inline uint32_t lg_draw_lane(const struct lg_draw *draw, int lane)
{
    return (uint32_t)(draw->word[lane >> 1] >> (32 * (lane & 1)));
}

/* Opens a stream of a table; called from .open(). epoch: 0, raised when the stream's meaning changes. */
int lg_stream_open(const struct lg_schema_request *request, const char *table, const char *name, uint32_t epoch,
                   struct lg_stream *stream, struct lg_error *err);

/* Opens the streams of all columns of a table, each named like its column: streams[i] belongs to column i. */
int lg_streams_open(const struct lg_schema_request *request, const struct lg_table *table, struct lg_stream *streams,
                    struct lg_error *err);

/* out[i] = draw number `draw` at key first_key + i. */
void lg_draw_rows(const struct lg_stream *stream, int64_t first_key, uint64_t draw, int64_t n, struct lg_draw *out);

/* out[i] = draw number `draw` at keys[i]. */
void lg_draw_keys(const struct lg_stream *stream, const int64_t *keys, uint64_t draw, int64_t n, struct lg_draw *out);

/* Random bytes at one key: draws first_draw, first_draw + 1, …, cut to size. */
void lg_draw_bytes(const struct lg_stream *stream, int64_t key, uint64_t first_draw, size_t size, void *out);

/* The same as lower-case hexadecimal text, 2 × size characters, no NUL. */
void lg_draw_hex(const struct lg_stream *stream, int64_t key, uint64_t first_draw, size_t size, char *out);

/* The UUID at one key, RFC 9562 version 4: 36 characters, no NUL. Since 0.2. */
void lg_draw_uuid(const struct lg_stream *stream, int64_t key, char *out);

/* Whole columns, in place, for the rows first_key, first_key + 1, …; no-ops when the column is not wanted.
 * hex: size random bytes as 2 × size characters. uuid: RFC 9562 version 4, 36 characters. */
int lg_fill_hex(const struct lg_stream *stream, int64_t first_key, size_t size, struct lg_batch *batch, uint32_t column,
                struct lg_error *err);
int lg_fill_uuid(const struct lg_stream *stream, int64_t first_key, struct lg_batch *batch, uint32_t column,
                 struct lg_error *err);

/* The same at keys[i] for row i, and null where valid[i] is 0, if valid is given; lg_batch_valid() is left to the caller.
 * Since 0.2. */
int lg_fill_hex_keys(const struct lg_stream *stream, const int64_t *keys, const uint8_t *valid, size_t size,
                     struct lg_batch *batch, uint32_t column, struct lg_error *err);
int lg_fill_uuid_keys(const struct lg_stream *stream, const int64_t *keys, const uint8_t *valid, struct lg_batch *batch,
                      uint32_t column, struct lg_error *err);

#ifdef __cplusplus
}
#endif
#endif
