// reused_address.c - an object's memory becomes another object's, with another place in the order.
// SPDX-License-Identifier: MIT
//
// Right: the two locks have nothing in common but the address. Who knows locks by address, and
// forgets to forget, sees a circle.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t list = PTHREAD_MUTEX_INITIALIZER;
static int moved;

union object {
    struct parent {
        pthread_mutex_t lock;
        int children;
    } parent;
    struct child {
        pthread_mutex_t lock;
        int age;
    } child;
};

static union object *memory; // one piece of memory, which an allocator would hand out again

static void use_parent(void)
{
    struct parent *p = &memory->parent;
    pthread_mutex_init(&p->lock, NULL);
    pthread_mutex_lock(&p->lock);
    pthread_mutex_lock(&list);
    moved++;
    pthread_mutex_unlock(&list);
    pthread_mutex_unlock(&p->lock);
    pthread_mutex_destroy(&p->lock);
}

static void use_child(void)
{
    struct child *c = &memory->child;
    pthread_mutex_init(&c->lock, NULL);
    pthread_mutex_lock(&list);
    pthread_mutex_lock(&c->lock);
    moved++;
    pthread_mutex_unlock(&c->lock);
    pthread_mutex_unlock(&list);
    pthread_mutex_destroy(&c->lock);
}

int main(void)
{
    memory = calloc(1, sizeof *memory);
    if (!memory)
        return 1;
    IN_TURNS(use_parent, use_child);
    free(memory);
    return moved != 2;
}
