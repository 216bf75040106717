// profiled_test.c - the record of a program's locks: what is in it, against what was done.
// SPDX-License-Identifier: MIT
//
// How long a wait takes nobody knows beforehand. But the record shows who waits: what happens after
// that is a lower bound, and what the waiter itself measures, from outside, an upper one.
#include "support/record.h"
#include "support/suite.h"

#include <pawl/mutex.h>
#include <pawl/rwmutex.h>
#include <pawl/waitgroup.h>
#include <stdatomic.h>

// ---- counting -----------------------------------------------------------------------------------

static pawl_mutex mu;
static pawl_rwmutex rw;
static pawl_waitgroup wg;

START_TEST(counts_what_is_free)
{
    record_start("free", (struct pawl_profile_options){false, 0});
    for (int i = 0; i < 1000; i++) {
        pawl_mutex_lock(&mu);
        pawl_mutex_unlock(&mu);
    }
    for (int i = 0; i < 10; i++) {
        pawl_rwmutex_rlock(&rw);
        pawl_rwmutex_runlock(&rw);
    }
    pawl_rwmutex_lock(&rw);
    pawl_rwmutex_unlock(&rw);
    const struct pawl_record *r = record_stop("free");
    const struct pawl_record_lock *l = record_lock(r, &mu);
    ck_assert_uint_eq(record_acquired(r, l, false), 1000);
    ck_assert_uint_eq(l->exclusive.contended, 0);
    ck_assert_uint_eq(l->objects, 1);
    ck_assert_uint_eq(l->hold_ns, 0);
    l = record_lock(r, &rw);
    ck_assert_uint_eq(l->kind, PAWL_KIND_RWMUTEX);
    ck_assert_uint_eq(record_acquired(r, l, false), 1);
    ck_assert_uint_eq(record_acquired(r, l, true), 10);
    ck_assert(r->head.flags == (PAWL_RECORD_LINKED | PAWL_RECORD_ENDED));
    ck_assert_int_eq(r->head.pid, getpid());
}
END_TEST

// ---- waiting ------------------------------------------------------------------------------------

enum { WAITERS = 4 };
#define HELD (50 * PAWL_MILLISECOND)

static _Atomic uint64_t waited_ns;

static void *wait_once(void *arg)
{
    bool read = arg != NULL;
    int64_t began = pawl_now();
    if (read)
        pawl_rwmutex_rlock(&rw);
    else
        pawl_mutex_lock(&mu);
    atomic_fetch_add(&waited_ns, (uint64_t)(pawl_now() - began));
    if (read)
        pawl_rwmutex_runlock(&rw);
    else
        pawl_mutex_unlock(&mu);
    return NULL;
}

// Lets WAITERS wait for a lock that the caller holds, for HELD at least.
static struct team let_wait(const char *name, const void *lock, void *arg)
{
    const struct pawl_record *r = record_map(record_path(name));
    struct team t = team_start(WAITERS, wait_once, arg);
    WAIT_FOR(record_waiting(r, lock) == WAITERS);
    sleep_ns(HELD);
    return t;
}

static uint64_t sum_of(const struct pawl_record_histogram *h)
{
    uint64_t sum = 0;
    for (int i = 0; i < PAWL_RECORD_BUCKETS; i++)
        sum += h->buckets[i];
    return sum;
}

static uint64_t charged(const struct pawl_record *r, uint32_t role, uint64_t *count)
{
    uint64_t ns = 0;
    *count = 0;
    for (int i = 0; i < PAWL_RECORD_CHARGES; i++)
        if (r->charges[i].ready && r->charges[i].role == role) {
            ns += r->charges[i].wait_ns;
            *count += r->charges[i].count;
        }
    return ns;
}

static void expect_waits(const struct pawl_record *r, const struct pawl_record_use *use)
{
    ck_assert_uint_eq(use->contended, WAITERS);
    ck_assert_uint_eq(use->timed_out, 0);
    ck_assert_uint_ge(use->wait_ns, WAITERS * HELD);
    ck_assert_uint_le(use->wait_ns, waited_ns);
    ck_assert_uint_ge(use->wait_max_ns, HELD);
    ck_assert_uint_le(use->wake_ns, use->wait_ns);
    ck_assert_uint_eq(sum_of(&use->waits), WAITERS);
    uint64_t count;
    ck_assert_uint_eq(charged(r, PAWL_RECORD_WAITED, &count), use->wait_ns);
    ck_assert_uint_eq(count, WAITERS);
    // Whose unlock ended it is charged for all of them.
    uint64_t ns = charged(r, PAWL_RECORD_UNLOCKED, &count);
    ck_assert_uint_ge(count, 1);
    ck_assert_uint_ge(ns, WAITERS * HELD);
    ck_assert_uint_le(ns, use->wait_ns);
}

