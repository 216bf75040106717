// watch.pml - what the models check: who owns the lock, who waits, and the books behind I1 to I7.
// SPDX-License-Identifier: MIT
//
// The books know only who did what. That the word says the same is the invariant.

bit waiting; // VICTIM is in a call of lock: what the liveness formulas speak of

#ifdef BOOKS
byte owners;   // who is between lock and unlock
byte claims;   // wakes claimed by an unlock and not yet given back by the waiter that got them
byte handoffs; // the same for hand-offs
byte counted;  // threads that counted themselves and neither left nor became owner
byte due_for;  // pawl: who switched to starvation mode (ME) and neither owned it since nor left
byte spinner;  // of the claims: a spinner's, who was not counted (Go, since 2015)

#define BOOK(change) change
#define CHECK_WORD                                                                                 \
    assert(owners <= 1);                                                                           \
    assert(((state & LOCKED) != 0) == (owners == 1));                                              \
    assert(claims <= 1 && ((state & (STARVING | WOKEN)) == WOKEN) == (claims == 1)); /* I1 */      \
    assert(((state & (STARVING | DUE)) == (STARVING | DUE)) == (due_for != 0)); /* I2 */           \
    assert((state & STARVING) == 0 || state >> WAITER_SHIFT != 0); /* I4 */                        \
    assert(((state & (STARVING | LOCKED)) == STARVING) == (handoffs == 1)); /* I5 */               \
    assert((state >> WAITER_SHIFT) + claims == counted + spinner) /* I7 */
#define AT_REST assert(state != 0 || (sema == 0 && queue == 0))
#else
#define BOOK(change) skip
#define CHECK_WORD skip
#define AT_REST skip
#endif

// The order of service in starvation mode. next: to whom unlock gave the mutex, if it was queued.
// first_served: who must be served before any newcomer, a set of threads:
//   ORDER 1  who was queued when the mode began; and the late waiter that began it, once queued
//   ORDER 2  who was queued when the mode began, and that late waiter at once
#ifdef ORDER
byte next, first_served;
#define IF_QUEUED(who) (QUEUED(who + 1) -> 1 << who : 0)
#define ALL_QUEUED IF_QUEUED(0) | IF_QUEUED(1) | IF_QUEUED(2) | IF_QUEUED(3)
#define MODE_BEGINS(late) first_served = (ORDER == 2 -> late : 0) | ALL_QUEUED
#define GIVEN_TO(who)                                                                              \
    next = who;                                                                                    \
    assert(next == 0 || due_for == 0 || !QUEUED(due_for) || !newcomer[next - 1])
#define SERVED                                                                                     \
    assert(next == 0 || next == ME);                                                               \
    next = 0;                                                                                      \
    LEFT;                                                                                          \
    assert(first_served == 0 || !newcomer[_pid]);                                                  \
    first_served = (state & STARVING -> first_served : 0)
#define LEFT first_served = first_served & ~(1 << _pid)
#else
#define MODE_BEGINS(late) skip
#define GIVEN_TO(who) skip
#define SERVED skip
#define LEFT skip
#endif

byte gone; // how many threads have stopped

inline now_waits() { waiting = (_pid == VICTIM -> 1 : waiting) }
inline waits_no_more() { waiting = (_pid == VICTIM -> 0 : waiting) }
