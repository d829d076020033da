/* SPDX-License-Identifier: Apache-2.0 */
/* batch/: types, layouts, and what a plugin can do right and wrong with a batch. */
#include "unit.h"

#include "batch/batch.h"
#include "gen/kernels.h"

static struct lg_error err;

enum { NUMBER, WORD, NAME, FLAG, COLUMNS };

static const struct lg_column columns[] = {{.name = "number", .type = "l", .flags = LG_COLUMN_NULLABLE},
                                           {.name = "word", .type = "u", .flags = LG_COLUMN_DICTIONARY},
                                           {.name = "name", .type = "u", .flags = LG_COLUMN_NULLABLE},
                                           {.name = "flag", .type = "b"},
                                           {0}};
static const struct lg_table table = {.name = "t", .columns = columns};
static const struct lg_table derived = {.name = "d", .columns = columns, .driver = "t", .fanout = 3};

static struct lg_batch *begin(const struct lg_table *of, struct lg_layout **layout, int64_t rows, const uint64_t *mask)
{
    struct lg_slice slice = {sizeof(slice), 0, 0, rows, mask};
    struct lg_batch *batch;

    assert_ok(lg_layout_new(of, 0, layout, &err));
    (*layout)->column[WORD].dictionary.count = 4;
    assert_ok(lg_batch_new(*layout, rows, &batch, &err));
    assert_ok(lg_batch_begin(batch, &slice, &err));
    return batch;
}

static void end(struct lg_batch *batch, struct lg_layout *layout)
{
    lg_batch_free(batch);
    lg_layout_free(layout);
}

START_TEST(types_are_arrows)
{
    static const struct {
        const char *format, *name;
        uint32_t width;
    } cases[] = {{"b", "bool", 1},      {"C", "uint8", 1},    {"s", "int16", 2},      {"l", "int64", 8},
                 {"g", "float64", 8},   {"u", "utf8", 0},     {"w:16", "fixed(16)", 16}, {"tdD", "date", 4},
                 {"tsu:", "timestamp[us]", 8}, {"tsu:UTC", "timestamp[us, UTC]", 8}, {"d:9,3", "decimal(9,3)", 4},
                 {"d:18,0", "decimal(18,0)", 8}, {"d:38,38", "decimal(38,38)", 16}};
    static const char *const wrong[] = {"", "x", "tsn:", "tsu:Europe/Rome", "d:39,0", "d:5,6", "d:0,0", "w:0", "w:", "ll", "+L"};
    struct lg_type type;
    char name[LG_TYPE_NAME];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_type_parse(cases[i].format, &type, &err));
        lg_type_name(&type, name);
        ck_assert_str_eq(name, cases[i].name);
        ck_assert_uint_eq(type.width, cases[i].width);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_fails(lg_type_parse(wrong[i], &type, &err), LG_E_PLUGIN, "is not one of those");
}
END_TEST

START_TEST(layouts_refuse_nonsense)
{
    static const struct lg_column twice[] = {{.name = "a", .type = "l"}, {.name = "a", .type = "l"}, {0}};
    static const struct lg_column unknown_flag[] = {{.name = "a", .type = "l", .flags = 1u << 30}, {0}};
    static const struct lg_column both[] = {{.name = "a", .type = "l", .flags = LG_COLUMN_REQUIRED | LG_COLUMN_NULLABLE}, {0}};
    static const struct lg_column nested[] = {{.name = "a", .type = "l", .children = twice}, {0}};
    static const struct lg_column unnamed[] = {{.name = "", .type = "l"}, {0}};
    static const struct lg_column binary_name[] = {{.name = "a\x01", .type = "l"}, {0}};
    static const struct lg_column untyped[] = {{.name = "a"}, {0}};
    static const struct lg_column none[] = {{0}};
    static const struct lg_column element[] = {{.name = "element", .type = "S"}, {0}}, wrong[] = {{.name = "element", .type = "y"}, {0}};
    static const struct lg_column list[] = {{.name = "element", .type = "+l", .children = element}, {0}};
    static const struct lg_column childless[] = {{.name = "a", .type = "+l"}, {0}};
    static const struct lg_column two_children[] = {{.name = "a", .type = "+l", .children = twice}, {0}};
    static const struct lg_column list_of_lists[] = {{.name = "a", .type = "+l", .children = list}, {0}};
    static const struct lg_column flagged[] = {{.name = "a", .type = "+l", .children = element, .flags = LG_COLUMN_RANDOM}, {0}};
    static const struct lg_column bad_child[] = {{.name = "a", .type = "+l", .children = wrong}, {0}};
    static const struct {
        const struct lg_column *columns;
        const char *text;
    } cases[] = {{twice, "two columns are named 'a'"}, {unknown_flag, "upgrade lakegen"}, {both, "both required and nullable"},
                 {nested, "has children, which only lists have"}, {unnamed, "empty name"}, {binary_name, "not printable"}, {untyped, "has no type"},
                 {none, "no columns"}, {childless, "not exactly one child"}, {two_children, "not exactly one child"},
                 {list_of_lists, "list of nested values"}, {flagged, "belong to its child"}, {bad_child, "list 'a': column 'element': type"}};
    struct lg_layout *layout;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct lg_table bad = {.name = "t", .columns = cases[i].columns};

        assert_fails(lg_layout_new(&bad, 0, &layout, &err), LG_E_PLUGIN, cases[i].text);
    }
}
END_TEST

