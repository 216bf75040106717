// eg_go.c - a thousand goroutines meet, and one that waits for a pipe is told.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pawl_mutex mu;
static pawl_cond complete;
static int here PAWL_GUARDED_BY(mu);
static int expected = 1000;
static int news[2]; // a pipe

// Comes, and goes when all are here. While it waits, its thread runs others.
static void meet(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&mu);
    here++;
    if (here == expected)
        pawl_cond_broadcast(&complete);
    while (here < expected)
        pawl_cond_wait(&complete, &mu);
    pawl_mutex_unlock(&mu);
}

static void print_news(void *arg)
{
    char text[80] = "";
    pawl_waitgroup *printed = arg;
    // Nor does a wait for a file keep a thread.
    int err = pawl_go_wait_fd(news[0], PAWL_GO_READ, pawl_now() + 60 * PAWL_SECOND);
    if (err == 0 && read(news[0], text, sizeof text - 1) > 0)
        printf("%s: %s\n", pawl_go_name(), text);
    pawl_waitgroup_done(printed);
}

int main(int argc, char **argv)
{
    if (argc > 1) // 100000 will do, too
        expected = atoi(argv[1]);
    pawl_waitgroup met = {0}, printed = {0};
    if (pipe(news) != 0)
        return 1;

    struct pawl_go_attr attr = {.name = "reporter"};
    pawl_waitgroup_add(&printed, 1); // before it starts
    if (pawl_go_with(&attr, print_news, &printed) != 0)
        return 1;

    for (int i = 0; i < expected; i++)
        pawl_waitgroup_go(&met, meet, NULL); // counts it, and is told when it ends
    pawl_waitgroup_wait(&met);

    static const char text[] = "all have met";
    if (write(news[1], text, sizeof text) < 0)
        return 1;
    pawl_waitgroup_wait(&printed); // else the return from main would end it, too
    return 0;
}
