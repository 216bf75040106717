// lowlock.c - the lock below the locks.
// SPDX-License-Identifier: MIT
#include "park/lowlock.h"

#include "park/futex.h"
#include "park/spin.h"

enum { FREE, HELD, CONTENDED };

void pawl_lowlock_lock_(struct pawl_lowlock *l)
{
    // acquire: pairs with the release in unlock, as do the exchanges below.
    if (PAWL_LIKELY(pawl_word_cas_acq(&l->state, FREE, HELD)))
        return;
    for (struct pawl_spin spin = {0}; pawl_spin_briefly_(&spin);)
        if (pawl_word_load_rlx(&l->state) == FREE && pawl_word_cas_acq(&l->state, FREE, HELD))
            return;
    // Whoever slept takes the lock as CONTENDED: others may sleep still, and only a needless wake
    // is lost if not. HELD here would leave a third thread asleep when this one unlocks.
    while (pawl_word_xchg_acq(&l->state, CONTENDED) != FREE)
        pawl_futex_wait_(&l->state, CONTENDED, pawl_deadline_at_(PAWL_NEVER));
}

void pawl_lowlock_unlock_(struct pawl_lowlock *l)
{
    // release: pairs with the acquire in lock.
    if (PAWL_UNLIKELY(pawl_word_xchg_rel(&l->state, FREE) == CONTENDED))
        pawl_futex_wake_(&l->state, 1);
}
