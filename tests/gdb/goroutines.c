// goroutines.c - for gdb: goroutines that wait, each for something else, and one that has ended.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <stdlib.h>

static pawl_chan *requests;
static pawl_mutex busy;
static pawl_waitgroup ended;

static void serve(void *arg)
{
    (void)arg;
    pawl_chan_recv(requests, NULL);
}

static void lock(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&busy);
}

static void end(void *arg)
{
    (void)arg;
}

__attribute__((__noinline__)) static void reached(void)
{
    __asm__ volatile("");
}

int main(void)
{
    struct pawl_go_attr server = {.name = "server"};
    requests = pawl_chan_make(1, 0);
    pawl_mutex_lock(&busy);
    if (pawl_go_with(&server, serve, NULL) != 0)
        abort();
    pawl_go(lock, NULL);
    pawl_waitgroup_go(&ended, end, NULL);
    pawl_waitgroup_wait(&ended);
    pawl_go_sleep(100 * PAWL_MILLISECOND);
    reached();
    return 0;
}
