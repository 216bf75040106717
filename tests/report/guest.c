// guest.c - an ordinary threaded program, for `pawl run` to run.
// SPDX-License-Identifier: MIT
//
// guest ACT [NUMBER]: fights with itself over a lock, then does ACT, and exits with NUMBER (0).
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 4, TURNS = 20 };

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;

static void push(void)
{
    pthread_mutex_lock(&queue_lock);
    usleep(1000); // so long that the others come in the meantime
    pthread_mutex_unlock(&queue_lock);
}

static void *fight(void *arg)
{
    for (int i = 0; i < TURNS; i++)
        push();
    pthread_rwlock_rdlock(&table_lock);
    pthread_rwlock_unlock(&table_lock);
    return arg;
}

static void fight_all(int threads)
{
    pthread_t all[THREADS];
    for (int i = 0; i < threads; i++)
        pthread_create(&all[i], NULL, fight, NULL);
    for (int i = 0; i < threads; i++)
        pthread_join(all[i], NULL);
}

static void say(const char *text)
{
    puts(text);
    fflush(stdout);
}

// Until somebody ends it, or for as long as no test should take.
static void stay(void)
{
    printf("ready %d\n", (int)getpid());
    fflush(stdout);
    alarm(60);
    for (;;)
        pause();
}

static void daemonize(void)
{
    if (fork() != 0)
        _exit(0);
    setsid();
    fight_all(THREADS);
    stay();
}

int main(int argc, char **argv)
{
    const char *act = argc > 1 ? argv[1] : "";
    if (strcmp(act, "daemon") == 0)
        daemonize();
    if (strcmp(act, "fork") == 0)
        fork();
    fight_all(strcmp(act, "alone") == 0 ? 1 : THREADS);
    if (strcmp(act, "stay") == 0)
        stay();
    if (strcmp(act, "kill") == 0)
        raise(SIGKILL);
    if (strcmp(act, "exec") == 0)
        execl("/proc/self/exe", argv[0], "alone", (char *)NULL);
    say("done");
    return argc > 2 ? atoi(argv[2]) : 0;
}
