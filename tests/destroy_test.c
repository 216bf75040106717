// destroy_test.c - an object is freed by its last user right after unlock; nobody looks back.
// SPDX-License-Identifier: MIT
//
// The pattern of every reference count: struct { mutex; int refs; }. Whoever takes the last
// reference frees the object, while the unlock of the user before may still be on its way out. A
// lock that looks at its word after it let go (Go's does, and may) is caught: the object is a page
// that becomes inaccessible, or heap memory that AddressSanitizer has poisoned, or memory filled
// with nonsense.
#include "support/fight.h"
#include "support/page.h"
#include "support/sanitizer.h"

#define THREADS 5
#define BATCH 200 // objects between two meetings of the threads

struct object {
    pawl_mutex mu;
    int refs;        // guarded by mu
    uint32_t canary; // guarded by mu
};

#define CANARY UINT32_C(0x600df00d)

// ---- three ways to make an object go ------------------------------------------------------------

static void *heap_new(void)
{
    return calloc(1, sizeof(struct object));
}

static void heap_free(void *o)
{
    // Who comes late finds nonsense, also without AddressSanitizer.
    memset(o, 0xdb, sizeof(struct object));
    free(o);
}

static void nothing(void *o)
{
    (void)o;
}

static const struct memory {
    const char *name;
    void *(*make)(void);
    void (*release)(void *); // by the last user
    void (*end)(void *);     // when all users have gone
} memories[] = {
    {"sealed page", page_new, page_seal, page_gone},
    {"unmapped page", page_new, page_gone, nothing},
    {"heap", heap_new, heap_free, nothing},
};

// ---- users --------------------------------------------------------------------------------------

static struct arena {
    const struct memory *memory;
    int batches;
    struct object *objects[BATCH];
    pthread_barrier_t meeting;
    atomic_int released, broken;
    atomic_uint seed;
} arena;

// Gets the lock by one way or another. A deadline that passed is no reason to give up a reference.
static void lock_somehow(pawl_mutex *m, unsigned *seed)
{
    switch (random_next(seed) % 3) {
    case 0: pawl_mutex_lock(m); break;
    case 1:
        while (pawl_mutex_lock_until(m, pawl_now() + random_next(seed) % 20000) != 0) {
        }
        break;
    default:
        if (!pawl_mutex_trylock(m))
            pawl_mutex_lock(m);
    }
}

// Long enough for the others to queue up, and sometimes long enough for them to starve.
static void dawdle(unsigned *seed)
{
    unsigned dice = random_next(seed) % 256;
    if (dice == 0)
        sleep_ns(1300 * PAWL_MICROSECOND);
    else if (dice < 32)
        sleep_ns(10000);
    else if (dice < 128)
        fight_busy(random_next(seed) % 4000);
}

static void drop(struct object *o, unsigned *seed)
{
    lock_somehow(&o->mu, seed);
    if (o->canary != CANARY)
        atomic_fetch_add(&arena.broken, 1);
    dawdle(seed);
    bool last = --o->refs == 0;
    pawl_mutex_unlock(&o->mu);
    if (!last)
        return;
    atomic_fetch_add(&arena.released, 1);
    arena.memory->release(o);
}

// Some users come back: they lock and unlock without dropping, and so wake others once more.
static void use(struct object *o, unsigned *seed)
{
    for (unsigned n = random_next(seed) % 3; n > 0; n--) {
        lock_somehow(&o->mu, seed);
        pawl_mutex_unlock(&o->mu);
    }
    drop(o, seed);
}

static void *user(void *arg)
{
    (void)arg;
    unsigned seed = atomic_fetch_add(&arena.seed, 1) * 2654435761u | 1;
    for (int batch = 0; batch < arena.batches; batch++) {
        pthread_barrier_wait(&arena.meeting); // the objects are there
        for (int i = 0; i < BATCH; i++)
            use(arena.objects[i], &seed);
        pthread_barrier_wait(&arena.meeting); // nobody uses them any more
    }
    return NULL;
}

static void make_batch(void)
{
    for (int i = 0; i < BATCH; i++) {
        arena.objects[i] = arena.memory->make();
        arena.objects[i]->refs = THREADS;
        arena.objects[i]->canary = CANARY;
    }
}

START_TEST(freed_by_its_last_user)
{
    arena.memory = &memories[_i];
    arena.batches = SCALED(60);
    atomic_store(&arena.seed, 1);
    pthread_barrier_init(&arena.meeting, NULL, THREADS + 1);
    struct team t = team_start(THREADS, user, NULL);
    for (int batch = 0; batch < arena.batches; batch++) {
        make_batch();
        pthread_barrier_wait(&arena.meeting);
        pthread_barrier_wait(&arena.meeting);
        for (int i = 0; i < BATCH; i++)
            arena.memory->end(arena.objects[i]);
    }
    team_join(&t);
    ck_assert_int_eq(atomic_load(&arena.released), arena.batches * BATCH);
    ck_assert_int_eq(atomic_load(&arena.broken), 0);
    ck_assert(table_is_empty());
}
END_TEST

// ---- the semaphore below: freed by the waiter that was released ---------------------------------

static struct {
    pawl_sema *_Atomic sema; // to release, then NULL again
    atomic_bool stop;
} post;

static void *release_what_is_posted(void *arg)
{
    (void)arg;
    unsigned seed = 5;
    while (!atomic_load(&post.stop)) {
        pawl_sema *s = atomic_exchange(&post.sema, NULL);
        if (s == NULL)
            continue;
        fight_busy(random_next(&seed) % 6000); // before, while and after the waiter queues
        pawl_sema_release(s, 0);
    }
    return NULL;
}

START_TEST(semaphore_freed_by_its_waiter)
{
    struct team t = team_start(1, release_what_is_posted, NULL);
    for (int i = 0; i < SCALED(20000); i++) {
        struct object *o = page_new();
        pawl_sema *s = &o->mu.sema;
        atomic_store(&post.sema, s);
        if (i % 2 == 0)
            pawl_sema_acquire(s, 0);
        else
            while (pawl_sema_acquire_until(s, 0, pawl_now() + 2000) != 0) {
            }
        page_gone(o);
    }
    atomic_store(&post.stop, true);
    team_join(&t);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {freed_by_its_last_user, (int)TEST_COUNT(memories)},
        {semaphore_freed_by_its_waiter, 1},
    };
    return suite_run("destroy", tests, TEST_COUNT(tests));
}
