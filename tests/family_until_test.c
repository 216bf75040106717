// family_until_test.c - the deadlines of all types but the mutex: when they pass and when not.
// SPDX-License-Identifier: MIT
#include "support/rw.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdatomic.h>
#include <sys/prctl.h>

// ---- who is in the way: another thread, so that a reentrant lock is not the caller's ------------

static pawl_waitgroup wg;
static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(3);
static pawl_reentrant reentrant;
static pawl_reentrant_token token;
static pawl_mutex mu;
static pawl_cond cond;

static void rw_lock(void)
{
    kind->lock(&rw);
}
static void rw_unlock(void)
{
    kind->unlock(&rw);
}
static void rw_rlock(void)
{
    kind->rlock(&rw);
}
static void rw_runlock(void)
{
    kind->runlock(&rw);
}
static int rw_lock_until(int64_t deadline)
{
    return kind->lock_until(&rw, deadline);
}
static int rw_rlock_until(int64_t deadline)
{
    return kind->rlock_until(&rw, deadline);
}

static void wg_add(void)
{
    pawl_waitgroup_add(&wg, 2);
}
static void wg_done(void)
{
    pawl_waitgroup_done(&wg);
    pawl_waitgroup_done(&wg);
}
static int wg_wait_until(int64_t deadline)
{
    return pawl_waitgroup_wait_until(&wg, deadline);
}

static void sem_acquire(void)
{
    pawl_semaphore_acquire(&sem, 2);
}
static void sem_release(void)
{
    pawl_semaphore_release(&sem, 2);
}
static int sem_acquire_until(int64_t deadline)
{
    return pawl_semaphore_acquire_until(&sem, 2, deadline);
}

static void reentrant_lock(void)
{
    pawl_reentrant_lock(&reentrant);
}
static void reentrant_unlock(void)
{
    pawl_reentrant_unlock(&reentrant);
}
static int reentrant_lock_until(int64_t deadline)
{
    return pawl_reentrant_lock_until(&reentrant, deadline);
}

static void token_lock(void)
{
    pawl_reentrant_token_lock(&token, 1);
}
static void token_unlock(void)
{
    pawl_reentrant_token_unlock(&token, 1);
}
static int token_lock_until(int64_t deadline)
{
    return pawl_reentrant_token_lock_until(&token, 2, deadline);
}
static void token_unlock_2(void)
{
    pawl_reentrant_token_unlock(&token, 2);
}

// A Cond never is in a state that spares the wait.
static void nothing(void)
{
}
static void cond_signal(void)
{
    pawl_cond_signal(&cond);
}
static int cond_wait_until(int64_t deadline)
{
    pawl_mutex_lock(&mu);
    int err = pawl_cond_wait_until(&cond, &mu, deadline);
    pawl_mutex_unlock(&mu);
    return err;
}
static int cond_wait_locker_until(int64_t deadline)
{
    pawl_locker l = pawl_mutex_locker(&mu);
    pawl_locker_lock(l);
    int err = pawl_cond_wait_locker_until(&cond, l, deadline);
    pawl_locker_unlock(l);
    return err;
}

static const struct wait {
    const char *name;
    int kind; // of RWMutex, if it is one
    void (*block)(void);
    void (*unblock)(void);
    int (*until)(int64_t deadline); // what is tested
    void (*undo)(void);             // after it has returned 0
    const void *queue;              // where it waits
} waits[] = {
    {"lock, a writer", 0, rw_lock, rw_unlock, rw_lock_until, rw_unlock, &rw.plain.w.sema},
    {"lock, a reader", 0, rw_rlock, rw_runlock, rw_lock_until, rw_unlock, &rw.plain.writer},
    {"rlock, a writer", 0, rw_lock, rw_unlock, rw_rlock_until, rw_runlock, &rw.plain.state},
    {"wide lock, a writer", 1, rw_lock, rw_unlock, rw_lock_until, rw_unlock, &rw.plain.w.sema},
    {"wide lock, a reader", 1, rw_rlock, rw_runlock, rw_lock_until, rw_unlock, &rw.wide.writer},
    {"wide rlock, a writer", 1, rw_lock, rw_unlock, rw_rlock_until, rw_runlock, &rw.plain.state},
    {"waitgroup", 0, wg_add, wg_done, wg_wait_until, nothing, &wg},
    {"semaphore", 0, sem_acquire, sem_release, sem_acquire_until, sem_release, &sem.held},
    {"reentrant", 0, reentrant_lock, reentrant_unlock, reentrant_lock_until, reentrant_unlock,
     &reentrant.mutex.sema},
    {"token", 0, token_lock, token_unlock, token_lock_until, token_unlock_2, &token},
    {"cond", 0, nothing, cond_signal, cond_wait_until, nothing, &cond},
    {"cond, locker", 0, nothing, cond_signal, cond_wait_locker_until, nothing, &cond},
};
static const struct wait *w;

