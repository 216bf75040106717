// cond.h - what lies in a pthread_cond_t.
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_COND_H
#define PAWL_PRELOAD_COND_H

#include <pawl/cond.h>
#include <pthread.h>

// Zero: nobody waits. flags are the C library's, which sets them, and stay where they are.
struct cond {
    pawl_cond cond; // its `waiters` only
    pawl_word home; // where it was used first, with checks (observed.h)
    uint32_t unused[6];
    uint32_t flags; // __wrefs
};

enum { COND_SHARED = 1, COND_MONOTONIC = 2 };

_Static_assert(sizeof(struct cond) <= sizeof(pthread_cond_t), "room for it");
_Static_assert(offsetof(struct cond, flags) == offsetof(pthread_cond_t, __data.__wrefs), "");

#endif
