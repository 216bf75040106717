// pairs_program.c - what other functions make up for, or do not.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu, other, third;
    pthread_cond_t changed;
    int value;
};

int work(struct box *b);

static void enter(struct box *b)
{
    pthread_mutex_lock(&b->mu);
}

static void leave(struct box *b)
{
    pthread_mutex_unlock(&b->mu);
}

void balanced(struct box *b)
{
    enter(b);
    work(b);
    leave(b);
}

int unbalanced(struct box *b)
{
    enter(b);
    if (work(b))
        return 1; // want "'b->mu' is still locked when 'unbalanced' returns here"
    leave(b);
    return 1;
}

void never(struct box *b)
{
    pthread_mutex_lock(&b->other);
    work(b);
} // want "'b->other' is still locked when 'never' ends, and nothing unlocks it later"

void stranger(struct box *b)
{
    work(b);
    pthread_mutex_unlock(&b->third); // want "'b->third' is unlocked here, but 'stranger' has not locked it"
}

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

void waits(struct box *b)
{
    while (!b->value)
        pthread_cond_wait(&b->changed, &table);
    b->value = 0;
    pthread_mutex_unlock(&table); // want "'table' is unlocked here, but 'waits' has not locked it"
}

static int again(struct box *b)
{
    leave(b);
    int r = work(b);
    if (r < 0)
        return r; // want "'b->mu' is not locked again when 'again' returns here"
    enter(b);
    return r;
}

static int takes_a_break(struct box *b)
{
    pthread_mutex_unlock(&b->other);
    int r = work(b);
    pthread_mutex_lock(&b->other);
    return r;
}

void uses_break(struct box *b)
{
    pthread_mutex_lock(&b->other);
    takes_a_break(b);
    again(b);
    pthread_mutex_unlock(&b->other);
}

static struct box *boxes[10];

static struct box *find(int i)
{
    struct box *b = boxes[i];
    if (!b)
        return NULL;
    pthread_mutex_lock(&b->mu);
    return b;
}

int looks_up(int i)
{
    struct box *b = find(i);
    if (!b)
        return -1;
    int r = b->value;
    pthread_mutex_unlock(&b->mu);
    return r;
}

int looks_up_wrongly(int i)
{
    struct box *b = find(i);
    if (!b)
        return -1;
    if (b->value == 3)
        return 0; // want "'b->mu' is still locked when 'looks_up_wrongly' returns here"
    pthread_mutex_unlock(&b->mu);
    return 0;
}
