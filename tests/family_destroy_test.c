// family_destroy_test.c - objects of all types are freed as soon as the headers allow it.
// SPDX-License-Identifier: MIT
//
// As destroy_test.c does with the mutex: each object lies in a page of its own, and whoever learns
// first that it is no longer needed makes that page inaccessible. step_family_test.c is the same
// without luck.
#include "support/page.h"
#include "support/rw.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <sched.h>
#include <stdatomic.h>

#define THREADS 5
#define BATCH 100 // objects between two meetings of the threads

struct object {
    union {
        union rw rw;
        pawl_waitgroup wg;
        pawl_once once;
        pawl_cond cond;
        pawl_semaphore sem;
        pawl_reentrant reentrant;
        pawl_reentrant_token token;
    };
    atomic_int refs;
};

static struct arena {
    const struct type *type;
    int batches;
    struct object *objects[BATCH];
    atomic_int done[BATCH]; // outside of the objects: how many users have done with it
    pthread_barrier_t meeting;
    atomic_int sealed;
} arena;

static void seal(struct object *o)
{
    atomic_fetch_add(&arena.sealed, 1);
    page_seal(o);
}

static bool first_to_return(int i)
{
    return atomic_fetch_add(&arena.done[i], 1) == 0;
}

static void dawdle(unsigned *seed)
{
    unsigned dice = random_next(seed) % 256;
    if (dice < 16)
        sleep_ns(10000);
    else if (dice < 128)
        for (volatile unsigned i = random_next(seed) % 1000; i > 0; i--) {
        }
}

// ---- locks: whoever drops the last reference frees ----------------------------------------------

static bool drop(struct object *o, unsigned *seed)
{
    dawdle(seed);
    return atomic_fetch_sub(&o->refs, 1) == 1;
}

static void rw_write(struct object *o, unsigned *seed)
{
    unsigned way = random_next(seed) % 4;
    if (way == 0)
        while (kind->lock_until(&o->rw, pawl_now() + random_next(seed) % 20000) != 0) {
        }
    else if (way != 1 || !kind->trylock(&o->rw))
        kind->lock(&o->rw);
    bool last = drop(o, seed);
    if (random_next(seed) % 4 == 0) {
        kind->downgrade(&o->rw);
        kind->runlock(&o->rw);
    } else {
        kind->unlock(&o->rw);
    }
    if (last)
        seal(o);
}

// A last reader is not alone: others that have dropped theirs may still be reading.
static void rw_read(struct object *o, unsigned *seed)
{
    unsigned way = random_next(seed) % 4;
    if (way == 0)
        while (kind->rlock_until(&o->rw, pawl_now() + random_next(seed) % 20000) != 0) {
        }
    else if (way != 1 || !kind->tryrlock(&o->rw))
        kind->rlock(&o->rw);
    bool last = drop(o, seed);
    kind->runlock(&o->rw);
    if (!last)
        return;
    kind->lock(&o->rw);
    kind->unlock(&o->rw);
    seal(o);
}

static void use_rw(struct object *o, int i, int number, unsigned *seed)
{
    if ((i + number) % 3 == 0 || random_next(seed) % 8 == 0)
        rw_write(o, seed);
    else
        rw_read(o, seed);
}

static void use_reentrant(struct object *o, int i, int number, unsigned *seed)
{
    bool twice = (i + number) % 2 == 0;
    if (random_next(seed) % 2 == 0 || !pawl_reentrant_trylock(&o->reentrant))
        pawl_reentrant_lock(&o->reentrant);
    if (twice)
        pawl_reentrant_lock(&o->reentrant);
    bool last = drop(o, seed);
    if (twice)
        pawl_reentrant_unlock(&o->reentrant);
    pawl_reentrant_unlock(&o->reentrant);
    if (last)
        seal(o);
}

// Several may be in with one token, as readers are.
static void use_token(struct object *o, int i, int number, unsigned *seed)
{
    uint64_t token = (uint64_t)(i + number) % 3, own = 100 + (uint64_t)number;
    if (random_next(seed) % 2 == 0)
        while (pawl_reentrant_token_lock_until(&o->token, token, pawl_now() + 5000) != 0) {
        }
    else
        pawl_reentrant_token_lock(&o->token, token);
    bool last = drop(o, seed);
    pawl_reentrant_token_unlock(&o->token, token);
    if (!last)
        return;
    pawl_reentrant_token_lock(&o->token, own);
    pawl_reentrant_token_unlock(&o->token, own);
    seal(o);
}

// Of three units, so some hold it together.
static void use_semaphore(struct object *o, int i, int number, unsigned *seed)
{
    uint32_t n = (uint32_t)(i + number) % 3 + 1;
    if (pawl_semaphore_acquire_until(&o->sem, n, pawl_now() + 5000) != 0)
        pawl_semaphore_acquire(&o->sem, n);
    bool last = drop(o, seed);
    pawl_semaphore_release(&o->sem, n);
    if (!last)
        return;
    pawl_semaphore_acquire(&o->sem, 3);
    pawl_semaphore_release(&o->sem, 3);
    seal(o);
}

