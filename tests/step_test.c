// step_test.c - the narrow races of unlocks with deadlines, each window hit.
// SPDX-License-Identifier: MIT
//
// One thread is stopped after its k'th instruction, for every k, while the others go on. Stops last
// for a bounded time only: at some instructions the others need what the stopped one holds.
#include "support/step.h"

#include "support/fight.h"

#include <sched.h>
#include <stdio.h>

#define MAX_STEPS 20000 // no call here has as many instructions

// ---- unlock against a deadline ------------------------------------------------------------------

static struct fight f;
static int64_t deadline;

static void *time_out_or_lock(void *arg)
{
    (void)arg;
    int err = pawl_mutex_lock_until(&f.mu, deadline);
    atomic_fetch_add(&f.early, err != 0 && pawl_now() < deadline);
    if (err == 0) {
        unsigned seed = 1;
        fight_hold(&f, &seed);
        pawl_mutex_unlock(&f.mu);
    }
    // If a wake is still on its way to this thread, it ends the next wait, which nobody ends.
    pawl_sema nobody = PAWL_SEMA_INIT(0);
    int64_t later = deadline + 200 * PAWL_MICROSECOND;
    atomic_fetch_add(&f.wrong, pawl_sema_acquire_until(&nobody, 0, later) != PAWL_ETIMEDOUT);
    return NULL;
}

static atomic_bool in_time; // the stop came before the deadline

static void let_deadline_pass(void *arg)
{
    (void)arg;
    atomic_store(&in_time, pawl_now() < deadline);
    while (pawl_now() < deadline + 50 * PAWL_MICROSECOND)
        sleep_ns(10000);
}

static const struct {
    int waiters;
    bool starving;
} deadline_cases[] = {{1, false}, {1, true}, {2, false}, {2, true}};

// Returns whether unlock has more than k instructions, or -1 if it did not get so far before the
// deadline: margin is how long it had.
static int deadline_at(long k, int n, bool starving, int64_t margin)
{
    pawl_mutex_lock(&f.mu);
    deadline = pawl_now() + margin;
    struct team t = team_start(n, time_out_or_lock, NULL);
    WAIT_FOR(queue_length(&f.mu.sema) == n || pawl_now() >= deadline);
    if (starving)
        fight_make_starving(&f.mu);
    atomic_store(&in_time, false);
    step_begin(k, let_deadline_pass, NULL);
    pawl_mutex_unlock(&f.mu);
    bool more = step_end();
    bool slow = more ? !atomic_load(&in_time) : pawl_now() >= deadline;
    team_join(&t);
    return slow ? -1 : more;
}

// The waiters' deadline passes while the unlocker stands still at instruction k.
START_TEST(deadline_during_unlock)
{
    step_setup();
    int n = deadline_cases[_i].waiters;
    int64_t margin = 500 * PAWL_MICROSECOND;
    long k = 1;
    for (int more = 1; more != 0 && k < MAX_STEPS;) {
        more = deadline_at(k, n, deadline_cases[_i].starving, margin);
        if (more < 0)
            margin += margin / 4;
        else
            k++;
        const char *verdict = fight_verdict(&f, true);
        EXPECT(verdict == NULL, "instruction %ld of unlock: %s (state %#x, sema %u)", k, verdict,
               f.mu.state, f.mu.sema.count);
    }
    ck_assert_int_lt(k, MAX_STEPS);
    printf("unlock of %d timed waiters stopped at each of %ld instructions\n", n, k - 1);
}
END_TEST

// ---- a timed wait against unlock ----------------------------------------------------------------

static atomic_bool unlock_now, unlocked, held;
static bool starve_first;

static void *hold_until_told(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&f.mu);
    atomic_store(&held, true);
    while (!atomic_load(&unlock_now))
        sched_yield();
    if (starve_first)
        fight_make_starving(&f.mu);
    pawl_mutex_unlock(&f.mu);
    atomic_store(&unlocked, true);
    return NULL;
}

static void *wait_for_lock(void *arg)
{
    (void)arg;
    unsigned seed = 1;
    pawl_mutex_lock(&f.mu);
    fight_hold(&f, &seed);
    pawl_mutex_unlock(&f.mu);
    return NULL;
}

static void let_owner_unlock(void *arg)
{
    (void)arg;
    atomic_store(&unlock_now, true);
    step_wait(&unlocked, 100 * PAWL_MICROSECOND);
}

// A wait has a thousand instructions, and no two atomic operations in a row: not each one is tried.
#define STRIDE 7

static bool waited; // the one that is stopped has gone to sleep in its call
static pthread_t stopped;

static void note_wait(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
    if (pthread_equal(pthread_self(), stopped))
        waited = true;
}

// The call itself. Returns whether it has more than k instructions, or -1 if the deadline passed
// before it could go to sleep: margin is how long it had.
static int stopped_until(long k, int64_t margin)
{
    waited = false;
    deadline = pawl_now() + margin;
    step_begin(k, let_owner_unlock, NULL);
    int err = pawl_mutex_lock_until(&f.mu, deadline);
    bool more = step_end();
    int64_t now = pawl_now();
    atomic_store(&unlock_now, true);
    if (err == 0)
        pawl_mutex_unlock(&f.mu);
    EXPECT(err == 0 || now >= deadline, "early");
    return err != 0 && !waited ? -1 : more;
}

