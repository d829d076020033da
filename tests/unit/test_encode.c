/* SPDX-License-Identifier: Apache-2.0 */
/* encode/ and io/: the pieces of the Parquet writer, literal-only Snappy, outputs. Whole files are read by real readers, in
 * tests/interop. */
#include "unit.h"

#include "encode/parquet/bitpack.h"
#include "encode/parquet/bounds.h"
#include "encode/parquet/page.h"
#include "encode/parquet/thrift.h"
#include "io/codec.h"
#include "io/output.h"

#include <math.h>
#include <snappy-c.h>

static struct lg_error err;

START_TEST(widths_hold_their_counts)
{
    ck_assert_uint_eq(lg_bit_width(1), 0);
    ck_assert_uint_eq(lg_bit_width(2), 1);
    ck_assert_uint_eq(lg_bit_width(256), 8);
    ck_assert_uint_eq(lg_bit_width(257), 9);
    ck_assert_uint_eq(lg_bit_width(65536), 16);
    ck_assert_uint_eq(lg_bit_width(UINT32_MAX), 32);
}
END_TEST

/* Bit i of value v is bit v × width + i of the bytes, lowest first. */
static uint32_t unpack(const unsigned char *bytes, size_t index, unsigned width)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < width; i++)
        value |= (uint32_t)(bytes[(index * width + i) / 8] >> ((index * width + i) % 8) & 1) << i;
    return value;
}

START_TEST(indices_pack_at_every_width)
{
    static const size_t counts[] = {1, 7, 8, 9, 63, 64, 65, 503, 504, 505, 1000};
    int32_t values[1000];
    unsigned char out[4 * 1008 + 16];

    for (unsigned width = 1; width <= 31; width++)
        for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
            size_t n = counts[c], size;

            for (size_t i = 0; i < n; i++)
                values[i] = (int32_t)((i * 2654435761u + 12345) & ((1u << width) - 1));
            size = lg_pack_indices(values, n, width, out);
            ck_assert_uint_eq(size, (n + 7) / 8 * width);
            for (size_t i = 0; i < n; i++)
                ck_assert_uint_eq(unpack(out, i, width), (uint32_t)values[i]);
            for (size_t i = n; i < (n + 7) / 8 * 8; i++)
                ck_assert_uint_eq(unpack(out, i, width), 0);
        }
}
END_TEST

START_TEST(flags_pack_into_bits)
{
    unsigned char flags[104] = {0}, out[16];

    for (size_t n = 0; n <= 100; n++) {
        for (size_t i = 0; i < n; i++)
            flags[i] = i % 3 == 0 || i % 7 == 2;
        ck_assert_uint_eq(lg_pack_flags(flags, n, out), (n + 7) / 8);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(unpack(out, i, 1), flags[i]);
    }
}
END_TEST

START_TEST(levels_pack_at_both_widths)
{
    unsigned char levels[104] = {0}, out[32];

    for (unsigned width = 1; width <= 2; width++)
        for (size_t n = 0; n <= 100; n++) {
            for (size_t i = 0; i < n; i++)
                levels[i] = (unsigned char)(i * 7 % 5 & ((1u << width) - 1));
            ck_assert_uint_eq(lg_pack_levels(levels, n, width, out), (n + 7) / 8 * width);
            for (size_t i = 0; i < n; i++)
                ck_assert_uint_eq(unpack(out, i, width), levels[i]);
            for (size_t i = n; i < (n + 7) / 8 * 8; i++)
                ck_assert_uint_eq(unpack(out, i, width), 0);
        }
}
END_TEST

START_TEST(pq_13_run_headers_are_varints)
{
    unsigned char out[LG_RUN_HEADER_MAX];

    ck_assert_uint_eq(lg_packed_run_header(504, out), 1); /* 63 groups: the most that one byte says */
    ck_assert_uint_eq(out[0], 63 << 1 | 1);
    ck_assert_uint_eq(lg_packed_run_header(505, out), 2);
    ck_assert_uint_eq(lg_repeated_run_header(63, out), 1);
    ck_assert_uint_eq(out[0], 126);
    ck_assert_uint_eq(lg_repeated_run_header(20000, out), 3);
}
END_TEST

/* ---- bounds ---- */

static void add_text(struct lg_bounds *bounds, const char *text)
{
    unsigned char memory[4096] = {0}; /* bounds may read eight bytes */

    memcpy(memory, text, strlen(text));
    lg_bounds_add_bytes(bounds, memory, strlen(text), true);
}

