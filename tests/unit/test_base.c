/* SPDX-License-Identifier: Apache-2.0 */
/* base/: errors, strings, numbers from text, calendar, JSON, digests. */
#include "unit.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/machine.h"
#include "base/parse.h"

#include <lakegen/calendar.h>

#include <stdio.h>
#include <sys/stat.h>

static struct lg_error err;

START_TEST(urls_with_secrets_are_known)
{
    static const char *const secret[] = {"s3://a:b@h/p", "s3://a@h", "s3://a:b", "s3://KEY:123/456secret@bucket", "x://h/db?user=a&password=b",
                                         "http://h/?a=1;Access_Key=2", "https://h/o?X-Amz-Signature=1"};
    static const char *const plain[] = {"s3://bucket/a@b", "http://h:80/p", "http://[::1]:80/a@b", "file:///a?b", "x://h/db?user=a", "a:b@c",
                                        "http://h/?password", "x://h/db?passage"};

    for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
        ck_assert_msg(lg_url_has_userinfo(secret[i]), "%s", secret[i]);
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        ck_assert_msg(!lg_url_has_userinfo(plain[i]), "%s", plain[i]);
}
END_TEST

START_TEST(error_first_one_wins)
{
    struct lg_error e = LG_ERROR_INIT;

    ck_assert_int_eq(lg_error_set(&e, LG_E_CONFIG, "first %d", 1), LG_E_CONFIG);
    ck_assert_int_eq(lg_error_set(&e, LG_E_LOCAL, "second"), LG_E_CONFIG);
    ck_assert_str_eq(e.message, "first 1");
    lg_error_wrap(&e, "outer");
    ck_assert_str_eq(e.message, "outer: first 1");
}
END_TEST

START_TEST(error_names_errno)
{
    struct lg_error e = LG_ERROR_INIT;

    lg_error_sys(&e, LG_E_LOCAL, 28, "writing '%s'", "x");
    ck_assert_str_eq(e.message, "writing 'x': No space left on device");
    ck_assert_int_eq(e.sys_errno, 28);
    ck_assert_int_eq(lg_error_exit_status(LG_E_LOCAL), 8);
    ck_assert_int_eq(lg_error_exit_status(12345), 1);
    ck_assert(lg_error_may_retry(LG_E_TRANSIENT));
    ck_assert(!lg_error_may_retry(LG_E_LOCAL));
}
END_TEST

START_TEST(error_is_cut_on_a_character)
{
    struct lg_error e = LG_ERROR_INIT;
    char text[600];

    for (size_t at = 0; at + 2 < sizeof(text); at += 2)
        memcpy(text + at, "\xc3\xa9", 3);
    lg_error_set(&e, LG_E_CONFIG, "x%s", text); /* 503 bytes end within an é */
    ck_assert_uint_eq(strlen(e.message) % 2, 1);
    ck_assert_int_eq((unsigned char)e.message[strlen(e.message) - 1], 0xa9);
}
END_TEST

START_TEST(string_grows_and_prints)
{
    struct lg_string s = LG_STRING_INIT;

    for (int i = 0; i < 1000; i++)
        lg_string_printf(&s, "%d,", i);
    ck_assert_uint_eq(s.length, 3890);
    lg_string_clear(&s);
    lg_string_put_printable(&s, "a\x1b[31m\n\xff\xc3\xa9\xc2\x9b");
    ck_assert_str_eq(lg_string_text(&s), "a\\x1b[31m\\x0a\\xff\xc3\xa9\\xc2\\x9b");
    lg_string_release(&s);
}
END_TEST

START_TEST(utf8_is_checked)
{
    static const struct {
        const char *text;
        size_t length;
    } cases[] = {{"a", 1},          {"\xc3\xa9", 2},     {"\xe2\x82\xac", 3},         {"\xf0\x9f\x98\x80", 4}, {"\x80", 0},
                 {"\xc0\x80", 0},   {"\xed\xa0\x80", 0}, {"\xf4\x90\x80\x80", 0},     {"\xe2\x82", 0},         {"\xf8", 0},
                 {"\xe0\x80\x80", 0}, {"\xc3\x28", 0}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const unsigned char *p = (const unsigned char *)cases[i].text;

        ck_assert_uint_eq(lg_utf8_sequence(p, p + strlen(cases[i].text)), cases[i].length);
    }
}
END_TEST

