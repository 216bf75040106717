// reentry_signal.c - a signal handler that logs, and a signal that comes while somebody logs.
// SPDX-License-Identifier: MIT
//
// Wrong, every time here: the thread is stopped between lock and unlock, and its handler waits for
// it to go on. After https://github.com/pocoproject/poco/issues/4939.
//
// expect: reentry in say in on_signal
// hangs
#include "crew.h"

#include <signal.h>
#include <string.h>

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static size_t written;

static void say(const char *line, int signal_in_between)
{
    pthread_mutex_lock(&log_lock);
    written += strlen(line);
    if (signal_in_between)
        raise(signal_in_between);
    pthread_mutex_unlock(&log_lock);
}

static void on_signal(int signal)
{
    (void)signal;
    say("stopping", 0);
}

int main(void)
{
    signal(SIGTERM, on_signal);
    signal(SIGUSR1, on_signal);
    say("working", SIGUSR1);
    return written == 0;
}
