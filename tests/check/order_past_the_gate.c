// order_past_the_gate.c - two pass the gate, a third one does not.
// SPDX-License-Identifier: MIT
//
// Wrong: the third takes the order of the second without the gate, and so meets the first. Who
// remembers only the first time that he saw an order believes that the gate is always held.
//
// expect: order in load in evict
#include "crew.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t memory = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
static int moved;

static void load(void)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&disk);
    pthread_mutex_lock(&memory);
    moved++;
    pthread_mutex_unlock(&memory);
    pthread_mutex_unlock(&disk);
    pthread_mutex_unlock(&gate);
}

static void evict(void)
{
    pthread_mutex_lock(&memory);
    pthread_mutex_lock(&disk);
    moved++;
    pthread_mutex_unlock(&disk);
    pthread_mutex_unlock(&memory);
}

static void store(void)
{
    pthread_mutex_lock(&gate);
    evict();
    pthread_mutex_unlock(&gate);
}

int main(void)
{
    IN_TURNS(load, store, evict);
    return moved != 3;
}
