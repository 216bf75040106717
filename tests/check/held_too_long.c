// held_too_long.c - saves to a slow disk with the lock held that everybody needs.
// SPDX-License-Identifier: MIT
//
// Wrong, if it is too long: the program's user says how long that is.
//
// expect: held-too-long in save
// options: --held-too-long 300
#include "crew.h"

static pthread_mutex_t documents = PTHREAD_MUTEX_INITIALIZER;
static int saved;

static void save(void)
{
    pthread_mutex_lock(&documents);
    rest_ms(700);
    saved++;
    pthread_mutex_unlock(&documents);
}

static void look(void)
{
    pthread_mutex_lock(&documents);
    saved += 0;
    pthread_mutex_unlock(&documents);
}

int main(void)
{
    look();
    save();
    look();
    return saved != 1;
}
