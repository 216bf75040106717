// tsan.h - what the locks tell ThreadSanitizer. Empty in code that is not built with it.
// SPDX-License-Identifier: MIT
//
// By default a lock, and a semaphore, announces ordering only: each unlock synchronizes before the
// next lock. That is all TSan needs to find data races, also when the library itself was built
// without TSan, and it accepts an unlock by another thread, which is legal here. Define before
// including pawl:
//   PAWL_TSAN_OWNERS  announce ownership too: TSan then reports lock-order inversions, and unlocks
//                     of what is not locked or by another thread (the latter is its rule, not
//                     pawl's). Only pawl_mutex and pawl_rwmutex, which are inline, do so. Lock and
//                     unlock both directly, or both through a Locker;
//   PAWL_TSAN_SILENT  announce nothing: TSan sees the lock's own atomics. Build the library with
//                     TSan and this macro as well; it is how the locks themselves are tested.
#ifndef PAWL_TSAN_H
#define PAWL_TSAN_H

#include <pawl/base.h>

#if defined(__SANITIZE_THREAD__)
#define PAWL_TSAN_BUILD_ 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PAWL_TSAN_BUILD_ 1
#endif
#endif

#if defined(PAWL_TSAN_BUILD_) && !defined(PAWL_TSAN_SILENT)

// An unoptimised caller must get the announcing copy below, not the library's.
#undef PAWL_INLINE
#define PAWL_INLINE PAWL_API inline __attribute__((__always_inline__))

PAWL_BEGIN_DECLS
void __tsan_acquire(void *addr);
void __tsan_release(void *addr);
void __tsan_mutex_pre_lock(void *addr, unsigned flags);
void __tsan_mutex_post_lock(void *addr, unsigned flags, int recursion);
int __tsan_mutex_pre_unlock(void *addr, unsigned flags);
void __tsan_mutex_post_unlock(void *addr, unsigned flags);
PAWL_END_DECLS

#if defined(PAWL_TSAN_OWNERS)
// What the library unlocks and locks for the caller: it announces the order, but not the owner.
#define PAWL_TSAN_INSIDE_(announce) announce
#define PAWL_TSAN_PRE_LOCK_(m) __tsan_mutex_pre_lock((m), 0)
#define PAWL_TSAN_POST_LOCK_(m) __tsan_mutex_post_lock((m), 0, 0)
#define PAWL_TSAN_PRE_TRY_(m) __tsan_mutex_pre_lock((m), 16u) // 16: a try
#define PAWL_TSAN_POST_TRY_(m, ok)                                                                 \
    __tsan_mutex_post_lock((m), (ok) ? 16u : 16u | 32u, 0) // 32: failed
#define PAWL_TSAN_PRE_UNLOCK_(m) ((void)__tsan_mutex_pre_unlock((m), 0))
#define PAWL_TSAN_POST_UNLOCK_(m) __tsan_mutex_post_unlock((m), 0)
#define PAWL_TSAN_POST_WLOCK_(m) PAWL_TSAN_POST_LOCK_(m)
#define PAWL_TSAN_POST_TRYW_(m, ok) PAWL_TSAN_POST_TRY_(m, ok)
#define PAWL_TSAN_PRE_RLOCK_(m) __tsan_mutex_pre_lock((m), 8u) // 8: for reading
#define PAWL_TSAN_POST_RLOCK_(m) __tsan_mutex_post_lock((m), 8u, 0)
#define PAWL_TSAN_PRE_TRYR_(m) __tsan_mutex_pre_lock((m), 24u)
#define PAWL_TSAN_POST_TRYR_(m, ok) __tsan_mutex_post_lock((m), (ok) ? 24u : 24u | 32u, 0)
#define PAWL_TSAN_PRE_RUNLOCK_(m) ((void)__tsan_mutex_pre_unlock((m), 8u))
#define PAWL_TSAN_POST_RUNLOCK_(m) __tsan_mutex_post_unlock((m), 8u)
#else
#define PAWL_TSAN_INSIDE_(announce) ((void)0)
#define PAWL_TSAN_PRE_LOCK_(m) ((void)0)
#define PAWL_TSAN_POST_LOCK_(m) __tsan_acquire(m)
#define PAWL_TSAN_PRE_TRY_(m) ((void)0)
#define PAWL_TSAN_POST_TRY_(m, ok) ((ok) ? __tsan_acquire(m) : (void)0)
#define PAWL_TSAN_PRE_UNLOCK_(m) __tsan_release(m)
#define PAWL_TSAN_POST_UNLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_WLOCK_(m) (__tsan_acquire(m), __tsan_acquire(PAWL_TSAN_READERS_(m)))
#define PAWL_TSAN_POST_TRYW_(m, ok) ((ok) ? PAWL_TSAN_POST_WLOCK_(m) : (void)0)
#define PAWL_TSAN_PRE_RLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_RLOCK_(m) __tsan_acquire(m)
#define PAWL_TSAN_PRE_TRYR_(m) ((void)0)
#define PAWL_TSAN_POST_TRYR_(m, ok) PAWL_TSAN_POST_TRY_(m, ok)
#define PAWL_TSAN_PRE_RUNLOCK_(m) __tsan_release(PAWL_TSAN_READERS_(m))
#define PAWL_TSAN_POST_RUNLOCK_(m) ((void)0)
#endif
#define PAWL_TSAN_ACQUIRE_(addr) __tsan_acquire(addr)
#define PAWL_TSAN_RELEASE_(addr) __tsan_release(addr)

