// order_three.c - a file's lock, a stream's and a timer's, each taken below another one.
// SPDX-License-Identifier: MIT
//
// Wrong: reading holds the file and wants the stream; a timeout of the stream calls back with the
// stream held, and wants the timer; the timer holds itself and wants the file. No two of the three
// disagree, so who compares pairs finds nothing.
// After https://github.com/xrootd/xrootd/pull/247.
//
// expect: order in read_vector in time_out in tick
#include "crew.h"

static pthread_mutex_t file = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stream = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t timer = PTHREAD_MUTEX_INITIALIZER;
static int sent, closed, ticks;

static void read_vector(void)
{
    pthread_mutex_lock(&file);
    pthread_mutex_lock(&stream);
    sent++;
    pthread_mutex_unlock(&stream);
    pthread_mutex_unlock(&file);
}

static void unregister_file(void)
{
    pthread_mutex_lock(&timer);
    closed++;
    pthread_mutex_unlock(&timer);
}

static void time_out(void)
{
    pthread_mutex_lock(&stream);
    unregister_file(); // the user's callback deletes the file
    pthread_mutex_unlock(&stream);
}

static void tick(void)
{
    pthread_mutex_lock(&timer);
    pthread_mutex_lock(&file);
    ticks++;
    pthread_mutex_unlock(&file);
    pthread_mutex_unlock(&timer);
}

int main(void)
{
    IN_TURNS(read_vector, time_out, tick);
    return sent + closed + ticks != 3;
}
