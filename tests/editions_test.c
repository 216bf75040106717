// editions_test.c - the table of locks, and what is particular to some of them.
// SPDX-License-Identifier: MIT
#include "editions/edition.h"
#include "support/child.h"
#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl/watch.h>

#define LOCKS 9 // in the table

static bool is(const struct pawl_edition *e, const char *name)
{
    return strcmp(e->name, name) == 0;
}

static const struct pawl_edition *find(const char *name)
{
    const struct pawl_edition *e = pawl_edition_find(name);
    ck_assert_ptr_nonnull(e);
    return e;
}

// ---- the table ----------------------------------------------------------------------------------

START_TEST(table_is_in_order)
{
    int year = 0;
    int n = 0;
    bool controls = false;
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++, n++) {
        ck_assert_ptr_eq(pawl_edition_find((*e)->name), *e); // so names are unique
        ck_assert(strlen((*e)->change) > 0 && strlen((*e)->reason) > 0);
        ck_assert_uint_le((*e)->size, sizeof(union pawl_edition_lock));
        ck_assert((*e)->lock != NULL && (*e)->unlock != NULL);
        controls = controls || (*e)->year == 0;
        ck_assert_int_eq((*e)->year == 0, controls); // editions first
        ck_assert(controls || (*e)->year > year);    // oldest first
        year = (*e)->year;
    }
    ck_assert_int_eq(n, LOCKS);
    ck_assert_ptr_null(pawl_edition_find("m1999"));
}
END_TEST

START_TEST(only_the_broken_one_does_not_exclude)
{
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++)
        ck_assert_int_eq((*e)->excludes, !is(*e, "busted"));
}
END_TEST

// ---- one thread ---------------------------------------------------------------------------------

// Go's TestMutex: a zero lock is unlocked, and trylock tells the truth.
START_TEST(zero_is_unlocked)
{
    const struct pawl_edition *e = pawl_editions[_i];
    union pawl_edition_lock m = {{0}};
    e->lock(&m);
    e->unlock(&m);
    if (e->trylock == NULL || !e->excludes)
        return;
    union pawl_edition_lock fresh = {{0}};
    ck_assert_msg(e->trylock(&fresh), "trylock failed with zero lock");
    ck_assert_msg(!e->trylock(&fresh), "trylock succeeded with mutex locked");
    e->unlock(&fresh);
    e->lock(&fresh);
    ck_assert_msg(!e->trylock(&fresh), "trylock succeeded with mutex locked");
    e->unlock(&fresh);
    ck_assert_msg(e->trylock(&fresh), "trylock failed with mutex unlocked");
    e->unlock(&fresh);
}
END_TEST

START_TEST(editions_are_eight_bytes)
{
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++) {
        if ((*e)->year != 0)
            ck_assert_uint_eq((*e)->size, 8);
    }
    ck_assert_uint_eq(find("pthread")->size, sizeof(pthread_mutex_t));
}
END_TEST

// ---- order --------------------------------------------------------------------------------------

#define QUEUE 20

struct queue {
    union pawl_edition_lock lock;
    int order[QUEUE]; // guarded by lock
    int served;
};

struct place {
    struct queue *queue;
    int number;
};

static void *stand_in_line(void *arg)
{
    const struct place *p = arg;
    const struct pawl_edition *e = find("m2008");
    e->lock(&p->queue->lock);
    p->queue->order[p->queue->served++] = p->number;
    e->unlock(&p->queue->lock);
    return NULL;
}

static pawl_word seen[3]; // how many of WAIT_BEGIN, WAIT_END and HANDOFF
static const void *seen_lock;

static void see(void *arg, const struct pawl_event *event)
{
    (void)arg;
    bool granted = event->what != PAWL_ON_WAIT_BEGIN;
    if (event->lock != seen_lock || granted != (event->granted_ns > 0))
        return;
    int i = event->what == PAWL_ON_WAIT_BEGIN ? 0 : event->what == PAWL_ON_WAIT_END ? 1 : 2;
    pawl_word_add_rel(&seen[i], 1);
}

// In 2008 waiters were served in the order in which they came, each by being handed the lock.
START_TEST(m2008_serves_in_order)
{
    static const struct pawl_watcher watcher = {
        PAWL_ON_WAIT_BEGIN | PAWL_ON_WAIT_END | PAWL_ON_HANDOFF, see, NULL};
    const struct pawl_edition *e = find("m2008");
    struct queue q = {.served = 0};
    const pawl_sema *sema = (const pawl_sema *)(q.lock.bytes + sizeof(pawl_word));
    struct place places[QUEUE];
    struct team line[QUEUE];
    seen_lock = &q.lock;
    ck_assert_int_eq(pawl_watch(&watcher), 0);
    e->lock(&q.lock);
    for (int i = 0; i < QUEUE; i++) {
        places[i] = (struct place){.queue = &q, .number = i};
        line[i] = team_start(1, stand_in_line, &places[i]);
        WAIT_FOR(queue_length(sema) == i + 1);
    }
    e->unlock(&q.lock);
    for (int i = 0; i < QUEUE; i++)
        team_join(&line[i]);
    pawl_unwatch(&watcher);
    for (int i = 0; i < QUEUE; i++)
        ck_assert_int_eq(q.order[i], i);
    for (int i = 0; i < 3; i++)
        ck_assert_uint_eq(seen[i], QUEUE);
}
END_TEST

// ---- misuse -------------------------------------------------------------------------------------

static const char *const checked[] = {"m2011", "m2015", "m2016", "pawl"}; // not yet in 2008

static const struct pawl_edition *misused;
static union pawl_edition_lock misused_lock;

static void unlock_fresh(void)
{
    misused->unlock(&misused_lock);
}

static void unlock_twice(void)
{
    misused->lock(&misused_lock);
    misused->unlock(&misused_lock);
    misused->unlock(&misused_lock);
}

START_TEST(unlock_of_unlocked)
{
    misused = find(checked[_i]);
    expect_fatal(misused->name, unlock_fresh, "sync: unlock of unlocked mutex");
    expect_fatal(misused->name, unlock_twice, "sync: unlock of unlocked mutex");
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {table_is_in_order, 1},        {only_the_broken_one_does_not_exclude, 1},
        {editions_are_eight_bytes, 1}, {zero_is_unlocked, LOCKS},
        {m2008_serves_in_order, 1},    {unlock_of_unlocked, (int)TEST_COUNT(checked)},
    };
    return suite_run("editions", tests, TEST_COUNT(tests));
}
