// lab_handoff.c - scenario: threads chase each other round a ring of locks, by hand-offs.
// SPDX-License-Identifier: MIT
//
// There is one lock more than threads. Every thread holds one and wants the next one on the ring,
// so that all but one wait for the thread before them:
//
//     locks   0   1   2          two threads, A and B
//             A   B   .          B takes 2 and lets go of 1: A, who waits for 1, must come
//             .   A   B          and so on, round and round
//
// A lock never has more than one waiter and nobody to overtake it. What is measured is the bare
// time from unlock in one thread until the other thread runs and owns the lock.
#include "lab_scenario.h"
#include "text.h"
#include "xalloc.h"

#include <sched.h>
#include <stdlib.h>

// A place on the ring: a lock, and what it guards.
struct place {
    union pawl_edition_lock lock;
    pawl_word taken;   // somebody is here
    pawl_word left[2]; // when the last one left, in two halves; 0: nobody was here yet
    char pad[116];
};

struct ring {
    struct place places[LAB_MAX_THREADS + 1];
    char pad[128];
    pawl_word ready; // threads that are at their first place
};

static void *prepare(const struct lab_setup *setup, char *why, size_t size)
{
    (void)setup, (void)why, (void)size;
    return xcalloc(1, sizeof(struct ring));
}

static void begin(struct lab_round *r)
{
    struct ring *ring = r->state;
    for (int i = 0; i <= r->threads; i++)
        ring->places[i] = (struct place){.taken = 0};
    ring->ready = 0;
}

static int64_t when_left(const struct place *p)
{
    return (int64_t)((uint64_t)pawl_word_load_rlx(&p->left[1]) << 32 |
                     pawl_word_load_rlx(&p->left[0]));
}

static void set_when_left(struct place *p, int64_t now)
{
    pawl_word_store_rlx(&p->left[0], (uint32_t)now);
    pawl_word_store_rlx(&p->left[1], (uint32_t)((uint64_t)now >> 32));
}

static void enter(struct lab_worker *w, struct place *p)
{
    w->lock = &p->lock;
    lab_lock(w);
    w->tally += pawl_word_load_rlx(&p->taken) != 0; // must be free, as we have the lock
    pawl_word_store_rlx(&p->taken, 1);
    int64_t left_ns = when_left(p);
    if (left_ns != 0)
        histogram_add(&w->own, pawl_now() - left_ns);
}

static void leave(struct lab_worker *w, struct place *p)
{
    pawl_word_store_rlx(&p->taken, 0);
    set_when_left(p, pawl_now());
    w->round->edition->unlock(&p->lock);
}

static void work(struct lab_worker *w)
{
    struct ring *ring = w->round->state;
    int places = w->round->threads + 1;
    int at = w->index;
    enter(w, &ring->places[at]);
    pawl_word_add_rel(&ring->ready, 1); // pairs with the load below: all are at their places
    while (pawl_word_load_acq(&ring->ready) < (uint32_t)w->round->threads)
        sched_yield();
    while (!lab_stopped(w)) {
        int next = (at + 1) % places;
        enter(w, &ring->places[next]);
        leave(w, &ring->places[at]);
        at = next;
        w->ops++;
    }
    leave(w, &ring->places[at]);
}

static void verify(struct lab_round *r, char *why, size_t size)
{
    uint64_t met = 0;
    why[0] = '\0';
    for (int i = 0; i < r->threads; i++)
        met += r->workers[i].tally;
    if (met > 0)
        text_add(why, size, "%s times a thread got the lock of a place where another one still was",
                 text_grouped(met).text);
}

const struct lab_scenario lab_handoff = {
    .name = "handoff",
    .summary = "ping-pong: how long from unlock until the other thread runs?",
    .intro =
        "The threads chase each other round a ring of locks. Each waits for a lock that the one "
        "before it holds, so every step is a hand-off from one thread to another.",
    .ops = "steps",
    .own = "from unlock to the other thread",
    .headline = LAB_OWN,
    .story = {"m2011", "m2015"},
    .min_threads = 2,
    .default_threads = {2},
    .default_seconds = 15,
    .time_every = 1,
    .prepare = prepare,
    .release = free,
    .begin = begin,
    .work = work,
    .verify = verify,
};
