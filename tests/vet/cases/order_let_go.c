// order_let_go.c - a lock that is let go of before the other is taken.
// SPDX-License-Identifier: MIT
#include <pthread.h>
struct dp {
    pthread_mutex_t port;
    int n;
};
static pthread_mutex_t flush = PTHREAD_MUTEX_INITIALIZER;
static void do_flush(struct dp *d)
{
    pthread_mutex_unlock(&d->port);
    pthread_mutex_lock(&flush);
    d->n++;
    pthread_mutex_lock(&d->port);
    d->n--;
    pthread_mutex_unlock(&flush);
}
void del(struct dp *d)
{
    pthread_mutex_lock(&d->port);
    do_flush(d);
    pthread_mutex_unlock(&d->port);
}
// So also if a function in between has promised that it is held.
static void del_locked(struct dp *d) __attribute__((requires_capability(d->port)));
static void del_locked(struct dp *d)
{
    do_flush(d);
}
void del_all(struct dp *d)
{
    pthread_mutex_lock(&d->port);
    del_locked(d);
    pthread_mutex_unlock(&d->port);
}
