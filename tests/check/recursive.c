// recursive.c - recursive locks that are locked again at the end of a chain: a, b, c, and a and b
// once more.
// SPDX-License-Identifier: MIT
//
// Right: who holds a lock gets it again without a wait, whatever he has locked since. Bitcoin's own
// check of the order of locks stopped the program for it.
// After https://github.com/bitcoin/bitcoin/issues/11327.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t chain = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t wallet = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t pool = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int depth, sent;

static void get_depth(void)
{
    pthread_mutex_lock(&chain);
    pthread_mutex_lock(&wallet);
    depth++;
    pthread_mutex_unlock(&wallet);
    pthread_mutex_unlock(&chain);
}

static void resend(void)
{
    pthread_mutex_lock(&chain);
    pthread_mutex_lock(&wallet);
    pthread_mutex_lock(&pool);
    get_depth();
    sent++;
    pthread_mutex_unlock(&pool);
    pthread_mutex_unlock(&wallet);
    pthread_mutex_unlock(&chain);
}

int main(void)
{
    AT_ONCE(resend, resend, get_depth);
    return sent != 2 || depth != 3;
}
