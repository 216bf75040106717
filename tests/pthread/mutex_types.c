// mutex_types.c - tests of what the types of a pthread mutex differ in.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static const pthread_mutex_t initializers[] = {
    PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP,
    PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
    PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP,
};

// Every type twice: made by pthread_mutex_init, and by its static initialiser.
enum { MUTEXES = 2 * MUTEX_TYPES };

static int type_of(int i)
{
    return mutex_types[i % MUTEX_TYPES];
}

static void make(pthread_mutex_t *m, int i)
{
    if (i < MUTEX_TYPES)
        mutex_make(m, type_of(i));
    else
        *m = initializers[i % MUTEX_TYPES];
}

static pthread_mutex_t mu;

// ---- what all types have in common --------------------------------------------------------------

START_TEST(lock_unlock_destroy)
{
    make(&mu, _i);
    for (int i = 0; i < 3; i++) {
        WORKS(pthread_mutex_lock(&mu));
        WORKS(pthread_mutex_unlock(&mu));
        WORKS(pthread_mutex_trylock(&mu));
        WORKS(pthread_mutex_unlock(&mu));
    }
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

START_TEST(others_find_it_busy)
{
    make(&mu, _i);
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

START_TEST(lock_waits_for_the_unlock)
{
    make(&mu, _i);
    WORKS(pthread_mutex_lock(&mu));
    struct actor a;
    actor_start(&a, mutex_lock_unlock, &mu);
    actor_blocks(&a);
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&a));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

static long counter;

static void *count_up(void *arg)
{
    for (int i = 0; i < 20000; i++) {
        SHOULD((i % 8 == 0 && pthread_mutex_trylock(arg) == 0) || pthread_mutex_lock(arg) == 0);
        counter++;
        SHOULD(pthread_mutex_unlock(arg) == 0);
    }
    return NULL;
}

START_TEST(one_at_a_time)
{
    make(&mu, _i);
    team_run(4, count_up, &mu);
    NOTHING_WRONG();
    ck_assert_int_eq(counter, 4 * 20000);
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

// ---- its owner locks it again -------------------------------------------------------------------

START_TEST(owner_tries_again)
{
    make(&mu, _i);
    WORKS(pthread_mutex_lock(&mu));
    bool again = type_of(_i) == PTHREAD_MUTEX_RECURSIVE;
    GIVES(again ? 0 : EBUSY, pthread_mutex_trylock(&mu));
    WORKS(pthread_mutex_unlock(&mu));
    GIVES(again ? EBUSY : 0, elsewhere(mutex_trylock, &mu));
}
END_TEST

static int lock_twice(void *m)
{
    int err = pthread_mutex_lock(m);
    return err != 0 ? err : pthread_mutex_lock(m);
}

START_TEST(owner_locks_again)
{
    make(&mu, _i);
    struct actor a;
    actor_start(&a, lock_twice, &mu);
    if (type_of(_i) == PTHREAD_MUTEX_ERRORCHECK) {
        GIVES(EDEADLK, actor_join(&a));
    } else if (type_of(_i) == PTHREAD_MUTEX_RECURSIVE) {
        WORKS(actor_join(&a));
    } else {
        // It waits for itself. These types do not look who unlocks, so somebody can help it.
        actor_blocks(&a);
        WORKS(pthread_mutex_unlock(&mu));
        WORKS(actor_join(&a));
    }
    GIVES(EBUSY, pthread_mutex_trylock(&mu));
}
END_TEST

START_TEST(recursive_counts)
{
    make(&mu, 2 + _i * MUTEX_TYPES);
    for (int i = 0; i < 1000; i++)
        WORKS(i % 2 == 0 ? pthread_mutex_lock(&mu) : pthread_mutex_trylock(&mu));
    for (int i = 0; i < 1000; i++) {
        if (i % 250 == 0)
            GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
        WORKS(pthread_mutex_unlock(&mu));
    }
    WORKS(elsewhere(mutex_lock_unlock, &mu));
    GIVES(EPERM, pthread_mutex_unlock(&mu));
}
END_TEST

// ---- somebody unlocks it who has not locked it --------------------------------------------------

START_TEST(others_unlock)
{
    make(&mu, _i);
    WORKS(pthread_mutex_lock(&mu));
    int type = type_of(_i);
    bool owned = type == PTHREAD_MUTEX_ERRORCHECK || type == PTHREAD_MUTEX_RECURSIVE;
    GIVES(owned ? EPERM : 0, elsewhere(mutex_unlock, &mu));
    // Undefined for the types without an owner, but programs hand such mutexes over in this way.
    GIVES(owned ? EBUSY : 0, elsewhere(mutex_trylock, &mu));
    if (owned)
        WORKS(pthread_mutex_unlock(&mu));
}
END_TEST

START_TEST(unlock_of_unlocked_is_refused)
{
    make(&mu, 1 + _i % 2 + _i / 2 * MUTEX_TYPES); // errorcheck and recursive
    GIVES(EPERM, pthread_mutex_unlock(&mu));
    WORKS(pthread_mutex_lock(&mu));
    WORKS(pthread_mutex_unlock(&mu));
    GIVES(EPERM, pthread_mutex_unlock(&mu));
    GIVES(EPERM, elsewhere(mutex_unlock, &mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

// Undefined for the other types, but glibc lets it pass, and a program may live by that.
START_TEST(unlock_of_unlocked_passes)
{
    static const int types[] = {0, 3, 4};
    make(&mu, types[_i % 3] + _i / 3 * MUTEX_TYPES);
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

// An owner that has ended holds it for ever: nobody else becomes the owner by chance.
START_TEST(owner_has_ended)
{
    make(&mu, _i);
    WORKS(elsewhere(mutex_lock, &mu));
    for (int i = 0; i < 20; i++)
        GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    GIVES(EBUSY, pthread_mutex_trylock(&mu));
}
END_TEST

// ---- objects that nobody initialised ------------------------------------------------------------

// Not in the standard: memory full of zeros is what the static initialiser makes, and many programs
// rely on it.
START_TEST(zeros_are_a_mutex)
{
    pthread_mutex_t *m = calloc(3, sizeof *m);
    ck_assert_ptr_nonnull(m);
    memset(&m[1], 0, sizeof *m);
    for (int i = 0; i < 3; i++) {
        WORKS(pthread_mutex_lock(&m[i]));
        GIVES(EBUSY, elsewhere(mutex_trylock, &m[i]));
        WORKS(pthread_mutex_unlock(&m[i]));
    }
    WORKS(pthread_mutex_destroy(&m[0]));
    free(m);
}
END_TEST

// Undefined, but common: a structure is copied, an unlocked mutex in it. The copy is a mutex, too.
START_TEST(copy_of_an_unlocked_one)
{
    pthread_mutex_t original, copy;
    make(&original, _i);
    WORKS(elsewhere(mutex_lock_unlock, &original));
    memcpy(&copy, &original, sizeof copy);
    WORKS(pthread_mutex_lock(&original));
    WORKS(elsewhere(mutex_lock_unlock, &copy));
    GIVES(type_of(_i) == PTHREAD_MUTEX_RECURSIVE ? 0 : EBUSY, pthread_mutex_trylock(&original));
    GIVES(EBUSY, elsewhere(mutex_trylock, &original));
    WORKS(pthread_mutex_lock(&copy));
    if (type_of(_i) == PTHREAD_MUTEX_ERRORCHECK)
        GIVES(EDEADLK, pthread_mutex_lock(&copy));
    GIVES(EBUSY, elsewhere(mutex_trylock, &copy));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {lock_unlock_destroy, MUTEXES},
        {others_find_it_busy, MUTEXES},
        {lock_waits_for_the_unlock, MUTEXES},
        {one_at_a_time, MUTEXES},
        {owner_tries_again, MUTEXES},
        {owner_locks_again, MUTEXES},
        {recursive_counts, 2},
        {others_unlock, MUTEXES},
        {unlock_of_unlocked_is_refused, 4},
        {unlock_of_unlocked_passes, 6},
        {owner_has_ended, MUTEXES},
        {zeros_are_a_mutex, 1},
        {copy_of_an_unlocked_one, MUTEXES},
    };
    return suite_run("mutex_types", tests, TEST_COUNT(tests));
}
