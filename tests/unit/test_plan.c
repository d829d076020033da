/* SPDX-License-Identifier: Apache-2.0 */
/* config/, plan/ and record/: options, destinations, names, receipts. */
#include "unit.h"

#include "config/options.h"
#include "config/settings.h"
#include "plan/destination.h"
#include "plan/names.h"
#include "record/receipts.h"

static struct lg_error err;

static const struct lg_option table[] = {
    {.name = "count", .type = LG_OPTION_INT, .fallback = "5", .range = "1..10", .doc = "d"},
    {.name = "ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.080", .range = "0..1", .doc = "d", .role = "dirty_ratio"},
    {.name = "weights", .type = LG_OPTION_WEIGHTS, .fallback = "a=0.5,b=0.3,c=0.2", .doc = "d"},
    {.name = "start", .type = LG_OPTION_TIME, .fallback = "2024-01-01", .doc = "d"},
    {.name = "word", .type = LG_OPTION_CHOICE, .range = "red|green", .doc = "d"},
    {.name = "every", .type = LG_OPTION_DURATION, .fallback = "1.5m", .range = "1..3600", .doc = "d"},
    {.name = "key", .type = LG_OPTION_SECRET, .doc = "d"},
    {0}};

START_TEST(options_have_defaults_and_canonical_texts)
{
    struct lg_options *options;
    int64_t weights[3];

    assert_ok(lg_options_new(table, &options, &err));
    ck_assert_int_eq(lg_option_int(options, "count"), 5);
    ck_assert_int_eq(lg_option_decimal(options, "ratio").nano, 80000000);
    ck_assert_str_eq(lg_option_text(options, "ratio"), "0.08");
    ck_assert_int_eq(lg_option_int(options, "start"), INT64_C(1704067200000000));
    ck_assert_int_eq(lg_option_int(options, "every"), 90000);
    ck_assert_str_eq(lg_option_text(options, "every"), "90000ms");
    ck_assert(!lg_option_is_set(options, "word"));
    lg_option_weights(options, "weights", weights, 3);
    ck_assert_int_eq(weights[1], 300000000);
    assert_ok(lg_options_set(options, "weights", "b=0", &err));
    lg_option_weights(options, "weights", weights, 3);
    ck_assert(weights[0] == 500000000 && weights[1] == 0);
    assert_ok(lg_options_set(options, "weights", "1,2,3", &err));
    ck_assert_str_eq(lg_option_text(options, "weights"), "1,2,3");
    lg_options_free(options);
}
END_TEST

START_TEST(options_refuse_with_a_sentence)
{
    static const struct {
        const char *name, *value, *text;
    } cases[] = {{"cuont", "1", "unknown option 'cuont', did you mean 'count'?"},
                 {"count", "11", "option 'count': '11' is outside 1..10"},
                 {"count", "x", "option 'count': 'x' is not a whole number"},
                 {"ratio", "1.1", "outside 0..1"},
                 {"ratio", "NaN", "not a decimal"},
                 {"weights", "1,2", "2 weights, there must be 3"},
                 {"weights", "b=1,2", "some weights have a name"},
                 {"weights", "1,2,c=3", "some weights have a name"},
                 {"weights", "a=1,b=1,c=1,4", "some weights have a name"},
                 {"weights", "d=1", "'d' is none of the names"},
                 {"weights", "a=0,b=0,c=0", "all weights are 0"},
                 {"weights", "a=-1", "negative"},
                 {"start", "yesterday", "not a date"},
                 {"every", "500ms", "option 'every': '500ms' is outside 1..3600 s"},
                 {"every", "soon", "not a duration"},
                 {"word", "blue", "'blue' is none of red|green"}};
    struct lg_options *options;

    assert_ok(lg_options_new(table, &options, &err));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_fails(lg_options_set(options, cases[i].name, cases[i].value, &err), LG_E_CONFIG, cases[i].text);
    ck_assert_int_eq(lg_option_int(options, "count"), 5); /* refused values change nothing */
    lg_options_free(options);
}
END_TEST

