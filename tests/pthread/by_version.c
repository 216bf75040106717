// by_version.c - a test of condition variables whose functions were looked up by their version, as
// TSan's interceptors and libfaketime do, with mutexes whose functions were not.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <dlfcn.h>

enum { THREADS = 4, TURNS = 3000 };

static int (*init)(pthread_cond_t *c, const pthread_condattr_t *attributes);
static int (*destroy)(pthread_cond_t *c);
static int (*wait)(pthread_cond_t *c, pthread_mutex_t *m);
static int (*timedwait)(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *t);
static int (*wake)(pthread_cond_t *c);
static int (*wake_all)(pthread_cond_t *c);

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond;
static int turn;

// Where the C library has but one set of them, any will do. POSIX: a function's address survives
// the way through a void *.
static uintptr_t find(const char *name)
{
    void *function = dlvsym(RTLD_DEFAULT, name, "GLIBC_2.3.2");
    if (function == NULL)
        function = dlsym(RTLD_DEFAULT, name);
    ck_assert_ptr_nonnull(function);
    return (uintptr_t)function;
}

static void find_all(void)
{
    init = (int (*)(pthread_cond_t *, const pthread_condattr_t *))find("pthread_cond_init");
    destroy = (int (*)(pthread_cond_t *))find("pthread_cond_destroy");
    wait = (int (*)(pthread_cond_t *, pthread_mutex_t *))find("pthread_cond_wait");
    timedwait = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))find(
        "pthread_cond_timedwait");
    wake = (int (*)(pthread_cond_t *))find("pthread_cond_signal");
    wake_all = (int (*)(pthread_cond_t *))find("pthread_cond_broadcast");
}

static int wait_for_turn(int i)
{
    return i % 2 == 0 ? wait(&cond, &mu) : timedwait(&cond, &mu, &far_future);
}

static void *take_turns(void *arg)
{
    atomic_int *numbers = arg;
    int self = (*numbers)++;
    for (int i = 0; i < TURNS; i++) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        while (turn % THREADS != self)
            SHOULD(wait_for_turn(i) == 0);
        turn++;
        SHOULD(wake_all(&cond) == 0);
        SHOULD(pthread_mutex_unlock(&mu) == 0);
    }
    return NULL;
}

START_TEST(fit_to_the_mutexes)
{
    atomic_int numbers = 0;
    find_all();
    WORKS(init(&cond, NULL));
    team_run(THREADS, take_turns, &numbers);
    NOTHING_WRONG();
    ck_assert_int_eq(turn, THREADS * TURNS);
    WORKS(wake(&cond));
    WORKS(destroy(&cond));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{fit_to_the_mutexes, 1}};
    return suite_run("by_version", tests, TEST_COUNT(tests));
}
