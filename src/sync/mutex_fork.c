// mutex_fork.c - a mutex in a forked child.
// SPDX-License-Identifier: MIT
//
// In a forked child the word may count ghosts: waiters that exist in the parent only, a wake that
// is on its way there, a starving waiter that will never come. Before the first waiter of the
// child, all of them are ghosts and go: this is the case of POSIX's fork handlers (prepare locks,
// child unlocks). Later they cannot be told from real ones, and the orphan lives with them: it has
// no starvation mode, so STARVING is a ghost, and unlock does not trust WOKEN.
//
// A ghost's token in sema is taken away only on the way to unlock: as long as the caller owns the
// mutex nobody can release a token for the child's first waiter, which would go with it.
#include "sema/sema.h"
#include "sync/mutex_state.h"

bool pawl_mutex_lay_ghosts_(pawl_mutex *m, bool unlocking)
{
    if (PAWL_LIKELY(!pawl_sema_orphaned_()))
        return false;
    for (;;) {
        // acquire: pairs with the release of a waiter that counts itself after it said that it
        // enters; whoever sees it counted below sees that too.
        uint32_t old = pawl_word_load_acq(&m->state);
        bool all_ghosts = !pawl_sema_entered_();
        uint32_t new_ = all_ghosts ? old & LOCKED : old & ~(uint32_t)STARVING;
        if (all_ghosts && unlocking)
            pawl_word_store_rlx(&m->sema.count, 0);
        if (new_ == old || pawl_word_casw_rlx(&m->state, old, new_))
            return true;
    }
}
