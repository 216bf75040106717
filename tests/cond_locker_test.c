// cond_locker_test.c - Conds with a deadline, and with locks of every kind.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_mutex mu;
static pawl_cond cond;
static atomic_int awake, wrong;
static atomic_int result;

// ---- a signal and a deadline --------------------------------------------------------------------

static int64_t deadline;

static void *wait_until_deadline(void *arg)
{
    pawl_mutex_lock(&mu);
    int err = pawl_cond_wait_until(&cond, &mu, deadline);
    bool early = err != 0 && (err != PAWL_ETIMEDOUT || pawl_now() < deadline);
    atomic_fetch_add(&wrong, early || pawl_mutex_trylock(&mu));
    atomic_store(&result, err);
    pawl_mutex_unlock(&mu);
    return arg;
}

static void *wait_patiently(void *arg)
{
    pawl_mutex_lock(&mu);
    pawl_cond_wait(&cond, &mu);
    atomic_fetch_add(&awake, 1);
    pawl_mutex_unlock(&mu);
    return arg;
}

// The first in the queue has a deadline, which passes when the signal comes. Either it was woken,
// and the second sleeps on; or it gave up, and the signal went to the second or is not needed.
START_TEST(signal_against_deadline)
{
    int gave_up = 0;
    for (int i = 0; i < SCALED(600); i++) {
        atomic_store(&awake, 0);
        deadline = pawl_now() + 300 * PAWL_MICROSECOND;
        struct team a = team_start(1, wait_until_deadline, NULL);
        WAIT_FOR(queue_length_at(&cond) == 1 || pawl_now() >= deadline);
        struct team b = team_start(1, wait_patiently, NULL);
        WAIT_FOR(queue_length_at(&cond) == 2 || pawl_now() >= deadline);
        while (pawl_now() < deadline + i % 100 * 1500) {
        }
        pawl_cond_signal(&cond);
        team_join(&a);
        if (atomic_load(&result) == 0) {
            EXPECT(atomic_load(&awake) == 0, "one signal woke two");
            WAIT_FOR(queue_length_at(&cond) == 1);
        }
        gave_up += atomic_load(&result) != 0;
        // For b, if it still waits, or is still to come.
        for (; atomic_load(&awake) == 0; sleep_ns(10000))
            if (atomic_load(&result) == 0 || queue_length_at(&cond) == 1)
                pawl_cond_signal(&cond);
        team_join(&b);
    }
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_uint_eq(cond.waiters, 0);
    printf("%d of %d gave up\n", gave_up, SCALED(600));
}
END_TEST

// Who gives up leaves the others where they are, and the signal to them.
START_TEST(a_signal_is_not_used_up_by_who_gave_up)
{
    deadline = pawl_now() + 20 * PAWL_MILLISECOND;
    struct team a = team_start(1, wait_until_deadline, NULL);
    WAIT_FOR(queue_length_at(&cond) == 1 || atomic_load(&result) != 0);
    struct team b = team_start(2, wait_patiently, NULL);
    team_join(&a);
    ck_assert_int_eq(atomic_load(&result), PAWL_ETIMEDOUT);
    WAIT_FOR(queue_length_at(&cond) == 2);
    pawl_cond_signal(&cond);
    WAIT_FOR(atomic_load(&awake) == 1);
    ck_assert_int_eq(queue_length_at(&cond), 1);
    pawl_cond_signal(&cond);
    team_join(&b);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_uint_eq(cond.waiters, 0);
}
END_TEST

// ---- any lock -----------------------------------------------------------------------------------

static union {
    pawl_mutex mutex;
    pawl_rwmutex plain;
    pawl_rwmutex_wide wide;
    pawl_reentrant owner;
    pawl_reentrant_token token;
} lock;
// With one token for all they would be in together, and nobody would guard the value:
//   W: sees the old value    C: sets the new one, broadcasts: nobody waits    W: waits, for ever
static struct pawl_reentrant_holder waiters = {&lock.token, 77}, changer = {&lock.token, 78};
static pawl_locker waiters_lock, changers_lock;
static int value; // guarded by lock

static void choose_lock(int i)
{
    switch (i) {
    case 0: waiters_lock = changers_lock = pawl_mutex_locker(&lock.mutex); break;
    case 1: waiters_lock = changers_lock = pawl_rwmutex_locker(&lock.plain); break;
    case 2:
        waiters_lock = pawl_rwmutex_rlocker(&lock.plain);
        changers_lock = pawl_rwmutex_locker(&lock.plain);
        break;
    case 3:
        waiters_lock = pawl_rwmutex_wide_rlocker(&lock.wide);
        changers_lock = pawl_rwmutex_wide_locker(&lock.wide);
        break;
    case 4: waiters_lock = changers_lock = pawl_reentrant_locker(&lock.owner); break;
    default:
        waiters_lock = pawl_reentrant_holder_locker(&waiters);
        changers_lock = pawl_reentrant_holder_locker(&changer);
    }
}

