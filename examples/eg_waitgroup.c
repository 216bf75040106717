// eg_waitgroup.c - four threads count primes; who asked waits for all.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

struct part {
    pawl_waitgroup *wg;
    int from, to, primes;
};

static bool is_prime(int n)
{
    for (int d = 2; d * d <= n; d++)
        if (n % d == 0)
            return false;
    return n > 1;
}

static void *count(void *arg)
{
    struct part *part = arg;
    for (int n = part->from; n < part->to; n++)
        part->primes += is_prime(n);
    // The last access: *part and the WaitGroup may be gone at once.
    pawl_waitgroup_done(part->wg);
    return NULL;
}

static int primes_below(int limit)
{
    pawl_waitgroup wg = {0}; // on the stack
    struct part parts[4];
    int quarter = limit / 4, primes = 0;
    pawl_waitgroup_add(&wg, 4); // before they start, not in the threads
    for (int i = 0; i < 4; i++) {
        parts[i] = (struct part){&wg, quarter * i, quarter * (i + 1), 0};
        pthread_t thread;
        pthread_create(&thread, NULL, count, &parts[i]);
        pthread_detach(thread);
    }
    while (pawl_waitgroup_wait_until(&wg, pawl_now() + PAWL_SECOND) != 0)
        fputs("still counting\n", stderr);
    for (int i = 0; i < 4; i++)
        primes += parts[i].primes;
    return primes;
}

int main(void)
{
    printf("primes below 1000: %d\n", primes_below(1000));
    printf("primes below 100000: %d\n", primes_below(100000));
    return 0;
}
