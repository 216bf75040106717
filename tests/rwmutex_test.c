// rwmutex_test.c - Go's own tests of sync.RWMutex with their counts, for both kinds.
// SPDX-License-Identifier: MIT
#include "support/rw.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <sched.h>
#include <stdatomic.h>

// ---- Go's TestParallelReaders -------------------------------------------------------------------

static atomic_int locked;
static atomic_bool may_unlock;

static void *parallel_reader(void *arg)
{
    (void)arg;
    kind->rlock(&rw);
    atomic_fetch_add(&locked, 1);
    WAIT_FOR(atomic_load(&may_unlock));
    kind->runlock(&rw);
    return NULL;
}

// Go's GOMAXPROCS(1) for threads: the test and all that it starts share one CPU.
static void use_one_cpu(void)
{
    cpu_set_t all, one;
    ck_assert_int_eq(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &all))
            CPU_SET(cpu, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
}

// None may unlock before all have locked: readers that are not let in together hang.
START_TEST(test_parallel_readers)
{
    static const int readers[] = {1, 3, 4};
    rw_choose(_i);
    int n = readers[_i / RW_KINDS];
    struct team t = team_start(n, parallel_reader, NULL);
    WAIT_FOR(atomic_load(&locked) == n);
    ck_assert_msg(!kind->trylock(&rw), "TryLock succeeded with mutex rlocked");
    atomic_store(&may_unlock, true);
    team_join(&t);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// ---- Go's TestRWMutex ---------------------------------------------------------------------------

#define ROUNDS 1000
#define WRITES 10000 // as much as a writer counts for; a reader counts for 1

static atomic_int activity, wrong;
static long written; // guarded by rw

static void spend(void)
{
    for (volatile int i = 0; i < 100; i++) {
    }
}

static void *hammer_reader(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        kind->rlock(&rw);
        int n = atomic_fetch_add(&activity, 1) + 1;
        atomic_fetch_add(&wrong, n < 1 || n >= WRITES);
        long before = written;
        spend();
        atomic_fetch_add(&wrong, written != before);
        atomic_fetch_sub(&activity, 1);
        kind->runlock(&rw);
    }
    return NULL;
}

static void *hammer_writer(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        kind->lock(&rw);
        int n = atomic_fetch_add(&activity, WRITES) + WRITES;
        atomic_fetch_add(&wrong, n != WRITES);
        written++;
        spend();
        atomic_fetch_sub(&activity, WRITES);
        kind->unlock(&rw);
    }
    return NULL;
}

static void hammer(int readers)
{
    struct team a = team_start(1, hammer_writer, NULL);
    struct team b = team_start(readers / 2, hammer_reader, NULL);
    struct team c = team_start(1, hammer_writer, NULL);
    struct team d = team_start(readers - readers / 2, hammer_reader, NULL);
    team_join(&a);
    team_join(&b);
    team_join(&c);
    team_join(&d);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(written, 2 * ROUNDS);
    ck_assert(rw_at_rest(&rw));
}

static void ignore_event(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
}

// (procs, readers). With one proc also watched, so that the inline paths are left.
START_TEST(test_rwmutex_hammer)
{
    static const struct {
        int procs, readers;
    } cases[] = {{1, 1},  {1, 3},  {1, 10}, {4, 1},   {4, 3},
                 {4, 10}, {10, 1}, {10, 3}, {10, 10}, {10, 5}};
    static const struct pawl_watcher watcher = {~0u, ignore_event, NULL};
    rw_choose(_i);
    if (cases[_i / RW_KINDS].procs == 1)
        use_one_cpu();
    hammer(cases[_i / RW_KINDS].readers);
    if (cases[_i / RW_KINDS].procs == 1) {
        ck_assert_int_eq(pawl_watch(&watcher), 0);
        written = 0;
        hammer(cases[_i / RW_KINDS].readers);
    }
}
END_TEST