// ---- events: the first that comes back from waiting frees, with all others waiting --------------

// Two do the work, and look at the table, not at the object, for who waits.
static void use_waitgroup(struct object *o, int i, int number, unsigned *seed)
{
    if (number < 2) {
        while (queue_length_at(&o->wg) < THREADS - 2)
            sched_yield();
        dawdle(seed);
        pawl_waitgroup_done(&o->wg);
        return;
    }
    pawl_waitgroup_wait(&o->wg);
    if (first_to_return(i))
        seal(o);
}

// One waits, and finds the work done, or half done, or not.
static void use_waitgroup_alone(struct object *o, int i, int number, unsigned *seed)
{
    dawdle(seed);
    if ((i + number) % THREADS != 0) {
        pawl_waitgroup_done(&o->wg);
        return;
    }
    while (pawl_waitgroup_wait_until(&o->wg, pawl_now() + random_next(seed) % 9000) != 0) {
    }
    seal(o);
}

static void end_when_all_wait(void *arg)
{
    while (queue_length_at(arg) < THREADS - 1)
        sched_yield();
}

static void use_once(struct object *o, int i, int number, unsigned *seed)
{
    dawdle(seed);
    pawl_once_do(&o->once, end_when_all_wait, &o->once);
    if (first_to_return(i) && number < THREADS)
        seal(o);
}

static pawl_mutex mu;

// Broadcast: the first that comes back frees. Signals, without the lock: the last one.
static void use_cond(struct object *o, int i, int number, unsigned *seed)
{
    if (number == 0) {
        while (queue_length_at(&o->cond) < THREADS - 1)
            sched_yield();
        dawdle(seed);
        if (i % 2 == 0)
            pawl_cond_broadcast(&o->cond);
        else
            for (int n = 1; n < THREADS; n++)
                pawl_cond_signal(&o->cond);
        return;
    }
    pawl_mutex_lock(&mu);
    pawl_cond_wait(&o->cond, &mu);
    pawl_mutex_unlock(&mu);
    int before = atomic_fetch_add(&arena.done[i], 1);
    if (before == (i % 2 == 0 ? 0 : THREADS - 2))
        seal(o);
}

// ---- the arena ----------------------------------------------------------------------------------

static const struct type {
    const char *name;
    void (*use)(struct object *o, int i, int number, unsigned *seed);
    uint32_t first_word; // zero is usable, but for these
    int rw_kind;
} types[] = {
    {"rwmutex", use_rw, 0, 0},
    {"rwmutex_wide", use_rw, 0, 1},
    {"waitgroup", use_waitgroup, 2 * 2, 0},
    {"waitgroup, one waiter", use_waitgroup_alone, 2 * (THREADS - 1), 0},
    {"once", use_once, 0, 0},
    {"cond", use_cond, 0, 0},
    {"semaphore", use_semaphore, 3, 0},
    {"reentrant", use_reentrant, 0, 0},
    {"reentrant_token", use_token, 0, 0},
};

static void *user(void *arg)
{
    static atomic_int numbers;
    int number = atomic_fetch_add(&numbers, 1);
    unsigned seed = ((unsigned)number + 1) * 2654435761u | 1;
    for (int batch = 0; batch < arena.batches; batch++) {
        pthread_barrier_wait(&arena.meeting); // the objects are there
        for (int i = 0; i < BATCH; i++)
            arena.type->use(arena.objects[i], i, number, &seed);
        pthread_barrier_wait(&arena.meeting); // nobody uses them any more
    }
    return arg;
}

static void make_batch(void)
{
    for (int i = 0; i < BATCH; i++) {
        struct object *o = page_new();
        memcpy(o, &arena.type->first_word, sizeof arena.type->first_word);
        atomic_store(&o->refs, THREADS);
        arena.objects[i] = o;
        atomic_store(&arena.done[i], 0);
    }
}

START_TEST(freed_by_who_may)
{
    ck_assert_uint_le(sizeof(struct object), page_size());
    arena.type = &types[_i];
    arena.batches = SCALED(20);
    rw_choose(arena.type->rw_kind);
    pthread_barrier_init(&arena.meeting, NULL, THREADS + 1);
    struct team t = team_start(THREADS, user, NULL);
    for (int batch = 0; batch < arena.batches; batch++) {
        make_batch();
        pthread_barrier_wait(&arena.meeting);
        pthread_barrier_wait(&arena.meeting);
        for (int i = 0; i < BATCH; i++)
            page_gone(arena.objects[i]);
    }
    team_join(&t);
    ck_assert_msg(atomic_load(&arena.sealed) == arena.batches * BATCH, "%s", arena.type->name);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{freed_by_who_may, (int)TEST_COUNT(types)}};
    return suite_run("family_destroy", tests, TEST_COUNT(tests));
}
