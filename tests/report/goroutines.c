// goroutines.c - a program with goroutines, for `pawl run` to run.
// SPDX-License-Identifier: MIT
#include <pawl.h>

enum { WORKERS = 4, TURNS = 50 };

static pawl_mutex queue_lock;
static pawl_chan *finished;

static void work(void *arg)
{
    (void)arg;
    for (int i = 0; i < TURNS; i++) {
        pawl_mutex_lock(&queue_lock);
        pawl_go_yield(); // so that the others come in the meantime
        pawl_mutex_unlock(&queue_lock);
    }
    pawl_chan_send(finished, NULL);
}

int main(void)
{
    finished = pawl_chan_make(0, 0);
    for (int i = 0; i < WORKERS; i++)
        pawl_go(work, NULL);
    for (int i = 0; i < WORKERS; i++)
        pawl_chan_recv(finished, NULL);
    pawl_chan_free(finished);
    return 0;
}
