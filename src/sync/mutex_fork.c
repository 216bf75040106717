// mutex_fork.c - a mutex in a forked child.
// SPDX-License-Identifier: MIT
//
// In a forked child the word may count ghosts: waiters that exist in the parent only, a wake that
// is on its way there, a starving waiter that will never come. Before the first waiter of the
// child, all of them are ghosts and go: this is the case of POSIX's fork handlers (prepare locks,
// child unlocks). Later they cannot be told from real ones, and the orphan lives with them: it has
// no starvation mode, so STARVING is a ghost, and its unlock trusts neither WOKEN nor the count.
#include "base/hook.h"
#include "sema/sema.h"
#include "sync/mutex_state.h"

// While it looks at the ghosts no real waiter may count itself: it could make the word what it was
// before, and go with them.
//   F: loads [locked, 1 waits], a ghost       W: lays that ghost, counts itself: [locked, 1 waits]
//   F: changes [locked, 1 waits] to [locked]  W sleeps for ever
bool pawl_mutex_lay_ghosts_(pawl_mutex *m, bool unlocking)
{
    if (PAWL_LIKELY(!pawl_sema_orphaned_()))
        return false;
    bool all_ghosts = pawl_sema_bar_();
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        uint32_t new_ = all_ghosts ? old & LOCKED : old & ~(uint32_t)STARVING;
        // A ghost's token, too. As long as the caller owns the mutex nobody can release a real one.
        if (all_ghosts && unlocking)
            pawl_word_store_rlx(&m->sema.count, 0);
        if (new_ == old || pawl_word_casw_rlx(&m->state, old, new_))
            break;
    }
    if (all_ghosts)
        pawl_sema_unbar_();
    return true;
}

// Wakes first and lets go then. The other way round the token of a wake that was claimed for a
// ghost would be stored in the mutex when its next owner may have freed it already, as no real
// waiter holds it back. A wake of its own that is not consumed yet - WOKEN is still set - is
// enough.
enum pawl_released pawl_mutex_unlock_orphan_(pawl_mutex *m, const void *caller)
{
    for (bool waking = false;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        if ((old & LOCKED) == 0)
            return PAWL_WAS_UNLOCKED;
        bool enough = old >> WAITER_SHIFT == 0 || (waking && (old & WOKEN) != 0);
        uint32_t new_ = enough ? old - LOCKED : (old - WAITER) | WOKEN;
        // release: pairs with the acquire in lock.
        if (!pawl_word_casw_rel(&m->state, old, new_))
            continue;
        if (enough)
            return waking ? PAWL_WOKE : PAWL_RELEASED;
        waking = true;
        pawl_event_from_(PAWL_ON_WAKE, m, caller);
        pawl_sema_release(&m->sema, 0);
    }
}