static void see(void *context, const char *name, const char *value)
{
    lg_string_printf(context, "%s=%s;", name, value);
}

START_TEST(secrets_are_not_shown)
{
    struct lg_options *options;
    struct lg_string seen = LG_STRING_INIT;

    assert_ok(lg_options_new(table, &options, &err));
    assert_ok(lg_options_set(options, "key", "hunter2", &err));
    lg_options_each(options, see, &seen);
    ck_assert_ptr_null(strstr(seen.text, "hunter2"));
    ck_assert_ptr_nonnull(strstr(seen.text, "key=***;"));
    lg_options_free(options);
    lg_string_release(&seen);
}
END_TEST

START_TEST(declarations_are_checked)
{
    static const struct lg_option upper[] = {{.name = "Count", .type = LG_OPTION_INT, .doc = "d"}, {0}};
    static const struct lg_option twice[] = {{.name = "a", .type = LG_OPTION_INT, .doc = "d"},
                                             {.name = "a", .type = LG_OPTION_INT, .doc = "d"},
                                             {0}};
    static const struct lg_option newer[] = {{.name = "a", .type = 99, .doc = "d"}, {0}};
    static const struct lg_option silent[] = {{.name = "a", .type = LG_OPTION_INT}, {0}};
    static const struct lg_option impossible[] = {{.name = "a", .type = LG_OPTION_INT, .fallback = "0", .range = "1..", .doc = "d"}, {0}};
    struct lg_options *options;

    assert_fails(lg_options_new(upper, &options, &err), LG_E_PLUGIN, "[a-z]");
    assert_fails(lg_options_new(twice, &options, &err), LG_E_PLUGIN, "two options");
    assert_fails(lg_options_new(newer, &options, &err), LG_E_PLUGIN, "upgrade lakegen");
    assert_fails(lg_options_new(silent, &options, &err), LG_E_PLUGIN, "lacks its doc");
    assert_fails(lg_options_new(impossible, &options, &err), LG_E_PLUGIN, "outside 1..");
}
END_TEST

START_TEST(every_setting_is_well_formed)
{
    struct lg_settings settings;

    assert_ok(lg_settings_init(&settings, &err));
    for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
        ck_assert_ptr_eq(lg_setting_find(s->name), s); /* no name twice */
        if (s->letter)
            ck_assert_ptr_eq(lg_setting_find_letter(s->letter), s);
        ck_assert_msg(s->doc && s->group && s->commands, "%s", s->name);
        ck_assert_msg((s->type == LG_SETTING_FLAG) == (s->value == NULL), "%s", s->name);
    }
    lg_settings_release(&settings);
}
END_TEST

START_TEST(destinations_come_apart)
{
    static const struct {
        const char *sink, *output, *plugin, *authority, *root;
        bool bare;
    } cases[] = {{"file", NULL, "file", "", "", true},
                 {"local", "out/", "file", "", "out", false},
                 {"file", "/data/a b//", "file", "", "/data/a b", false},
                 {"file:///data/a%20b", NULL, "file", "", "/data/a b", false},
                 {"file://host/out", NULL, "file", "host", "/out", false},
                 {"file://./out", NULL, "file", "", "./out", false},
                 {"null:", NULL, "null", "", "", true},
                 {"-", NULL, "stdout", "", "", true},
                 {"s3://bucket/some/prefix/", NULL, "s3", "bucket", "/some/prefix", false},
                 {"s3://bucket", NULL, "s3", "bucket", "", true},
                 {"s3://bucket", "some/prefix", "s3", "bucket", "some/prefix", false},
                 {"s3", "s3://bucket/x", "s3", "bucket", "/x", false},
                 {"s3://other", "s3://bucket/x", "s3", "bucket", "/x", false},
                 {"./mine.so", "x", "./mine.so", "", "x", false}};
    struct lg_destination d;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_destination_parse(cases[i].sink, cases[i].output, &d, &err));
        ck_assert_str_eq(d.sink, cases[i].plugin);
        ck_assert_str_eq(d.authority, cases[i].authority);
        ck_assert_str_eq(d.root, cases[i].root);
        ck_assert_int_eq(d.is_bare, cases[i].bare);
        lg_destination_release(&d);
    }
}
END_TEST