START_TEST(unwanted_columns_cost_nothing)
{
    const uint64_t only_flag = 1u << FLAG;
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&table, &layout, 10, &only_flag);

    ck_assert(!lg_batch_wants(batch, NUMBER));
    ck_assert(lg_batch_wants(batch, FLAG));
    ck_assert(!lg_batch_wants(batch, 99));
    ck_assert_ptr_null(lg_batch_int64(batch, NUMBER));
    ck_assert_ptr_null(lg_batch_valid(batch, NUMBER));
    ck_assert_ptr_null(lg_batch_index(batch, WORD));
    memset(lg_batch_bool(batch, FLAG), 1, 10);
    assert_ok(lg_batch_end(batch, &err));
    end(batch, layout);
}
END_TEST

START_TEST(text_is_plain_encoded)
{
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&table, &layout, 4, NULL);
    const struct lg_batch_column *name = &batch->column[NAME];
    uint32_t length;

    assert_ok(lg_batch_add_text(batch, NAME, "ab", 2, &err));
    assert_ok(lg_batch_add_null(batch, NAME, &err));
    assert_ok(lg_batch_add_text(batch, NAME, "", 0, &err));
    assert_ok(lg_batch_add_text(batch, NAME, "cde", 3, &err));
    ck_assert_mem_eq(name->values, "\2\0\0\0ab\0\0\0\0\3\0\0\0cde", 17);
    ck_assert(lg_batch_is_null(name, 1));
    ck_assert(!lg_batch_is_null(name, 2));
    ck_assert_mem_eq(lg_batch_text(name, 3, &length), "cde", 3);
    ck_assert_uint_eq(length, 3);
    end(batch, layout);
}
END_TEST

START_TEST(text_grows)
{
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&table, &layout, 1000, NULL);
    char text[300];

    memset(text, 'x', sizeof(text));
    for (size_t i = 0; i < 1000; i++)
        assert_ok(lg_batch_add_text(batch, NAME, text, i % 300, &err));
    assert_fails(lg_batch_add_text(batch, NAME, "y", 1, &err), LG_E_PLUGIN, "more than its slice holds");
    ck_assert_uint_eq(batch->column[NAME].offset[1000], 4 * 1000 + 3 * 299 * 150 + 99 * 50);
    end(batch, layout);
}
END_TEST

