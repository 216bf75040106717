// check_wait.c - threads that wait, and what they find out when it takes long.
// SPDX-License-Identifier: MIT
//
// Nobody watches over the threads: one that has slept for half a second looks around by itself. The
// last one that began to wait in a circle finds it whole.
#include "base/counter.h"
#include "park/park.h"
#include "watch/check_circle.h"
#include "watch/checked.h"

#include <pawl/clock.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint32_t flags_of(const struct pawl_event *e)
{
    return (e->shared ? PAWL_CHECK_SHARED : 0) | (e->shared && !e->joins ? PAWL_CHECK_QUEUES : 0) |
           (e->tries ? PAWL_CHECK_GIVES_UP : 0);
}

void pawl_check_waited_(const struct pawl_checked *c)
{
    struct pawl_check_thread *e = c->self->entry;
    uint32_t active = e ? pawl_word_load_rlx(&e->wait.active) : 0;
    if ((active & 1) == 0)
        return;
    if (e->wait.lock != 0)
        pawl_word_add_rel(&c->record->locks[e->wait.lock].waiters, ~0u);
    pawl_word_store_rel(&e->wait.active, active + 1);
}

// A wait that did not end is one that a signal handler interrupted, or that was jumped out of.
void pawl_check_wait_(const struct pawl_checked *c, uint32_t kind)
{
    struct pawl_check_thread *e = c->self->entry;
    if (!e)
        return;
    pawl_check_waited_(c);
    struct pawl_check_wait *w = &e->wait;
    bool lock = c->event->what == PAWL_ON_CONTENDED;
    w->kind = kind;
    w->address = (uintptr_t)c->event->lock;
    w->lock = lock ? pawl_check_lock_(c) : 0;
    w->stack = pawl_check_stack_(c);
    w->flags = flags_of(c->event);
    w->since_ns = pawl_now();
    if (w->lock != 0)
        pawl_word_add_acq(&c->record->locks[w->lock].waiters, 1);
    // release: pairs with the acquire of who reads the rest.
    pawl_word_store_rel(&w->active, pawl_word_load_rlx(&w->active) + 1);
}

// ---- looking around -----------------------------------------------------------------------------

static struct pawl_check_step step_of(const struct pawl_checked *c, uint32_t thread)
{
    struct pawl_check_record *r = c->record;
    const struct pawl_check_thread *e = &r->threads[thread];
    struct pawl_check_step s = {
        .tid = (int32_t)pawl_word_load_rlx(&e->tid),
        .thread = e->number,
        .stack = e->wait.stack,
        .flags = e->wait.flags,
        .wait_kind = e->wait.kind,
        .ns = pawl_now() - e->wait.since_ns,
    };
    memcpy(s.thread_name, e->name, sizeof s.thread_name);
    s.wanted.address = e->wait.address;
    if (e->wait.lock != 0)
        s.wanted = pawl_check_id_(r, e->wait.lock);
    return s;
}

// What a thread of the circle holds that the one before it wants.
static void add_held(const struct pawl_checked *c, struct pawl_check_step *s, uint32_t thread,
                     const struct pawl_check_step *before)
{
    const struct pawl_check_record *r = c->record;
    const struct pawl_check_thread *e = &r->threads[thread];
    uint32_t count = pawl_word_load_acq(&e->held_count);
    s->held = before->wanted;
    for (uint32_t i = 0; i < count && i < PAWL_CHECK_HELD; i++)
        if (r->locks[e->held[i].lock].address == before->wanted.address) {
            s->held_stack = e->held[i].stack;
            s->held_flags = e->held[i].flags;
        }
}

// Each waits for what the next one holds, the last for what the first one does.
static void found_circle(const struct pawl_checked *c, const struct pawl_circle *circle)
{
    uint64_t what = 0;
    bool gives_up = false;
    uint32_t n = circle->count;
    struct pawl_check_step *steps = pawl_scratch_(n * sizeof *steps);
    if (!steps)
        return;
    for (uint32_t i = 0; i < n; i++) {
        steps[i] = step_of(c, circle->threads[i]);
        what += pawl_check_mix_(steps[i].thread, circle->active[i]);
        gives_up |= (steps[i].flags & PAWL_CHECK_GIVES_UP) != 0;
    }
    for (uint32_t i = 0; i < n; i++)
        add_held(c, &steps[i], circle->threads[i], &steps[(i + n - 1) % n]);
    pawl_check_found_(c, n == 1 ? PAWL_FOUND_REENTRY : PAWL_FOUND_DEADLOCK,
                      gives_up ? PAWL_FINDING_DEADLINE : 0, steps, n, what);
    pawl_scratch_end_(steps, n * sizeof *steps);
}

// Nobody has taken the lock since it began, and still it is locked: it was copied while it was
// held. Who has just taken it must have told by now.
static void look_for_copy(const struct pawl_checked *c)
{
    const struct pawl_check_wait *w = &c->self->entry->wait;
    const struct pawl_check_lock *l = &c->record->locks[w->lock];
    if (w->lock == 0 || w->kind != PAWL_KIND_MUTEX || !pawl_check_how_.from_start ||
        l->owner != 0 || (l->flags & (PAWL_CHECK_USED | PAWL_CHECK_ANY_UNLOCKER)) != 0 ||
        pawl_now() - w->since_ns < PAWL_SECOND)
        return;
    struct pawl_check_step s = pawl_check_step_(c, w->lock, w->stack);
    pawl_check_found_(c, PAWL_FOUND_COPIED, 0, &s, 1, pawl_check_mix_(s.stack, 0));
}