START_TEST(destinations_refuse_with_a_sentence)
{
    static const struct {
        const char *sink, *output, *text;
    } cases[] = {{"file", "", "--output is empty"},
                 {"s3://user:pass@host/b", NULL, "user name or password"},
                 {"file:///a", "b", "both --sink"},
                 {"file:///a%00", NULL, "%00"}};
    struct lg_destination d;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_fails(lg_destination_parse(cases[i].sink, cases[i].output, &d, &err), LG_E_USAGE, cases[i].text);
}
END_TEST

/* By what a sink says of itself, never by its name. */
START_TEST(destinations_fit_their_sink)
{
    static const struct lg_sink_plugin folders = {.base.name = "a", .flags = LG_SINK_FOLDERS};
    static const struct lg_sink_plugin none = {.base.name = "b", .flags = LG_SINK_DISCARDS}, buckets = {.base.name = "c"};
    static const struct {
        const struct lg_sink_plugin *plugin;
        const char *sink, *output, *text; /* NULL: it fits */
    } cases[] = {{&folders, "a", NULL, NULL},
                 {&folders, "a", "out", NULL},
                 {&folders, "aa:///out", NULL, NULL},
                 {&folders, "aa://localhost/out", NULL, NULL},
                 {&folders, "aa://./out", NULL, NULL},
                 {&folders, "aa://../out", NULL, NULL},
                 {&folders, "aa://host/out", NULL, "destination 'aa://host/out' names a host; write aa:///"},
                 {&folders, "a", "//", "is the root folder"},
                 {&folders, "a", "~/x", "shell did not expand"},
                 {&none, "b", NULL, NULL},
                 {&none, "bb:", NULL, NULL},
                 {&none, "b", "out", "sink 'b' keeps nothing, so that it has no place 'out'"},
                 {&none, "bb://place", NULL, "no place 'place'"},
                 {&none, "bb:/out", NULL, "no place '/out'"},
                 {&buckets, "cc://bucket/~", NULL, NULL},
                 {&buckets, "cc://bucket", NULL, NULL}};
    struct lg_destination d;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_destination_parse(cases[i].sink, cases[i].output, &d, &err));
        if (cases[i].text)
            assert_fails(lg_destination_settle(&d, cases[i].plugin, &err), LG_E_USAGE, cases[i].text);
        else
            assert_ok(lg_destination_settle(&d, cases[i].plugin, &err));
        lg_destination_release(&d);
    }
}
END_TEST

START_TEST(the_slash_behind_an_authority_is_no_name)
{
    static const struct lg_sink_plugin folders = {.base.name = "a", .flags = LG_SINK_FOLDERS}, buckets = {.base.name = "c"};
    static const struct {
        const struct lg_sink_plugin *plugin;
        const char *sink, *output, *root;
        bool bare;
    } cases[] = {{&buckets, "cc://bucket/some/prefix/", NULL, "some/prefix", false},
                 {&buckets, "cc://bucket", NULL, "", true},
                 {&buckets, "cc://bucket/", NULL, "", true},
                 {&buckets, "cc://bucket//x", NULL, "/x", false},
                 {&buckets, "cc://bucket", "some/prefix", "some/prefix", false},
                 {&buckets, "cc:///x", NULL, "/x", false},
                 {&folders, "aa://localhost/x", NULL, "/x", false}};
    struct lg_destination d;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_destination_parse(cases[i].sink, cases[i].output, &d, &err));
        assert_ok(lg_destination_settle(&d, cases[i].plugin, &err));
        ck_assert_str_eq(d.root, cases[i].root);
        ck_assert_int_eq(d.is_bare, cases[i].bare);
        lg_destination_release(&d);
    }
}
END_TEST

