// rwmutex_until_test.c - deadlines at an RWMutex of either kind: who gives up is in nobody's way.
// SPDX-License-Identifier: MIT
//
// When they time out and when not is in family_until_test.c.
#include "support/rw.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdatomic.h>

static atomic_int reading, writing, wrong;

// Long enough for the others to queue up behind it. If they do not, the verdict stays the same.
#define PATIENCE (150 * PAWL_MILLISECOND)

static void *write_impatiently(void *arg)
{
    atomic_store((atomic_int *)arg, kind->lock_until(&rw, pawl_now() + PATIENCE));
    return NULL;
}

static void *read_impatiently(void *arg)
{
    atomic_store((atomic_int *)arg, kind->rlock_until(&rw, pawl_now() + PATIENCE));
    return NULL;
}

static void *read_once(void *arg)
{
    (void)arg;
    kind->rlock(&rw);
    atomic_fetch_add(&reading, 1);
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

// The readers it stopped come in, though the one it waited for reads on.
START_TEST(a_writer_that_gives_up_lets_readers_in)
{
    rw_choose(_i);
    static atomic_int result;
    kind->rlock(&rw);
    struct team writer = team_start(1, write_impatiently, &result);
    WAIT_FOR(rw_writer_waits(&rw) || result != 0);
    struct team readers = team_start(3, read_once, NULL);
    team_join(&writer);
    ck_assert_int_eq(result, PAWL_ETIMEDOUT);
    team_join(&readers);
    ck_assert(kind->tryrlock(&rw));
    kind->runlock(&rw);
    kind->runlock(&rw);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// A writer that gives up lets the next one have its place.
START_TEST(a_writer_that_gives_up_lets_a_writer_on)
{
    rw_choose(_i);
    static atomic_int result;
    kind->rlock(&rw);
    struct team first = team_start(1, write_impatiently, &result);
    WAIT_FOR(rw_writer_waits(&rw) || result != 0);
    struct team second = team_start(1, write_once, NULL);
    team_join(&first);
    ck_assert_int_eq(result, PAWL_ETIMEDOUT);
    WAIT_FOR(rw_writer_waits(&rw));
    ck_assert_int_eq(atomic_load(&writing), 0);
    kind->runlock(&rw);
    team_join(&second);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// Behind a writer, and at the mutex that writers share.
START_TEST(a_writer_gives_up_behind_a_writer)
{
    rw_choose(_i);
    kind->lock(&rw);
    struct team second = team_start(1, write_once, NULL);
    WAIT_FOR(rw_queued_writers(&rw) == 1);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(kind->lock_until(&rw, pawl_now() + i * 20000), PAWL_ETIMEDOUT);
    ck_assert_int_eq(rw_queued_writers(&rw), 1);
    kind->unlock(&rw);
    team_join(&second);
    ck_assert_int_eq(atomic_load(&writing), 1);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// The last reader that gives up leaves no mark; before that, the others stay.
START_TEST(readers_give_up)
{
    rw_choose(_i);
    static atomic_int results[2];
    kind->lock(&rw);
    uint32_t before = rw.plain.state;
    struct team a = team_start(1, read_impatiently, &results[0]);
    struct team b = team_start(1, read_impatiently, &results[1]);
    WAIT_FOR(rw_queued_readers(&rw) == 2 || results[0] + results[1] != 0);
    struct team c = team_start(1, read_once, NULL);
    team_join(&a);
    team_join(&b);
    ck_assert_int_eq(results[0], PAWL_ETIMEDOUT);
    ck_assert_int_eq(results[1], PAWL_ETIMEDOUT);
    WAIT_FOR(rw_queued_readers(&rw) == 1);
    ck_assert_int_eq(atomic_load(&reading), 0);
    kind->unlock(&rw);
    team_join(&c);
    kind->lock(&rw);
    ck_assert_int_eq(kind->rlock_until(&rw, pawl_now() + PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    ck_assert_uint_eq(rw.plain.state, before);
    kind->unlock(&rw);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// ---- every way at once --------------------------------------------------------------------------

static long left, right; // guarded by rw, always equal outside of it
static atomic_long writes;

static void write_both(void)
{
    atomic_fetch_add(&wrong, left != right);
    left++;
    right++;
    atomic_fetch_add(&writes, 1);
}

static void write_somehow(unsigned *seed)
{
    unsigned way = random_next(seed) % 3;
    bool in = way == 0 ? kind->trylock(&rw)
                       : kind->lock_until(&rw, pawl_now() + random_next(seed) % 40000) == 0;
    if (!in && way == 2) {
        kind->lock(&rw);
        in = true;
    }
    if (!in)
        return;
    write_both();
    if (random_next(seed) % 4 == 0) {
        kind->downgrade(&rw);
        atomic_fetch_add(&wrong, left != right);
        kind->runlock(&rw);
    } else {
        kind->unlock(&rw);
    }
}

static void read_somehow(unsigned *seed)
{
    unsigned way = random_next(seed) % 3;
    bool in = way == 0 ? kind->tryrlock(&rw)
                       : kind->rlock_until(&rw, pawl_now() + random_next(seed) % 40000) == 0;
    if (!in && way == 2) {
        kind->rlock(&rw);
        in = true;
    }
    if (!in)
        return;
    atomic_fetch_add(&wrong, left != right);
    if (random_next(seed) % 64 == 0)
        sleep_ns(20000);
    kind->runlock(&rw);
}

static void *use_in_every_way(void *arg)
{
    static atomic_uint seeds = 1;
    (void)arg;
    unsigned seed = atomic_fetch_add(&seeds, 1) * 2654435761u | 1;
    for (int i = 0; i < SCALED(6000); i++)
        if (random_next(&seed) % 4 == 0)
            write_somehow(&seed);
        else
            read_somehow(&seed);
    return NULL;
}

START_TEST(every_way_at_once)
{
    rw_choose(_i);
    team_run(6, use_in_every_way, NULL);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(left, atomic_load(&writes));
    ck_assert_int_eq(right, atomic_load(&writes));
    ck_assert(rw_at_rest(&rw));
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_writer_that_gives_up_lets_readers_in, RW_KINDS},
        {a_writer_that_gives_up_lets_a_writer_on, RW_KINDS},
        {a_writer_gives_up_behind_a_writer, RW_KINDS},
        {readers_give_up, RW_KINDS},
        {every_way_at_once, RW_KINDS},
    };
    return suite_run("rwmutex_until", tests, TEST_COUNT(tests));
}
