// eg_semaphore.c - jobs of different size share 100 megabytes.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

enum { ALL = 100, JOBS = 20 };

static pawl_semaphore memory = PAWL_SEMAPHORE_INIT(ALL); // megabytes

static pawl_mutex mu;
static int in_use PAWL_GUARDED_BY(mu), too_much PAWL_GUARDED_BY(mu);

static void account(int megabytes)
{
    PAWL_GUARD(&mu);
    in_use += megabytes;
    too_much += in_use > ALL;
}

static void *run(void *arg)
{
    int megabytes = *(int *)arg;
    account(megabytes);
    account(-megabytes);
    pawl_semaphore_release(&memory, (uint32_t)megabytes);
    return NULL;
}

int main(void)
{
    static int megabytes[JOBS];
    for (int i = 0; i < JOBS; i++) {
        megabytes[i] = i % 4 == 0 ? 70 : 10;
        // Before the thread starts: never more threads than fit.
        pawl_semaphore_acquire(&memory, (uint32_t)megabytes[i]);
        pthread_t thread;
        pthread_create(&thread, NULL, run, &megabytes[i]);
        pthread_detach(thread);
    }
    pawl_semaphore_acquire(&memory, ALL); // so all jobs are done
    PAWL_WITH(&mu) {
        printf("over the limit: %d times\n", too_much);
    }

    if (!pawl_semaphore_tryacquire(&memory, 1))
        puts("nothing left");
    pawl_semaphore_release(&memory, 30);
    int64_t soon = pawl_now() + 20 * PAWL_MILLISECOND;
    if (pawl_semaphore_acquire_until(&memory, 40, soon) == PAWL_ETIMEDOUT)
        puts("no 40");
    if (pawl_semaphore_acquire_until(&memory, 20, soon) == 0)
        puts("but 20");
    return 0;
}
