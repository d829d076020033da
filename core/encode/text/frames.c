/* SPDX-License-Identifier: Apache-2.0 */
/* Collects lines until they are worth a frame. */
#include "encode/text/frames.h"

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

int lg_frames_put_empty(struct lg_frames *frames, struct lg_output *output, struct lg_error *err)
{
    return frames->compressor ? put_frame(frames, output, err) : LG_OK;
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
