// any_unlocker.c - a lock that one thread takes and another one gives back, and a program that says
// so.
// SPDX-License-Identifier: MIT
//
// Right, as it says: the lock goes along with the work. The second lock in main waits for the
// writer, not for itself.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "annotate.h"
#include "crew.h"

static pthread_mutex_t buffer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;
static int written;

static void *write_out(void *arg)
{
    pthread_mutex_lock(&journal);
    written++;
    pthread_mutex_unlock(&journal);
    pthread_mutex_unlock(&buffer);
    return arg;
}

int main(void)
{
    TELL(pawl_lock_any_unlocker, &buffer);
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&buffer);
        pthread_t writer = start(write_out, NULL);
        pthread_mutex_lock(&buffer); // until it is written
        pthread_mutex_unlock(&buffer);
        join(writer);
    }
    return written != 10;
}
