// left_once.c - a Once whose function ends its thread is done, and those who waited go on.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pawl_once once[2];

static void leave(void *arg)
{
    if (arg == &once[0])
        pthread_exit(NULL);
    pthread_cancel(pthread_self());
    for (;;)
        pause();
}

static void *do_it(void *arg)
{
    pawl_once_do(arg, leave, arg);
    return NULL;
}

int main(void)
{
    for (int i = 0; i < 2; i++) {
        pthread_t first, second;
        pthread_create(&first, NULL, do_it, &once[i]);
        pthread_create(&second, NULL, do_it, &once[i]);
        pthread_join(first, NULL);
        pthread_join(second, NULL);
        pawl_once_do(&once[i], leave, &once[i]);
    }
    puts("done");
    return 0;
}