START_TEST(nearest_word_is_a_typing_mistake)
{
    static const char *const words[] = {"customer360", "financial", "hello", "iot", NULL};

    ck_assert_str_eq(lg_nearest_word("custommer360", words), "customer360");
    ck_assert_str_eq(lg_nearest_word("cust", words), "customer360");
    ck_assert_str_eq(lg_nearest_word("ito", words), "iot");
    ck_assert_ptr_null(lg_nearest_word("zzzzzzzz", words));
    ck_assert_uint_eq(lg_edit_distance("abcd", "abdc"), 1);
    ck_assert_uint_eq(lg_edit_distance("", "abc"), 3);
}
END_TEST

START_TEST(integers_keep_every_digit)
{
    int64_t v;

    assert_ok(lg_parse_int64("-9223372036854775808", &v, &err));
    ck_assert_int_eq(v, INT64_MIN);
    assert_ok(lg_parse_int64("9223372036854775807", &v, &err));
    ck_assert_int_eq(v, INT64_MAX);
    assert_fails(lg_parse_int64("9223372036854775808", &v, &err), LG_E_CONFIG, "too large");
    assert_fails(lg_parse_int64("99999999999999999999999999999999999999999", &v, &err), LG_E_CONFIG, "too large");
    assert_fails(lg_parse_int64("", &v, &err), LG_E_CONFIG, "not a whole number");
    assert_fails(lg_parse_int64("1e3", &v, &err), LG_E_CONFIG, "not a whole number");
    assert_fails(lg_parse_int64(" 1", &v, &err), LG_E_CONFIG, "not a whole number");
}
END_TEST

START_TEST(decimals_are_exact)
{
    struct lg_decimal d;

    assert_ok(lg_parse_decimal("0.1", &d, &err));
    ck_assert_int_eq(d.nano, 100000000);
    assert_ok(lg_parse_decimal("-2.000000001", &d, &err));
    ck_assert_int_eq(d.nano, -2000000001);
    assert_fails(lg_parse_decimal("0.0000000001", &d, &err), LG_E_CONFIG, "9 fractional digits");
    assert_fails(lg_parse_decimal("nan", &d, &err), LG_E_CONFIG, "not a decimal");
    assert_fails(lg_parse_decimal("1e308", &d, &err), LG_E_CONFIG, "not a decimal");
    assert_fails(lg_parse_decimal("99999999999", &d, &err), LG_E_CONFIG, "too large");
    assert_fails(lg_parse_decimal("1.", &d, &err), LG_E_CONFIG, "not a decimal");
}
END_TEST

START_TEST(sizes_have_two_kilos)
{
    static const struct {
        const char *text;
        int64_t binary, decimal;
    } cases[] = {{"512mb", 536870912, 512000000}, {"512MiB", 536870912, 536870912}, {"0.5GB", 536870912, 500000000},
                 {" 5 GB ", 5368709120, 5000000000}, {"5", 5, 5}, {"1k", 1024, 1000}, {"4Gi", 4294967296, 4294967296}};
    static const char *const wrong[] = {"", "GB", "-1", "9999999999TB", "1e3kb", "5 bananas", "0.3"};
    int64_t bytes;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_parse_size(cases[i].text, &bytes, &err));
        ck_assert_int_eq(bytes, cases[i].binary);
        assert_ok(lg_parse_decimal_size(cases[i].text, &bytes, &err));
        ck_assert_int_eq(bytes, cases[i].decimal);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_fails(lg_parse_size(wrong[i], &bytes, &err), LG_E_CONFIG, "size");
}
END_TEST

START_TEST(durations_have_units)
{
    int64_t ms;

    assert_ok(lg_parse_duration("90", &ms, &err));
    ck_assert_int_eq(ms, 90000);
    assert_ok(lg_parse_duration("1.5h", &ms, &err));
    ck_assert_int_eq(ms, 5400000);
    assert_ok(lg_parse_duration("250ms", &ms, &err));
    ck_assert_int_eq(ms, 250);
    assert_fails(lg_parse_duration("5 parsecs", &ms, &err), LG_E_CONFIG, "not a duration");
}
END_TEST

START_TEST(rates_are_rows_or_bytes)
{
    static const struct {
        const char *text;
        int64_t per_second;
        bool is_bytes;
    } cases[] = {{"10k/s", 10000, false}, {"2.5m/s", 2500000, false}, {"7", 7, false}, {"50mb/s", 52428800, true}, {"1GiB/s", 1073741824, true}};
    const char *wrong[] = {"0", "0/s", "", "/s", "fast", "10k/m", "-1", "1e3", "99999999999999999999", "123456789012345678901234567890123"};
    struct lg_rate rate;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_parse_rate(cases[i].text, &rate, &err));
        ck_assert_int_eq(rate.per_second, cases[i].per_second);
        ck_assert_int_eq(rate.is_bytes, cases[i].is_bytes);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_fails(lg_parse_rate(wrong[i], &rate, &err), LG_E_CONFIG, "is not a rate, use for example 10k/s (rows) or 50mb/s");
}
END_TEST

