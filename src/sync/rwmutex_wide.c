// rwmutex_wide.c - an RWMutex whose readers do not share a cache line.
// SPDX-License-Identifier: MIT
//
// A reader counts itself in the slot of its CPU. A writer, which first locks rw (a plain RWMutex)
// for writing, closes every slot and moves what was counted there to `drained`. That word then
// holds how many readers are left; readers that find their slot closed leave through it, and the
// last one wakes the writer. Reader and slot are not tied: it may leave on another CPU than it came
// on, so a slot's count may be negative, and only the sum means something.
//
// Unlock only unlocks rw, in one step, so that the memory may be freed; the slots stay closed.
// A reader that finds its slot closed locks rw for reading, which means that no writer is there,
// opens the slot, counts itself there, and unlocks rw.
//
// Invariants (checked by src/sim)
//   W1 the sum of all slots and of drained is the number of readers that came in by a slot
//   W2 a slot is closed by who has rw for writing, opened by who has it for reading
//   W3 a closed slot's count is 0
//   W4 WAITING => somebody waits for drained to be 0, and who makes it 0 releases it
//
// Why not one flag that a reader looks at after it counted itself? It would have to count itself
// out again, or tell the writer, when that writer may have come, gone, and freed the memory.
#include "base/fatal.h"
#include "base/hook.h"
#include "park/cpu.h"
#include "sema/sema.h"
#include "sync/rwmutex_state.h"

#include <pawl/rwmutex_wide.h>

enum {
    CLOSED = 1,  // in a slot: its readers come and leave elsewhere
    WAITING = 1, // in drained: the writer sleeps
    READER = 2,  // the counts are in the upper 31 bits, signed
};

static pawl_word *slot(pawl_rwmutex_wide *rw)
{
    return &rw->slots[pawl_cpu_() % PAWL_RWMUTEX_WIDE_SLOTS].readers;
}

// ---- reading ------------------------------------------------------------------------------------

static bool come_in(pawl_rwmutex_wide *rw)
{
    pawl_word *s = slot(rw);
    for (;;) {
        uint32_t old = pawl_word_load_rlx(s);
        if ((old & CLOSED) != 0)
            return false;
        // acquire: pairs with the release in count_in, of who opened the slot after a write.
        if (pawl_word_casw_acq(s, old, old + READER))
            return true;
    }
}

// The caller has rw, so no writer closes slots now. Opens the one of its CPU and counts itself.
static void count_in(pawl_rwmutex_wide *rw)
{
    pawl_word *s = slot(rw);
    for (;;) {
        uint32_t old = pawl_word_load_rlx(s);
        // release: passes on what the writer before has written.
        if (pawl_word_casw_acq_rel(s, old, (old & ~(uint32_t)CLOSED) + READER))
            return;
    }
}

// By its slot, or else as a reader of rw, if no writer has that.
static bool try_rlock(pawl_rwmutex_wide *rw)
{
    if (come_in(rw))
        return true;
    if (!pawl_rwmutex_come_in_(&rw->rw, false))
        return false;
    count_in(rw);
    pawl_rwmutex_runlock_(&rw->rw, NULL);
    return true;
}

static int wait_and_rlock(pawl_rwmutex_wide *rw, struct pawl_deadline deadline)
{
    if (pawl_rwmutex_rlock_(&rw->rw, false, deadline) != 0)
        return PAWL_ETIMEDOUT;
    count_in(rw);
    pawl_rwmutex_runlock_(&rw->rw, NULL);
    return 0;
}

static int rlock_watched(pawl_rwmutex_wide *rw, struct pawl_deadline deadline, const void *caller)
{
    unsigned how = READING | pawl_tries_(deadline);
    pawl_event_from_(PAWL_ON_BEGIN | how, rw, caller);
    bool ok = try_rlock(rw);
    if (!ok) {
        pawl_event_from_(PAWL_ON_CONTENDED | how, rw, caller);
        ok = wait_and_rlock(rw, deadline) == 0;
    }
    pawl_event_from_((ok ? PAWL_ON_ACQUIRED : PAWL_ON_TIMED_OUT) | how, rw, caller);
    if (!ok)
        return PAWL_ETIMEDOUT;
    PAWL_TSAN_POST_RLOCK_(rw);
    return 0;
}

