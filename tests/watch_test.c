// watch_test.c - the events of a lock, in their order, to one watcher at a time.
// SPDX-License-Identifier: MIT
#include "support/fight.h"
#include "support/sanitizer.h"

#define MAX_EVENTS 4096

// The diary: every event of the one mutex under test, by the thread that made it.
static struct {
    atomic_int n, strange; // strange: of another kind, or for reading
    struct {
        pthread_t by;
        int64_t granted_ns, seen_ns;
        atomic_uint what; // written last; 0: the line is not finished
    } lines[MAX_EVENTS];
} diary;

static pawl_mutex mu;

static void write_diary(void *arg, const struct pawl_event *event)
{
    if (arg != &diary || event->lock != &mu)
        return;
    if (event->kind != PAWL_KIND_MUTEX || event->shared)
        atomic_fetch_add(&diary.strange, 1);
    int i = atomic_fetch_add(&diary.n, 1);
    if (i >= MAX_EVENTS)
        return;
    diary.lines[i].by = pthread_self();
    diary.lines[i].granted_ns = event->granted_ns;
    diary.lines[i].seen_ns = pawl_now();
    atomic_store(&diary.lines[i].what, event->what);
}

static const struct pawl_watcher all = {~0u, write_diary, &diary};

static void start_watching(void)
{
    ck_assert_int_eq(pawl_watch(&all), 0);
}

// What one thread wrote, as one letter per event.
static const char *story(pthread_t by)
{
    static const char letters[] = "bArwehSNctkidsxjJCnf"; // in the order of the PAWL_ON_ bits
    static char text[MAX_EVENTS + 1];
    ck_assert_int_eq(atomic_load(&diary.strange), 0);
    int n = 0;
    for (int i = 0; i < atomic_load(&diary.n) && i < MAX_EVENTS; i++) {
        unsigned what = atomic_load(&diary.lines[i].what);
        if (what != 0 && pthread_equal(diary.lines[i].by, by))
            text[n++] = letters[__builtin_ctz(what)];
    }
    text[n] = '\0';
    return text;
}

static int64_t first_of(unsigned what, bool granted)
{
    for (int i = 0; i < atomic_load(&diary.n) && i < MAX_EVENTS; i++)
        if (atomic_load(&diary.lines[i].what) == what)
            return granted ? diary.lines[i].granted_ns : diary.lines[i].seen_ns;
    return -1;
}

// ---- without a fight ----------------------------------------------------------------------------

START_TEST(uncontended)
{
    start_watching();
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    ck_assert_str_eq(story(pthread_self()), "bAr");
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, PAWL_NEVER), 0);
    pawl_mutex_unlock(&mu);
    ck_assert_str_eq(story(pthread_self()), "bArbAr");
}
END_TEST

// A trylock does not begin: it is over at once, and has succeeded or failed.
START_TEST(trylock)
{
    start_watching();
    ck_assert(pawl_mutex_trylock(&mu));
    ck_assert(!pawl_mutex_trylock(&mu));
    pawl_mutex_unlock(&mu);
    ck_assert_str_eq(story(pthread_self()), "Afr");
}
END_TEST

START_TEST(timed_out)
{
    pawl_mutex_lock(&mu);
    start_watching();
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, 0), PAWL_ETIMEDOUT);
    ck_assert_str_eq(story(pthread_self()), "bct");
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, pawl_now() + PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    ck_assert_str_eq(story(pthread_self()), "bctbcwet");
    ck_assert_int_eq(first_of(PAWL_ON_WAIT_END, true), 0);
    pawl_mutex_unlock(&mu);
}
END_TEST

// Who wants only what happens off the fast path hears nothing of it.
START_TEST(only_what_is_wanted)
{
    static const struct pawl_watcher slow = {~(unsigned)PAWL_ON_FAST, write_diary, &diary};
    ck_assert_int_eq(pawl_watch(&slow), 0);
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    ck_assert(pawl_mutex_trylock(&mu));
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, pawl_now() + PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    pawl_mutex_unlock(&mu);
    ck_assert_str_eq(story(pthread_self()), "cwet");
}
END_TEST

// ---- with one -----------------------------------------------------------------------------------

static void *lock_and_unlock(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    return NULL;
}

START_TEST(contended)
{
    start_watching();
    pawl_mutex_lock(&mu);
    struct team t = team_start(1, lock_and_unlock, NULL);
    pthread_t waiter = t.threads[0];
    WAIT_FOR(queue_length(&mu.sema) == 1);
    int64_t before = pawl_now();
    pawl_mutex_unlock(&mu);
    int64_t after = pawl_now();
    team_join(&t);
    ck_assert_str_eq(story(pthread_self()), "bArk");
    ck_assert_str_eq(story(waiter), "bcweAr");
    // When it was chosen: inside the unlock, and before it knew.
    int64_t granted = first_of(PAWL_ON_WAIT_END, true);
    ck_assert(before <= granted && granted <= after);
    ck_assert(granted <= first_of(PAWL_ON_WAIT_END, false));
}
END_TEST

