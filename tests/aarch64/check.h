// check.h - as much of Check as our tests need, for a machine that is emulated and has no library
// but libc: each test in a process of its own, and the same last line.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_AARCH64_CHECK_H
#define PAWL_TESTS_AARCH64_CHECK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct TTest {
    const char *name;
    void (*fn)(int i);
} TTest;

#define START_TEST(test)                                                                           \
    static void test##_fn(int _i);                                                                 \
    static const TTest test##_test = {#test, test##_fn};                                           \
    static const TTest *test = &test##_test;                                                       \
    static void test##_fn(int _i)                                                                  \
    {                                                                                              \
        (void)_i;
#define END_TEST }

// ---- assertions ---------------------------------------------------------------------------------

#define ck_abort_msg(...)                                                                          \
    do {                                                                                           \
        fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                            \
        fprintf(stderr, __VA_ARGS__);                                                              \
        fprintf(stderr, "\n");                                                                     \
        _exit(1);                                                                                  \
    } while (0)
#define ck_assert_msg(cond, ...)                                                                   \
    do {                                                                                           \
        if (!(cond))                                                                               \
            ck_abort_msg(__VA_ARGS__);                                                             \
    } while (0)
#define ck_assert(cond) ck_assert_msg(cond, "not so: %s", #cond)

#define ck_compare_(type, format, x, op, y)                                                        \
    do {                                                                                           \
        type x_ = (x);                                                                             \
        type y_ = (y);                                                                             \
        ck_assert_msg(x_ op y_, "%s " #op " %s: " format ", " format, #x, #y, x_, y_);             \
    } while (0)
#define ck_assert_int_eq(x, y) ck_compare_(intmax_t, "%jd", x, ==, y)
#define ck_assert_int_ne(x, y) ck_compare_(intmax_t, "%jd", x, !=, y)
#define ck_assert_int_lt(x, y) ck_compare_(intmax_t, "%jd", x, <, y)
#define ck_assert_int_le(x, y) ck_compare_(intmax_t, "%jd", x, <=, y)
#define ck_assert_int_gt(x, y) ck_compare_(intmax_t, "%jd", x, >, y)
#define ck_assert_int_ge(x, y) ck_compare_(intmax_t, "%jd", x, >=, y)
#define ck_assert_uint_eq(x, y) ck_compare_(uintmax_t, "%ju", x, ==, y)
#define ck_assert_uint_ne(x, y) ck_compare_(uintmax_t, "%ju", x, !=, y)
#define ck_assert_uint_lt(x, y) ck_compare_(uintmax_t, "%ju", x, <, y)
#define ck_assert_uint_le(x, y) ck_compare_(uintmax_t, "%ju", x, <=, y)
#define ck_assert_uint_gt(x, y) ck_compare_(uintmax_t, "%ju", x, >, y)
#define ck_assert_uint_ge(x, y) ck_compare_(uintmax_t, "%ju", x, >=, y)
#define ck_assert_ptr_eq(x, y) ck_compare_(const void *, "%p", x, ==, y)
#define ck_assert_ptr_ne(x, y) ck_compare_(const void *, "%p", x, !=, y)
#define ck_assert_ptr_null(x) ck_assert_ptr_eq(x, NULL)
#define ck_assert_ptr_nonnull(x) ck_assert_ptr_ne(x, NULL)
#define ck_assert_str_eq(x, y) ck_assert(strcmp(x, y) == 0)

// ---- one suite, which has one case --------------------------------------------------------------

typedef struct Suite {
    const char *name;
    struct {
        const TTest *test;
        int from, to;
    } tests[100];
    int count, run, failed;
} Suite, TCase, SRunner;

enum { CK_ENV };

static Suite suite_;

static inline Suite *suite_create(const char *name)
{
    suite_.name = name;
    return &suite_;
}

static inline TCase *tcase_create(const char *name)
{
    (void)name;
    return &suite_;
}

static inline SRunner *srunner_create(Suite *suite)
{
    return suite;
}

static inline void tcase_set_timeout(TCase *tcase, double seconds)
{
    (void)tcase;
    (void)seconds;
}

static inline void suite_add_tcase(Suite *suite, TCase *tcase)
{
    (void)suite;
    (void)tcase;
}

static inline void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int to)
{
    tcase->tests[tcase->count].test = test;
    tcase->tests[tcase->count].from = from;
    tcase->tests[tcase->count++].to = to;
}

static inline void run_one_(SRunner *runner, const TTest *test, int i)
{
    int status = 1;
    pid_t pid = fork();
    if (pid == 0) {
        test->fn(i);
        _exit(0);
    }
    if (pid > 0)
        waitpid(pid, &status, 0);
    runner->run++;
    if (status != 0) {
        runner->failed++;
        printf("%s %s:%d: status %#x\n", runner->name, test->name, i, (unsigned)status);
    }
}

static inline void srunner_run_all(SRunner *runner, int how)
{
    (void)how;
    for (int t = 0; t < runner->count; t++)
        for (int i = runner->tests[t].from; i < runner->tests[t].to; i++)
            run_one_(runner, runner->tests[t].test, i);
    printf("%s: %d%%: Checks: %d, Failures: %d, Errors: 0\n", runner->name,
           runner->run ? 100 * (runner->run - runner->failed) / runner->run : 0, runner->run,
           runner->failed);
}

static inline int srunner_ntests_failed(SRunner *runner)
{
    return runner->failed;
}

static inline void srunner_free(SRunner *runner)
{
    (void)runner;
}

#endif
