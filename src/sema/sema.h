// sema.h - the semaphore as the locks of src/sync use it.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_SEMA_SEMA_H
#define PAWL_SRC_SEMA_SEMA_H

#include "base/deadline.h"

#include <pawl/sema.h>

// How a wait ended.
struct pawl_grant {
    int64_t ns;   // when a waker chose the caller; 0: nobody watches, or nobody had to
    bool handoff; // by a release with PAWL_SEMA_HANDOFF
};

// pawl_sema_wait_ is pawl_sema_acquire_until with a deadline on either clock. If grant is not NULL
// it tells how the caller came by what it got.
int pawl_sema_wait_(pawl_sema *s, unsigned flags, struct pawl_deadline deadline,
                    struct pawl_grant *grant);

// pawl_sema_expect_ notes that a waiter is about to be released. pawl_sema_overdue_ tells whether
// it has had time enough to wake up since. A hint and cheap: it says no but for one of many calls
// of a thread, and locks whose semaphores meet in one bucket blur each other's answer.
void pawl_sema_expect_(const pawl_sema *s);
bool pawl_sema_overdue_(const pawl_sema *s);

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
