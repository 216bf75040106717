// gate.c - both orders of two locks, but always below a third one.
// SPDX-License-Identifier: MIT
//
// Right: who holds the gate is alone with the two. Pairs of locks alone show a circle.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
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

static void store(void)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&memory);
    pthread_mutex_lock(&disk);
    moved++;
    pthread_mutex_unlock(&disk);
    pthread_mutex_unlock(&memory);
    pthread_mutex_unlock(&gate);
}

int main(void)
{
    IN_TURNS(load, store, load, store);
    return moved != 4;
}