#define LOCKS 6

static void *wait_for_values(void *arg)
{
    for (int want = 1; want <= 100; want++) {
        pawl_locker_lock(waiters_lock);
        while (value < want)
            pawl_cond_wait_locker(&cond, waiters_lock);
        pawl_locker_unlock(waiters_lock);
        atomic_fetch_add(&awake, 1);
    }
    return arg;
}

START_TEST(with_any_lock)
{
    choose_lock(_i);
    struct team t = team_start(4, wait_for_values, NULL);
    for (int i = 1; i <= 100; i++) {
        if (i % 2 == 0)
            WAIT_FOR(queue_length_at(&cond) == 4); // for certain: all of them wait
        pawl_locker_lock(changers_lock);
        value = i;
        pawl_locker_unlock(changers_lock);
        pawl_cond_broadcast(&cond);
        WAIT_FOR(atomic_load(&awake) == 4 * i);
    }
    team_join(&t);
    pawl_locker_lock(waiters_lock);
    int64_t soon = pawl_now() + PAWL_MILLISECOND;
    ck_assert_int_eq(pawl_cond_wait_locker_until(&cond, waiters_lock, soon), PAWL_ETIMEDOUT);
    ck_assert_int_ge(pawl_now(), soon);
    pawl_locker_unlock(waiters_lock);
    pawl_locker_lock(changers_lock);
    pawl_locker_unlock(changers_lock);
    ck_assert(table_is_empty());
}
END_TEST

// ---- a lock of somebody else's, whose unlock and lock wait for another lock of ours -------------

static struct gate {
    pawl_mutex mu;
    pawl_mutex log; // guards passes
    pawl_sema told;
    int passes;
} gate;

static void note_pass(struct gate *g)
{
    pawl_mutex_lock(&g->log);
    g->passes++;
    pawl_mutex_unlock(&g->log);
}

static void gate_lock(void *self)
{
    struct gate *g = self;
    note_pass(g);
    pawl_mutex_lock(&g->mu);
}

static void gate_unlock(void *self)
{
    struct gate *g = self;
    pawl_mutex_unlock(&g->mu);
    pawl_sema_acquire(&g->told, 0);
    note_pass(g);
}

static const struct pawl_locker_ops gate_ops = {gate_lock, gate_unlock};

static void *wait_at_gate(void *arg)
{
    pawl_locker l = {&gate_ops, &gate};
    pawl_locker_lock(l);
    int err = pawl_cond_wait_locker_until(&cond, l, *(int64_t *)arg);
    atomic_store(&result, err);
    pawl_locker_unlock(l);
    return NULL;
}

// The waiter is in the Cond's queue and sleeps in its unlock, twice. A signal that comes just then
// ends neither of these waits, and is not lost.
static void signal_in_unlock(int64_t until, bool signalled)
{
    struct team t = team_start(1, wait_at_gate, &until);
    WAIT_FOR(queue_length(&gate.told) == 1);
    ck_assert_int_eq(queue_length_at(&cond), 1);
    if (signalled)
        pawl_cond_signal(&cond);
    ck_assert_int_eq(queue_length_at(&cond), signalled ? 0 : 1);
    pawl_mutex_lock(&gate.log);
    sleep_ns(50000); // who was woken by mistake would be on its way now
    ck_assert_int_eq(queue_length(&gate.told), 1);
    pawl_sema_release(&gate.told, 0);
    WAIT_FOR(queue_length(&gate.log.sema) == 1);
    pawl_mutex_unlock(&gate.log);
    pawl_sema_release(&gate.told, 0); // for the last unlock
    team_join(&t);
}

START_TEST(unlock_that_waits)
{
    for (int i = 0; i < 100; i++) {
        int64_t until = i % 3 == 0 ? PAWL_NEVER : pawl_now() + 90 * PAWL_SECOND;
        signal_in_unlock(until, true);
        ck_assert_int_eq(atomic_load(&result), 0);
    }
    signal_in_unlock(0, false);
    ck_assert_int_eq(atomic_load(&result), PAWL_ETIMEDOUT);
    ck_assert_int_eq(gate.passes, 4 * 101);
    ck_assert_uint_eq(gate.told.count, 0);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {signal_against_deadline, 1},
        {a_signal_is_not_used_up_by_who_gave_up, 1},
        {with_any_lock, LOCKS},
        {unlock_that_waits, 1},
    };
    return suite_run("cond_locker", tests, TEST_COUNT(tests));
}
