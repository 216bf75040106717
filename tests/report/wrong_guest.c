// wrong_guest.c - an ordinary threaded program that does something wrong, for `pawl run --check`.
// SPDX-License-Identifier: MIT
//
// wrong_guest ACT: nothing, leave (a lock locked), slow, deadlock, children.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both;

static void *leave(void *arg)
{
    pthread_mutex_lock(&queue_lock);
    return arg;
}

static void dawdle(void)
{
    sleep(2);
}

static void *hold(void *arg)
{
    pthread_mutex_lock(&queue_lock);
    pthread_barrier_wait(&both);
    dawdle();
    pthread_mutex_unlock(&queue_lock);
    return arg;
}

static void *take_both(void *arg)
{
    pthread_mutex_t *second = arg == &queue_lock ? &log_lock : &queue_lock;
    pthread_mutex_lock(arg);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(arg);
    return NULL;
}

static void slow(void)
{
    pthread_t t;
    pthread_create(&t, NULL, hold, NULL);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(&queue_lock);
    pthread_mutex_unlock(&queue_lock);
    pthread_join(t, NULL);
}

static void deadlock(void)
{
    pthread_t t;
    alarm(60); // for as long as no test should take
    pthread_create(&t, NULL, take_both, &queue_lock);
    printf("ready %d\n", (int)getpid());
    fflush(stdout);
    take_both(&log_lock);
}

// Processes that end, one after the other, and one that stays a while.
static void children(char *self)
{
    for (int i = 0; i < 6; i++) {
        if (fork() == 0)
            execl(self, self, "nothing", (char *)NULL);
        wait(NULL);
    }
    usleep(700000);
    int status = system("ls \"$XDG_RUNTIME_DIR\"/*/ | wc -l");
    exit(status != 0);
}

int main(int argc, char **argv)
{
    const char *act = argc > 1 ? argv[1] : "";
    pthread_t t;
    pthread_barrier_init(&both, NULL, 2);
    pthread_mutex_lock(&log_lock);
    pthread_mutex_unlock(&log_lock);
    if (strcmp(act, "leave") == 0 && pthread_create(&t, NULL, leave, NULL) == 0)
        pthread_join(t, NULL);
    if (strcmp(act, "slow") == 0)
        slow();
    if (strcmp(act, "deadlock") == 0)
        deadlock();
    if (strcmp(act, "children") == 0)
        children(argv[0]);
    return argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
}
