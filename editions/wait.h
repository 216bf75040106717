// wait.h - how the editions sleep: on pawl's semaphore, telling whoever watches.
// SPDX-License-Identifier: MIT
#ifndef PAWL_EDITIONS_WAIT_H
#define PAWL_EDITIONS_WAIT_H

#include "base/hook.h"
#include "sema/sema.h"

// pawl_edition_wait_ takes one from sema, as Go's Semacquire does, and lets the watcher see the
// wait. flags: 0 or PAWL_SEMA_LIFO. Returns when the caller was chosen, for the events that follow.
// One thing is newer than the editions: who was woken cannot be robbed of it (pawl/sema.h).
static inline int64_t pawl_edition_wait_(const void *lock, pawl_sema *sema, unsigned flags)
{
    struct pawl_grant grant;
    pawl_event_(PAWL_ON_WAIT_BEGIN, lock, 0);
    pawl_sema_wait_(sema, flags, pawl_deadline_at_(PAWL_NEVER), &grant);
    pawl_event_(PAWL_ON_WAIT_END, lock, grant.ns);
    return grant.ns;
}

#endif
