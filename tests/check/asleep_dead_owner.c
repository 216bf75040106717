// asleep_dead_owner.c - a thread is cancelled while it holds a lock; then another one wants it.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: nobody is left who would unlock it. There is no circle; who waits does so for
// a thread that has ended. After https://github.com/espeak-ng/espeak-ng/pull/563.
//
// expect: thread-ends-holding in play
// expect: asleep in stop
// hangs
#include "crew.h"

#include <unistd.h>

static pthread_mutex_t audio = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_playing;

static void *play(void *arg)
{
    pthread_mutex_lock(&audio);
    is_playing = true;
    pause(); // a cancellation point
    pthread_mutex_unlock(&audio);
    return arg;
}

static void stop(pthread_t player)
{
    pthread_cancel(player);
    join(player);
    pthread_mutex_lock(&audio);
    pthread_mutex_unlock(&audio);
}

int main(void)
{
    pthread_t player = start(play, NULL);
    UNTIL(is_playing);
    stop(player);
    return 0;
}
