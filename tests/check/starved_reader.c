// starved_reader.c - a reader has been let in, but gets no time to run, as others are busy.
// SPDX-License-Identifier: MIT
//
// All goes well. Who looks around meanwhile sees a reader that waits behind a writer, which waits
// for another reader, which waits for the first. But the first does not wait any more. (That such
// an order may become a deadlock with a writer at a worse time is another matter, not seen here.)
//
// expect: nothing
#include <sched.h>
#include <unistd.h>

#include "crew.h"

static pthread_rwlock_t rw;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static atomic_int starved_waits, busy, is_over;

// Gets what others leave of the one processor: as good as nothing.
static void *be_starved(void *arg)
{
    const struct sched_param none = {0};
    pthread_mutex_lock(&mu);
    sched_setscheduler(0, SCHED_IDLE, &none);
    atomic_store(&starved_waits, 1);
    pthread_rwlock_rdlock(&rw);
    pthread_rwlock_unlock(&rw);
    pthread_mutex_unlock(&mu);
    return arg;
}

static void *read_both(void *arg)
{
    pthread_rwlock_rdlock(&rw);
    pthread_mutex_lock(&mu);
    pthread_mutex_unlock(&mu);
    pthread_rwlock_unlock(&rw);
    return arg;
}

static void *write_next(void *arg)
{
    pthread_rwlock_wrlock(&rw);
    pthread_rwlock_unlock(&rw);
    return arg;
}

static void *be_busy(void *arg)
{
    atomic_fetch_add(&busy, 1);
    while (!atomic_load(&is_over))
        ;
    return arg;
}

int main(void)
{
    pthread_rwlockattr_t writers_first;
    cpu_set_t one;
    pthread_t threads[7];
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    pthread_rwlockattr_init(&writers_first);
    pthread_rwlockattr_setkind_np(&writers_first, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&rw, &writers_first);
    pthread_rwlock_wrlock(&rw);
    threads[0] = start(be_starved, NULL);
    UNTIL(atomic_load(&starved_waits));
    rest_ms(50);
    threads[1] = start(read_both, NULL);
    threads[2] = start(write_next, NULL);
    rest_ms(50);
    for (int i = 3; i < 7; i++)
        threads[i] = start(be_busy, NULL);
    UNTIL(atomic_load(&busy) == 4);
    pthread_rwlock_unlock(&rw);
    rest_ms(1200);
    atomic_store(&is_over, 1);
    for (int i = 0; i < 7; i++)
        join(threads[i]);
    return 0;
}
