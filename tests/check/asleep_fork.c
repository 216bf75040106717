// asleep_fork.c - forks while another thread holds a lock, which the child then wants.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: the child has the lock, locked, but not the thread that would unlock it.
// After https://github.com/gperftools/gperftools/issues/178.
//
// expect: asleep in run_child in allocate
// hangs
#include "crew.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t arena = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_held, is_forked;

static void allocate(void)
{
    pthread_mutex_lock(&arena);
    pthread_mutex_unlock(&arena);
}

static void *hold(void *arg)
{
    pthread_mutex_lock(&arena);
    is_held = true;
    UNTIL(is_forked);
    pthread_mutex_unlock(&arena);
    return arg;
}

static void run_child(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // does not outlive the test
    allocate();
    _exit(0);
}

int main(void)
{
    pthread_t holder = start(hold, NULL);
    UNTIL(is_held);
    pid_t child = fork();
    if (child == 0)
        run_child();
    is_forked = true;
    join(holder);
    return waitpid(child, NULL, 0) != child;
}
