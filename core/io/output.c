/* SPDX-License-Identifier: Apache-2.0 */
/* The three kinds of output. A held one is a list of blocks, so that growing never copies. */
#include "io/output.h"

#include "base/callback.h"
#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that are digested and then copied: they are in the first-level cache for the copy. */
#define STEP ((size_t)16 << 10)

enum kind { OBJECT, HELD, COUNTING };

struct lg_output {
    enum kind kind;
    int64_t position;
    lg_output_pace_fn *pace; /* or NULL */
    void *pace_context;
    int64_t unpaced;
    /* object */
    const struct lg_sink_plugin *sink;
    struct lg_buffer_pool *pool;
    const volatile int *cancelled;
    void *writer;
    struct lg_buffer *buffer; /* being filled, or NULL */
    struct lg_content_digest *digest;
    struct lg_sha256_stream *sha256; /* or NULL */
    /* held */
    size_t ceiling;
    unsigned char **block;
    size_t blocks;
    lg_output_wait_fn *wait; /* or NULL */
    void *wait_context;
    struct lg_output *through; /* where all goes since it was let go, borrowed; or NULL */
};

static int output_new(enum kind kind, struct lg_output **output, struct lg_error *err)
{
    *output = calloc(1, sizeof(**output));
    if (!*output)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an output");
    (*output)->kind = kind;
    return LG_OK;
}

int lg_output_new_object(const struct lg_sink_plugin *sink, struct lg_buffer_pool *pool, const volatile int *cancelled,
                         struct lg_output **output, struct lg_error *err)
{
    if (output_new(OBJECT, output, err) != LG_OK)
        return err->code;
    (*output)->sink = sink;
    (*output)->pool = pool;
    (*output)->cancelled = cancelled;
    (*output)->digest = lg_content_digest_new();
    if ((*output)->digest)
        return LG_OK;
    lg_output_free(*output);
    *output = NULL;
    return lg_error_set(err, LG_E_LOCAL, "out of memory for a digest");
}

int lg_output_want_sha256(struct lg_output *output, struct lg_error *err)
{
    output->sha256 = lg_sha256_stream_new();
    return output->sha256 ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for a digest");
}

int lg_output_begin(struct lg_output *output, void *writer, struct lg_error *err)
{
    output->writer = writer;
    output->position = 0;
    lg_content_digest_reset(output->digest);
    return output->sha256 ? lg_sha256_stream_reset(output->sha256, err) : LG_OK;
}

void lg_output_set_pace(struct lg_output *output, lg_output_pace_fn *pace, void *context)
{
    output->pace = pace;
    output->pace_context = context;
    output->unpaced = 0;
}

int lg_output_new_held(size_t ceiling, struct lg_output **output, struct lg_error *err)
{
    if (output_new(HELD, output, err) != LG_OK)
        return err->code;
    (*output)->ceiling = ceiling;
    return LG_OK;
}

int lg_output_new_counting(struct lg_output **output, struct lg_error *err)
{
    return output_new(COUNTING, output, err);
}

void lg_output_free(struct lg_output *output)
{
    if (!output)
        return;
    lg_output_clear(output);
    lg_content_digest_free(output->digest);
    lg_sha256_stream_free(output->sha256);
    for (size_t i = 0; i < output->blocks; i++)
        free(output->block[i]);
    free(output->block);
    free(output);
}

void lg_output_clear(struct lg_output *output)
{
    output->position = 0;
    output->writer = NULL;
    output->wait = NULL;
    output->through = NULL;
    if (output->buffer)
        lg_buffer_unref(output->buffer);
    output->buffer = NULL;
}

int64_t lg_output_position(const struct lg_output *output)
{
    return output->position;
}

static int hand_over(struct lg_output *output, struct lg_error *err)
{
    struct lg_buffer *buffer = output->buffer;
    int code = LG_OK;

    output->buffer = NULL;
    if (output->sha256)
        code = lg_sha256_stream_update(output->sha256, lg_buffer_data(buffer), lg_buffer_size(buffer), err);
    if (code == LG_OK)
        code = lg_callback_result(output->sink->write(output->writer, buffer, err), "write", err);
    lg_buffer_unref(buffer);
    return code;
}