// Makes the waiter lose against trylock, after it has waited for more than 1 ms, until it asks for
// hand-off. It may win first, or be through before the trylock: returns false then.
static bool make_starving(pthread_t waiter)
{
    sleep_ns(2 * PAWL_MILLISECOND);
    while (strchr(story(waiter), 'S') == NULL) {
        pawl_mutex_unlock(&mu);
        if (!pawl_mutex_trylock(&mu))
            return false;
        if (strchr(story(waiter), 'A') != NULL) {
            pawl_mutex_unlock(&mu);
            return false;
        }
        WAIT_FOR(queue_length(&mu.sema) == 1);
    }
    return true;
}

// The waiter waits, loses, enters starvation mode, waits again, is handed the lock, and as the last
// waiter ends the mode.
START_TEST(starving)
{
    start_watching();
    for (bool done = false; !done;) {
        memset(&diary, 0, sizeof diary);
        pawl_mutex_lock(&mu);
        struct team t = team_start(1, lock_and_unlock, NULL);
        pthread_t waiter = t.threads[0];
        WAIT_FOR(queue_length(&mu.sema) == 1);
        done = make_starving(waiter);
        if (done) {
            ck_assert_msg(!pawl_mutex_trylock(&mu), "locked");
            pawl_mutex_unlock(&mu);
        }
        team_join(&t);
        size_t n = strlen(story(waiter));
        if (done)
            ck_assert_msg(n >= 11 && strcmp(story(waiter) + n - 7, "SwehNAr") == 0,
                          "the waiter's story is %s", story(waiter));
    }
    int64_t granted = first_of(PAWL_ON_HANDOFF, true);
    ck_assert(granted > 0 && granted <= first_of(PAWL_ON_HANDOFF, false));
    ck_assert_uint_eq(mu.state, 0);
}
END_TEST

// ---- watchers come and go -----------------------------------------------------------------------

START_TEST(one_watcher_at_a_time)
{
    static const struct pawl_watcher other = {PAWL_ON_FAST, write_diary, &diary};
    start_watching();
    ck_assert_int_eq(pawl_watch(&other), EBUSY);
    ck_assert_int_eq(pawl_watch(&all), EBUSY);
    pawl_unwatch(&other); // is not watching: changes nothing
    pawl_mutex_lock(&mu);
    ck_assert_str_eq(story(pthread_self()), "bA");
    pawl_unwatch(&all);
    ck_assert_uint_eq(pawl_watching_, 0); // or every lock would still take the slow path
    pawl_mutex_unlock(&mu);
    pawl_mutex_lock(&mu);
    ck_assert_str_eq(story(pthread_self()), "bA");
    ck_assert_int_eq(pawl_watch(&other), 0);
    pawl_mutex_unlock(&mu);
    ck_assert_str_eq(story(pthread_self()), "bAr");
    pawl_unwatch(&other);
    pawl_unwatch(&other);
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    ck_assert_str_eq(story(pthread_self()), "bAr");
}
END_TEST

// While threads fight, watchers come and go; events may come late but only from locks in use.
static struct fight f;
static atomic_long seen, strange;

static void count_event(void *arg, const struct pawl_event *event)
{
    unsigned of_lock = ((PAWL_ON_WAKE << 1) - 1) | PAWL_ON_REFUSED;
    unsigned of_thread = PAWL_ON_STILL | PAWL_ON_THREAD_END;
    bool known = (event->what & (event->lock == &f.mu ? of_lock : of_thread)) != 0 &&
                 event->kind == PAWL_KIND_MUTEX;
    atomic_fetch_add(known ? &seen : &strange, 1);
    (void)arg;
}

START_TEST(watchers_change_in_a_fight)
{
    static const struct pawl_watcher watchers[] = {
        {~0u, count_event, NULL},
        {~(unsigned)PAWL_ON_FAST, count_event, NULL},
        {PAWL_ON_STARVING | PAWL_ON_ACQUIRED, count_event, NULL},
    };
    f.hold_ns = 2000;
    f.patience_ns = 50000;
    f.nap_ns = 50000;
    struct team t = team_start(6, fight_run, &f);
    for (int i = 0; i < SCALED(3000) || atomic_load(&seen) < SCALED(20000); i++) {
        ck_assert_int_eq(pawl_watch(&watchers[i % 3]), 0);
        if (i % 8 == 0)
            sleep_ns(50000);
        pawl_unwatch(&watchers[i % 3]);
    }
    atomic_store(&f.stop, true);
    team_join(&t);
    fight_check(&f);
    ck_assert_int_eq(atomic_load(&strange), 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {uncontended, 1},
        {trylock, 1},
        {timed_out, 1},
        {only_what_is_wanted, 1},
        {contended, 1},
        {starving, 1},
        {one_watcher_at_a_time, 1},
        {watchers_change_in_a_fight, 1},
    };
    return suite_run("watch", tests, TEST_COUNT(tests));
}
