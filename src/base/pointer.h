// pointer.h - atomic pointers, for the few process-wide ones.
// SPDX-License-Identifier: MIT
//
// Beside pawl/word.h the only place that names atomic builtins. Loads acquire, exchanges and
// successful compare-and-swaps also release: none of these pointers is on a hot path.
#ifndef PAWL_SRC_BASE_POINTER_H
#define PAWL_SRC_BASE_POINTER_H

#include <stdbool.h>

static inline void *pawl_ptr_load_(void *const *p)
{
    return __atomic_load_n(p, __ATOMIC_ACQUIRE);
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
