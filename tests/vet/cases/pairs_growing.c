// pairs_growing.c - values that are made of themselves, line by line: a name that doubles each time
// is no name, and asking what it is made of must not take for ever.
// SPDX-License-Identifier: MIT
#include <pthread.h>

struct list {
    pthread_mutex_t mu;
    struct list *next;
    unsigned hash;
};

extern int odd(unsigned);

#define TURN(h) ((h) = ((h) << 5) ^ ((h) >> 7) ^ ((h) * 31))
#define TURNS(h) (TURN(h), TURN(h), TURN(h), TURN(h), TURN(h), TURN(h), TURN(h), TURN(h))

int hash_right(struct list *l, unsigned h)
{
    TURNS(h), TURNS(h), TURNS(h), TURNS(h), TURNS(h);
    pthread_mutex_lock(&l->mu);
    TURNS(l->hash), TURNS(l->hash), TURNS(l->hash);
    h ^= l->hash;
    TURNS(h), TURNS(h), TURNS(h), TURNS(h), TURNS(h);
    pthread_mutex_unlock(&l->mu);
    return odd(h);
}

int hash_wrong(struct list *l, unsigned h)
{
    TURNS(h), TURNS(h), TURNS(h), TURNS(h), TURNS(h);
    pthread_mutex_lock(&l->mu);
    TURNS(h), TURNS(h), TURNS(h), TURNS(h), TURNS(h);
    if (odd(h))
        return -1; // want "'l->mu' is still locked when 'hash_wrong' returns here"
    pthread_mutex_unlock(&l->mu);
    return 0;
}

// The lock far along a list is one lock, whatever it is called.
void far(struct list *l)
{
    struct list *p = l->next->next;
    p = p->next->next->next->next->next->next->next->next;
    p = p->next->next->next->next->next->next->next->next;
    p = p->next->next->next->next->next->next->next->next;
    p = p->next->next->next->next->next->next->next->next;
    pthread_mutex_lock(&p->mu);
    p->hash = 0;
    pthread_mutex_unlock(&p->mu);
    pthread_mutex_unlock(&p->mu); // want "'p->mu' is unlocked here, but it was unlocked before"
}
