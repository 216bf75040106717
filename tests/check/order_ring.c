// order_ring.c - twelve locks in a ring, each taken below the one before.
// SPDX-License-Identifier: MIT
//
// Wrong: twelve threads that each hold one and want the next. Who gives up after some steps does
// not see it.
//
// expect: order in pass_on
#include "crew.h"

enum { STATIONS = 12 };

static pthread_mutex_t *stations[STATIONS];
static atomic_int number;
static int passed;

static void pass_on(void)
{
    int at = atomic_fetch_add(&number, 1);
    pthread_mutex_t *here = stations[at], *next = stations[(at + 1) % STATIONS];
    pthread_mutex_lock(here);
    pthread_mutex_lock(next);
    passed++;
    pthread_mutex_unlock(next);
    pthread_mutex_unlock(here);
}

int main(void)
{
    for (int i = 0; i < STATIONS; i++) {
        stations[i] = malloc(sizeof *stations[i]);
        if (!stations[i] || pthread_mutex_init(stations[i], NULL) != 0)
            return 1;
    }
    IN_TURNS(pass_on, pass_on, pass_on, pass_on, pass_on, pass_on, pass_on, pass_on, pass_on,
             pass_on, pass_on, pass_on);
    return passed != STATIONS;
}