START_TEST(test_rwmutex)
{
    rw_choose(_i);
    kind->lock(&rw);
    ck_assert_msg(!kind->trylock(&rw), "TryLock succeeded with mutex locked");
    ck_assert_msg(!kind->tryrlock(&rw), "TryRLock succeeded with mutex locked");
    kind->unlock(&rw);

    ck_assert_msg(kind->trylock(&rw), "TryLock failed with mutex unlocked");
    ck_assert_msg(!kind->tryrlock(&rw), "TryRLock succeeded with mutex locked");
    kind->unlock(&rw);

    ck_assert_msg(kind->tryrlock(&rw), "TryRLock failed with mutex unlocked");
    ck_assert_msg(kind->tryrlock(&rw), "TryRLock failed with mutex rlocked");
    ck_assert_msg(!kind->trylock(&rw), "TryLock succeeded with mutex rlocked");
    kind->runlock(&rw);
    ck_assert_msg(!kind->trylock(&rw), "TryLock succeeded with mutex rlocked");
    kind->runlock(&rw);
    ck_assert_msg(kind->trylock(&rw), "TryLock failed with mutex unlocked");
    kind->unlock(&rw);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// ---- Go's TestRLocker ---------------------------------------------------------------------------

static atomic_int rlocked, wlocked;

static void *use_lockers(void *arg)
{
    (void)arg;
    pawl_locker wl = kind->locker(&rw), rl = kind->rlocker(&rw);
    for (int i = 0; i < 10; i++) {
        pawl_locker_lock(rl);
        pawl_locker_lock(rl);
        atomic_fetch_add(&rlocked, 1);
        pawl_locker_lock(wl);
        atomic_fetch_add(&wlocked, 1);
    }
    return NULL;
}

START_TEST(test_rlocker)
{
    rw_choose(_i);
    pawl_locker wl = kind->locker(&rw), rl = kind->rlocker(&rw);
    struct team t = team_start(1, use_lockers, NULL);
    for (int i = 1; i <= 10; i++) {
        WAIT_FOR(atomic_load(&rlocked) == i && rw_writer_waits(&rw));
        pawl_locker_unlock(rl);
        ck_assert_msg(atomic_load(&wlocked) < i, "RLocker() didn't read-lock it");
        ck_assert_msg(rw_writer_waits(&rw), "RLocker() didn't read-lock it");
        pawl_locker_unlock(rl);
        WAIT_FOR(atomic_load(&wlocked) == i);
        WAIT_FOR(i == 10 || rw_queued_readers(&rw) == 1);
        ck_assert_msg(atomic_load(&rlocked) == i, "RLocker() didn't respect the write lock");
        pawl_locker_unlock(wl);
    }
    team_join(&t);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// ---- the rest -----------------------------------------------------------------------------------

START_TEST(zero_is_unlocked)
{
    static const pawl_rwmutex zero;
    pawl_rwmutex by_macro = PAWL_RWMUTEX_INIT;
    ck_assert_uint_eq(sizeof(pawl_rwmutex), 16);
    ck_assert_int_eq(memcmp(&by_macro, &zero, sizeof zero), 0);
    ck_assert(pawl_rwmutex_trylock(&by_macro));
    pawl_rwmutex_unlock(&by_macro);
    ck_assert_int_eq(memcmp(&by_macro, &zero, sizeof zero), 0);
}
END_TEST

static void *unlock_it(void *arg)
{
    (void)arg;
    kind->unlock(&rw);
    return NULL;
}

static void *runlock_it(void *arg)
{
    (void)arg;
    kind->runlock(&rw);
    return NULL;
}

// Any thread may unlock, also what a thread locked that has ended.
START_TEST(unlock_from_another_thread)
{
    rw_choose(_i);
    for (int i = 0; i < 100; i++) {
        kind->lock(&rw);
        team_run(1, unlock_it, NULL);
        kind->rlock(&rw);
        kind->rlock(&rw);
        team_run(2, runlock_it, NULL);
    }
    ck_assert(rw_at_rest(&rw));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {test_parallel_readers, 3 * RW_KINDS},
        {test_rwmutex_hammer, 10 * RW_KINDS},
        {test_rwmutex, RW_KINDS},
        {test_rlocker, RW_KINDS},
        {zero_is_unlocked, 1},
        {unlock_from_another_thread, RW_KINDS},
    };
    return suite_run("rwmutex", tests, TEST_COUNT(tests));
}
