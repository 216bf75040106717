// pipeline.c - stages connected by channels, and all of them end when the last one has enough.
// SPDX-License-Identifier: MIT
//
//     cc -std=c11 pipeline.c -lpawl -pthread
//
// Numbers are generated without end, squared by several at once, and taken by main until it has
// enough. Then it closes a channel on which nobody ever sends: in every stage that is a case of
// each select, and it happens for all of them at once. Nobody is left behind, waiting for somebody
// who will not come. As in "Go Concurrency Patterns: Pipelines and cancellation".
#include <pawl.h>
#include <stdio.h>

enum { SQUARERS = 3, ENOUGH = 1000 };

static pawl_chan *cancelled;            // closed: stop
static pawl_chan *numbers, *squares;    // of long
static pawl_waitgroup stages, squarers; // what runs still

// Returns false if it has been cancelled: then nothing has been sent, or received.
static bool send_or_stop(pawl_chan *c, const long *n)
{
    struct pawl_case cases[] = {PAWL_CASE_SEND(c, n), PAWL_CASE_RECV(cancelled, NULL)};
    return pawl_select(cases, 2) == 0;
}

static bool recv_or_stop(pawl_chan *c, long *n)
{
    struct pawl_case cases[] = {PAWL_CASE_RECV(c, n), PAWL_CASE_RECV(cancelled, NULL)};
    return pawl_select(cases, 2) == 0 && cases[0].err == 0;
}

// ---- the stages ---------------------------------------------------------------------------------

static void generate(void *arg)
{
    (void)arg;
    for (long n = 1; send_or_stop(numbers, &n);)
        n++;
    pawl_chan_close(numbers);
}

static void square(void *arg)
{
    (void)arg;
    for (long n; recv_or_stop(numbers, &n);) {
        long result = n * n;
        if (!send_or_stop(squares, &result))
            break;
    }
    pawl_waitgroup_done(&squarers);
}

// Several send, and only the last one may close.
static void close_squares(void *arg)
{
    (void)arg;
    pawl_waitgroup_wait(&squarers);
    pawl_chan_close(squares);
}

// ---- main ---------------------------------------------------------------------------------------

static void start(void)
{
    cancelled = pawl_chan_make(0, 0);
    numbers = pawl_chan_make(sizeof(long), 0);
    squares = pawl_chan_make(sizeof(long), SQUARERS);
    pawl_waitgroup_add(&squarers, SQUARERS);
    pawl_waitgroup_go(&stages, generate, NULL);
    for (int i = 0; i < SQUARERS; i++)
        pawl_waitgroup_go(&stages, square, NULL);
    pawl_waitgroup_go(&stages, close_squares, NULL);
}

static bool is_square(long n)
{
    long root = 0;
    while (root * root < n)
        root++;
    return root * root == n;
}

int main(void)
{
    int taken = 0, wrong = 0;
    start();
    for (long n; taken < ENOUGH && pawl_chan_recv(squares, &n); taken++)
        wrong += !is_square(n);
    pawl_chan_close(cancelled);
    pawl_waitgroup_wait(&stages);
    printf("taken: %d, wrong: %d\n", taken, wrong);

    while (pawl_chan_recv(squares, NULL)) { // a few that were on their way
    }
    puts("all stages have ended");
    pawl_chan_free(cancelled);
    pawl_chan_free(numbers);
    pawl_chan_free(squares);
    return wrong != 0 || taken != ENOUGH;
}