START_TEST(pq_05_bounds_of_numbers_are_those_present)
{
    static const int32_t ints[] = {5, -3, 7};
    static const uint32_t unsigneds[] = {5, 0xffffffff, 7};
    struct lg_bounds b;
    int32_t i;
    uint32_t u;

    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_INT32, 4, ints, 3);
    memcpy(&i, b.min, 4);
    ck_assert_int_eq(i, -3);
    memcpy(&i, b.max, 4);
    ck_assert_int_eq(i, 7);
    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_UINT32, 4, unsigneds, 3);
    memcpy(&u, b.max, 4);
    ck_assert_uint_eq(u, 0xffffffff);
    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_INT32, 4, ints, 0);
    ck_assert(!b.any);
}
END_TEST

static double as_double(const unsigned char *bytes)
{
    double d;

    memcpy(&d, bytes, sizeof(d));
    return d;
}

START_TEST(pq_04_bounds_of_floats_skip_nan_and_sign_zero)
{
    static const double mixed[] = {NAN, 2.0, -1.0, NAN}, nans[] = {NAN, NAN}, zeros[] = {0.0, -0.0}, infinite[] = {-INFINITY, 1};
    struct lg_bounds b;

    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_DOUBLE, 8, mixed, 4);
    ck_assert(as_double(b.min) == -1.0 && as_double(b.max) == 2.0);
    ck_assert_int_eq(b.nans, 2);
    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_DOUBLE, 8, nans, 2);
    ck_assert(!b.any);
    ck_assert_int_eq(b.nans, 2);
    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_DOUBLE, 8, zeros, 2);
    ck_assert(signbit(as_double(b.min)) && !signbit(as_double(b.max)));
    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_DOUBLE, 8, infinite, 2);
    ck_assert(isinf(as_double(b.min)));
}
END_TEST

START_TEST(bounds_of_text_order_bytes)
{
    struct lg_bounds b;

    lg_bounds_reset(&b);
    add_text(&b, "b");
    add_text(&b, "");
    add_text(&b, "a");
    add_text(&b, "\xc3\xa9"); /* é is above every ASCII letter: bytes are unsigned */
    ck_assert_uint_eq(b.min_size, 0);
    ck_assert(b.has_max);
    ck_assert_mem_eq(b.max, "\xc3\xa9", 2);
}
END_TEST

START_TEST(pq_06_long_text_is_rounded_outward)
{
    struct lg_bounds b;
    char text[201];

    memset(text, 'a', 200);
    text[200] = '\0';
    lg_bounds_reset(&b);
    add_text(&b, text);
    ck_assert_uint_eq(b.min_size, 64);
    ck_assert_uint_eq(b.max_size, 64);
    ck_assert_int_eq(b.max[63], 'b');
    memset(text, 0x7f, 200); /* the last ASCII character cannot be raised in one byte: nothing can */
    lg_bounds_reset(&b);
    add_text(&b, text);
    ck_assert(!b.has_max);
    add_text(&b, "short"); /* and no later value brings a bound back */
    ck_assert(!b.has_max);
    ck_assert_mem_eq(b.min, "short", 5);
}
END_TEST

START_TEST(pq_06_long_text_is_cut_between_characters)
{
    struct lg_bounds b;
    char text[300];

    for (int i = 0; i < 60; i++)
        memcpy(text + 3 * i, "\xe2\x82\xac", 4); /* € takes 3 bytes: 64 is inside the 22nd */
    lg_bounds_reset(&b);
    add_text(&b, text);
    ck_assert_uint_eq(b.min_size, 63);
    ck_assert_uint_eq(b.max_size, 63);
    ck_assert_mem_eq(b.max + 60, "\xe2\x82\xad", 3);
    for (int i = 0; i < 60; i++)
        memcpy(text + 4 * i, "\xf4\x8f\xbf\xbf", 5); /* U+10FFFF: there is no higher character */
    lg_bounds_reset(&b);
    add_text(&b, text);
    ck_assert(!b.has_max);
}
END_TEST

