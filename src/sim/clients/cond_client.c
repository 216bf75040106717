// cond_client.c - signals go to those who waited, in order, one each; nobody wakes for no reason.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations, one word per thread:
//   W with the mutex: wait    T the same with a short deadline    P with one in the past
//   G as T, and if woken it signals in its turn: one signal is enough for all
//   1 2 signal as soon as so many have come to wait    s the same for 2, with the mutex held
//   B broadcast when all have come    n signal, whether somebody waits or not
//   C wait in a loop until a condition holds    c make it hold, and signal
//   V wait, and free the Cond: the others have been woken, too, and may still be asleep
#include "clients.h"

#include "in_time.h"
#include "mutex_client.h"

#include "sema/table.h"

#include <pawl/cond.h>
#include <string.h>

static struct world {
    _Alignas(128) pawl_cond cond;
} * w;
static struct books {
    _Alignas(128) pawl_mutex mu;
    int owner;            // sim_own's
    int waiters, tickets; // who shall come to wait, and who has
    int order[SIM_MAX_THREADS];
    int signals;
    bool in_order; // nobody leaves but by a signal
    bool counted;  // every signal is given when all have come
    bool holds;
} * books;

static const struct pawl_waiter *front(void)
{
    return pawl_queue_front_(&pawl_process_()->table->buckets[0], &w->cond.waiters);
}

// arg: how many. Who has come has unlocked the mutex, and so is in the queue.
static bool have_come(void *arg)
{
    return books->tickets >= (int)(intptr_t)arg && books->mu.state == 0;
}

static void lock(void)
{
    sim_clock_reset(PAWL_NEVER);
    pawl_mutex_lock(&books->mu);
}

static bool wait_once(char letter)
{
    int64_t deadline = letter == 'T' || letter == 'G' ? (int64_t)SIM_SHORT
                       : letter == 'P'                ? 0
                                                      : PAWL_NEVER;
    lock();
    books->order[books->tickets++] = sim_self();
    int before = books->signals;
    sim_clock_reset(deadline);
    int err = pawl_cond_wait_until(&w->cond, &books->mu, deadline);
    sim_in_time(err, deadline);
    sim_check(err != 0 || books->signals > before || !books->counted, "woke for no reason");
    sim_own(&books->owner, false);
    pawl_mutex_unlock(&books->mu);
    return err == 0;
}

static void wait_for_condition(void)
{
    lock();
    while (!books->holds)
        pawl_cond_wait(&w->cond, &books->mu);
    sim_own(&books->owner, false);
    pawl_mutex_unlock(&books->mu);
}

static void make_it_hold(void)
{
    lock();
    books->holds = true;
    pawl_mutex_unlock(&books->mu);
    pawl_cond_signal(&w->cond);
}

static void signal_one(void)
{
    bool in_order = books->in_order;
    int next = books->order[books->signals];
    const struct pawl_waiter *first = front();
    sim_check(!in_order || first, "who unlocked to wait is not in the queue");
    sim_check(!in_order || (first && first->owner == sim_parker(next)),
              "the wrong one is at the front");
    books->signals++;
    pawl_cond_signal(&w->cond);
}

static void wake(char letter)
{
    intptr_t n = letter == '1' ? 1 : letter == 'B' ? books->waiters : 2;
    sim_await(have_come, (void *)n, "sees them waiting");
    if (letter == 's')
        lock();
    if (letter == 'B') {
        books->signals++;
        pawl_cond_broadcast(&w->cond);
    } else {
        signal_one();
    }
    if (letter == 's')
        pawl_mutex_unlock(&books->mu);
}

static bool operate(char letter)
{
    switch (letter) {
    case 'C': wait_for_condition(); return true;
    case 'c': make_it_hold(); return true;
    case 'n': pawl_cond_signal(&w->cond); return true;
    case '1':
    case '2':
    case 's':
    case 'B': wake(letter); return true;
    default: return wait_once(letter);
    }
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        bool woken = operate(*p);
        if (*p == 'V')
            sim_free(w, sizeof *w);
        if (*p == 'G' && woken)
            signal_one();
        sim_note(woken);
    }
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    books = sim_alloc(sizeof *books);
    sim_name(&w->cond.waiters, "waiters", NULL);
    sim_name(&w->cond.self, "self", NULL);
    sim_name(&books->mu.state, "mutex", NULL);
    sim_name(&books->mu.sema.count, "mutex' sema", NULL);
    for (const char *p = client->programs; *p; p++)
        books->waiters += strchr("WTPGV", *p) != NULL;
    books->counted = strchr(client->programs, 'c') == NULL;
    books->in_order = strpbrk(client->programs, "TPGCVB") == NULL;
    sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    sim_check(w->cond.waiters == 0, "seems to be waited on in the end");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
    sim_check(books->mu.state == 0, "the mutex is not unlocked in the end");
}

#define COND(id, title, text, words, accidents, ...)                                               \
    PROGRAM_CLIENT("cond/", id, title, text, words, accidents, 0, __VA_ARGS__)

COND(one, "1", "one waits, one signals", "W 1", 1, EVERY_STEP);
COND(two, "2", "two wait, two signals, in order", "W W 22", 0, EVERY_STEP);
COND(fresh, "fresh", "two are the first to use it", "n n", 1, EVERY_STEP);
COND(held, "held", "signals with the mutex held", "W W ss", 0, QUICK);
COND(steal, "stealing", "a signal is not for who comes later", "W 1W 2", 0, EVERY_STEP);
COND(all, "broadcast", "two wait, one wakes both", "W W B", 0, EVERY_STEP);
COND(timed, "timed", "a deadline against a signal", "T 1", 1, EVERY_STEP, REACHES(SIM_LATE_GRANT));
COND(past, "past", "a deadline in the past, a signal", "P 1", 1, EVERY_STEP);
COND(pass, "timed-2", "who times out does not use up the signal", "W G 2", 0, EVERY_STEP);
COND(both, "timed-all", "two with deadlines, a broadcast", "T T B", 0, QUICK);
COND(loop, "loop", "a condition, a loop", "C c", 1, EVERY_STEP);
COND(loop_2, "loop-timed", "a condition, and one that times out", "C T cB", 0, SLOW,
     .base.bound = 3);
COND(vanish, "free", "the waiter frees it", "V 1", 1, EVERY_STEP);
COND(vanish_2, "free-2", "one waiter frees it, the other is still asleep", "V W B", 0, EVERY_STEP);

const struct sim_client *const sim_cond_clients[] = {
    &one.base,    &two.base,    &held.base,     &steal.base, &all.base,
    &timed.base,  &past.base,   &pass.base,     &both.base,  &loop.base,
    &loop_2.base, &vanish.base, &vanish_2.base, &fresh.base, NULL};
