// order_released_between.c - a chain of three locks, of which two at most are held at a time.
// SPDX-License-Identifier: MIT
//
// Wrong: walk holds a and wants b, a second walk holds b and wants c, and back holds c and wants a.
// With one walk alone it would be right: see released_between.c.
//
// expect: order in walk in back
#include "crew.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;
static int steps;

static void walk(void)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&a);
    pthread_mutex_lock(&c);
    steps++;
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&b);
}

static void back(void)
{
    pthread_mutex_lock(&c);
    pthread_mutex_lock(&a);
    steps++;
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&c);
}

int main(void)
{
    IN_TURNS(walk, walk, back);
    return steps != 3;
}
