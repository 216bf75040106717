// known_waits.c - a program that knows what its threads wait for: it makes them wait, for each lock
// so often and so long, and measures that with its own clock. At its end it prints it as JSON, for
// check_waits to compare with what pawl has seen.
// SPDX-License-Identifier: MIT
#include "known_waits.h"

#include "pthread/thread_state.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#define MILLISECONDS(n) ((n)*INT64_C(1000000))
#define NOINLINE __attribute__((noinline))

// Whatever fails here, the rest means nothing.
static void must(int err)
{
    if (err != 0)
        abort();
}

static void nap(int64_t ns)
{
    struct timespec ts = {ns / 1000000000, ns % 1000000000};
    nanosleep(&ts, NULL);
}

// ---- waiters ------------------------------------------------------------------------------------

struct waiter {
    pthread_t thread;
    void (*wait)(int i);
    int i;
    atomic_int tid;
    atomic_bool done;
};

static struct waiter waiters[CROWD];

static void *live(void *arg)
{
    struct waiter *w = arg;
    atomic_store(&w->tid, gettid());
    w->wait(w->i);
    atomic_store(&w->done, true);
    return NULL;
}

// On a busy machine who waits with a deadline may be through before anybody has looked.
static bool sleeps(struct waiter *w)
{
    int tid = atomic_load(&w->tid);
    return tid != 0 && (atomic_load(&w->done) || thread_state(tid) == 'S');
}

// start returns when n more of them sleep, one behind the other.
static void start(int n, void (*wait)(int i))
{
    for (int i = 0; i < n; i++) {
        waiters[i].wait = wait;
        waiters[i].i = i;
        atomic_store(&waiters[i].tid, 0);
        atomic_store(&waiters[i].done, false);
        must(pthread_create(&waiters[i].thread, NULL, live, &waiters[i]));
        while (!sleeps(&waiters[i]))
            nap(50000);
    }
}

static void join(int n)
{
    for (int i = 0; i < n; i++)
        must(pthread_join(waiters[i].thread, NULL));
}

// ---- mutexes ------------------------------------------------------------------------------------

static pthread_mutex_t busy_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t late_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static struct tally busy = {.name = "busy_lock", .kind = "mutex"};
static struct tally late = {.name = "late_lock", .kind = "mutex"};

static NOINLINE void release_long(pthread_mutex_t *m, struct tally *t, int64_t since)
{
    tally_release(t, EXCLUSIVE, LONG, since);
    must(pthread_mutex_unlock(m));
}

static NOINLINE void release_briefly(pthread_mutex_t *m, struct tally *t, int64_t since)
{
    tally_release(t, EXCLUSIVE, BRIEFLY, since);
    must(pthread_mutex_unlock(m));
}

static int64_t lock_free_one(pthread_mutex_t *m, struct tally *t)
{
    must(pthread_mutex_lock(m));
    t->uses[EXCLUSIVE].acquired++;
    return now();
}

static void wait_for_busy(int i)
{
    tally_begin(&busy, i);
    must(pthread_mutex_lock(&busy_lock));
    int64_t since = tally_end(&busy, EXCLUSIVE, i, true);
    nap(MILLISECONDS(3));
    release_briefly(&busy_lock, &busy, since);
}

// One holds it long, the others briefly, one after the other.
static void be_busy(void)
{
    for (int round = 0; round < 5; round++) {
        int64_t since = lock_free_one(&busy_lock, &busy);
        start(4, wait_for_busy);
        nap(MILLISECONDS(20));
        release_long(&busy_lock, &busy, since);
        join(4);
    }
}

static void give_up(int i)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += i == 0 ? MILLISECONDS(15) : MILLISECONDS(500);
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    tally_begin(&late, i);
    int err = pthread_mutex_timedlock(&late_lock, &t);
    int64_t since = tally_end(&late, EXCLUSIVE, i, err == 0);
    if (err == 0)
        release_briefly(&late_lock, &late, since);
}

// Of two, the first does not wait long enough.
static void be_late(void)
{
    for (int round = 0; round < 4; round++) {
        int64_t since = lock_free_one(&late_lock, &late);
        start(2, give_up);
        nap(MILLISECONDS(30));
        release_long(&late_lock, &late, since);
        join(2);
    }
}

// ---- a rwlock -----------------------------------------------------------------------------------

static pthread_rwlock_t news_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct tally news = {.name = "news_lock", .kind = "rwlock"};

static void read_news(int i)
{
    tally_begin(&news, i);
    must(pthread_rwlock_rdlock(&news_lock));
    tally_release(&news, SHARED, BRIEFLY, tally_end(&news, SHARED, i, true));
    must(pthread_rwlock_unlock(&news_lock));
}

static void write_news(int i)
{
    tally_begin(&news, i);
    must(pthread_rwlock_wrlock(&news_lock));
    int64_t since = tally_end(&news, EXCLUSIVE, i, true);
    nap(MILLISECONDS(4));
    tally_release(&news, EXCLUSIVE, BRIEFLY, since);
    must(pthread_rwlock_unlock(&news_lock));
}

static void keep_news(int way, int n, void (*wait)(int i))
{
    must(way == SHARED ? pthread_rwlock_rdlock(&news_lock) : pthread_rwlock_wrlock(&news_lock));
    news.uses[way].acquired++;
    int64_t since = now();
    start(n, wait);
    nap(MILLISECONDS(15));
    tally_release(&news, way, LONG, since);
    must(pthread_rwlock_unlock(&news_lock));
    join(n);
}

static void make_news(void)
{
    for (int round = 0; round < 4; round++) {
        keep_news(EXCLUSIVE, 5, read_news);
        keep_news(SHARED, 2, write_news);
    }
}

// ---- a condition variable -----------------------------------------------------------------------

static pthread_mutex_t work_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_came = PTHREAD_COND_INITIALIZER;
static struct tally work = {.name = "work_lock", .kind = "mutex"};
static struct tally came = {.name = "work_came", .kind = "cond"};
static int jobs;
static atomic_int served;

static void wait_for_work(int i)
{
    int64_t since = lock_free_one(&work_lock, &work);
    while (jobs == 0) {
        work.hold_ns[EXCLUSIVE] += now() - since;
        tally_begin(&came, i);
        must(pthread_cond_wait(&work_came, &work_lock));
        since = tally_end(&came, EXCLUSIVE, i, false);
        work.uses[EXCLUSIVE].acquired++;
    }
    jobs--;
    release_briefly(&work_lock, &work, since);
    atomic_fetch_add(&served, 1);
}

// One job at a time, so that nobody waits for the mutex.
static void make_work(void)
{
    for (int round = 0; round < 4; round++) {
        served = 0;
        start(3, wait_for_work);
        for (int i = 0; i < 3; i++) {
            nap(MILLISECONDS(8));
            int64_t since = lock_free_one(&work_lock, &work);
            jobs++;
            release_briefly(&work_lock, &work, since);
            must(pthread_cond_signal(&work_came));
            while (atomic_load(&served) == i)
                nap(50000);
        }
        join(3);
    }
    came.uses[EXCLUSIVE].timed_out = 0; // a wait for a condition gets no lock, and did not give up
}

int main(void)
{
    be_busy();
    be_late();
    make_news();
    make_work();
    tally_print(&busy, "{\"locks\": [\n");
    tally_print(&late, ",\n");
    tally_print(&news, ",\n");
    tally_print(&work, ",\n");
    tally_print(&came, ",\n");
    puts("\n]}");
}