START_TEST(times_are_utc)
{
    static const struct {
        const char *text;
        int64_t microseconds;
    } cases[] = {{"1970-01-01", 0},
                 {"2024-02-29", INT64_C(1709164800000000)},
                 {"2024-02-29T12:00:00.5Z", INT64_C(1709208000500000)},
                 {"2024-02-29T12:00:00+02:00", INT64_C(1709200800000000)},
                 {"0001-01-01", INT64_C(-62135596800000000)},
                 {"9999-12-31T23:59:59.999999", INT64_C(253402300799999999)}};
    static const char *const wrong[] = {"2023-02-29", "2024-13-01", "0000-01-01", "9999-12-31T23:59:60", "2024-1-1",
                                        "2024-02-29T25:00:00", "2024-02-29x", "", "2024-02-29T12:00:00+99:00"};
    int64_t us;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_parse_time(cases[i].text, &us, &err));
        ck_assert_int_eq(us, cases[i].microseconds);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_fails(lg_parse_time(wrong[i], &us, &err), LG_E_CONFIG, "not a date");
}
END_TEST

START_TEST(calendar_goes_both_ways)
{
    int year, month, day;

    for (int64_t days = -800000; days < 3000000; days += 37) {
        lg_civil_from_days(days, &year, &month, &day);
        ck_assert_int_eq(lg_days_from_civil(year, month, day), days);
        ck_assert_int_le(day, lg_days_in_month(year, month));
    }
}
END_TEST

START_TEST(weekdays_go_round)
{
    ck_assert_int_eq(lg_weekday(lg_days_from_civil(2024, 2, 29)), 3); /* a Thursday */
    for (int64_t days = -800000; days < 800000; days += 13)
        ck_assert_int_eq(lg_weekday(days + 1), (lg_weekday(days) + 1) % 7);
}
END_TEST

START_TEST(ranges_have_open_ends)
{
    ck_assert(lg_nano_in_range((lg_int128)5000000000, "1..10"));
    ck_assert(!lg_nano_in_range((lg_int128)11000000000, "1..10"));
    ck_assert(!lg_nano_in_range((lg_int128)0, "0.000000001..1"));
    ck_assert(lg_nano_in_range((lg_int128)-5000000000, "..0"));
    ck_assert(!lg_nano_in_range((lg_int128)-5000000000, "-4..0"));
    ck_assert(lg_nano_in_range((lg_int128)INT64_MAX * 1000000000, "1.."));
    ck_assert(lg_nano_in_range(0, NULL));
}
END_TEST

START_TEST(json_is_json)
{
    struct lg_string s = LG_STRING_INIT;
    struct lg_json json;

    lg_json_init(&json, &s, false);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "a", "x\"\\\n\xff");
    lg_json_open(&json, "b", '[');
    lg_json_int(&json, NULL, -1);
    lg_json_bool(&json, NULL, true);
    lg_json_text(&json, NULL, NULL);
    lg_json_close(&json, ']');
    lg_json_open(&json, "c", '{');
    lg_json_close(&json, '}');
    lg_json_close(&json, '}');
    ck_assert_str_eq(lg_string_text(&s), "{\"a\":\"x\\\"\\\\\\u000a\xef\xbf\xbd\",\"b\":[-1,true,null],\"c\":{}}\n");
    lg_string_release(&s);
}
END_TEST

START_TEST(digests_are_the_published_ones)
{
    struct lg_content_digest *digest = lg_content_digest_new();
    char hex[65], text[38];

    assert_ok(lg_sha256_hex("abc", 3, hex, &err));
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_uint_eq(lg_crc32(0, "123456789", 9), 0xcbf43926);
    lg_content_digest_text(digest, text);
    ck_assert_str_eq(text, "xxh3:99aa06d3014798d86001c324468d497f"); /* XXH3-128 of nothing, seed 0 */
    for (int i = 0; i < 1000; i++)
        lg_content_digest_update(digest, "abcdefgh", 8);
    lg_content_digest_reset(digest);
    lg_content_digest_text(digest, text);
    ck_assert_str_eq(text, "xxh3:99aa06d3014798d86001c324468d497f");
    lg_content_digest_free(digest);
}
END_TEST

