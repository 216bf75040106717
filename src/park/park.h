// park.h - how one waiter sleeps and is woken.
// SPDX-License-Identifier: MIT
//
// Every agent that can wait, a thread or a goroutine, has a parker. To wait, it lends the parker to
// the wait and prepares it, lets others find it, and parks; exactly one of them unparks it, before
// or after it went to sleep.
//
// A parker outlives every wait, and its memory is used for parkers only, ever: an unpark may still
// be on its way into the kernel with the address when the woken thread has returned and exited.
#ifndef PAWL_SRC_PARK_PARK_H
#define PAWL_SRC_PARK_PARK_H

#include "base/deadline.h"

#include <pawl/word.h>

struct pawl_parker {
    pawl_word word; // EMPTY, ASLEEP or UNPARKED: see park.c
};

enum { PAWL_PARK_EMPTY_, PAWL_PARK_ASLEEP_, PAWL_PARK_UNPARKED_ };

// pawl_parker_self_ returns the calling agent's own parker.
struct pawl_parker *pawl_parker_self_(void);

// pawl_parker_slot_ returns where an observer keeps a pointer to what it knows of the calling
// agent. When an agent ends, its slot goes to another, as it is.
void **pawl_parker_slot_(void);

// pawl_parker_lend_ returns a parker for one wait: the caller's own, or one more if that is lent.
// For a wait may begin in another one: in the unlock of a Cond's Locker, when the caller is queued
// already, and in a signal handler that has interrupted a wait. With one parker for both,
//     the thread: queued at A, sleeps        its handler: prepares, queued at B, sleeps
// who lets A go would wake the handler, which has not got B. A handler may interrupt these two
// functions, too.
struct pawl_parker *pawl_parker_lend_(void);
void pawl_parker_return_(struct pawl_parker *lent);

// pawl_park_prepare_ readies a parker that the caller was lent. Before others can find it.
void pawl_park_prepare_(struct pawl_parker *p);

// pawl_park_ sleeps until p, which it was lent, is unparked (true) or the deadline passes (false).
// Never early, never for no reason; after false the unpark may still come, and p must not be
// prepared again before it is certain that none will, or another park has returned true.
// acquire: what the unparker did before is visible.
bool pawl_park_(struct pawl_parker *p, struct pawl_deadline deadline);

// pawl_unpark_ lets the owner of p go. Once per prepare. Its last access to memory is the one that
// lets p's owner go. release.
void pawl_unpark_(struct pawl_parker *p);

// pawl_unpark_now_ is unpark, for what the caller hands over to p's owner: if both are goroutines,
// the owner runs at once, and the caller later. A thread cannot do more than unpark.
void pawl_unpark_now_(struct pawl_parker *p);

// pawl_park_is_over_ tells whether the owner of a parker's word, which PAWL_ON_STILL gives, may go.
bool pawl_park_is_over_(const pawl_word *word);

#endif
