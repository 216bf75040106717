// copied_grown.c - an array of objects with locks that grows by moving to other memory.
// SPDX-License-Identifier: MIT
//
// Wrong: the locks have moved after they were used. Nobody waited for one at that moment, luckily.
//
// expect: copied in use
#include "crew.h"

#include <string.h>

struct slot {
    pthread_mutex_t lock;
    int uses;
};

static struct slot *slots;

static void use(int i)
{
    pthread_mutex_lock(&slots[i].lock);
    slots[i].uses++;
    pthread_mutex_unlock(&slots[i].lock);
}

static void grow(size_t old, size_t new)
{
    struct slot *more = calloc(new, sizeof *more); // as realloc, if it moves
    if (!more)
        abort();
    if (old > 0)
        memcpy(more, slots, old * sizeof *more);
    free(slots);
    slots = more;
}

int main(void)
{
    grow(0, 1);
    pthread_mutex_init(&slots[0].lock, NULL);
    use(0);
    grow(1, 100);
    use(0);
    return slots[0].uses != 2;
}
