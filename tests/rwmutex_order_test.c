// rwmutex_order_test.c - who goes first at an RWMutex of either kind, and what a downgrade lets in.
// SPDX-License-Identifier: MIT
#include "support/rw.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdatomic.h>

#define MANY 100 // how often the one that could be held off gets the lock

static atomic_int reading, writing, wrong;
static atomic_bool stop, may_leave;

static void *read_once(void *arg)
{
    (void)arg;
    kind->rlock(&rw);
    atomic_fetch_add(&reading, 1);
    WAIT_FOR(atomic_load(&may_leave));
    kind->runlock(&rw);
    return NULL;
}

static void *write_once(void *arg)
{
    (void)arg;
    kind->lock(&rw);
    atomic_fetch_add(&writing, 1);
    kind->unlock(&rw);
    return NULL;
}

// ---- nobody is held off -------------------------------------------------------------------------

static atomic_long came; // readers that have come in

// A reader stays until another one has come in after it, so that as long as readers can come in
// the lock is never free of them; it leaves, too, when nobody can.
static void stay(void)
{
    for (long mine = atomic_fetch_add(&came, 1) + 1; !atomic_load(&stop);) {
        if (atomic_load(&came) > mine || !kind->tryrlock(&rw))
            return;
        kind->runlock(&rw);
        pawl_go_yield();
    }
}

static void *storm_of_readers(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop)) {
        kind->rlock(&rw);
        stay();
        kind->runlock(&rw);
    }
    return NULL;
}

// golang/go#76808. The readers go on until the writer has had it: who holds it off hangs.
START_TEST(readers_do_not_hold_a_writer_off)
{
    rw_choose(_i);
    struct team readers = team_start(3, storm_of_readers, NULL);
    for (int i = 0; i < MANY; i++) {
        long before = atomic_load(&came);
        WAIT_FOR(atomic_load(&came) > before + 3);
        if (i % 2 == 0)
            kind->lock(&rw);
        else
            ck_assert_int_eq(kind->lock_until(&rw, pawl_now() + 90 * PAWL_SECOND), 0);
        kind->unlock(&rw);
    }
    atomic_store(&stop, true);
    team_join(&readers);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// A writer stays until another one waits for it, so that there is always one more.
static void *storm_of_writers(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop)) {
        kind->lock(&rw);
        while (rw_queued_writers(&rw) == 0 && !atomic_load(&stop))
            pawl_go_yield();
        kind->unlock(&rw);
    }
    return NULL;
}

