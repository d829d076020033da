/* SPDX-License-Identifier: Apache-2.0 */
/* config/: variables in values, settings and their layers, files of each layer, assignments. */
#include "unit.h"

#include "base/string.h"
#include "config/config.h"
#include "config/expand.h"

#include <stdio.h>
#include <unistd.h>

static struct lg_error err;

/* ---- variables ---- */

START_TEST(variables_are_replaced_once)
{
    static const struct {
        const char *text, *expanded;
    } cases[] = {{"", ""},
                 {"plain", "plain"},
                 {"${LG_A}", "a"},
                 {"x${LG_A}y${LG_A}z", "xayaz"},
                 {"${LG_NONE:-d}", "d"},
                 {"${LG_NONE:-}", ""},
                 {"${LG_EMPTY:-d}", "d"},
                 {"${LG_EMPTY}", ""},
                 {"${LG_A:-d}", "a"},
                 {"${LG_INNER}", "${LG_A}"},
                 {"$${LG_A}", "${LG_A}"},
                 {"$LG_A $$ $", "$LG_A $$ $"},
                 {"${LG_NONE:-http://10.0.0.1:80/$x}", "http://10.0.0.1:80/$x"}};
    struct lg_string out = LG_STRING_INIT;

    (void)setenv("LG_A", "a", 1);
    (void)setenv("LG_EMPTY", "", 1);
    (void)setenv("LG_INNER", "${LG_A}", 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(lg_expand(cases[i].text, &out, &err));
        ck_assert_str_eq(lg_string_text(&out), cases[i].expanded);
    }
    assert_fails(lg_expand("${LG_NONE}", &out, &err), LG_E_CONFIG, "'LG_NONE' is not set");
    assert_fails(lg_expand("${LG_A${LG_A}}", &out, &err), LG_E_CONFIG, "is not of the form");
    assert_fails(lg_expand("${1}", &out, &err), LG_E_CONFIG, "is not of the form");
    assert_fails(lg_expand("${}", &out, &err), LG_E_CONFIG, "is not of the form");
    assert_fails(lg_expand("${LG_A", &out, &err), LG_E_CONFIG, "is not of the form");
    assert_fails(lg_expand("${LG_A:-x", &out, &err), LG_E_CONFIG, "has no end");
    assert_fails(lg_expand("${LG_A:-${LG_A}}", &out, &err), LG_E_CONFIG, "another variable");
    lg_string_release(&out);
}
END_TEST

START_TEST(values_have_a_ceiling)
{
    struct lg_string text = LG_STRING_INIT, out = LG_STRING_INIT;
    char *large = malloc(100001);

    memset(large, 'x', 100000);
    large[100000] = '\0';
    (void)setenv("LG_LARGE", large, 1);
    for (int i = 0; i < 10; i++)
        lg_string_puts(&text, "${LG_LARGE}");
    assert_ok(lg_expand(text.text, &out, &err)); /* 1,000,000 bytes */
    lg_string_puts(&text, "${LG_LARGE}");
    assert_fails(lg_expand(text.text, &out, &err), LG_E_CONFIG, "more than 1048576 bytes"); /* CF-16 */
    (void)unsetenv("LG_LARGE");
    free(large);
    lg_string_release(&text);
    lg_string_release(&out);
}
END_TEST

/* ---- settings ---- */

static void set_from(struct lg_settings *settings, const char *name, const char *value, enum lg_layer layer, const char *place)
{
    assert_ok(lg_settings_set_from(settings, lg_setting_find(name), value, &(struct lg_origin){layer, place, NULL}, &err));
}

