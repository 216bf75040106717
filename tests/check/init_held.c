// init_held.c - initialises a mutex anew, to be sure, while it is held.
// SPDX-License-Identifier: MIT
//
// Wrong: now it is unlocked, whoever was just inside.
//
// expect: init-in-use in reset
#include "crew.h"

static pthread_mutex_t device = PTHREAD_MUTEX_INITIALIZER;
static int resets;

static void reset(void)
{
    pthread_mutex_init(&device, NULL);
    resets++;
}

static void on_error(void)
{
    pthread_mutex_lock(&device);
    reset();
}

int main(void)
{
    on_error();
    pthread_mutex_lock(&device);
    pthread_mutex_unlock(&device);
    return resets != 1;
}
