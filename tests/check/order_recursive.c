// order_recursive.c - two recursive mutexes in both orders.
// SPDX-License-Identifier: MIT
//
// Wrong: that a thread may lock again what it holds does not help the other thread.
//
// expect: order in draw in move
#include "crew.h"

static pthread_mutex_t screen = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t scene = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int frames;

static void draw(void)
{
    pthread_mutex_lock(&screen);
    pthread_mutex_lock(&screen);
    pthread_mutex_lock(&scene);
    frames++;
    pthread_mutex_unlock(&scene);
    pthread_mutex_unlock(&screen);
    pthread_mutex_unlock(&screen);
}

static void move(void)
{
    pthread_mutex_lock(&scene);
    pthread_mutex_lock(&screen);
    frames++;
    pthread_mutex_unlock(&screen);
    pthread_mutex_unlock(&scene);
}

int main(void)
{
    IN_TURNS(draw, move);
    return frames != 2;
}