START_TEST(writers_do_not_hold_a_reader_off)
{
    rw_choose(_i);
    struct team writers = team_start(3, storm_of_writers, NULL);
    WAIT_FOR(rw_queued_writers(&rw) > 0);
    for (int i = 0; i < MANY; i++) {
        if (i % 2 == 0)
            kind->rlock(&rw);
        else
            ck_assert_int_eq(kind->rlock_until(&rw, pawl_now() + 90 * PAWL_SECOND), 0);
        kind->runlock(&rw);
    }
    atomic_store(&stop, true);
    team_join(&writers);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// A writer that waits keeps new readers out, by whichever function they come.
START_TEST(a_waiting_writer_stops_readers)
{
    rw_choose(_i);
    kind->rlock(&rw);
    struct team writer = team_start(1, write_once, NULL);
    WAIT_FOR(rw_writer_waits(&rw));
    ck_assert(!kind->tryrlock(&rw));
    ck_assert(!kind->trylock(&rw));
    ck_assert_int_eq(kind->rlock_until(&rw, 0), PAWL_ETIMEDOUT);
    ck_assert_int_eq(kind->rlock_until(&rw, pawl_now() + PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    struct team reader = team_start(1, read_once, NULL);
    WAIT_FOR(rw_queued_readers(&rw) == 1);
    ck_assert_int_eq(atomic_load(&reading) + atomic_load(&writing), 0);
    kind->runlock(&rw);
    WAIT_FOR(atomic_load(&reading) == 1);
    ck_assert_int_eq(atomic_load(&writing), 1); // it was before the reader
    atomic_store(&may_leave, true);
    team_join(&writer);
    team_join(&reader);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// After a write all readers that wait go, and only then the next writer.
START_TEST(after_a_write_all_readers_go_first)
{
    rw_choose(_i);
    kind->lock(&rw);
    struct team writers = team_start(2, write_once, NULL);
    WAIT_FOR(rw_queued_writers(&rw) == 2);
    struct team readers = team_start(4, read_once, NULL);
    WAIT_FOR(rw_queued_readers(&rw) == 4);
    kind->unlock(&rw);
    WAIT_FOR(atomic_load(&reading) == 4);
    WAIT_FOR(rw_writer_waits(&rw) && rw_queued_writers(&rw) == 1);
    ck_assert_int_eq(atomic_load(&writing), 0);
    ck_assert(!kind->tryrlock(&rw));
    atomic_store(&may_leave, true);
    team_join(&readers);
    team_join(&writers);
    ck_assert_int_eq(atomic_load(&writing), 2);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// ---- downgrade ----------------------------------------------------------------------------------

START_TEST(downgrade_alone)
{
    rw_choose(_i);
    for (int i = 0; i < 3; i++) {
        kind->lock(&rw);
        kind->downgrade(&rw);
        ck_assert_msg(!kind->trylock(&rw), "still locked, for reading");
        ck_assert_msg(kind->tryrlock(&rw), "others may read");
        kind->runlock(&rw);
        kind->runlock(&rw);
        ck_assert(rw_at_rest(&rw));
    }
}
END_TEST

START_TEST(downgrade_lets_readers_in_and_no_writer)
{
    rw_choose(_i);
    kind->lock(&rw);
    struct team writers = team_start(2, write_once, NULL);
    WAIT_FOR(rw_queued_writers(&rw) == 2);
    struct team readers = team_start(3, read_once, NULL);
    WAIT_FOR(rw_queued_readers(&rw) == 3);
    kind->downgrade(&rw);
    WAIT_FOR(atomic_load(&reading) == 3);
    atomic_store(&may_leave, true);
    team_join(&readers);
    WAIT_FOR(rw_writer_waits(&rw)); // for the one that was a writer
    ck_assert_int_eq(atomic_load(&writing), 0);
    kind->runlock(&rw);
    team_join(&writers);
    ck_assert_int_eq(atomic_load(&writing), 2);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

static long data; // guarded by rw

// Writes, and must still find that when it reads; the others write or read meanwhile.
static void *write_and_keep_reading(void *arg)
{
    (void)arg;
    for (int i = 0; i < SCALED(3000); i++) {
        kind->lock(&rw);
        long mine = ++data;
        kind->downgrade(&rw);
        for (volatile int spin = 0; spin < i % 200; spin++) {
        }
        atomic_fetch_add(&wrong, data != mine);
        kind->runlock(&rw);
        kind->rlock(&rw);
        atomic_fetch_add(&wrong, data < mine);
        kind->runlock(&rw);
    }
    return NULL;
}

START_TEST(downgrade_has_no_writer_in_between)
{
    rw_choose(_i);
    team_run(4, write_and_keep_reading, NULL);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(data, 4 * (long)SCALED(3000));
    ck_assert(rw_at_rest(&rw));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {readers_do_not_hold_a_writer_off, RW_KINDS},
        {writers_do_not_hold_a_reader_off, RW_KINDS},
        {a_waiting_writer_stops_readers, RW_KINDS},
        {after_a_write_all_readers_go_first, RW_KINDS},
        {downgrade_alone, RW_KINDS},
        {downgrade_lets_readers_in_and_no_writer, RW_KINDS},
        {downgrade_has_no_writer_in_between, RW_KINDS},
    };
    return suite_run("rwmutex_order", tests, TEST_COUNT(tests));
}
