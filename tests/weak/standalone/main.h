// main.h - runs clients: the one that a checker asked for, once; else all, many times.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_STANDALONE_MAIN_H
#define PAWL_TESTS_WEAK_STANDALONE_MAIN_H

#include <stdio.h>
#include <unistd.h>

static const struct weak_client *client;

static void *run_thread(void *arg)
{
    weak_self = (int)(intptr_t)arg;
    client->thread(client, weak_self);
    return NULL;
}

// The clock. For a checker it moves twice: past all deadlines, and past one set after that.
static atomic_bool stop;

static void *run_clock(void *arg)
{
#ifdef WEAK_CLIENT
    weak_tick();
    weak_tick();
#else
    for (; !atomic_load(&stop); weak_tick())
        usleep(100);
#endif
    return arg;
}

static void run_client(void)
{
    pthread_t threads[WEAK_MAX_THREADS + 1];
    int n = client->threads;
    weak_boot();
    client->setup(client);
    atomic_store(&stop, false);
    pthread_create(&threads[n], NULL, run_clock, NULL);
    for (int i = 0; i < n; i++)
        pthread_create(&threads[i], NULL, run_thread, (void *)(intptr_t)i);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    atomic_store(&stop, true);
    pthread_join(threads[n], NULL);
    client->finish(client);
}

#ifdef WEAK_CLIENT

int main(void)
{
    client = &weak_clients[WEAK_CLIENT];
    run_client();
    return 0;
}

#else

int main(int argc, char **argv)
{
    int times = argc > 1 ? atoi(argv[1]) : 500;
    int passed = 0;
    printf("%-18s %7s %9s  %s\n", "client", "threads", "runs", "result");
    for (client = weak_clients; client->name; client++, passed++) {
        for (int i = 0; i < times; i++)
            run_client();
        printf("%-18s %7d %9d  ok\n", client->name, client->threads, times);
        fflush(stdout);
    }
    printf("%d passed, 0 failed\n", passed); // a failure ends the program
    return passed > 0 && times > 0 ? 0 : 1;
}

#endif
#endif
