// eg_chan.c - two producers, a channel with room for four, a consumer.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <stdio.h>

enum { ROOM = 4, ITEMS = 500 };

typedef PAWL_CHAN(int) numbers;

static numbers items;
static pawl_waitgroup producers;

static void produce(void *first)
{
    for (int i = 0; i < ITEMS; i++)
        PAWL_SEND(items, *(int *)first + i); // waits while there are four
}

static void close_when_all_is_sent(void *arg)
{
    (void)arg;
    pawl_waitgroup_wait(&producers);
    pawl_chan_close(items.chan);
}

int main(void)
{
    int first[2] = {0, ITEMS}, taken = 0;
    long sum = 0;
    PAWL_MAKE(items, ROOM);
    for (int i = 0; i < 2; i++)
        pawl_waitgroup_go(&producers, produce, &first[i]);
    pawl_go(close_when_all_is_sent, NULL);

    PAWL_EACH(int, item, items) { // until it is closed, and empty
        sum += item;
        taken++;
    }
    printf("taken: %d, sum: %ld\n", taken, sum);
    pawl_chan_free(items.chan); // who closed it does not touch it again
    return 0;
}
