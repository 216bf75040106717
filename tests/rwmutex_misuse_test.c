// rwmutex_misuse_test.c - mistakes with an RWMutex of either kind end the process, loudly.
// SPDX-License-Identifier: MIT
#include "support/child.h"

#include "support/rw.h"
#include "support/suite.h"
#include "support/threads.h"

static void ignore_event(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
}

static const struct pawl_watcher watcher = {~0u, ignore_event, NULL};

// ---- Go's TestMutexMisuse, and more -------------------------------------------------------------

#define UNLOCK "sync: Unlock of unlocked RWMutex"
#define RUNLOCK "sync: RUnlock of unlocked RWMutex"

static void rw_unlock(void)
{
    kind->unlock(&rw);
}

static void rw_unlock2(void)
{
    kind->rlock(&rw);
    kind->unlock(&rw);
}

static void rw_unlock3(void)
{
    kind->lock(&rw);
    kind->unlock(&rw);
    kind->unlock(&rw);
}

static void *write_it(void *arg)
{
    kind->lock(&rw);
    return arg;
}

// Go does not notice.
static void rw_unlock_for_a_waiting_writer(void)
{
    kind->rlock(&rw);
    team_start(1, write_it, NULL);
    WAIT_FOR(rw_writer_waits(&rw));
    kind->unlock(&rw);
}

static void rw_unlock_watched(void)
{
    pawl_watch(&watcher);
    kind->unlock(&rw);
}

static void rw_unlock_by_locker(void)
{
    pawl_locker_unlock(kind->locker(&rw));
}

static void rw_downgrade(void)
{
    kind->downgrade(&rw);
}

static void rw_downgrade_twice(void)
{
    kind->lock(&rw);
    kind->downgrade(&rw);
    kind->downgrade(&rw);
}

// The plain one notices at once, the wide one at the next lock.
static void rw_runlock(void)
{
    kind->runlock(&rw);
    kind->lock(&rw);
}

static void rw_runlock2(void)
{
    kind->lock(&rw);
    kind->runlock(&rw);
}

static void rw_runlock3(void)
{
    kind->rlock(&rw);
    kind->runlock(&rw);
    kind->runlock(&rw);
    kind->lock_until(&rw, 0);
}

static void rw_runlock_watched(void)
{
    pawl_watch(&watcher);
    rw_runlock();
}

static void rw_runlock_by_locker(void)
{
    pawl_locker_unlock(kind->rlocker(&rw));
    kind->lock(&rw);
}

static void rw_runlock_after_unlock(void)
{
    kind->lock(&rw);
    kind->unlock(&rw);
    kind->runlock(&rw);
    kind->lock(&rw);
}

static void rw_downgrade_and_unlock(void)
{
    kind->lock(&rw);
    kind->downgrade(&rw);
    kind->unlock(&rw);
}

static const struct {
    const char *name;
    void (*run)(void);
    const char *text;
} rw_mistakes[] = {
    {"RWMutex.Unlock", rw_unlock, UNLOCK},
    {"RWMutex.Unlock2", rw_unlock2, UNLOCK},
    {"RWMutex.Unlock3", rw_unlock3, UNLOCK},
    {"unlock, a writer waits", rw_unlock_for_a_waiting_writer, UNLOCK},
    {"unlock watched", rw_unlock_watched, UNLOCK},
    {"unlock by locker", rw_unlock_by_locker, UNLOCK},
    {"downgrade", rw_downgrade, UNLOCK},
    {"downgrade twice", rw_downgrade_twice, UNLOCK},
    {"downgrade and unlock", rw_downgrade_and_unlock, UNLOCK},
    {"RWMutex.RUnlock", rw_runlock, RUNLOCK},
    {"RWMutex.RUnlock3", rw_runlock3, RUNLOCK},
    {"runlock watched", rw_runlock_watched, RUNLOCK},
    {"runlock by rlocker", rw_runlock_by_locker, RUNLOCK},
    {"runlock after unlock", rw_runlock_after_unlock, RUNLOCK},
};
#define RW_MISTAKES ((int)TEST_COUNT(rw_mistakes))

START_TEST(misuse_rwmutex)
{
    rw_choose(_i);
    int i = _i / RW_KINDS;
    expect_fatal(rw_mistakes[i].name, rw_mistakes[i].run, rw_mistakes[i].text);
}
END_TEST

START_TEST(misuse_rwmutex_runlock2)
{
    rw_choose(0);
    expect_fatal("RWMutex.RUnlock2", rw_runlock2, RUNLOCK);
}
END_TEST

// ---- too many readers of the plain one ----------------------------------------------------------

#define MAX_READERS ((UINT32_C(1) << 29) - 1)

static void rw_one_reader_too_many(void)
{
    rw.plain.state = MAX_READERS << 3;
    pawl_rwmutex_rlock(&rw.plain);
}

static void rw_one_try_too_many(void)
{
    rw.plain.state = MAX_READERS << 3;
    pawl_rwmutex_tryrlock(&rw.plain);
}

static void rw_one_deadline_too_many(void)
{
    rw.plain.state = MAX_READERS << 3;
    (void)pawl_rwmutex_rlock_until(&rw.plain, 0);
}

static void (*const too_many[])(void) = {rw_one_reader_too_many, rw_one_try_too_many,
                                         rw_one_deadline_too_many};

START_TEST(too_many_readers)
{
    expect_fatal("too many readers", too_many[_i], "sync: too many readers of an RWMutex");
}
END_TEST

// One below the limit all is well.
START_TEST(up_to_the_limit)
{
    rw.plain.state = (MAX_READERS - 2) << 3;
    pawl_rwmutex_rlock(&rw.plain);
    ck_assert(pawl_rwmutex_tryrlock(&rw.plain));
    ck_assert_uint_eq(rw.plain.state, MAX_READERS << 3);
    pawl_rwmutex_runlock(&rw.plain);
    ck_assert_int_eq(pawl_rwmutex_rlock_until(&rw.plain, 0), 0);
    ck_assert_int_eq(pawl_rwmutex_lock_until(&rw.plain, 0), PAWL_ETIMEDOUT);
    ck_assert_uint_eq(rw.plain.state, MAX_READERS << 3);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {misuse_rwmutex, RW_MISTAKES * RW_KINDS},
        {misuse_rwmutex_runlock2, 1},
        {too_many_readers, (int)TEST_COUNT(too_many)},
        {up_to_the_limit, 1},
    };
    return suite_run("rwmutex_misuse", tests, TEST_COUNT(tests));
}
