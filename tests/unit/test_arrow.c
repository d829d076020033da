/* SPDX-License-Identifier: Apache-2.0 */
/* embed/ and batch/arrow: who owns what of a stream, in any order of releases; built with AddressSanitizer it says when that is wrong. */
#include "unit.h"

#include <lakegen/arrow.h>

static struct lg_error err;

static void open_hello(struct ArrowArrayStream *stream)
{
    static const char *const options[] = {"rows=250", "batch_rows=100", "lucky_ratio=0.5", NULL};

    assert_ok(lg_arrow_stream_open("hello", options, stream, &err));
    ck_assert_ptr_nonnull(stream->release);
}

static int64_t id_at(const struct ArrowArray *batch, int64_t row)
{
    return ((const int64_t *)batch->children[0]->buffers[1])[row];
}

START_TEST(a_stream_ends_with_a_released_array)
{
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    int64_t rows = 0;

    open_hello(&stream);
    for (;; array.release(&array)) {
        ck_assert_int_eq(stream.get_next(&stream, &array), 0);
        if (!array.release)
            break;
        ck_assert_int_eq(id_at(&array, 0), rows);
        rows += array.length;
    }
    ck_assert_int_eq(rows, 250);
    ck_assert_int_eq(stream.get_next(&stream, &array), 0);
    ck_assert_ptr_null(array.release);
    ck_assert_ptr_null(stream.get_last_error(&stream));
    stream.release(&stream);
    ck_assert_ptr_null(stream.release);
}
END_TEST

START_TEST(the_schema_is_arrows)
{
    static const char *const names[] = {"id", "greeting", "code", "lucky_number"}, *const formats[] = {"l", "i", "u", "i"};
    struct ArrowArrayStream stream;
    struct ArrowSchema one, other;

    open_hello(&stream);
    ck_assert_int_eq(stream.get_schema(&stream, &one), 0);
    ck_assert_int_eq(stream.get_schema(&stream, &other), 0);
    stream.release(&stream);
    other.release(&other);
    ck_assert_str_eq(one.format, "+s");
    ck_assert_int_eq(one.n_children, 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_str_eq(one.children[i]->name, names[i]);
        ck_assert_str_eq(one.children[i]->format, formats[i]);
        ck_assert_int_eq(one.children[i]->flags, ARROW_FLAG_NULLABLE);
    }
    ck_assert_str_eq(one.children[1]->dictionary->format, "u");
    ck_assert_ptr_null(one.children[2]->dictionary);
    one.release(&one);
    ck_assert_ptr_null(one.release);
}
END_TEST

START_TEST(children_outlive_parents_and_streams)
{
    struct ArrowArrayStream stream, moved_stream;
    struct ArrowArray batch, next, greeting, words;

    open_hello(&stream);
    moved_stream = stream;
    ck_assert_int_eq(moved_stream.get_next(&moved_stream, &batch), 0);
    ck_assert_int_eq(moved_stream.get_next(&moved_stream, &next), 0);
    moved_stream.release(&moved_stream);
    greeting = *batch.children[1];
    batch.children[1]->release = NULL;
    batch.release(&batch);
    words = *greeting.dictionary;
    greeting.dictionary->release = NULL;
    ck_assert_int_eq(greeting.length, 100);
    for (int64_t i = 0; i < greeting.length; i++)
        ck_assert_int_lt(((const int32_t *)greeting.buffers[1])[i], 4);
    greeting.release(&greeting);
    ck_assert_int_eq(words.length, 4);
    ck_assert_int_eq(memcmp(words.buffers[2], "hellohigood daywelcome", 22), 0);
    ck_assert_int_eq(((const int32_t *)words.buffers[1])[4], 22);
    words.release(&words);
    ck_assert_int_eq(id_at(&next, 99), 199);
    next.release(&next);
}
END_TEST

START_TEST(nulls_are_counted)
{
    struct ArrowArrayStream stream;
    struct ArrowArray batch;
    int64_t nulls = 0;

    open_hello(&stream);
    ck_assert_int_eq(stream.get_next(&stream, &batch), 0);
    for (int64_t i = 0; i < 100; i++)
        nulls += !(((const unsigned char *)batch.children[3]->buffers[0])[i / 8] >> (i % 8) & 1);
    ck_assert_int_gt(nulls, 0);
    ck_assert_int_eq(batch.children[3]->null_count, nulls);
    ck_assert_int_eq(batch.children[0]->null_count, 0);
    ck_assert_ptr_null(batch.children[0]->buffers[0]);
    batch.release(&batch);
    stream.release(&stream);
}
END_TEST

START_TEST(what_is_refused_is_released)
{
    static const char *const wrong[] = {"rows=-5", NULL};
    struct ArrowArrayStream stream;

    assert_fails(lg_arrow_stream_open("hello", wrong, &stream, &err), LG_E_USAGE, "'-5' is negative");
    ck_assert_ptr_null(stream.release);
    assert_fails(lg_arrow_stream_open("helo", NULL, &stream, &err), LG_E_PLUGIN, "did you mean 'hello'?");
    ck_assert_int_eq(lg_arrow_stream_open("helo", NULL, &stream, NULL), LG_E_PLUGIN);
    ck_assert_ptr_null(stream.release);
}
END_TEST

UNIT_MAIN("arrow", a_stream_ends_with_a_released_array, the_schema_is_arrows, children_outlive_parents_and_streams, nulls_are_counted,
          what_is_refused_is_released)
