// goroutine_asleep.c - a goroutine sends what nobody receives, and all wait for it.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: as in Go, "all goroutines are asleep". The scheduler's own threads, which have
// nothing to do, are not counted.
//
// expect: asleep in main in work
// hangs
#include "crew.h"

#include <pawl.h>

static pawl_chan *results;

static void work(void *arg)
{
    (void)arg;
    int result = 42;
    pawl_chan_send(results, &result);
}

int main(void)
{
    pawl_waitgroup wg = {0};
    results = pawl_chan_make(sizeof(int), 0);
    pawl_waitgroup_go(&wg, work, NULL);
    pawl_waitgroup_wait(&wg);
    return 0;
}
