// park.c - one waiter sleeps, another wakes it: three states of one futex word.
// SPDX-License-Identifier: MIT
//
//   EMPTY     prepared, the owner is awake
//   ASLEEP    the owner sleeps or is about to: whoever unparks must call the kernel
//   UNPARKED  the owner may go
//
// EMPTY -> ASLEEP by the owner, EMPTY or ASLEEP -> UNPARKED by the unparker, which touches the word
// once: after that the owner may return, exit, and its parker may serve another thread.
#include "park/park.h"

#include "base/hook.h"
#include "park/futex.h"
#include "park/task.h"

enum { EMPTY = PAWL_PARK_EMPTY_, ASLEEP = PAWL_PARK_ASLEEP_, UNPARKED = PAWL_PARK_UNPARKED_ };

void pawl_park_prepare_(struct pawl_parker *p)
{
    pawl_word_store_rlx(&p->word, EMPTY);
}

static bool park_by(struct pawl_parker *p, struct pawl_deadline deadline)
{
    // The second look is for ThreadSanitizer, which does not see the first one.
    if (pawl_task_owns_(p))
        return pawl_tasks_.park(p, deadline) && pawl_park_is_over_(&p->word);
    // acquire: each look that sees UNPARKED pairs with the exchange in pawl_unpark_.
    for (;;) {
        uint32_t state = pawl_word_load_acq(&p->word);
        if (state == UNPARKED)
            return true;
        if (state == EMPTY && !pawl_word_casw_rlx(&p->word, EMPTY, ASLEEP))
            continue;
        if (pawl_futex_wait_(&p->word, ASLEEP, deadline) == ETIMEDOUT)
            return pawl_word_load_acq(&p->word) == UNPARKED;
    }
}

// Somebody wants to look around when it takes long: after half a second, one, two, four…
static bool park_watched(struct pawl_parker *p, struct pawl_deadline deadline)
{
    int64_t pause = PAWL_SECOND / 2;
    for (;; pause += pause < 4 * PAWL_SECOND ? pause : 0) {
        struct pawl_deadline look = {pawl_now_on_(deadline.clock) + pause, deadline.clock};
        if (look.ns >= deadline.ns)
            return park_by(p, deadline);
        if (park_by(p, look))
            return true;
        pawl_event_(PAWL_ON_STILL, &p->word, 0);
    }
}

bool pawl_park_(struct pawl_parker *p, struct pawl_deadline deadline)
{
    return pawl_watched_(PAWL_ON_STILL) ? park_watched(p, deadline) : park_by(p, deadline);
}

bool pawl_park_is_over_(const pawl_word *word)
{
    return pawl_word_load_acq(word) == UNPARKED;
}

// Publishes that p's owner may go, and tells whether that is all.
static bool owner_is_awake(struct pawl_parker *p)
{
    // release: pairs with the loads in pawl_park_. If the owner was awake it needs no system call,
    // and if it was not, who wakes it uses the address only.
    return pawl_word_xchg_rel(&p->word, UNPARKED) != ASLEEP;
}

void pawl_unpark_(struct pawl_parker *p)
{
    if (owner_is_awake(p))
        return;
    if (pawl_task_owns_(p))
        pawl_tasks_.ready(p);
    else
        pawl_futex_wake_(&p->word, 1);
}

void pawl_unpark_now_(struct pawl_parker *p)
{
    if (!pawl_task_owns_(p))
        pawl_unpark_(p);
    else if (!owner_is_awake(p))
        pawl_tasks_.run(p);
}
