// order_calls.c - a telephone library: calls have locks, and the library has one.
// SPDX-License-Identifier: MIT
//
// Wrong: a callback of one call, which holds that call and the library, asks about the other call;
// that one holds itself and is about to enter the library. The first lock of the three is no part
// of the circle.
// After https://github.com/pjsip/pjproject/issues/1371.
//
// expect: order in get_info in change_state
#include "crew.h"

struct call {
    pthread_mutex_t lock;
    int state;
};

static struct call first = {PTHREAD_MUTEX_INITIALIZER, 1};
static struct call second = {PTHREAD_MUTEX_INITIALIZER, 1};
static pthread_mutex_t library = PTHREAD_MUTEX_INITIALIZER;

static int get_info(struct call *call)
{
    pthread_mutex_lock(&library);
    pthread_mutex_lock(&call->lock);
    int state = call->state;
    pthread_mutex_unlock(&call->lock);
    pthread_mutex_unlock(&library);
    return state;
}

static void on_call_state(void)
{
    pthread_mutex_lock(&first.lock);
    first.state = get_info(&second);
    pthread_mutex_unlock(&first.lock);
}

static void change_state(void)
{
    pthread_mutex_lock(&second.lock);
    pthread_mutex_lock(&library);
    second.state = 2;
    pthread_mutex_unlock(&library);
    pthread_mutex_unlock(&second.lock);
}

int main(void)
{
    IN_TURNS(on_call_state, change_state);
    return second.state != 2;
}
