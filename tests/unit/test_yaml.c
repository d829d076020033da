/* SPDX-License-Identifier: Apache-2.0 */
/* config/yaml: trees with marks, and everything that is refused with its line and column. */
#include "unit.h"

#include "base/string.h"
#include "config/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct lg_error err;

static struct lg_yaml *parsed(const char *text)
{
    struct lg_yaml *yaml;

    assert_ok(lg_yaml_parse("t.yaml", text, strlen(text), &yaml, &err));
    return yaml;
}

static void refused(const char *text, size_t size, const char *message)
{
    struct lg_yaml *yaml;

    assert_fails(lg_yaml_parse("t.yaml", text, size, &yaml, &err), LG_E_CONFIG, message);
    ck_assert_ptr_null(yaml);
}

#define check_mark(node, at_line, at_column) \
    do { \
        ck_assert_int_eq((node)->line, (at_line)); \
        ck_assert_int_eq((node)->column, (at_column)); \
    } while (0)

START_TEST(every_node_knows_its_place)
{
    struct lg_yaml *yaml = parsed("# a comment\nschema: hello\noutput:\n  url: \"file://./out\"\n  sizes: [1, 22,\n    3]\n");
    const struct lg_yaml_node *output = lg_yaml_get(yaml->root, "output"), *sizes = lg_yaml_get(output, "sizes");

    ck_assert_int_eq(yaml->root->kind, LG_YAML_MAPPING);
    ck_assert_uint_eq(yaml->root->count, 2);
    check_mark(yaml->root->first, 2, 9);
    ck_assert_str_eq(yaml->root->first->key, "schema");
    ck_assert_str_eq(yaml->root->first->text, "hello");
    ck_assert(!yaml->root->first->is_quoted);
    ck_assert_int_eq(output->key_line, 3);
    ck_assert_int_eq(output->key_column, 1);
    check_mark(lg_yaml_get(output, "url"), 4, 8);
    ck_assert(lg_yaml_get(output, "url")->is_quoted);
    check_mark(sizes, 5, 10);
    ck_assert_uint_eq(sizes->count, 3);
    check_mark(sizes->last, 6, 5);
    ck_assert_ptr_null(sizes->last->key);
    ck_assert_ptr_null(lg_yaml_get(output, "absent"));
    ck_assert_ptr_null(lg_yaml_get(sizes, "url"));
    lg_yaml_free(yaml);
}
END_TEST

START_TEST(columns_are_characters)
{
    struct lg_yaml *yaml = parsed("{\xc3\xa9t\xc3\xa9: \xf0\x9f\x8c\x8a, b: 1}");

    ck_assert_str_eq(yaml->root->first->text, "\xf0\x9f\x8c\x8a");
    check_mark(lg_yaml_get(yaml->root, "b"), 1, 13);
    lg_yaml_free(yaml);
}
END_TEST

START_TEST(scalars_are_text_but_for_null)
{
    static const struct {
        const char *text;
        int32_t kind;
    } cases[] = {{"", LG_YAML_NULL},         {"~", LG_YAML_NULL},     {"null", LG_YAML_NULL},     {"\"\"", LG_YAML_SCALAR},
                 {"'null'", LG_YAML_SCALAR}, {"yes", LG_YAML_SCALAR}, {"12:30:45", LG_YAML_SCALAR}, {".5", LG_YAML_SCALAR},
                 {"|\n  two\n  lines", LG_YAML_SCALAR}, {"[]", LG_YAML_SEQUENCE}, {"{}", LG_YAML_MAPPING}};
    char text[64];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct lg_yaml *yaml;

        (void)snprintf(text, sizeof(text), "key: %s\n", cases[i].text);
        yaml = parsed(text);
        ck_assert_msg(yaml->root->first->kind == cases[i].kind, "'%s' is %s", cases[i].text,
                      lg_yaml_kind_name(yaml->root->first->kind));
        lg_yaml_free(yaml);
    }
}
END_TEST

START_TEST(files_without_document_are_nothing)
{
    static const char *const texts[] = {"", "# only a comment\n", "---\n", "\xef\xbb\xbf"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct lg_yaml *yaml = parsed(texts[i]);

        ck_assert_int_eq(yaml->root->kind, LG_YAML_NULL);
        lg_yaml_free(yaml);
    }
}
END_TEST