void pawl_rwmutex_wide_rlock(pawl_rwmutex_wide *rw)
{
    rlock_watched(rw, pawl_deadline_at_(PAWL_NEVER), PAWL_CALLER_);
}

int pawl_rwmutex_wide_rlock_until(pawl_rwmutex_wide *rw, int64_t deadline)
{
    return rlock_watched(rw, pawl_deadline_at_(deadline), PAWL_CALLER_);
}

bool pawl_rwmutex_wide_tryrlock(pawl_rwmutex_wide *rw)
{
    if (!try_rlock(rw))
        return false;
    pawl_event_from_(PAWL_ON_ACQUIRED | READING | PAWL_TRIES_, rw, PAWL_CALLER_);
    PAWL_TSAN_POST_RLOCK_(rw);
    return true;
}

void pawl_rwmutex_wide_runlock(pawl_rwmutex_wide *rw)
{
    PAWL_TSAN_PRE_RUNLOCK_(rw);
    pawl_event_from_(PAWL_ON_RELEASED | READING, rw, PAWL_CALLER_);
    pawl_word *s = slot(rw);
    for (;;) {
        uint32_t old = pawl_word_load_rlx(s);
        if ((old & CLOSED) != 0)
            break;
        // release: pairs with the acquire in close_slots. The last access to *rw.
        if (pawl_word_casw_rel(s, old, old - READER))
            return;
    }
    // release: pairs with the writer's acquire. acquire: the last one passes on what the others
    // have released. The last access to *rw, but for a writer that waits.
    if (pawl_word_add_acq_rel(&rw->drained, -(uint32_t)READER) == (READER | WAITING)) {
        pawl_event_from_(PAWL_ON_WAKE | READING, rw, PAWL_CALLER_);
        pawl_sema_release(&rw->writer, PAWL_SEMA_HANDOFF);
    }
}

// ---- writing ------------------------------------------------------------------------------------

static void close_slots(pawl_rwmutex_wide *rw)
{
    for (unsigned i = 0; i < PAWL_RWMUTEX_WIDE_SLOTS; i++) {
        pawl_word *s = &rw->slots[i].readers;
        if ((pawl_word_load_rlx(s) & CLOSED) != 0)
            continue;
        // acquire: pairs with the release of those who left by this slot.
        uint32_t counted = pawl_word_xchg_acq(s, CLOSED);
        if (counted != 0)
            pawl_word_add_acq_rel(&rw->drained, counted);
    }
}

// Reports whether no reader is left; if not, marks that the caller is going to wait for them.
static bool is_drained(pawl_rwmutex_wide *rw)
{
    for (;;) {
        // acquire: pairs with the release of those who left by drained.
        uint32_t old = pawl_word_load_acq(&rw->drained);
        if (old == 0)
            return true;
        if ((int32_t)old < 0)
            pawl_fatal_("sync: RUnlock of unlocked RWMutex", rw);
        if (pawl_word_casw_acq(&rw->drained, old, old | WAITING))
            return false;
    }
}

// The deadline has passed. Takes the mark back, unless the last reader has left by now.
static bool take_back(void *object)
{
    pawl_rwmutex_wide *rw = (pawl_rwmutex_wide *)object;
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&rw->drained);
        if (old == WAITING)
            return false;
        if (pawl_word_casw_rlx(&rw->drained, old, old & ~(uint32_t)WAITING))
            return true;
    }
}

static int wait_for_readers(pawl_rwmutex_wide *rw, struct pawl_deadline deadline)
{
    if (is_drained(rw))
        return 0;
    int err = pawl_rwmutex_await_readers_(rw, &rw->writer, deadline, take_back);
    if (err == 0)
        pawl_word_store_rlx(&rw->drained, 0);
    return err;
}

