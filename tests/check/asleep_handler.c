// asleep_handler.c - a program that sleeps until a signal ends it, on a condition of all things.
// SPDX-License-Identifier: MIT
//
// Right: its one thread waits, and nobody is left to wake it; but a signal does.
//
// expect: nothing
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "crew.h"

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

static void end(int signal)
{
    _exit(signal == SIGALRM ? 0 : 1);
}

int main(void)
{
    const struct itimerval in_a_while = {.it_value = {.tv_sec = 1, .tv_usec = 500000}};
    signal(SIGALRM, end);
    setitimer(ITIMER_REAL, &in_a_while, NULL);
    pthread_mutex_lock(&mu);
    for (;;)
        pthread_cond_wait(&never, &mu);
}
