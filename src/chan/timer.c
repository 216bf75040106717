// timer.c - channels that give a moment when it has come.
// SPDX-License-Identifier: MIT
//
// Nobody sends. A receiver looks at the clock under the lock, takes what is due, or sleeps
// until it is, unless somebody else's deadline comes first. Several receivers wake up together, one
// takes it, the others sleep on.
#include "chan/chan.h"

#include "base/counter.h"
#include "base/fatal.h"

static pawl_chan *make(int64_t ns, bool repeats)
{
    pawl_chan *c = pawl_chan_make(sizeof(int64_t), 0);
    c->is_timer = true;
    c->cap = 1;
    c->repeats = repeats;
    pawl_timer_reset(c, ns);
    return c;
}

pawl_chan *pawl_after(int64_t ns)
{
    return make(ns, false);
}

pawl_chan *pawl_tick(int64_t period)
{
    if (PAWL_UNLIKELY(period <= 0))
        pawl_fatal_("non-positive interval for NewTicker", NULL);
    return make(period, true);
}

// Read without the lock by pawl_chan_len.
static int64_t when(const pawl_chan *c)
{
    return (int64_t)pawl_count_(&c->when);
}

bool pawl_timer_is_due_(const pawl_chan *c)
{
    int64_t due = when(c);
    return pawl_word_load_rlx(&c->closed) == 0 && due != PAWL_NEVER && pawl_now() >= due;
}

bool pawl_chan_is_due_(struct pawl_chan *c, void *elem)
{
    int64_t due = when(c);
    if (pawl_word_load_rlx(&c->closed) != 0 || due == PAWL_NEVER)
        return false;
    int64_t now = pawl_now();
    if (now < due)
        return false;
    pawl_chan_copy_(c, elem, &due);
    // What would have come meanwhile is dropped.
    int64_t next = c->repeats ? due + c->period * ((now - due) / c->period + 1) : PAWL_NEVER;
    pawl_count_set_(&c->when, (uint64_t)next);
    return true;
}

static bool set(pawl_chan *c, int64_t moment, int64_t period)
{
    if (PAWL_UNLIKELY(!c->is_timer))
        pawl_fatal_("pawl: a channel that is no timer is stopped or reset", c);
    pawl_lowlock_lock_(&c->lock);
    bool was_on = when(c) != PAWL_NEVER && pawl_word_load_rlx(&c->closed) == 0;
    pawl_count_set_(&c->when, (uint64_t)moment);
    if (c->repeats && period > 0)
        c->period = period;
    // Those who wait have slept until another moment: they look again.
    struct pawl_chan_waiter *list = pawl_chan_take_all_(&c->receivers, PAWL_CHAN_AGAIN);
    pawl_lowlock_unlock_(&c->lock);
    pawl_chan_wake_(list);
    return was_on;
}

bool pawl_timer_stop(pawl_chan *timer)
{
    return set(timer, PAWL_NEVER, 0);
}

bool pawl_timer_reset(pawl_chan *timer, int64_t ns)
{
    if (PAWL_UNLIKELY(timer->repeats && ns <= 0))
        pawl_fatal_("non-positive interval for Ticker.Reset", timer);
    int64_t now = pawl_now();
    int64_t moment = ns <= 0 ? now : ns < PAWL_NEVER - now ? now + ns : PAWL_NEVER - 1;
    return set(timer, moment, ns);
}
