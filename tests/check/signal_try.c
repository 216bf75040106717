// signal_try.c - a signal handler that logs only if the log is free.
// SPDX-License-Identifier: MIT
//
// Right as to waiting: the handler tries, and the answer is no, as its own thread holds the lock.
// After https://github.com/checkpoint-restore/criu/pull/2629.
//
// expect: nothing
#include "crew.h"

#include <signal.h>

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static volatile sig_atomic_t skipped, written;

static void on_signal(int signal)
{
    (void)signal;
    if (pthread_mutex_trylock(&log_lock) != 0) {
        skipped++;
        return;
    }
    written++;
    pthread_mutex_unlock(&log_lock);
}

int main(void)
{
    signal(SIGUSR1, on_signal);
    pthread_mutex_lock(&log_lock);
    raise(SIGUSR1);
    pthread_mutex_unlock(&log_lock);
    raise(SIGUSR1);
    return skipped != 1 || written != 1;
}