// The owner unlocks while a waiter with a deadline stands still at instruction k of its call;
// behind that waiter there may be another one, which must not be forgotten.
static int stopped_wait(long k, bool with_another, int64_t margin)
{
    atomic_store(&unlock_now, false);
    atomic_store(&unlocked, false);
    atomic_store(&held, false);
    struct team owner = team_start(1, hold_until_told, NULL);
    WAIT_FOR(atomic_load(&held));
    struct team another = {.n = 0};
    if (with_another) {
        another = team_start(1, wait_for_lock, NULL);
        WAIT_FOR(queue_length(&f.mu.sema) == 1);
    }
    int more = stopped_until(k, margin);
    team_join(&owner);
    team_join(&another);
    return more;
}

START_TEST(unlock_during_timed_wait)
{
    static const struct pawl_watcher watcher = {PAWL_ON_WAIT_BEGIN, note_wait, NULL};
    ck_assert_int_eq(pawl_watch(&watcher), 0);
    stopped = pthread_self();
    step_setup();
    starve_first = _i / 2 == 1;
    int64_t margin = 300 * PAWL_MICROSECOND;
    long k = 1 + _i;
    for (int more = 1; more != 0 && k < MAX_STEPS;) {
        more = stopped_wait(k, _i % 2 == 1, margin);
        if (more < 0)
            margin += margin / 4;
        else
            k += STRIDE;
        const char *verdict = fight_verdict(&f, true);
        EXPECT(verdict == NULL, "instruction %ld of lock_until: %s (state %#x, sema %u)", k,
               verdict, f.mu.state, f.mu.sema.count);
    }
    ck_assert_int_lt(k, MAX_STEPS);
    printf("lock_until stopped at every %dth of %ld instructions\n", STRIDE, k - 1);
}
END_TEST

// ---- the way from the wake to the lock, against another's deadline ------------------------------

static long steps;
static atomic_bool both_queued, decided;

// Called on the waiter that was woken: its steps count from here.
static void step_from_wake(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
    if (pthread_equal(pthread_self(), stopped))
        step_begin(steps, let_deadline_pass, NULL);
}

// Queues behind the first waiter; its deadline passes while that one, awake, stands still.
static void *time_out_behind(void *arg)
{
    WAIT_FOR(queue_length(&f.mu.sema) == 1 || atomic_load(&decided));
    deadline = pawl_now() + *(int64_t *)arg;
    return time_out_or_lock(arg);
}

// Unlocks when both are queued, by hand-off or as usual.
static void *unlock_for_both(void *arg)
{
    int64_t limit = pawl_now() + *(int64_t *)arg;
    pawl_mutex_lock(&f.mu);
    atomic_store(&held, true);
    WAIT_FOR(queue_length(&f.mu.sema) == 2 || pawl_now() > limit);
    atomic_store(&both_queued, queue_length(&f.mu.sema) == 2);
    atomic_store(&decided, true);
    if (starve_first) {
        sleep_ns(1200 * PAWL_MICROSECOND); // a waiter that waited for less ends starvation mode
        fight_make_starving(&f.mu);
    }
    pawl_mutex_unlock(&f.mu);
    return NULL;
}

// As deadline_at.
static int stopped_after_wake(int64_t margin)
{
    int64_t limit = margin * 4;
    atomic_store(&held, false);
    atomic_store(&decided, false);
    atomic_store(&in_time, false);
    struct team owner = team_start(1, unlock_for_both, &limit);
    WAIT_FOR(atomic_load(&held));
    struct team other = team_start(1, time_out_behind, &margin);
    pawl_mutex_lock(&f.mu);
    bool more = step_end();
    bool slow = !atomic_load(&both_queued) || (more && !atomic_load(&in_time));
    pawl_mutex_unlock(&f.mu);
    team_join(&owner);
    team_join(&other);
    return slow ? -1 : more;
}

START_TEST(deadline_after_wake)
{
    static const struct pawl_watcher watcher = {PAWL_ON_WAIT_END, step_from_wake, NULL};
    ck_assert_int_eq(pawl_watch(&watcher), 0);
    stopped = pthread_self();
    step_setup();
    starve_first = _i == 1;
    int64_t margin = 2 * PAWL_MILLISECOND;
    steps = 1;
    for (int more = 1; more != 0 && steps < MAX_STEPS;) {
        more = stopped_after_wake(margin);
        if (more < 0)
            margin += margin / 4;
        else
            steps++;
        const char *verdict = fight_verdict(&f, true);
        EXPECT(verdict == NULL, "instruction %ld after the wake: %s (state %#x, sema %u)", steps,
               verdict, f.mu.state, f.mu.sema.count);
    }
    ck_assert_int_lt(steps, MAX_STEPS);
    printf("stopped at each of %ld instructions from the wake to the lock\n", steps - 1);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {deadline_during_unlock, (int)TEST_COUNT(deadline_cases)},
        {unlock_during_timed_wait, 4},
        {deadline_after_wake, 2},
    };
    if (!CAN_STEP)
        return suite_skip("step", STEP_NEEDS);
    return suite_run("step", tests, TEST_COUNT(tests));
}
