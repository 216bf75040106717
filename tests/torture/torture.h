// torture.h - what the parts of the torture share.
// SPDX-License-Identifier: MIT
//
// Two processes. The supervisor (supervise.c) forks the other one, stops and continues it, sees
// whether it gets on, and says at the end how it went. In the other one a manager (manager.c) runs
// the workers (worker.c), who use the locks, and makes their life hard. All state lies in memory
// that both processes see, so that the supervisor can tell how a dead or hung one ended.
#ifndef PAWL_TESTS_TORTURE_H
#define PAWL_TESTS_TORTURE_H

#include "editions/edition.h"
#include "support/threads.h"

#include <pawl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define LOCKS 64
#define MAX_THREADS 128
#define MAX_NEST 8
#define OBJECT_USERS 3 // of each object that the last one frees

// Everything that can go on. A profile is a set of these.
enum {
    // What the threads do.
    HOLD = 1 << 0,    // one holder in 4 is busy for up to 4 us
    LONG = 1 << 1,    // rarely, a holder sleeps for up to 4 ms, and the next times again
    CROWD = 1 << 2,   // all want the same lock, or its neighbours if they nest
    PAIRS = 1 << 3,   // two want the same lock
    TRIES = 1 << 4,   // trylock, and for pawl deadlines: past, near and far
    NEST = 1 << 5,    // up to MAX_NEST locks, one inside the other
    DESTROY = 1 << 6, // objects that their last user frees right after unlock
    // What is done to them.
    STORM = 1 << 7,    // a signal to each thread, 10,000 times a second
    DELAY = 1 << 8,    // a signal makes one thread sleep, in lock and unlock too
    SHUFFLE = 1 << 9,  // threads are moved from CPU to CPU
    ONE_CPU = 1 << 10, // all threads share one CPU
    STUTTER = 1 << 11, // all pause, all go
    CHURN = 1 << 12,   // threads exit and are born
    BOOST = 1 << 13,   // threads become SCHED_FIFO or SCHED_IDLE for a while
    WATCH = 1 << 14,   // a watcher (pawl/watch.h) comes and goes
    FREEZE = 1 << 15,  // the process is stopped (SIGSTOP) and continued
    QUOTA = 1 << 16,   // the process gets 5 ms of CPU time in 100 ms
    CHANGE = 1 << 17,  // every fifth of a second, another set of all the above but quota
    CHANGING = CHANGE - 1 - QUOTA,
};

// Their names, as printed; ends with one without a name.
struct trouble {
    unsigned bit;
    const char *name;
};
extern const struct trouble troubles[];

struct profile {
    const char *name;
    unsigned troubles;
};
extern const struct profile profiles[]; // ends with one without a name
const struct profile *profile_find(const char *name);

struct options {
    const struct pawl_edition *lock;
    const struct profile *profile;
    int threads;
    double seconds;
    long operations; // 0: as many as fit into the seconds
    unsigned seed;
};

// A lock and what it guards.
struct station {
    union pawl_edition_lock lock;
    atomic_int owner;          // 0: nobody is inside
    unsigned long left, right; // guarded; equal outside the section
};

enum place { OUTSIDE, LOCKING, HOLDING, UNLOCKING, PLACES };

// Each counter is written by one thread only, and may be read by others.
struct worker {
    _Alignas(128) atomic_ulong ops; // locks taken
    atomic_ulong fails;             // tries that did not get the lock, most by deadline or trylock
    atomic_ulong waits, handoffs, starving, signals, delays[PLACES];
    unsigned long taken[LOCKS + 1]; // by lock; the last is for all objects that are freed

    // Private to the thread.
    int number; // from 1
    unsigned seed;
    unsigned troubles;   // those of this round
    unsigned long_holds; // to come
    long life;           // rounds until it exits, when threads do
    volatile sig_atomic_t place;

    // Private to the manager, but for ended.
    pthread_t thread;
    bool alive;
    atomic_bool ended; // it returns, and may be joined
};

struct torture {
    struct options options;
    atomic_uint troubles; // at this moment
    atomic_bool stop;
    atomic_bool gate_closed; // stutter: all pause
    pthread_rwlock_t gate;   // held by the manager while it is
    atomic_ulong births, freezes, objects, fifos, idles;
    atomic_bool failed;
    char reason[256]; // of the failure
    struct worker workers[MAX_THREADS];
    struct station stations[LOCKS];
};
extern struct torture *torture;

static inline void bump(atomic_ulong *counter)
{
    unsigned long n = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, n + 1, memory_order_relaxed);
}

static inline unsigned long total_of(size_t offset_of_counter)
{
    unsigned long sum = 0;
    for (int i = 0; i < torture->options.threads; i++) {
        char *worker = (char *)&torture->workers[i];
        sum += atomic_load_explicit((atomic_ulong *)(void *)(worker + offset_of_counter),
                                    memory_order_relaxed);
    }
    return sum;
}
#define TOTAL(counter) total_of(offsetof(struct worker, counter))

// broken ends the process at once; the supervisor says why.
_Noreturn void broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

// worker.c
void *worker_run(void *worker);
bool station_take(struct worker *w, struct station *s, int index);
void station_leave(struct worker *w, struct station *s);

// object.c: objects that are freed by their last user
void object_use(struct worker *w);
void objects_finish(void);

// disturb.c: what happens to a thread inside of lock and unlock
extern _Thread_local struct worker *me;
extern const struct pawl_watcher watcher;
void disturb_setup(void);
void disturb_begin(struct worker *w);
void disturb_end(struct worker *w);

// manager.c, finish.c: the life of the tortured process, and what must hold at its end
void manager_run(void);
void finish_check(void);

// quota.c: NULL, or why there is none
const char *quota_make(void);
void quota_enter(void);
void quota_remove(void);

// supervise.c
int supervise(void);

#endif
