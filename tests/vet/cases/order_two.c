// order_two.c - two locks, nested both ways.
// SPDX-License-Identifier: MIT
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;
static int n;

void first(void)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    n++;
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
}

void second(void)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    n--;
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
}

static void takes_a(void)
{
    pthread_mutex_lock(&a);
    n *= 2;
    pthread_mutex_unlock(&a);
}

void third(void)
{
    pthread_mutex_lock(&b);
    takes_a(); // want "'a' is locked while 'b' is held; in 'first' it is the other way round"
    pthread_mutex_unlock(&b);
}

void tries(void)
{
    pthread_mutex_lock(&c);
    pthread_mutex_lock(&a);
    n++;
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&c);
}

void tries_back(void)
{
    pthread_mutex_lock(&a);
    if (pthread_mutex_trylock(&c) == 0) {
        n++;
        pthread_mutex_unlock(&c);
    }
    pthread_mutex_unlock(&a);
}