static void look_for_slow_owner(const struct pawl_checked *c)
{
    const struct pawl_check_wait *w = &c->self->entry->wait;
    struct pawl_check_lock *l = &c->record->locks[w->lock];
    int64_t limit = c->record->held_too_long_ns, since = l->since_ns;
    uint32_t owner = l->owner;
    if (w->lock == 0 || limit == 0 || since == 0 || owner == 0 || owner == PAWL_CHECK_UNKNOWN ||
        pawl_now() - since <= limit)
        return;
    struct pawl_check_step s = pawl_check_step_(c, w->lock, w->stack);
    pawl_check_holder_(c, &s, w->lock);
    s.ns = pawl_now() - since;
    pawl_check_found_(c, PAWL_FOUND_HELD_TOO_LONG, PAWL_FINDING_STILL, &s, 1, l->class_);
}

static uint32_t sleepers(const struct pawl_checked *c, uint32_t *threads, uint64_t *what)
{
    uint32_t count = 0;
    *what = 0;
    for (uint32_t i = 0; i < PAWL_CHECK_THREADS; i++) {
        const struct pawl_check_thread *e = &c->record->threads[i];
        uint32_t active = pawl_word_load_acq(&e->wait.active);
        if (pawl_word_load_acq(&e->tid) == 0 || (active & 1) == 0 ||
            (e->wait.flags & PAWL_CHECK_GIVES_UP) != 0)
            continue;
        *what += pawl_check_mix_(e->number, active);
        threads[count++] = i;
    }
    return count;
}

static bool are_asleep(const struct pawl_checked *c, const uint32_t *threads, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (threads[i] != c->self->index &&
            !pawl_check_is_asleep_(pawl_word_load_rlx(&c->record->threads[threads[i]].tid)))
            return false;
    return true;
}

// One at a time: who sleeps in here looks like one who waits, and may have been woken meanwhile.
static pawl_word searcher; // its process, as a forked child has none; 0: nobody

static bool begin_search(void)
{
    uint32_t self = (uint32_t)getpid(), old = pawl_word_load_rlx(&searcher);
    return old != self && pawl_word_cas_acq(&searcher, old, self);
}

// Certain only if all threads are known, and wait for each other without a deadline; and have done
// so for a while: one that was woken may not have run yet, and long so if the process was stopped
// or the machine is busy. Nor if the program handles signals: it may wait for one.
static void look_for_sleep(const struct pawl_checked *c, struct pawl_circle *work)
{
    uint32_t *threads = work->threads;
    uint64_t before, after;
    uint32_t count = sleepers(c, threads, &before);
    if (pawl_count_(&c->record->lost.threads) != 0 || count == 0 || count != pawl_check_agents_())
        return;
    int64_t now = pawl_now();
    for (uint32_t i = 0; i < count; i++)
        if (now - c->record->threads[threads[i]].wait.since_ns < PAWL_CIRCLE_CERTAIN_NS)
            return;
    if (pawl_process_has_handlers_() || !begin_search())
        return;
    const struct timespec moment = {0, 50000000};
    nanosleep(&moment, NULL);
    // The last look is at oneself: who was woken while he looked around has not gone on yet.
    bool certain = are_asleep(c, threads, count) && sleepers(c, threads, &after) == count &&
                   after == before && !pawl_park_is_over_(c->event->lock);
    pawl_word_store_rel(&searcher, 0);
    if (!certain)
        return;
    struct pawl_check_step *steps = pawl_scratch_(count * sizeof *steps);
    if (!steps)
        return;
    for (uint32_t i = 0; i < count; i++)
        steps[i] = step_of(c, threads[i]);
    pawl_check_found_(c, PAWL_FOUND_ASLEEP, 0, steps, count, 1);
    pawl_scratch_end_(steps, count * sizeof *steps);
}

// A reader that waits behind a writer may have been let in, and has not run yet: nobody else shows
// that. An owner does: it tells of its unlock before it lets anybody go.
static bool is_certain(const struct pawl_checked *c, const struct pawl_circle *circle)
{
    for (uint32_t i = 0; i < circle->count; i++) {
        const struct pawl_check_thread *e = &c->record->threads[circle->threads[i]];
        if (e != c->self->entry && e->wait.lock != 0 && (e->wait.flags & PAWL_CHECK_QUEUES) != 0 &&
            c->record->locks[e->wait.lock].owner == 0 &&
            !pawl_check_is_asleep_(pawl_word_load_rlx(&e->tid)))
            return false;
    }
    return true;
}

void pawl_check_still_(const struct pawl_checked *c)
{
    struct pawl_check_thread *e = c->self->entry;
    if (!e || (pawl_word_load_rlx(&e->wait.active) & 1) == 0)
        return;
    look_for_slow_owner(c);
    look_for_copy(c);
    struct pawl_circle *circle = pawl_scratch_(sizeof *circle);
    if (!circle)
        return;
    if (!pawl_circle_find_(c->record, c->self->index, circle))
        look_for_sleep(c, circle);
    else if (is_certain(c, circle))
        found_circle(c, circle);
    pawl_scratch_end_(circle, sizeof *circle);
}
