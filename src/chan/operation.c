// operation.c - sending and receiving.
// SPDX-License-Identifier: MIT
#include "chan/chan.h"

#include "base/fatal.h"
#include "base/hook.h"
#include "park/wait.h"

#include <pawl/tsan.h>
#include <string.h>

// The sizes that most elements have, without a call.
void pawl_chan_copy_(const struct pawl_chan *c, void *to, const void *from)
{
    if (to == NULL)
        return;
    switch (c->elem_size) {
    case 0: break;
    case 1: memcpy(to, from, 1); break;
    case 2: memcpy(to, from, 2); break;
    case 4: memcpy(to, from, 4); break;
    case 8: memcpy(to, from, 8); break;
    case 16: memcpy(to, from, 16); break;
    default: memcpy(to, from, c->elem_size); break;
    }
}

void pawl_chan_clear_(const struct pawl_chan *c, void *elem)
{
    if (elem && c->elem_size)
        memset(elem, 0, c->elem_size);
}

static void *slot(struct pawl_chan *c, uint32_t *at)
{
    void *place = c->buffer + (size_t)*at * c->elem_size;
    *at = *at + 1 == c->cap ? 0 : *at + 1;
    return place;
}

// ThreadSanitizer gets an address for each place in the buffer: the k-th receive is before the send
// that uses the place again, and after the one that has used it.
static void *order_of(struct pawl_chan *c, uint32_t at)
{
    return c->elem_size ? c->buffer + (size_t)at * c->elem_size : (void *)&c->cap;
}

static void put(struct pawl_chan *c, const void *elem)
{
    void *order = order_of(c, c->send_at);
    (void)order; // of no use where nothing is announced
    PAWL_TSAN_ACQUIRE_(order);
    pawl_chan_copy_(c, slot(c, &c->send_at), elem);
    PAWL_TSAN_RELEASE_(order);
}

static void get(struct pawl_chan *c, void *elem)
{
    void *order = order_of(c, c->recv_at);
    (void)order; // of no use where nothing is announced
    PAWL_TSAN_ACQUIRE_(order);
    pawl_chan_copy_(c, elem, slot(c, &c->recv_at));
    PAWL_TSAN_RELEASE_(order);
}

int pawl_chan_send_now_(struct pawl_chan *c, const void *elem, struct pawl_parker **parker)
{
    if (PAWL_UNLIKELY(c->is_timer))
        pawl_fatal_("pawl: send on a timer's channel", c);
    if (PAWL_UNLIKELY(pawl_word_load_rlx(&c->closed) != 0))
        return PAWL_ECLOSED;
    struct pawl_chan_waiter *receiver = pawl_chan_take_(&c->receivers, 0);
    if (receiver) { // then the buffer is empty
        PAWL_TSAN_ACQUIRE_(receiver->wait);
        pawl_chan_copy_(c, receiver->elem, elem);
        *parker = receiver->wait->parker;
        PAWL_TSAN_RELEASE_(receiver->wait);
        return 0;
    }
    uint32_t count = pawl_word_load_rlx(&c->count);
    if (count == c->cap)
        return PAWL_EAGAIN;
    put(c, elem);
    pawl_word_store_rel(&c->count, count + 1);
    return 0;
}

// A sender waits only while the buffer is full: the receiver takes the element at the front, and
// the sender's goes to the back.
static void take_from_sender(struct pawl_chan *c, struct pawl_chan_waiter *sender, void *elem)
{
    PAWL_TSAN_ACQUIRE_(sender->wait);
    if (c->cap == 0) {
        pawl_chan_copy_(c, elem, sender->elem);
    } else {
        get(c, elem);
        put(c, sender->elem);
    }
    PAWL_TSAN_RELEASE_(sender->wait);
}

int pawl_chan_recv_now_(struct pawl_chan *c, void *elem, struct pawl_parker **parker)
{
    if (PAWL_UNLIKELY(c->is_timer) && pawl_chan_is_due_(c, elem))
        return 0;
    struct pawl_chan_waiter *sender = pawl_chan_take_(&c->senders, 0);
    if (sender) {
        take_from_sender(c, sender, elem);
        *parker = sender->wait->parker;
        return 0;
    }
    uint32_t count = pawl_word_load_rlx(&c->count);
    if (count > 0) {
        get(c, elem);
        pawl_word_store_rel(&c->count, count - 1);
        return 0;
    }
    if (pawl_word_load_rlx(&c->closed) == 0)
        return PAWL_EAGAIN;
    PAWL_TSAN_ACQUIRE_(c);
    pawl_chan_clear_(c, elem);
    return PAWL_ECLOSED;
}

// ---- waiting ------------------------------------------------------------------------------------

bool pawl_chan_sleep_(const struct pawl_chan *c, struct pawl_chan_wait *wait, int64_t deadline)
{
    struct pawl_deadline until = pawl_deadline_at_(deadline);
    unsigned kind = PAWL_OF_(PAWL_KIND_CHANNEL);
    pawl_wait_begins_(kind | pawl_tries_(until), c);
    bool woken = pawl_park_(wait->parker, until);
    if (woken)
        PAWL_TSAN_ACQUIRE_(wait);
    pawl_event_(PAWL_ON_WAIT_END | kind, c, 0);
    return woken;
}

void pawl_chan_sleep_for_ever_(int64_t deadline)
{
    struct pawl_chan_wait wait = {.parker = pawl_parker_lend_()};
    pawl_park_prepare_(wait.parker);
    pawl_chan_sleep_(NULL, &wait, deadline);
    pawl_parker_return_(wait.parker);
}

