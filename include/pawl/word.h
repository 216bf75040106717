// word.h - the one 32-bit atomic type of pawl and every operation on it, named by memory order.
// SPDX-License-Identifier: MIT
//
// No other file of the library touches atomics. A checker compiles the same lock source, public
// inline paths included, by putting its own word.h first on the include path.
//
// Orders: rlx relaxed, acq acquire, rel release. cas reports success and is strong; casw may also
// fail for no reason and belongs in loops. Neither writes the value it saw back to the caller: the
// loops here are written in reload form (load, compute, cas, else load again).
#ifndef PAWL_WORD_H
#define PAWL_WORD_H

#include <pawl/base.h>

PAWL_BEGIN_DECLS

// A plain integer to the compiler, so that the public structs are plain C99 and C++11.
typedef uint32_t pawl_word;

PAWL_INLINE uint32_t pawl_word_load_rlx(const pawl_word *w)
{
    return __atomic_load_n(w, __ATOMIC_RELAXED);
}

PAWL_INLINE uint32_t pawl_word_load_acq(const pawl_word *w)
{
    return __atomic_load_n(w, __ATOMIC_ACQUIRE);
}

PAWL_INLINE void pawl_word_store_rlx(pawl_word *w, uint32_t v)
{
    __atomic_store_n(w, v, __ATOMIC_RELAXED);
}

PAWL_INLINE void pawl_word_store_rel(pawl_word *w, uint32_t v)
{
    __atomic_store_n(w, v, __ATOMIC_RELEASE);
}

// The exchanges and additions return the value before.
PAWL_INLINE uint32_t pawl_word_xchg_acq(pawl_word *w, uint32_t v)
{
    return __atomic_exchange_n(w, v, __ATOMIC_ACQUIRE);
}

PAWL_INLINE uint32_t pawl_word_xchg_rel(pawl_word *w, uint32_t v)
{
    return __atomic_exchange_n(w, v, __ATOMIC_RELEASE);
}

PAWL_INLINE uint32_t pawl_word_add_acq(pawl_word *w, uint32_t delta)
{
    return __atomic_fetch_add(w, delta, __ATOMIC_ACQUIRE);
}

PAWL_INLINE uint32_t pawl_word_add_rel(pawl_word *w, uint32_t delta)
{
    return __atomic_fetch_add(w, delta, __ATOMIC_RELEASE);
}

PAWL_INLINE uint32_t pawl_word_add_acq_rel(pawl_word *w, uint32_t delta)
{
    return __atomic_fetch_add(w, delta, __ATOMIC_ACQ_REL);
}

PAWL_INLINE bool pawl_word_cas_acq(pawl_word *w, uint32_t old, uint32_t value)
{
    return __atomic_compare_exchange_n(w, &old, value, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

PAWL_INLINE bool pawl_word_cas_rel(pawl_word *w, uint32_t old, uint32_t value)
{
    return __atomic_compare_exchange_n(w, &old, value, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

PAWL_INLINE bool pawl_word_casw_rlx(pawl_word *w, uint32_t old, uint32_t value)
{
    return __atomic_compare_exchange_n(w, &old, value, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

PAWL_INLINE bool pawl_word_casw_acq(pawl_word *w, uint32_t old, uint32_t value)
{
    return __atomic_compare_exchange_n(w, &old, value, true, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

PAWL_INLINE bool pawl_word_casw_rel(pawl_word *w, uint32_t old, uint32_t value)
{
    return __atomic_compare_exchange_n(w, &old, value, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

PAWL_INLINE bool pawl_word_casw_acq_rel(pawl_word *w, uint32_t old, uint32_t value)
{
    return __atomic_compare_exchange_n(w, &old, value, true, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

PAWL_END_DECLS

#endif