START_TEST(names_stay_inside)
{
    static const struct {
        const char *pattern;
        bool several;
        const char *text;
    } wrong[] = {{"../part-{part}", false, "'.' or '..'"},      {"/abs/{part}", false, "relative"},
                 {"a//{part}", false, "empty segment"},         {"part", false, "no {part}"},
                 {"{part}", true, "no {table}"},                {"{foo}{part}", false, "unknown placeholder '{foo}'"},
                 {"{part", false, "without its partner"},       {"_lakegen/{part}", false, "where the run's records are"},
                 {"{part}/", false, "ends with a slash"},       {"", false, "relative"}};
    struct lg_string out = LG_STRING_INIT, name = LG_STRING_INIT;

    assert_ok(lg_names_pattern(NULL, "t", "parquet", true, &out, &err));
    lg_names_put(out.text, 7, &name);
    ck_assert_str_eq(name.text, "t/part-000007.parquet");
    lg_string_clear(&name);
    lg_names_put("{part}-{part}.x", 12345678, &name);
    ck_assert_str_eq(name.text, "12345678-12345678.x");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        lg_string_clear(&out);
        assert_fails(lg_names_pattern(wrong[i].pattern, "t", "parquet", wrong[i].several, &out, &err), LG_E_USAGE, wrong[i].text);
    }
    lg_string_release(&out);
    lg_string_release(&name);
}
END_TEST

START_TEST(receipts_survive_json)
{
    struct lg_receipts receipts = LG_RECEIPTS_INIT, back = LG_RECEIPTS_INIT;
    struct lg_part_receipt item = {.ordinal = 2, .part = 1, .first_row = 99, .table = (char *)(uintptr_t)"t",
                                   .name = (char *)(uintptr_t)"a \"b\"/c", .receipt = {.rows = 5, .bytes = 77}};
    struct lg_string text = LG_STRING_INIT;
    struct lg_json json;

    strcpy(item.receipt.digest, "xxh3:00");
    assert_ok(lg_receipts_add(&receipts, &item, &err));
    item.ordinal = 1;
    assert_ok(lg_receipts_add(&receipts, &item, &err));
    lg_receipts_sort(&receipts);
    lg_json_init(&json, &text, true);
    lg_json_open(&json, NULL, '{');
    lg_receipts_put_json(&receipts, "objects", &json);
    lg_json_close(&json, '}');
    assert_ok(lg_receipts_parse(text.text, text.length, "objects", &back, &err));
    ck_assert_uint_eq(back.count, 2);
    ck_assert_int_eq(back.item[0].ordinal, 1);
    ck_assert_str_eq(back.item[1].name, "a \"b\"/c");
    ck_assert_int_eq(back.item[1].receipt.bytes, 77);
    assert_fails(lg_receipts_parse("{}", 2, "objects", &back, &err), LG_E_STATE, "no list");
    assert_fails(lg_receipts_parse("{\"objects\":[{}]}", 16, "objects", &back, &err), LG_E_STATE, "not a receipt");
    assert_fails(lg_receipts_parse("{\"objects\":[", 12, "objects", &back, &err), LG_E_STATE, "line 1");
    lg_receipts_release(&receipts);
    lg_receipts_release(&back);
    lg_string_release(&text);
}
END_TEST

UNIT_MAIN("plan", options_have_defaults_and_canonical_texts, options_refuse_with_a_sentence, secrets_are_not_shown,
          declarations_are_checked, every_setting_is_well_formed, destinations_come_apart, destinations_refuse_with_a_sentence,
          destinations_fit_their_sink, the_slash_behind_an_authority_is_no_name, names_stay_inside, receipts_survive_json)
