/* SPDX-License-Identifier: Apache-2.0 */
/* audit/: stored plans that may have been tampered with, and workers. Whole destinations are in tests/cli. */
#include "unit.h"

#include "audit/workers.h"
#include "audit/stored.h"

#include <stdatomic.h>

static struct lg_error err;
static char root[] = "out";
static const struct lg_site site = {.destination = {.root = root}};

/* A stored plan with these tables. */
static int read_plan(const char *tables, struct lg_stored_plan *plan)
{
    struct lg_string text = LG_STRING_INIT;
    json_t *record;
    int code;

    lg_string_printf(&text, "{\"run\":\"r\",\"identity_hash\":\"h\",\"identity\":{\"seed\":\"1\",\"tables\":%s}}", tables);
    record = json_loads(text.text, 0, NULL);
    ck_assert_ptr_nonnull(record);
    code = lg_stored_plan_init(record, plan, &err);
    json_decref(record);
    lg_string_release(&text);
    return code;
}

#define TABLE(name, objects, rest) \
    "{\"name\":\"" name "\",\"objects\":\"" objects "\",\"rows\":10,\"rows_per_row_group\":5,\"rows_per_part\":5,\"parts\":2" rest "}"

START_TEST(names_are_made_and_found_again)
{
    static const char *const strangers[] = {"out/part-00001.parquet", "out/part-0000001.parquet", "out/part-000001.parquet.tmp",
                                            "out/xpart-000001.parquet", "part-000001.parquet", "out/part-.parquet", "out", ""};
    struct lg_string name = LG_STRING_INIT;
    struct lg_stored_plan plan;
    uint32_t table;
    int64_t part;

    assert_ok(read_plan("[" TABLE("a", "part-{part}.parquet", "") "," TABLE("b", "b/{part}9{part}.csv", ",\"ground_truth\":true") "]",
                        &plan));
    ck_assert_int_eq(plan.parts, 4);
    ck_assert_int_eq(plan.table[1].first_ordinal, 2);
    assert_ok(lg_stored_plan_name(&plan, &site, 0, 1234567, &name, &err));
    ck_assert_str_eq(name.text, "out/part-1234567.parquet");
    ck_assert(lg_stored_plan_find(&plan, &site, name.text, &table, &part) && table == 0 && part == 1234567);
    assert_ok(lg_stored_plan_name(&plan, &site, 1, 42, &name, &err));
    ck_assert_str_eq(name.text, "out_truth/b/0000429000042.csv");
    ck_assert(lg_stored_plan_find(&plan, &site, name.text, &table, &part) && table == 1 && part == 42);
    for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
        ck_assert_msg(!lg_stored_plan_find(&plan, &site, strangers[i], &table, &part), "%s", strangers[i]);
    ck_assert_int_eq(lg_stored_plan_table(&plan, "b"), 1);
    ck_assert_int_eq(lg_stored_plan_table(&plan, "c"), -1);
    ck_assert_str_eq(lg_stored_plan_text(&plan, "seed"), "1");
    ck_assert_str_eq(lg_stored_plan_text(&plan, "absent"), "");
    lg_stored_plan_release(&plan);
    lg_string_release(&name);
}
END_TEST

#define NUMBERS(rows, per_group, parts) \
    "{\"name\":\"a\",\"objects\":\"{part}\",\"rows\":" rows ",\"rows_per_row_group\":" per_group \
    ",\"rows_per_part\":5,\"parts\":" parts "}"

START_TEST(plans_that_were_tampered_with_are_refused)
{
    static const struct {
        const char *tables, *text;
    } cases[] = {
        {"[]", "has 0 tables"},
        {"7", "has 0 tables"},
        {"[{}]", "table 0 of its identity lacks a member"},
        {"[" TABLE("a", "../{part}", "") "]", "has an empty segment, '.' or '..'"},
        {"[" TABLE("a", "x/../{part}", "") "]", "has an empty segment, '.' or '..'"},
        {"[" TABLE("a", "/etc/{part}", "") "]", "must be relative"},
        {"[" TABLE("a", "part.parquet", "") "]", "has no {part}"},
        {"[" TABLE("a", "{table}/{part}", "") "]", "are none that lakegen gives"},
        {"[" TABLE("a", "{part}/{oops}", "") "]", "unknown placeholder"},
        {"[" TABLE("a", "_lakegen/{part}", "") "]", "where the run's records are"},
        {"[" NUMBERS("-1", "5", "2") "]", "impossible numbers"},
        {"[" NUMBERS("1", "5", "9223372036854775807") "]", "impossible numbers"},
        {"[" NUMBERS("1", "0", "1") "]", "impossible numbers"},
    };
    struct lg_stored_plan plan;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_fails(read_plan(cases[i].tables, &plan), LG_E_STATE, cases[i].text);
}
END_TEST

struct tally {
    _Atomic int64_t items, workers, ended;
    int64_t fails_at;
};

static int begin(void *context, void **worker, struct lg_error *error)
{
    struct tally *tally = context;

    (void)error;
    tally->workers++;
    *worker = tally;
    return LG_OK;
}

static void end(void *context, void *worker)
{
    ck_assert_ptr_eq(context, worker);
    ((struct tally *)worker)->ended++;
}

static int item(void *context, void *worker, int64_t number, struct lg_error *error)
{
    struct tally *tally = context;

    ck_assert_ptr_eq(context, worker);
    tally->items++;
    return number == tally->fails_at ? lg_error_set(error, LG_E_LOCAL, "item %lld", (long long)number) : LG_OK;
}

START_TEST(workers_do_every_item_once_or_stop)
{
    struct tally tally = {.fails_at = -1};
    const struct lg_workers_job job = {&tally, begin, item, end, NULL};

    assert_ok(lg_workers_run(&job, 1000, 4, &err));
    ck_assert(tally.items == 1000 && tally.workers == 4 && tally.ended == 4);
    assert_ok(lg_workers_run(&job, 0, 4, &err));
    ck_assert_int_eq(tally.workers, 4);
    assert_ok(lg_workers_run(&job, 2, 64, &err));
    ck_assert(tally.items == 1002 && tally.workers == 6);
    tally.fails_at = 500;
    assert_fails(lg_workers_run(&job, 1000000, 3, &err), LG_E_LOCAL, "item 500");
    ck_assert(tally.items < 1000000 && tally.workers == tally.ended);
}
END_TEST

UNIT_MAIN("audit", names_are_made_and_found_again, plans_that_were_tampered_with_are_refused, workers_do_every_item_once_or_stop)
