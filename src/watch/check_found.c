// check_found.c - enters findings, each once, and reacts to them.
// SPDX-License-Identifier: MIT
#include "base/counter.h"
#include "watch/checked.h"

#include <pawl/clock.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pawl_check_how pawl_check_how_;

struct pawl_check_step pawl_check_step_(const struct pawl_checked *c, uint32_t lock, uint32_t stack)
{
    const struct pawl_check_thread *e = c->self->entry;
    struct pawl_check_step s = {
        .tid = (int32_t)pawl_check_tid_(),
        .thread = e ? e->number : 0,
        .wanted = pawl_check_id_(c->record, lock),
        .stack = stack,
        .flags = c->event->shared ? PAWL_CHECK_SHARED : 0,
    };
    if (e)
        memcpy(s.thread_name, e->name, sizeof s.thread_name);
    return s;
}

// Of readers, the first that is found.
static uint32_t holder_of(const struct pawl_check_record *r, uint32_t lock)
{
    const struct pawl_check_lock *l = &r->locks[lock];
    if (l->owner == PAWL_CHECK_UNKNOWN)
        return PAWL_CHECK_THREADS;
    if (l->owner != 0)
        return l->owner - 1;
    for (uint32_t i = 0; i < PAWL_CHECK_THREADS && pawl_word_load_rlx(&l->readers) != 0; i++) {
        const struct pawl_check_thread *e = &r->threads[i];
        uint32_t count = pawl_word_load_acq(&e->tid) != 0 ? pawl_word_load_acq(&e->held_count) : 0;
        for (uint32_t j = 0; j < count && j < PAWL_CHECK_HELD; j++)
            if (e->held[j].lock == lock && e->held[j].serial == l->serial)
                return i;
    }
    return PAWL_CHECK_THREADS;
}

void pawl_check_holder_(const struct pawl_checked *c, struct pawl_check_step *s, uint32_t lock)
{
    const struct pawl_check_record *r = c->record;
    uint32_t holder = holder_of(r, lock);
    if (holder >= PAWL_CHECK_THREADS)
        return;
    const struct pawl_check_thread *e = &r->threads[holder];
    s->held = s->wanted;
    s->held_stack = r->locks[lock].owner != 0 ? r->locks[lock].taken : 0;
    s->holder_tid = (int32_t)pawl_word_load_rlx(&e->tid);
    memcpy(s->holder_name, e->name, sizeof s->holder_name);
    uint32_t count = pawl_word_load_acq(&e->held_count);
    for (uint32_t j = 0; j < count && j < PAWL_CHECK_HELD; j++)
        if (e->held[j].lock == lock) {
            s->held_stack = e->held[j].stack;
            s->held_flags = e->held[j].flags;
        }
}

static struct pawl_check_finding *known(struct pawl_check_record *r, uint64_t hash)
{
    uint32_t count = pawl_word_load_rlx(&r->finding_count);
    for (uint32_t i = 0; i < count; i++)
        if (r->findings[i].hash == hash)
            return &r->findings[i];
    return NULL;
}

// Under the guard. Returns NULL if there is no room. Those that are hidden must leave half of it to
// the others: large programs have many.
static struct pawl_check_finding *enter(struct pawl_check_record *r, bool hidden,
                                        const struct pawl_check_step *steps, uint32_t count)
{
    uint32_t index = pawl_word_load_rlx(&r->finding_count);
    uint32_t first = pawl_word_load_rlx(&r->step_count);
    uint32_t share = hidden ? 2 : 1;
    if (index >= PAWL_CHECK_FINDINGS / share || first + count > PAWL_CHECK_STEPS / share) {
        pawl_check_lose_(&r->lost.findings, "findings");
        return NULL;
    }
    memcpy(&r->steps[first], steps, count * sizeof *steps);
    pawl_word_store_rlx(&r->step_count, first + count);
    struct pawl_check_finding *f = &r->findings[index];
    f->first_step = first;
    f->step_count = count;
    f->at_ns = pawl_now();
    return f;
}

static void react(const struct pawl_check_record *r, const struct pawl_check_finding *f)
{
    if ((f->flags & PAWL_FINDING_HIDDEN) != 0)
        return;
    if (!pawl_check_how_.quiet)
        pawl_check_say_(r, f);
    if (pawl_check_how_.abort)
        abort();
}

// What lasts is seen by everybody in it, again and again, and is still one.
static bool is_state(enum pawl_check_kind kind)
{
    return kind == PAWL_FOUND_DEADLOCK || kind == PAWL_FOUND_REENTRY || kind == PAWL_FOUND_ASLEEP;
}

void pawl_check_found_(const struct pawl_checked *c, enum pawl_check_kind kind, uint32_t flags,
                       const struct pawl_check_step *steps, uint32_t count, uint64_t what)
{
    struct pawl_check_record *r = c->record;
    bool hidden = (flags & PAWL_FINDING_HIDDEN) != 0;
    uint64_t hash = pawl_check_mix_(pawl_check_mix_(kind, hidden), what);
    pawl_check_guard_(r);
    struct pawl_check_finding *f = known(r, hash);
    if (f) {
        if (!is_state(kind))
            pawl_word_add_acq(&f->times, 1);
        pawl_check_unguard_(r);
        return;
    }
    f = enter(r, hidden, steps, count);
    if (f) {
        f->kind = kind;
        f->flags = flags;
        f->hash = hash;
        pawl_word_store_rlx(&f->times, 1);
        // release: who sees the count may read the finding.
        pawl_word_store_rel(&f->ready, 1);
        pawl_word_store_rel(&r->finding_count, (uint32_t)(f - r->findings) + 1);
    }
    pawl_check_unguard_(r);
    if (f)
        react(r, f);
}
