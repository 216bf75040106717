// lab_hunger.c - scenario: some are greedy, and a polite one wants the lock now and then.
// SPDX-License-Identifier: MIT
//
// The greedy ones take the lock again the moment they let it go. A waiter that must first wake up
// comes too late every time, unless the lock takes its side: this is what starvation mode is for.
// With many threads it is a crowd before one door, in which the unlucky wait for as long as it
// lasts. Every lock call is timed: the rare long wait is the point. No wait can be seen that is
// longer than the round.
#include "lab_scenario.h"
#include "text.h"
#include "xalloc.h"

#include <pawl/go.h>
#include <stdlib.h>

struct hunger {
    uint32_t steps; // of work while holding the lock
    char pad[128];
    pawl_word turns; // guarded by the lock under test
};

static void *prepare(const struct lab_setup *setup, char *why, size_t size)
{
    (void)why, (void)size;
    struct hunger *s = xcalloc(1, sizeof *s);
    s->steps = lab_steps_of(setup->hold_ns);
    return s;
}

static void begin(struct lab_round *r)
{
    struct hunger *s = r->state;
    s->turns = 0;
}

static int64_t take_turn(struct lab_worker *w, struct hunger *s)
{
    int64_t waited = lab_lock_timed(w);
    uint32_t turns = pawl_word_load_rlx(&s->turns);
    lab_work(s->steps);
    lab_let_others(w); // Go's scheduler does not mind that it holds the lock, either
    pawl_word_store_rlx(&s->turns, turns + 1);
    lab_unlock(w);
    w->ops++;
    return waited;
}

static void be_polite(struct lab_worker *w, struct hunger *s)
{
    while (!lab_stopped(w)) {
        pawl_go_sleep(PAWL_MILLISECOND);
        histogram_add(&w->own, take_turn(w, s));
    }
}

static void work(struct lab_worker *w)
{
    struct hunger *s = w->round->state;
    if (w->index == 0)
        be_polite(w, s);
    while (!lab_stopped(w))
        take_turn(w, s);
}

static void verify(struct lab_round *r, char *why, size_t size)
{
    const struct hunger *s = r->state;
    uint32_t turns = 0;
    why[0] = '\0';
    for (int i = 0; i < r->threads; i++)
        turns += (uint32_t)r->workers[i].ops;
    if (turns != s->turns)
        text_add(why, size, "%u turns were taken, but %u counted", turns, s->turns);
}

const struct lab_scenario lab_hunger = {
    .name = "hunger",
    .summary = "some are greedy, and a polite one must wait; also as a crowd",
    .intro = "The greedy ones hold the lock again and again; a polite one wants it every "
             "millisecond. How long must anybody wait? Every lock call is timed.",
    .ops = "turns",
    .own = "the polite one: time to grant",
    .headline = LAB_WAIT,
    .story = {"m2015", "m2016"},
    .min_threads = 2,
    .equal_from = 1,
    .default_threads = {2, 8, 32, 100},
    .default_seconds = 60,
    .time_every = 1,
    .for_goroutines = true,
    .prepare = prepare,
    .release = free,
    .begin = begin,
    .work = work,
    .verify = verify,
};
