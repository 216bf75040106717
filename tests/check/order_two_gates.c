// order_two_gates.c - both orders are taken below a gate lock, but each below another one.
// SPDX-License-Identifier: MIT
//
// Wrong: only a gate that both have to pass keeps them apart.
//
// expect: order in load in store
#include "crew.h"

static pthread_mutex_t load_gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t store_gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t memory = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
static int moved;

static void load(void)
{
    pthread_mutex_lock(&load_gate);
    pthread_mutex_lock(&disk);
    pthread_mutex_lock(&memory);
    moved++;
    pthread_mutex_unlock(&memory);
    pthread_mutex_unlock(&disk);
    pthread_mutex_unlock(&load_gate);
}

static void store(void)
{
    pthread_mutex_lock(&store_gate);
    pthread_mutex_lock(&memory);
    pthread_mutex_lock(&disk);
    moved++;
    pthread_mutex_unlock(&disk);
    pthread_mutex_unlock(&memory);
    pthread_mutex_unlock(&store_gate);
}

int main(void)
{
    IN_TURNS(load, store);
    return moved != 2;
}
