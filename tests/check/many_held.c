// many_held.c - a backup that holds two hundred locks at once.
// SPDX-License-Identifier: MIT
//
// Right: always from the first to the last, and back. ThreadSanitizer gives up a process in which a
// thread holds more than 64 (https://github.com/google/sanitizers/issues/950); and who loses sight
// of some must not take their unlocks for mistakes.
// Fools: ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

enum { TABLES = 200 };

static pthread_mutex_t tables[TABLES];
static atomic_int backups;

static void back_up(void)
{
    for (int i = 0; i < TABLES; i++)
        pthread_mutex_lock(&tables[i]);
    backups++;
    for (int i = TABLES; i-- > 0;)
        pthread_mutex_unlock(&tables[i]);
}

int main(void)
{
    for (int i = 0; i < TABLES; i++)
        pthread_mutex_init(&tables[i], NULL);
    AT_ONCE(back_up, back_up);
    for (int i = 0; i < TABLES; i++)
        pthread_mutex_destroy(&tables[i]);
    return backups != 2;
}