/* Texts of single keys, in any order and with nulls, are those of whole columns. */
static void check_keyed_fills(const struct lg_stream *stream, size_t size)
{
    enum { ROWS = 700 };
    const uint64_t only_name = 1u << NAME;
    struct lg_layout *layout;
    struct lg_batch *plain = begin(&table, &layout, ROWS, &only_name), *keyed;
    uint8_t valid[ROWS];
    int64_t keys[ROWS];
    char uuid[36];

    assert_ok(lg_batch_new(layout, ROWS, &keyed, &err));
    assert_ok(lg_batch_begin(keyed, &(struct lg_slice){sizeof(struct lg_slice), 0, 0, ROWS, &only_name}, &err));
    for (int i = 0; i < ROWS; i++) {
        keys[i] = 5000 + (i * 13) % ROWS;
        valid[i] = i % 7 != 3;
    }
    memcpy(lg_batch_valid(keyed, NAME), valid, sizeof(valid));
    assert_ok(size ? lg_fill_hex(stream, 5000, size, plain, NAME, &err) : lg_fill_uuid(stream, 5000, plain, NAME, &err));
    assert_ok(size ? lg_fill_hex_keys(stream, keys, valid, size, keyed, NAME, &err)
                   : lg_fill_uuid_keys(stream, keys, valid, keyed, NAME, &err));
    assert_ok(lg_batch_check(keyed, &err));
    for (int i = 0; i < ROWS; i++) {
        uint32_t length, expected;
        const unsigned char *text = lg_batch_text(&plain->column[NAME], keys[i] - 5000, &expected);

        if (!valid[i])
            continue;
        ck_assert_mem_eq(lg_batch_text(&keyed->column[NAME], i, &length), text, expected);
        ck_assert_uint_eq(length, size ? 2 * size : 36);
        lg_draw_uuid(stream, keys[i], uuid);
        ck_assert(size || memcmp(text, uuid, 36) == 0);
    }
    lg_batch_free(keyed);
    end(plain, layout);
}

START_TEST(columns_of_random_text_are_their_keys)
{
    struct lg_stream stream = {.key = {1, 2}};

    for (unsigned p = 0; (stream.kernels = lg_kernels_available(p)) != NULL; p++) {
        check_keyed_fills(&stream, 0);
        for (size_t size = 1; size < 70; size += 11)
            check_keyed_fills(&stream, size);
    }
}
END_TEST

START_TEST(hex_columns_are_single_values)
{
    struct lg_stream stream = {.key = {1, 2}, .kernels = lg_kernels_available(0)};
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&table, &layout, 50, NULL);
    uint32_t length;
    char expected[42];

    assert_ok(lg_fill_hex(&stream, -3, 21, batch, NAME, &err));
    for (int64_t row = 0; row < 50; row++) {
        lg_draw_hex(&stream, row - 3, 0, 21, expected);
        ck_assert_mem_eq(lg_batch_text(&batch->column[NAME], row, &length), expected, 42);
    }
    assert_ok(lg_fill_hex(&stream, 0, 0, batch, NAME, &err));
    ck_assert_uint_eq(batch->column[NAME].offset[50], 4 * 50);
    end(batch, layout);
}
END_TEST

START_TEST(broken_contracts_are_found)
{
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&table, &layout, 4, NULL);
    const struct lg_slice slice = {sizeof(slice), 0, 0, 4, NULL};
    struct lg_text text;

    assert_fails(lg_batch_end(batch, &err), LG_E_PLUGIN, "column 'number' was left out");
    assert_ok(lg_batch_begin(batch, &slice, &err));
    ck_assert_ptr_null(lg_batch_int32(batch, NUMBER));
    assert_fails(lg_batch_end(batch, &err), LG_E_PLUGIN, "array of another type");
    assert_ok(lg_batch_begin(batch, &slice, &err));
    assert_ok(lg_text_open(batch, NAME, 100, &text, &err));
    lg_text_end(&text, lg_text_begin(&text) + 1);
    lg_text_close(batch, NAME, &text);
    assert_fails(lg_batch_end(batch, &err), LG_E_PLUGIN, "got 1 values for 4 rows");
    assert_ok(lg_batch_begin(batch, &slice, &err));
    assert_fails(lg_text_open(batch, NUMBER, 100, &text, &err), LG_E_PLUGIN, "not a wanted text column");
    assert_fails(lg_text_open(batch, WORD, 100, &text, &err), LG_E_PLUGIN, "not a wanted text column");
    assert_fails(lg_batch_add_text(batch, WORD, "a", 1, &err), LG_E_PLUGIN, "not a wanted text column");
    assert_fails(lg_batch_add_null(batch, WORD, &err), LG_E_PLUGIN, "not a wanted text column");
    assert_fails(lg_text_open(batch, NAME, (int64_t)2 << 30, &text, &err), LG_E_PLUGIN, "the limit is 1 GiB");
    assert_fails(lg_batch_set_rows(batch, 1, &err), LG_E_PLUGIN, "is not derived");
    end(batch, layout);
}
END_TEST

