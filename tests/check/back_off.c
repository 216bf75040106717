// back_off.c - against the usual order, tries, and lets go of everything if that fails.
// SPDX-License-Identifier: MIT
//
// Right: who tries does not wait, so nobody waits for it for long.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t inode = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t page = PTHREAD_MUTEX_INITIALIZER;
static atomic_int holding;
static int written;

static void write_file(void)
{
    pthread_mutex_lock(&inode);
    meet(&holding, 2);
    pthread_mutex_lock(&page);
    written++;
    pthread_mutex_unlock(&page);
    pthread_mutex_unlock(&inode);
}

static void write_back(void)
{
    pthread_mutex_lock(&page);
    meet(&holding, 2);
    while (pthread_mutex_trylock(&inode) != 0) {
        pthread_mutex_unlock(&page);
        rest_ms(1);
        pthread_mutex_lock(&page);
    }
    written++;
    pthread_mutex_unlock(&inode);
    pthread_mutex_unlock(&page);
}

int main(void)
{
    AT_ONCE(write_file, write_back);
    return written != 2;
}