#elif defined(PAWL_TSAN_IN_LIBRARY_) && !defined(PAWL_TSAN_SILENT)

// The library's own copies of the inline functions: present when the program brought TSan along.
void __tsan_acquire(void *addr) __attribute__((__weak__));
void __tsan_release(void *addr) __attribute__((__weak__));
#define PAWL_TSAN_INSIDE_(announce) ((void)0)
#define PAWL_TSAN_PRE_LOCK_(m) ((void)0)
#define PAWL_TSAN_POST_LOCK_(m) (__tsan_acquire ? __tsan_acquire(m) : (void)0)
#define PAWL_TSAN_PRE_TRY_(m) ((void)0)
#define PAWL_TSAN_POST_TRY_(m, ok) ((ok) && __tsan_acquire ? __tsan_acquire(m) : (void)0)
#define PAWL_TSAN_PRE_UNLOCK_(m) (__tsan_release ? __tsan_release(m) : (void)0)
#define PAWL_TSAN_POST_UNLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_WLOCK_(m)                                                                   \
    (PAWL_TSAN_POST_LOCK_(m), PAWL_TSAN_POST_LOCK_(PAWL_TSAN_READERS_(m)))
#define PAWL_TSAN_POST_TRYW_(m, ok) ((ok) ? PAWL_TSAN_POST_WLOCK_(m) : (void)0)
#define PAWL_TSAN_PRE_RLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_RLOCK_(m) PAWL_TSAN_POST_LOCK_(m)
#define PAWL_TSAN_PRE_TRYR_(m) ((void)0)
#define PAWL_TSAN_POST_TRYR_(m, ok) PAWL_TSAN_POST_TRY_(m, ok)
#define PAWL_TSAN_PRE_RUNLOCK_(m) PAWL_TSAN_PRE_UNLOCK_(PAWL_TSAN_READERS_(m))
#define PAWL_TSAN_POST_RUNLOCK_(m) ((void)0)
#define PAWL_TSAN_ACQUIRE_(addr) PAWL_TSAN_POST_LOCK_(addr)
#define PAWL_TSAN_RELEASE_(addr) PAWL_TSAN_PRE_UNLOCK_(addr)

#else

#define PAWL_TSAN_INSIDE_(announce) ((void)0)
#define PAWL_TSAN_PRE_LOCK_(m) ((void)0)
#define PAWL_TSAN_POST_LOCK_(m) ((void)0)
#define PAWL_TSAN_PRE_TRY_(m) ((void)0)
#define PAWL_TSAN_POST_TRY_(m, ok) ((void)0)
#define PAWL_TSAN_PRE_UNLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_UNLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_WLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_TRYW_(m, ok) ((void)0)
#define PAWL_TSAN_PRE_RLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_RLOCK_(m) ((void)0)
#define PAWL_TSAN_PRE_TRYR_(m) ((void)0)
#define PAWL_TSAN_POST_TRYR_(m, ok) ((void)0)
#define PAWL_TSAN_PRE_RUNLOCK_(m) ((void)0)
#define PAWL_TSAN_POST_RUNLOCK_(m) ((void)0)
#define PAWL_TSAN_ACQUIRE_(addr) ((void)0)
#define PAWL_TSAN_RELEASE_(addr) ((void)0)

#endif

// Readers announce what they did at another address than writers do: they are ordered before the
// next writer, not before each other. It is that of the state word (pawl/rwmutex.h), which the
// inline functions change where TSan sees it: the writer that frees it must be ordered after that.
#define PAWL_TSAN_READERS_(rw) ((void *)((char *)(rw) + 8))

#endif
