// rwmutex.c - many readers or one writer: Go's sync.RWMutex, made safe for a language without
// garbage collection.
// SPDX-License-Identifier: MIT
//
// Read it beside Go's sync/rwmutex.go. As there, w is the mutex that writers hold, and a writer
// that holds it announces itself and waits for the readers of that moment to leave.
//
// The state word                                                       who changes it
//   WRITER    a writer has it, or waits for the readers to leave       the writer
//   QUEUED    readers are queued                                       they, under the queue's lock
//   NEXT      the next writer announces itself before the one that     the next writer
//             unlocks has let go
//   readers   from bit 3: who has it for reading. No reader comes in   readers; the writer lets in
//             while WRITER is set; but see `join`                      the queued ones
//
// Go counts the readers that wait together with those that read, subtracts 2^30 for a writer, and
// wakes by tokens of a semaphore. Here who waits is in the queue and nowhere else: a deadline takes
// no more than to leave it.
//
// Unlock. Go lets the readers in, then unlocks w: the first reader may be the last user and free
// the RWMutex before. Here w is unlocked first, and one step on the state word lets go of
// everything else. The writer that got w in between finds WRITER still set. It sets NEXT, and waits
// as if for readers; that one step then lets the readers in and makes NEXT the WRITER.
//
// A reader that may `join` (the preload's, for POSIX's default, by which a thread may read-lock
// again while a writer waits) comes in as long as anybody reads, and a writer may wait for ever.
//
// Invariants (checked by src/sim: docs/model.md)
//   R1 readers > 0 and somebody writes: never
//   R2 QUEUED => WRITER                          R3 NEXT => WRITER and no readers
//   R4 WRITER and no readers and not NEXT, but nobody writes => the writer's release is on its way
//   R5 no access to the RWMutex after its owner could have freed it
#include "base/fatal.h"
#include "base/hook.h"
#include "park/spin.h"
#include "park/wait.h"
#include "sema/queue.h"
#include "sema/sema.h"
#include "sync/mutex_state.h"
#include "sync/rwmutex_state.h"

_Static_assert(sizeof(pawl_rwmutex) == 16, "an RWMutex is 16 bytes");

enum {
    WRITER = PAWL_RWMUTEX_WRITER_,
    QUEUED = 1 << 1,
    NEXT = 1 << 2,
    READER_SHIFT = 3,
    READER = PAWL_RWMUTEX_READER_,
};
#define MAX_READERS (UINT32_MAX >> READER_SHIFT)

static uint32_t readers(uint32_t state)
{
    return state >> READER_SHIFT;
}

// ---- reading ------------------------------------------------------------------------------------

enum entry { IN, WRITTEN, TOO_MANY };

// A writer keeps a newcomer out from the moment it announces itself; one that may `join` only if
// nobody reads any more: then somebody writes, or is about to.
static bool is_kept_out(uint32_t old, bool join)
{
    return (old & WRITER) != 0 && !(join && readers(old) != 0);
}

static enum entry come_in(pawl_rwmutex *rw, bool join)
{
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&rw->state);
        if (is_kept_out(old, join))
            return WRITTEN;
        if (PAWL_UNLIKELY(readers(old) == MAX_READERS))
            return TOO_MANY;
        // acquire: pairs with the release in let_go.
        if (pawl_word_casw_acq(&rw->state, old, old + READER))
            return IN;
    }
}

// Not under the lock of a queue: a fatal handler may use other locks.
static void check_room(const pawl_rwmutex *rw, enum entry entry)
{
    if (PAWL_UNLIKELY(entry == TOO_MANY))
        pawl_fatal_("sync: too many readers of an RWMutex", rw);
}

bool pawl_rwmutex_come_in_(pawl_rwmutex *rw, bool join)
{
    enum entry entry = come_in(rw, join);
    check_room(rw, entry);
    return entry == IN;
}

