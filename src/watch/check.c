// check.c - finds misuse of locks, and deadlocks: an observer of lock events.
// SPDX-License-Identifier: MIT
#include <pawl/check.h>

#include "base/counter.h"
#include "base/hook.h"
#include "watch/checked.h"
#include "watch/file.h"

#include <pawl/clock.h>
#include <pthread.h>
#include <unistd.h>

// What waits for a lock is between CONTENDED and ACQUIRED or TIMED_OUT; everything else is between
// WAIT_BEGIN and WAIT_END, which locks tell, too.
static void check_event(const struct pawl_checked *c)
{
    const struct pawl_event *e = c->event;
    bool lock = e->kind == PAWL_KIND_MUTEX || e->kind == PAWL_KIND_RWMUTEX;
    switch (e->what) {
    case PAWL_ON_ACQUIRED:
        pawl_check_waited_(c);
        pawl_check_acquired_(c);
        break;
    case PAWL_ON_RELEASED: pawl_check_released_(c); break;
    case PAWL_ON_CONTENDED: pawl_check_wait_(c, e->kind); break;
    case PAWL_ON_WAIT_BEGIN:
        if (!lock)
            pawl_check_wait_(c, e->kind);
        break;
    case PAWL_ON_WAIT_END:
        if (!lock)
            pawl_check_waited_(c);
        break;
    case PAWL_ON_TIMED_OUT: pawl_check_waited_(c); break;
    case PAWL_ON_JOIN: pawl_check_wait_(c, PAWL_CHECK_JOIN); break;
    case PAWL_ON_JOINED: pawl_check_waited_(c); break;
    case PAWL_ON_STILL: pawl_check_still_(c); break;
    case PAWL_ON_INIT: pawl_check_init_(c); break;
    case PAWL_ON_DESTROY: pawl_check_destroy_(c); break;
    case PAWL_ON_COPIED: pawl_check_copied_(c); break;
    case PAWL_ON_NOTE: pawl_check_note_(c); break;
    case PAWL_ON_REFUSED: pawl_check_refused_(c); break;
    case PAWL_ON_THREAD_END: pawl_check_thread_end_(c); break;
    default: break;
    }
}

// Nobody who has no lock has a record: the end of a thread, or of memory, makes none.
static bool needs_record(const struct pawl_event *e)
{
    return e->what != PAWL_ON_THREAD_END &&
           !(e->what == PAWL_ON_NOTE && e->note->what == PAWL_NOTE_GONE);
}

// Threads free memory that have never used a lock, or have ended already but for that: they need no
// entry, and would not give it back.
static bool is_of_no_interest(const struct pawl_event *event)
{
    const struct pawl_note *note = event->note;
    if (PAWL_LIKELY(pawl_check_own_now_() != NULL) || !note || note->what != PAWL_NOTE_GONE)
        return false;
    uint32_t generation;
    struct pawl_check_record *r = (struct pawl_check_record *)(void *)pawl_record_(&generation);
    return !r || !pawl_check_may_hold_locks_(r, (uintptr_t)event->lock, note->number);
}

static inline void see(const struct pawl_event *event)
{
    if ((!needs_record(event) && !pawl_record_is_there_()) || is_of_no_interest(event))
        return;
    struct pawl_check_self *t = pawl_check_self_();
    if (!t)
        return;
    if (pawl_word_load_rlx(&t->inside) != 0) {
        if (t->record)
            pawl_count_add_(&t->record->head.lost_events, 1);
        return;
    }
    pawl_word_store_rlx(&t->inside, 1);
    uint32_t generation;
    struct pawl_check_record *r = (struct pawl_check_record *)(void *)pawl_record_(&generation);
    if (r && PAWL_UNLIKELY(t->generation != generation) && event->what != PAWL_ON_THREAD_END)
        pawl_check_self_begin_(t, r, generation);
    struct pawl_checked c = {r, t, event};
    if (r && t->generation == generation)
        check_event(&c);
    pawl_word_store_rlx(&t->inside, 0);
}

// A thread that looks around while it may be cancelled at any instruction must come back from that.
static void see_safely(void *arg, const struct pawl_event *event)
{
    int type;
    (void)arg;
    if (PAWL_LIKELY(event->what != PAWL_ON_STILL)) {
        see(event);
        return;
    }
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state); // open is a cancellation point
    see(event);
    pthread_setcancelstate(state, &state);
    pthread_setcanceltype(type, &type);
}

// ---- beginning and end --------------------------------------------------------------------------

static const struct pawl_watcher watcher = {
    PAWL_ON_ACQUIRED | PAWL_ON_RELEASED | PAWL_ON_CONTENDED | PAWL_ON_TIMED_OUT |
        PAWL_ON_WAIT_BEGIN | PAWL_ON_WAIT_END | PAWL_ON_STILL | PAWL_ON_THREAD_END | PAWL_ON_JOIN |
        PAWL_ON_JOINED | PAWL_ON_INIT | PAWL_ON_DESTROY | PAWL_ON_COPIED | PAWL_ON_NOTE |
        PAWL_ON_REFUSED,
    see_safely,
    NULL,
};

static void fill(struct pawl_record_head *head)
{
    struct pawl_check_record *r = (struct pawl_check_record *)(void *)head;
    r->held_too_long_ns = pawl_check_how_.held_too_long_ns;
    // What a forked child inherits was locked before.
    pawl_check_how_.from_start &= head->pid == pawl_check_how_.pid;
}

static const struct pawl_record_format format = {
    PAWL_CHECK_MAGIC,
    PAWL_CHECK_VERSION,
    sizeof(struct pawl_check_record),
    fill,
};

int pawl_check_enable(const char *path, const struct pawl_check_options *options)
{
    static const struct pawl_check_options defaults;
    if (!options)
        options = &defaults;
    int err = pawl_record_begin_(path, &format);
    if (err != 0)
        return err;
    pawl_check_how_.held_too_long_ns = (int64_t)options->held_too_long_ms * PAWL_MILLISECOND;
    pawl_check_how_.abort = options->abort_on_finding;
    pawl_check_how_.quiet = options->quiet;
    pawl_check_how_.pid = getpid();
    err = pawl_watch(&watcher);
    if (err != 0)
        pawl_record_end_();
    return err;
}

void pawl_check_disable(void)
{
    if (pawl_unwatch(&watcher))
        pawl_record_end_();
}
