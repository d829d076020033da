/* SPDX-License-Identifier: Apache-2.0 */
/* read/: Thrift from anybody, pages in pieces, bounds as text, the shape of CSV and JSON Lines. Whole files are in tests/faults and
 * tests/interop. */
#include "unit.h"

#include "base/digest.h"
#include "encode/parquet/thrift.h"
#include "read/parquet/pages.h"
#include "read/parquet/value.h"
#include "read/text/csv.h"
#include "read/text/jsonl.h"

static struct lg_error err;

/* ---- Thrift ---- */

static int decode(const struct lg_shape *shape, void *out, const void *bytes, size_t size, bool *is_short)
{
    static struct lg_arena arena;
    struct lg_compact compact;

    lg_arena_release(&arena);
    lg_arena_init(&arena, 65536);
    lg_compact_init(&compact, bytes, size, &arena);
    (void)lg_compact_decode(&compact, shape, out, &err);
    *is_short = compact.is_short;
    return err.code;
}

#define DECODE(shape, out, text) decode(&(shape), &(out), text, sizeof(text) - 1, &is_short)

START_TEST(structures_are_read_as_they_were_written)
{
    struct lg_string bytes = LG_STRING_INIT;
    struct lg_page_header header;
    struct lg_thrift t;
    bool is_short;

    lg_thrift_init(&t, &bytes);
    lg_thrift_i32(&t, 1, LG_PAGE_V1);
    lg_thrift_i32(&t, 2, INT32_MAX);
    lg_thrift_i32(&t, 3, 100);
    lg_thrift_i32(&t, 4, INT32_MIN);
    lg_thrift_struct(&t, 5);
    lg_thrift_i32(&t, 1, 7);
    lg_thrift_i32(&t, 2, 8);
    lg_thrift_i32(&t, 3, 3);
    lg_thrift_i32(&t, 4, 3);
    lg_thrift_end(&t);
    lg_thrift_i64(&t, 900, -1); /* a field of the future */
    lg_thrift_end(&t);
    assert_ok(decode(&lg_page_header_shape, &header, bytes.text, bytes.length, &is_short));
    ck_assert_int_eq(header.uncompressed_page_size, INT32_MAX);
    ck_assert_int_eq(header.crc, INT32_MIN);
    ck_assert_int_eq(header.data.encoding, 8);
    ck_assert(LG_HAS_CRC(&header) && !LG_HAS(&header, 7));
    for (size_t cut = 0; cut < bytes.length; cut++) {
        assert_fails(decode(&lg_page_header_shape, &header, bytes.text, cut, &is_short), LG_E_VERIFICATION, "ends early");
        ck_assert(is_short);
    }
    lg_string_release(&bytes);
}
END_TEST

START_TEST(damaged_structures_are_refused_with_a_sentence)
{
    struct lg_page_header header;
    struct lg_offset_index index;
    struct lg_column_index columns;
    bool is_short;

    assert_fails(DECODE(lg_page_header_shape, header, "\x15\x00\x00"), LG_E_VERIFICATION, "PageHeader has no uncompressed_page_size");
    assert_fails(DECODE(lg_page_header_shape, header, "\x15\x00\x05\x02\x00"), LG_E_VERIFICATION, "PageHeader.type is there twice");
    assert_fails(DECODE(lg_page_header_shape, header, "\x16\x00\x00"), LG_E_VERIFICATION, "it is a i64 instead of a i32");
    assert_fails(DECODE(lg_page_header_shape, header, "\x15\xff\xff\xff\xff\x7f\x00"), LG_E_VERIFICATION, "does not fit its type");
    assert_fails(DECODE(lg_page_header_shape, header, "\x15\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"), LG_E_VERIFICATION,
                 "more than 10 bytes");
    assert_fails(DECODE(lg_page_header_shape, header, "\x15\x00\x10"), LG_E_VERIFICATION, "ends with byte 16");
    assert_fails(DECODE(lg_page_header_shape, header, "\x9e\x00"), LG_E_VERIFICATION, "none of Thrift's");
    assert_fails(DECODE(lg_offset_index_shape, index, "\x19\x15\x00"), LG_E_VERIFICATION, "elements are i32 instead of struct");
    assert_fails(DECODE(lg_offset_index_shape, index, "\x19\xfc\xff\xff\xff\xff\x0f\x00"), LG_E_VERIFICATION, "ends early");
    assert_fails(DECODE(lg_column_index_shape, columns, "\x19\x11\x01\x19\x18\xff\x01"), LG_E_VERIFICATION, "ends early");
}
END_TEST

