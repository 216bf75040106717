// eg_sema.c - a job on the stack of who asks, with a semaphore in it.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

struct job {
    int number, square;
    pawl_sema done; // zero: not done
};

static void *serve(void *arg)
{
    struct job *job = arg;
    job->square = job->number * job->number;
    // The last access to *job, which is gone as soon as square wakes.
    pawl_sema_release(&job->done, 0);
    return NULL;
}

static int square(int number, pthread_t *server)
{
    struct job job = {.number = number};
    pthread_create(server, NULL, serve, &job);
    pawl_sema_acquire(&job.done, 0);
    return job.square;
}

int main(void)
{
    pthread_t servers[3];
    for (int i = 0; i < 3; i++)
        printf("%d\n", square(i + 2, &servers[i]));
    for (int i = 0; i < 3; i++)
        pthread_join(servers[i], NULL);

    pawl_sema two = PAWL_SEMA_INIT(2);
    int taken = 0;
    while (pawl_sema_tryacquire(&two))
        taken++;
    printf("taken: %d\n", taken);

    int64_t deadline = pawl_now() + 20 * PAWL_MILLISECOND;
    if (pawl_sema_acquire_until(&two, 0, deadline) == PAWL_ETIMEDOUT)
        puts("no third one");
    pawl_sema_release(&two, 0);
    if (pawl_sema_acquire_until(&two, 0, PAWL_NEVER) == 0)
        puts("one more");
    return 0;
}