START_TEST(bounds_merge_to_the_widest)
{
    struct lg_bounds a, b;

    lg_bounds_reset(&a);
    lg_bounds_reset(&b);
    lg_bounds_merge(&a, LG_ORDER_BYTES, &b);
    ck_assert(!a.any);
    add_text(&b, "m");
    lg_bounds_merge(&a, LG_ORDER_BYTES, &b);
    ck_assert(a.any && a.has_max);
    lg_bounds_reset(&b);
    add_text(&b, "c");
    add_text(&b, "x");
    lg_bounds_merge(&a, LG_ORDER_BYTES, &b);
    ck_assert(a.min[0] == 'c' && a.max[0] == 'x');
}
END_TEST

START_TEST(pq_10_decimal_bytes_order_by_sign)
{
    static const unsigned char values[3][2] = {{0x00, 0x05}, {0xff, 0xff}, {0x80, 0x00}}; /* 5, -1, -32768 */
    struct lg_bounds b;

    lg_bounds_reset(&b);
    lg_bounds_add(&b, LG_ORDER_DECIMAL, 2, values, 3);
    ck_assert_mem_eq(b.min, values[2], 2);
    ck_assert_mem_eq(b.max, values[0], 2);
}
END_TEST

/* ---- Thrift ---- */

START_TEST(thrift_is_compact)
{
    struct lg_string s = LG_STRING_INIT;
    struct lg_thrift t;

    lg_thrift_init(&t, &s);
    lg_thrift_i32(&t, 1, -1);           /* 15 01 */
    lg_thrift_bool(&t, 3, true);        /* 21 */
    lg_thrift_i64(&t, 20, 300);         /* far: 06 28 d8 04 */
    lg_thrift_list(&t, 21, LG_THRIFT_I32, 2); /* 19 25 */
    lg_thrift_put_int(&t, 0);
    lg_thrift_put_int(&t, 64);          /* 80 01 */
    lg_thrift_struct(&t, 22);           /* 1c */
    lg_thrift_text(&t, 1, "hi");        /* 18 02 h i */
    lg_thrift_end(&t);
    lg_thrift_list(&t, 23, LG_THRIFT_BOOL, 20); /* 19 f1 14 */
    lg_thrift_end(&t);
    ck_assert_uint_eq(s.length, 22);
    ck_assert_mem_eq(s.text, "\x15\x01\x21\x06\x28\xd8\x04\x19\x25\x00\x80\x01\x1c\x18\x02hi\x00\x19\xf1\x14\x00", 22);
    lg_string_release(&s);
}
END_TEST

/* ---- Snappy of literals ---- */

static int append(void *context, const void *bytes, size_t size, struct lg_error *e)
{
    (void)e;
    lg_string_append(context, bytes, size);
    return LG_OK;
}

/* Pages in pieces of all sizes, read by libsnappy. */
START_TEST(literal_pages_are_snappy)
{
    static const size_t sizes[] = {1, 59, 60, 61, 255, 256, 257, 65535, 65536, 65537, 131072, 1000000};
    unsigned char *bytes = malloc(1000000);

    for (size_t i = 0; i < 1000000; i++)
        bytes[i] = (unsigned char)(i * 31 >> 3);
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        size_t cut = sizes[s] / 3, written, header_size, length = 0;
        struct lg_page page = {.type = LG_PAGE_DATA,
                               .values = 1,
                               .literal = true,
                               .piece = {{bytes, cut}, {bytes + cut, 0}, {bytes + cut, sizes[s] - cut}},
                               .pieces = 3};
        struct lg_string header = LG_STRING_INIT, out = LG_STRING_INIT;
        char *back = malloc(sizes[s]);

        assert_ok(lg_page_write(&page, NULL, &header, append, &out, &written, &header_size, &err));
        ck_assert_uint_eq(written, out.length);
        ck_assert_uint_eq(written - header_size, lg_snappy_literal_size(sizes[s]));
        ck_assert_int_eq(snappy_uncompressed_length(out.text + header_size, written - header_size, &length), SNAPPY_OK);
        ck_assert_uint_eq(length, sizes[s]);
        ck_assert_int_eq(snappy_uncompress(out.text + header_size, written - header_size, back, &length), SNAPPY_OK);
        ck_assert_mem_eq(back, bytes, sizes[s]);
        free(back);
        lg_string_release(&header);
        lg_string_release(&out);
    }
    free(bytes);
}
END_TEST

/* ---- outputs ---- */

static int collect(void *context, const void *bytes, size_t size)
{
    lg_string_append(context, bytes, size);
    return 0;
}

#define CHUNKS 44 /* that a held output of 3 MiB takes */

