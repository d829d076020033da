/* SPDX-License-Identifier: Apache-2.0 */
/* record/: sealed lines, names of records, differences of plans, the journal. */
#include "unit.h"

#include "record/difference.h"
#include "record/document.h"
#include "record/inventory.h"
#include "record/journal.h"
#include "record/saved.h"

#include <pthread.h>
#include <stdio.h>

static struct lg_error err;

/* ---- a sink that keeps the last record it was given, and what it was called ---- */

struct shelf {
    struct lg_string text, name;
    int published, fail_at; /* fail_at: that one fails; 0: none */
    bool is_busy, was_shared;
};

static int put_on_shelf(void *state, const char *name, const void *bytes, size_t size, int if_absent, struct lg_error *e)
{
    struct shelf *shelf = state;

    (void)if_absent;
    shelf->was_shared = shelf->was_shared || shelf->is_busy; /* one thread at a time is the contract */
    shelf->is_busy = true;
    lg_string_clear(&shelf->text);
    lg_string_append(&shelf->text, bytes, size);
    lg_string_clear(&shelf->name);
    lg_string_puts(&shelf->name, name);
    shelf->is_busy = false;
    if (++shelf->published == shelf->fail_at)
        return lg_error_set(e, LG_E_LOCAL, "no space");
    return LG_OK;
}

static int take_from_shelf(void *state, const char *name, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                           struct lg_error *e)
{
    const struct shelf *shelf = state;

    (void)name, (void)offset, (void)size, (void)e;
    (void)emit(context, lg_string_text(&shelf->text), shelf->text.length);
    return LG_OK;
}

static const struct lg_sink_plugin shelf_sink = {.publish = put_on_shelf, .read = take_from_shelf};

/* A plan of a node with so many parts, as far as a journal looks at it. */
static struct lg_plan plan_of(int64_t parts)
{
    struct lg_plan plan = {.nodes = 1, .parts = parts, .node_parts = parts, .checkpoint = true, .run_id = "run", .hash = "abc"};

    lg_string_puts(&plan.identity_json, "{}");
    plan.destination.root = (char *)(uintptr_t)"out";
    return plan;
}

static struct lg_records records_of(const struct lg_plan *plan, struct shelf *shelf)
{
    return (struct lg_records){.plan = plan, .state = {&shelf_sink, shelf, (char *)(uintptr_t)"out/_lakegen/"}};
}

static struct lg_part_receipt receipt_of(int64_t ordinal)
{
    return (struct lg_part_receipt){.ordinal = ordinal,
                                    .part = ordinal,
                                    .first_row = 10 * ordinal,
                                    .end_row = 10 * ordinal + 10,
                                    .table = (char *)(uintptr_t)"t",
                                    .name = (char *)(uintptr_t)"out/part",
                                    .receipt = {.rows = 10, .bytes = 100, .digest = "xxh3:0"}};
}

static void shelf_release(struct shelf *shelf, struct lg_plan *plan)
{
    lg_string_release(&shelf->text);
    lg_string_release(&shelf->name);
    lg_string_release(&plan->identity_json);
}

/* ---- tests ---- */

START_TEST(sealed_lines_show_every_flip)
{
    struct lg_string text = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &text, false);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "a", "b");
    lg_json_int(&json, "c", -1);
    lg_json_close_sealed(&json, 0);
    ck_assert(lg_json_is_sealed(text.text, text.length));
    for (size_t bit = 0; bit < 8 * text.length; bit++) {
        text.text[bit / 8] ^= (char)(1 << bit % 8);
        ck_assert_msg(!lg_json_is_sealed(text.text, text.length), "bit %zu", bit);
        text.text[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t length = 0; length < text.length; length++)
        ck_assert(!lg_json_is_sealed(text.text, length));
    lg_string_release(&text);
}
END_TEST

static int list_names(void *state, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *e)
{
    static const char *const names[] = {"p/run/plan.json", "p/run/manifest.json", "p/run/node-0-of-1.json", "p/run/node-10-of-2000.lock",
                                        "p/run/checkpoint-3-of-4.1.json", "p/run/receipts-3-of-4.12.jsonl", "p/run/report-0-of-1.json",
                                        "p/run/withdrawn-0123.json", "p/run/node-00-of-1.json", "p/run/node-0-of-1.json.bak",
                                        "p/run/receipts-3-of-4.jsonl", "p/run/deep/plan.json", "p/plan.json"};

    (void)state, (void)prefix, (void)e;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        (void)emit(context, &(struct lg_entry){names[i], 1});
    return LG_OK;
}

