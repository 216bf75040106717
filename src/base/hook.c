// hook.c - the one watcher of this process' locks.
// SPDX-License-Identifier: MIT
#include "base/hook.h"

#include "base/pointer.h"

pawl_word pawl_watching_;
pawl_word pawl_wanted_;

static void *watcher; // const struct pawl_watcher *

__attribute__((__used__)) static const char *const environment = &pawl_environment_;

int pawl_watch(const struct pawl_watcher *w)
{
    // release: pairs with the acquire in pawl_emit_, which reads *w.
    if (!pawl_ptr_cas_(&watcher, NULL, (void *)(uintptr_t)w))
        return EBUSY;
    pawl_word_store_rlx(&pawl_wanted_, w->wanted & PAWL_EVENTS_);
    pawl_word_store_rlx(&pawl_watching_, w->wanted & PAWL_ON_FAST);
    return 0;
}

// Stands in the place of a watcher that is leaving: wants nothing, and keeps the next one out.
static const struct pawl_watcher leaving;

bool pawl_unwatch(const struct pawl_watcher *w)
{
    void *none = (void *)(uintptr_t)&leaving;
    if (!pawl_ptr_cas_(&watcher, (void *)(uintptr_t)w, none))
        return false;
    pawl_word_store_rlx(&pawl_watching_, 0);
    pawl_word_store_rlx(&pawl_wanted_, 0);
    pawl_ptr_cas_(&watcher, none, NULL);
    return true;
}

static void emit(unsigned what, const void *lock, int64_t granted_ns, const void *caller,
                 const struct pawl_note *note)
{
    // Between the caller's look at pawl_wanted_ and here the watcher may have gone or changed.
    const struct pawl_watcher *w = pawl_ptr_load_(&watcher);
    if (w == NULL || (w->wanted & what & PAWL_EVENTS_) == 0)
        return;
    struct pawl_event event = {
        .what = what & PAWL_EVENTS_,
        .kind = (enum pawl_kind)(what >> PAWL_OF_SHIFT_ & PAWL_OF_MASK_),
        .lock = lock,
        .granted_ns = granted_ns,
        .shared = (what & PAWL_SHARED_) != 0,
        .joins = (what & PAWL_JOINS_) != 0,
        .tries = (what & PAWL_TRIES_) != 0,
        .robust = (what & PAWL_ROBUST_) != 0,
        .caller = caller,
        .note = note,
    };
    w->see(w->arg, &event);
}

void pawl_emit_(unsigned what, const void *lock, int64_t granted_ns)
{
    emit(what, lock, granted_ns, NULL, NULL);
}

void pawl_emit_from_(unsigned what, const void *lock, const void *caller)
{
    emit(what, lock, 0, caller, NULL);
}

void pawl_emit_note_(const void *lock, const struct pawl_note *note, const void *caller)
{
    emit(PAWL_ON_NOTE, lock, 0, caller, note);
}
