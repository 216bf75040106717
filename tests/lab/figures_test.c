// figures_test.c - the laboratory's arithmetic, against values known beforehand.
// SPDX-License-Identifier: MIT
#include "histogram.h"
#include "stats.h"
#include "support/suite.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t random_state = 1;

static uint32_t next_random(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state >> 4;
}

// Durations from ns to minutes, each order of magnitude as likely as any other.
static int64_t next_duration(void)
{
    return (int64_t)pow(10, next_random() % 11000 / 1000.0);
}

START_TEST(every_duration_has_its_bucket)
{
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
        EXPECT(histogram_bucket(histogram_low(i)) == i, "bucket %d", i);
    for (int i = 0; i < 200000; i++) {
        int64_t ns = next_duration();
        int bucket = histogram_bucket(ns);
        int64_t low = histogram_low(bucket);
        int64_t next = histogram_low(bucket + 1);
        EXPECT(low <= ns && ns < next, "%ld is not in [%ld, %ld)", (long)ns, (long)low, (long)next);
        EXPECT((next - low) * 32 <= low || next == low + 1, "too wide at %ld", (long)ns);
    }
    ck_assert_int_eq(histogram_bucket(-5), 0);
    ck_assert_int_eq(histogram_bucket(INT64_MAX), HISTOGRAM_BUCKETS - 1);
}
END_TEST

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

START_TEST(quantiles_are_within_a_64th)
{
    enum { COUNT = 5000 };
    static int64_t values[COUNT];
    static struct histogram halves[2];
    for (int i = 0; i < COUNT; i++) {
        values[i] = next_duration();
        histogram_add(&halves[i % 2], values[i]);
    }
    histogram_merge(&halves[0], &halves[1]);
    struct distribution d = distribution_of(&halves[0]);
    qsort(values, COUNT, sizeof *values, ascending);
    ck_assert_uint_eq(d.count, COUNT);
    for (double q = 0.001; q < 1; q += 0.001) {
        double exact = (double)values[(int)ceil(q * COUNT) - 1];
        double got = distribution_quantile(&d, q);
        EXPECT(fabs(got - exact) <= exact / 64 + 0.5, "q %g: %g, not %g", q, got, exact);
    }
    ck_assert_double_eq(distribution_quantile(&d, 1), (double)values[COUNT - 1]);
    distribution_free(&d);
    ck_assert(isnan(distribution_quantile(&d, 0.5)));
}
END_TEST

START_TEST(medians_and_quantiles)
{
    const double odd[] = {5, 1, 3};
    const double even[] = {4, 1, 3, 2};
    const double gaps[] = {NAN, 7, NAN};
    ck_assert_double_eq(stats_median(odd, 3), 3);
    ck_assert_double_eq(stats_median(even, 4), 2.5);
    ck_assert_double_eq(stats_quantile(even, 4, 0), 1);
    ck_assert_double_eq(stats_quantile(even, 4, 1), 4);
    ck_assert_double_eq_tol(stats_quantile(even, 4, 0.1), 1.3, 1e-12);
    ck_assert_double_eq(stats_median(gaps, 3), 7);
    ck_assert(isnan(stats_median(odd, 0)));
}
END_TEST

// The ranks are in every table of confidence intervals of a median (95 %, binomial).
START_TEST(interval_of_a_median)
{
    static const struct {
        size_t count, low, high;
    } known[] = {{5, 1, 5}, {6, 1, 6}, {8, 1, 8}, {9, 2, 8}, {11, 2, 10}, {15, 4, 12}, {25, 8, 18}};
    double values[25];
    for (int i = 0; i < 25; i++)
        values[i] = i + 1;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct interval got = stats_interval(values, known[i].count);
        EXPECT(got.low == (double)known[i].low && got.high == (double)known[i].high,
               "%zu values: %g to %g", known[i].count, got.low, got.high);
    }
    ck_assert_double_eq(stats_interval(values, 11).median, 6);
}
END_TEST

START_TEST(intervals_that_meet_are_no_difference)
{
    struct interval low = {1, 2, 3};
    struct interval high = {4, 5, 6};
    struct interval wide = {2, 5, 9};
    struct interval unknown = stats_interval(NULL, 0);
    ck_assert(stats_disjoint(low, high) && stats_disjoint(high, low));
    ck_assert(!stats_disjoint(low, wide) && !stats_disjoint(wide, high));
    ck_assert(!stats_disjoint(low, unknown) && !stats_disjoint(unknown, low));
}
END_TEST

