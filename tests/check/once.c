// once.c - a table that the first user makes, with pthread_once, below whatever he holds.
// SPDX-License-Identifier: MIT
//
// Right: the initialiser runs once, and takes its locks in an order that nobody can meet: until it
// is done, the others wait in pthread_once.
//
// expect: nothing
#include "crew.h"

static pthread_once_t made = PTHREAD_ONCE_INIT;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t entry;
static int used;

static void make(void)
{
    pthread_mutex_init(&entry, NULL);
    pthread_mutex_lock(&table);
    used = 0;
    pthread_mutex_unlock(&table);
}

static void use(void)
{
    pthread_once(&made, make);
    pthread_mutex_lock(&table);
    pthread_mutex_lock(&entry);
    used++;
    pthread_mutex_unlock(&entry);
    pthread_mutex_unlock(&table);
}

int main(void)
{
    AT_ONCE(use, use, use, use);
    return used != 4;
}
