// time.c - goroutines that sleep, and timers (beside/beside_test.go).
// SPDX-License-Identifier: MIT
#include "harness.h"

#define NAP (100 * PAWL_MICROSECOND)

// By how much a sleep of 100 us is longer than that.
static void sleep_late(struct bench *b)
{
    int64_t late = 0;
    for (int64_t i = 0; i < b->n; i++) {
        int64_t until = pawl_now() + NAP;
        pawl_go_sleep(NAP);
        late += pawl_now() - until;
    }
    b->late = (double)late / (double)b->n;
}

static void sleep_1ms(void *arg)
{
    (void)arg;
    pawl_go_sleep(PAWL_MILLISECOND);
}

// A thousand start, sleep for a millisecond and end.
static void sleep_crowd(struct bench *b)
{
    for (int64_t i = 0; i < b->n; i++) {
        pawl_waitgroup wg = {0};
        for (int k = 0; k < 1000; k++)
            pawl_waitgroup_go(&wg, sleep_1ms, NULL);
        pawl_waitgroup_wait(&wg);
    }
}

static void timer(struct bench *b)
{
    for (int64_t i = 0; i < b->n; i++) {
        pawl_chan *c = pawl_after(3600 * PAWL_SECOND);
        pawl_timer_stop(c);
        pawl_chan_free(c);
    }
}

const struct benchmark time_benchmarks[] = {
    {"SleepLate", sleep_late},
    {"SleepCrowd", sleep_crowd},
    {"Timer", timer},
    {NULL, NULL},
};