/* ---- limits of cgroups, below a root folder of our own ---- */

static void put_file(const char *root, const char *name, const char *text)
{
    char path[512];
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s%s", root, name);
    for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

#define MIB (INT64_C(1) << 20)

START_TEST(cgroup_limits_are_the_least_on_the_way_up)
{
    static const struct {
        const char *what;
        const char *file[6][2]; /* name, text */
        int64_t threads, memory;
    } cases[] = {
        {"nothing there", {{NULL, NULL}}, INT64_MAX, INT64_MAX},
        {"v2, the own group sets it",
         {{"/proc/self/cgroup", "0::/a/b\n"},
          {"/sys/fs/cgroup/a/b/cpu.max", "150000 100000\n"},
          {"/sys/fs/cgroup/a/b/memory.max", "67108864\n"}},
         2,
         64 * MIB},
        {"v2, the own group has no limit, one above it has",
         {{"/proc/self/cgroup", "0::/a/b/c\n"},
          {"/sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n"},
          {"/sys/fs/cgroup/a/b/c/memory.max", "max\n"},
          {"/sys/fs/cgroup/a/cpu.max", "300000 100000\n"},
          {"/sys/fs/cgroup/a/memory.max", "33554432\n"}},
         3,
         32 * MIB},
        {"v2, the group above is the narrower one",
         {{"/proc/self/cgroup", "0::/a/b\n"},
          {"/sys/fs/cgroup/a/b/cpu.max", "800000 100000\n"},
          {"/sys/fs/cgroup/a/cpu.max", "100000 100000\n"},
          {"/sys/fs/cgroup/a/b/memory.max", "67108864\n"},
          {"/sys/fs/cgroup/a/memory.max", "1048576\n"}},
         1,
         MIB},
        {"v2 in a container: the host's path is not there",
         {{"/proc/self/cgroup", "0::/kubepods/pod1\n"},
          {"/sys/fs/cgroup/cpu.max", "50000 100000\n"},
          {"/sys/fs/cgroup/memory.max", "2097152\n"}},
         1,
         2 * MIB},
        {"v1, above the own group",
         {{"/proc/self/cgroup", "5:memory:/x/y\n4:cpu,cpuacct:/x/y\n0::/\n"},
          {"/sys/fs/cgroup/cpu/x/y/cpu.cfs_quota_us", "-1\n"},
          {"/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "250000\n"},
          {"/sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\n"},
          {"/sys/fs/cgroup/memory/x/y/memory.limit_in_bytes", "9223372036854771712\n"},
          {"/sys/fs/cgroup/memory/x/memory.limit_in_bytes", "4194304\n"}},
         3,
         4 * MIB},
        {"both versions: v2 beside v1",
         {{"/proc/self/cgroup", "5:memory:/m\n0::/u\n"},
          {"/sys/fs/cgroup/memory/m/memory.limit_in_bytes", "8388608\n"},
          {"/sys/fs/cgroup/unified/u/cpu.max", "200000 100000\n"}},
         2,
         8 * MIB},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char root[] = "/tmp/lakegen-unit.XXXXXX", command[64];

        ck_assert_ptr_nonnull(mkdtemp(root));
        for (size_t f = 0; f < 6 && cases[i].file[f][0]; f++)
            put_file(root, cases[i].file[f][0], cases[i].file[f][1]);
        ck_assert_msg(lg_machine_cgroup_threads(root) == cases[i].threads, "%s: %lld threads", cases[i].what,
                      (long long)lg_machine_cgroup_threads(root));
        ck_assert_msg(lg_machine_cgroup_memory(root) == cases[i].memory, "%s: %lld bytes", cases[i].what,
                      (long long)lg_machine_cgroup_memory(root));
        (void)snprintf(command, sizeof(command), "rm -rf %s", root);
        ck_assert_int_eq(system(command), 0);
    }
    ck_assert_uint_ge(lg_machine_threads(), 1);
    ck_assert_int_gt(lg_machine_memory(), 0);
}
END_TEST

UNIT_MAIN("base", error_first_one_wins, error_names_errno, error_is_cut_on_a_character, string_grows_and_prints, utf8_is_checked, urls_with_secrets_are_known,
          nearest_word_is_a_typing_mistake, integers_keep_every_digit, decimals_are_exact, sizes_have_two_kilos,
          durations_have_units, rates_are_rows_or_bytes, times_are_utc, calendar_goes_both_ways, weekdays_go_round,
          ranges_have_open_ends, json_is_json, digests_are_the_published_ones, cgroup_limits_are_the_least_on_the_way_up)
