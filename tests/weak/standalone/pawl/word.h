// word.h - C11's own atomic word: takes the place of include/pawl/word.h.
// SPDX-License-Identifier: MIT
//
// Checkers of C programs know the names of <stdatomic.h>, not the builtins of compilers.
#ifndef PAWL_WORD_H
#define PAWL_WORD_H

#include <pawl/base.h>
#include <stdatomic.h>

typedef _Atomic(uint32_t) pawl_word;

// C11 gives atomic_load no pointer to const.
#define WEAK_LOAD(w, order) atomic_load_explicit((pawl_word *)(uintptr_t)(w), memory_order_##order)
#define WEAK_STORE(w, v, order) atomic_store_explicit((w), (v), memory_order_##order)
#define WEAK_XCHG(w, v, order) atomic_exchange_explicit((w), (v), memory_order_##order)
#define WEAK_ADD(w, delta, order) atomic_fetch_add_explicit((w), (delta), memory_order_##order)
// What it saw goes into a copy of old that nobody looks at.
#define WEAK_CAS(kind, w, old, v, order)                                                           \
    atomic_compare_exchange_##kind##_explicit((w), &(uint32_t){(old)}, (v), memory_order_##order,  \
                                              memory_order_relaxed)

#define pawl_word_load_rlx(w) WEAK_LOAD(w, relaxed)
#define pawl_word_load_acq(w) WEAK_LOAD(w, acquire)
#define pawl_word_store_rlx(w, v) WEAK_STORE(w, v, relaxed)
#define pawl_word_store_rel(w, v) WEAK_STORE(w, v, release)
#define pawl_word_xchg_acq(w, v) WEAK_XCHG(w, v, acquire)
#define pawl_word_xchg_rel(w, v) WEAK_XCHG(w, v, release)
#define pawl_word_add_acq(w, delta) WEAK_ADD(w, delta, acquire)
#define pawl_word_add_rel(w, delta) WEAK_ADD(w, delta, release)
#define pawl_word_add_acq_rel(w, delta) WEAK_ADD(w, delta, acq_rel)
#define pawl_word_cas_acq(w, old, v) WEAK_CAS(strong, w, old, v, acquire)
#define pawl_word_cas_rel(w, old, v) WEAK_CAS(strong, w, old, v, release)
#define pawl_word_casw_rlx(w, old, v) WEAK_CAS(weak, w, old, v, relaxed)
#define pawl_word_casw_acq(w, old, v) WEAK_CAS(weak, w, old, v, acquire)
#define pawl_word_casw_rel(w, old, v) WEAK_CAS(weak, w, old, v, release)
#define pawl_word_casw_acq_rel(w, old, v) WEAK_CAS(weak, w, old, v, acq_rel)

#endif
