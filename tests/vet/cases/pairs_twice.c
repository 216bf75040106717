// pairs_twice.c - locked twice, unlocked twice, one written for the other.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, size;
    struct box *next;
    pthread_mutex_t second, third, fourth;
};

int work(struct box *b);

void locked_twice(struct box *b)
{
    pthread_mutex_lock(&b->mu); // note "^locked here$"
    b->value++;
    pthread_mutex_lock(&b->mu); // want "^'b->mu' is locked here while it is locked, and not unlocked after that: was unlock meant\? \[pawl-pairs\]$"
}

void locked_twice_unlocked_once(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    work(b);
    pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

void unlock_for_lock(struct box *b)
{
    pthread_mutex_unlock(&b->second);
    b->size++;
    pthread_mutex_unlock(&b->second); // want "'b->second' is unlocked here, but it was unlocked before"
}

void lock_for_unlock_on_one_path(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (b->value) {
        b->value = 0;
        pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
        return;
    }
    pthread_mutex_unlock(&b->mu);
}

void unlocked_twice(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value++;
    pthread_mutex_unlock(&b->mu); // note "^unlocked here$"
    work(b);
    pthread_mutex_unlock(&b->mu); // want "^'b->mu' is unlocked here, but it was unlocked before \[pawl-pairs\]$"
}

void unlocked_twice_on_one_path(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (work(b))
        pthread_mutex_unlock(&b->mu);
    b->value++;
    pthread_mutex_unlock(&b->mu); // want "'b->mu' is unlocked here, but it was unlocked before"
}

void locked_twice_on_one_path(struct box *b)
{
    if (work(b))
        pthread_mutex_lock(&b->mu);
    pthread_mutex_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

void again_under_another_name(struct box *b)
{
    struct box *same = b;
    pthread_mutex_lock(&b->mu);
    pthread_mutex_lock(&same->mu); // want "is locked here while it is locked"
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

// ---- right --------------------------------------------------------------------------------------

void one_after_the_other(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value++;
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_lock(&b->mu);
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

void two_objects(struct box *a, struct box *b)
{
    pthread_mutex_lock(&a->mu);
    pthread_mutex_lock(&b->mu);
    a->value = b->value;
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
}

// Half of a walk from one to the next.
void step(struct box *a, struct box *b)
{
    pthread_mutex_lock(&a->third);
    work(a);
    pthread_mutex_unlock(&b->third);
}

// The pointer has moved on.
void list(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    struct box *next = b->next;
    pthread_mutex_unlock(&b->mu);
    b = next;
    pthread_mutex_lock(&b->mu);
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

void recursive(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t mu;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&mu, &attributes);
    pthread_mutex_lock(&mu);
    pthread_mutex_lock(&mu);
    work(NULL);
    pthread_mutex_unlock(&mu);
    pthread_mutex_unlock(&mu);
    pthread_mutex_destroy(&mu);
}
