// chan.h - what a channel is made of, for those who send, receive and select.
// SPDX-License-Identifier: MIT
//
// Everything but `closed`, `count` and the fronts of the queues, at which the try forms look first,
// is read and written under the channel's lock only.
//
// A waiter is a record on its owner's stack, in the queue of senders or of receivers. Who finds it
// there and takes it off does the whole operation: it copies the element from or to the waiter's
// memory, unlocks the channel, and unparks. So the woken one has what it wanted and does not look
// at the channel again; and who woke it does not, either.
//
// A wait is contested if more than one may end it: a select has a record in the queue of each of
// its channels, and a deadline may pass. Who takes a record off has to win then: to change
// `decided`. Who loses goes on to the next waiter. What is left in queues the owner takes off.
#ifndef PAWL_SRC_CHAN_CHAN_H
#define PAWL_SRC_CHAN_CHAN_H

#include "base/deadline.h"
#include "base/pointer.h"
#include "park/lowlock.h"
#include "park/park.h"

#include <pawl/chan.h>

// One wait: of a send, a receive or a select.
struct pawl_chan_wait {
    struct pawl_parker *parker;
    bool contested;
    pawl_word decided;               // if it is: 1 when somebody has won
    struct pawl_chan_waiter *winner; // which case it was
    int err;                         // 0, PAWL_ECLOSED, or AGAIN
};

// To the waiter: nothing has happened, look again.
enum { PAWL_CHAN_AGAIN = -1 };

struct pawl_chan_waiter {
    void *next, *prev; // struct pawl_chan_waiter *
    struct pawl_chan_wait *wait;
    void *elem; // to send from, or to receive to
    bool queued;
};

struct pawl_chan_queue {
    void *first, *last; // struct pawl_chan_waiter *
};

struct pawl_chan {
    struct pawl_lowlock lock;
    pawl_word closed;
    pawl_word count; // elements in the buffer
    uint32_t cap;
    uint32_t recv_at, send_at; // in the buffer
    size_t elem_size;
    struct pawl_chan_queue receivers, senders;
    bool is_timer, repeats;
    uint64_t when;  // a timer's: the moment when the next element is due, PAWL_NEVER: never
    int64_t period; // of one that repeats
    _Alignas(16) unsigned char buffer[];
};

// ---- queue.c: the lock is held ----
void pawl_chan_enqueue_(struct pawl_chan_queue *q, struct pawl_chan_waiter *w);
void pawl_chan_dequeue_(struct pawl_chan_queue *q, struct pawl_chan_waiter *w);
// pawl_chan_take_ takes the first one off that can be served, NULL: there is none. err is for it.
struct pawl_chan_waiter *pawl_chan_take_(struct pawl_chan_queue *q, int err);
// pawl_chan_take_all_ takes all off, in order, as a list by next.
struct pawl_chan_waiter *pawl_chan_take_all_(struct pawl_chan_queue *q, int err);

// ---- operation.c ----
// pawl_chan_copy_ copies an element; to NULL it drops it.
void pawl_chan_copy_(const struct pawl_chan *c, void *to, const void *from);
// pawl_chan_clear_ fills one with zeros; NULL: does nothing.
void pawl_chan_clear_(const struct pawl_chan *c, void *elem);
// Under the lock: sends or receives if that can be done now. 0, PAWL_ECLOSED or PAWL_EAGAIN. In
// *parker it leaves whom to unpark when the lock is free, NULL: nobody.
int pawl_chan_send_now_(struct pawl_chan *c, const void *elem, struct pawl_parker **parker);
int pawl_chan_recv_now_(struct pawl_chan *c, void *elem, struct pawl_parker **parker);
// pawl_chan_sleep_ sleeps as wait until somebody has done its operation (true) or the deadline.
bool pawl_chan_sleep_(const struct pawl_chan *c, struct pawl_chan_wait *wait, int64_t deadline);
// pawl_chan_sleep_for_ever_ sleeps until the deadline, for nothing.
void pawl_chan_sleep_for_ever_(int64_t deadline);
// Whether a send, a receive could not be done now; a look without the lock.
bool pawl_chan_looks_full_(const struct pawl_chan *c);
bool pawl_chan_looks_empty_(const struct pawl_chan *c);

// ---- chan.c ----
// pawl_chan_wake_ wakes those on a list by next, who were taken off. After the lock.
void pawl_chan_wake_(struct pawl_chan_waiter *list);

// ---- timer.c ----
bool pawl_timer_is_due_(const struct pawl_chan *c); // without the lock
// pawl_chan_is_due_ takes a timer's element, if it is due.
bool pawl_chan_is_due_(struct pawl_chan *c, void *elem);

#endif
