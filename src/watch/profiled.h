// profiled.h - what the parts of the profile share: one event, being recorded.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_PROFILED_H
#define PAWL_SRC_WATCH_PROFILED_H

#include "watch/tables.h"
#include "watch/thread.h"

struct pawl_profiled {
    struct pawl_record *record;
    struct pawl_profile_thread *thread;
    const struct pawl_event *event;
};

// pawl_profiled_stack_ captures the calls that led here, from the event's caller on.
struct pawl_stack pawl_profiled_stack_(const struct pawl_profiled *p);

// pawl_profiled_object_ returns the lock that the event is about; NULL: no room for it.
struct pawl_record_object *pawl_profiled_object_(const struct pawl_profiled *p);

// The event is that a lock begins (INIT), or ends.
void pawl_profiled_init_(const struct pawl_profiled *p);
void pawl_profiled_destroy_(const struct pawl_profiled *p);

// The thread begins to wait; it has waited; it has let a waiter go.
void pawl_profiled_wait_(const struct pawl_profiled *p, bool by_events);
void pawl_profiled_waited_(const struct pawl_profiled *p, bool timed_out);
void pawl_profiled_woke_(const struct pawl_profiled *p);

// The thread has the lock; it is about to release it (with hold times only).
void pawl_profiled_acquired_(const struct pawl_profiled *p);
void pawl_profiled_released_(const struct pawl_profiled *p);

// The lock went into starvation mode.
void pawl_profiled_starving_(const struct pawl_profiled *p);

static inline struct pawl_record_use *pawl_profiled_use_(const struct pawl_profiled *p,
                                                         uint32_t lock, bool shared)
{
    struct pawl_record_lock *l = &p->record->locks[lock];
    return shared ? &l->shared : &l->exclusive;
}

#endif
