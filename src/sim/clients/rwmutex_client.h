// rwmutex_client.h - model clients of both kinds of RWMutex, described by one program per thread.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_RWMUTEX_CLIENT_H
#define PAWL_SIM_RWMUTEX_CLIENT_H

#include "in_time.h"
#include "mutex_client.h"

#include <pawl/rwmutex.h>

// One kind: its functions, and what the stories call its words.
struct rwmutex_kind {
    size_t size;
    void (*name)(void *lock);
    void (*at_rest)(void *lock);
    void (*rlock)(void *lock);
    void (*runlock)(void *lock);
    bool (*tryrlock)(void *lock);
    int (*rlock_until)(void *lock, int64_t deadline);
    void (*lock)(void *lock);
    void (*unlock)(void *lock);
    bool (*trylock)(void *lock);
    int (*lock_until)(void *lock, int64_t deadline);
    void (*downgrade)(void *lock);
    bool joins; // readers come in although a writer waits, as long as anybody reads
};

struct rwmutex_client {
    struct sim_client base; // first: clients are found by it
    const struct rwmutex_kind *lock;
    const char *programs;
};

void sim_setup_rwmutex(const struct sim_client *self);
void sim_rest_rwmutex(void);

// The parts of a kind that the wide one has inside. lock: a pawl_rwmutex.
void sim_name_rwmutex(pawl_rwmutex *m);
void sim_rwmutex_at_rest(void *lock);

// Names its words, and looks at every change: for kinds that are no more than a pawl_rwmutex.
void sim_watch_rwmutex(void *lock);

// Defines the kind of a lock from the names of its functions, the inline ones included.
#define RWMUTEX_DO_(type, name)                                                                    \
    static void do_##name(void *lock)                                                              \
    {                                                                                              \
        type##_##name(lock);                                                                       \
    }
#define RWMUTEX_TRY_(type, name)                                                                   \
    static bool do_##name(void *lock)                                                              \
    {                                                                                              \
        return type##_##name(lock);                                                                \
    }
#define RWMUTEX_UNTIL_(type, name)                                                                 \
    static int do_##name(void *lock, int64_t deadline)                                             \
    {                                                                                              \
        return type##_##name(lock, deadline);                                                      \
    }
#define RWMUTEX_KIND(kind, type, name_words, at_rest, joins)                                       \
    RWMUTEX_DO_(type, rlock)                                                                       \
    RWMUTEX_DO_(type, runlock)                                                                     \
    RWMUTEX_TRY_(type, tryrlock)                                                                   \
    RWMUTEX_UNTIL_(type, rlock_until)                                                              \
    RWMUTEX_DO_(type, lock)                                                                        \
    RWMUTEX_DO_(type, unlock)                                                                      \
    RWMUTEX_TRY_(type, trylock)                                                                    \
    RWMUTEX_UNTIL_(type, lock_until)                                                               \
    RWMUTEX_DO_(type, downgrade)                                                                   \
    static const struct rwmutex_kind kind = {                                                      \
        sizeof(type),  name_words,     at_rest, do_rlock,  do_runlock,                             \
        do_tryrlock,   do_rlock_until, do_lock, do_unlock, do_trylock,                             \
        do_lock_until, do_downgrade,   joins,                                                      \
    };

// accidents: how many spurious returns, interrupted sleeps and weak failures each thread may have.
// After them: what else the client is.
#define RWMUTEX_CLIENT(family, kind, id, title, text, words, accidents, ...)                       \
    static const struct rwmutex_client id = {                                                      \
        .base = {.name = family title,                                                             \
                 .what = text ": " words,                                                          \
                 .budget = {.spurious = (accidents),                                               \
                            .eintr = (accidents),                                                  \
                            .weak = (accidents),                                                   \
                            .spins = (accidents),                                                  \
                            .punctual = true},                                                     \
                 .setup = sim_setup_rwmutex,                                                       \
                 .at_rest = sim_rest_rwmutex,                                                      \
                 .outcome = sim_noted},                                                            \
        .lock = &(kind),                                                                           \
        .programs = (words),                                                                       \
        __VA_ARGS__,                                                                               \
    }

#endif
