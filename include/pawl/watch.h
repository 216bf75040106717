// watch.h - the one hook through which lock events leave the library.
// SPDX-License-Identifier: MIT
//
// Profilers, checkers and the lab observe locks here. When nobody watches, the whole price is one
// load and one predicted branch before the lock's own compare-and-swap.
#ifndef PAWL_WATCH_H
#define PAWL_WATCH_H

#include <pawl/word.h>

PAWL_BEGIN_DECLS

// What a lock tells. WaitGroup, Once, Cond, the weighted semaphore and channels tell WAIT_BEGIN and
// WAIT_END only, the semaphore WAKE, too; a select is a wait for one of its channels, the lock of a
// wait for a NULL channel is NULL. Of an RWMutex HANDOFF, STARVING and NORMAL are about the mutex
// among its writers: one that was handed that may still have to wait for readers, so there may be
// several waits to one lock. Combine with | to say what a watcher wants.
enum {
    PAWL_ON_BEGIN = 1 << 0,       // a lock or lock_until starts (a trylock tells how it ended)
    PAWL_ON_ACQUIRED = 1 << 1,    // the caller owns the lock
    PAWL_ON_RELEASED = 1 << 2,    // the caller is about to give the lock up and still owns it
    PAWL_ON_WAIT_BEGIN = 1 << 3,  // the caller is about to sleep
    PAWL_ON_WAIT_END = 1 << 4,    // it is awake again, granted_ns says since when it could be
    PAWL_ON_HANDOFF = 1 << 5,     // the caller was handed the lock at granted_ns, follows WAIT_END
    PAWL_ON_STARVING = 1 << 6,    // the lock enters starvation mode
    PAWL_ON_NORMAL = 1 << 7,      // the lock leaves starvation mode
    PAWL_ON_CONTENDED = 1 << 8,   // after BEGIN: not free, the caller will spin, sleep, or give up
    PAWL_ON_TIMED_OUT = 1 << 9,   // what BEGIN began ends without the lock
    PAWL_ON_WAKE = 1 << 10,       // the caller has unlocked, and is about to let a waiter go
    PAWL_ON_INIT = 1 << 11,       // a lock begins at this address,
    PAWL_ON_DESTROY = 1 << 12,    // and ends (locks that have such functions)
    PAWL_ON_STILL = 1 << 13,      // the caller has slept for half a second, one, two, four…
    PAWL_ON_THREAD_END = 1 << 14, // the caller, a thread or goroutine, ends, and has used a lock
    PAWL_ON_JOIN = 1 << 15,       // the caller will wait for the end of a thread,
    PAWL_ON_JOINED = 1 << 16,     // and has done so (programs that run on the preload)
    PAWL_ON_COPIED = 1 << 17,     // of this lock the bytes were copied from another address (same)
    PAWL_ON_NOTE = 1 << 18,       // the program says something of this lock
    PAWL_ON_REFUSED = 1 << 19,    // a trylock has failed

    // These come from the inline fast path too; wanting them costs every lock operation a call.
    PAWL_ON_FAST = PAWL_ON_BEGIN | PAWL_ON_ACQUIRED | PAWL_ON_RELEASED,
};

// What kind of lock an event is about.
enum pawl_kind {
    PAWL_KIND_MUTEX,
    PAWL_KIND_RWMUTEX,
    PAWL_KIND_COND,
    PAWL_KIND_WAITGROUP,
    PAWL_KIND_ONCE,
    PAWL_KIND_SEMAPHORE,
    PAWL_KIND_REENTRANT,
    PAWL_KIND_CHANNEL,
};

// What a program says of a lock (pawl/check.h).
struct pawl_note {
    enum {
        PAWL_NOTE_NAME,
        PAWL_NOTE_CLASS,
        PAWL_NOTE_LEVEL,
        PAWL_NOTE_ANY_UNLOCKER,
        PAWL_NOTE_GONE,
    } what;
    const char *text; // NAME, CLASS
    size_t number;    // LEVEL; GONE: bytes of memory
    uint32_t moment;  // GONE: locks that began later are not meant; 0: all are
};

struct pawl_event {
    unsigned what;       // one of PAWL_ON_*
    enum pawl_kind kind; // of the lock
    const void *lock;    // its address; only for identification, the memory may be gone. JOIN: the
                         // pthread_t. STILL: what the caller sleeps on. THREAD_END: NULL
    int64_t granted_ns;  // WAIT_END, HANDOFF: when the waker chose the caller (pawl_now); COPIED:
                         // the lower 32 bits of a eighth of the address where it was; else 0
    bool shared;         // the caller locks, holds or unlocks for reading (pawl/rwmutex.h)
    bool joins;          // and does not wait for writers that wait
    bool tries;          // a trylock, or a lock with a deadline; DESTROY: it was refused
    bool robust;         // its owner may end without unlocking it
    const struct pawl_note *note; // NOTE; else NULL
    const void *caller;           // where the lock's function was called; NULL: not known here
    // granted_ns is 0, too, when the caller timed out, was faster than its waker, or was handed the
    // lock only after it had been woken, and when nobody watched at that moment.
};

// A watcher: what it wants to see, and the function that sees it. see runs on the thread that made
// the event, inside the lock operation: it must not use a pawl lock, allocate, or block, and may
// read *event only during the call.
struct pawl_watcher {
    unsigned wanted; // a set of PAWL_ON_*
    void (*see)(void *arg, const struct pawl_event *event);
    void *arg;
};

// pawl_watch lets w watch all locks of the process. There is one watcher at a time: returns 0, or
// EBUSY when there is one already. *w is not copied: it must stay as it is until pawl_unwatch, and
// after that until every thread has left the lock operation it was in. Does not block. Sees the
// locks that are used through this copy of the library.
PAWL_API int pawl_watch(const struct pawl_watcher *w);

// pawl_unwatch ends what pawl_watch began. Events already under way may still reach w for a moment.
// Does nothing if w is not watching, and returns whether it was.
PAWL_API bool pawl_unwatch(const struct pawl_watcher *w);

// Internal: which events of the fast path are wanted? Read by the inline paths before their CAS: is
// a lock to be told of, is an unlock?
extern PAWL_API pawl_word pawl_watching_;
#define PAWL_LOCK_WATCHED_()                                                                       \
    PAWL_UNLIKELY((pawl_word_load_rlx(&pawl_watching_) & (PAWL_ON_BEGIN | PAWL_ON_ACQUIRED)) != 0)
#define PAWL_UNLOCK_WATCHED_()                                                                     \
    PAWL_UNLIKELY((pawl_word_load_rlx(&pawl_watching_) & PAWL_ON_RELEASED) != 0)

PAWL_END_DECLS

#endif