static int append_to_object(struct lg_output *output, const unsigned char *bytes, size_t size, struct lg_error *err)
{
    while (size > 0) {
        unsigned char *space;
        size_t room;

        if (!output->buffer && lg_buffer_pool_take(output->pool, output->cancelled, &output->buffer, err) != LG_OK)
            return err->code;
        space = lg_buffer_space(output->buffer, &room);
        if (room > size)
            room = size;
        if (room > STEP)
            room = STEP;
        lg_content_digest_update(output->digest, bytes, room);
        memcpy(space, bytes, room);
        lg_buffer_grow(output->buffer, room);
        bytes += room;
        size -= room;
        if (lg_buffer_size(output->buffer) == LG_BUFFER_BYTES && hand_over(output, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

static int add_block(struct lg_output *output, struct lg_error *err)
{
    unsigned char **grown = realloc(output->block, (output->blocks + 1) * sizeof(*grown));

    if (grown)
        output->block = grown;
    if (!grown || !(grown[output->blocks] = malloc(LG_BUFFER_BYTES)))
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a row group that waits for its turn");
    output->blocks++;
    return LG_OK;
}

static int append_to_held(struct lg_output *output, const unsigned char *bytes, size_t size, struct lg_error *err)
{
    size_t position = (size_t)output->position;

    if (!output->through && size > output->ceiling - position && lg_output_let_go(output, err) != LG_OK)
        return err->code;
    if (output->through)
        return lg_output_append(output->through, bytes, size, err);
    while (size > 0) {
        size_t at = position % LG_BUFFER_BYTES, room = LG_BUFFER_BYTES - at;

        if (position / LG_BUFFER_BYTES == output->blocks && add_block(output, err) != LG_OK)
            return err->code;
        if (room > size)
            room = size;
        memcpy(output->block[position / LG_BUFFER_BYTES] + at, bytes, room);
        bytes += room;
        size -= room;
        position += room;
    }
    return LG_OK;
}

static void keep_pace(struct lg_output *output, int64_t bytes)
{
    output->unpaced += bytes;
    if (!output->pace || output->unpaced < (int64_t)LG_BUFFER_BYTES)
        return;
    bytes = output->unpaced;
    output->unpaced = 0;
    output->pace(output->pace_context, bytes);
}

int lg_output_append(struct lg_output *output, const void *bytes, size_t size, struct lg_error *err)
{
    int code = LG_OK;

    if (output->kind == OBJECT)
        code = append_to_object(output, bytes, size, err);
    else if (output->kind == HELD)
        code = append_to_held(output, bytes, size, err);
    if (code != LG_OK)
        return code;
    output->position += (int64_t)size;
    keep_pace(output, (int64_t)size);
    return LG_OK;
}

int lg_output_each(const struct lg_output *output, lg_emit_fn *emit, void *context)
{
    size_t left = (size_t)output->position;

    for (size_t i = 0; left > 0; i++) {
        size_t some = left < LG_BUFFER_BYTES ? left : LG_BUFFER_BYTES;
        int result = emit(context, output->block[i], some);

        if (result != 0)
            return result;
        left -= some;
    }
    return 0;
}

struct appending {
    struct lg_output *output;
    struct lg_error *err;
};

static int append_piece(void *context, const void *bytes, size_t size)
{
    struct appending *to = context;

    return lg_output_append(to->output, bytes, size, to->err);
}

void lg_output_hold_for(struct lg_output *output, lg_output_wait_fn *wait, void *context)
{
    output->wait = wait;
    output->wait_context = context;
}

int lg_output_let_go(struct lg_output *output, struct lg_error *err)
{
    struct lg_output *to = NULL;

    if (output->through)
        return LG_OK;
    if (!output->wait)
        return lg_error_set(err, LG_E_LOCAL, "more than the %zu bytes that are kept in memory", output->ceiling);
    if (output->wait(output->wait_context, &to, err) != LG_OK)
        return err->code;
    if (lg_output_each(output, append_piece, &(struct appending){to, err}) == LG_OK)
        output->through = to;
    return err->code;
}

int lg_output_end(struct lg_output *output, char digest[38], char sha256[65], struct lg_error *err)
{
    sha256[0] = '\0';
    if (output->buffer && hand_over(output, err) != LG_OK)
        return err->code;
    lg_content_digest_text(output->digest, digest);
    return output->sha256 ? lg_sha256_stream_text(output->sha256, sha256, err) : LG_OK;
}
