// eg_reentrant.c - foo locks and calls bar, which locks again.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

static void bar(pawl_locker lock)
{
    pawl_locker_lock(lock);
    puts("in bar");
    pawl_locker_unlock(lock);
}

// With a pawl_mutex this would wait for ever.
static void foo(pawl_locker lock)
{
    pawl_locker_lock(lock);
    puts("in foo");
    bar(lock);
    pawl_locker_unlock(lock);
}

static pawl_reentrant_token order; // held under the number of a request

// A helper of request 7, in a thread of its own, and one of request 8.
static void *help(void *arg)
{
    uint64_t request = *(const uint64_t *)arg;
    if (pawl_reentrant_token_trylock(&order, request)) {
        printf("helping %d\n", (int)request);
        pawl_reentrant_token_unlock(&order, request);
    } else {
        printf("%d has to wait\n", (int)request);
    }
    return NULL;
}

int main(void)
{
    pawl_reentrant own = PAWL_REENTRANT_INIT; // knows who holds it
    foo(pawl_reentrant_locker(&own));
    printf("held: %s\n", pawl_reentrant_held(&own) ? "yes" : "no");

    struct pawl_reentrant_holder holder = {&order, 7};
    foo(pawl_reentrant_holder_locker(&holder));

    pawl_reentrant_token_lock(&order, 7);
    for (uint64_t request = 7; request <= 8; request++) {
        pthread_t helper;
        pthread_create(&helper, NULL, help, &request);
        pthread_join(helper, NULL);
    }
    pawl_reentrant_token_unlock(&order, 7);
    return 0;
}
