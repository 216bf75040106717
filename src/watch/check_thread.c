// check_thread.c - what the checks know of one thread.
// SPDX-License-Identifier: MIT
#include "base/counter.h"
#include "base/process.h"
#include "base/scratch.h"
#include "goroutine/quiet.h"
#include "park/agent.h"
#include "park/park.h"
#include "watch/checked.h"
#include "watch/tables.h"

#include <pawl/go.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/single_threaded.h>
#include <unistd.h>

static const char observer;

_Thread_local struct pawl_check_self *pawl_check_own_;

static struct pawl_check_self *remember(struct pawl_check_self *t)
{
    if (!pawl_task_here_())
        pawl_check_own_ = t;
    return t;
}

// The slot goes from thread to thread with its parker, and so does what it points to. What a
// profile left there stays its own.
struct pawl_check_self *pawl_check_self_slow_(void)
{
    void **slot = pawl_parker_slot_();
    struct pawl_check_self *t = *slot;
    uint32_t agent = pawl_agent_self_();
    if (t && t->observer == &observer && t->agent == agent)
        return remember(t);
    if (!t || t->observer != &observer)
        *slot = t = pawl_scratch_(sizeof *t);
    if (!t)
        return NULL;
    pawl_check_stack_end_(t);
    memset(t, 0, sizeof *t);
    t->observer = &observer;
    t->agent = agent;
    return remember(t);
}

// ---- how many there are -------------------------------------------------------------------------

pawl_word pawl_check_started_;

// The library's own answer never changes back. So if no other thread that has used locks is left,
// the system is asked, and again when a thread may have begun or ended since.
bool pawl_check_is_alone_(struct pawl_check_record *r)
{
    static uint64_t asked, alone; // after so many beginnings and ends; the answer
    if (__libc_single_threaded)
        return true;
    if (pawl_word_load_rlx(&r->living) > 1)
        return false;
    uint64_t started = pawl_word_load_rlx(&pawl_check_started_);
    uint64_t now = started << 32 | pawl_word_load_rlx(&r->ended);
    if (started != 0 && pawl_count_(&asked) == now)
        return pawl_count_(&alone) == now;
    bool answer = pawl_process_threads_() == 1;
    pawl_count_set_(&alone, answer ? now : 0);
    pawl_count_set_(&asked, now);
    return answer;
}

// ---- its entry in the record --------------------------------------------------------------------

uint32_t pawl_check_tid_(void)
{
    if (!pawl_task_here_())
        return (uint32_t)gettid();
    return PAWL_CHECK_GOROUTINE + (uint32_t)(pawl_go_self() % PAWL_CHECK_GOROUTINE);
}

uint32_t pawl_check_agents_(void)
{
    uint32_t threads = pawl_process_threads_();
    struct pawl_quiet q = pawl_quiet_();
    return threads > q.threads && q.tasks < UINT32_MAX / 2 ? threads - q.threads + (uint32_t)q.tasks
                                                           : 0;
}

// Of one goroutine it is not known, but whether one of them is ready.
bool pawl_check_is_asleep_(uint32_t tid)
{
    if ((tid & PAWL_CHECK_GOROUTINE) != 0)
        return pawl_quiet_().quiet;
    return pawl_process_is_asleep_(tid);
}

static void name_goroutine(struct pawl_check_thread *e)
{
    const char *name = pawl_go_name();
    memset(e->name, 0, sizeof e->name);
    if (name)
        strncpy(e->name, name, sizeof e->name - 1);
}

static struct pawl_check_thread *take_entry(struct pawl_check_record *r, uint32_t tid)
{
    for (uint32_t i = 0; i < PAWL_CHECK_THREADS; i++) {
        struct pawl_check_thread *e = &r->threads[i];
        if (pawl_word_load_rlx(&e->tid) == 0 && pawl_word_cas_acq(&e->tid, 0, tid))
            return e;
    }
    pawl_check_lose_(&r->lost.threads, "threads");
    return NULL;
}

void pawl_check_self_begin_(struct pawl_check_self *t, struct pawl_check_record *r,
                            uint32_t generation)
{
    pawl_check_stack_begin_(t); // those it knew are in the old record
    t->generation = generation;
    t->record = r;
    uint32_t number = pawl_word_add_acq(&r->head.threads, 1) + 1;
    struct pawl_check_thread *e = t->entry = take_entry(r, pawl_check_tid_());
    if (!e)
        return;
    t->index = (uint32_t)(e - r->threads);
    pawl_word_add_acq(&r->living, 1);
    e->number = number;
    bool task = pawl_task_here_();
    e->handle = task ? 0 : (uint64_t)(uintptr_t)pthread_self();
    e->held_lost = 0;
    pawl_word_store_rlx(&e->held_count, 0);
    memset(&e->wait, 0, sizeof e->wait);
    if (task)
        name_goroutine(e);
    else
        prctl(PR_GET_NAME, e->name);
}

// Nobody holds what an ended thread has left locked; nor is it free.
static void leave_locked(struct pawl_check_record *r, const struct pawl_check_held *h)
{
    if ((h->flags & PAWL_CHECK_SHARED) == 0)
        r->locks[h->lock].owner = PAWL_CHECK_UNKNOWN;
}

static void found_held(const struct pawl_checked *c, enum pawl_check_kind kind)
{
    struct pawl_check_thread *e = c->self->entry;
    uint32_t count = pawl_word_load_rlx(&e->held_count);
    for (uint32_t i = 0; i < count; i++) {
        struct pawl_check_held *h = &e->held[i];
        if (!pawl_check_is_held_(c->record, c->self->index, h))
            continue;
        leave_locked(c->record, h);
        if ((h->flags & PAWL_CHECK_ROBUST) != 0)
            continue;
        struct pawl_check_step s = pawl_check_step_(c, h->lock, 0);
        s.held = s.wanted;
        s.held_stack = h->stack;
        s.held_flags = h->flags;
        pawl_check_found_(c, kind, 0, &s, 1, h->serial);
    }
}

void pawl_check_thread_end_(const struct pawl_checked *c)
{
    struct pawl_check_thread *e = c->self->entry;
    if (!e)
        return;
    found_held(c, PAWL_FOUND_THREAD_ENDS);
    pawl_word_add_rel(&c->record->living, ~0u);
    pawl_word_add_rel(&c->record->ended, 1);
    pawl_check_stack_end_(c->self);
    c->self->entry = NULL;
    c->self->generation = 0;
    remember(NULL); // the slot goes to another
    // release: whoever takes the entry finds it as it is now.
    pawl_word_store_rel(&e->tid, 0);
}

void pawl_check_program_end_(void)
{
    const struct pawl_event event = {.lock = NULL};
    struct pawl_check_self *t = pawl_check_self_();
    struct pawl_checked c = {t ? t->record : NULL, t, &event};
    if (t && t->entry && pawl_word_load_rlx(&t->inside) == 0)
        found_held(&c, PAWL_FOUND_PROGRAM_ENDS);
}
