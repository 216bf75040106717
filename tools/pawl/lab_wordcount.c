// lab_wordcount.c - scenario: threads count the words of real text into one shared table.
// SPDX-License-Identifier: MIT
//
// The text is cut into pieces, which the threads take in turn, round and round until the time is
// up. For every word they lock, count it and unlock: a hot lock with a critical section of some 50
// ns, and reading the next word in between. Afterwards one thread counts the very same pieces
// again, and the two tables must agree word by word.
#include "lab_scenario.h"
#include "lab_words.h"
#include "text.h"
#include "xalloc.h"

#include <stdlib.h>

enum { PIECE = 512 }; // bytes; a word belongs to the piece in which it starts

struct wordcount {
    struct lab_text text;
    uint32_t pieces;
    struct lab_words whole;    // the text counted once, by one thread
    struct lab_words expected; // what this round should have counted
    struct lab_words shared;   // what it did count; guarded by the lock under test
    uint32_t first;            // the piece this round starts with
    char pad[128];
    pawl_word taken; // how many pieces the threads took
};

static uint32_t piece_end(const struct wordcount *s, uint32_t piece)
{
    uint32_t end = (piece + 1) * PIECE;
    return end < s->text.size ? end : s->text.size;
}

// Counts the words that start in [at, end).
static void count_part(struct lab_words *t, uint32_t at, uint32_t end, uint32_t times)
{
    struct lab_word word;
    while (lab_text_next(t->text, &at, end, &word))
        lab_words_add(t, &word, times);
}

static uint32_t count_distinct(const struct lab_words *t)
{
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < t->capacity; i++)
        distinct += t->slots[i].key != 0;
    return distinct;
}

static void describe(const struct wordcount *s, struct lab_input *input)
{
    const struct lab_slot *top = s->whole.slots;
    for (uint32_t i = 0; i < s->whole.capacity; i++) {
        if (s->whole.slots[i].count > top->count)
            top = &s->whole.slots[i];
    }
    struct lab_word word = lab_words_at(&s->whole, top);
    *input = (struct lab_input){
        .files = s->text.files,
        .bytes = s->text.size - s->text.files, // less the blank behind each
        .words = s->whole.total,
        .distinct = count_distinct(&s->whole),
        .top_count = top->count,
    };
    text_add(input->top, sizeof input->top, "%.*s", (int)word.length, s->text.bytes + word.start);
    text_tame(input->top);
}

static void *prepare(const struct lab_setup *setup, char *why, size_t size)
{
    struct wordcount *s = xcalloc(1, sizeof *s);
    if (!lab_text_read(&s->text, setup->files, setup->file_count, why, size)) {
        free(s);
        return NULL;
    }
    s->pieces = (s->text.size + PIECE - 1) / PIECE;
    // No text has more different words than this; counted once, they get tables of the right size.
    struct lab_words roomy = lab_words_make(&s->text, s->text.size / 2 + 1);
    count_part(&roomy, 0, s->text.size, 1);
    uint32_t distinct = count_distinct(&roomy);
    lab_words_free(&roomy);
    s->whole = lab_words_make(&s->text, distinct);
    s->expected = lab_words_make(&s->text, distinct);
    s->shared = lab_words_make(&s->text, distinct);
    count_part(&s->whole, 0, s->text.size, 1);
    describe(s, setup->input);
    return s;
}

static void release(void *state)
{
    struct wordcount *s = state;
    lab_words_free(&s->whole);
    lab_words_free(&s->expected);
    lab_words_free(&s->shared);
    lab_text_free(&s->text);
    free(s);
}

// The rounds start at different places, so that together they see all of the text; the locks of one
// round start at the same place.
static void begin(struct lab_round *r)
{
    struct wordcount *s = r->state;
    lab_words_clear(&s->shared);
    s->first = (uint32_t)((uint64_t)s->pieces * (uint64_t)r->number / (uint64_t)r->rounds);
    s->taken = 0;
}

static void work(struct lab_worker *w)
{
    struct wordcount *s = w->round->state;
    while (!lab_stopped(w)) {
        uint32_t piece = (s->first + pawl_word_add_acq(&s->taken, 1)) % s->pieces;
        uint32_t at = piece * PIECE;
        uint32_t end = piece_end(s, piece);
        struct lab_word word;
        while (lab_text_next(&s->text, &at, end, &word)) {
            lab_lock(w);
            lab_words_add(&s->shared, &word, 1);
            lab_unlock(w);
            w->ops++;
            if (lab_stopped(w)) {
                w->left_from = at;
                w->left_until = end;
                break;
            }
        }
    }
}

// Counts by one thread what the round's threads took, less what they left undone.
static void count_expected(struct wordcount *s, const struct lab_round *r)
{
    struct lab_words *e = &s->expected;
    uint32_t times = s->taken / s->pieces;
    for (uint32_t i = 0; i < e->capacity; i++) {
        e->slots[i] = s->whole.slots[i];
        e->slots[i].count *= times;
    }
    e->total = s->whole.total * times;
    for (uint32_t i = 0; i < s->taken % s->pieces; i++) {
        uint32_t piece = (s->first + i) % s->pieces;
        count_part(e, piece * PIECE, piece_end(s, piece), 1);
    }
    for (int i = 0; i < r->threads; i++)
        count_part(e, r->workers[i].left_from, r->workers[i].left_until, -UINT32_C(1));
}

static void verify(struct lab_round *r, char *why, size_t size)
{
    struct wordcount *s = r->state;
    count_expected(s, r);
    uint32_t wrong = 0;
    why[0] = '\0';
    for (uint32_t i = 0; i < s->expected.capacity; i++) {
        const struct lab_slot *e = &s->expected.slots[i];
        if (e->key == 0)
            continue;
        struct lab_word word = lab_words_at(&s->expected, e);
        struct lab_slot found;
        uint32_t count = lab_words_find(&s->shared, &word, &found) ? found.count : 0;
        if (count == e->count)
            continue;
        if (wrong++ == 0) {
            text_add(why, size, "the word \"%.*s\" was counted %u times instead of %u",
                     word.length < 40 ? (int)word.length : 40, s->text.bytes + word.start, count,
                     e->count);
        }
    }
    if (wrong > 1)
        text_add(why, size, ", and %u other%s wrong", wrong - 1, wrong > 2 ? "s are" : " is");
    else if (wrong == 0 && s->shared.total != s->expected.total)
        text_add(why, size, "%u words were counted instead of %u", s->shared.total,
                 s->expected.total);
}

const struct lab_scenario lab_wordcount = {
    .name = "wordcount",
    .summary = "count the words of FILEs into one shared table",
    .intro = "The threads count the words of a text into one table; each word takes the lock once. "
             "Then one thread counts again, and the two must agree, word by word.",
    .ops = "words",
    .headline = LAB_SPEED,
    .story = {"m2008", "m2011"},
    .min_threads = 1,
    .default_threads = {4},
    .default_seconds = 20,
    .time_every = 61,
    .prepare = prepare,
    .release = release,
    .begin = begin,
    .work = work,
    .verify = verify,
};
