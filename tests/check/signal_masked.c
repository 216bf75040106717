// signal_masked.c - a lock that a signal handler takes, too; others hold it with the signal masked.
// SPDX-License-Identifier: MIT
//
// Right as to locks: the handler cannot come while its thread holds it. Its order, the lock below
// whatever was held when it came, has no circle.
//
// expect: nothing
#include "crew.h"

#include <signal.h>

static pthread_mutex_t children = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t work = PTHREAD_MUTEX_INITIALIZER;
static int reaped, started;

static void on_child(int signal)
{
    (void)signal;
    pthread_mutex_lock(&children);
    reaped++;
    pthread_mutex_unlock(&children);
}

static void start_child(void)
{
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    pthread_mutex_lock(&children);
    raise(SIGCHLD);
    started++;
    pthread_mutex_unlock(&children);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void work_a_little(void)
{
    pthread_mutex_lock(&work);
    start_child();
    raise(SIGCHLD);
    pthread_mutex_unlock(&work);
}

int main(void)
{
    signal(SIGCHLD, on_child);
    IN_TURNS(work_a_little, work_a_little);
    return reaped != 4 || started != 2;
}
