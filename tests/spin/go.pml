// go.pml - the mutex of editions/m2011.c, m2015.c and m2016.c, as Go wrote it.
// SPDX-License-Identifier: MIT
//
// What a run chooses (-D): as in mutex.pml, and
//   EDITION      2011, 2015 or 2016
//   UNLOCK_ONCE  unlock sees whom to wake in the step in which it unlocks
//   HANDOFF_WAITS a hand-off waits until somebody is queued
// The word has the layout of 2016 in all of them. Nobody has a deadline: that came with pawl.

#define BOOK_RELEASE(who) skip

#include "word.pml"
#include "watch.pml"
#include "sema.pml"

#define CAN_SPIN (EDITION >= 2015 && (old & (LOCKED | STARVING)) == LOCKED && spins < SPINS)

active [THREADS] proctype thread()
{
    byte old, w, wakes, spins, losses, rounds;
    bit awoke, starving, again, handoff, spun;

idle:
    atomic {
        AT_REST;
        if
        :: ROUNDS == 0 || rounds < ROUNDS
        :: goto stopped
        fi;
        rounds = (ROUNDS -> rounds + 1 : 0);
        now_waits();
        STORY("calls lock")
    }

lock_slow:
    // 1. Spin, and claim the wake for it if there is a sleeper whom unlock could wake.
    atomic {
        old = state;
        if
        :: CAN_SPIN ->
            spins++;
            if
            :: !awoke && !(old & WOKEN) && old >> WAITER_SHIFT != 0 -> skip
            :: else -> STORY("spins"); goto lock_slow
            fi
        :: goto try
        fi;
        MAY_LOSE(claim)
    }
    atomic {
        skip;
claim:
        if
        :: state == old ->
            state = old | WOKEN;
            awoke = 1;
            spun = 1;
            BOOK(claims++);
            BOOK(spinner++);
            STORY("spins and sets WOKEN");
            CHECK_WORD
        :: else -> STORY("spins")
        fi;
        goto lock_slow
    }

    atomic {
        skip;
try:
        assert(!awoke || (old & WOKEN)); // "inconsistent mutex state"
        MAY_LOSE(swap)
    }
    // 2. Take it, or join the waiters.
    atomic {
        skip;
swap:
        CAS_OR(lock_slow);
        state = (awoke -> old & ~WOKEN : old);
        BOOK(claims = claims - awoke);
        BOOK(counted = counted - (awoke && !spun));
        BOOK(spinner = spinner - spun);
        if
        :: (old & (LOCKED | STARVING)) == 0 ->
            state = state | LOCKED;
            STORY("takes the free mutex");
            goto locked
        :: else
        fi;
        BOOK(counted++);
        state = state + WAITER;
        if
        :: starving && (old & LOCKED) ->
            state = state | STARVING;
            STORY("lost, is late, counts itself and sets STARVING")
        :: (!starving || !(old & LOCKED)) && again -> STORY("lost and counts itself again")
        :: !again -> STORY("finds it locked and counts itself")
        fi;
        CHECK_WORD;
        awoke = 0; spun = 0; spins = 0; old = 0
    }

    // 3. Sleep: until 2015 at the back, also the second time.
wait_for_release:
    sema_wait(again && EDITION == 2016, false);
uncount:
    assert(false);

    // 4. Awake: as the owner in starvation mode, else for another try.
released:
    atomic {
        again = 1; spins = 0;
        wakes = (wakes < LATE_AFTER -> wakes + 1 : wakes);
        if
        :: EDITION < 2016 || starving || wakes < LATE_AFTER
        :: EDITION == 2016 && !starving -> starving = 1; STORY("wakes and is late by now")
        fi
    }
    atomic {
        old = state;
        if
        :: old & STARVING ->
            assert(!(old & (LOCKED | WOKEN)) && old >> WAITER_SHIFT != 0)
        :: else -> awoke = 1; old = 0; goto lock_slow
        fi
    }
    atomic {
        state = state - WAITER + LOCKED;
        state = (!starving || old >> WAITER_SHIFT == 1 -> state - STARVING : state);
        BOOK(counted--);
        BOOK(handoffs--);
        if
        :: old >> WAITER_SHIFT == 1 -> STORY("owns it and is the last waiter: the mode ends")
        :: old >> WAITER_SHIFT > 1 && !starving -> STORY("owns it and is not late: the mode ends")
        :: old >> WAITER_SHIFT > 1 && starving -> STORY("owns it, and the mode goes on")
        fi;
        goto locked
    }

    atomic {
        skip;
locked:
        waits_no_more();
        BOOK(owners++);
        CHECK_WORD;
        old = 0; awoke = 0; starving = 0; again = 0; wakes = 0; spins = 0; losses = 0; spun = 0
    }

unlock:
    atomic {
        assert(state & LOCKED); // "unlock of unlocked mutex"
        state = state - LOCKED;
        BOOK(owners--);
        handoff = (state & STARVING) != 0;
        if
        :: handoff ->
            BOOK(handoffs++);
            STORY("unlocks to hand over");
            CHECK_WORD;
            goto release
        :: !handoff && state == 0 -> STORY("unlocks"); goto idle
        :: else -> STORY("unlocks, and will look for a waiter")
        fi;
        CHECK_WORD;
#ifdef UNLOCK_ONCE
        goto unlock_slow
#endif
    }
    atomic {
        skip;
unlock_slow:
        old = state;
        if
        :: old >> WAITER_SHIFT == 0 || (old & (LOCKED | WOKEN | STARVING)) ->
            STORY("finds no reason to wake anybody");
            old = 0;
            losses = 0;
            goto idle
        :: else
        fi;
        MAY_LOSE(wake);
#ifdef UNLOCK_ONCE
        goto wake
#endif
    }
    atomic {
        skip;
wake:
        CAS_OR(unlock_slow);
        state = (old - WAITER) | WOKEN;
        BOOK(claims++);
        STORY("claims the wake");
        CHECK_WORD;
        old = 0;
        losses = 0
    }
release:
    sema_release(w);
    atomic { handoff = 0; goto idle }

stopped:
    atomic { gone++; STORY("stops") }
}

#include "formulas.pml"