START_TEST(names_of_records_are_known_exactly)
{
    const struct lg_sink_plugin sink = {.list = list_names};
    const struct lg_place place = {&sink, NULL, (char *)(uintptr_t)"p/"};
    struct lg_inventory inventory = LG_INVENTORY_INIT;
    const struct lg_record_entry *entry;
    size_t others = 0;

    assert_ok(lg_inventory_read(&inventory, &place, NULL, &err));
    ck_assert_uint_eq(inventory.count, 11); /* without what lies deeper, or in no run */
    for (size_t i = 0; i < inventory.count; i++)
        others += inventory.item[i].kind == LG_RECORD_OTHER;
    ck_assert_uint_eq(others, 3);
    entry = lg_inventory_find(&inventory, "run", LG_RECORD_LOCK);
    ck_assert(entry && entry->node == 10 && entry->nodes == 2000);
    entry = lg_inventory_find(&inventory, "run", LG_RECORD_RECEIPTS);
    ck_assert(entry && entry->node == 3 && entry->nodes == 4 && entry->number == 12);
    ck_assert_ptr_null(lg_inventory_next(&inventory, entry));
    ck_assert_ptr_null(lg_inventory_find(&inventory, "walk", LG_RECORD_PLAN));
    lg_inventory_release(&inventory);
}
END_TEST

START_TEST(differences_are_told_in_words_of_the_user)
{
    static const struct {
        const char *was, *is, *text;
        size_t count;
    } cases[] = {
        {"{\"seed\":\"42\"}", "{\"seed\":\"43\"}", "--seed was 42, is 43", 1},
        {"{\"scale_nano\":1000000000}", "{\"scale_nano\":1500000000}", "--scale was 1, is 1.5", 1},
        {"{\"options\":{\"dirty_ratio\":\"0.1\"}}", "{\"options\":{}}", "--dirty-ratio was 0.1, is not set", 1},
        {"{\"tables\":[{\"name\":\"a\",\"rows\":1,\"rows_per_part\":5}]}", "{\"tables\":[{\"name\":\"a\",\"rows\":2,\"rows_per_part\":6}]}",
         "--rows of 'a' was 1, is 2", 1},
        {"{\"tables\":[{\"name\":\"a\",\"rows_per_part\":5}]}", "{\"tables\":[{\"name\":\"a\",\"rows_per_part\":6}]}",
         "--file-size (rows of a part) of 'a' was 5, is 6", 1},
        {"{\"tables\":[{\"name\":\"a\",\"parts\":5}]}", "{\"tables\":[{\"name\":\"a\",\"parts\":6}]}", "parts of 'a' was 5, is 6", 1},
        {"{\"tables\":[{\"name\":\"a\"}]}", "{\"tables\":[{\"name\":\"a\"},{\"name\":\"b\"}]}", "--tables of 'b' was not set, is true", 1},
        {"{\"later\":[1,2]}", "{\"later\":[1]}", "later was [1,2], is [1]", 1},
        {"{\"seed\":\"1\"}", "{\"seed\":\"1\"}", "", 0}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct lg_string text = LG_STRING_INIT;
        json_t *was, *is;

        assert_ok(lg_document_parse(cases[i].was, strlen(cases[i].was), &was, &err));
        assert_ok(lg_document_parse(cases[i].is, strlen(cases[i].is), &is, &err));
        ck_assert_uint_eq(lg_difference(was, is, &text), cases[i].count);
        ck_assert_str_eq(lg_string_text(&text), cases[i].text);
        lg_string_release(&text);
        json_decref(was);
        json_decref(is);
    }
}
END_TEST

START_TEST(many_differences_end_with_their_number)
{
    struct lg_string was = LG_STRING_INIT, text = LG_STRING_INIT;
    json_t *a, *b;

    lg_string_puts(&was, "{\"options\":{\"x0\":\"a\"");
    for (int i = 1; i < 50; i++)
        lg_string_printf(&was, ",\"x%d\":\"a\"", i);
    lg_string_puts(&was, "}}");
    assert_ok(lg_document_parse(was.text, was.length, &a, &err));
    assert_ok(lg_document_parse("{\"options\":{}}", 14, &b, &err));
    ck_assert_uint_eq(lg_difference(a, b, &text), 50);
    ck_assert_uint_lt(text.length, 300);
    ck_assert_ptr_nonnull(strstr(text.text, "; and 4"));
    json_decref(a);
    json_decref(b);
    lg_string_release(&was);
    lg_string_release(&text);
}
END_TEST

START_TEST(records_of_a_newer_version_are_refused)
{
    json_t *root;

    assert_ok(lg_document_parse_record("{\"version\":1}", 13, &root, &err));
    json_decref(root);
    assert_fails(lg_document_parse_record("{\"version\":2}", 13, &root, &err), LG_E_STATE, "newer lakegen: version 2, this one knows 1");
    assert_fails(lg_document_parse_record("{\"version\":0}", 13, &root, &err), LG_E_STATE, "has no version");
    assert_fails(lg_document_parse_record("[]", 2, &root, &err), LG_E_STATE, "has no version");
    assert_fails(lg_document_parse_record("{\"a\":1,\"a\":2}", 13, &root, &err), LG_E_STATE, "duplicate");
}
END_TEST

