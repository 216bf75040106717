// queue.c - who waits for a channel, in the order of arrival.
// SPDX-License-Identifier: MIT
#include "chan/chan.h"

// Others look without the lock whether first is NULL. release: see pawl_chan_looks_full_.
void pawl_chan_enqueue_(struct pawl_chan_queue *q, struct pawl_chan_waiter *w)
{
    struct pawl_chan_waiter *last = q->last;
    w->next = NULL;
    w->prev = last;
    w->queued = true;
    q->last = w;
    if (last)
        last->next = w;
    else
        pawl_ptr_store_(&q->first, w);
}

void pawl_chan_dequeue_(struct pawl_chan_queue *q, struct pawl_chan_waiter *w)
{
    struct pawl_chan_waiter *next = w->next, *prev = w->prev;
    if (next)
        next->prev = prev;
    else
        q->last = prev;
    if (prev)
        prev->next = next;
    else
        pawl_ptr_store_(&q->first, next);
    w->queued = false;
}

static bool wins(struct pawl_chan_wait *wait)
{
    return !wait->contested || pawl_word_cas_acq(&wait->decided, 0, 1);
}

struct pawl_chan_waiter *pawl_chan_take_(struct pawl_chan_queue *q, int err)
{
    struct pawl_chan_waiter *w;
    while ((w = q->first) != NULL) {
        pawl_chan_dequeue_(q, w);
        if (!wins(w->wait))
            continue;
        w->wait->winner = w;
        w->wait->err = err;
        return w;
    }
    return NULL;
}

struct pawl_chan_waiter *pawl_chan_take_all_(struct pawl_chan_queue *q, int err)
{
    void *list = NULL, **end = &list;
    struct pawl_chan_waiter *w;
    while ((w = pawl_chan_take_(q, err)) != NULL) {
        w->next = NULL;
        *end = w;
        end = &w->next;
    }
    return list;
}
