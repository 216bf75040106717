// run_test.c - real rounds: locks that lock pass, busted is caught, words are counted right.
// SPDX-License-Identifier: MIT
#include "lab_words.h"
#include "rounds.h"

START_TEST(locks_keep_threads_apart)
{
    const struct lab_scenario *s = lab_scenarios[_i / 2];
    run(s, _i % 2 ? 5 : 2, 10, NULL, NULL);
    for (int i = 0; i < table()->rounds * table()->lock_count; i++) {
        const struct lab_sample *sample = &table()->samples[i];
        EXPECT(sample->failure[0] == '\0', "%s: %s", s->name, sample->failure);
        EXPECT(sample->wall_ns > 0, "no time passed");
    }
    ck_assert_int_eq(lab_failures(&report), 0);
}
END_TEST

// A lock that excludes has one holder at a time, and every thread is one that there is.
START_TEST(a_trace_has_one_holder_at_a_time)
{
    run(lab_scenarios[_i], 3, 5, NULL, NULL);
    for (int lock = 0; lock < table()->lock_count; lock++) {
        const struct lab_trace *t = &table()->traces[lock];
        EXPECT(t->count > 0 && t->length_ns > 0, "%s: no trace", table()->locks[lock]);
        for (size_t i = 0; i < t->count; i++) {
            const struct lab_hold *h = &t->holds[i];
            int64_t before = i > 0 ? t->holds[i - 1].to_ns : 0;
            EXPECT(h->from_ns >= before && h->to_ns >= h->from_ns && h->to_ns <= t->length_ns &&
                       h->thread >= 0 && h->thread < 3,
                   "%s: turn %zu of thread %d from %lld to %lld", table()->locks[lock], i,
                   h->thread, (long long)h->from_ns, (long long)h->to_ns);
        }
    }
}
END_TEST

// Between goroutines, too, whatever they are found by while they change threads.
START_TEST(locks_keep_goroutines_apart)
{
    goroutines = true;
    run(&lab_hunger, _i % 2 ? 9 : 2, 10, NULL, NULL);
    for (int i = 0; i < table()->rounds * table()->lock_count; i++) {
        const struct lab_sample *sample = &table()->samples[i];
        EXPECT(sample->failure[0] == '\0', "%s", sample->failure);
        EXPECT(sample->wall_ns > 0 && sample->cpu_ns > 0, "no time passed");
    }
    for (int lock = 0; lock < table()->lock_count; lock++) {
        const struct lab_trace *t = &table()->traces[lock];
        EXPECT(t->count > 0, "%s: no trace", table()->locks[lock]);
        for (size_t i = 1; i < t->count; i++)
            EXPECT(t->holds[i].from_ns >= t->holds[i - 1].to_ns, "%s: two holders",
                   table()->locks[lock]);
    }
    lab_report_free(&report);
}
END_TEST

// Whether two threads meet is chance, so it may take some rounds; but it must happen.
START_TEST(busted_is_caught)
{
    for (int attempt = 0; attempt < 50; attempt++) {
        run(lab_scenarios[_i], 4, 40, "busted", NULL);
        if (lab_failures(&report) > 0)
            return;
        lab_report_free(&report);
    }
    ck_abort_msg("never caught");
}
END_TEST

// Rounds long enough to go through a short text many times, and stop anywhere in it.
START_TEST(short_texts_are_counted_over_and_over)
{
    static const char *const texts[] = {"a", "one two  two\nthree", "x\nx x\nx",
                                        "caf\xc3\xa9 Caf\xc3\xa9"};
    char *path = write_file("short", texts[_i]);
    run(&lab_wordcount, 3, 5, "pawl pthread", &path);
    for (int i = 0; i < table()->rounds * table()->lock_count; i++)
        ck_assert_str_eq(table()->samples[i].failure, "");
}
END_TEST

static uint32_t count_of(const struct lab_words *t, const char *word)
{
    for (uint32_t i = 0; i < t->capacity; i++) {
        if (t->slots[i].key == 0)
            continue;
        struct lab_word w = lab_words_at(t, &t->slots[i]);
        if (w.length == strlen(word) && memcmp(t->text->bytes + w.start, word, w.length) == 0)
            return t->slots[i].count;
    }
    return 0;
}

START_TEST(words_are_counted_right)
{
    char *path = write_file("text", "The cat, the DOG; the\tcow.\n2 cats\xc3\xbc don't");
    struct lab_text text;
    ck_assert_msg(lab_text_read(&text, &path, 1, why, sizeof why), "%s", why);
    struct lab_words t = lab_words_make(&text, 4);
    struct lab_word word;
    for (uint32_t at = 0; lab_text_next(&text, &at, text.size, &word);)
        lab_words_add(&t, &word, 1);
    ck_assert_uint_eq(t.total, 10);
    ck_assert_uint_eq(count_of(&t, "the"), 3);
    ck_assert_uint_eq(count_of(&t, "cat"), 1);
    ck_assert_uint_eq(count_of(&t, "dog"), 1);
    ck_assert_uint_eq(count_of(&t, "cats\xc3\xbc"), 1);
    ck_assert_uint_eq(count_of(&t, "2"), 1);
    ck_assert_uint_eq(count_of(&t, "cats"), 0);
    lab_words_free(&t);
    lab_text_free(&text);
}
END_TEST

// Wherever the text is cut, each word is in exactly one of the parts.
START_TEST(a_word_belongs_to_where_it_starts)
{
    char *path = write_file("parts", "ab c  def\n g hijk");
    struct lab_text text;
    ck_assert(lab_text_read(&text, &path, 1, why, sizeof why));
    for (uint32_t cut = 0; cut <= text.size; cut++) {
        int words = 0;
        struct lab_word word;
        for (uint32_t at = 0; lab_text_next(&text, &at, cut, &word);)
            words++;
        for (uint32_t at = cut; lab_text_next(&text, &at, text.size, &word);)
            words++;
        EXPECT(words == 5, "cut at %u: %d words", cut, words);
    }
    lab_text_free(&text);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {locks_keep_threads_apart, 8},
        {locks_keep_goroutines_apart, 2},
        {a_trace_has_one_holder_at_a_time, 4},
        {busted_is_caught, 4},
        {short_texts_are_counted_over_and_over, 4},
        {words_are_counted_right, 0},
        {a_word_belongs_to_where_it_starts, 0},
    };
    return run_in_folder("lab run", tests, TEST_COUNT(tests));
}