START_TEST(jains_index)
{
    const uint64_t equal[] = {7, 7, 7, 7};
    const uint64_t one_has_all[] = {0, 9, 0, 0};
    const uint64_t some[] = {1, 2, 3};
    const uint64_t none[] = {0, 0};
    ck_assert_double_eq(stats_jain(equal, 4), 1);
    ck_assert_double_eq(stats_jain(one_has_all, 4), 0.25);
    ck_assert_double_eq_tol(stats_jain(some, 3), 36.0 / 42, 1e-12);
    ck_assert(isnan(stats_jain(none, 2)));
}
END_TEST

START_TEST(numbers_for_people)
{
    ck_assert_str_eq(text_duration(0).text, "0 ns");
    ck_assert_str_eq(text_duration(1.5).text, "1.50 ns");
    ck_assert_str_eq(text_duration(812).text, "812 ns");
    ck_assert_str_eq(text_duration(999.7).text, "1.00 us");
    ck_assert_str_eq(text_duration(1210).text, "1.21 us");
    ck_assert_str_eq(text_duration(309.6e6).text, "310 ms");
    ck_assert_str_eq(text_duration(4.2e9).text, "4.20 s");
    ck_assert_str_eq(text_duration(NAN).text, "-");
    ck_assert_str_eq(text_count(950).text, "950");
    ck_assert_str_eq(text_count(8.123e6).text, "8.12 M");
    ck_assert_str_eq(text_ratio(0.834).text, "0.83 x");
    ck_assert_str_eq(text_ratio(34.2).text, "34 x");
    ck_assert_str_eq(text_percent(0).text, "0 %");
    ck_assert_str_eq(text_percent(0.0002).text, "<0.1 %");
    ck_assert_str_eq(text_percent(0.042).text, "4.2 %");
    ck_assert_str_eq(text_percent(0.374).text, "37 %");
    ck_assert_str_eq(text_percent(NAN).text, "-");
    ck_assert_str_eq(text_grouped(7).text, "7");
    ck_assert_str_eq(text_grouped(1002003).text, "1,002,003");
}
END_TEST

START_TEST(the_nearest_name)
{
    const char *names[] = {"wordcount", "hunger", "m2016", "lab", NULL};
    ck_assert_str_eq(text_nearest("hungr", names), "hunger");
    ck_assert_str_eq(text_nearest("m2061", names), "m2016");
    ck_assert_str_eq(text_nearest("labb", names), "lab");
    ck_assert_ptr_null(text_nearest("zebra", names));
    ck_assert_ptr_null(text_nearest("", names));
}
END_TEST

START_TEST(tamed_text_is_utf8_without_controls)
{
    static const char *const cases[][2] = {
        {"plain", "plain"},
        {"a\nb\x1b[2J\x7f", "a?b?[2J?"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"\xe2\x82\xac\xf0\x9f\x98\x80", "\xe2\x82\xac\xf0\x9f\x98\x80"},
        {"caf\xe9", "caf?"},
        {"cut\xe2\x82", "cut??"},
        {"\xc0\x80", "??"},
        {"\xe0\x80\x80", "???"},
        {"\xed\xa0\x80", "???"},
        {"\xf4\x90\x80\x80", "????"},
        {"\xff", "?"},
        {"a\xc2\x9b"
         "2J\xc2\x80",
         "a?2J?"},
        {"\xc2\xa0", "\xc2\xa0"},
        {"\xe2\x80\xaegpj\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c", "?gpj???"},
        {"\xe2\x80\xa7\xe2\x80\xaf", "\xe2\x80\xa7\xe2\x80\xaf"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32] = "";
        text_add(text, sizeof text, "%s", cases[i][0]);
        text_tame(text);
        ck_assert_str_eq(text, cases[i][1]);
    }
}
END_TEST

START_TEST(wrapped_at_80_columns)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    char words[400] = "";
    for (int i = 0; i < 60; i++)
        text_add(words, sizeof words, "%swords", i ? " " : "");
    text_print_wrapped(out, 0, 4, words);
    fclose(out);
    for (char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
        EXPECT(strcspn(line, "\n") <= TEXT_WIDTH, "too long: %.100s", line);
    ck_assert_ptr_nonnull(strstr(text, "\n    words "));
    free(text);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {every_duration_has_its_bucket, 0},
        {quantiles_are_within_a_64th, 0},
        {medians_and_quantiles, 0},
        {interval_of_a_median, 0},
        {intervals_that_meet_are_no_difference, 0},
        {jains_index, 0},
        {numbers_for_people, 0},
        {the_nearest_name, 0},
        {tamed_text_is_utf8_without_controls, 0},
        {wrapped_at_80_columns, 0},
    };
    return suite_run("lab figures", tests, TEST_COUNT(tests));
}
