// rwlock.c - tests of pthread rwlocks: who gets in beside whom, and who waits for whom.
// SPDX-License-Identifier: MIT
#include "pthread/rw.h"

static pthread_rwlock_t rw;

// ---- nobody waits -------------------------------------------------------------------------------

START_TEST(lock_unlock_destroy)
{
    rw_make(&rw, _i);
    for (int i = 0; i < 3; i++) {
        WORKS(pthread_rwlock_rdlock(&rw));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(pthread_rwlock_wrlock(&rw));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(pthread_rwlock_tryrdlock(&rw));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(pthread_rwlock_trywrlock(&rw));
        WORKS(pthread_rwlock_unlock(&rw));
    }
    WORKS(pthread_rwlock_destroy(&rw));
}
END_TEST

START_TEST(beside_a_reader)
{
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_rdlock(&rw));
    WORKS(elsewhere(rw_read, &rw));
    WORKS(elsewhere(rw_tryread, &rw));
    GIVES(EBUSY, elsewhere(rw_trywrlock, &rw));
    GIVES(EBUSY, pthread_rwlock_trywrlock(&rw));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(elsewhere(rw_trywrite, &rw));
}
END_TEST

START_TEST(beside_a_writer)
{
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_wrlock(&rw));
    GIVES(EBUSY, elsewhere(rw_tryrdlock, &rw));
    GIVES(EBUSY, elsewhere(rw_trywrlock, &rw));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(elsewhere(rw_tryread, &rw));
    WORKS(elsewhere(rw_trywrite, &rw));
}
END_TEST

// "May fail" in the standard; glibc does, and keeps the lock as it was.
START_TEST(own_write_lock)
{
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_wrlock(&rw));
    GIVES(EDEADLK, pthread_rwlock_wrlock(&rw));
    GIVES(EDEADLK, pthread_rwlock_rdlock(&rw));
    GIVES(EBUSY, pthread_rwlock_trywrlock(&rw));
    GIVES(EBUSY, pthread_rwlock_tryrdlock(&rw));
    GIVES(EBUSY, elsewhere(rw_tryrdlock, &rw));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(elsewhere(rw_write, &rw));
    // It is forgotten: another writer's lock is not this thread's.
    WORKS(elsewhere(rw_wrlock, &rw));
    GIVES(EBUSY, pthread_rwlock_tryrdlock(&rw));
}
END_TEST

START_TEST(recursive_reader)
{
    rw_make(&rw, _i);
    for (int i = 0; i < 100; i++)
        WORKS(i % 2 == 0 ? pthread_rwlock_rdlock(&rw) : pthread_rwlock_tryrdlock(&rw));
    for (int i = 0; i < 100; i++) {
        if (i % 33 == 0)
            GIVES(EBUSY, elsewhere(rw_trywrlock, &rw));
        WORKS(pthread_rwlock_unlock(&rw));
    }
    WORKS(elsewhere(rw_write, &rw));
}
END_TEST

// ---- waiting ------------------------------------------------------------------------------------

START_TEST(reader_waits_for_the_writer)
{
    struct actor a;
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_wrlock(&rw));
    actor_start(&a, rw_read, &rw);
    actor_blocks(&a);
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(actor_join(&a));
}
END_TEST

START_TEST(writer_waits_for_the_writer)
{
    struct actor a;
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_wrlock(&rw));
    actor_start(&a, rw_write, &rw);
    actor_blocks(&a);
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(actor_join(&a));
}
END_TEST

START_TEST(writer_waits_for_the_last_reader)
{
    struct actor a;
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_rdlock(&rw));
    WORKS(elsewhere(rw_rdlock, &rw));
    WORKS(pthread_rwlock_rdlock(&rw));
    actor_start(&a, rw_write, &rw);
    for (int i = 0; i < 3; i++) {
        actor_blocks(&a);
        WORKS(pthread_rwlock_unlock(&rw));
    }
    WORKS(actor_join(&a));
    WORKS(pthread_rwlock_destroy(&rw));
}
END_TEST

enum { CROWD = 5 };
static atomic_int inside;

// Comes in and stays there until all are in.
static int meet_inside(void *arg)
{
    int err = pthread_rwlock_rdlock(arg);
    inside++;
    WAIT_FOR(inside == CROWD);
    return err != 0 ? err : pthread_rwlock_unlock(arg);
}

