// order.h - orders of events that ThreadSanitizer cannot see, as it does not look at the scheduler.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_GOROUTINE_ORDER_H
#define PAWL_SRC_GOROUTINE_ORDER_H

// Weak: only programs with ThreadSanitizer have them.
__attribute__((__weak__)) void __tsan_acquire(void *address);
__attribute__((__weak__)) void __tsan_release(void *address);

// What comes before pawl_order_before_(p) is before what comes after a later pawl_order_after_(p).
static inline void pawl_order_before_(void *p)
{
    if (__tsan_release)
        __tsan_release(p);
}

static inline void pawl_order_after_(void *p)
{
    if (__tsan_acquire)
        __tsan_acquire(p);
}

#endif