START_TEST(paranoia_looks_at_values)
{
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&table, &layout, 2, NULL);
    int32_t *word = lg_batch_index(batch, WORD);
    uint8_t *valid = lg_batch_valid(batch, NUMBER);

    memset(lg_batch_bool(batch, FLAG), 0, 2);
    valid[0] = valid[1] = 1;
    word[0] = 3;
    word[1] = 4;
    assert_ok(lg_batch_add_text(batch, NAME, "\xff", 1, &err));
    assert_ok(lg_batch_add_text(batch, NAME, "b", 1, &err));
    assert_fails(lg_batch_check(batch, &err), LG_E_PLUGIN, "index 4 in a dictionary of 4");
    word[1] = 0;
    assert_fails(lg_batch_check(batch, &err), LG_E_PLUGIN, "is not UTF-8 at byte 0");
    batch->column[NAME].values[4] = 'a';
    assert_ok(lg_batch_check(batch, &err));
    valid[1] = 2;
    assert_fails(lg_batch_check(batch, &err), LG_E_PLUGIN, "validity byte of 2");
    end(batch, layout);
}
END_TEST

START_TEST(derived_tables_set_their_rows)
{
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&derived, &layout, 5, NULL);

    ck_assert_int_eq(lg_batch_rows(batch), 5);
    lg_batch_int64(batch, NUMBER)[14] = 1; /* room for fanout × rows */
    assert_fails(lg_batch_set_rows(batch, 16, &err), LG_E_PLUGIN, "more than its fanout of 3");
    assert_ok(lg_batch_set_rows(batch, 0, &err));
    assert_ok(lg_batch_end(batch, &err)); /* no rows: nothing was left out */
    end(batch, layout);
}
END_TEST

START_TEST(scratch_is_aligned_and_reused)
{
    struct lg_layout *layout;
    struct lg_batch *batch = begin(&table, &layout, 4, NULL);
    const struct lg_slice slice = {sizeof(slice), 0, 0, 4, NULL};
    void *first[5];

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5; i++) {
            void *p = lg_batch_scratch(batch, 100000 + (size_t)i, &err);

            ck_assert_uint_eq((uintptr_t)p % 64, 0);
            memset(p, i, 100000);
            if (round == 0)
                first[i] = p;
            ck_assert_ptr_eq(p, first[i]);
        }
        assert_ok(lg_batch_begin(batch, &slice, &err));
    }
    ck_assert_ptr_null(lg_batch_scratch(batch, SIZE_MAX, &err));
    end(batch, layout);
}
END_TEST

/* ---- lists ---- */

static const struct lg_column number[] = {{.name = "element", .type = "S", .flags = LG_COLUMN_NULLABLE}, {0}};
static const struct lg_column lists[] = {{.name = "ids", .type = "+l", .children = number, .flags = LG_COLUMN_NULLABLE}, {0}};
static const struct lg_table list_table = {.name = "t", .columns = lists};

static struct lg_batch *begin_lists(struct lg_layout **layout, int64_t rows)
{
    const struct lg_slice slice = {sizeof(slice), 0, 0, rows, NULL};
    struct lg_batch *batch;

    assert_ok(lg_layout_new(&list_table, 0, layout, &err));
    assert_ok(lg_batch_new(*layout, rows, &batch, &err));
    assert_ok(lg_batch_begin(batch, &slice, &err));
    return batch;
}

