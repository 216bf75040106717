// profile.c - where threads wait for locks, and for whom: an observer of lock events.
// SPDX-License-Identifier: MIT
#include <pawl/profile.h>

#include "base/counter.h"
#include "base/hook.h"
#include "watch/file.h"
#include "watch/profiled.h"

// A wait begins with CONTENDED and ends with ACQUIRED or TIMED_OUT; where there is no such thing (a
// Cond, a WaitGroup) it lies between WAIT_BEGIN and WAIT_END.
//
// A signal handler that interrupts the wait may use other locks.
static void record_event(const struct pawl_profiled *p)
{
    struct pawl_profile_wait *w = &p->thread->wait;
    bool waits_for_it = w->active && w->address == (uintptr_t)p->event->lock;
    switch (p->event->what) {
    case PAWL_ON_CONTENDED: pawl_profiled_wait_(p, false); break;
    case PAWL_ON_WAIT_BEGIN:
        if (!w->active)
            pawl_profiled_wait_(p, true);
        break;
    case PAWL_ON_HANDOFF: w->granted_ns = p->event->granted_ns; break;
    case PAWL_ON_WAIT_END:
        w->granted_ns = p->event->granted_ns;
        if (waits_for_it && w->by_events)
            pawl_profiled_waited_(p, false);
        break;
    case PAWL_ON_TIMED_OUT:
        if (waits_for_it)
            pawl_profiled_waited_(p, true);
        break;
    case PAWL_ON_ACQUIRED:
        if (waits_for_it)
            pawl_profiled_waited_(p, false);
        pawl_profiled_acquired_(p);
        break;
    case PAWL_ON_RELEASED: pawl_profiled_released_(p); break;
    case PAWL_ON_WAKE: pawl_profiled_woke_(p); break;
    case PAWL_ON_STARVING: pawl_profiled_starving_(p); break;
    case PAWL_ON_INIT: pawl_profiled_init_(p); break;
    case PAWL_ON_DESTROY: pawl_profiled_destroy_(p); break;
    default: break;
    }
}

// A signal handler that takes a lock while its thread is recording must not begin again.
static void lose_event(struct pawl_record *r)
{
    if (r)
        pawl_count_add_(&r->head.lost_events, 1);
}

static void see(void *arg, const struct pawl_event *event)
{
    (void)arg;
    struct pawl_profile_thread *t = pawl_profile_thread_();
    if (!t)
        return;
    if (pawl_word_load_rlx(&t->inside) != 0) {
        lose_event(t->record);
        return;
    }
    pawl_word_store_rlx(&t->inside, 1);
    uint32_t generation;
    struct pawl_record *r = (struct pawl_record *)(void *)pawl_record_(&generation);
    if (r && t->generation != generation)
        pawl_profile_thread_begin_(t, r, generation);
    struct pawl_profiled p = {r, t, event};
    if (r)
        record_event(&p);
    pawl_word_store_rlx(&t->inside, 0);
}

static struct pawl_watcher watcher = {0, see, NULL};

static struct pawl_profile_options how;

static void fill(struct pawl_record_head *head)
{
    struct pawl_record *r = (struct pawl_record *)(void *)head;
    r->sample = how.sample ? how.sample : 1;
    r->slot_shift = 24; // 64 slots of 17 ms
    head->flags |= how.hold ? PAWL_RECORD_HOLD : 0;
}

static const struct pawl_record_format format = {
    PAWL_RECORD_MAGIC,
    PAWL_RECORD_VERSION,
    sizeof(struct pawl_record),
    fill,
};

int pawl_profile_start(const char *path, const struct pawl_profile_options *options)
{
    unsigned wanted = PAWL_ON_CONTENDED | PAWL_ON_ACQUIRED | PAWL_ON_TIMED_OUT | PAWL_ON_WAKE |
                      PAWL_ON_WAIT_BEGIN | PAWL_ON_WAIT_END | PAWL_ON_HANDOFF | PAWL_ON_STARVING |
                      PAWL_ON_INIT | PAWL_ON_DESTROY;
    if (options && options->hold)
        wanted |= PAWL_ON_RELEASED;
    int err = pawl_record_begin_(path, &format);
    if (err != 0)
        return err;
    how = options ? *options : (struct pawl_profile_options){false, 0};
    watcher.wanted = wanted;
    err = pawl_watch(&watcher);
    if (err != 0)
        pawl_record_end_();
    return err;
}

void pawl_profile_stop(void)
{
    if (pawl_unwatch(&watcher))
        pawl_record_end_();
}
