// consumer.h - two threads that start at once, for programs that use the library as others do.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_CONSUMER_H
#define PAWL_TESTS_CONSUMER_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_barrier_t start_line, finish_line;

struct runner {
    void (*run)(int number);
    int number;
};

static void *start_runner(void *arg)
{
    struct runner *r = arg;
    pthread_barrier_wait(&start_line);
    r->run(r->number);
    // ThreadSanitizer does not report every race with a thread that has ended: all stay to the end.
    pthread_barrier_wait(&finish_line);
    return NULL;
}

#define MAX_RUNNERS 16

// run_threads calls run(0) to run(n - 1) at once, each in a thread of its own. What the threads do
// before their first lock is ordered by nothing.
static void run_threads(int n, void (*run)(int number))
{
    pthread_t threads[MAX_RUNNERS];
    struct runner runners[MAX_RUNNERS];
    pthread_barrier_init(&start_line, NULL, (unsigned)n);
    pthread_barrier_init(&finish_line, NULL, (unsigned)n);
    for (int i = 0; i < n; i++) {
        runners[i].run = run;
        runners[i].number = i;
        if (pthread_create(&threads[i], NULL, start_runner, &runners[i]) != 0)
            abort();
    }
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

#endif
