// fork_renew.c - the child initialises anew what other threads of its parent held.
// SPDX-License-Identifier: MIT
//
// Right: in the child those threads do not exist, and nobody holds anything. In the parent the very
// same call would be a mistake. As jemalloc does: https://github.com/jemalloc/jemalloc/issues/895.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t arena = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_held, is_forked;
static int allocated;

static void *hold(void *arg)
{
    pthread_mutex_lock(&arena);
    is_held = true;
    UNTIL(is_forked);
    pthread_mutex_unlock(&arena);
    return arg;
}

static void renew(void)
{
    pthread_mutex_init(&arena, NULL);
}

static void allocate(void)
{
    pthread_mutex_lock(&arena);
    allocated++;
    pthread_mutex_unlock(&arena);
}

int main(void)
{
    pthread_atfork(NULL, NULL, renew);
    pthread_t holder = start(hold, NULL);
    UNTIL(is_held);
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        allocate();
        _exit(0);
    }
    waitpid(child, &status, 0);
    is_forked = true;
    join(holder);
    return status;
}