// The deadline has passed. Takes w off, unless its operation was done before: then the channel may
// be gone.
static bool give_up(struct pawl_chan *c, struct pawl_chan_queue *q, struct pawl_chan_waiter *w)
{
    if (!pawl_word_cas_acq(&w->wait->decided, 0, 1))
        return false;
    pawl_lowlock_lock_(&c->lock);
    if (w->queued)
        pawl_chan_dequeue_(q, w);
    pawl_lowlock_unlock_(&c->lock);
    return true;
}

// Queues, with the lock held, which it frees, and sleeps until somebody has done it.
static int queue_and_sleep(struct pawl_chan *c, struct pawl_chan_queue *q, void *elem,
                           struct pawl_parker *parker, int64_t deadline)
{
    int64_t until = c->is_timer && (int64_t)c->when < deadline ? (int64_t)c->when : deadline;
    struct pawl_chan_wait wait = {.parker = parker, .contested = until != PAWL_NEVER};
    struct pawl_chan_waiter w = {.wait = &wait, .elem = elem};
    PAWL_TSAN_RELEASE_(&wait);
    pawl_chan_enqueue_(q, &w);
    pawl_lowlock_unlock_(&c->lock);
    if (pawl_chan_sleep_(c, &wait, until))
        return wait.err;
    if (give_up(c, q, &w))
        return until < deadline ? PAWL_CHAN_AGAIN : PAWL_ETIMEDOUT;
    // Granted in the last moment. The unpark is on its way and must not hit a later wait.
    pawl_park_(parker, pawl_deadline_at_(PAWL_NEVER));
    PAWL_TSAN_ACQUIRE_(&wait);
    return wait.err;
}

// Does it if that can be done now, and else keeps the lock: PAWL_EAGAIN.
static int do_now(struct pawl_chan *c, bool sends, void *elem)
{
    struct pawl_parker *other = NULL;
    pawl_lowlock_lock_(&c->lock);
    int err = sends ? pawl_chan_send_now_(c, elem, &other) : pawl_chan_recv_now_(c, elem, &other);
    if (err == PAWL_EAGAIN)
        return err;
    pawl_lowlock_unlock_(&c->lock);
    if (other)
        pawl_unpark_(other);
    return err;
}

static int try_now(struct pawl_chan *c, bool sends, void *elem)
{
    int err = do_now(c, sends, elem);
    if (err == PAWL_EAGAIN)
        pawl_lowlock_unlock_(&c->lock);
    return err;
}

static int operate(struct pawl_chan *c, bool sends, void *elem, int64_t deadline)
{
    if (PAWL_UNLIKELY(c == NULL)) {
        pawl_chan_sleep_for_ever_(deadline);
        return PAWL_ETIMEDOUT;
    }
    struct pawl_parker *own = NULL;
    int err;
    do {
        err = do_now(c, sends, elem);
        if (err != PAWL_EAGAIN)
            break;
        if (own == NULL)
            own = pawl_parker_lend_();
        pawl_park_prepare_(own);
        err = queue_and_sleep(c, sends ? &c->senders : &c->receivers, elem, own, deadline);
    } while (err == PAWL_CHAN_AGAIN);
    if (own)
        pawl_parker_return_(own);
    return err;
}

int pawl_chan_send_until(pawl_chan *c, const void *elem, int64_t deadline)
{
    return operate(c, true, (void *)(uintptr_t)elem, deadline);
}

void pawl_chan_send(pawl_chan *c, const void *elem)
{
    if (PAWL_UNLIKELY(pawl_chan_send_until(c, elem, PAWL_NEVER) == PAWL_ECLOSED))
        pawl_fatal_("send on closed channel", c);
}

int pawl_chan_recv_until(pawl_chan *c, void *elem, int64_t deadline)
{
    return operate(c, false, elem, deadline);
}

bool pawl_chan_recv(pawl_chan *c, void *elem)
{
    return pawl_chan_recv_until(c, elem, PAWL_NEVER) == 0;
}

// ---- not waiting --------------------------------------------------------------------------------

// acquire, and release where they are written: who sees a change sees all that came before it, in
// this channel and in others.
bool pawl_chan_looks_full_(const struct pawl_chan *c)
{
    if (c->cap == 0)
        return pawl_ptr_load_(&c->receivers.first) == NULL;
    return pawl_word_load_acq(&c->count) == c->cap;
}

bool pawl_chan_looks_empty_(const struct pawl_chan *c)
{
    if (c->is_timer)
        return false;
    if (c->cap == 0)
        return pawl_ptr_load_(&c->senders.first) == NULL;
    return pawl_word_load_acq(&c->count) == 0;
}

// The first looks, without the lock, are at two things; the other one may change in between. For a
// send that does no harm: not closed, and then full, is what it was at the first look, if closed
// came later. For a receive, empty and then closed would be wrong: an element may have come before
// the close. So it looks at closed last, and if it is, once more whether it is empty: that is so
// for ever. Who closed it may be under the lock still; pawl_chan_free waits for that.
int pawl_chan_trysend(pawl_chan *c, const void *elem)
{
    if (c == NULL)
        return PAWL_EAGAIN;
    if (pawl_word_load_acq(&c->closed) == 0 && pawl_chan_looks_full_(c))
        return PAWL_EAGAIN;
    return try_now(c, true, (void *)(uintptr_t)elem);
}

int pawl_chan_tryrecv(pawl_chan *c, void *elem)
{
    if (c == NULL)
        return PAWL_EAGAIN;
    if (pawl_chan_looks_empty_(c)) {
        if (pawl_word_load_acq(&c->closed) == 0)
            return PAWL_EAGAIN;
        if (pawl_chan_looks_empty_(c)) {
            PAWL_TSAN_ACQUIRE_(c);
            pawl_chan_clear_(c, elem);
            return PAWL_ECLOSED;
        }
    }
    return try_now(c, false, elem);
}
