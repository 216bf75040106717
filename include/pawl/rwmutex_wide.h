// rwmutex_wide.h - an RWMutex whose readers do not share a cache line: for data that is read by all
// CPUs and hardly ever written.
// SPDX-License-Identifier: MIT
//
//     static pawl_rwmutex_wide rw;      // zero is unlocked: no init, no destroy
//                                       // 64-byte aligned: aligned_alloc and memset, not malloc
//
//     pawl_rwmutex_wide_rlock(&rw);
//     use(config);
//     pawl_rwmutex_wide_runlock(&rw);
//
// A reader counts itself in the slot of the CPU it runs on, so that readers on different CPUs (of
// more than 32, some share) do not slow each other down. The writer pays: it visits every slot, and
// after it the first reader of every CPU takes a longer way. And memory pays: about 2 KiB
// (PAWL_RWMUTEX_WIDE_SLOTS cache lines). docs/performance.md says from which share of writes on it
// loses.
//
// Everything else is as pawl/rwmutex.h says of pawl_rwmutex: who goes first, the functions and what
// they promise and order. What differs is how much misuse is noticed. A runlock too many is noticed
// by the next lock or lock_until only, never by trylock, and only if fewer than no readers are left
// then ("sync: RUnlock of unlocked RWMutex"); else a writer may come in beside a reader, and its
// unlock is fatal when that reader has left. The number of readers, at most 2^30 - 1, is not
// checked.
#ifndef PAWL_RWMUTEX_WIDE_H
#define PAWL_RWMUTEX_WIDE_H

#include <pawl/rwmutex.h>

PAWL_BEGIN_DECLS

#ifndef PAWL_RWMUTEX_WIDE_SLOTS // fixed in a built library; its model checks have two
#define PAWL_RWMUTEX_WIDE_SLOTS 32
#endif

struct pawl_rwmutex_slot_ {
    pawl_word readers __attribute__((__aligned__(64)));
};

typedef struct PAWL_CAPABILITY("rwmutex") pawl_rwmutex_wide {
    // internal use only: see src/sync/rwmutex_wide.c
    pawl_rwmutex rw;
    pawl_word drained;
    pawl_sema writer;
    struct pawl_rwmutex_slot_ slots[PAWL_RWMUTEX_WIDE_SLOTS];
} pawl_rwmutex_wide;

PAWL_API void pawl_rwmutex_wide_rlock(pawl_rwmutex_wide *rw) PAWL_ACQUIRE_SHARED(rw);
PAWL_API void pawl_rwmutex_wide_runlock(pawl_rwmutex_wide *rw) PAWL_RELEASE_SHARED(rw);
PAWL_API void pawl_rwmutex_wide_lock(pawl_rwmutex_wide *rw) PAWL_ACQUIRE(rw);
PAWL_API void pawl_rwmutex_wide_unlock(pawl_rwmutex_wide *rw) PAWL_RELEASE(rw);
PAWL_API bool pawl_rwmutex_wide_tryrlock(pawl_rwmutex_wide *rw) PAWL_TRY_ACQUIRE_SHARED(true, rw);
PAWL_API bool pawl_rwmutex_wide_trylock(pawl_rwmutex_wide *rw) PAWL_TRY_ACQUIRE(true, rw);
PAWL_API int pawl_rwmutex_wide_rlock_until(pawl_rwmutex_wide *rw, int64_t deadline)
    PAWL_TRY_ACQUIRE_SHARED(0, rw);
PAWL_API int pawl_rwmutex_wide_lock_until(pawl_rwmutex_wide *rw, int64_t deadline)
    PAWL_TRY_ACQUIRE(0, rw);
PAWL_API void pawl_rwmutex_wide_downgrade(pawl_rwmutex_wide *rw) PAWL_RELEASE(rw)
    PAWL_ACQUIRE_SHARED(rw);
PAWL_API pawl_locker pawl_rwmutex_wide_locker(pawl_rwmutex_wide *rw);
PAWL_API pawl_locker pawl_rwmutex_wide_rlocker(pawl_rwmutex_wide *rw);

PAWL_END_DECLS

#endif
