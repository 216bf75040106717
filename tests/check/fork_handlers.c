// fork_handlers.c - takes its locks before a fork, and lets go of them on both sides.
// SPDX-License-Identifier: MIT
//
// Right, and the way POSIX means it: the child unlocks what its only thread has locked.
//
// expect: nothing
#include "crew.h"

#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t heap = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t files = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_done;
static int used;

static void use(void)
{
    pthread_mutex_lock(&files);
    pthread_mutex_lock(&heap);
    used++;
    pthread_mutex_unlock(&heap);
    pthread_mutex_unlock(&files);
}

static void *work(void *arg)
{
    while (!is_done)
        use();
    return arg;
}

static void lock_all(void)
{
    pthread_mutex_lock(&files);
    pthread_mutex_lock(&heap);
}

static void unlock_all(void)
{
    pthread_mutex_unlock(&heap);
    pthread_mutex_unlock(&files);
}

int main(void)
{
    pthread_atfork(lock_all, unlock_all, unlock_all);
    pthread_t worker = start(work, NULL);
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        use();
        _exit(0);
    }
    waitpid(child, &status, 0);
    is_done = true;
    join(worker);
    return status;
}
