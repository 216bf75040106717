// chan.c - channels are made, freed and closed.
// SPDX-License-Identifier: MIT
#include "chan/chan.h"

#include "base/fatal.h"

#include <pawl/tsan.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CAP (UINT32_MAX / 2)

static bool is_sane(size_t elem_size, size_t cap)
{
    return cap <= MAX_CAP && (cap == 0 || elem_size <= PTRDIFF_MAX / 2 / cap);
}

pawl_chan *pawl_chan_trymake(size_t elem_size, size_t cap)
{
    if (!is_sane(elem_size, cap))
        return NULL;
    size_t bytes = sizeof(pawl_chan) + elem_size * cap;
    pawl_chan *c = aligned_alloc(_Alignof(pawl_chan), (bytes + 63) & ~(size_t)63);
    if (c == NULL)
        return NULL;
    memset(c, 0, sizeof *c);
    c->elem_size = elem_size;
    c->cap = (uint32_t)cap;
    return c;
}

pawl_chan *pawl_chan_make(size_t elem_size, size_t cap)
{
    pawl_chan *c = pawl_chan_trymake(elem_size, cap);
    if (PAWL_UNLIKELY(c == NULL))
        pawl_fatal_(is_sane(elem_size, cap) ? "pawl: no memory for a channel"
                                            : "makechan: size out of range",
                    NULL);
    return c;
}

void pawl_chan_free(pawl_chan *c)
{
    if (c == NULL)
        return;
    // Nobody uses it any more; but who did may be on the way out of the lock still.
    pawl_lowlock_lock_(&c->lock);
    bool waited_for = c->receivers.first || c->senders.first;
    pawl_lowlock_unlock_(&c->lock);
    if (PAWL_UNLIKELY(waited_for))
        pawl_fatal_("pawl: free of a channel that is waited for", c);
    free(c);
}

void pawl_chan_wake_(struct pawl_chan_waiter *list)
{
    for (struct pawl_chan_waiter *w = list; w;) {
        // Once unparked, its owner may return, and it is gone.
        struct pawl_chan_waiter *next = w->next;
        struct pawl_parker *parker = w->wait->parker;
        PAWL_TSAN_RELEASE_(w->wait);
        pawl_unpark_(parker);
        w = next;
    }
}

int pawl_chan_tryclose(pawl_chan *c)
{
    if (PAWL_UNLIKELY(c == NULL))
        pawl_fatal_("close of nil channel", NULL);
    pawl_lowlock_lock_(&c->lock);
    bool was_closed = pawl_word_load_rlx(&c->closed) != 0;
    struct pawl_chan_waiter *receivers = NULL, *senders = NULL;
    if (!was_closed) {
        PAWL_TSAN_RELEASE_(c);
        // release: for the looks without the lock.
        pawl_word_store_rel(&c->closed, 1);
        receivers = pawl_chan_take_all_(&c->receivers, PAWL_ECLOSED);
        senders = pawl_chan_take_all_(&c->senders, PAWL_ECLOSED);
        for (struct pawl_chan_waiter *w = receivers; w; w = w->next)
            pawl_chan_clear_(c, w->elem);
    }
    pawl_lowlock_unlock_(&c->lock);
    pawl_chan_wake_(receivers);
    pawl_chan_wake_(senders);
    return was_closed ? PAWL_ECLOSED : 0;
}

void pawl_chan_close(pawl_chan *c)
{
    if (PAWL_UNLIKELY(pawl_chan_tryclose(c) != 0))
        pawl_fatal_("close of closed channel", c);
}

size_t pawl_chan_len(const pawl_chan *c)
{
    if (c == NULL)
        return 0;
    if (c->is_timer)
        return pawl_timer_is_due_(c);
    return pawl_word_load_rlx(&c->count);
}

size_t pawl_chan_cap(const pawl_chan *c)
{
    return c ? c->cap : 0;
}
