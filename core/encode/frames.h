/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: bytes of formats without pages on their way to an output, compressed in pieces that stand alone.
 *
 * A frame is a gzip member or a Zstandard frame and holds whole lines, or pieces of a block. Files of several are legal (RFC 1952,
 * RFC 8878) and what parallel compressors make. Workers fill row groups at the same time, so a row group ends its last frame; memory
 * is that of one frame. Without a codec bytes go to the output as they are. One thread. */
#ifndef LG_ENCODE_FRAMES_H
#define LG_ENCODE_FRAMES_H

#include "encode/encoder.h"

struct lg_frames {
    struct lg_compressor *compressor; /* owned; NULL: no codec */
    unsigned char *text, *packed;     /* owned */
    size_t used, capacity, packed_capacity;
    int64_t plain; /* bytes that were put in, for samples */
};

/* A zeroed structure may be released. */
int lg_frames_init(struct lg_frames *frames, const struct lg_encoder_settings *settings, struct lg_error *err);
void lg_frames_release(struct lg_frames *frames);

/* Bytes of memory at most, for lines of so many bytes. */
int64_t lg_frames_memory(const struct lg_encoder_settings *settings, int64_t line_bytes);

/* Adds a line, with its end. */
int lg_frames_put(struct lg_frames *frames, const void *line, size_t size, struct lg_output *output, struct lg_error *err);

/* Ends the frame that is open, if there is one. */
int lg_frames_end(struct lg_frames *frames, struct lg_output *output, struct lg_error *err);

/* The end of an object. One without a byte gets a frame of nothing when there is a codec: no bytes at all are no gzip. */
int lg_frames_end_object(const struct lg_encoder_settings *settings, struct lg_output *output, struct lg_error *err);

/* A format's sample(), by its row_group(): all columns count for the first. frames: the worker's. */
typedef int lg_row_group_fn(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                            struct lg_row_group *group, struct lg_error *err);
int lg_frames_sample(struct lg_frames *frames, lg_row_group_fn *row_group, struct lg_encoder_worker *worker, int64_t first_row,
                     int64_t rows, struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err);

#endif
