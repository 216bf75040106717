// family_watch_test.c - what the types beside the mutex tell the watcher: of which lock, reading or
// writing, in which order.
// SPDX-License-Identifier: MIT
#include "support/rw.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdatomic.h>

#define MAX_EVENTS 64

// Every event of the watched thread. In its story each is one letter, with an apostrophe if it is a
// reader's.
static struct {
    atomic_int n;
    unsigned what[MAX_EVENTS];
    bool shared[MAX_EVENTS];
    enum pawl_kind kind[MAX_EVENTS];
    const void *lock[MAX_EVENTS];
    int64_t granted_ns[MAX_EVENTS];
} diary;

static pthread_t watched;
static atomic_bool is_watched;

static void write_diary(void *arg, const struct pawl_event *event)
{
    (void)arg;
    if (!atomic_load(&is_watched) || !pthread_equal(pthread_self(), watched))
        return;
    int i = atomic_load(&diary.n);
    if (i >= MAX_EVENTS)
        return;
    diary.what[i] = event->what;
    diary.shared[i] = event->shared;
    diary.kind[i] = event->kind;
    diary.lock[i] = event->lock;
    diary.granted_ns[i] = event->granted_ns;
    atomic_store(&diary.n, i + 1);
}

static const struct pawl_watcher all = {~0u & ~PAWL_ON_STILL & ~PAWL_ON_THREAD_END, write_diary, 0};

static void watch_me(void)
{
    watched = pthread_self();
    atomic_store(&is_watched, true);
}

// The story of what happened at one lock. Fails if there was anything at another one.
static const char *story_of(const void *lock)
{
    static const char letters[] = "bArwehSNctkidsxjJCnf"; // in the order of the PAWL_ON_ bits
    static char text[2 * MAX_EVENTS + 1];
    int n = 0;
    for (int i = 0; i < atomic_load(&diary.n); i++) {
        text[n++] = diary.lock[i] == lock ? letters[__builtin_ctz(diary.what[i])] : '?';
        if (diary.shared[i])
            text[n++] = '\'';
    }
    text[n] = '\0';
    atomic_store(&diary.n, 0);
    return text;
}

// ---- RWMutex ------------------------------------------------------------------------------------

START_TEST(rwmutex_uncontended)
{
    rw_choose(_i);
    watch_me();
    ck_assert_int_eq(pawl_watch(&all), 0);
    kind->lock(&rw);
    kind->unlock(&rw);
    ck_assert_str_eq(story_of(&rw), "bAr");
    kind->rlock(&rw);
    kind->runlock(&rw);
    ck_assert_str_eq(story_of(&rw), "b'A'r'");
    ck_assert(kind->trylock(&rw));
    ck_assert(!kind->tryrlock(&rw));
    ck_assert_str_eq(story_of(&rw), "A");
    kind->downgrade(&rw);
    ck_assert_str_eq(story_of(&rw), "rA'");
    ck_assert(kind->tryrlock(&rw));
    ck_assert(!kind->trylock(&rw));
    kind->runlock(&rw);
    kind->runlock(&rw);
    ck_assert_str_eq(story_of(&rw), "A'r'r'");
    ck_assert_int_eq(kind->lock_until(&rw, 0), 0);
    kind->unlock(&rw);
    ck_assert_int_eq(kind->rlock_until(&rw, 0), 0);
    kind->runlock(&rw);
    ck_assert_str_eq(story_of(&rw), "bArb'A'r'");
}
END_TEST

static void *read_it(void *arg)
{
    watch_me();
    kind->rlock(&rw);
    kind->runlock(&rw);
    return arg;
}

static void *write_it(void *arg)
{
    watch_me();
    kind->lock(&rw);
    kind->unlock(&rw);
    return arg;
}

static int64_t granted_of(unsigned what)
{
    for (int i = 0; i < atomic_load(&diary.n); i++)
        if (diary.what[i] == what)
            return diary.granted_ns[i];
    return -1;
}

// A reader waits for a writer, a writer for a reader, a writer for a writer.
START_TEST(rwmutex_contended)
{
    rw_choose(_i);
    int what = _i / RW_KINDS;
    ck_assert_int_eq(pawl_watch(&all), 0);
    if (what == 1)
        kind->rlock(&rw);
    else
        kind->lock(&rw);
    struct team t = team_start(1, what == 0 ? read_it : write_it, NULL);
    WAIT_FOR(what == 0   ? rw_queued_readers(&rw) == 1
             : what == 1 ? rw_writer_waits(&rw)
                         : rw_queued_writers(&rw) == 1);
    int64_t before = pawl_now();
    if (what == 1)
        kind->runlock(&rw);
    else
        kind->unlock(&rw);
    team_join(&t);
    int64_t granted = granted_of(PAWL_ON_WAIT_END);
    ck_assert(before <= granted && granted <= pawl_now());
    const char *story = story_of(&rw);
    if (what == 0)
        ck_assert_str_eq(story, "b'c'w'e'A'r'");
    else if (what == 1)
        ck_assert_str_eq(story, "bcweAr");
    else // it may wait once more, for the unlock to be complete
        ck_assert_msg(strcmp(story, "bcweAr") == 0 || strcmp(story, "bcweweAr") == 0, "%s", story);
}
END_TEST