START_TEST(optional_fields_of_other_types_are_skipped)
{
    static const char bytes[] = "\x15\x00\x15\x02\x15\x02\x18\x03"
                                "abc\x00"; /* the CRC is a binary */
    struct lg_page_header header;
    bool is_short;

    assert_ok(decode(&lg_page_header_shape, &header, bytes, sizeof(bytes) - 1, &is_short));
    ck_assert(!LG_HAS_CRC(&header));
}
END_TEST

START_TEST(nesting_and_memory_have_limits)
{
    struct lg_page_header header;
    struct lg_column_index index;
    char deep[200];
    struct lg_string wide = LG_STRING_INIT;
    bool is_short;

    memset(deep, '\xfc', sizeof(deep)); /* field 15, a structure, in it field 15, a structure … */
    assert_fails(decode(&lg_page_header_shape, &header, deep, sizeof(deep), &is_short), LG_E_VERIFICATION, "nested more than");
    memset(deep, '\x19', sizeof(deep)); /* lists of lists of lists */
    deep[0] = '\xf9';
    assert_fails(decode(&lg_page_header_shape, &header, deep, sizeof(deep), &is_short), LG_E_VERIFICATION, "nested more than");
    lg_string_puts(&wide, "\x29\xf8\xff\xff\x03"); /* 65535 empty binaries take 16 bytes each */
    for (int i = 0; i < 65535; i++)
        lg_string_putc(&wide, '\0');
    assert_fails(decode(&lg_column_index_shape, &index, wide.text, wide.length, &is_short), LG_E_LOCAL, "no memory for 65535 elements");
    lg_string_release(&wide);
}
END_TEST

START_TEST(arenas_stop_at_their_ceiling)
{
    struct lg_arena arena;
    unsigned char *first;

    lg_arena_init(&arena, 100000);
    first = lg_arena_take(&arena, 3, 5);
    ck_assert(first && first[0] == 0 && (uintptr_t)first % 16 == 0);
    ck_assert_ptr_nonnull(lg_arena_take(&arena, 1, 99000));
    ck_assert_ptr_null(lg_arena_take(&arena, 1, 2000));
    ck_assert_ptr_null(lg_arena_take(&arena, SIZE_MAX, 2));
    ck_assert_ptr_null(lg_arena_take(&arena, 1, SIZE_MAX));
    lg_arena_release(&arena);
}
END_TEST

/* ---- pages ---- */

struct seen {
    int pages;
    int64_t bytes;
    uint32_t crc;
};

static void see(void *context, const struct lg_seen_page *page)
{
    struct seen *seen = context;

    seen->pages++;
    seen->bytes += page->size;
    seen->crc = page->crc;
    ck_assert_uint_eq(page->crc, (uint32_t)page->header->crc);
}

static void put_page(struct lg_string *out, int32_t type, const char *body)
{
    struct lg_thrift t;
    size_t size = strlen(body);

    lg_thrift_init(&t, out);
    lg_thrift_i32(&t, 1, type);
    lg_thrift_i32(&t, 2, (int32_t)size);
    lg_thrift_i32(&t, 3, (int32_t)size);
    lg_thrift_i32(&t, 4, (int32_t)lg_crc32(0, body, size));
    lg_thrift_struct(&t, type == LG_PAGE_DICT ? 7 : 5);
    for (int16_t field = 1; field <= 4; field++)
        lg_thrift_i32(&t, field, 0);
    lg_thrift_end(&t);
    lg_thrift_end(&t);
    lg_string_puts(out, body);
}

