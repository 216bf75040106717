// wake_test.c - wakes for no reason, stale ones, late ones; waits that end at once.
// SPDX-License-Identifier: MIT
//
// The linker puts the functions below between the library and the kernel (--wrap).
#include "park/futex.h"
#include "support/fight.h"
#include "support/sanitizer.h"

#include <limits.h>
#include <sched.h>

#define FIGHTERS 8

static struct fight f;
static atomic_bool stop;

int __real_pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline);
int __wrap_pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline);
void __real_pawl_futex_wake_(pawl_word *w, int n);
void __wrap_pawl_futex_wake_(pawl_word *w, int n);
void __real_pawl_unpark_(struct pawl_parker *p);
void __wrap_pawl_unpark_(struct pawl_parker *p);

static enum { NOTHING, LATE_WAKES, LATE_GRANTS, VAIN_WAITS } fault;
static atomic_long faults;

static unsigned dice(void)
{
    static _Thread_local unsigned seed;
    if (seed == 0)
        seed = (unsigned)(uintptr_t)&seed | 1;
    return random_next(&seed);
}

static void dawdle(void)
{
    if (dice() % 2 == 0)
        return;
    atomic_fetch_add(&faults, 1);
    int saved = errno;
    sleep_ns(dice() % 400000);
    errno = saved;
}

// The word has changed long before the kernel hears of it.
void __wrap_pawl_futex_wake_(pawl_word *w, int n)
{
    if (fault == LATE_WAKES)
        dawdle();
    __real_pawl_futex_wake_(w, n);
}

// The waiter is off the queue long before it is told.
void __wrap_pawl_unpark_(struct pawl_parker *p)
{
    if (fault == LATE_GRANTS)
        dawdle();
    __real_pawl_unpark_(p);
}

// All that the kernel may answer without having slept, and a sleep that begins late.
int __wrap_pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline)
{
    static const int vain[] = {0, EINTR, EAGAIN};
    unsigned way = fault == VAIN_WAITS ? dice() % 6 : 5;
    if (way < 5)
        atomic_fetch_add(&faults, 1);
    if (way < 3)
        return vain[way];
    if (way == 3)
        sched_yield();
    return __real_pawl_futex_wait_(w, value, deadline);
}

// ---- wakes that nobody owes -------------------------------------------------------------------

static pawl_word *_Atomic parkers[FIGHTERS];
static atomic_int numbers, known_parkers;

static void *fight_known(void *arg)
{
    atomic_store(&parkers[atomic_fetch_add(&numbers, 1)], &pawl_parker_self_()->word);
    atomic_fetch_add(&known_parkers, 1);
    while (atomic_load(&known_parkers) < FIGHTERS)
        sched_yield();
    return fight_run(arg);
}

// Wakes what sleeps on any word that has to do with the fight. Only the addresses are used.
static void *wake_at_random(void *arg)
{
    (void)arg;
    unsigned seed = 99;
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(&f.mu.sema, &hash);
    pawl_word *others[] = {&f.mu.state, &f.mu.sema.count, &b->lock.state};
    while (!atomic_load(&stop)) {
        unsigned i = random_next(&seed) % (FIGHTERS + 3);
        pawl_futex_wake_(i < FIGHTERS ? parkers[i] : others[i - FIGHTERS], INT_MAX);
    }
    return NULL;
}

START_TEST(spurious_wakes)
{
    f.patience_ns = 300000;
    f.hold_ns = 5000;
    f.nap_ns = 100000;
    struct team fighters = team_start(FIGHTERS, fight_known, &f);
    WAIT_FOR(atomic_load(&known_parkers) == FIGHTERS);
    struct team wakers = team_start(2, wake_at_random, NULL);
    WAIT_FOR(atomic_load(&f.locked) >= SCALED(20000) && atomic_load(&f.timed_out) >= SCALED(1000));
    atomic_store(&f.stop, true);
    team_join(&fighters);
    atomic_store(&stop, true);
    team_join(&wakers);
    fight_check(&f);
}
END_TEST

static void *lock_once(void *arg)
{
    pawl_mutex_lock(&f.mu);
    pawl_mutex_unlock(&f.mu);
    return arg;
}

// One waiter, and wakes that are not meant: it must not take them for its own.
START_TEST(stale_wakes_let_nobody_in)
{
    pawl_mutex_lock(&f.mu);
    struct team t = team_start(1, lock_once, NULL);
    WAIT_FOR(queue_length(&f.mu.sema) == 1);
    pawl_word *word = &queue_front(&f.mu.sema)->word;
    for (int i = 0; i < 1000; i++) {
        pawl_futex_wake_(word, INT_MAX);
        EXPECT(f.mu.state == (1 | 1 << 3), "state is %#x", f.mu.state);
        EXPECT(queue_length(&f.mu.sema) == 1, "it left the queue");
    }
    pawl_mutex_unlock(&f.mu);
    team_join(&t);
    fight_check(&f);
}
END_TEST

// ---- wakes that come late, waits in vain --------------------------------------------------------

static void fight_faulty(int64_t patience_ns, long enough)
{
    f.patience_ns = patience_ns;
    f.hold_ns = 5000;
    f.nap_ns = 100000;
    struct team fighters = team_start(FIGHTERS, fight_run, &f);
    WAIT_FOR(atomic_load(&faults) >= enough && atomic_load(&f.locked) >= enough &&
             atomic_load(&f.timed_out) >= enough / 4);
    atomic_store(&f.stop, true);
    team_join(&fighters);
    fight_check(&f);
    ck_assert(table_is_empty());
}

// Deadlines pass between the grant and its wake. In the odd cases hardly any does, so that every
// wake has to come from an unlock.
START_TEST(late_wakes)
{
    fault = _i / 2 == 0 ? LATE_WAKES : LATE_GRANTS;
    if (_i % 2 == 0)
        fight_faulty(300000, SCALED(4000));
    else
        fight_faulty(8 * PAWL_MILLISECOND, SCALED(400));
}
END_TEST

START_TEST(waits_in_vain)
{
    fault = VAIN_WAITS;
    fight_faulty(300000, SCALED(10000));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {spurious_wakes, 1},
        {stale_wakes_let_nobody_in, 1},
        {late_wakes, 4},
        {waits_in_vain, 1},
    };
    return suite_run("wake", tests, TEST_COUNT(tests));
}
