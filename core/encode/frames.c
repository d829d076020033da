/* SPDX-License-Identifier: Apache-2.0 */
/* Collects lines until they are worth a frame. */
#include "encode/frames.h"

#include <stdlib.h>
#include <string.h>

#define FRAME_BYTES ((size_t)1 << 20) /* of text: a frame ends at the line where it has them. Part of the formats' epochs */

int lg_frames_init(struct lg_frames *frames, const struct lg_encoder_settings *settings, struct lg_error *err)
{
    *frames = (struct lg_frames){0};
    return lg_compressor_new(settings->codec, settings->level, true, &frames->compressor, err);
}

void lg_frames_release(struct lg_frames *frames)
{
    lg_compressor_free(frames->compressor);
    free(frames->text);
    free(frames->packed);
}

int64_t lg_frames_memory(const struct lg_encoder_settings *settings, int64_t line_bytes)
{
    int64_t text = (int64_t)FRAME_BYTES + 2 * line_bytes;

    if (settings->codec == LG_CODEC_NONE)
        return 0;
    return text + (int64_t)lg_codec_bound(settings->codec, (size_t)text) + lg_codec_memory(settings->codec, settings->level, text);
}

static int reserve(unsigned char **memory, size_t *capacity, size_t bytes, struct lg_error *err)
{
    unsigned char *grown;

    if (bytes <= *capacity)
        return LG_OK;
    grown = realloc(*memory, bytes);
    if (!grown)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %zu bytes of text to compress", bytes);
    *memory = grown;
    *capacity = bytes;
    return LG_OK;
}

/* Compresses what was collected, be it nothing. */
static int put_frame(struct lg_frames *frames, struct lg_output *output, struct lg_error *err)
{
    size_t size;

    if (reserve(&frames->packed, &frames->packed_capacity, lg_compressor_bound(frames->compressor, frames->capacity), err) != LG_OK ||
        lg_compressor_run(frames->compressor, frames->text, frames->used, frames->packed, &size, err) != LG_OK)
        return err->code;
    frames->used = 0;
    return lg_output_append(output, frames->packed, size, err);
}

int lg_frames_end(struct lg_frames *frames, struct lg_output *output, struct lg_error *err)
{
    return frames->used > 0 ? put_frame(frames, output, err) : LG_OK;
}

int lg_frames_put(struct lg_frames *frames, const void *line, size_t size, struct lg_output *output, struct lg_error *err)
{
    frames->plain += (int64_t)size;
    if (!frames->compressor)
        return lg_output_append(output, line, size, err);
    if (reserve(&frames->text, &frames->capacity, FRAME_BYTES + size, err) != LG_OK)
        return err->code;
    memcpy(frames->text + frames->used, line, size);
    frames->used += size;
    return frames->used >= FRAME_BYTES ? lg_frames_end(frames, output, err) : LG_OK;
}

int lg_frames_end_object(const struct lg_encoder_settings *settings, struct lg_output *output, struct lg_error *err)
{
    struct lg_frames frames;

    if (settings->codec == LG_CODEC_NONE || lg_output_position(output) > 0 || lg_frames_init(&frames, settings, err) != LG_OK)
        return err->code;
    (void)put_frame(&frames, output, err);
    lg_frames_release(&frames);
    return err->code;
}

int lg_frames_sample(struct lg_frames *frames, lg_row_group_fn *row_group, struct lg_encoder_worker *worker, int64_t first_row,
                     int64_t rows, struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err)
{
    struct lg_output *output;

    frames->plain = 0;
    if (lg_output_new_counting(&output, err) != LG_OK)
        return err->code;
    if (row_group(worker, first_row, rows, output, group, err) == LG_OK) {
        sizes[0].asked += rows;
        sizes[0].rows += group->rows;
        sizes[0].bytes += group->bytes;
        sizes[0].plain_bytes += frames->plain;
    }
    lg_output_free(output);
    return err->code;
}