static int wait_and_lock(pawl_rwmutex_wide *rw, struct pawl_deadline deadline)
{
    if (pawl_rwmutex_lock_(&rw->rw, deadline) != 0)
        return PAWL_ETIMEDOUT;
    close_slots(rw);
    if (wait_for_readers(rw, deadline) == 0)
        return 0;
    pawl_rwmutex_unlock_(&rw->rw, 0, NULL);
    return PAWL_ETIMEDOUT;
}

// A guess that spares the readers the closing of their slots: readers come and go meanwhile.
static bool seems_read(const pawl_rwmutex_wide *rw)
{
    uint32_t sum = pawl_word_load_rlx(&rw->drained);
    for (unsigned i = 0; i < PAWL_RWMUTEX_WIDE_SLOTS; i++)
        sum += pawl_word_load_rlx(&rw->slots[i].readers) & ~(uint32_t)CLOSED;
    return sum != 0;
}

static bool try_lock(pawl_rwmutex_wide *rw)
{
    if (seems_read(rw) || !pawl_rwmutex_trylock_(&rw->rw))
        return false;
    close_slots(rw);
    // acquire: pairs with the release of those who left by drained.
    if (pawl_word_load_acq(&rw->drained) != 0) {
        pawl_rwmutex_unlock_(&rw->rw, 0, NULL);
        return false;
    }
    return true;
}

static int lock_watched(pawl_rwmutex_wide *rw, struct pawl_deadline deadline, const void *caller)
{
    unsigned how = WRITING | pawl_tries_(deadline);
    pawl_event_from_(PAWL_ON_BEGIN | how, rw, caller);
    bool ok = pawl_watched_(PAWL_ON_CONTENDED) && try_lock(rw);
    if (!ok) {
        pawl_event_from_(PAWL_ON_CONTENDED | how, rw, caller);
        ok = wait_and_lock(rw, deadline) == 0;
    }
    pawl_event_from_((ok ? PAWL_ON_ACQUIRED : PAWL_ON_TIMED_OUT) | how, rw, caller);
    if (!ok)
        return PAWL_ETIMEDOUT;
    PAWL_TSAN_POST_WLOCK_(rw);
    return 0;
}

void pawl_rwmutex_wide_lock(pawl_rwmutex_wide *rw)
{
    lock_watched(rw, pawl_deadline_at_(PAWL_NEVER), PAWL_CALLER_);
}

int pawl_rwmutex_wide_lock_until(pawl_rwmutex_wide *rw, int64_t deadline)
{
    return lock_watched(rw, pawl_deadline_at_(deadline), PAWL_CALLER_);
}

bool pawl_rwmutex_wide_trylock(pawl_rwmutex_wide *rw)
{
    if (!try_lock(rw))
        return false;
    pawl_event_from_(PAWL_ON_ACQUIRED | WRITING | PAWL_TRIES_, rw, PAWL_CALLER_);
    PAWL_TSAN_POST_WLOCK_(rw);
    return true;
}

static void check_writing(const pawl_rwmutex_wide *rw)
{
    pawl_rwmutex_check_writing_(&rw->rw, true);
    if (pawl_word_load_rlx(&rw->drained) != 0)
        pawl_fatal_("sync: Unlock of unlocked RWMutex", rw);
}

static void unlock_watched(pawl_rwmutex_wide *rw, const void *caller)
{
    pawl_event_from_(PAWL_ON_RELEASED | WRITING, rw, caller);
    pawl_rwmutex_unlock_(&rw->rw, 0, caller);
}

void pawl_rwmutex_wide_unlock(pawl_rwmutex_wide *rw)
{
    check_writing(rw);
    PAWL_TSAN_PRE_UNLOCK_(rw);
    unlock_watched(rw, PAWL_CALLER_);
}

void pawl_rwmutex_wide_downgrade(pawl_rwmutex_wide *rw)
{
    check_writing(rw);
    PAWL_TSAN_PRE_UNLOCK_(rw);
    count_in(rw);
    unlock_watched(rw, PAWL_CALLER_);
    pawl_event_from_(PAWL_ON_ACQUIRED | READING | PAWL_TRIES_, rw, PAWL_CALLER_);
}
