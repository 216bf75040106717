// released_between.c - a before b, b before c, and elsewhere c before a; but a is unlocked in
// between.
// SPDX-License-Identifier: MIT
//
// Right: one thread alone has both the first and the second step of the circle, and it cannot be in
// both at once. With a second thread of its kind it would be wrong: order_released_between.c.
// After https://github.com/google/sanitizers/issues/814.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;
static int steps;

static void walk(void)
{
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&a);
        pthread_mutex_lock(&b);
        pthread_mutex_unlock(&a);
        pthread_mutex_lock(&c);
        steps++;
        pthread_mutex_unlock(&c);
        pthread_mutex_unlock(&b);
    }
}

static void back(void)
{
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&c);
        pthread_mutex_lock(&a);
        steps++;
        pthread_mutex_unlock(&a);
        pthread_mutex_unlock(&c);
    }
}

int main(void)
{
    IN_TURNS(walk, back);
    return steps != 6;
}
