// semaphore_client.c - the weighted semaphore: never too much, in order, and nobody sleeps on.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread. The size is 2.
//   1 2 acquire so many, and release them    a b the same with a short deadline    t u by a try
//   F 1, and free it if this is the last user    x acquire_until of 3, short deadline
#include "clients.h"

#include "in_time.h"
#include "mutex_client.h"

#include "sema/table.h"

#include <pawl/semaphore.h>
#include <stdio.h>
#include <string.h>

enum { SIZE = 2 };

static struct world {
    _Alignas(128) pawl_semaphore s;
} * w;
static struct books {
    uint32_t taken;
    int users;
} * books;

// Who is at the front gets it first: while it waits for what is not there, nobody else comes by.
static bool big_one_waits(uint32_t n)
{
    const struct pawl_waiter *first =
        pawl_queue_front_(&pawl_process_()->table->buckets[0], &w->s.held);
    return first != NULL && first->wants > n;
}

// Outside of the queue's lock nobody is at the front who could go, or never can.
static void check_front(void)
{
    const struct pawl_bucket *b = &pawl_process_()->table->buckets[0];
    const struct pawl_waiter *first = b->lock.state == 0 ? pawl_queue_front_(b, &w->s.held) : NULL;
    sim_check(first == NULL || first->wants > w->s.size - w->s.held / 2, "the front waits in vain");
    sim_check(first == NULL || first->wants <= w->s.size, "one in the way can never go");
}

static bool acquire(char letter, uint32_t n)
{
    bool timed = letter == 'a' || letter == 'b' || letter == 'x';
    sim_clock_reset(timed ? (int64_t)SIM_SHORT : PAWL_NEVER);
    if (letter == 't' || letter == 'u') {
        bool in_vain = big_one_waits(n);
        bool got = pawl_semaphore_tryacquire(&w->s, n);
        sim_check(!got || !in_vain || !big_one_waits(n), "a try overtook somebody");
        return got;
    }
    if (timed)
        return sim_in_time(pawl_semaphore_acquire_until(&w->s, n, SIM_SHORT), SIM_SHORT);
    pawl_semaphore_acquire(&w->s, n);
    return true;
}

static uint32_t units(char letter)
{
    return letter == 'x' ? 3 : letter == '2' || letter == 'b' || letter == 'u' ? 2 : 1;
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        uint32_t n = units(*p);
        bool got = acquire(*p, n);
        check_front();
        sim_note(got);
        if (!got)
            continue;
        books->taken += n;
        sim_check(books->taken <= SIZE, "more is taken than there is");
        sim_pause("has it");
        check_front();
        books->taken -= n;
        bool last = *p == 'F' && --books->users == 0;
        pawl_semaphore_release(&w->s, n);
        if (last)
            sim_free(w, sizeof *w);
    }
}

static void describe(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%u taken%s]", v / 2, v & 1 ? ", somebody waits" : "");
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    books = sim_alloc(sizeof *books);
    // Freed by the last of those who hold all of it, one after the other.
    w->s.size = strchr(client->programs, 'F') ? 1 : SIZE;
    sim_name(&w->s.held, "semaphore", describe);
    books->users = sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    sim_check(w->s.held == 0, "something is taken in the end");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
}

#define SEMAPHORE(id, title, text, words, accidents, ...)                                          \
    PROGRAM_CLIENT("semaphore/", id, title, text, words, accidents, accidents, __VA_ARGS__)

SEMAPHORE(two, "2", "both want all of it", "2 2", 1, EVERY_STEP);
SEMAPHORE(mixed, "mixed", "all, one, one", "2 1 1", 0, EVERY_STEP);
SEMAPHORE(twice, "twice", "again and again", "21 12", 0, EVERY_STEP);
SEMAPHORE(timed, "timed", "a deadline", "2 b", 1, EVERY_STEP, REACHES(SIM_LATE_GRANT));
SEMAPHORE(timed_3, "timed-3", "one behind a big one that gives up", "1 b 1", 0, QUICK);
SEMAPHORE(steps_3, "timed-3-steps", "the same, every step", "1 b 1", 0, EVERY_STEP);
SEMAPHORE(timed_4, "timed-mixed", "small ones that give up", "2 a 2", 0, QUICK);
SEMAPHORE(tries, "try", "tries do not overtake", "1 2 t", 0, EVERY_STEP);
SEMAPHORE(tries_2, "try-all", "tries for all of it", "1u u1", 0, EVERY_STEP);
SEMAPHORE(doomed, "doomed", "more than there is waits in nobody's way", "2 x 1", 0, EVERY_STEP);
SEMAPHORE(vanish, "free", "the last user frees it", "F F", 1, EVERY_STEP);
SEMAPHORE(vanish_3, "free-3", "three users", "F F F", 0, SLOW);

const struct sim_client *const sim_semaphore_clients[] = {
    &two.base,     &mixed.base,    &twice.base, &timed.base,   &timed_3.base,
    &steps_3.base, &timed_4.base,  &tries.base, &tries_2.base, &doomed.base,
    &vanish.base,  &vanish_3.base, NULL};