#define WAITS ((int)TEST_COUNT(waits))

static bool is_cond(void)
{
    return w->block == nothing;
}

// A thread that blocks until it is told to unblock; in_the_way tells whether it does by now.
static atomic_bool in_the_way, may_go;
static int64_t goes_ns; // it lets this much time pass when the waiter waits

static void *block(void *arg)
{
    w->block();
    atomic_store(&in_the_way, true);
    WAIT_FOR(atomic_load(&may_go));
    sleep_ns(goes_ns);
    w->unblock();
    return arg;
}

static struct team start_blocker(int i)
{
    w = &waits[i];
    rw_choose(w->kind);
    struct team t = team_start(1, block, NULL);
    WAIT_FOR(atomic_load(&in_the_way));
    return t;
}

static void end_blocker(struct team *t)
{
    atomic_store(&may_go, true);
    team_join(t);
}

static void expect_rest(void)
{
    ck_assert(rw_at_rest(&rw));
    ck_assert_uint_eq(wg.state | sem.held | token.depth | reentrant.mutex.state, 0);
    ck_assert_uint_eq(mu.state | cond.waiters, 0);
    ck_assert(table_is_empty());
}

// ---- the tests ----------------------------------------------------------------------------------

static const int64_t past[] = {INT64_MIN, -1, 0, 1};

START_TEST(past_deadline_takes_what_is_free)
{
    w = &waits[_i];
    rw_choose(w->kind);
    for (size_t i = 0; i < TEST_COUNT(past); i++) {
        if (is_cond())
            continue;
        ck_assert_msg(w->until(past[i]) == 0, "%s", w->name);
        w->undo();
    }
    expect_rest();
}
END_TEST

START_TEST(past_deadline_does_not_wait)
{
    struct team t = start_blocker(_i);
    for (size_t i = 0; i < TEST_COUNT(past); i++)
        ck_assert_msg(w->until(past[i]) == PAWL_ETIMEDOUT, "%s", w->name);
    ck_assert_int_eq(w->until(pawl_now()), PAWL_ETIMEDOUT);
    end_blocker(&t);
    expect_rest();
}
END_TEST

START_TEST(never_early)
{
    prctl(PR_SET_TIMERSLACK, 1UL); // the kernel's usual 50 us too late would hide 50 us too early
    struct team t = start_blocker(_i);
    for (int i = 0; i < 200; i++) {
        int64_t deadline = pawl_now() + (int64_t)i * i * 30;
        errno = 12345;
        int err = w->until(deadline);
        int64_t now = pawl_now();
        EXPECT(err == PAWL_ETIMEDOUT, "%s: returned %d", w->name, err);
        EXPECT(now >= deadline, "%s: %lld ns early", w->name, (long long)(deadline - now));
        EXPECT(errno == 12345, "%s: errno was changed", w->name);
    }
    end_blocker(&t);
    expect_rest();
}
END_TEST

static void *unblock_when_awaited(void *arg)
{
    WAIT_FOR(queue_length_at(w->queue) == 1);
    atomic_store(&may_go, true);
    return arg;
}

// The deadline is far beyond what the release takes; PAWL_NEVER has none at all.
START_TEST(late_success)
{
    int64_t deadline = _i < WAITS ? PAWL_NEVER : pawl_now() + 90 * PAWL_SECOND;
    goes_ns = PAWL_MILLISECOND;
    struct team t = start_blocker(_i % WAITS);
    struct team sees = team_start(1, unblock_when_awaited, NULL);
    ck_assert_msg(w->until(deadline) == 0, "%s", w->name);
    team_join(&sees);
    team_join(&t);
    w->undo();
    expect_rest();
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {past_deadline_takes_what_is_free, WAITS},
        {past_deadline_does_not_wait, WAITS},
        {never_early, WAITS},
        {late_success, 2 * WAITS},
    };
    return suite_run("family_until", tests, TEST_COUNT(tests));
}
