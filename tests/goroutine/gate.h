// gate.h - goroutines that wait at a gate until the test lets them pass, one by one.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_GOROUTINE_GATE_H
#define PAWL_TESTS_GOROUTINE_GATE_H

#include <pawl.h>
#include <stdatomic.h>

static pawl_sema gate;
static atomic_int passed;

static inline void pass(void *arg)
{
    (void)arg;
    pawl_sema_acquire(&gate, 0);
    atomic_fetch_add(&passed, 1);
}

static inline void nothing(void *arg)
{
    (void)arg;
}

#endif