static void append_chunks(struct lg_output *output, int first, int count)
{
    char chunk[70000];

    memset(chunk, 'z', sizeof(chunk));
    for (int i = first; i < first + count; i++) {
        chunk[0] = (char)i;
        assert_ok(lg_output_append(output, chunk, sizeof(chunk), &err));
    }
}

START_TEST(held_output_keeps_bytes_and_its_ceiling)
{
    struct lg_output *held;
    struct lg_string text = LG_STRING_INIT;

    assert_ok(lg_output_new_held(3 << 20, &held, &err));
    for (int round = 0; round < 2; round++) {
        lg_output_clear(held);
        append_chunks(held, 0, CHUNKS);
        assert_fails(lg_output_append(held, "", 3 << 20, &err), LG_E_LOCAL, "more than the 3145728 bytes that are kept in memory");
    }
    lg_output_each(held, collect, &text);
    for (size_t i = 0; i < CHUNKS; i++)
        ck_assert_int_eq(text.text[i * 70000], (char)i);
    lg_output_free(held);
    lg_string_release(&text);
}
END_TEST

struct turn {
    struct lg_output *object;
    int waits;
};

static int give_object(void *context, struct lg_output **output, struct lg_error *e)
{
    struct turn *turn = context;

    turn->waits++;
    *output = turn->object;
    return turn->object ? LG_OK : lg_error_set(e, LG_E_CANCELLED, "it never came");
}

/* Full or not, what is held comes first, then the rest, once each. */
START_TEST(held_output_hands_on_what_it_is_for)
{
    static const int counts[] = {0, 1, CHUNKS, CHUNKS + 1, 3 * CHUNKS};
    struct lg_output *held;

    assert_ok(lg_output_new_held(3 << 20, &held, &err));
    for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
        struct turn turn = {NULL, 0};
        struct lg_string text = LG_STRING_INIT;

        assert_ok(lg_output_new_held(64 << 20, &turn.object, &err));
        append_chunks(turn.object, 77, 1);
        lg_output_clear(held);
        lg_output_hold_for(held, give_object, &turn);
        append_chunks(held, 0, counts[c]);
        ck_assert_int_eq(turn.waits, counts[c] > CHUNKS);
        ck_assert_int_eq(lg_output_position(held), (int64_t)counts[c] * 70000);
        assert_ok(lg_output_let_go(held, &err));
        assert_ok(lg_output_let_go(held, &err));
        ck_assert_int_eq(turn.waits, 1);
        ck_assert_int_eq(lg_output_position(turn.object), ((int64_t)counts[c] + 1) * 70000);
        lg_output_each(turn.object, collect, &text);
        for (int i = 0; i < counts[c]; i++)
            ck_assert_int_eq(text.text[(size_t)(i + 1) * 70000], (char)i);
        lg_output_free(turn.object);
        lg_string_release(&text);
    }
    lg_output_clear(held);
    lg_output_hold_for(held, give_object, &(struct turn){NULL, 0});
    append_chunks(held, 0, 1);
    assert_fails(lg_output_let_go(held, &err), LG_E_CANCELLED, "it never came");
    lg_output_free(held);
}
END_TEST

START_TEST(pool_gives_what_comes_back)
{
    struct lg_buffer_pool *pool;
    struct lg_buffer *a, *b, *c;
    volatile int cancelled = 1;

    assert_ok(lg_buffer_pool_new(2, &pool, &err));
    assert_ok(lg_buffer_pool_take(pool, NULL, &a, &err));
    assert_ok(lg_buffer_pool_take(pool, NULL, &b, &err));
    ck_assert_uint_eq((uintptr_t)lg_buffer_data(a) % 4096, 0);
    assert_fails(lg_buffer_pool_take(pool, &cancelled, &c, &err), LG_E_CANCELLED, "interrupted");
    lg_buffer_ref(a);
    lg_buffer_unref(a);
    assert_fails(lg_buffer_pool_take(pool, &cancelled, &c, &err), LG_E_CANCELLED, "interrupted");
    lg_buffer_unref(a);
    assert_ok(lg_buffer_pool_take(pool, &cancelled, &c, &err));
    ck_assert_uint_eq(lg_buffer_size(c), 0);
    lg_buffer_unref(b);
    lg_buffer_unref(c);
    lg_buffer_pool_free(pool);
}
END_TEST

/* ---- codecs ---- */

