// rw.h - one test for both kinds of RWMutex.
// SPDX-License-Identifier: MIT
//
// A test runs once per kind (RW_KINDS times, or a multiple of it) and begins with rw_choose(_i).
#ifndef PAWL_TESTS_RW_H
#define PAWL_TESTS_RW_H

#include "queue.h"

#include <pawl.h>

union rw {
    pawl_rwmutex plain;
    pawl_rwmutex_wide wide; // begins with a plain one
};

struct rw_kind {
    const char *name;
    void (*lock)(union rw *rw);
    void (*unlock)(union rw *rw);
    void (*rlock)(union rw *rw);
    void (*runlock)(union rw *rw);
    bool (*trylock)(union rw *rw);
    bool (*tryrlock)(union rw *rw);
    int (*lock_until)(union rw *rw, int64_t deadline);
    int (*rlock_until)(union rw *rw, int64_t deadline);
    void (*downgrade)(union rw *rw);
    pawl_locker (*locker)(union rw *rw);
    pawl_locker (*rlocker)(union rw *rw);
};

// Each function once more, with the union in the place of the type.
#define RW_VOID_(kind, type, name)                                                                 \
    static PAWL_NO_THREAD_SAFETY_ANALYSIS void rw_##kind##_##name(union rw *rw)                    \
    {                                                                                              \
        type##_##name(&rw->kind);                                                                  \
    }
#define RW_TRY_(kind, type, name)                                                                  \
    static PAWL_NO_THREAD_SAFETY_ANALYSIS bool rw_##kind##_##name(union rw *rw)                    \
    {                                                                                              \
        return type##_##name(&rw->kind);                                                           \
    }
#define RW_UNTIL_(kind, type, name)                                                                \
    static PAWL_NO_THREAD_SAFETY_ANALYSIS int rw_##kind##_##name(union rw *rw, int64_t deadline)   \
    {                                                                                              \
        return type##_##name(&rw->kind, deadline);                                                 \
    }
#define RW_VIEW_(kind, type, name)                                                                 \
    static pawl_locker rw_##kind##_##name(union rw *rw)                                            \
    {                                                                                              \
        return type##_##name(&rw->kind);                                                           \
    }
#define RW_ALL_(kind, type)                                                                        \
    RW_VOID_(kind, type, lock)                                                                     \
    RW_VOID_(kind, type, unlock)                                                                   \
    RW_VOID_(kind, type, rlock)                                                                    \
    RW_VOID_(kind, type, runlock)                                                                  \
    RW_TRY_(kind, type, trylock)                                                                   \
    RW_TRY_(kind, type, tryrlock)                                                                  \
    RW_UNTIL_(kind, type, lock_until)                                                              \
    RW_UNTIL_(kind, type, rlock_until)                                                             \
    RW_VOID_(kind, type, downgrade)                                                                \
    RW_VIEW_(kind, type, locker)                                                                   \
    RW_VIEW_(kind, type, rlocker)
RW_ALL_(plain, pawl_rwmutex)
RW_ALL_(wide, pawl_rwmutex_wide)

#define RW_KIND_(kind)                                                                             \
    {                                                                                              \
#kind, rw_##kind##_lock, rw_##kind##_unlock, rw_##kind##_rlock, rw_##kind##_runlock,       \
            rw_##kind##_trylock, rw_##kind##_tryrlock, rw_##kind##_lock_until,                     \
            rw_##kind##_rlock_until, rw_##kind##_downgrade, rw_##kind##_locker,                    \
            rw_##kind##_rlocker                                                                    \
    }

#define RW_KINDS 2
static const struct rw_kind rw_kinds[RW_KINDS] = {RW_KIND_(plain), RW_KIND_(wide)};

// What the test at hand is about.
static const struct rw_kind *kind;
static union rw rw __attribute__((__unused__));

static inline void rw_choose(int i)
{
    kind = &rw_kinds[i % RW_KINDS];
}

// Who waits, as far as it sleeps: readers; writers for other writers; the writer for readers.
static inline int rw_queued_readers(const union rw *l)
{
    return queue_length_at(&l->plain.state);
}

static inline int rw_queued_writers(const union rw *l)
{
    return queue_length(&l->plain.w.sema);
}

static inline bool rw_writer_waits(const union rw *l)
{
    return queue_length(&l->plain.writer) + queue_length(&l->wide.writer) == 1;
}

// rw_at_rest tells whether nobody holds it, nobody waits and no token was left behind.
static inline bool rw_at_rest(const union rw *l)
{
    const pawl_rwmutex *p = &l->plain;
    bool rest = p->state == 0 && p->w.state == 0 && p->w.sema.count == 0 && p->writer.count == 0;
    if (kind == &rw_kinds[0] || !rest)
        return rest;
    uint32_t sum = l->wide.drained;
    for (unsigned i = 0; i < PAWL_RWMUTEX_WIDE_SLOTS; i++)
        sum += l->wide.slots[i].readers & ~UINT32_C(1); // the lowest bit: it is closed
    return sum == 0 && l->wide.writer.count == 0;
}

#endif
