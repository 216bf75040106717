// counter.h - 64-bit counters that several threads add to.
// SPDX-License-Identifier: MIT
//
// All relaxed, as a counter orders nothing, but for the last two. Beside pawl/word.h and
// base/pointer.h the only place that names atomic builtins.
#ifndef PAWL_SRC_BASE_COUNTER_H
#define PAWL_SRC_BASE_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t pawl_count_(const uint64_t *c)
{
    return __atomic_load_n(c, __ATOMIC_RELAXED);
}

static inline void pawl_count_set_(uint64_t *c, uint64_t value)
{
    __atomic_store_n(c, value, __ATOMIC_RELAXED);
}

static inline void pawl_count_add_(uint64_t *c, uint64_t n)
{
    __atomic_fetch_add(c, n, __ATOMIC_RELAXED);
}

static inline void pawl_count_add32_(uint32_t *c, uint32_t n)
{
    __atomic_fetch_add(c, n, __ATOMIC_RELAXED);
}

static inline bool pawl_count_cas_(uint64_t *c, uint64_t old, uint64_t value)
{
    return __atomic_compare_exchange_n(c, &old, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

// pawl_count_max_ makes *c at least value.
static inline void pawl_count_max_(uint64_t *c, uint64_t value)
{
    uint64_t old = pawl_count_(c);
    while (old < value && !pawl_count_cas_(c, old, value))
        old = pawl_count_(c);
}

// A value that tells that what was written before it can be read: release, and acquire.
static inline void pawl_count_publish_(uint64_t *c, uint64_t value)
{
    __atomic_store_n(c, value, __ATOMIC_RELEASE);
}

static inline uint64_t pawl_count_published_(const uint64_t *c)
{
    return __atomic_load_n(c, __ATOMIC_ACQUIRE);
}

#endif
