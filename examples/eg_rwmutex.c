// eg_rwmutex.c - auditors add up accounts, side by side; money moves.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

enum { ACCOUNTS = 64, AUDITORS = 3, ROUNDS = 2000 };

static pawl_rwmutex rw; // zero is unlocked
static long balance[ACCOUNTS] PAWL_GUARDED_BY(rw);

static long sum(void) PAWL_REQUIRES_SHARED(rw);
static long sum(void)
{
    long all = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        all += balance[i];
    return all;
}

static void *audit(void *arg)
{
    long *wrong = arg;
    for (int i = 0; i < ROUNDS; i++) {
        pawl_rwmutex_rlock(&rw); // with the others, but not in a transfer
        *wrong += sum() != 0;
        pawl_rwmutex_runlock(&rw);
    }
    return NULL;
}

static void transfer(int from, int to, long amount)
{
    pawl_rwmutex_lock(&rw); // alone
    balance[from] -= amount;
    balance[to] += amount;
    pawl_rwmutex_unlock(&rw);
}

int main(void)
{
    pthread_t auditors[AUDITORS];
    long wrong[AUDITORS] = {0};
    for (int i = 0; i < AUDITORS; i++)
        pthread_create(&auditors[i], NULL, audit, &wrong[i]);
    for (int i = 0; i < ROUNDS; i++)
        transfer(i % ACCOUNTS, (i + 7) % ACCOUNTS, i % 100);
    for (int i = 0; i < AUDITORS; i++)
        pthread_join(auditors[i], NULL);
    printf("wrong sums: %ld\n", wrong[0] + wrong[1] + wrong[2]);

    pawl_rwmutex_lock(&rw);
    balance[0] += 5;             // interest
    pawl_rwmutex_downgrade(&rw); // others may read now, nobody can write
    printf("interest paid: %ld\n", sum());
    pawl_rwmutex_runlock(&rw);
    return 0;
}
