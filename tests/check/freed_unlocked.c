// freed_unlocked.c - frees objects whose locks are unlocked, and never destroyed.
// SPDX-License-Identifier: MIT
//
// Right, if not tidy: nobody holds them or waits for them. Also the last one's, which its thread
// unlocks just before.
//
// expect: nothing
#include "crew.h"

struct session {
    pthread_mutex_t lock;
    int users;
};

static struct session *session;
static int closed;

static void drop(void)
{
    pthread_mutex_lock(&session->lock);
    int left = --session->users;
    pthread_mutex_unlock(&session->lock);
    if (left == 0) {
        free(session);
        closed++;
    }
}

int main(void)
{
    for (int i = 0; i < 5; i++) {
        session = malloc(sizeof *session);
        if (!session)
            return 1;
        pthread_mutex_init(&session->lock, NULL);
        session->users = 2;
        AT_ONCE(drop, drop);
    }
    return closed != 5;
}
