/* SPDX-License-Identifier: Apache-2.0 */
/* The null sink: takes every object and keeps nothing, which measures what generating and encoding cost. It is the smallest sink there
 * is: `lakegen plugin new sink NAME` makes a copy under another name. */
#include <lakegen/sink.h>

#include <stdlib.h>

static const char *const formats[] = {"parquet", "csv", "jsonl", "native", "rowbinary", NULL};

static int null_open(const struct lg_options *options, const struct lg_run *run, void **state, struct lg_error *err)
{
    (void)options, (void)run, (void)err;
    *state = NULL;
    return LG_OK;
}

static void null_close(void *state)
{
    (void)state;
}

static int null_begin(void *state, const struct lg_object *object, void **writer, struct lg_error *err)
{
    (void)state, (void)object, (void)err;
    *writer = NULL;
    return LG_OK;
}

static int null_write(void *writer, struct lg_buffer *buffer, struct lg_error *err)
{
    (void)writer, (void)buffer, (void)err;
    return LG_OK;
}

static int null_commit(void *writer, struct lg_receipt *receipt, struct lg_error *err)
{
    (void)writer, (void)receipt, (void)err;
    return LG_OK;
}

static void null_abort(void *writer)
{
    (void)writer;
}

LG_SINK_PLUGIN(null, "1.0", "discards everything; measures generating and encoding", .formats = formats,
               .flags = LG_SINK_DISCARDS, .open = null_open, .close = null_close, .begin = null_begin, .write = null_write,
               .commit = null_commit, .abort = null_abort);