// Comes in, or queues w.
static void come_in_or_queue(pawl_rwmutex *rw, bool join, struct pawl_waiter *w)
{
    struct pawl_queue q = pawl_queue_lock_(&rw->state);
    enum entry entry;
    while ((entry = come_in(rw, join)) == WRITTEN) {
        uint32_t old = pawl_word_load_rlx(&rw->state);
        // The writer may let go until QUEUED is set; then it must come for the queue, whose lock
        // we have.
        if (is_kept_out(old, join) && pawl_word_casw_rlx(&rw->state, old, old | QUEUED)) {
            pawl_queue_join_(&q, w);
            break;
        }
    }
    pawl_queue_unlock_(&q);
    check_room(rw, entry);
}

// The deadline has passed. Takes w off the queue, and the mark with the last one, unless w was let
// in by now. Reports whether it did.
static bool give_up(void *object, struct pawl_waiter *w)
{
    pawl_rwmutex *rw = (pawl_rwmutex *)object;
    struct pawl_queue q = pawl_queue_lock_(&rw->state);
    bool queued = w->queued;
    if (queued)
        pawl_queue_leave_(&q, w);
    // Nobody but who has the queue's lock changes QUEUED, but the other parts may change.
    while (queued && pawl_queue_first_(&q) == NULL) {
        uint32_t old = pawl_word_load_rlx(&rw->state);
        if (pawl_word_casw_rlx(&rw->state, old, old & ~(uint32_t)QUEUED))
            break;
    }
    pawl_queue_unlock_(&q);
    return queued;
}

int pawl_rwmutex_rlock_(pawl_rwmutex *rw, bool join, struct pawl_deadline deadline)
{
    // A write is over in a moment, as a rule, and sleeping takes longer.
    struct pawl_spin spin = {0};
    do {
        if (pawl_rwmutex_come_in_(rw, join))
            return 0;
    } while (pawl_spin_(&spin));
    struct pawl_waiter w = pawl_waiter_(READING);
    come_in_or_queue(rw, join, &w);
    return pawl_queue_wait_(&w, deadline, give_up, rw);
}

enum pawl_released pawl_rwmutex_left_(pawl_rwmutex *rw, uint32_t old, const void *caller)
{
    if (readers(old) == 0)
        return PAWL_WAS_UNLOCKED;
    if ((old & WRITER) == 0 || readers(old) != 1)
        return PAWL_RELEASED;
    pawl_event_from_(PAWL_ON_WAKE | READING, rw, caller);
    pawl_sema_release(&rw->writer, PAWL_SEMA_HANDOFF);
    return PAWL_WOKE;
}

// What the inline path does in one subtraction, but nothing is changed by mistake.
enum pawl_released pawl_rwmutex_runlock_(pawl_rwmutex *rw, const void *caller)
{
    uint32_t old;
    do {
        old = pawl_word_load_rlx(&rw->state);
        // release, acquire: as there. The last access to *rw, but for a writer that waits.
    } while (readers(old) != 0 && !pawl_word_casw_acq_rel(&rw->state, old, old - READER));
    return pawl_rwmutex_left_(rw, old, caller);
}

// ---- writing ------------------------------------------------------------------------------------

// Announces the writer, which has w, and reports whether it may write at once.
static bool announce(pawl_rwmutex *rw)
{
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&rw->state);
        uint32_t new_ = old | ((old & WRITER) == 0 ? WRITER : NEXT);
        // acquire: pairs with the release in unlock and runlock.
        if (pawl_word_casw_acq(&rw->state, old, new_))
            return old == 0;
    }
}

// The writer lets go: whoever is queued may read, with `more` readers besides; and NEXT, if there
// is one, is the writer. After that *rw is touched only for who of them waits and cannot leave
// before.
// giving_up: the caller only waits for the readers to leave. If they have left by now, nothing is
// done (PAWL_WAS_UNLOCKED): the caller is about to be released, and writes.
static enum pawl_released let_go(pawl_rwmutex *rw, uint32_t more, bool giving_up,
                                 const void *caller)
{
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&rw->state);
        if (giving_up && readers(old) == 0)
            return PAWL_WAS_UNLOCKED;
        bool queued = (old & QUEUED) != 0;
        bool next = (old & NEXT) != 0;
        uint32_t reading = readers(old) + more;
        struct pawl_granted granted = {NULL, NULL};
        struct pawl_queue q = {NULL, NULL, 0};
        if (queued) {
            q = pawl_queue_lock_(&rw->state);
            reading += pawl_queue_length_(&q);
        }
        // release: pairs with the acquire of whoever is next, reader or writer.
        bool done = pawl_word_cas_rel(&rw->state, old, reading * READER | (next ? WRITER : 0));
        if (queued) {
            if (done)
                pawl_queue_grant_all_(&q, &granted);
            pawl_queue_unlock_(&q);
        }
        if (!done)
            continue;
        bool hand_over = next && reading == 0;
        if (!hand_over && !granted.first)
            return PAWL_RELEASED;
        pawl_event_from_(PAWL_ON_WAKE | WRITING, rw, caller);
        if (hand_over)
            pawl_sema_release(&rw->writer, PAWL_SEMA_HANDOFF);
        pawl_wake_(&granted);
        return PAWL_WOKE;
    }
}

