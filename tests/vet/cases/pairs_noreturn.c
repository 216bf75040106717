// pairs_noreturn.c - what does not come back needs no unlock.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, size;
    struct box *next;
};

int work(struct box *b);

#include <assert.h>
#include <err.h>
#include <setjmp.h>
#include <unistd.h>

_Noreturn void die(const char *why);
__attribute__((noreturn)) void die_slowly(void);

int dies(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value < 0)
        die("value");
    if (b->value == 1)
        die_slowly();
    if (b->value == 2)
        abort();
    if (b->value == 3)
        exit(1);
    if (b->value == 4)
        _exit(1);
    if (b->value == 5)
        errx(1, "five");
    if (b->value == 6)
        __builtin_trap();
    if (b->value == 7)
        __builtin_unreachable();
    assert(b->value);
    pthread_mutex_unlock(&b->mu);
    return 0;
}

static void gives_up(struct box *b)
{
    b->value = 0;
    abort();
}

int dies_in_a_function(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value)
        gives_up(b);
    else
        pthread_mutex_unlock(&b->mu);
    return 0;
}

// What may come back is no end.
void maybe_dies(struct box *b, int n)
{
    if (n)
        abort();
    b->value = 0;
}

int goes_on(struct box *b, int n)
{
    pthread_mutex_lock(&b->mu);
    if (b->value)
        maybe_dies(b, n);
    else
        pthread_mutex_unlock(&b->mu);
    return 0; // want "'b->mu' is still locked when 'goes_on' returns here"
}

void *ends_the_thread(void *arg)
{
    struct box *b = arg;
    pthread_mutex_lock(&b->mu);
    if (b->value) {
        pthread_mutex_unlock(&b->mu);
        pthread_exit(NULL);
    }
    pthread_mutex_unlock(&b->mu);
    return NULL;
}

static jmp_buf away;

void jumps(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value)
        longjmp(away, 1);
    pthread_mutex_unlock(&b->mu);
}

int sleeps_for_ever(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (!b->value) {
        pthread_mutex_unlock(&b->mu);
        return 0;
    }
    for (;;)
        pause();
}