START_TEST(lists_have_elements_of_their_own)
{
    const struct lg_slice slice = {sizeof(slice), 0, 0, 3, NULL};
    struct lg_layout *layout;
    struct lg_batch *batch = begin_lists(&layout, 3), *elements;
    const uint16_t *most = NULL;
    char name[LG_TYPE_NAME];

    lg_layout_type_name(&layout->column[0], name);
    ck_assert_str_eq(name, "list(uint16)");
    for (uint32_t round = 0; round < 4; round++) {
        uint32_t *offset = lg_batch_offsets(batch, 0), many = round == 1 ? 5000 : 5;

        ck_assert_ptr_null(lg_batch_int32(batch, 0)); /* the list itself is no numbers */
        assert_ok(lg_batch_begin(batch, &slice, &err));
        offset = lg_batch_offsets(batch, 0);
        memcpy(offset, ((uint32_t[]){0, 2, 2, many}), 16);
        memcpy(lg_batch_valid(batch, 0), "\1\0\1", 3);
        elements = lg_batch_elements(batch, 0, &err);
        ck_assert_ptr_nonnull(elements);
        ck_assert_int_eq(lg_batch_rows(elements), many);
        ck_assert(lg_batch_wants(elements, 0));
        for (uint32_t i = 0; i < many; i++) {
            lg_batch_uint16(elements, 0)[i] = (uint16_t)i;
            lg_batch_valid(elements, 0)[i] = i % 2;
        }
        ck_assert_ptr_nonnull(lg_batch_scratch(elements, 1000, &err));
        assert_ok(lg_batch_end(batch, &err));
        assert_ok(lg_batch_check(batch, &err));
        if (round == 1)
            most = lg_batch_uint16(elements, 0);
        ck_assert(round < 1 || lg_batch_uint16(elements, 0) == most); /* what was made for many stays */
        assert_ok(lg_batch_begin(batch, &slice, &err));
    }
    end(batch, layout);
}
END_TEST

START_TEST(broken_lists_are_found)
{
    const struct lg_slice slice = {sizeof(slice), 0, 0, 3, NULL};
    struct lg_layout *layout;
    struct lg_batch *batch = begin_lists(&layout, 3), *elements;
    static const struct {
        uint32_t offset[4];
        const char *text;
    } cases[] = {{{0, 2, 1, 3}, "do not begin with 0, or fall"}, {{1, 1, 2, 3}, "do not begin with 0, or fall"},
                 {{0, 1, 2, 3}, "has a null with elements"}};

    for (size_t i = 0; i < 3; i++) {
        memcpy(lg_batch_offsets(batch, 0), cases[i].offset, 16);
        memcpy(lg_batch_valid(batch, 0), "\1\0\1", 3);
        elements = lg_batch_elements(batch, 0, &err);
        ck_assert_ptr_nonnull(lg_batch_uint16(elements, 0));
        assert_fails(lg_batch_end(batch, &err), LG_E_PLUGIN, cases[i].text);
        assert_ok(lg_batch_begin(batch, &slice, &err));
    }
    memcpy(lg_batch_offsets(batch, 0), ((uint32_t[]){0, 1, 1, 1}), 16);
    assert_fails(lg_batch_end(batch, &err), LG_E_PLUGIN, "tell of 1 elements, lg_batch_elements() was asked for 0");
    ck_assert_ptr_nonnull(lg_batch_elements(batch, 0, &err));
    assert_fails(lg_batch_end(batch, &err), LG_E_PLUGIN, "list 'ids': column 'element' was left out");
    memcpy(lg_batch_offsets(batch, 0), ((uint32_t[]){0, 1, 1, 0xffffffff}), 16);
    memset(&err, 0, sizeof(err));
    ck_assert_ptr_null(lg_batch_elements(batch, 0, &err));
    ck_assert(strstr(err.message, "the limit is 134217728"));
    end(batch, layout);
    batch = begin(&table, &layout, 2, NULL);
    ck_assert_ptr_null(lg_batch_offsets(batch, NUMBER));
    assert_fails(lg_batch_end(batch, &err), LG_E_PLUGIN, "was used as a list, which it is not");
    ck_assert_ptr_null(lg_batch_elements(batch, NUMBER, &err));
    end(batch, layout);
}
END_TEST

UNIT_MAIN("batch", types_are_arrows, layouts_refuse_nonsense, unwanted_columns_cost_nothing, text_is_plain_encoded, text_grows,
          columns_of_random_text_are_their_keys, hex_columns_are_single_values, broken_contracts_are_found, paranoia_looks_at_values,
          derived_tables_set_their_rows, scratch_is_aligned_and_reused, lists_have_elements_of_their_own, broken_lists_are_found)
