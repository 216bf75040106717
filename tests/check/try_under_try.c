// try_under_try.c - a node's messages: one thread takes its locks by trylock, in the other order.
// SPDX-License-Identifier: MIT
//
// Right: the circle is closed by tries only, and by a recursive lock that its thread holds already.
// Bitcoin's own check of the order of locks called it a potential deadlock.
// After https://github.com/bitcoin/bitcoin/issues/9215.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t chain = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t sending = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int processed, sent;

static void process_messages(void)
{
    pthread_mutex_lock(&chain);
    pthread_mutex_lock(&sending);
    processed++;
    pthread_mutex_unlock(&sending);
    pthread_mutex_unlock(&chain);
}

static void look_at_chain(void)
{
    pthread_mutex_lock(&chain);
    sent++;
    pthread_mutex_unlock(&chain);
}

static void send_messages(void)
{
    if (pthread_mutex_trylock(&sending) != 0)
        return;
    if (pthread_mutex_trylock(&chain) == 0) {
        look_at_chain();
        pthread_mutex_unlock(&chain);
    }
    pthread_mutex_unlock(&sending);
}

int main(void)
{
    IN_TURNS(process_messages, send_messages);
    return processed + sent != 2;
}
