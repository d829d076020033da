/* SPDX-License-Identifier: Apache-2.0 */
/* What the unit tests share: a main() that prints TAP, and checks of error structures. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <lakegen/error.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Runs the suite and prints a TAP line for each test. */
static inline int unit_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int failed;

    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define UNIT_MAIN(name, ...) \
    int main(void) \
    { \
        const TTest *const tests[] = {__VA_ARGS__}; \
        Suite *suite = suite_create(name); \
        TCase *tcase = tcase_create(name); \
        tcase_set_timeout(tcase, 120); \
        for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) \
            tcase_add_test(tcase, tests[i]); \
        suite_add_tcase(suite, tcase); \
        return unit_run(suite); \
    }

/* A call succeeds, or fails with a code and a message that holds a text. `err` is a struct lg_error in scope. */
#define assert_ok(call) \
    do { \
        memset(&err, 0, sizeof(err)); \
        ck_assert_msg((call) == LG_OK, "%s: %s", #call, err.message); \
    } while (0)

#define assert_fails(call, expected, text) \
    do { \
        memset(&err, 0, sizeof(err)); \
        ck_assert_int_eq((call), (expected)); \
        ck_assert_msg(strstr(err.message, (text)) != NULL, "'%s' does not say '%s'", err.message, (text)); \
    } while (0)

#endif