// ---- the others: begin and end of a wait --------------------------------------------------------

static pawl_waitgroup wg;
static pawl_once once;
static pawl_mutex mu;
static pawl_cond cond;
static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(1);
static pawl_reentrant owned;
static pawl_reentrant_token token;

static void wg_block(void)
{
    pawl_waitgroup_add(&wg, 1);
}
static void wg_wait(void)
{
    pawl_waitgroup_wait(&wg);
}
static void wg_release(void)
{
    pawl_waitgroup_done(&wg);
}

static void nothing(void)
{
}
static void sem_block(void)
{
    pawl_semaphore_acquire(&sem, 1);
}
static void sem_release(void)
{
    pawl_semaphore_release(&sem, 1);
}

static void owned_block(void)
{
    pawl_reentrant_lock(&owned);
}
static void owned_wait(void)
{
    pawl_reentrant_lock(&owned);
    pawl_reentrant_lock(&owned);
    pawl_reentrant_unlock(&owned);
    pawl_reentrant_unlock(&owned);
}
static void owned_release(void)
{
    pawl_reentrant_unlock(&owned);
}

static void token_block(void)
{
    pawl_reentrant_token_lock(&token, 1);
}
static void token_wait(void)
{
    pawl_reentrant_token_lock(&token, 2);
}
static void token_release(void)
{
    pawl_reentrant_token_unlock(&token, 1);
}

static void run_once(void *arg)
{
    (void)arg;
    WAIT_FOR(queue_length_at(&once) == 1);
}
static void once_wait(void)
{
    WAIT_FOR(pawl_word_load_acq(&once.state) != 0);
    pawl_once_do(&once, run_once, NULL);
}
static void once_release(void)
{
    pawl_once_do(&once, run_once, NULL);
}

static const struct {
    enum pawl_kind kind;
    const void *lock, *queue; // queue: where it waits, NULL: release waits for that
    void (*block)(void);
    void (*wait)(void);
    void (*release)(void);
    const char *story;
} waits[] = {
    {PAWL_KIND_WAITGROUP, &wg, &wg, wg_block, wg_wait, wg_release, "we"},
    {PAWL_KIND_ONCE, &once, NULL, nothing, once_wait, once_release, "we"},
    {PAWL_KIND_SEMAPHORE, &sem, &sem.held, sem_block, sem_block, sem_release, "we"},
    {PAWL_KIND_REENTRANT, &token, &token, token_block, token_wait, token_release, "we"},
    {PAWL_KIND_MUTEX, &owned, &owned.mutex.sema, owned_block, owned_wait, owned_release, "bcweAr"},
};

static void *wait_watched(void *arg)
{
    watch_me();
    waits[*(int *)arg].wait();
    return NULL;
}

START_TEST(others_wait)
{
    int which = _i;
    waits[which].block();
    ck_assert_int_eq(pawl_watch(&all), 0);
    struct team t = team_start(1, wait_watched, &which);
    WAIT_FOR(waits[which].queue == NULL || queue_length_at(waits[which].queue) == 1);
    int64_t before = pawl_now();
    waits[which].release();
    team_join(&t);
    int64_t granted = granted_of(PAWL_ON_WAIT_END);
    ck_assert(before <= granted && granted <= pawl_now());
    ck_assert_int_eq(diary.kind[0], waits[which].kind);
    ck_assert_str_eq(story_of(waits[which].lock), waits[which].story);
}
END_TEST

static int cond_events[2]; // waits begun and ended at the Cond

static void count_cond(void *arg, const struct pawl_event *event)
{
    (void)arg;
    if (event->lock == &cond && event->kind == PAWL_KIND_COND)
        cond_events[event->what == PAWL_ON_WAIT_END]++;
}

START_TEST(cond_waits)
{
    static const struct pawl_watcher w = {PAWL_ON_WAIT_BEGIN | PAWL_ON_WAIT_END, count_cond, NULL};
    ck_assert_int_eq(pawl_watch(&w), 0);
    pawl_mutex_lock(&mu);
    ck_assert_int_eq(pawl_cond_wait_until(&cond, &mu, pawl_now() + 1000), PAWL_ETIMEDOUT);
    pawl_mutex_unlock(&mu);
    ck_assert(cond_events[0] == 1 && cond_events[1] == 1);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {rwmutex_uncontended, RW_KINDS},
        {rwmutex_contended, 3 * RW_KINDS},
        {others_wait, (int)TEST_COUNT(waits)},
        {cond_waits, 1},
    };
    return suite_run("family_watch", tests, TEST_COUNT(tests));
}
