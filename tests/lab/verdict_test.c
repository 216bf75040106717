// verdict_test.c - the verdict is computed: other samples, another verdict.
// SPDX-License-Identifier: MIT
#include "samples.h"
#include "support/suite.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static char text[2000];

static const char *verdict(const struct lab_table *t)
{
    lab_verdict(t, text, sizeof text);
    return text;
}

START_TEST(hunger_swapped)
{
    struct lab_table *t = make_table(&lab_hunger, "m2015", "m2016");
    fill_lock(t, 0, 40000, 1000, 310 * PAWL_MILLISECOND);
    fill_lock(t, 1, 32000, 1000, 9 * PAWL_MILLISECOND);
    ck_assert_str_eq(verdict(t),
                     "m2016's longest wait was 9.00 ms, m2015's 310 ms (34 x); m2016 had "
                     "0.80 x the throughput of m2015. The polite one's median wait was "
                     "9.00 ms with m2016, 310 ms with m2015 (34 x).");
    swap_samples(t);
    ck_assert_str_eq(verdict(t),
                     "m2016's longest wait was 310 ms, m2015's 9.00 ms (34 x); m2016 had "
                     "1.25 x the throughput of m2015. The polite one's median wait was "
                     "310 ms with m2016, 9.00 ms with m2015 (34 x).");
}
END_TEST

START_TEST(speed_swapped)
{
    struct lab_table *t = make_table(&lab_wordcount, "pthread", "pawl");
    fill_lock(t, 0, 3000000, 200, 1000);
    fill_lock(t, 1, 9000000, 100, 1000);
    ck_assert_str_eq(verdict(t),
                     "pawl did 3.0 x the words per second of pthread (9.54 M against 3.18 M); "
                     "pawl used 0.50 x the CPU time of pthread for each.");
    swap_samples(t);
    ck_assert_str_eq(verdict(t), "pawl did 0.33 x the words per second of pthread (3.18 M against "
                                 "9.54 M); pawl used 2.0 x the CPU time of pthread for "
                                 "each.");
}
END_TEST

START_TEST(handoff_swapped)
{
    struct lab_table *t = make_table(&lab_handoff, "pthread", "pawl");
    fill_lock(t, 0, 1000, 200, 8000);
    fill_lock(t, 1, 1000, 200, 2000);
    ck_assert_ptr_nonnull(strstr(verdict(t), "pawl was 4.0 x faster than pthread"));
    swap_samples(t);
    ck_assert_ptr_nonnull(strstr(verdict(t), "pawl was 4.0 x slower than pthread"));
}
END_TEST

START_TEST(no_difference_is_said)
{
    const struct lab_scenario *scenarios[] = {&lab_hunger, &lab_wordcount, &lab_handoff};
    struct lab_table *t = make_table(scenarios[_i], "pthread", "pawl");
    fill_lock(t, 0, 100000, 200, 1000000);
    fill_lock(t, 1, 101000, 201, 1010000);
    ck_assert_ptr_nonnull(strstr(verdict(t), "Between pthread and pawl no difference"));
    swap_samples(t);
    ck_assert_ptr_nonnull(strstr(verdict(t), "Between pthread and pawl no difference"));
}
END_TEST

START_TEST(other_locks_are_compared_first_with_last)
{
    struct lab_table *t = make_table(&lab_hunger, "ticket", "textbook");
    fill_lock(t, 0, 1000, 200, 1000);
    fill_lock(t, 1, 1000, 200, 9000);
    ck_assert_ptr_nonnull(
        strstr(verdict(t), "textbook's longest wait was 9.00 us, ticket's 1.00 us (9.0 x)"));
}
END_TEST

START_TEST(a_wait_as_long_as_the_round_may_have_been_longer)
{
    struct lab_table *t = make_table(&lab_hunger, "m2015", "m2016");
    fill_lock(t, 0, 1000, 200, PAWL_SECOND);
    fill_lock(t, 1, 1000, 200, PAWL_SECOND / 10);
    ck_assert_ptr_nonnull(
        strstr(verdict(t), "m2016's longest wait was 100 ms, m2015's at least 1.00 s (10 x)"));
}
END_TEST

START_TEST(a_failed_lock_is_not_compared)
{
    struct lab_table *t = make_table(&lab_wordcount, "pthread", "pawl");
    fill_lock(t, 0, 1000, 200, 1000);
    fill_lock(t, 1, 9000, 200, 1000);
    text_add(lab_sample_at(t, 4, 1)->failure, LAB_FAILURE, "a word is wrong");
    ck_assert_ptr_nonnull(strstr(verdict(t), "pawl FAILED in 1 of 7 rounds"));
    ck_assert_ptr_null(strstr(verdict(t), "per second"));
}
END_TEST

// A difference of less than 2 x says little of one thread.
START_TEST(the_polite_thread_is_named_when_it_matters)
{
    struct lab_table *t = make_table(&lab_hunger, "pthread", "pawl");
    fill_lock(t, 0, 1000, 200, 1000);
    fill_lock(t, 1, 1000, 200, 1500);
    ck_assert_ptr_nonnull(strstr(verdict(t), "pawl's longest wait was 1.50 us, pthread's 1.00 us"));
    ck_assert_ptr_null(strstr(verdict(t), "polite"));
}
END_TEST

START_TEST(rounds_without_operations_are_not_compared)
{
    struct lab_table *t = make_table(&lab_hunger, "pthread", "pawl");
    fill_lock(t, 0, 0, 0, 0);
    fill_lock(t, 1, 0, 0, 0);
    for (int i = 0; i < 2 * t->rounds; i++)
        distribution_free(&t->samples[i].grant);
    ck_assert_str_eq(verdict(t), "Too few operations in a round to compare.");
    t->lock_count = 1;
    ck_assert_ptr_nonnull(strstr(verdict(t), "--locks with two names"));
}
END_TEST

// Figures of any size keep within 80 columns.
START_TEST(tables_are_80_columns_wide)
{
    static const uint64_t speeds[] = {0, 1, 999, 99999, 1000000000};
    static const int64_t waits[] = {0, 1, 999999, 123456789, 3000 * PAWL_SECOND};
    struct lab_report *r = make_report(&lab_handoff, "pthread", "textbook");
    struct lab_table *t = &r->tables[0];
    fill_lock(t, 0, speeds[_i], waits[_i] / 1000000, waits[_i]);
    fill_lock(t, 1, 50, 10, 100);
    char *printed = NULL;
    size_t size = 0;
    setlocale(LC_ALL, "C");
    FILE *out = open_memstream(&printed, &size);
    lab_print_report(out, r);
    lab_print_editions(out);
    fclose(out);
    for (char *line = printed; *line != '\0'; line += strcspn(line, "\n") + 1)
        EXPECT(strcspn(line, "\n") <= TEXT_WIDTH, "too long: %.100s", line);
    free(printed);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {hunger_swapped, 0},
        {speed_swapped, 0},
        {handoff_swapped, 0},
        {no_difference_is_said, 3},
        {other_locks_are_compared_first_with_last, 0},
        {a_wait_as_long_as_the_round_may_have_been_longer, 0},
        {a_failed_lock_is_not_compared, 0},
        {the_polite_thread_is_named_when_it_matters, 0},
        {rounds_without_operations_are_not_compared, 0},
        {tables_are_80_columns_wide, 5},
    };
    return suite_run("lab verdict", tests, TEST_COUNT(tests));
}