START_TEST(json_is_yaml)
{
    struct lg_yaml *yaml = parsed("{\n\t\"a\": [1, true, null, \"x\\u00e9\\n\\/\"],\n\t\"b\": {\"c\": -1.5e3}\n}\n");
    const struct lg_yaml_node *list = lg_yaml_get(yaml->root, "a");

    ck_assert_str_eq(list->last->text, "x\xc3\xa9\n/");
    check_mark(list->last, 2, 23);
    ck_assert_str_eq(lg_yaml_get(lg_yaml_get(yaml->root, "b"), "c")->text, "-1.5e3");
    lg_yaml_free(yaml);
    refused("{\"a\": 1, \"a\": 2}", 16, "t.yaml:1:10: the key 'a' is given twice, first in line 1");
    /* the one thing that libyaml does not read: characters beyond U+FFFF as two escapes */
    refused("{\"a\": \"\\ud83c\\udf0a\"}", 21, "t.yaml:1:10: not YAML");
}
END_TEST

START_TEST(what_files_must_not_have)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a: 1\nb: 2\na: 3\n", "t.yaml:3:1: the key 'a' is given twice, first in line 1"},                /* CF-02 */
        {"o:\n  x: 1\n  y: 2\n  x: 3\n", "t.yaml:4:3: the key 'x' is given twice, first in line 2"},     /* CF-02 */
        {"a: &x [1]\nb: *x\n", "t.yaml:1:4: anchors are not used here"},                          /* CF-03 */
        {"a: &x [*x]\n", "t.yaml:1:4: anchors"},                                                          /* CF-03 */
        {"b: *x\n", "t.yaml:1:4: aliases are not used here"},                                     /* CF-03 */
        {"<<: {a: 1}\n", "t.yaml:1:1: merge keys"},                                                       /* CF-03 */
        {"a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document begins"},                                    /* CF-06 */
        {"a:\n\tb: 1\n", "t.yaml:2:1: a tab stands where only spaces may"},                               /* CF-05 */
        {"a: !!int 5\n", "t.yaml:1:4: tags are not used here"},
        {"a: !x 5\n", "t.yaml:1:4: tags"},
        {"? [1]\n: 2\n", "t.yaml:1:3: a key must be a text, this is a list"},
        {"? {a: b}\n: 2\n", "t.yaml:1:3: a key must be a text, this is a mapping"},
        {"\"\": 2\n", "t.yaml:1:1: a key is empty"},
        {"a: \"x\\0y\"\n", "t.yaml:1:4: a text holds a NUL"},                                              /* CF-05 */
        {"a: [1\nb: 2\n", "t.yaml:2:"},
        {"a: b: c\n", "t.yaml:1:5: not YAML: mapping values are not allowed"},
        {"a: \xff\n", "t.yaml:1:4: not YAML: invalid leading UTF-8 octet"},                               /* CF-05 */
        {"a: 1\nb: \xc3\xa9\xc3(\n", "t.yaml:2:6: not YAML: invalid trailing UTF-8 octet"},               /* CF-05 */
        {"a: \x01\n", "t.yaml:1:4: not YAML: control characters are not allowed"},                        /* CF-05 */
        {"%YAML 3.0\n---\na: 1\n", "not YAML"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        refused(cases[i].text, strlen(cases[i].text), cases[i].message);
}
END_TEST

START_TEST(encodings_are_told_apart)
{
    static const char utf16[] = "\xff\xfe" "a\0:\0 \0b\0\n\0", nul[] = "a: b\0c\n";
    struct lg_yaml *yaml;

    assert_ok(lg_yaml_parse("t.yaml", utf16, sizeof(utf16) - 1, &yaml, &err)); /* CF-05 */
    ck_assert_str_eq(yaml->root->first->text, "b");
    lg_yaml_free(yaml);
    yaml = parsed("\xef\xbb\xbf" "a: b\r\nc: d\r\n"); /* CF-05 */
    ck_assert_str_eq(yaml->root->first->text, "b");
    check_mark(yaml->root->last, 2, 4);
    lg_yaml_free(yaml);
    refused(nul, sizeof(nul) - 1, "t.yaml:1:5: not YAML: control characters"); /* CF-05 */
    refused(utf16, sizeof(utf16) - 2, "not YAML: incomplete UTF-16");
}
END_TEST

