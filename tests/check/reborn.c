// reborn.c - a module's locks are destroyed, initialised again, and then have another order.
// SPDX-License-Identifier: MIT
//
// Right: the second life knows nothing of the first. Addresses and variables are the same.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t tables, columns;
static int opened;

static void use(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    pthread_mutex_lock(outer);
    pthread_mutex_lock(inner);
    opened++;
    pthread_mutex_unlock(inner);
    pthread_mutex_unlock(outer);
}

static void by_table(void)
{
    use(&tables, &columns);
}

static void by_column(void)
{
    use(&columns, &tables);
}

static void live(act *with)
{
    pthread_mutex_init(&tables, NULL);
    pthread_mutex_init(&columns, NULL);
    IN_TURNS(with, with);
    pthread_mutex_destroy(&columns);
    pthread_mutex_destroy(&tables);
}

int main(void)
{
    live(by_table);
    live(by_column);
    return opened != 4;
}
