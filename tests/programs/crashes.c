// crashes.c - processes that die while they hold a robust mutex, and others that repair what they
// have left behind.
// SPDX-License-Identifier: MIT
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSES = 4, LIVES = 12, TURNS = 200 };

// Both halves are equal whenever nobody works on them.
static struct shared {
    pthread_mutex_t mu;
    long left, right, repaired;
} * s;

static void lock_and_repair(void)
{
    int err = pthread_mutex_lock(&s->mu);
    if (err == EOWNERDEAD) {
        s->repaired += s->left != s->right;
        s->right = s->left;
        err = pthread_mutex_consistent(&s->mu);
    }
    if (err != 0)
        _exit(2);
}

// The last turn of a life, but for the last life, ends in the middle of the work.
static void live(int dies)
{
    for (int i = 0; i < TURNS; i++) {
        lock_and_repair();
        s->left++;
        if (dies && i == TURNS - 1)
            raise(SIGKILL);
        s->right++;
        pthread_mutex_unlock(&s->mu);
    }
    _exit(0);
}

static long crashed;

static pid_t start(int dies)
{
    pid_t pid = fork();
    if (pid == 0)
        live(dies);
    return pid;
}

static void wait_for_one(void)
{
    int status;
    if (wait(&status) < 0 || (WIFEXITED(status) && WEXITSTATUS(status) != 0))
        exit(1);
    crashed += WIFSIGNALED(status);
}

int main(void)
{
    pthread_mutexattr_t attr;
    s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    if (s == MAP_FAILED || pthread_mutex_init(&s->mu, &attr) != 0)
        return 1;
    for (int life = 0; life < LIVES; life++)
        for (int i = 0; i < PROCESSES; i++) {
            if (life > 0)
                wait_for_one();
            start(life < LIVES - 1);
        }
    for (int i = 0; i < PROCESSES; i++)
        wait_for_one();
    lock_and_repair();
    printf("crashed %ld, repaired %ld, left %ld, right %ld\n", crashed, s->repaired, s->left,
           s->right);
}