START_TEST(limits_hold)
{
    struct lg_string text = LG_STRING_INIT;
    struct lg_yaml *yaml;
    struct timespec begin, end;

    (void)clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < 20000; i++) /* CF-04 */
        lg_string_putc(&text, '[');
    refused(text.text, text.length, "t.yaml:1:65: nested more than 64 deep");
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    ck_assert_int_lt(end.tv_sec - begin.tv_sec, 5); /* libyaml alone is quadratic here */

    lg_string_clear(&text);
    for (int i = 0; i < LG_YAML_MOST_DEPTH; i++)
        lg_string_putc(&text, '[');
    for (int i = 0; i < LG_YAML_MOST_DEPTH; i++)
        lg_string_putc(&text, ']');
    lg_yaml_free(parsed(text.text));

    lg_string_clear(&text);
    for (int i = 0; i < LG_YAML_MOST_NODES; i++)
        lg_string_puts(&text, "- 1\n");
    refused(text.text, text.length, "t.yaml:10000:3: more than 10000 keys and values");

    lg_string_clear(&text);
    lg_string_puts(&text, "a: ");
    while (text.length < LG_YAML_MOST_BYTES)
        lg_string_putc(&text, 'x');
    assert_ok(lg_yaml_parse("t.yaml", text.text, text.length, &yaml, &err));
    ck_assert_uint_eq(strlen(yaml->root->first->text), LG_YAML_MOST_BYTES - 3);
    lg_yaml_free(yaml);
    lg_string_putc(&text, 'x');
    refused(text.text, text.length, "'t.yaml' has more than 1048576 bytes");
    lg_string_release(&text);
}
END_TEST

START_TEST(shapes_and_keys_are_checked)
{
    static const char *const known[] = {"schema", "scale", NULL};
    struct lg_yaml *yaml = parsed("schema: hello\nshcema: x\nzzz: []\n");

    assert_fails(lg_yaml_check_keys(yaml, yaml->root, known, &err), LG_E_CONFIG,
                 "t.yaml:2:1: unknown key 'shcema', did you mean 'schema'?");
    assert_ok(lg_yaml_want(yaml, yaml->root, LG_YAML_MAPPING, &err));
    assert_fails(lg_yaml_want(yaml, yaml->root->last, LG_YAML_SCALAR, &err), LG_E_CONFIG,
                 "t.yaml:3:6: 'zzz' is a list, it must be a text");
    memset(&err, 0, sizeof(err));
    (void)lg_error_set(&err, LG_E_CONFIG, "not a whole number");
    ck_assert_int_eq(lg_yaml_wrap(yaml, yaml->root->first, &err), LG_E_CONFIG);
    ck_assert_str_eq(err.message, "t.yaml:1:9: schema: not a whole number");
    lg_yaml_free(yaml);
    yaml = parsed("schema: hello\nzzzzzzz: 5\n");
    assert_fails(lg_yaml_check_keys(yaml, yaml->root, known, &err), LG_E_CONFIG, "t.yaml:2:1: unknown key 'zzzzzzz'");
    ck_assert_ptr_null(strstr(err.message, "did you mean"));
    lg_yaml_free(yaml);
}
END_TEST

START_TEST(only_regular_files_are_read)
{
    char folder[] = "/tmp/lakegen-yaml.XXXXXX", path[64];
    struct lg_yaml *yaml;
    FILE *file;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    assert_fails(lg_yaml_read(folder, &yaml, &err), LG_E_CONFIG, "is a folder"); /* CF-01 */
    (void)snprintf(path, sizeof(path), "%s/x", folder);
    assert_fails(lg_yaml_read(path, &yaml, &err), LG_E_CONFIG, "No such file"); /* CF-01 */
    ck_assert_int_eq(err.sys_errno, ENOENT);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    assert_fails(lg_yaml_read(path, &yaml, &err), LG_E_CONFIG, "is not a regular file"); /* CF-01: and does not hang */
    (void)unlink(path);
    assert_fails(lg_yaml_read("/dev/zero", &yaml, &err), LG_E_CONFIG, "is not a regular file");
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    (void)fputs("a: 1\n", file);
    (void)fclose(file);
    assert_ok(lg_yaml_read(path, &yaml, &err));
    ck_assert_str_eq(yaml->name, path);
    ck_assert_str_eq(yaml->root->first->text, "1");
    lg_yaml_free(yaml);
    ck_assert_int_eq(truncate(path, 2 << 20), 0);
    assert_fails(lg_yaml_read(path, &yaml, &err), LG_E_CONFIG, "has more than 1048576 bytes"); /* CF-01 */
    (void)unlink(path);
    (void)rmdir(folder);
}
END_TEST

UNIT_MAIN("yaml", every_node_knows_its_place, columns_are_characters, scalars_are_text_but_for_null,
          files_without_document_are_nothing, json_is_yaml, what_files_must_not_have, encodings_are_told_apart, limits_hold,
          shapes_and_keys_are_checked, only_regular_files_are_read)