START_TEST(pages_come_in_pieces_of_any_size)
{
    struct lg_string bytes = LG_STRING_INIT;
    struct lg_pages pages = {0};

    put_page(&bytes, LG_PAGE_DICT, "a dictionary");
    put_page(&bytes, LG_PAGE_V1, "");
    put_page(&bytes, LG_PAGE_V1, "some values and more");
    for (size_t piece = 1; piece <= bytes.length; piece++) {
        struct seen seen = {0, 0, 0};

        lg_pages_begin(&pages, 4, see, &seen);
        for (size_t at = 0; at < bytes.length; at += piece)
            assert_ok(lg_pages_feed(&pages, bytes.text + at, bytes.length - at < piece ? bytes.length - at : piece, &err));
        ck_assert(lg_pages_is_between(&pages));
        ck_assert_int_eq(seen.pages, 3);
        ck_assert_int_eq(seen.bytes, (int64_t)bytes.length);
    }
    lg_pages_begin(&pages, 4, see, &(struct seen){0, 0, 0});
    assert_ok(lg_pages_feed(&pages, bytes.text, bytes.length - 1, &err));
    ck_assert(!lg_pages_is_between(&pages));
    lg_pages_begin(&pages, 1000, see, &(struct seen){0, 0, 0});
    assert_fails(lg_pages_feed(&pages, "\x15\x20\x15\x00\x15\x00\x00", 7, &err), LG_E_VERIFICATION,
                 "page at byte 1000: it is of type 16, which Parquet does not have");
    lg_pages_begin(&pages, 4, see, &(struct seen){0, 0, 0});
    assert_fails(lg_pages_feed(&pages, "\x15\x00\x15\x00\x15\x00\x00", 7, &err), LG_E_VERIFICATION, "no part for its type");
    lg_pages_begin(&pages, 4, see, &(struct seen){0, 0, 0});
    assert_fails(lg_pages_feed(&pages, "\x15\x00\x15\x01\x15\x00\x00", 7, &err), LG_E_VERIFICATION, "no part for its type");
    lg_pages_release(&pages);
    lg_string_release(&bytes);
}
END_TEST

/* ---- bounds ---- */

enum { BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED };

static void check_value(const struct lg_schema_element *element, const void *bytes, size_t size, const char *text)
{
    struct lg_string out = LG_STRING_INIT;

    lg_parquet_put_value(element, (struct lg_bytes){bytes, size}, 16, &out);
    ck_assert_str_eq(lg_string_text(&out), text);
    lg_string_release(&out);
}

#define LOGICAL(kind, ...) .has = 1u << 1 | 1u << 10, .logical_type = {.has = 1u << (kind), __VA_ARGS__}

