// empty.c - critical sections with nothing in them.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct box {
    pthread_mutex_t mu;
    pawl_mutex pawl;
    pawl_rwmutex rw;
    int value;
};

// want below 3 "^empty critical section: 'b->mu' is unlocked as soon as it is locked \[pawl-empty\]$"
void nothing(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    pthread_mutex_unlock(&b->mu);
    b->value++;
}

// want below 3 "empty critical section: 'b->pawl' is unlocked as soon as it is locked"
void nothing_of_pawls(struct box *b)
{
    pawl_mutex_lock(&b->pawl);
    pawl_mutex_unlock(&b->pawl);
    b->value++;
}

// want below 3 "empty critical section: 'b->rw' is unlocked as soon as it is locked"
void nothing_read(struct box *b)
{
    pawl_rwmutex_rlock(&b->rw);
    pawl_rwmutex_runlock(&b->rw);
    b->value++;
}

// ---- right --------------------------------------------------------------------------------------

void something(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

void explained(struct box *b)
{
    // Waits until whoever is inside has left.
    pthread_mutex_lock(&b->mu);
    pthread_mutex_unlock(&b->mu);
    b->value++;
}

void another(struct box *a, struct box *b)
{
    pthread_mutex_lock(&a->mu);
    pthread_mutex_unlock(&b->mu);
}
