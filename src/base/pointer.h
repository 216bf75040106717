// pointer.h - atomic pointers, for the few process-wide ones.
// SPDX-License-Identifier: MIT
//
// Beside pawl/word.h the only place that names atomic builtins. Loads acquire, stores release,
// exchanges and successful compare-and-swaps do both.
#ifndef PAWL_SRC_BASE_POINTER_H
#define PAWL_SRC_BASE_POINTER_H

#include <stdbool.h>

static inline void *pawl_ptr_load_(void *const *p)
{
    return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

// What others read only after something else has told them to.
static inline void *pawl_ptr_load_rlx_(void *const *p)
{
    return __atomic_load_n(p, __ATOMIC_RELAXED);
}

static inline void pawl_ptr_store_rlx_(void **p, void *value)
{
    __atomic_store_n(p, value, __ATOMIC_RELAXED);
}

static inline void pawl_ptr_store_(void **p, void *value)
{
    __atomic_store_n(p, value, __ATOMIC_RELEASE);
}

static inline void *pawl_ptr_xchg_(void **p, void *value)
{
    return __atomic_exchange_n(p, value, __ATOMIC_ACQ_REL);
}

static inline bool pawl_ptr_cas_(void **p, void *old, void *value)
{
    return __atomic_compare_exchange_n(p, &old, value, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

#endif
