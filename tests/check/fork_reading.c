// fork_reading.c - a child unlocks what its parent's thread, which it was, has read-locked.
// SPDX-License-Identifier: MIT
//
// Right: the child holds it twice, once from before it was born.
//
// expect: nothing
#include <sys/wait.h>
#include <unistd.h>

#include "crew.h"

static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;

static void work(void)
{
    pthread_rwlock_rdlock(&rw);
    pthread_rwlock_unlock(&rw);
}

int main(void)
{
    int status = 1;
    pthread_rwlock_rdlock(&rw);
    pid_t child = fork();
    work();
    pthread_rwlock_unlock(&rw);
    if (child == 0)
        _exit(0);
    waitpid(child, &status, 0);
    return status;
}