START_TEST(waits_for_a_mutex)
{
    record_start("wait", (struct pawl_profile_options){true, 0});
    pawl_mutex_lock(&mu);
    struct team t = let_wait("wait", &mu, NULL);
    pawl_mutex_unlock(&mu);
    team_join(&t);
    const struct pawl_record *r = record_stop("wait");
    const struct pawl_record_lock *l = record_lock(r, &mu);
    ck_assert_uint_eq(record_acquired(r, l, false), WAITERS + 1);
    expect_waits(r, &l->exclusive);
    ck_assert_uint_eq(l->owner_changes, WAITERS);
    ck_assert_uint_ge(l->hold_ns, HELD);
    ck_assert_uint_ge(l->hold_max_ns, HELD);
    uint64_t in_slots = 0;
    for (int i = 0; i < PAWL_RECORD_SLOTS; i++)
        in_slots += l->timeline[i];
    ck_assert_uint_eq(in_slots, l->exclusive.wait_ns);
}
END_TEST

START_TEST(readers_wait_for_a_writer)
{
    record_start("read", (struct pawl_profile_options){false, 0});
    pawl_rwmutex_lock(&rw);
    struct team t = let_wait("read", &rw, &rw);
    pawl_rwmutex_unlock(&rw);
    team_join(&t);
    const struct pawl_record *r = record_stop("read");
    const struct pawl_record_lock *l = record_lock(r, &rw);
    ck_assert_uint_eq(record_acquired(r, l, true), WAITERS);
    ck_assert_uint_eq(l->exclusive.contended, 0);
    expect_waits(r, &l->shared);
}
END_TEST

START_TEST(deadlines_pass)
{
    record_start("late", (struct pawl_profile_options){false, 0});
    pawl_mutex_lock(&mu);
    int64_t began = pawl_now();
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, began + 60 * PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    uint64_t measured = (uint64_t)(pawl_now() - began);
    pawl_mutex_unlock(&mu);
    const struct pawl_record *r = record_stop("late");
    const struct pawl_record_use *use = &record_lock(r, &mu)->exclusive;
    ck_assert_uint_eq(record_acquired(r, record_lock(r, &mu), false), 1);
    ck_assert_uint_eq(use->contended, 1);
    ck_assert_uint_eq(use->timed_out, 1);
    ck_assert_uint_le(use->wait_ns, measured);
}
END_TEST

static void *be_done(void *arg)
{
    const struct pawl_record *r = arg;
    WAIT_FOR(record_waiting(r, &wg) == 1);
    sleep_ns(HELD);
    pawl_waitgroup_done(&wg);
    return NULL;
}

START_TEST(waits_that_are_no_contention)
{
    record_start("wg", (struct pawl_profile_options){false, 0});
    pawl_waitgroup_add(&wg, 1);
    pawl_mutex_lock(&mu); // the first lock makes the record
    pawl_mutex_unlock(&mu);
    int64_t began = pawl_now();
    struct team t = team_start(1, be_done, (void *)(uintptr_t)record_map(record_path("wg")));
    pawl_waitgroup_wait(&wg);
    uint64_t measured = (uint64_t)(pawl_now() - began);
    team_join(&t);
    const struct pawl_record *r = record_stop("wg");
    const struct pawl_record_lock *l = record_lock(r, &wg);
    ck_assert_uint_eq(l->kind, PAWL_KIND_WAITGROUP);
    ck_assert_uint_eq(record_acquired(r, l, false), 0);
    ck_assert_uint_eq(l->exclusive.contended, 1);
    ck_assert_uint_ge(l->exclusive.wait_ns, HELD);
    ck_assert_uint_le(l->exclusive.wait_ns, measured);
}
END_TEST

// ---- sampling -----------------------------------------------------------------------------------

// One thread, and deadlines in the past: every lock is a contended one, and takes next to no time.
START_TEST(samples_keep_the_totals)
{
    enum { TRIES = 40000, SAMPLE = 20 };
    record_start("sample", (struct pawl_profile_options){false, SAMPLE});
    pawl_mutex_lock(&mu);
    for (int i = 0; i < TRIES; i++)
        ck_assert_int_eq(pawl_mutex_lock_until(&mu, 0), PAWL_ETIMEDOUT);
    pawl_mutex_unlock(&mu);
    const struct pawl_record *r = record_stop("sample");
    const struct pawl_record_use *use = &record_lock(r, &mu)->exclusive;
    ck_assert_uint_eq(r->sample, SAMPLE);
    ck_assert_uint_eq(use->contended % SAMPLE, 0);
    // 2000 samples at random distances of 20 on average: 5 standard deviations are 6 %.
    ck_assert_uint_ge(use->contended, TRIES / 100 * 94);
    ck_assert_uint_le(use->contended, TRIES / 100 * 106);
    ck_assert_uint_eq(sum_of(&use->waits), use->contended);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {counts_what_is_free, 0},          {waits_for_a_mutex, 0},
        {readers_wait_for_a_writer, 0},    {deadlines_pass, 0},
        {waits_that_are_no_contention, 0}, {samples_keep_the_totals, 0},
    };
    return suite_run("profiled", tests, TEST_COUNT(tests));
}
