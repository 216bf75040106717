// suite.h - main() for a program of Check tests.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_SUITE_H
#define PAWL_TESTS_SUITE_H

#include <check.h>
#include <stddef.h>
#include <stdio.h>

// Seconds after which a test counts as hung. No verdict depends on time otherwise.
#define HUNG 100

// EXPECT is ck_assert_msg for loops: Check's own writes to a file each time it succeeds.
#define EXPECT(cond, ...)                                                                          \
    do {                                                                                           \
        if (!(cond))                                                                               \
            ck_abort_msg(__VA_ARGS__);                                                             \
    } while (0)

struct named_test {
    const TTest *test;
    int times; // how many different cases the test's _i runs through
};

#define TEST_COUNT(tests) (sizeof(tests) / sizeof(tests)[0])

// suite_run runs the tests, each in a process of its own, and returns main's exit status.
static inline int suite_run(const char *name, const struct named_test *tests, size_t n)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, HUNG);
    for (size_t i = 0; i < n; i++)
        tcase_add_loop_test(tcase, tests[i].test, 0, tests[i].times > 0 ? tests[i].times : 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

// What ctest takes for "skipped": SKIP_RETURN_CODE in tests/CMakeLists.txt.
#define SUITE_SKIPPED 77

// suite_skip says why a program's tests do not run, and returns main's exit status.
static inline int suite_skip(const char *name, const char *reason)
{
    printf("%s: skipped: %s\n", name, reason);
    return SUITE_SKIPPED;
}

#endif