START_TEST(cp_18_checkpoint_of_a_million_parts)
{
    struct shelf shelf = {0};
    struct lg_plan plan = plan_of(1000000);
    struct lg_records records = records_of(&plan, &shelf);
    struct lg_journal_start start = {.generation = 7, .segment = 3};
    const struct lg_record_entry entry = {.place = &records.state, .name = (char *)(uintptr_t)"x"};
    struct lg_checkpoint checkpoint;
    struct lg_journal *journal;

    for (int64_t ordinal = 0; ordinal < plan.parts; ordinal += 2) { /* every second one: as many ranges as there can be */
        const struct lg_part_receipt item = receipt_of(ordinal);

        assert_ok(lg_receipts_add(&start.adopted, &item, &err));
    }
    assert_ok(lg_journal_new(&records, &start, &journal, &err));
    ck_assert_str_eq(shelf.name.text, "out/_lakegen/run/checkpoint-0-of-1.0.json"); /* generation 8 */
    ck_assert_uint_le(shelf.text.length, (size_t)16 << 20);
    assert_ok(lg_saved_checkpoint(&entry, "abc", &checkpoint, &err));
    ck_assert_int_eq(checkpoint.generation, 8);
    ck_assert_int_eq(checkpoint.receipts, 500000);
    assert_fails(lg_saved_checkpoint(&entry, "abd", &checkpoint, &err), LG_E_VERIFICATION, "of another plan");
    ck_assert(lg_journal_has(journal, 999998) && !lg_journal_has(journal, 999999));
    lg_journal_free(journal);
    shelf_release(&shelf, &plan);
}
END_TEST

#define WORKERS 8
#define EACH 300

struct job {
    struct lg_journal *journal;
    int64_t first;
    struct lg_error err;
};

static void *add_receipts(void *argument)
{
    struct job *job = argument;

    for (int64_t i = 0; i < EACH && job->err.code == LG_OK; i++) {
        const struct lg_part_receipt item = receipt_of(job->first + i);

        (void)lg_journal_add(job->journal, &item, &job->err);
    }
    return NULL;
}

/* Gives the number of workers that failed. */
static int add_by_workers(struct lg_journal *journal)
{
    pthread_t thread[WORKERS];
    struct job job[WORKERS];
    int failed = 0;

    for (int w = 0; w < WORKERS; w++) {
        job[w] = (struct job){.journal = journal, .first = (int64_t)w * EACH};
        ck_assert_int_eq(pthread_create(&thread[w], NULL, add_receipts, &job[w]), 0);
    }
    for (int w = 0; w < WORKERS; w++) {
        (void)pthread_join(thread[w], NULL);
        failed += job[w].err.code != LG_OK;
    }
    return failed;
}

START_TEST(workers_store_together)
{
    struct shelf shelf = {0};
    struct lg_plan plan = plan_of(WORKERS * EACH + 1);
    struct lg_records records = records_of(&plan, &shelf);
    struct lg_journal_start start = {.segment = -1};
    const struct lg_record_entry entry = {.place = &records.state, .name = (char *)(uintptr_t)"x"};
    struct lg_receipts back = LG_RECEIPTS_INIT;
    struct lg_journal *journal;
    size_t damaged;

    assert_ok(lg_journal_new(&records, &start, &journal, &err));
    ck_assert_int_eq(add_by_workers(journal), 0);
    ck_assert(!shelf.was_shared);
    ck_assert_str_eq(shelf.name.text, "out/_lakegen/run/receipts-0-of-1.2.jsonl"); /* 2400 receipts: segments 0 to 2 */
    assert_ok(lg_saved_receipts(&entry, "abc", NULL, &back, &damaged, &err));
    ck_assert_uint_eq(back.count, WORKERS * EACH - 2000);
    ck_assert_uint_eq(damaged, 0);
    ck_assert_uint_eq(lg_journal_receipts(journal)->count, WORKERS * EACH);
    lg_receipts_release(&back);
    lg_journal_free(journal);
    shelf_release(&shelf, &plan);
}
END_TEST

START_TEST(the_first_failure_is_everybodys)
{
    struct shelf shelf = {.fail_at = 50};
    struct lg_plan plan = plan_of(WORKERS * EACH + 1);
    struct lg_records records = records_of(&plan, &shelf);
    struct lg_journal_start start = {.segment = -1};
    struct lg_journal *journal;

    assert_ok(lg_journal_new(&records, &start, &journal, &err));
    ck_assert_int_eq(add_by_workers(journal), WORKERS);
    ck_assert_int_eq(shelf.published, 50); /* nothing is stored after it */
    lg_journal_free(journal);
    shelf_release(&shelf, &plan);
}
END_TEST

UNIT_MAIN("record", sealed_lines_show_every_flip, names_of_records_are_known_exactly, differences_are_told_in_words_of_the_user,
          many_differences_end_with_their_number, records_of_a_newer_version_are_refused, cp_18_checkpoint_of_a_million_parts,
          workers_store_together, the_first_failure_is_everybodys)