START_TEST(the_strongest_layer_wins_in_any_order)
{
    struct lg_settings settings;

    assert_ok(lg_settings_init(&settings, &err));
    ck_assert(!lg_setting_is_given(&settings, "seed"));
    set_from(&settings, "seed", "flag", LG_LAYER_FLAG, "--seed");
    set_from(&settings, "seed", "system", LG_LAYER_SYSTEM, "/etc/x:1:1");
    set_from(&settings, "seed", "project", LG_LAYER_PROJECT, "p.yaml:1:1");
    ck_assert_str_eq(settings.seed, "flag");
    ck_assert_str_eq(lg_setting_source(&settings, "seed")->place, "--seed");
    set_from(&settings, "threads", "3", LG_LAYER_SYSTEM, "/etc/x:2:1");
    set_from(&settings, "threads", "4", LG_LAYER_PROJECT, "p.yaml:2:1");
    ck_assert_int_eq(settings.threads, 4);
    ck_assert_str_eq(lg_setting_source(&settings, "threads")->text, "4");
    /* what is hidden is checked */
    assert_fails(lg_settings_set_from(&settings, lg_setting_find("threads"), "0",
                                      &(struct lg_origin){LG_LAYER_SYSTEM, "/etc/x:2:1", "run.threads"}, &err),
                 LG_E_CONFIG, "/etc/x:2:1: run.threads: '0' is outside 1..1024");
    ck_assert_int_eq(settings.threads, 4);
    assert_fails(lg_settings_set(&settings, lg_setting_find("threads"), "0", &err), LG_E_USAGE, "--threads: '0' is outside");
    assert_fails(lg_settings_set(&settings, lg_setting_find("seed"), "other", &err), LG_E_USAGE, "given twice, as 'flag' and 'other'");
    memset(&err, 0, sizeof(err));
    assert_ok(lg_settings_reset(&settings, lg_setting_find("threads"), &err));
    ck_assert_int_eq(settings.threads, 0);
    ck_assert(!lg_setting_is_given(&settings, "threads"));
    lg_settings_release(&settings);
}
END_TEST

START_TEST(lists_grow_within_a_layer)
{
    struct lg_settings settings;

    assert_ok(lg_settings_init(&settings, &err));
    set_from(&settings, "rows", "a=1", LG_LAYER_PROJECT, "p");
    set_from(&settings, "rows", "b=2,c=3", LG_LAYER_PROJECT, "p");
    ck_assert_uint_eq(settings.rows.count, 3);
    set_from(&settings, "rows", "d=4", LG_LAYER_SYSTEM, "s");
    ck_assert_uint_eq(settings.rows.count, 3);
    set_from(&settings, "rows", "e=5", LG_LAYER_FLAG, "--rows");
    set_from(&settings, "rows", "f=6", LG_LAYER_FLAG, "--rows");
    ck_assert_uint_eq(settings.rows.count, 2);
    ck_assert_str_eq(settings.rows.word[0], "e=5");
    ck_assert_str_eq(lg_setting_source(&settings, "rows")->text, "e=5,f=6");
    lg_settings_release(&settings);
}
END_TEST

