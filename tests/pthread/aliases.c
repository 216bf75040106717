// aliases.c - tests of the second names that the C library has for old programs: both names must
// mean the same locks.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <dlfcn.h>

// No header declares these names, and no linker finds them, but with the version that an old
// program was linked with: each machine's first.
#if defined(__x86_64__)
#define FIRST "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define FIRST "GLIBC_2.17"
#else
#error "the first version of the C library on this machine"
#endif
#define OLD(name, ...)                                                                             \
    int old_##name(__VA_ARGS__);                                                                   \
    __asm__(".symver old_" #name ", __pthread_" #name "@" FIRST)

OLD(mutex_init, pthread_mutex_t *, const pthread_mutexattr_t *);
OLD(mutex_lock, pthread_mutex_t *);
OLD(mutex_trylock, pthread_mutex_t *);
OLD(mutex_unlock, pthread_mutex_t *);
OLD(mutex_destroy, pthread_mutex_t *);
OLD(mutexattr_init, pthread_mutexattr_t *);
OLD(mutexattr_settype, pthread_mutexattr_t *, int);
OLD(mutexattr_destroy, pthread_mutexattr_t *);
OLD(rwlock_init, pthread_rwlock_t *, const pthread_rwlockattr_t *);
OLD(rwlock_rdlock, pthread_rwlock_t *);
OLD(rwlock_wrlock, pthread_rwlock_t *);
OLD(rwlock_tryrdlock, pthread_rwlock_t *);
OLD(rwlock_trywrlock, pthread_rwlock_t *);
OLD(rwlock_unlock, pthread_rwlock_t *);
OLD(rwlock_destroy, pthread_rwlock_t *);

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;

START_TEST(mutex)
{
    WORKS(old_mutex_init(&mu, NULL));
    for (int i = 0; i < 2; i++) {
        WORKS(i == 0 ? old_mutex_lock(&mu) : old_mutex_trylock(&mu));
        GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
        GIVES(EBUSY, old_mutex_trylock(&mu));
        WORKS(old_mutex_unlock(&mu));
        WORKS(elsewhere(mutex_lock_unlock, &mu));
    }
    WORKS(old_mutex_destroy(&mu));
}
END_TEST

static int old_lock(void *m)
{
    return old_mutex_lock(m);
}

START_TEST(mutex_by_both_names)
{
    for (int i = 0; i < 2; i++) {
        struct actor a;
        WORKS(i == 0 ? pthread_mutex_lock(&mu) : old_mutex_lock(&mu));
        actor_start(&a, i == 0 ? old_lock : mutex_lock, &mu);
        actor_blocks(&a);
        WORKS(i == 0 ? old_mutex_unlock(&mu) : pthread_mutex_unlock(&mu));
        WORKS(actor_join(&a));
        WORKS(i == 0 ? pthread_mutex_unlock(&mu) : old_mutex_unlock(&mu));
    }
}
END_TEST

START_TEST(mutex_with_a_type)
{
    pthread_mutexattr_t attr;
    WORKS(old_mutexattr_init(&attr));
    WORKS(old_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE));
    WORKS(old_mutex_init(&mu, &attr));
    WORKS(old_mutexattr_destroy(&attr));
    WORKS(old_mutex_lock(&mu));
    WORKS(pthread_mutex_lock(&mu));
    WORKS(old_mutex_unlock(&mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(old_mutex_unlock(&mu));
    GIVES(EPERM, old_mutex_unlock(&mu));
}
END_TEST

static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static bool ready;

static int wait_for_ready(void *arg)
{
    int err = old_mutex_lock(arg);
    while (err == 0 && !ready)
        err = pthread_cond_wait(&cond, arg);
    return err != 0 ? err : old_mutex_unlock(arg);
}

START_TEST(mutex_of_a_condition)
{
    struct actor a;
    actor_start(&a, wait_for_ready, &mu);
    actor_blocks(&a);
    WORKS(old_mutex_lock(&mu));
    ready = true;
    WORKS(pthread_cond_signal(&cond));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&a));
}
END_TEST

static int tryrdlock(void *arg)
{
    return pthread_rwlock_tryrdlock(arg);
}

START_TEST(rwlock)
{
    WORKS(old_rwlock_init(&rw, NULL));
    WORKS(old_rwlock_wrlock(&rw));
    GIVES(EBUSY, elsewhere(tryrdlock, &rw));
    WORKS(old_rwlock_unlock(&rw));
    WORKS(old_rwlock_rdlock(&rw));
    WORKS(old_rwlock_tryrdlock(&rw));
    WORKS(pthread_rwlock_tryrdlock(&rw));
    GIVES(EBUSY, old_rwlock_trywrlock(&rw));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(old_rwlock_unlock(&rw));
    GIVES(EBUSY, pthread_rwlock_trywrlock(&rw));
    WORKS(old_rwlock_unlock(&rw));
    WORKS(old_rwlock_trywrlock(&rw));
    GIVES(EBUSY, elsewhere(tryrdlock, &rw));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(old_rwlock_destroy(&rw));
}
END_TEST

// ---- names that a program looks up itself -------------------------------------------------------

// ISO C knows no way from an object's address to a function's; POSIX says that it is one.
static int call(const char *name, void *object)
{
    union {
        void *object;
        int (*function)(void *object);
    } found = {dlsym(RTLD_DEFAULT, name)};
    ck_assert_msg(found.object != NULL, "%s is missing", name);
    return found.function(object);
}

START_TEST(found_at_run_time)
{
    WORKS(call("pthread_mutex_lock", &mu));
    GIVES(EBUSY, pthread_mutex_trylock(&mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EBUSY, call("pthread_mutex_trylock", &mu));
    WORKS(call("pthread_mutex_unlock", &mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {mutex, 1},  {mutex_by_both_names, 1}, {mutex_with_a_type, 1}, {mutex_of_a_condition, 1},
        {rwlock, 1}, {found_at_run_time, 1},
    };
    return suite_run("aliases", tests, TEST_COUNT(tests));
}