START_TEST(bounds_read_as_what_they_mean)
{
    const struct lg_schema_element plain = {.has = 2, .type = INT64}, text = {.has = 2 | 1 << 6, .type = BYTE_ARRAY};
    const struct lg_schema_element date = {LOGICAL(LG_LOGICAL_DATE, .nothing = {0}), .type = INT32};
    const struct lg_schema_element micros = {
        LOGICAL(LG_LOGICAL_TIMESTAMP, .timestamp = {.is_adjusted_to_utc = true, .unit = {.has = 1u << 2}}), .type = INT64};
    const struct lg_schema_element decimal = {LOGICAL(LG_LOGICAL_DECIMAL, .decimal = {.scale = 2, .precision = 38}), .type = FIXED,
                                              .type_length = 16};
    const struct lg_schema_element uuid = {LOGICAL(LG_LOGICAL_UUID, .nothing = {0}), .type = FIXED, .type_length = 16};
    const struct lg_schema_element half = {LOGICAL(LG_LOGICAL_FLOAT16, .nothing = {0}), .type = FIXED, .type_length = 2};
    const struct lg_schema_element unknown = {.has = 1u << 1 | 1u << 10, .type = INT32};
    const struct lg_schema_element wrong = {LOGICAL(LG_LOGICAL_DATE, .nothing = {0}), .type = DOUBLE};

    check_value(&plain, &(int64_t){INT64_MIN}, 8, "-9223372036854775808");
    check_value(&plain, "abc", 3, "0x616263"); /* bounds of the wrong size are no values */
    check_value(&text, "na\xc3\xafve", 6, "na\xc3\xafve");
    check_value(&text, "0123456789abcdefg", 17, "0123456789abcdef…");
    check_value(&text, "0123456789abcde\xc3\xaf", 17, "0123456789abcde…");
    check_value(&text, "\xff\x00", 2, "0xff00");
    check_value(&text, "a\nb\x00", 4, "a\\x0ab\\x00");
    check_value(&date, &(int32_t){INT32_MIN}, 4, "-5877641-06-23");
    check_value(&date, &(int32_t){0}, 4, "1970-01-01");
    check_value(&micros, &(int64_t){-1}, 8, "1969-12-31T23:59:59.999999Z");
    check_value(&micros, &(int64_t){INT64_MIN}, 8, "-290308-12-21T19:59:05.224192Z");
    check_value(&micros, &(int64_t){INT64_MAX}, 8, "294247-01-10T04:00:54.775807Z");
    check_value(&decimal, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05", 16, "0.05");
    check_value(&decimal, "\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, "-1701411834604692317316873037158841057.28");
    check_value(&uuid, "\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef", 16, "01234567-89ab-cdef-0123-456789abcdef");
    check_value(&half, "\x00\x3e", 2, "1.5");
    check_value(&half, "\x01\x80", 2, "-5.960464477539063e-8");
    check_value(&half, "\x00\xfc", 2, "-inf");
    check_value(&unknown, &(int32_t){1}, 4, "0x01000000");
    check_value(&wrong, &(double){1}, 8, "0x000000000000f03f");
}
END_TEST

/* ---- text ---- */

struct shape {
    struct lg_text_facts facts;
    struct lg_findings findings;
};

static void read_csv(struct shape *shape, const char *bytes, size_t size, size_t piece)
{
    struct lg_csv *csv;

    shape->findings = (struct lg_findings)LG_FINDINGS_INIT;
    lg_text_facts_init(&shape->facts, &shape->findings);
    assert_ok(lg_csv_new(&shape->facts, &csv, &err));
    for (size_t at = 0; at < size; at += piece)
        assert_ok(lg_csv_feed(csv, bytes + at, size - at < piece ? size - at : piece, &err));
    assert_ok(lg_csv_end(csv, &err));
    lg_csv_free(csv);
}

static void read_jsonl(struct shape *shape, const char *bytes, size_t size, size_t piece)
{
    struct lg_jsonl *jsonl;

    shape->findings = (struct lg_findings)LG_FINDINGS_INIT;
    lg_text_facts_init(&shape->facts, &shape->findings);
    assert_ok(lg_jsonl_new(&shape->facts, &jsonl, &err));
    for (size_t at = 0; at < size; at += piece)
        assert_ok(lg_jsonl_feed(jsonl, bytes + at, size - at < piece ? size - at : piece, &err));
    assert_ok(lg_jsonl_end(jsonl, &err));
    lg_jsonl_free(jsonl);
}

static void release(struct shape *shape)
{
    lg_text_facts_release(&shape->facts);
    lg_findings_release(&shape->findings);
}

struct expectation {
    const char *bytes;
    int64_t rows;
    uint32_t columns;
    bool has_header;
    int findings;
    const char *finding; /* text of one of them */
};

static void check_shape(const struct shape *shape, const struct expectation *expected)
{
    bool found = !expected->finding;

    ck_assert_msg(shape->facts.rows == expected->rows && shape->facts.columns == expected->columns &&
                      shape->facts.has_header == expected->has_header && shape->findings.count == expected->findings,
                  "'%s': %lld rows, %u columns, header %d, %lld findings", expected->bytes, (long long)shape->facts.rows,
                  shape->facts.columns, shape->facts.has_header, (long long)shape->findings.count);
    for (size_t i = 0; i < shape->findings.kept; i++)
        found = found || strstr(shape->findings.text[i], expected->finding);
    ck_assert_msg(found, "'%s': nothing says '%s'", expected->bytes, expected->finding);
}

START_TEST(csv_has_a_shape_and_faults)
{
    static const struct expectation cases[] = {
        {"", 0, 0, false, 0, NULL},
        {"a,b\n1,x\n2,\n", 2, 2, true, 0, NULL},
        {"a,b\r\n1,x", 1, 2, true, 0, NULL},
        {"1,2\n3,4\n", 2, 2, false, 0, NULL},
        {"a,b\n\"x,\n\"\"y\",2\n", 1, 2, true, 0, NULL},
        {"\xef\xbb\xbf" "a,b\n1,2\n", 1, 2, true, 0, NULL},
        {"a,b\n1\n1,2,3\n", 2, 2, true, 2, "row 3 has 3 cells, the first row 2"},
        {"a,b\n1,x\"y\n", 1, 2, true, 1, "row 2: a quote in a cell that does not begin with one (1 in all)"},
        {"a,b\n1,\"x\"y\n", 1, 2, true, 1, "text behind a cell's closing quote"},
        {"a,b\n1,\"x\n", 1, 2, true, 1, "ends inside the quotes of row 2"},
        {"a,b\r1,2\r\n", 1, 2, true, 1, "carriage return"},
        {"a,b\n1,2\r\n", 1, 2, true, 1, "end with LF and with CRLF"},
        {"a,b\n1,\xff\n", 1, 2, true, 1, "1 bytes are not UTF-8"},
        {"a,b\n1,\xe2\x82", 1, 2, true, 1, "2 bytes are not UTF-8"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (size_t piece = 1; piece <= 16; piece++) {
            struct shape shape;

            read_csv(&shape, cases[i].bytes, strlen(cases[i].bytes), piece);
            check_shape(&shape, &cases[i]);
            release(&shape);
        }
}
END_TEST

START_TEST(jsonl_has_a_shape_and_faults)
{
    static const struct expectation cases[] = {
        {"", 0, 0, false, 0, NULL},
        {"{\"a\":1,\"b\":\"x\"}\n{\"b\":null}\n", 2, 2, false, 0, NULL},
        {"{\"a\":1}\r\n{\"a\":1}", 2, 1, false, 0, NULL},
        {"{\"a\":1}\n\n", 1, 1, false, 1, "line 2: "},
        {"{\"a\":1}\n[1]\n7\n", 1, 1, false, 2, "line 2: not an object"},
        {"{\"a\":1,\"a\":2}\n", 0, 0, false, 1, "duplicate"},
        {"{\"a\":1\n", 0, 0, false, 1, "line 1: "},
        {"{\"a\":\"\xff\"}\n", 0, 0, false, 1, "line 1: "},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (size_t piece = 1; piece <= 16; piece++) {
            struct shape shape;

            read_jsonl(&shape, cases[i].bytes, strlen(cases[i].bytes), piece);
            check_shape(&shape, &cases[i]);
            release(&shape);
        }
}
END_TEST

START_TEST(text_values_are_of_a_kind)
{
    static const struct {
        const char *text;
        unsigned kind;
    } cases[] = {{"0", LG_KIND_INTEGER},         {"-12", LG_KIND_INTEGER},   {"1.5", LG_KIND_NUMBER},
                 {"1e-9", LG_KIND_NUMBER},       {"1.", LG_KIND_TEXT},       {"", LG_KIND_TEXT},
                 {"true", LG_KIND_BOOL},         {"True", LG_KIND_TEXT},     {"2024-02-29", LG_KIND_DATE},
                 {"2023-02-29", LG_KIND_TEXT},   {"nan", LG_KIND_TEXT},      {"2024-02-29T01:02:03.5Z", LG_KIND_TIMESTAMP},
                 {"12345678901234567890", LG_KIND_TEXT}};
    struct lg_string words = LG_STRING_INIT;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_msg(lg_text_kind(cases[i].text, strlen(cases[i].text)) == cases[i].kind, "%s", cases[i].text);
    lg_text_put_kinds(LG_KIND_INTEGER | LG_KIND_NUMBER, &words);
    lg_string_putc(&words, ';');
    lg_text_put_kinds(LG_KIND_INTEGER | LG_KIND_TEXT, &words);
    lg_string_putc(&words, ';');
    lg_text_put_kinds(0, &words);
    ck_assert_str_eq(words.text, "number;integer, text;null");
    lg_string_release(&words);
}
END_TEST

UNIT_MAIN("read", structures_are_read_as_they_were_written, damaged_structures_are_refused_with_a_sentence,
          optional_fields_of_other_types_are_skipped, nesting_and_memory_have_limits, arenas_stop_at_their_ceiling,
          pages_come_in_pieces_of_any_size, bounds_read_as_what_they_mean, csv_has_a_shape_and_faults, jsonl_has_a_shape_and_faults,
          text_values_are_of_a_kind)