START_TEST(unlock_lets_all_readers_in)
{
    struct actor crowd[CROWD];
    rw_make(&rw, _i);
    for (int round = 0; round < 10; round++) {
        inside = 0;
        WORKS(pthread_rwlock_wrlock(&rw));
        for (int i = 0; i < CROWD; i++)
            actor_start(&crowd[i], meet_inside, &rw);
        if (round % 2 == 0)
            for (int i = 0; i < CROWD; i++)
                actor_blocks(&crowd[i]);
        WORKS(pthread_rwlock_unlock(&rw));
        for (int i = 0; i < CROWD; i++)
            WORKS(actor_join(&crowd[i]));
    }
}
END_TEST

// ---- a writer waits, and a reader comes ---------------------------------------------------------

// By default the reader comes in, whether it is in already or not: a program whose readers lock
// recursively would hang otherwise.
START_TEST(reader_passes_a_waiting_writer)
{
    struct actor writer;
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_rdlock(&rw));
    actor_start(&writer, rw_write, &rw);
    actor_blocks(&writer);
    if (rw_is_strict(_i)) {
        GIVES(EBUSY, pthread_rwlock_tryrdlock(&rw));
        GIVES(EBUSY, elsewhere(rw_tryrdlock, &rw));
    } else {
        WORKS(pthread_rwlock_rdlock(&rw));
        WORKS(pthread_rwlock_tryrdlock(&rw));
        WORKS(elsewhere(rw_read, &rw));
        WORKS(elsewhere(rw_tryread, &rw));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(pthread_rwlock_unlock(&rw));
        actor_blocks(&writer);
    }
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(actor_join(&writer));
}
END_TEST

static bool written;

static int write_mark(void *arg)
{
    int err = pthread_rwlock_wrlock(arg);
    written = true;
    return err != 0 ? err : pthread_rwlock_unlock(arg);
}

static int read_mark(void *arg)
{
    int err = pthread_rwlock_rdlock(arg);
    SHOULD(written);
    return err != 0 ? err : pthread_rwlock_unlock(arg);
}

// With the strict kind it waits until the writer has been there.
START_TEST(reader_waits_behind_a_waiting_writer)
{
    struct actor writer, readers[3];
    rw_make(&rw, KIND_STRICT + _i);
    for (int round = 0; round < 20; round++) {
        written = false;
        WORKS(pthread_rwlock_rdlock(&rw));
        actor_start(&writer, write_mark, &rw);
        actor_blocks(&writer);
        for (int i = 0; i < 3; i++)
            actor_start(&readers[i], read_mark, &rw);
        for (int i = 0; i < 3; i++)
            actor_blocks(&readers[i]);
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(actor_join(&writer));
        for (int i = 0; i < 3; i++)
            WORKS(actor_join(&readers[i]));
    }
    NOTHING_WRONG();
}
END_TEST

// ---- attributes ---------------------------------------------------------------------------------

START_TEST(attributes)
{
    pthread_rwlockattr_t attr;
    int got = 4711;
    WORKS(pthread_rwlockattr_init(&attr));
    WORKS(pthread_rwlockattr_getpshared(&attr, &got));
    ck_assert_int_eq(got, PTHREAD_PROCESS_PRIVATE);
    WORKS(pthread_rwlockattr_getkind_np(&attr, &got));
    ck_assert_int_eq(got, PTHREAD_RWLOCK_DEFAULT_NP);
    WORKS(pthread_rwlockattr_setpshared(&attr, PTHREAD_PROCESS_SHARED));
    WORKS(pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
    WORKS(pthread_rwlockattr_getpshared(&attr, &got));
    ck_assert_int_eq(got, PTHREAD_PROCESS_SHARED);
    WORKS(pthread_rwlockattr_getkind_np(&attr, &got));
    ck_assert_int_eq(got, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    GIVES(EINVAL, pthread_rwlockattr_setpshared(&attr, 4711));
    GIVES(EINVAL, pthread_rwlockattr_setkind_np(&attr, 4711));
    WORKS(pthread_rwlockattr_destroy(&attr));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {lock_unlock_destroy, KINDS},
        {beside_a_reader, KINDS},
        {beside_a_writer, KINDS},
        {own_write_lock, KINDS},
        {recursive_reader, KINDS},
        {reader_waits_for_the_writer, KINDS},
        {writer_waits_for_the_writer, KINDS},
        {writer_waits_for_the_last_reader, KINDS},
        {unlock_lets_all_readers_in, KINDS},
        {reader_passes_a_waiting_writer, KINDS},
        {reader_waits_behind_a_waiting_writer, 2},
        {attributes, 1},
    };
    return suite_run("rwlock", tests, TEST_COUNT(tests));
}
