// other_process.c - the only thread waits for a lock that another process holds, in shared memory.
// SPDX-License-Identifier: MIT
//
// Right: all threads of this process sleep, and still somebody will wake them.
//
// expect: nothing
#include "crew.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    pthread_mutex_t lock;
    atomic_bool is_held;
    int visits;
};

static void hold_for_long(struct shared *s)
{
    pthread_mutex_lock(&s->lock);
    s->is_held = true;
    rest_ms(900);
    s->visits++;
    pthread_mutex_unlock(&s->lock);
}

int main(void)
{
    struct shared *s =
        mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t shared;
    pthread_mutexattr_init(&shared);
    pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    if (s == MAP_FAILED || pthread_mutex_init(&s->lock, &shared) != 0)
        return 1;
    pid_t child = fork();
    if (child == 0) {
        hold_for_long(s);
        _exit(0);
    }
    UNTIL(s->is_held);
    pthread_mutex_lock(&s->lock);
    s->visits++;
    pthread_mutex_unlock(&s->lock);
    waitpid(child, NULL, 0);
    return s->visits != 2;
}
