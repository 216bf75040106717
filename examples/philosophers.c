// philosophers.c - the dining philosophers: five of them, a fork between each two, and who eats
// needs both forks beside his plate.
// SPDX-License-Identifier: MIT
//
//     cc examples/philosophers.c $(pkg-config --cflags --libs pawl) -pthread
//     ./a.out                        each takes the lower fork first: all get to eat
//     PAWL_CHECK=1 ./a.out wrong     each takes the left one first: all hold one, for ever
//
// Wrong, it needs no bad luck to hang: they wait until each has his first fork. Without that it
// would hang on some days only; but the checks find the order on all other days, too.
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEATS = 5, MEALS = 1000 };

static pawl_mutex forks[SEATS];
static pawl_waitgroup all_have_one; // wrong only
static void (*take_forks)(int seat);

struct philosopher {
    pthread_t thread;
    int seat, meals;
};

static void take_left_first(int seat)
{
    pawl_mutex_lock(&forks[seat]);
    pawl_waitgroup_done(&all_have_one);
    pawl_waitgroup_wait(&all_have_one);
    pawl_mutex_lock(&forks[(seat + 1) % SEATS]);
}

// Only the one at the end of the table takes his right fork first. That breaks the circle: he does
// not hold a fork while he waits for one with a lower number, and nor does anybody else.
static void take_lower_first(int seat)
{
    int left = seat, right = (seat + 1) % SEATS;
    pawl_mutex_lock(&forks[left < right ? left : right]);
    pawl_mutex_lock(&forks[left < right ? right : left]);
}

static void put_down(int seat)
{
    pawl_mutex_unlock(&forks[seat]);
    pawl_mutex_unlock(&forks[(seat + 1) % SEATS]);
}

static void *dine(void *arg)
{
    struct philosopher *p = arg;
    while (p->meals < MEALS) {
        take_forks(p->seat);
        p->meals++;
        put_down(p->seat);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct philosopher philosophers[SEATS];
    bool wrong = argc == 2 && strcmp(argv[1], "wrong") == 0;
    if (argc > 2 || (argc == 2 && !wrong && strcmp(argv[1], "right") != 0)) {
        fputs("usage: philosophers [right | wrong]\n", stderr);
        return EXIT_FAILURE;
    }
    take_forks = wrong ? take_left_first : take_lower_first;
    pawl_waitgroup_add(&all_have_one, SEATS);
    for (int i = 0; i < SEATS; i++) {
        philosophers[i] = (struct philosopher){.seat = i};
        if (pthread_create(&philosophers[i].thread, NULL, dine, &philosophers[i]) != 0)
            abort(); // no more threads
    }
    int meals = 0;
    for (int i = 0; i < SEATS; i++) {
        pthread_join(philosophers[i].thread, NULL);
        meals += philosophers[i].meals;
    }
    printf("%d philosophers have eaten %d times\n", SEATS, meals);
    return fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