START_TEST(the_table_is_well_formed)
{
    struct lg_string variable = LG_STRING_INIT;
    size_t count = 0;

    for (const struct lg_setting *s = lg_settings_table; s->name; s++, count++) {
        ck_assert_msg(lg_setting_find(s->name) == s, "two settings are named %s", s->name);
        ck_assert_msg(!s->key || lg_setting_find_key(s->key) == s, "two settings have the key %s", s->key);
        ck_assert_msg(s->doc && s->group, "--%s explains nothing", s->name);
        ck_assert_msg(!lg_alias_find(s->name), "--%s is an older name too", s->name);
        ck_assert_msg(s->type != LG_SETTING_CHOICE || s->range, "--%s has no words", s->name);
        if (lg_setting_variable(s, &variable))
            ck_assert_msg(strspn(variable.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == variable.length, "%s", variable.text);
    }
    ck_assert_uint_le(count, LG_MOST_SETTINGS);
    for (const struct lg_alias *a = lg_aliases; a->name; a++)
        ck_assert_msg(lg_setting_find(a->setting) != NULL, "--%s is an older name of nothing", a->name);
    lg_string_release(&variable);
}
END_TEST

START_TEST(assignments_come_apart)
{
    struct lg_option_assignments set = {NULL, 0};

    assert_ok(lg_option_assignments_parse(&set, "a=1=2", LG_LAYER_FLAG, &err));
    assert_ok(lg_option_assignments_parse(&set, "--part-size=8mb", LG_LAYER_FLAG, &err));
    assert_ok(lg_option_assignments_parse(&set, "s3.part_size=", LG_LAYER_ENVIRONMENT, &err));
    ck_assert_uint_eq(set.count, 3);
    ck_assert_str_eq(set.item[0].name, "a");
    ck_assert_str_eq(set.item[0].value, "1=2");
    ck_assert_str_eq(set.item[0].place, "--set a");
    ck_assert_ptr_null(set.item[0].plugin);
    ck_assert_str_eq(set.item[1].name, "part-size");
    ck_assert_str_eq(set.item[1].place, "--part-size");
    ck_assert_str_eq(set.item[2].plugin, "s3");
    ck_assert_str_eq(set.item[2].name, "part_size");
    ck_assert_str_eq(set.item[2].value, "");
    assert_fails(lg_option_assignments_parse(&set, "nothing", LG_LAYER_FLAG, &err), LG_E_USAGE, "KEY=VALUE");
    assert_fails(lg_option_assignments_parse(&set, "=x", LG_LAYER_FLAG, &err), LG_E_USAGE, "KEY=VALUE");
    lg_option_assignments_release(&set);
}
END_TEST

/* ---- files ---- */

static char folder[64];

static const char *write_file(const char *name, const char *text)
{
    static char paths[8][128];
    static int next;
    char *path = paths[next++ % 8];
    FILE *file;

    (void)snprintf(path, 128, "%s/%s", folder, name);
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    (void)fputs(text, file);
    (void)fclose(file);
    return path;
}

static void begin(struct lg_settings *settings, struct lg_problems *problems)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/lakegen-config.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    memset(problems, 0, sizeof(*problems));
    assert_ok(lg_settings_init(settings, &err));
}

