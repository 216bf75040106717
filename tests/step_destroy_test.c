// step_destroy_test.c - unlock is the last access: the object is freed at each instruction of it.
// SPDX-License-Identifier: MIT
//
// destroy_test.c is the same under stress. Here the one who unlocks is stopped after its k'th
// instruction, for every k, until the others have freed the object, if they can by then.
#include "support/step.h"

#include "support/fight.h"
#include "support/page.h"

#include <sched.h>
#include <stdio.h>

#define MAX_STEPS 20000 // no call here has as many instructions

static struct {
    struct object {
        pawl_mutex mu;
        int refs; // guarded by mu
    } * object;
    atomic_bool barging, gone;
} shared;

// Drops the lock and a reference. The last one makes the page inaccessible.
static void drop(struct object *o)
{
    bool last = --o->refs == 0;
    pawl_mutex_unlock(&o->mu);
    if (!last)
        return;
    page_seal(o);
    atomic_store(&shared.gone, true);
}

static void *wait_and_drop(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&shared.object->mu);
    drop(shared.object);
    return NULL;
}

static void *barge_and_drop(void *arg)
{
    (void)arg;
    atomic_store(&shared.barging, true);
    while (!pawl_mutex_trylock(&shared.object->mu))
        sched_yield();
    drop(shared.object);
    return NULL;
}

static void let_others_free(void *arg)
{
    (void)arg;
    step_wait(&shared.gone, 200 * PAWL_MICROSECOND);
}

// One waiter is queued, another user tries again and again, both drop the object; the owner drops
// it first and is stopped at instruction k of its unlock.
static bool stopped_unlock(long k, bool starving)
{
    struct object *o = page_new();
    o->refs = 3;
    shared.object = o;
    atomic_store(&shared.gone, false);
    atomic_store(&shared.barging, false);
    pawl_mutex_lock(&o->mu);
    struct team waiter = team_start(1, wait_and_drop, NULL);
    WAIT_FOR(queue_length(&o->mu.sema) == 1);
    struct team barger = team_start(1, barge_and_drop, NULL);
    WAIT_FOR(atomic_load(&shared.barging));
    if (starving)
        fight_make_starving(&o->mu);
    o->refs--;
    step_begin(k, let_others_free, NULL);
    pawl_mutex_unlock(&o->mu);
    bool more = step_end();
    team_join(&waiter);
    team_join(&barger);
    ck_assert(atomic_load(&shared.gone));
    page_gone(o);
    return more;
}

START_TEST(freed_during_unlock)
{
    step_setup();
    long k = 1;
    while (k < MAX_STEPS && stopped_unlock(k, _i == 1))
        k++;
    ck_assert_int_lt(k, MAX_STEPS);
    ck_assert(table_is_empty());
    printf("unlock stopped at each of %ld instructions%s\n", k - 1, _i ? ", starving" : "");
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{freed_during_unlock, 2}};
    if (!CAN_STEP)
        return suite_skip("step_destroy", STEP_NEEDS);
    return suite_run("step_destroy", tests, TEST_COUNT(tests));
}