START_TEST(codecs_are_parsed_with_their_level)
{
    enum lg_codec codec;
    int level;
    struct lg_string text = LG_STRING_INIT;

    assert_ok(lg_codec_parse("snappy", &codec, &level, &err));
    assert_ok(lg_codec_identity(codec, level, &text, &err));
    ck_assert(strncmp(text.text, "snappy 1.", 9) == 0);
    lg_string_clear(&text);
    assert_ok(lg_codec_parse("gzip", &codec, &level, &err));
    lg_codec_put(codec, level, &text);
    ck_assert_str_eq(text.text, "gzip:6");
    lg_string_clear(&text);
    assert_ok(lg_codec_parse("gzip:12", &codec, &level, &err));
    lg_codec_put(codec, level, &text);
    ck_assert_str_eq(text.text, "gzip:12");
    assert_fails(lg_codec_parse("brotli", &codec, &level, &err), LG_E_USAGE, "there are none, snappy, gzip, zstd and lz4");
    assert_fails(lg_codec_parse("gzip:0", &codec, &level, &err), LG_E_USAGE, "the levels of gzip are 1 to 12");
    assert_fails(lg_codec_parse("gzip:13", &codec, &level, &err), LG_E_USAGE, "the levels of gzip are 1 to 12");
    assert_fails(lg_codec_parse("gzip:", &codec, &level, &err), LG_E_USAGE, "the levels of gzip are 1 to 12");
    assert_fails(lg_codec_parse("snappy:1", &codec, &level, &err), LG_E_USAGE, "snappy has no levels");
    lg_string_release(&text);
}
END_TEST

#define MIXED_BYTES 300000

/* Repetitions, digits and noise, other ones for every seed. */
static void fill_mixed(unsigned char *bytes, uint32_t seed)
{
    uint64_t x = seed;

    for (size_t i = 0; i < MIXED_BYTES; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = i % 700 < 350 ? (unsigned char)"0123456789abcdef"[x >> 60] : (unsigned char)(x >> 56);
        if (i > 200 && i % 5000 > 1000 && i % 700 > 400)
            bytes[i] = bytes[i - 1 - (x >> 57)];
    }
}

/* A compressor that has worked gives the bytes of a new one, at every level: the bytes of a part know nothing of the worker. */
START_TEST(compressors_remember_nothing)
{
    unsigned char *in = malloc(MIXED_BYTES), *fresh, *used;

    for (enum lg_codec codec = LG_CODEC_NONE + 1; codec < LG_CODECS; codec++) {
        const struct lg_codec_info *info = lg_codec_info(codec);
        size_t bound = lg_codec_bound(codec, MIXED_BYTES);

        if (info->absent)
            continue;
        fresh = malloc(bound);
        used = malloc(bound);
        for (int level = info->least_level; level <= info->most_level; level++) {
            struct lg_compressor *worker, *other;

            assert_ok(lg_compressor_new(codec, level, false, &worker, &err));
            for (uint32_t seed = 1; seed <= 4; seed++) {
                size_t size = seed == 2 ? 1000 : MIXED_BYTES - seed, fresh_size, used_size;

                fill_mixed(in, seed % 3);
                assert_ok(lg_compressor_new(codec, level, false, &other, &err));
                assert_ok(lg_compressor_run(other, in, size, fresh, &fresh_size, &err));
                assert_ok(lg_compressor_run(worker, in, size, used, &used_size, &err));
                ck_assert_uint_eq(fresh_size, used_size);
                ck_assert_mem_eq(fresh, used, used_size);
                ck_assert_uint_le(used_size, lg_compressor_bound(worker, size));
                lg_compressor_free(other);
            }
            lg_compressor_free(worker);
        }
        free(fresh);
        free(used);
    }
    free(in);
}
END_TEST

UNIT_MAIN("encode", widths_hold_their_counts, indices_pack_at_every_width, flags_pack_into_bits, levels_pack_at_both_widths, pq_13_run_headers_are_varints,
          pq_05_bounds_of_numbers_are_those_present, pq_04_bounds_of_floats_skip_nan_and_sign_zero, bounds_of_text_order_bytes,
          pq_06_long_text_is_rounded_outward, pq_06_long_text_is_cut_between_characters, bounds_merge_to_the_widest, pq_10_decimal_bytes_order_by_sign,
          thrift_is_compact, literal_pages_are_snappy, held_output_keeps_bytes_and_its_ceiling,
          held_output_hands_on_what_it_is_for, pool_gives_what_comes_back, codecs_are_parsed_with_their_level,
          compressors_remember_nothing)
