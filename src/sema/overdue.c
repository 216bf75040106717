// overdue.c - is a waiter that was released still waiting, for a CPU now?
// SPDX-License-Identifier: MIT
//
// A released thread wakes in 5 to 50 us when a CPU is idle. When none is, the kernel lets it wait
// for the end of somebody's time-slice, or of several: milliseconds, during which those that do run
// take the lock again and again, and wake nobody else.
#include "base/tuning.h"
#include "sema/sema.h"
#include "sema/table.h"

// The clock is not read more often than this, because the callers run in a loop of nanoseconds.
#define CALLS_PER_LOOK 64

// Wraps after an hour; then an answer may be wrong, which does no harm.
static uint32_t coarse_now(void)
{
    return (uint32_t)(pawl_now() >> 10);
}

void pawl_sema_expect_(const pawl_sema *s)
{
    uint64_t hash;
    pawl_word_store_rlx(&pawl_bucket_(s, &hash)->woken_at, coarse_now());
}

bool pawl_sema_overdue_(const pawl_sema *s)
{
    static _Thread_local unsigned calls __attribute__((__tls_model__("initial-exec")));
    if (PAWL_LIKELY(++calls % CALLS_PER_LOOK != 0))
        return false;
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(s, &hash);
    return coarse_now() - pawl_word_load_rlx(&b->woken_at) > (uint32_t)(PAWL_OVERDUE >> 10);
}
