// watch_callers_test.c - what events tell of the lock's kind, and of where its function was called.
// SPDX-License-Identifier: MIT
#include "support/calls.h"
#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

// Those that tell from where. The others come from below, where that is not known.
enum {
    TELLS = PAWL_ON_FAST | PAWL_ON_CONTENDED | PAWL_ON_TIMED_OUT | PAWL_ON_WAKE,
    FROM_BELOW = PAWL_ON_WAIT_BEGIN | PAWL_ON_WAIT_END,
};

static const void *the_lock;
static enum pawl_kind the_kind;
static bool is_inline; // its functions, if the compiler does its part
static atomic_uint seen, wrong, misplaced;

static void see(void *arg, const struct pawl_event *event)
{
    (void)arg;
    bool exact = !is_inline || CALLS_ARE_INLINE;
    bool placed = (event->what & TELLS) == 0 ? event->caller == NULL
                  : exact                    ? called_here(event->caller)
                                             : event->caller != NULL;
    atomic_fetch_or(&seen, event->what);
    if (event->lock != the_lock || event->kind != the_kind)
        atomic_fetch_or(&wrong, event->what);
    if (!placed)
        atomic_fetch_or(&misplaced, event->what);
}

// But for those that are about threads.
static const struct pawl_watcher all = {~0u & ~(PAWL_ON_STILL | PAWL_ON_THREAD_END), see, NULL};

static void watch(const void *lock, enum pawl_kind kind, bool inline_)
{
    the_lock = lock;
    the_kind = kind;
    is_inline = inline_;
    ck_assert_int_eq(pawl_watch(&all), 0);
}

// The events that there were since watch.
static void check_seen(unsigned what)
{
    pawl_unwatch(&all);
    ck_assert_msg(atomic_load(&wrong) == 0, "of another lock or kind: %#x", atomic_load(&wrong));
    ck_assert_msg(atomic_load(&misplaced) == 0, "called elsewhere: %#x", atomic_load(&misplaced));
    ck_assert_uint_eq(atomic_load(&seen), what);
}

// ---- mutex --------------------------------------------------------------------------------------

static pawl_mutex mu;

static CALLS_HERE void *lock_mutex(void *arg)
{
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    return arg;
}

static CALLS_HERE void fight_for_mutex(void)
{
    pawl_mutex_lock(&mu);
    struct team t = team_start(1, lock_mutex, NULL);
    WAIT_FOR(queue_length(&mu.sema) == 1);
    pawl_mutex_unlock(&mu);
    team_join(&t);
}

static CALLS_HERE void try_mutex(void)
{
    bool locked = pawl_mutex_trylock(&mu);
    int err = pawl_mutex_lock_until(&mu, 0);
    pawl_mutex_unlock(&mu);
    ck_assert(locked && err == PAWL_ETIMEDOUT);
}

START_TEST(mutex)
{
    watch(&mu, PAWL_KIND_MUTEX, true);
    fight_for_mutex();
    check_seen((TELLS & ~(unsigned)PAWL_ON_TIMED_OUT) | FROM_BELOW);
}
END_TEST

START_TEST(mutex_tries)
{
    watch(&mu, PAWL_KIND_MUTEX, true);
    try_mutex();
    check_seen(TELLS & ~(unsigned)PAWL_ON_WAKE);
}
END_TEST

// ---- both kinds of RWMutex ----------------------------------------------------------------------

static pawl_rwmutex rw;
static pawl_rwmutex_wide wide;

