// private_locks.c - every thread has a lock of its own, and takes it above and below a common one.
// SPDX-License-Identifier: MIT
//
// Right: a circle needs two threads and the same two locks, and each private lock has one thread.
// All private ones are made at one place, so a class sees many threads in both orders.
// After https://github.com/KhronosGroup/Vulkan-ValidationLayers/pull/6900.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

struct queue {
    pthread_mutex_t lock;
    int submitted;
};

static pthread_mutex_t commands = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void submit(void)
{
    struct queue *mine = calloc(1, sizeof *mine);
    if (!mine)
        abort();
    pthread_mutex_init(&mine->lock, NULL);
    for (int i = 0; i < 5; i++) {
        pthread_mutex_lock(&mine->lock);
        pthread_mutex_lock(&commands);
        total++;
        pthread_mutex_unlock(&commands);
        pthread_mutex_unlock(&mine->lock);

        pthread_mutex_lock(&commands);
        pthread_mutex_lock(&mine->lock);
        mine->submitted++;
        pthread_mutex_unlock(&mine->lock);
        pthread_mutex_unlock(&commands);
    }
    pthread_mutex_destroy(&mine->lock);
    free(mine);
}

int main(void)
{
    AT_ONCE(submit, submit, submit);
    return total != 15;
}
