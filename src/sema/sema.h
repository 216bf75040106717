// sema.h - the semaphore as the locks of src/sync use it.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_SEMA_SEMA_H
#define PAWL_SRC_SEMA_SEMA_H

#include "base/deadline.h"

#include <pawl/sema.h>

// pawl_sema_wait_ is pawl_sema_acquire_until with a deadline on either clock. If granted_ns is not
// NULL, it gets the time at which a waker chose the caller, or 0 if the caller found a token in
// the count (it was not slower than its waker).
int pawl_sema_wait_(pawl_sema *s, unsigned flags, struct pawl_deadline deadline,
                    int64_t *granted_ns);

// pawl_sema_overdue_ tells whether the waiter that was released last has had time enough to wake up
// since. A hint and cheap: it says no but for one of many calls of a thread, and locks whose
// semaphores meet in one bucket blur each other's answer.
bool pawl_sema_overdue_(const pawl_sema *s);

// pawl_sema_note_release_ makes now the time that pawl_sema_overdue_ counts from.
struct pawl_bucket;
void pawl_sema_note_release_(struct pawl_bucket *b);

// ---- fork ---------------------------------------------------------------------------------------
// A child inherits lock words that count waiters which exist in the parent only: ghosts.

// pawl_sema_orphaned_ tells whether this process is a forked child whose parent had used the table,
// so that some lock words may count ghosts.
bool pawl_sema_orphaned_(void);

// pawl_sema_enter_ is called by every waiter before it counts itself in a lock word.
void pawl_sema_enter_(void);

// pawl_sema_bar_ returns true if no waiter of this process has entered since the fork that made it;
// then every waiter that any lock word counts is a ghost, and none can enter until
// pawl_sema_unbar_, which the caller owes. Otherwise it returns false.
bool pawl_sema_bar_(void);
void pawl_sema_unbar_(void);

#endif