#define RW_CALLS(type, name)                                                                       \
    static CALLS_HERE void *read_##name(void *arg)                                                 \
    {                                                                                              \
        type##_rlock(&name);                                                                       \
        type##_runlock(&name);                                                                     \
        return arg;                                                                                \
    }                                                                                              \
    static CALLS_HERE void *write_##name(void *arg)                                                \
    {                                                                                              \
        type##_lock(&name);                                                                        \
        type##_unlock(&name);                                                                      \
        return arg;                                                                                \
    }                                                                                              \
    static CALLS_HERE void let_read_##name(const void *queue, bool downgrades)                     \
    {                                                                                              \
        type##_lock(&name);                                                                        \
        struct team t = team_start(1, read_##name, NULL);                                          \
        WAIT_FOR(queue_length_at(queue) == 1);                                                     \
        if (downgrades) {                                                                          \
            type##_downgrade(&name);                                                               \
            type##_runlock(&name);                                                                 \
        } else {                                                                                   \
            type##_unlock(&name);                                                                  \
        }                                                                                          \
        team_join(&t);                                                                             \
    }                                                                                              \
    static CALLS_HERE void let_write_##name(const void *queue)                                     \
    {                                                                                              \
        type##_rlock(&name);                                                                       \
        struct team t = team_start(1, write_##name, NULL);                                         \
        WAIT_FOR(queue_length_at(queue) == 1);                                                     \
        type##_runlock(&name);                                                                     \
        team_join(&t);                                                                             \
    }                                                                                              \
    static CALLS_HERE void try_##name(void)                                                        \
    {                                                                                              \
        bool locked = type##_trylock(&name);                                                       \
        int err = type##_rlock_until(&name, 0);                                                    \
        type##_downgrade(&name);                                                                   \
        locked = type##_tryrlock(&name) && locked;                                                 \
        int err2 = type##_lock_until(&name, 0);                                                    \
        type##_runlock(&name);                                                                     \
        type##_runlock(&name);                                                                     \
        ck_assert(locked &&err == PAWL_ETIMEDOUT && err2 == PAWL_ETIMEDOUT);                       \
    }
RW_CALLS(pawl_rwmutex, rw)
RW_CALLS(pawl_rwmutex_wide, wide)

static const struct {
    const void *lock, *readers, *writer; // and where they wait
    void (*let_read)(const void *queue, bool downgrades);
    void (*let_write)(const void *queue);
    void (*try_)(void);
} kinds[] = {
    {&rw, &rw.state, &rw.writer, let_read_rw, let_write_rw, try_rw},
    {&wide, &wide.rw.state, &wide.writer, let_read_wide, let_write_wide, try_wide},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

// A reader waits for a writer, who unlocks or goes on as a reader; a writer for a reader.
START_TEST(rwmutex)
{
    int which = _i % KINDS, what = _i / KINDS;
    watch(kinds[which].lock, PAWL_KIND_RWMUTEX, which == 0);
    if (what < 2)
        kinds[which].let_read(kinds[which].readers, what == 1);
    else
        kinds[which].let_write(kinds[which].writer);
    check_seen((TELLS & ~(unsigned)PAWL_ON_TIMED_OUT) | FROM_BELOW);
}
END_TEST

// To time out at once, a reader queues; the wide one's writer looks for readers, and queues too.
START_TEST(rwmutex_tries)
{
    watch(kinds[_i].lock, PAWL_KIND_RWMUTEX, _i == 0);
    kinds[_i].try_();
    check_seen((TELLS & ~(unsigned)PAWL_ON_WAKE) | FROM_BELOW);
}
END_TEST

// ---- those that only tell of waits and wakes ----------------------------------------------------

static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(1);
static pawl_reentrant_token token;

static void *acquire(void *arg)
{
    pawl_semaphore_acquire(&sem, 1);
    return arg;
}

static CALLS_HERE void release_here(void)
{
    pawl_semaphore_acquire(&sem, 1);
    struct team t = team_start(1, acquire, NULL);
    WAIT_FOR(queue_length_at(&sem.held) == 1);
    pawl_semaphore_release(&sem, 1);
    team_join(&t);
}

START_TEST(semaphore)
{
    watch(&sem, PAWL_KIND_SEMAPHORE, false);
    release_here();
    check_seen(FROM_BELOW | PAWL_ON_WAKE);
}
END_TEST

static void *lock_token(void *arg)
{
    pawl_reentrant_token_lock(&token, 2);
    return arg;
}

static CALLS_HERE void unlock_token_here(void)
{
    pawl_reentrant_token_lock(&token, 1);
    struct team t = team_start(1, lock_token, NULL);
    WAIT_FOR(queue_length_at(&token) == 1);
    pawl_reentrant_token_unlock(&token, 1);
    team_join(&t);
}

START_TEST(reentrant_token)
{
    watch(&token, PAWL_KIND_REENTRANT, false);
    unlock_token_here();
    check_seen(FROM_BELOW | PAWL_ON_WAKE);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {mutex, 1},     {mutex_tries, 1},     {rwmutex, 3 * KINDS}, {rwmutex_tries, KINDS},
        {semaphore, 1}, {reentrant_token, 1},
    };
    return suite_run("watch_callers", tests, TEST_COUNT(tests));
}
