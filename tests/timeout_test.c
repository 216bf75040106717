// timeout_test.c - 10^5 time-outs that race with unlocks: never early, no token and no count lost.
// SPDX-License-Identifier: MIT
#include "support/fight.h"
#include "support/sanitizer.h"

#include <stdio.h>
#include <sys/prctl.h>

#define RACES SCALED(100000)

// How often the lock entered starvation mode: the races with hand-off must really have happened.
static atomic_long starved;

static void count_starving(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
    atomic_fetch_add(&starved, 1);
}

// Different mixtures, since each makes other races likely: deadlines around the time of the spin,
// around one and several holding times, and around the starvation threshold of 1 ms.
static const struct mix {
    const char *name;
    int threads;
    int64_t hold_ns, patience_ns, nap_ns;
    long races;
} mixes[] = {
    {"two threads, short sections", 2, 3000, 4000, 5000, 2000},
    {"four threads, a few microseconds", 4, 3000, 10000, 20000, 38000},
    {"eight threads, deadlines of one section", 8, 10000, 20000, 20000, 30000},
    {"eight threads, naps", 8, 2000, 150000, 50000, 10000},
    {"32 threads, deadlines of the queue", 32, 5000, 300000, 0, 14000},
    {"16 threads, at the starvation threshold", 16, 100000, 2500000, 300000, 4000},
    {"100 threads, at the starvation threshold", 100, 30000, 4000000, 1200000, 2000},
};

static void report(const struct mix *mix, struct fight *f)
{
    printf("%-42s %7ld time-outs, %5ld late, %7ld locked, %5ld starving\n", mix->name,
           atomic_load(&f->timed_out), atomic_load(&f->late), atomic_load(&f->locked),
           atomic_load(&starved));
    fflush(stdout);
}

// Fights until enough deadlines passed, whichever way each of them went, and looks at what is left.
START_TEST(racing_time_outs)
{
    static const struct pawl_watcher watcher = {PAWL_ON_STARVING, count_starving, NULL};
    ck_assert_int_eq(pawl_watch(&watcher), 0);
    prctl(PR_SET_TIMERSLACK, 1UL); // the kernel's usual 50 us too late would hide 50 us too early
    const struct mix *mix = &mixes[_i];
    struct fight f = {.hold_ns = mix->hold_ns,
                      .patience_ns = mix->patience_ns,
                      .nap_ns = mix->nap_ns,
                      .seed = (unsigned)_i * 1000 + 1};
    struct team t = team_start(mix->threads, fight_run, &f);
    long races = mix->races * RACES / 100000;
    WAIT_FOR(atomic_load(&f.timed_out) + atomic_load(&f.late) >= races &&
             atomic_load(&f.locked) >= 1000);
    atomic_store(&f.stop, true);
    team_join(&t);
    report(mix, &f);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{racing_time_outs, (int)TEST_COUNT(mixes)}};
    return suite_run("timeout", tests, TEST_COUNT(tests));
}
