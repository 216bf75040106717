// reentry_callback.c - a callback that sets a callback.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: the library calls it with the lock held that the setter needs.
// After https://github.com/eclipse-mosquitto/mosquitto/issues/1090.
//
// expect: reentry in set_callback in on_connect
// hangs
#include "crew.h"

static pthread_mutex_t callback_lock = PTHREAD_MUTEX_INITIALIZER;
static void (*callback)(void);
static int messages;

static void set_callback(void (*function)(void))
{
    pthread_mutex_lock(&callback_lock);
    callback = function;
    pthread_mutex_unlock(&callback_lock);
}

static void deliver(void)
{
    pthread_mutex_lock(&callback_lock);
    callback();
    pthread_mutex_unlock(&callback_lock);
}

static void on_message(void)
{
    messages++;
}

static void on_connect(void)
{
    set_callback(on_message);
}

int main(void)
{
    set_callback(on_connect);
    deliver();
    deliver();
    return messages != 1;
}
