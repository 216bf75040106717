// rwmutex_wide_test.c - what only the RWMutex with a slot per CPU has: slots, and CPUs that change.
// SPDX-License-Identifier: MIT
//
// All that it shares with the plain one is in the other rwmutex tests, which run both.
#include "support/rw.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <sched.h>
#include <stdatomic.h>

static atomic_int wrong;

// Moves the calling thread to the n'th of the CPUs it may use, and tells how many there are.
static int move_to_cpu(const cpu_set_t *allowed, int n)
{
    int count = CPU_COUNT(allowed);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = 0, i = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, allowed) && i++ == n % count)
            CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
    return count;
}

START_TEST(layout)
{
    static pawl_rwmutex_wide wide;
    ck_assert_uint_eq(sizeof wide.slots[0], 64);
    ck_assert_uint_eq((uintptr_t)&wide.slots[0] % 64, 0);
    ck_assert_uint_eq(sizeof wide, 64 * (PAWL_RWMUTEX_WIDE_SLOTS + 1));
}
END_TEST

// Comes on one CPU and leaves on the next: its slot's count is 1, the other's -1, the sum is right.
START_TEST(a_reader_changes_its_cpu)
{
    cpu_set_t allowed;
    ck_assert_int_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    rw_choose(1);
    for (int i = 0; i < 64; i++) {
        move_to_cpu(&allowed, i);
        kind->rlock(&rw);
        kind->rlock(&rw);
        move_to_cpu(&allowed, i + 1);
        kind->runlock(&rw);
        ck_assert_msg(!kind->trylock(&rw), "one reader is left");
        ck_assert_int_eq(kind->lock_until(&rw, pawl_now() + 20000), PAWL_ETIMEDOUT);
        move_to_cpu(&allowed, i + 2);
        kind->runlock(&rw);
        ck_assert_msg(kind->trylock(&rw), "no reader is left");
        kind->unlock(&rw);
        ck_assert(rw_at_rest(&rw));
    }
}
END_TEST

static long left, right; // guarded by rw

static void *wander(void *arg)
{
    const cpu_set_t *allowed = arg;
    for (int i = 0; i < SCALED(2000); i++) {
        kind->rlock(&rw);
        atomic_fetch_add(&wrong, left != right);
        if (i % 4 == 0)
            move_to_cpu(allowed, i / 4);
        atomic_fetch_add(&wrong, left != right);
        kind->runlock(&rw);
    }
    return NULL;
}

static void *write_often(void *arg)
{
    (void)arg;
    for (int i = 0; i < SCALED(2000); i++) {
        if (kind->lock_until(&rw, pawl_now() + i % 7 * 5000) != 0)
            kind->lock(&rw);
        left++;
        right++;
        kind->unlock(&rw);
    }
    return NULL;
}

START_TEST(readers_wander)
{
    cpu_set_t allowed;
    ck_assert_int_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    rw_choose(1);
    struct team readers = team_start(4, wander, &allowed);
    struct team writers = team_start(2, write_often, NULL);
    team_join(&readers);
    team_join(&writers);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(left, 2 * (long)SCALED(2000));
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// A writer that gave up has moved its readers to one count. They leave, others come, all is right.
START_TEST(readers_that_a_writer_counted)
{
    rw_choose(1);
    for (int i = 0; i < 100; i++) {
        kind->rlock(&rw);
        ck_assert_int_eq(kind->lock_until(&rw, pawl_now() + 1000), PAWL_ETIMEDOUT);
        ck_assert_uint_eq(rw.wide.drained, 2);
        if (i % 2 == 0) {
            ck_assert(kind->tryrlock(&rw)); // opens the slot again
            kind->runlock(&rw);
        }
        ck_assert(!kind->trylock(&rw));
        kind->runlock(&rw);
        ck_assert_msg(rw_at_rest(&rw), "round %d", i);
        kind->lock(&rw);
        kind->unlock(&rw);
    }
    ck_assert(rw_at_rest(&rw));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {layout, 1},
        {a_reader_changes_its_cpu, 1},
        {readers_wander, 1},
        {readers_that_a_writer_counted, 1},
    };
    return suite_run("rwmutex_wide", tests, TEST_COUNT(tests));
}
