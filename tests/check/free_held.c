// free_held.c - frees an object, and holds the lock that is in it.
// SPDX-License-Identifier: MIT
//
// Wrong: whoever waits for it waits in freed memory, and the unlock would write there.
//
// expect: free-in-use in drop
#include "crew.h"

struct session {
    pthread_mutex_t lock;
    int users;
};

static struct session *open_session(void)
{
    struct session *s = malloc(sizeof *s);
    if (!s)
        abort();
    pthread_mutex_init(&s->lock, NULL);
    s->users = 1;
    return s;
}

static void drop(struct session *s)
{
    pthread_mutex_lock(&s->lock);
    if (--s->users == 0) {
        free(s);
        return;
    }
    pthread_mutex_unlock(&s->lock);
}

int main(void)
{
    drop(open_session());
    return 0;
}
