// condloop.c - a wait for a condition that is not looked at again afterwards.
// SPDX-License-Identifier: MIT
//
// A wait may end for no reason, and another thread may have been there first.
#include "vet/checks/checks.h"

#include "xalloc.h"

#include <stdlib.h>

struct waiting {
    struct vet_flow *flow;
    struct vet_findings *out;
};

// ---- the way back to the wait -------------------------------------------------------------------

struct way {
    struct vet_flow *flow;
    const struct vet_op *wait;
    const struct vet_place *mutex;
    bool may_unlock; // in between
    bool *seen;      // by block index
};

// Returns whether the wait comes again; *passes: whether the way goes on beyond these operations.
static bool meets_wait(const struct way *w, const struct vet_block *b, size_t from, bool *passes)
{
    struct vet_effect e;
    *passes = false;
    for (size_t i = from; i < b->op_count; i++) {
        if (&b->ops[i] == w->wait)
            return true;
        if (!w->may_unlock && vet_effect_of(w->flow, &b->ops[i], VET_UNLOCKS, &e) &&
            e.lock == w->mutex)
            return false;
    }
    *passes = true;
    return false;
}

static bool comes_again(struct way *w, const struct vet_block *b, size_t from)
{
    bool passes;
    if (meets_wait(w, b, from, &passes))
        return true;
    for (size_t i = 0; passes && i < b->next_count; i++) {
        const struct vet_block *next = b->next[i];
        if (w->seen[next->index])
            continue;
        w->seen[next->index] = true;
        if (comes_again(w, next, 0))
            return true;
    }
    return false;
}

static bool is_in_loop(struct vet_flow *flow, const struct vet_function *f,
                       const struct vet_block *b, const struct vet_op *wait,
                       const struct vet_place *mutex, bool may_unlock)
{
    struct way way = {flow, wait, mutex, may_unlock, xcalloc(f->block_count, sizeof(bool))};
    bool again = comes_again(&way, b, (size_t)(wait - b->ops) + 1);
    free(way.seen);
    return again;
}

// Does some condition, looked at since the mutex was locked, decide whether to wait?
static bool is_decided(struct vet_flow *flow, const struct vet_function *f,
                       const struct vet_block *waits, const struct vet_op *wait,
                       const struct vet_place *mutex)
{
    struct vet_effect e;
    for (const struct vet_op *op = waits->ops; op < wait; op++)
        if (vet_effect_of(flow, op, VET_LOCKS, &e) && e.lock == mutex)
            return false;
    for (size_t i = 0; i < f->block_count; i++)
        for (size_t k = 0; k < f->blocks[i]->next_count; k++)
            if (f->blocks[i]->next[k] == waits && f->blocks[i]->next_count > 1)
                return true;
    return false;
}

// ---- who waits ----------------------------------------------------------------------------------

struct locking {
    struct vet_flow *flow;
    const struct vet_place *mutex;
    bool found;
};

static void look_for_lock(void *arg, const struct vet_function *f, const struct vet_block *b,
                          const struct vet_op *op)
{
    (void)f;
    (void)b;
    struct locking *l = arg;
    struct vet_effect e;
    if (vet_effect_of(l->flow, op, VET_LOCKS, &e) && e.lock == l->mutex)
        l->found = true;
}

// One that has the mutex from its caller may be called in a loop.
static bool locks_it(struct vet_flow *flow, const struct vet_function *f,
                     const struct vet_place *mutex)
{
    struct locking l = {flow, mutex, false};
    vet_each_op_of(f, look_for_lock, &l);
    return l.found;
}

static void look_at(void *arg, const struct vet_function *f, const struct vet_block *b,
                    const struct vet_op *op)
{
    const struct waiting *w = arg;
    struct vet_effect e;
    if (f->is_incomplete || !vet_effect_of(w->flow, op, VET_WAITS, &e) || e.timed || !e.lock ||
        !locks_it(w->flow, f, e.lock))
        return;
    bool again =
        is_in_loop(w->flow, f, b, op, e.lock, false) ||
        (is_decided(w->flow, f, b, op, e.lock) && is_in_loop(w->flow, f, b, op, e.lock, true));
    if (!again)
        vet_found(w->out, "condloop", op->location, f,
                  "%s is not in a loop: what it waits for may not be true when it returns",
                  op->function->name);
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct waiting w = {f, out};
    vet_each_op(vet_flow_program(f), look_at, &w);
}

const struct vet_check vet_check_condloop = {
    "condloop", "what a condition wait waited for is not looked at again", run, NULL};