// The caller has announced itself and its deadline has passed. Takes that back and returns true,
// unless it is about to be released.
static bool take_back(void *object)
{
    pawl_rwmutex *rw = (pawl_rwmutex *)object;
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&rw->state);
        if ((old & NEXT) == 0) // and nobody but the caller could set it
            return let_go(rw, 0, true, NULL) != PAWL_WAS_UNLOCKED;
        if (pawl_word_casw_rlx(&rw->state, old, old & ~(uint32_t)NEXT))
            return true;
    }
}

int pawl_rwmutex_await_readers_(void *lock, pawl_sema *release, struct pawl_deadline deadline,
                                bool (*withdraw)(void *lock))
{
    struct pawl_spin spin = {0};
    while (pawl_word_load_rlx(&release->count) == 0 && pawl_spin_(&spin))
        continue;
    struct pawl_grant grant;
    pawl_wait_begins_(WRITING, lock);
    int err = pawl_sema_wait_(release, 0, deadline, &grant);
    if (err != 0 && !withdraw(lock))
        err = pawl_sema_wait_(release, 0, pawl_deadline_at_(PAWL_NEVER), &grant);
    pawl_event_(PAWL_ON_WAIT_END | WRITING, lock, grant.ns);
    return err;
}

int pawl_rwmutex_lock_(pawl_rwmutex *rw, struct pawl_deadline deadline)
{
    if (!pawl_mutex_try_(&rw->w) && pawl_mutex_acquire_(&rw->w, deadline, true) != 0)
        return PAWL_ETIMEDOUT;
    return pawl_rwmutex_announce_(rw, deadline);
}

int pawl_rwmutex_announce_(pawl_rwmutex *rw, struct pawl_deadline deadline)
{
    if (announce(rw))
        return 0;
    int err = pawl_rwmutex_await_readers_(rw, &rw->writer, deadline, take_back);
    if (err != 0)
        pawl_mutex_release_(&rw->w, NULL);
    return err;
}

bool pawl_rwmutex_trylock_(pawl_rwmutex *rw)
{
    if (pawl_word_load_rlx(&rw->state) != 0 || !pawl_mutex_try_(&rw->w))
        return false;
    // acquire: pairs with the release in let_go and in runlock.
    if (!pawl_word_cas_acq(&rw->state, 0, WRITER)) {
        pawl_mutex_release_(&rw->w, NULL);
        return false;
    }
    return true;
}

void pawl_rwmutex_check_writing_(const pawl_rwmutex *rw, bool has_w)
{
    uint32_t old = pawl_word_load_rlx(&rw->state);
    if ((old & WRITER) == 0 || (has_w && (old & NEXT) != 0) || readers(old) != 0)
        pawl_fatal_("sync: Unlock of unlocked RWMutex", rw);
}

enum pawl_released pawl_rwmutex_unlock_(pawl_rwmutex *rw, uint32_t more, const void *caller)
{
    enum pawl_released released = PAWL_RELEASED;
    if (!pawl_word_cas_rel(&rw->w.state, PAWL_MUTEX_LOCKED_, 0))
        released = pawl_mutex_release_(&rw->w, caller);
    return let_go(rw, more, false, caller) == PAWL_WOKE ? PAWL_WOKE : released;
}

void pawl_rwmutex_let_go_(pawl_rwmutex *rw, const void *caller)
{
    let_go(rw, 0, false, caller);
}
