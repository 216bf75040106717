// early_malloc.c - a test of a program whose malloc locks, as jemalloc does: the first lock of all
// comes from in there, and a lock that allocates comes back to it.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

// Of the C library, too: else it would keep its own.
#define OF_ALL __attribute__((__visibility__("default")))

static atomic_int came_back; // a lock function has called malloc

static pthread_mutex_t mu;
static pthread_rwlock_t rw;
static pthread_cond_t cond;
static _Alignas(16) char heap[64 << 20];
static size_t used;
static bool ready;
static _Thread_local bool inside __attribute__((__tls_model__("initial-exec")));

// Initialised with attributes, by the first who allocates: before main, so no other thread does.
static void make_locks(void)
{
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(&mu, &attr);
    pthread_mutexattr_destroy(&attr);
    pthread_rwlock_init(&rw, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&cond, &clock);
    pthread_condattr_destroy(&clock);
    ready = true;
}

// A block begins with its size. Nothing is ever given back.
static void *cut(size_t size)
{
    size_t *block = NULL;
    if (sizeof heap - used >= size + 32) {
        block = (size_t *)(void *)(heap + used);
        used += (size + 31) & ~(size_t)15;
        block[0] = size;
    }
    return block == NULL ? NULL : &block[2];
}

static void *cut_locked(size_t size)
{
    inside = true;
    if (!ready)
        make_locks();
    pthread_rwlock_rdlock(&rw);
    pthread_mutex_lock(&mu);
    void *block = cut(size);
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&mu);
    pthread_rwlock_unlock(&rw);
    inside = false;
    return block;
}

OF_ALL void *malloc(size_t size)
{
    if (!inside)
        return cut_locked(size);
    came_back++;
    return NULL;
}

OF_ALL void *calloc(size_t n, size_t size)
{
    return malloc(n * size); // never used before, so full of zeros
}

OF_ALL void *realloc(void *block, size_t size)
{
    void *bigger = malloc(size);
    if (block != NULL && bigger != NULL) {
        size_t old = ((size_t *)block)[-2];
        memcpy(bigger, block, old < size ? old : size);
    }
    return bigger;
}

OF_ALL void free(void *block)
{
    (void)block;
}

static void *allocate(void *arg)
{
    for (int i = 1; i < 1000; i++) {
        char *block = malloc((size_t)i % 50 + 1);
        SHOULD(block != NULL);
        memset(block, i, (size_t)i % 50 + 1);
    }
    return arg;
}

START_TEST(locks_do_not_allocate)
{
    for (int i = 0; i < 10; i++)
        team_run(4, allocate, NULL);
    NOTHING_WRONG();
    ck_assert(ready);
    ck_assert_int_eq(came_back, 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{locks_do_not_allocate, 1}};
    return suite_run("early_malloc", tests, TEST_COUNT(tests));
}
