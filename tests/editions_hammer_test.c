// editions_hammer_test.c - every lock of the table excludes, and the one that does not is caught.
// SPDX-License-Identifier: MIT
#include "editions/edition.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl/word.h>
#include <sched.h>

#define THREADS 10
#define LOOPS 1000
#define LOCKS 9 // in the table

static const struct pawl_edition *find(const char *name)
{
    const struct pawl_edition *e = pawl_edition_find(name);
    ck_assert_ptr_nonnull(e);
    return e;
}

struct hammer {
    const struct pawl_edition *edition;
    union pawl_edition_lock *lock;
    pthread_barrier_t start;
    int loops;
    bool yield;        // inside the critical section: lets others in if they can come in
    pawl_word counter; // read, then written: an increment is lost if two threads are inside
    int64_t plain; // the same, for ThreadSanitizer to watch. Not with a lock known to be broken.
    pawl_word entered; // how often somebody was inside
};

// One increment that is no single step.
static void critical(struct hammer *h)
{
    uint32_t counter = pawl_word_load_rlx(&h->counter);
    if (h->yield)
        sched_yield();
    pawl_word_store_rlx(&h->counter, counter + 1);
    if (h->edition->excludes)
        h->plain++;
    pawl_word_add_rel(&h->entered, 1);
}

// Go's HammerMutex: each third time by trylock, if there is one, and then it may fail.
static void *hammer_main(void *arg)
{
    struct hammer *h = arg;
    const struct pawl_edition *e = h->edition;
    pthread_barrier_wait(&h->start);
    for (int i = 0; i < h->loops; i++) {
        if (i % 3 == 0 && e->trylock) {
            if (!e->trylock(h->lock))
                continue;
        } else {
            e->lock(h->lock);
        }
        critical(h);
        e->unlock(h->lock);
    }
    return NULL;
}

// Reports whether no increment was lost.
static bool hammer(const struct pawl_edition *e, union pawl_edition_lock *lock, int loops,
                   bool yield)
{
    struct hammer h = {.edition = e, .lock = lock, .loops = loops, .yield = yield};
    pthread_barrier_init(&h.start, NULL, THREADS);
    team_run(THREADS, hammer_main, &h);
    pthread_barrier_destroy(&h.start);
    if (e->trylock == NULL)
        ck_assert_uint_eq(h.entered, (unsigned)(THREADS * loops));
    return h.counter == h.entered && (!e->excludes || h.plain == (int64_t)h.entered);
}

START_TEST(no_increment_is_lost)
{
    const struct pawl_edition *e = pawl_editions[_i];
    if (!e->excludes)
        return;
    union pawl_edition_lock m = {{0}};
    ck_assert_msg(hammer(e, &m, LOOPS, false), "%s does not exclude", e->name);
    ck_assert_msg(hammer(e, &m, LOOPS / 10, true), "%s does not exclude", e->name);
}
END_TEST

// The check above, made to fail. One round in which all threads run one after the other proves
// nothing, so it has as many as it takes; Check's time-out ends what never fails.
START_TEST(busted_is_caught)
{
    const struct pawl_edition *e = find("busted");
    union pawl_edition_lock m = {{0}};
    while (hammer(e, &m, LOOPS, true))
        continue;
}
END_TEST

// At rest a lock is as it was at first. The ticket lock is not: its numbers go on.
START_TEST(at_rest_all_zero)
{
    const struct pawl_edition *e = pawl_editions[_i];
    union pawl_edition_lock m = {{0}};
    const union pawl_edition_lock zero = {{0}};
    hammer(e, &m, LOOPS, false);
    if (strcmp(e->name, "ticket") != 0)
        ck_assert_mem_eq(m.bytes, zero.bytes, sizeof m);
}
END_TEST

// No lock writes beyond its size.
START_TEST(size_is_true)
{
    const struct pawl_edition *e = pawl_editions[_i];
    union pawl_edition_lock m;
    char sentinel[sizeof m.bytes];
    memset(sentinel, 0x5a, sizeof sentinel);
    memset(m.bytes, 0x5a, sizeof m.bytes);
    memset(m.bytes, 0, e->size);
    hammer(e, &m, LOOPS, false);
    ck_assert_mem_eq(m.bytes + e->size, sentinel, sizeof m.bytes - e->size);
}
END_TEST

// ---- fairness -----------------------------------------------------------------------------------

// Go's TestMutexFairness, for the locks that help a waiter in the end: against a thread that takes
// the lock again and again, another one gets it ten times.
struct hog {
    const struct pawl_edition *edition;
    union pawl_edition_lock lock;
    pawl_word stop;
};

static void *hog_main(void *arg)
{
    struct hog *h = arg;
    while (pawl_word_load_rlx(&h->stop) == 0) {
        h->edition->lock(&h->lock);
        sleep_ns(100000);
        h->edition->unlock(&h->lock);
    }
    return NULL;
}

static const char *const fair[] = {"m2008", "m2016", "pawl", "ticket"};

START_TEST(nobody_hogs_it)
{
    struct hog h = {.edition = find(fair[_i])};
    struct team hog = team_start(1, hog_main, &h);
    for (int i = 0; i < 10; i++) {
        sleep_ns(100000);
        h.edition->lock(&h.lock);
        h.edition->unlock(&h.lock);
    }
    pawl_word_store_rlx(&h.stop, 1);
    team_join(&hog);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {no_increment_is_lost, LOCKS},
        {busted_is_caught, 1},
        {at_rest_all_zero, LOCKS},
        {size_is_true, LOCKS},
        {nobody_hogs_it, (int)TEST_COUNT(fair)},
    };
    return suite_run("editions_hammer", tests, TEST_COUNT(tests));
}
