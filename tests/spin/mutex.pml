// mutex.pml - the mutex of src/sync/mutex.c. Read it beside that file: same names, same steps.
// SPDX-License-Identifier: MIT
//
// What a run chooses (-D):
//   THREADS      how many; each locks and unlocks for ever, or stops at some point
//   ROUNDS       how often each may lock (0: without end)
//   DEADLINES    a call may have a deadline, which may pass at any time
//   LATE_AFTER   who woke so often in one call has waited for more than 1 ms; it may have earlier
//   SPINS        how often a caller may spin between two sleeps
//   OVERDUE      unlock may find that the waiter it released is overdue
//   CAS_LOSSES   how many compare-and-swaps one call may lose (not defined: any number)
//   PROMPT       a loser counts and queues itself in one step
//   HANDOFF_WAITS a hand-off waits until somebody is queued
//   QUEUE_FIRST  a loser queues itself before it gives the wake back: docs/fairness.md
//
// Left out: memory orders, orphans, the limit of the count, freed memory. The inline fast paths are
// the first round of the slow ones: they change nothing when they fail.

#define BOOK_RELEASE(who) GIVEN_TO((handoff -> who : 0))

#include "word.pml"
#include "watch.pml"
#include "sema.pml"

active [THREADS] proctype thread()
{
    byte old, new, w, wakes, spins, losses, rounds;
    bit awoke, starving, newcomer, again, deadline, late, wake, handoff, leave, first;

idle:
    atomic {
        AT_REST;
        if
        :: ROUNDS == 0 || rounds < ROUNDS
        :: goto stopped
        fi;
        rounds = (ROUNDS -> rounds + 1 : 0);
        now_waits();
#ifdef DEADLINES
        if
        :: true
        :: deadline = 1
        :: deadline = 1; late = 1
        fi;
#endif
        STORY("calls lock")
    }

lock_slow:
    // 1. Spin, or find that the mutex was handed over.
    atomic {
        old = state;
        if
        :: (old & ~WOKEN) == LOCKED && !late && spins < SPINS ->
            spins++;
            STORY("spins");
            goto lock_slow
        :: awoke && (old & STARVING) -> goto take_over
        :: else
        fi;
        assert(!awoke || (old & WOKEN)); // "inconsistent mutex state"
        if
        :: late && !awoke && (old & (LOCKED | STARVING)) ->
            STORY("is late already, and gives up");
            goto timed_out
        :: else
        fi;
#ifdef QUEUE_FIRST
        if
        :: awoke && !late && !first && (old & LOCKED) -> goto queue_first
        :: else
        fi;
#endif
        MAY_LOSE(swap)
    }

    // 2. Take it if it is free, else join the waiters, or give up.
    atomic {
        skip;
swap:
        CAS_OR(lock_slow);
        new = (awoke -> old & ~WOKEN : old);
        BOOK(claims = claims - awoke);
        BOOK(counted = counted - awoke);
        if
        :: (old & (LOCKED | STARVING)) == 0 ->
            state = new | LOCKED;
            STORY("takes the free mutex");
            goto locked
        :: else
        fi;
        if
        :: late ->
            state = new;
            STORY("woke past its deadline and gives the wake back");
            CHECK_WORD;
            goto timed_out
        :: else
        fi;
        BOOK(counted++);
        newcomer = !again && (old & STARVING);
        state = new + WAITER;
        if
        :: starving && (old & LOCKED) ->
            state = state | STARVING;
            MODE_BEGINS(1 << _pid);
            STORY("lost, is late, counts itself and sets STARVING")
        :: (!starving || !(old & LOCKED)) && awoke -> STORY("lost and counts itself again")
        :: !awoke && newcomer -> STORY("finds starvation mode and counts itself")
        :: !awoke && !newcomer -> STORY("finds it locked and counts itself")
        fi;
        CHECK_WORD;
        awoke = 0; spins = 0; old = 0; new = 0;
#ifdef QUEUE_FIRST
        if
        :: first -> first = 0; goto park
        :: else
        fi;
#endif
#ifdef PROMPT
        if
        :: again -> assert(sema == 0); queue_at(1); goto park
        :: else
        fi;
#endif
    }

    // 3. Sleep: newcomers at the back, a loser at the front again.
wait_for_release:
    sema_wait(again, deadline);

    // The caller timed out: it takes itself off the count, unless its wake is on the way.
uncount:
    atomic {
        late = 1;
        old = state;
        if
        :: old >> WAITER_SHIFT == 0 ->
            STORY("learns that a wake was claimed for it");
            old = 0;
            goto wait_for_release
        :: old >> WAITER_SHIFT == 1 && (old & (LOCKED | STARVING)) == STARVING ->
            STORY("learns that the mutex was handed to it");
            old = 0;
            goto wait_for_release
        :: else
        fi;
        MAY_LOSE(off)
    }
    atomic {
        skip;
off:
        CAS_OR(uncount);
        BOOK(counted--);
        if
        :: old >> WAITER_SHIFT == 1 && (old & STARVING) ->
            state = (old - WAITER) & ~STARVING;
            STORY("uncounts itself, the last, and ends the mode")
        :: else ->
            state = old - WAITER;
            STORY("uncounts itself")
        fi;
        CHECK_WORD;
        goto timed_out
    }

    // 4. Released, for another try or, if STARVING is set then, as the owner.
released:
    atomic {
        awoke = 1; again = 1; spins = 0;
        wakes = (wakes < LATE_AFTER -> wakes + 1 : wakes);
        if
        :: starving || wakes < LATE_AFTER
        :: !starving -> starving = 1; STORY("wakes and is late by now")
        fi;
        if
        :: deadline -> late = 1
        :: !late
        fi;
        goto lock_slow
    }

#ifdef QUEUE_FIRST
queue_first:
    atomic {
        assert(sema == 0);
        first = 1;
        queue_at(1);
        goto lock_slow
    }
#endif

take_over:
    atomic {
        old = state;
        assert((old & (LOCKED | WOKEN | STARVING)) == STARVING && old >> WAITER_SHIFT != 0);
        leave = !starving || old >> WAITER_SHIFT == 1 || newcomer;
        MAY_LOSE(own)
    }
    atomic {
        skip;
own:
        CAS_OR(take_over);
        state = ((old - WAITER) | LOCKED) & (leave -> ~STARVING : 255);
        BOOK(counted--);
        BOOK(handoffs--);
        if
        :: old >> WAITER_SHIFT == 1 -> STORY("owns it and is the last waiter: the mode ends")
        :: old >> WAITER_SHIFT > 1 && !starving -> STORY("owns it and is not late: the mode ends")
        :: old >> WAITER_SHIFT > 1 && newcomer -> STORY("owns it, queued late: the mode ends")
        :: old >> WAITER_SHIFT > 1 && !leave -> STORY("owns it, and the mode goes on")
        fi;
        SERVED;
        goto locked
    }

    atomic {
        skip;
locked:
        waits_no_more();
        BOOK(owners++);
        CHECK_WORD;
        old = 0; new = 0; awoke = 0; starving = 0; newcomer = 0; again = 0; deadline = 0; late = 0;
        wakes = 0; spins = 0; losses = 0; leave = 0
    }
#ifdef QUEUE_FIRST
    // As the owner: nobody else takes the front off until it unlocks.
    if
    :: first -> atomic { assert(QUEUED(ME)); take_off(); first = 0 }
    :: else
    fi;
#endif

unlock_slow:
    atomic {
        old = state;
        assert(old & LOCKED); // "unlock of unlocked mutex"
        handoff = (old & STARVING) != 0;
        wake = old >> WAITER_SHIFT != 0 && !(old & WOKEN) && !handoff;
        new = old - LOCKED;
        if
        :: wake -> new = (new - WAITER) | WOKEN
        :: !wake
#ifdef OVERDUE
        :: old & WOKEN -> new = ((new & ~WOKEN) | STARVING) + WAITER
#endif
        fi;
        MAY_LOSE(release)
    }
    atomic {
        skip;
release:
        CAS_OR(unlock_slow);
        state = new;
        BOOK(owners--);
        BOOK(claims = claims + wake);
        if
        :: (new & STARVING) && !handoff ->
            BOOK(claims--);
            BOOK(handoffs++);
            STORY("unlocks: the overdue waiter shall have it")
        :: handoff -> BOOK(handoffs++); STORY("unlocks to hand over")
        :: wake -> STORY("unlocks and claims the wake")
        :: else -> STORY("unlocks and wakes nobody")
        fi;
        CHECK_WORD;
        old = 0; new = 0; losses = 0;
        if
        :: wake || handoff
        :: else -> goto idle
        fi
    }
    sema_release(w);
    atomic { wake = 0; handoff = 0; goto idle }

timed_out:
    atomic {
        waits_no_more();
        LEFT;
        old = 0; new = 0; awoke = 0; starving = 0; newcomer = 0; again = 0; deadline = 0; late = 0;
        wakes = 0; spins = 0; losses = 0;
        goto idle
    }

stopped:
    atomic { gone++; STORY("stops") }
}

#include "formulas.pml"
