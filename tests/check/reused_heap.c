// reused_heap.c - as reused_address.c, but the locks are never destroyed: their memory is freed.
// SPDX-License-Identifier: MIT
//
// Right, if not tidy: a mutex without resources needs no destroy, and C++'s std::mutex has none.
// That it is gone, only free tells.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

#include <string.h>

struct object {
    pthread_mutex_t lock;
    char text[100];
};

static pthread_mutex_t list = PTHREAD_MUTEX_INITIALIZER;
static int moved;

static struct object *make(void)
{
    static const pthread_mutex_t unlocked = PTHREAD_MUTEX_INITIALIZER;
    struct object *o = malloc(sizeof *o);
    if (!o)
        abort();
    memcpy(&o->lock, &unlocked, sizeof unlocked);
    return o;
}

static void inside_out(void)
{
    struct object *o = make();
    pthread_mutex_lock(&o->lock);
    pthread_mutex_lock(&list);
    moved++;
    pthread_mutex_unlock(&list);
    pthread_mutex_unlock(&o->lock);
    free(o);
}

static void outside_in(void)
{
    struct object *o = make();
    pthread_mutex_lock(&list);
    pthread_mutex_lock(&o->lock);
    moved++;
    pthread_mutex_unlock(&o->lock);
    pthread_mutex_unlock(&list);
    free(o);
}

static void both(void)
{
    for (int i = 0; i < 10; i++) {
        inside_out();
        outside_in();
    }
}

int main(void)
{
    IN_TURNS(both, both);
    return moved != 40;
}
