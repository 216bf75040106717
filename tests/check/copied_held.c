// copied_held.c - copies a whole entry while another thread holds the entry's lock.
// SPDX-License-Identifier: MIT
//
// Wrong: the copy is born locked, by nobody, for ever.
// After https://github.com/wazuh/wazuh/issues/3988.
//
// expect: copied in free_key
#include "crew.h"

struct key {
    pthread_mutex_t lock;
    int id;
};

static struct key key = {PTHREAD_MUTEX_INITIALIZER, 1307}, copy;
static atomic_bool is_sending, is_copied;

static void *send_message(void *arg)
{
    pthread_mutex_lock(&key.lock);
    is_sending = true;
    UNTIL(is_copied);
    pthread_mutex_unlock(&key.lock);
    return arg;
}

static void free_key(struct key *k)
{
    if (pthread_mutex_trylock(&k->lock) == 0)
        pthread_mutex_unlock(&k->lock);
    k->id = 0;
}

int main(void)
{
    pthread_t sender = start(send_message, NULL);
    UNTIL(is_sending);
    copy = key;
    is_copied = true;
    free_key(&copy);
    join(sender);
    return copy.id;
}
