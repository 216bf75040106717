// four_conditions.c - the four conditions that every deadlock needs, and four programs that have
// none because each breaks another one.
// SPDX-License-Identifier: MIT
//
//     cc examples/four_conditions.c $(pkg-config --cflags --libs pawl) -pthread
//     ./a.out                           all four, one after the other
//     ./a.out order                     one of them: share, copy, back-off, order
//     PAWL_CHECK=1 ./a.out deadlock     all conditions hold, and so it hangs
//
//     mutual exclusion   only one at a time can have it       share      let readers share it
//     hold and wait      who has one waits for another        copy       hold one at a time
//     no preemption      nobody can take away what one has    back-off   give it back by oneself
//     circular wait      all of them wait in a circle         order      one order for all
//
// Two clerks need both the prices and the stock. One comes from the shop and has the prices first,
// the other from the store.
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 1000, CLERKS = 2 };

struct list {
    pawl_mutex mu;
    pawl_rwmutex rw; // in the place of mu, for share
    int value;       // guarded
};

static struct list prices = {.value = 3}, stock = {.value = 5};

// ---- all four conditions hold -------------------------------------------------------------------

static pawl_waitgroup both_have_one; // so that it hangs every time

static int deadlock(struct list *first, struct list *second)
{
    PAWL_GUARD(&first->mu);
    pawl_waitgroup_done(&both_have_one);
    pawl_waitgroup_wait(&both_have_one);
    PAWL_GUARD(&second->mu); // the other clerk has it, and waits for the first
    return first->value * second->value;
}

// ---- and each broken once -----------------------------------------------------------------------

// Mutual exclusion: readers do not exclude each other. (One who writes takes both in one order.)
static int share(struct list *first, struct list *second)
{
    pawl_rwmutex_rlock(&first->rw);
    pawl_rwmutex_rlock(&second->rw);
    int value = first->value * second->value;
    pawl_rwmutex_runlock(&second->rw);
    pawl_rwmutex_runlock(&first->rw);
    return value;
}

static int read_one(struct list *l)
{
    PAWL_GUARD(&l->mu);
    return l->value;
}

// Hold and wait: who waits for the second does not hold the first any more. What was copied may be
// old by then: it must not matter that both are not of one moment.
static int copy(struct list *first, struct list *second)
{
    int one = read_one(first);
    return one * read_one(second);
}

// No preemption: who cannot have the second gives the first back, and begins anew, the other way
// round, so that he waits where he failed.
static int back_off(struct list *first, struct list *second)
{
    pawl_mutex_lock(&first->mu);
    while (!pawl_mutex_trylock(&second->mu)) {
        pawl_mutex_unlock(&first->mu);
        struct list *failed = second;
        second = first;
        first = failed;
        pawl_mutex_lock(&first->mu);
    }
    int value = first->value * second->value;
    pawl_mutex_unlock(&second->mu);
    pawl_mutex_unlock(&first->mu);
    return value;
}

// Circular wait: prices before stock, wherever one comes from.
static int order(struct list *first, struct list *second)
{
    PAWL_GUARD(first == &prices ? &first->mu : &second->mu);
    PAWL_GUARD(first == &prices ? &second->mu : &first->mu);
    return first->value * second->value;
}

// ---- two clerks ---------------------------------------------------------------------------------

struct way {
    const char *name, *breaks;
    int (*work)(struct list *first, struct list *second);
};

static const struct way ways[] = {
    {"deadlock", "nothing", deadlock}, // only if it is asked for
    {"share", "mutual exclusion", share},    {"copy", "hold and wait", copy},
    {"back-off", "no preemption", back_off}, {"order", "circular wait", order},
};

struct clerk {
    pthread_t thread;
    const struct way *way;
    struct list *first, *second;
    int done;
};

static void *work(void *arg)
{
    struct clerk *c = arg;
    for (int i = 0; i < ROUNDS; i++)
        c->done += c->way->work(c->first, c->second) == 15;
    return NULL;
}

static bool run(const struct way *way)
{
    struct clerk clerks[CLERKS] = {{.first = &prices, .second = &stock},
                                   {.first = &stock, .second = &prices}};
    int done = 0;
    pawl_waitgroup_add(&both_have_one, CLERKS);
    for (int i = 0; i < CLERKS; i++) {
        clerks[i].way = way;
        if (pthread_create(&clerks[i].thread, NULL, work, &clerks[i]) != 0)
            abort(); // no more threads
    }
    for (int i = 0; i < CLERKS; i++) {
        pthread_join(clerks[i].thread, NULL);
        done += clerks[i].done;
    }
    pawl_waitgroup_add(&both_have_one, -CLERKS);
    printf("%-9s breaks %-17s %d of %d done\n", way->name, way->breaks, done, CLERKS * ROUNDS);
    return done == CLERKS * ROUNDS;
}

int main(int argc, char **argv)
{
    bool ok = true;
    int found = 0;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        bool asked = argc == 2 ? strcmp(argv[1], ways[i].name) == 0 : ways[i].work != deadlock;
        found += asked;
        ok = ok && (!asked || run(&ways[i]));
    }
    if (argc > 2 || found == 0) {
        fputs("usage: four_conditions [share | copy | back-off | order | deadlock]\n", stderr);
        return EXIT_FAILURE;
    }
    return !ok || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
