// stages.c - a pipeline of threads on the mutexes and conditions of <threads.h>.
// SPDX-License-Identifier: MIT
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <threads.h>
#include <time.h>

enum { STAGES = 5, NUMBERS = 4000, ROOM = 3 };

struct pipe {
    mtx_t mu;
    cnd_t changed;
    uint64_t numbers[ROOM];
    int first, count;
};

static struct pipe pipes[STAGES + 1];
static mtx_t tally;
static long passed;

static void put(struct pipe *p, uint64_t number)
{
    mtx_lock(&p->mu);
    while (p->count == ROOM)
        cnd_wait(&p->changed, &p->mu);
    p->numbers[(p->first + p->count++) % ROOM] = number;
    cnd_broadcast(&p->changed);
    mtx_unlock(&p->mu);
}

// Waits a millisecond at a time: how often depends on the machine, what comes out does not.
static uint64_t get(struct pipe *p)
{
    mtx_lock(&p->mu);
    while (p->count == 0) {
        struct timespec soon;
        timespec_get(&soon, TIME_UTC);
        soon.tv_nsec += 1000000;
        soon.tv_sec += soon.tv_nsec / 1000000000;
        soon.tv_nsec %= 1000000000;
        cnd_timedwait(&p->changed, &p->mu, &soon);
    }
    uint64_t number = p->numbers[p->first];
    p->first = (p->first + 1) % ROOM;
    p->count--;
    cnd_broadcast(&p->changed);
    mtx_unlock(&p->mu);
    return number;
}

// The tally's mutex is recursive, and taken twice.
static void count_one(void)
{
    mtx_lock(&tally);
    mtx_lock(&tally);
    passed++;
    mtx_unlock(&tally);
    mtx_unlock(&tally);
}

static int stage(void *arg)
{
    struct pipe *in = arg;
    for (int i = 0; i < NUMBERS; i++) {
        put(in + 1, get(in) * UINT64_C(6364136223846793005) + 1);
        count_one();
    }
    return 0;
}

static int feed(void *arg)
{
    for (uint64_t i = 0; i < NUMBERS; i++)
        put(arg, i);
    return 0;
}

int main(void)
{
    thrd_t threads[STAGES + 1];
    mtx_init(&tally, mtx_plain | mtx_recursive);
    for (int i = 0; i <= STAGES; i++) {
        mtx_init(&pipes[i].mu, i % 2 == 0 ? mtx_plain : mtx_timed);
        cnd_init(&pipes[i].changed);
    }
    thrd_create(&threads[STAGES], feed, &pipes[0]);
    for (int i = 0; i < STAGES; i++)
        thrd_create(&threads[i], stage, &pipes[i]);
    uint64_t sum = 0;
    for (int i = 0; i < NUMBERS; i++)
        sum = sum * 31 + get(&pipes[STAGES]);
    for (int i = 0; i <= STAGES; i++)
        thrd_join(threads[i], NULL);
    printf("passed %ld, sum %llu\n", passed, (unsigned long long)sum);
    for (int i = 0; i <= STAGES; i++) {
        mtx_destroy(&pipes[i].mu);
        cnd_destroy(&pipes[i].changed);
    }
}
