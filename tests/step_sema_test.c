// step_sema_test.c - a semaphore's release and acquire meet at each instruction of either.
// SPDX-License-Identifier: MIT
#include "support/step.h"

#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdio.h>

#define MAX_STEPS 20000 // no call here has as many instructions

static pawl_sema sema;
static atomic_bool go, done;

// Also when the one that is to be stopped has gone to sleep before its k'th instruction.
static void *release_when_told(void *arg)
{
    WAIT_FOR(atomic_load(&go) || queue_length(&sema) == 1);
    pawl_sema_release(&sema, 0);
    atomic_store(&done, true);
    return arg;
}

static void *acquire_when_told(void *arg)
{
    WAIT_FOR(atomic_load(&go));
    pawl_sema_acquire(&sema, 0);
    atomic_store(&done, true);
    return arg;
}

static void let_the_other(void *arg)
{
    (void)arg;
    atomic_store(&go, true);
    step_wait(&done, 300 * PAWL_MICROSECOND);
}

// One call is stopped at instruction k, the other one comes then: a token that is overlooked leaves
// somebody asleep for ever.
static bool meet(long k, bool stop_release)
{
    atomic_store(&go, false);
    atomic_store(&done, false);
    struct team other = team_start(1, stop_release ? acquire_when_told : release_when_told, NULL);
    step_begin(k, let_the_other, NULL);
    if (stop_release)
        pawl_sema_release(&sema, 0);
    else if (!pawl_sema_tryacquire(&sema))
        pawl_sema_acquire(&sema, 0);
    bool more = step_end();
    atomic_store(&go, true);
    team_join(&other);
    EXPECT(sema.count == 0, "instruction %ld: count is %u", k, sema.count);
    return more;
}

START_TEST(release_during_acquire)
{
    step_setup();
    long k = 1;
    while (k < MAX_STEPS && meet(k, false))
        k++;
    ck_assert(table_is_empty());
    printf("acquire stopped at each of %ld instructions\n", k - 1);
}
END_TEST

START_TEST(acquire_during_release)
{
    step_setup();
    long k = 1;
    while (k < MAX_STEPS && meet(k, true))
        k++;
    ck_assert(table_is_empty());
    printf("release stopped at each of %ld instructions\n", k - 1);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{release_during_acquire, 1}, {acquire_during_release, 1}};
    if (!CAN_STEP)
        return suite_skip("step_sema", STEP_NEEDS);
    return suite_run("step_sema", tests, TEST_COUNT(tests));
}
