// transfer.c - moves money between accounts, each with a lock of its own: two locks at a time,
// always in one order.
// SPDX-License-Identifier: MIT
//
//     cc examples/transfer.c $(pkg-config --cflags --libs pawl) -pthread
//     ./a.out                        the account at the lower address first
//     PAWL_CHECK=1 ./a.out wrong     first from whom, then to whom: one day it hangs
//
// Wrong, this program comes to its end all the same: its threads transfer in turns, and so never
// meet. The checks find it nevertheless: it is enough that the locks were taken in both orders.
#include <pawl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCOUNTS = 4, THREADS = 3, TRANSFERS = 10000, BEGINNING = 1000 };

struct account {
    pawl_mutex mu;
    long balance; // guarded by mu
};

static struct account accounts[ACCOUNTS];
static bool wrong;

static bool move(struct account *from, struct account *to, long amount)
{
    if (from->balance < amount)
        return false;
    from->balance -= amount;
    to->balance += amount;
    return true;
}

// Nobody who has one lock waits for another one at a lower address; so there is no circle.
static bool transfer(struct account *from, struct account *to, long amount)
{
    if (from == to) // one lock, once
        return true;
    bool up = (uintptr_t)from < (uintptr_t)to;
    PAWL_GUARD(up ? &from->mu : &to->mu);
    PAWL_GUARD(up ? &to->mu : &from->mu);
    return move(from, to, amount);
}

static bool transfer_wrong(struct account *from, struct account *to, long amount)
{
    if (from == to)
        return true;
    PAWL_GUARD(&from->mu);
    PAWL_GUARD(&to->mu); // which somebody else may have, who waits for from
    return move(from, to, amount);
}

struct clerk {
    pthread_t thread;
    unsigned number;
};

static void *work_wrong(void *arg)
{
    unsigned n = ((struct clerk *)arg)->number;
    for (unsigned i = 0; i < ACCOUNTS; i++) // round the table, each clerk the other way
        transfer_wrong(&accounts[i], &accounts[(i + (n % 2 ? 1 : ACCOUNTS - 1)) % ACCOUNTS], 1);
    return NULL;
}

static void *work(void *arg)
{
    unsigned x = 1 + ((struct clerk *)arg)->number;
    for (int i = 0; i < TRANSFERS; i++) {
        x = x * 1103515245u + 12345u;
        transfer(&accounts[(x >> 16) % ACCOUNTS], &accounts[(x >> 20) % ACCOUNTS], (x >> 24) % 50);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    wrong = argc == 2 && strcmp(argv[1], "wrong") == 0;
    if (argc > 2 || (argc == 2 && !wrong && strcmp(argv[1], "right") != 0)) {
        fputs("usage: transfer [right | wrong]\n", stderr);
        return EXIT_FAILURE;
    }
    for (int i = 0; i < ACCOUNTS; i++)
        accounts[i].balance = BEGINNING;
    struct clerk clerks[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        clerks[i].number = i;
        if (pthread_create(&clerks[i].thread, NULL, wrong ? work_wrong : work, &clerks[i]) != 0)
            abort(); // no more threads
        if (wrong)   // one after the other
            pthread_join(clerks[i].thread, NULL);
    }
    for (int i = 0; i < THREADS && !wrong; i++)
        pthread_join(clerks[i].thread, NULL);
    long sum = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        sum += accounts[i].balance;
    printf("%d accounts have %ld\n", ACCOUNTS, sum);
    return sum != ACCOUNTS * BEGINNING || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
