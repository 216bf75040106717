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
//   PATIENT      thread VICTIM has no deadline, even if others do
//   NOT_REFUSED  A2 (formulas.pml) is also: nobody is refused each time it wants to uncount itself
//
// Left out: memory orders, orphans, the limit of the count, freed memory. The inline fast paths are
// the first round of the slow ones: they change nothing when they fail.

#define BOOK_RELEASE(who) GIVEN_TO((handoff -> who : 0))

#ifdef PATIENT
#define MAY_HAVE_DEADLINE (_pid != VICTIM)
#else
#define MAY_HAVE_DEADLINE true
#endif
#ifdef NOT_REFUSED
#define REFUSED ENTERS_LOOP
#else
#define REFUSED LEAVES_LOOP
#endif

bit newcomer[THREADS]; // of struct wait, where the checks of the order can see it

#include "word.pml"
#include "watch.pml"
#include "sema.pml"

active [THREADS] proctype thread()
{
    byte old, new, w, wakes, spins, losses, rounds;
    bit awoke, starving, due, again, deadline, late, wake, handoff, leave;

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
        :: MAY_HAVE_DEADLINE -> deadline = 1
        :: MAY_HAVE_DEADLINE -> deadline = 1; late = 1
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
        :: awoke && (old & STARVING) -> LEAVES_LOOP; goto take_over
        :: else
        fi;
        assert(!awoke || (old & WOKEN)); // "inconsistent mutex state"
        if
        :: late && !awoke && (old & (LOCKED | STARVING)) ->
            LEAVES_LOOP;
            STORY("is late already, and gives up");
            goto timed_out
        :: else
        fi;
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
        newcomer[_pid] = !again && (old & STARVING);
        state = new + WAITER;
        due = starving && (old & LOCKED);
        if
        :: due ->
            assert(!(old & STARVING));
            state = state | STARVING | DUE;
            BOOK(due_for = ME);
            MODE_BEGINS(1 << _pid);
            STORY("lost, is late, counts itself, sets STARVING, DUE")
        :: !due && awoke -> STORY("lost and counts itself again")
        :: !awoke && newcomer[_pid] -> STORY("finds starvation mode and counts itself")
        :: !awoke && !newcomer[_pid] -> STORY("finds it locked and counts itself")
        fi;
        CHECK_WORD;
        awoke = 0; spins = 0; old = 0; new = 0;
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
            REFUSED;
            STORY("learns that a wake was claimed for it");
            old = 0;
            goto wait_for_release
        :: old >> WAITER_SHIFT == 1 && (old & (LOCKED | STARVING)) == STARVING ->
            REFUSED;
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
        state = old - WAITER;
        if
        :: due -> state = state & ~DUE; BOOK(due_for = 0)
        :: else
        fi;
        if
        :: old >> WAITER_SHIFT == 1 && (old & STARVING) ->
            state = state & ~STARVING;
            STORY("uncounts itself, the last, and ends the mode")
        :: old >> WAITER_SHIFT > 1 && due -> STORY("uncounts itself and clears DUE")
        :: else -> STORY("uncounts itself")
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

take_over:
    atomic {
        old = state;
        assert((old & (LOCKED | STARVING)) == STARVING && old >> WAITER_SHIFT != 0);
        new = ((old - WAITER) | LOCKED) & (due -> ~DUE : 255);
        leave = old >> WAITER_SHIFT == 1 || ((!starving || newcomer[_pid]) && !(new & DUE));
        assert(old >> WAITER_SHIFT != 1 || !(new & DUE)); // I2: who is due is counted
        MAY_LOSE(own)
    }
    atomic {
        skip;
own:
        CAS_OR(take_over);
        state = (leave -> new & ~STARVING : new);
        BOOK(counted--);
        BOOK(handoffs--);
        BOOK(due_for = (due -> 0 : due_for));
        if
        :: old >> WAITER_SHIFT == 1 -> STORY("owns it and is the last waiter: the mode ends")
        :: old >> WAITER_SHIFT > 1 && due -> STORY("owns it, was DUE, and the mode goes on")
        :: old >> WAITER_SHIFT > 1 && leave ->
            if
            :: !starving -> STORY("owns it and is not late: the mode ends")
            :: starving -> STORY("owns it, queued late: the mode ends")
            fi
        :: old >> WAITER_SHIFT > 1 && !due && !leave ->
            if
            :: starving && !newcomer[_pid] -> STORY("owns it, and the mode goes on")
            :: else -> STORY("owns it, but another is DUE: the mode goes on")
            fi
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
        old = 0; new = 0; awoke = 0; starving = 0; newcomer[_pid] = 0; due = 0; again = 0;
        deadline = 0; late = 0; wakes = 0; spins = 0; losses = 0; leave = 0
    }

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
        :: (old & WOKEN) && !handoff -> new = ((new & ~WOKEN) | STARVING) + WAITER
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
        old = 0; new = 0; awoke = 0; starving = 0; newcomer[_pid] = 0; due = 0; again = 0;
        deadline = 0; late = 0; wakes = 0; spins = 0; losses = 0;
        goto idle
    }

stopped:
    atomic { gone++; STORY("stops") }
}

#include "formulas.pml"
