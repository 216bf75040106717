// lost_wakeup.c - a test of the situation in which glibc loses a wake-up (its bug 25847, in all
// releases from 2.25 to 2.40): some waiters and signallers on one condition variable, of whom those
// just woken wait again at once.
// SPDX-License-Identifier: MIT
//
// `lost_wakeup --forever [THREADS]` goes on until it is stopped, or until nothing moves any more:
// the bug takes minutes to hours on a few cores. With the C library alone a test may fail for that
// reason, but nobody has seen it in so short a time.
#include "pthread/posix.h"

// A lock as language runtimes make it: a flag below a mutex, and a condition variable for it to be
// free. Who gives it away signals after the unlock, and often wants it back at once.
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_free = PTHREAD_COND_INITIALIZER;
static bool busy;
static int waiters;
static long inside; // under the lock
static atomic_long rounds;
static atomic_bool stop;

static void acquire(void)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    while (busy) {
        waiters++;
        SHOULD(pthread_cond_wait(&is_free, &mu) == 0);
        waiters--;
    }
    busy = true;
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

static void release(void)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    busy = false;
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    SHOULD(pthread_cond_signal(&is_free) == 0);
}

// Lets another one have it, if one waits: a signal, and a waiter more, below one hold of the mutex.
static void yield(void)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    if (waiters > 0) {
        busy = false;
        SHOULD(pthread_cond_signal(&is_free) == 0);
        waiters++;
        do
            SHOULD(pthread_cond_wait(&is_free, &mu) == 0);
        while (busy);
        busy = true;
        waiters--;
    }
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

// Now and then others get the CPU in the midst of it, find the lock busy, and wait.
static void work(unsigned *seed)
{
    long before = inside++;
    rounds++;
    if (random_next(seed) % 8 == 0)
        sched_yield();
    SHOULD(inside == before + 1);
}

static void *hand_around(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)&arg | 1;
    while (!stop) {
        acquire();
        work(&seed);
        for (unsigned i = random_next(&seed) % 4; i > 0; i--) {
            yield();
            work(&seed);
        }
        release();
        if (random_next(&seed) % 64 == 0)
            sched_yield();
    }
    return NULL;
}

enum { ROUNDS = 40000 };

START_TEST(lock_of_a_runtime)
{
    struct team t = team_start(2 + 2 * _i, hand_around, NULL);
    WAIT_FOR(rounds >= ROUNDS);
    stop = true;
    team_join(&t);
    NOTHING_WRONG();
    ck_assert_int_eq(inside, rounds);
    ck_assert_int_eq(waiters, 0);
    ck_assert(!busy);
}
END_TEST

// ---- two sorts of waiters on one condition variable ---------------------------------------------

// Tokens of two colours. A signal may wake the wrong one, who passes it on and waits again: old and
// new waiters mix, and each signal counts.
static int tokens[2];
static long moved[2];
enum { MOVES = 6000 };

static void *move(void *arg)
{
    int from = (int)(intptr_t)arg;
    SHOULD(pthread_mutex_lock(&mu) == 0);
    while (moved[from] < MOVES) {
        if (tokens[from] > 0) {
            tokens[from]--;
            tokens[1 - from]++;
            moved[from]++;
        }
        SHOULD(pthread_cond_signal(&is_free) == 0);
        if (tokens[from] == 0 && moved[from] < MOVES)
            SHOULD(pthread_cond_wait(&is_free, &mu) == 0);
    }
    SHOULD(pthread_cond_broadcast(&is_free) == 0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    return NULL;
}

START_TEST(tokens_of_two_colours)
{
    enum { MOVERS = 6 };
    pthread_t threads[MOVERS];
    tokens[0] = 2;
    for (intptr_t i = 0; i < MOVERS; i++)
        WORKS(pthread_create(&threads[i], NULL, move, (void *)(i % 2)));
    for (int i = 0; i < MOVERS; i++)
        WORKS(pthread_join(threads[i], NULL));
    NOTHING_WRONG();
    ck_assert_int_eq(tokens[0] + tokens[1], 2);
    ck_assert_int_ge(moved[0], MOVES);
    ck_assert_int_ge(moved[1], MOVES);
}
END_TEST

// ---- for ever -----------------------------------------------------------------------------------

static int run_forever(int threads)
{
    enum { PATIENCE = 20 }; // seconds
    long before = -1;
    for (int i = 0; i < threads; i++) { // Check's assertions are for its tests
        pthread_t t;
        if (pthread_create(&t, NULL, hand_around, NULL) != 0)
            return 2;
    }
    for (long seconds = PATIENCE; rounds != before && wrong_line == 0; seconds += PATIENCE) {
        before = rounds;
        sleep_ns(PATIENCE * MILLISECONDS(1000));
        printf("%ld s: %ld rounds\n", seconds, (long)rounds);
        fflush(stdout);
    }
    printf("lost_wakeup: %s\n", wrong_line == 0 ? "nothing moves any more" : "a call failed");
    return 1;
}

int main(int argc, char **argv)
{
    const struct named_test tests[] = {
        {lock_of_a_runtime, 4},
        {tokens_of_two_colours, 1},
    };
    if (argc >= 2 && strcmp(argv[1], "--forever") == 0)
        return run_forever(argc >= 3 ? atoi(argv[2]) : 8);
    return suite_run("lost_wakeup", tests, TEST_COUNT(tests));
}
