// priority_test.c - a real-time thread waits for an ordinary one on the same CPU.
// SPDX-License-Identifier: MIT
//
// It must not spin for long: as long as it does, the holder cannot run. There is no priority
// inheritance either: the waiter only must go to sleep.
#include "park/spin.h"
#include "support/fight.h"
#include "support/sanitizer.h"

#include <sched.h>

static struct fight f;

static int go_fifo(void)
{
    struct sched_param param = {.sched_priority = 1};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &param);
}

static void use_one_cpu(void)
{
    cpu_set_t all, one;
    ck_assert_int_eq(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&one);
    for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++)
        if (CPU_ISSET(i, &all))
            CPU_SET(i, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
}

// Case 0: the library knows that there is one CPU and never spins. Case 1: it has counted before,
// perhaps more, and spins.
static void setup(bool count_first)
{
    if (count_first)
        pawl_cpus_();
    use_one_cpu();
}

static void *lock_urgently(void *arg)
{
    if (go_fifo() != 0)
        return NULL;
    pawl_mutex_lock(&f.mu);
    pawl_mutex_unlock(&f.mu);
    return arg;
}

START_TEST(urgent_waiter)
{
    setup(_i == 1);
    for (int i = 0; i < 100; i++) {
        pawl_mutex_lock(&f.mu);
        struct team t = team_start(1, lock_urgently, &f);
        WAIT_FOR(queue_length(&f.mu.sema) == 1);
        pawl_mutex_unlock(&f.mu);
        void *end;
        pthread_join(t.threads[0], &end);
        free(t.threads);
        EXPECT(end != NULL, "no SCHED_FIFO");
        EXPECT(f.mu.state == 0, "state is %#x", f.mu.state);
    }
}
END_TEST

static void *fight_urgently(void *arg)
{
    if (go_fifo() != 0)
        return NULL;
    fight_run(arg);
    return arg;
}

// All ways to wait, two urgent threads among four others. Holders nap: who is urgent leaves the CPU
// to the others only when it sleeps.
START_TEST(urgent_fighters)
{
    setup(_i == 1);
    f.rounds = SCALED(1000);
    f.hold_ns = 2000;
    f.nap_ns = 20000;
    f.patience_ns = 200000;
    struct team urgent = team_start(2, fight_urgently, &f);
    struct team others = team_start(4, fight_run, &f);
    team_join(&urgent);
    team_join(&others);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

static void *may_go_fifo(void *arg)
{
    return go_fifo() == 0 ? arg : NULL;
}

int main(void)
{
    const struct named_test tests[] = {{urgent_waiter, 2}, {urgent_fighters, 2}};
    pthread_t thread;
    void *may = NULL;
    if (pthread_create(&thread, NULL, may_go_fifo, &f) == 0)
        pthread_join(thread, &may);
    if (may == NULL)
        return suite_skip("priority", "needs the right to use SCHED_FIFO");
    return suite_run("priority", tests, TEST_COUNT(tests));
}
