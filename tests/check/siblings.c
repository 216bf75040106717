// siblings.c - an array of locks; whoever needs several takes them from left to right.
// SPDX-License-Identifier: MIT
//
// Right: one order. All are of one class, which is nested in itself, up to all of them at once.
//
// expect: nothing
#include "crew.h"

enum { STRIPES = 16 };

static pthread_mutex_t stripes[STRIPES];
static int resized, moved;

static void resize(void)
{
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_lock(&stripes[i]);
    resized++;
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_unlock(&stripes[i]);
}

static void move(void)
{
    for (int i = 1; i < STRIPES; i++) {
        pthread_mutex_lock(&stripes[0]);
        pthread_mutex_lock(&stripes[i]);
        moved++;
        pthread_mutex_unlock(&stripes[0]);
        pthread_mutex_unlock(&stripes[i]);
    }
}

int main(void)
{
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_init(&stripes[i], NULL);
    AT_ONCE(resize, move, resize, move);
    return resized != 2 || moved != 2 * (STRIPES - 1);
}
