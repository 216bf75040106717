// cond_state.h - a Cond without its mutex: for waits that end in other ways, too.
// SPDX-License-Identifier: MIT
//
// Only `waiters` is used here: a Cond's bytes may be copied or cleared while nobody waits.
#ifndef PAWL_SRC_SYNC_COND_STATE_H
#define PAWL_SRC_SYNC_COND_STATE_H

#include "sema/queue.h"

#include <pawl/cond.h>

// pawl_cond_join_ queues w, the caller's record. Before the mutex is unlocked: who signals after
// that finds it there.
void pawl_cond_join_(pawl_cond *c, struct pawl_waiter *w);

// pawl_cond_leave_ takes w off the queue, unless it was woken by now, and reports whether it did.
// object: the Cond.
bool pawl_cond_leave_(void *object, struct pawl_waiter *w);

// pawl_cond_wake_ wakes the one that waits longest, or all.
void pawl_cond_wake_(pawl_cond *c, bool all);

// pawl_cond_pass_on_ wakes the one that waits longest in the place of a waiter that was woken and
// cannot go on. If nobody waits, *c, which may have been freed, is not touched.
void pawl_cond_pass_on_(pawl_cond *c);

#endif
