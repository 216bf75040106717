// destroy.c - tests of the moment after which a mutex or a condition variable may be destroyed, and
// its memory go: the page is unmapped, so that whoever touches it later dies.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <sys/mman.h>

enum { ROUNDS = 400 };

// An object with a count of those who use it, as in the standard's rationale of
// pthread_mutex_destroy: whoever drops the last reference frees it, while the one before may still
// be on its way out of pthread_mutex_unlock.
struct object {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    int users, waiters;
    bool ready;
};

static struct object *object_make(int type, int users)
{
    struct object *o =
        mmap(NULL, sizeof *o, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(o != MAP_FAILED);
    mutex_make(&o->mu, type);
    WORKS(pthread_cond_init(&o->changed, NULL));
    o->users = users;
    return o;
}

static void object_drop(struct object *o)
{
    SHOULD(pthread_mutex_lock(&o->mu) == 0);
    bool last = --o->users == 0;
    SHOULD(pthread_mutex_unlock(&o->mu) == 0);
    if (last) {
        SHOULD(pthread_mutex_destroy(&o->mu) == 0);
        SHOULD(munmap(o, sizeof *o) == 0);
    }
}

// ---- a mutex, right after the unlock by its next owner ------------------------------------------

static atomic_int arrived;
static _Atomic(struct object *) current;

// Waits until all n threads are here for the round, so that they drop at the same time.
static struct object *next_object(int n, int round)
{
    arrived++;
    while (arrived < n * (round + 1))
        if (random() % 16 == 0)
            sched_yield();
    return current;
}

static void *drop_all(void *n)
{
    for (int i = 0; i < ROUNDS; i++) {
        // The test's own thread makes the object and comes last.
        object_drop(next_object(*(int *)n + 1, i));
    }
    return NULL;
}

START_TEST(mutex_by_its_last_user)
{
    int users = 2 + _i % 2;
    struct team t = team_start(users, drop_all, &users);
    for (int i = 0; i < ROUNDS; i++) {
        WAIT_FOR(arrived == (users + 1) * i + users);
        current = object_make(mutex_types[_i % MUTEX_TYPES], users);
        arrived++;
    }
    team_join(&t);
    NOTHING_WRONG();
}
END_TEST

// The one who waits for it is its last user, and takes its memory along.
static int take_and_free(void *arg)
{
    struct object *o = arg;
    SHOULD(pthread_mutex_lock(&o->mu) == 0);
    SHOULD(pthread_mutex_unlock(&o->mu) == 0);
    SHOULD(pthread_mutex_destroy(&o->mu) == 0);
    return munmap(o, sizeof *o);
}

START_TEST(mutex_by_its_waiter)
{
    for (int i = 0; i < ROUNDS / 4; i++) {
        struct object *o = object_make(mutex_types[_i], 0);
        WORKS(pthread_mutex_lock(&o->mu));
        struct actor a;
        actor_start(&a, take_and_free, o);
        if (i % 2 == 0)
            actor_blocks(&a);
        WORKS(pthread_mutex_unlock(&o->mu));
        WORKS(actor_join(&a));
    }
    NOTHING_WRONG();
}
END_TEST

// ---- a condition variable, right after it was broadcast -----------------------------------------

enum { WAITERS = 4 };

static pthread_mutex_t outer; // it outlives the object

// Who has been woken must not look at the object again: current says whether it is still there.
static int wait_while_current(void *arg)
{
    struct object *o = arg;
    int err = 0;
    SHOULD(pthread_mutex_lock(&outer) == 0);
    o->waiters++;
    do
        err = pthread_cond_wait(&o->changed, &outer);
    while (err == 0 && current == o);
    SHOULD(pthread_mutex_unlock(&outer) == 0);
    return err;
}

static void lock_when_all_wait(const struct object *o)
{
    WORKS(pthread_mutex_lock(&outer));
    while (o->waiters < WAITERS) {
        WORKS(pthread_mutex_unlock(&outer));
        sleep_ns(20000);
        WORKS(pthread_mutex_lock(&outer));
    }
}

static void free_cond(struct object *o)
{
    WORKS(pthread_cond_destroy(&o->changed));
    memset(o, 0xff, sizeof *o);
    WORKS(munmap(o, sizeof *o));
}

// "It shall be safe to destroy an initialized condition variable upon which no threads are
// currently blocked": a broadcast has unblocked all, though none of them may have run since.
START_TEST(cond_after_broadcast)
{
    bool with_mutex = _i % 2 == 0;
    mutex_make(&outer, mutex_types[_i / 2]);
    for (int i = 0; i < ROUNDS / 8; i++) {
        struct object *o = object_make(PTHREAD_MUTEX_NORMAL, 0);
        struct actor waiters[WAITERS];
        current = o;
        for (int k = 0; k < WAITERS; k++)
            actor_start(&waiters[k], wait_while_current, o);
        lock_when_all_wait(o);
        current = NULL;
        WORKS(pthread_cond_broadcast(&o->changed));
        if (with_mutex)
            free_cond(o);
        WORKS(pthread_mutex_unlock(&outer));
        if (!with_mutex)
            free_cond(o);
        for (int k = 0; k < WAITERS; k++)
            WORKS(actor_join(&waiters[k]));
    }
    NOTHING_WRONG();
}
END_TEST

static int wait_and_free(void *arg)
{
    struct object *o = arg;
    SHOULD(pthread_mutex_lock(&outer) == 0);
    o->waiters++;
    while (!o->ready)
        SHOULD(pthread_cond_wait(&o->changed, &outer) == 0);
    SHOULD(pthread_cond_destroy(&o->changed) == 0);
    SHOULD(munmap(o, sizeof *o) == 0);
    return pthread_mutex_unlock(&outer);
}

// The one who was signalled destroys it, while the signaller may not yet have come far.
START_TEST(cond_by_its_waiter)
{
    mutex_make(&outer, mutex_types[_i]);
    for (int i = 0; i < ROUNDS / 4; i++) {
        struct object *o = object_make(PTHREAD_MUTEX_NORMAL, 0);
        struct actor a;
        o->waiters = WAITERS - 1;
        actor_start(&a, wait_and_free, o);
        lock_when_all_wait(o);
        o->ready = true;
        WORKS(pthread_cond_signal(&o->changed));
        WORKS(pthread_mutex_unlock(&outer));
        WORKS(actor_join(&a));
    }
    NOTHING_WRONG();
}
END_TEST

// ---- again --------------------------------------------------------------------------------------

START_TEST(cond_is_initialised_again)
{
    mutex_make(&outer, PTHREAD_MUTEX_NORMAL);
    for (int i = 0; i < 20; i++) {
        static struct object o;
        struct actor a;
        memset(&o, 0xff, sizeof o);
        WORKS(pthread_cond_init(&o.changed, NULL));
        o.waiters = WAITERS - 1;
        current = &o;
        actor_start(&a, wait_while_current, &o);
        lock_when_all_wait(&o);
        current = NULL;
        WORKS(pthread_cond_signal(&o.changed));
        WORKS(pthread_mutex_unlock(&outer));
        WORKS(actor_join(&a));
        WORKS(pthread_cond_destroy(&o.changed));
    }
}
END_TEST

START_TEST(rwlock_is_initialised_again)
{
    for (int i = 0; i < 20; i++) {
        pthread_rwlock_t rw;
        memset(&rw, i % 2 == 0 ? 0xff : 0x5a, sizeof rw);
        WORKS(pthread_rwlock_init(&rw, NULL));
        WORKS(pthread_rwlock_wrlock(&rw));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(pthread_rwlock_rdlock(&rw));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(pthread_rwlock_destroy(&rw));
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {mutex_by_its_last_user, 2 * MUTEX_TYPES},
        {mutex_by_its_waiter, MUTEX_TYPES},
        {cond_after_broadcast, 2 * MUTEX_TYPES},
        {cond_by_its_waiter, MUTEX_TYPES},
        {cond_is_initialised_again, 1},
        {rwlock_is_initialised_again, 1},
    };
    return suite_run("destroy", tests, TEST_COUNT(tests));
}
