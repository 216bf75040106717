// guard_cancel.c - a thread that is cancelled, or exits, in a guarded scope unlocks on its way out.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static pawl_mutex mu;
static pawl_word inside;

static void *guard_and_pause(void *arg)
{
    PAWL_GUARD(&mu);
    pawl_word_store_rel(&inside, 1);
    for (;;)
        pause();
    return arg;
}

static void *with_and_pause(void *arg)
{
    PAWL_WITH(&mu) {
        pawl_word_store_rel(&inside, 1);
        for (;;)
            pause();
    }
    return arg;
}

static void *guard_and_exit(void *arg)
{
    PAWL_GUARD(&mu);
    pawl_word_store_rel(&inside, 1);
    pthread_exit(arg);
}

static int left_locked(const char *name, void *(*run)(void *), bool cancel)
{
    pthread_t thread;
    pawl_word_store_rel(&inside, 0);
    pthread_create(&thread, NULL, run, NULL);
    while (pawl_word_load_acq(&inside) == 0)
        nanosleep(&(struct timespec){0, 10000}, NULL);
    if (cancel)
        pthread_cancel(thread);
    pthread_join(thread, NULL);
    bool unlocked = pawl_mutex_trylock(&mu);
    printf("%s: %s\n", name, unlocked ? "unlocked" : "still locked");
    pawl_mutex_unlock(&mu);
    return !unlocked;
}

int main(void)
{
    return left_locked("guard, cancelled", guard_and_pause, true) +
           left_locked("with, cancelled", with_and_pause, true) +
           left_locked("guard, exit", guard_and_exit, false);
}