static void end(struct lg_settings *settings, struct lg_problems *problems)
{
    char command[96];

    lg_settings_release(settings);
    lg_problems_release(problems);
    ck_assert_int_eq(chdir("/"), 0);
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

START_TEST(layers_stand_on_each_other)
{
    struct lg_settings settings;
    struct lg_problems problems;
    struct lg_config_files files = {0};

    begin(&settings, &problems);
    files.system = write_file("system.yaml", "schema: s\nseed: s\nscale: 1\nrun: {threads: 1, memory: 1gb, paranoid: true}\n");
    files.user = write_file("user.yaml", "seed: u\nscale: 2\nrun: {threads: 2, memory: 2gb}\n");
    files.project = write_file("project.yaml", "scale: 3\nrun: {threads: 3, memory: 3gb}\n");
    (void)setenv("LAKEGEN_THREADS", "4", 1);
    (void)setenv("LAKEGEN_MEMORY", "4gb", 1);
    assert_ok(lg_settings_set(&settings, lg_setting_find("memory"), "5gb", &err));
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    (void)unsetenv("LAKEGEN_THREADS");
    (void)unsetenv("LAKEGEN_MEMORY");
    ck_assert_uint_eq(problems.errors, 0);
    ck_assert(settings.paranoid);
    ck_assert_str_eq(settings.schema, "s");
    ck_assert_str_eq(settings.seed, "u");
    ck_assert_int_eq(settings.scale.nano, INT64_C(3000000000));
    ck_assert_int_eq(settings.threads, 4);
    ck_assert_int_eq(settings.memory, INT64_C(5) << 30);
    ck_assert_ptr_nonnull(strstr(lg_setting_source(&settings, "schema")->place, "system.yaml:1:9"));
    ck_assert_str_eq(lg_setting_source(&settings, "threads")->place, "LAKEGEN_THREADS");
    end(&settings, &problems);
}
END_TEST

START_TEST(files_that_may_be_missing)
{
    struct lg_settings settings;
    struct lg_problems problems;
    struct lg_config_files files = {.system = "/nonexistent/x.yaml", .user = "/dev/null/x.yaml"};

    begin(&settings, &problems);
    assert_ok(lg_config_load(&settings, &files, &problems, &err)); /* no project file either */
    ck_assert_uint_eq(problems.count, 0);
    files.user = write_file("user.yaml", "# nothing yet\n");
    files.system = write_file("system.yaml", "");
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    ck_assert_uint_eq(problems.count, 0);
    files.project = write_file("project.yaml", "# nothing yet\n");
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    assert_fails(lg_problems_check(&problems, &err), LG_E_CONFIG, "is empty");
    end(&settings, &problems);
}
END_TEST

START_TEST(project_files_are_found)
{
    struct lg_settings settings;
    struct lg_problems problems;
    struct lg_config_files files = {0};

    begin(&settings, &problems);
    (void)write_file("lakebench.yaml", "endpoint: x\nscale: 7\n");
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    ck_assert_int_eq(settings.scale.nano, INT64_C(7000000000));
    (void)write_file("lakegen.yaml", "scale: 8\n");
    assert_ok(lg_settings_reset(&settings, lg_setting_find("scale"), &err));
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    ck_assert_int_eq(settings.scale.nano, INT64_C(8000000000));
    assert_ok(lg_settings_reset(&settings, lg_setting_find("scale"), &err));
    files.no_project = true;
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    ck_assert_int_eq(settings.scale.nano, INT64_C(1000000000));
    end(&settings, &problems);
}
END_TEST

START_TEST(forms_are_told_apart)
{
    struct lg_settings settings;
    struct lg_problems problems;
    struct lg_config_files files = {0};

    begin(&settings, &problems);
    files.project = write_file("schema.yaml", "tables: []\n");
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    ck_assert_uint_eq(problems.errors, 0);
    ck_assert_str_eq(settings.schema, files.project);
    end(&settings, &problems);

    begin(&settings, &problems);
    files.project = NULL;
    files.user = write_file("schema.yaml", "tables: []\n");
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    assert_fails(lg_problems_check(&problems, &err), LG_E_CONFIG, "is a schema");
    end(&settings, &problems);

    begin(&settings, &problems);
    files.user = write_file("bench.yaml", "platform: {}\n");
    assert_ok(lg_config_load(&settings, &files, &problems, &err));
    assert_fails(lg_problems_check(&problems, &err), LG_E_CONFIG, "is a lakebench configuration; only project files may be");
    end(&settings, &problems);
}
END_TEST

START_TEST(places_follow_the_environment)
{
    struct lg_config_places places;
    struct lg_config_files files;

    (void)setenv("XDG_CONFIG_HOME", "/xdg", 1);
    lg_config_find(&places, &files);
    ck_assert_str_eq(files.user, "/xdg/lakegen/config.yaml");
    ck_assert_ptr_nonnull(strstr(files.system, "/lakegen/config.yaml"));
    (void)setenv("XDG_CONFIG_HOME", "relative", 1);
    (void)setenv("HOME", "/home/me", 1);
    lg_config_find(&places, &files);
    ck_assert_str_eq(files.user, "/home/me/.config/lakegen/config.yaml");
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("HOME");
    lg_config_find(&places, &files);
    ck_assert_ptr_null(files.user);
    ck_assert(lg_config_is_file("a.yaml") && lg_config_is_file("b/c.YML") && lg_config_is_file("d.json"));
    ck_assert(!lg_config_is_file(".yaml") && !lg_config_is_file("hello") && !lg_config_is_file("./mine.so"));
}
END_TEST

UNIT_MAIN("config", variables_are_replaced_once, values_have_a_ceiling, the_strongest_layer_wins_in_any_order,
          lists_grow_within_a_layer, the_table_is_well_formed, assignments_come_apart, layers_stand_on_each_other,
          files_that_may_be_missing, project_files_are_found, forms_are_told_apart, places_follow_the_environment)
