// pairs_unlocks.c - a lock that is unlocked by who has not locked it.
// SPDX-License-Identifier: MIT
#include "vet/checks/pairs.h"

// The function has unlocked what it had not locked.
static bool is_given(const struct vet_lock_now *l)
{
    return l->entry_held && !l->maybe && !l->held && l->place && l->given;
}

// ---- where the function itself locks it, on another way -----------------------------------------

static const struct vet_lock_now *taken_on(const struct vet_exit *e, const struct vet_lock_now *l)
{
    for (size_t i = 0; i < e->lock_count; i++) {
        const struct vet_lock_now *o = &e->locks[i];
        if (o->place == l->place && !o->maybe && !o->entry_held && o->since && o->until)
            return o;
    }
    return NULL;
}

static bool tell_skipped(struct vet_pairs *p, const struct vet_function *function,
                         const struct vet_exit *exit, const struct vet_lock_now *lock)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->exit_count; i++) {
        const struct vet_exit *other = &s->exits[i];
        const struct vet_lock_now *taken = taken_on(other, lock);
        // Unlocked at the same place, after having been locked, or not.
        if (!taken || taken->until != lock->given ||
            !vet_conditions_meet(&exit->when, &other->when))
            continue;
        struct vet_finding *f =
            vet_found(p->out, "pairs", lock->given->location, function,
                      "'%s' is unlocked here, but not on every path was it locked before",
                      vet_lock_name(p, lock));
        vet_add_note(f, taken->since->location, "locked here on another path");
        return true;
    }
    return false;
}

// Was this first unlock followed by another one?
static bool is_unlocked_again(const struct vet_function *function, const struct vet_lock_now *lock)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->event_count; i++)
        if (s->events[i].kind == VET_UNLOCKED_TWICE && s->events[i].lock.until == lock->given)
            return true;
    return false;
}

// ---- where it gives back what its callers hold --------------------------------------------------

// Locked again on one way out, but not on another that returns the same.
static bool tell_not_again(struct vet_pairs *p, const struct vet_function *function,
                           const struct vet_exit *exit, const struct vet_lock_now *lock)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->exit_count; i++) {
        const struct vet_exit *other = &s->exits[i];
        const struct vet_lock_now *again;
        if (vet_outcome_of(other, lock->place, &again) != VET_NEEDED || !again->since ||
            !vet_look_alike(exit, other))
            continue;
        struct vet_finding *f =
            vet_found(p->out, "pairs", exit->block->location, function,
                      "'%s' is not locked again when '%s' %s", vet_lock_name(p, lock),
                      function->name, exit->block->falls_off ? "ends here" : "returns here");
        vet_add_note(f, lock->given->location, "unlocked here");
        vet_add_note(f, again->since->location, "locked again here on another path");
        return true;
    }
    return false;
}

// ---- cleanups -----------------------------------------------------------------------------------

// Is a function handed over, for a thread that is cancelled or a stack that is unwound, by one that
// takes the lock itself?
struct handing {
    struct vet_flow *flow;
    const struct vet_function *cleanup, *now;
    const struct vet_lock_class *class;
    bool is_handed, is_locked, is_found;
};

static bool is_function(const struct vet_value *v, const struct vet_function *f)
{
    return v && v->kind == VET_VALUE_FUNCTION && v->function == f;
}

static void look_for_handing(void *arg, const struct vet_function *f, const struct vet_block *b,
                             const struct vet_op *op)
{
    struct handing *h = arg;
    struct vet_effect e;
    (void)b;
    if (h->now != f)
        h->is_handed = h->is_locked = false;
    h->now = f;
    h->is_handed |= is_function(op->value, h->cleanup);
    for (size_t i = 0; i < op->argument_count; i++)
        h->is_handed |= is_function(op->arguments[i], h->cleanup);
    h->is_locked |= op->kind == VET_OP_CALL && vet_effect_of(h->flow, op, VET_LOCKS, &e) &&
                    e.lock && vet_class_of(h->flow, e.lock) == h->class;
    h->is_found |= h->is_handed && h->is_locked;
}

static bool is_cleanup(struct vet_pairs *p, const struct vet_function *function,
                       const struct vet_lock_class *class)
{
    struct handing h = {.flow = p->flow, .cleanup = function, .class = class};
    if (function->address_taken)
        vet_each_op(vet_flow_program(p->flow), look_for_handing, &h);
    return h.is_found;
}

// Behind a pointer in memory, it has other names.
static bool has_other_names(const struct vet_place *lock)
{
    const struct vet_value *pointer = lock->kind == VET_PLACE_TARGET ? lock->value : NULL;
    return pointer && pointer->kind == VET_VALUE_LOAD && pointer->place->kind != VET_PLACE_VARIABLE;
}

static bool nobody_locks(struct vet_pairs *p, const struct vet_function *function,
                         const struct vet_lock_now *lock)
{
    const struct vet_lock_class *class = lock->class;
    if (!class || has_other_names(lock->place) || vet_root_of(p, class).lockers ||
        vet_is_held_by_callers(p, function, class))
        return false;
    if (function->summary->caller_count && !function->address_taken)
        return true;
    return !vet_is_named_unlocker(function->name) && !is_cleanup(p, function, class);
}

static void tell_never(struct vet_pairs *p, const struct vet_function *function,
                       const struct vet_lock_now *lock)
{
    struct vet_finding *f = vet_found(p->out, "pairs", lock->given->location, function,
                                      "'%s' is unlocked here, but '%s' has not locked it",
                                      vet_lock_name(p, lock), function->name);
    vet_add_note(f, function->location,
                 function->summary->caller_count ? "nobody calls '%s' with it locked"
                                                 : "nobody is seen to call '%s' with it locked",
                 function->name);
}

// Has it promised to unlock?
static bool is_promised_free(const struct vet_function *function)
{
    for (size_t i = 0; i < function->promise_count; i++)
        if (function->promises[i].kind == VET_RELEASES)
            return true;
    return false;
}

void vet_pairs_unlocks(struct vet_pairs *p, const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->exit_count; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++) {
            const struct vet_lock_now *l = &s->exits[i].locks[j];
            if (!is_given(l) || vet_is_counted(p, function, l))
                continue;
            if (vet_is_promised(p, function, l->place)) {
                if (!is_promised_free(function))
                    (void)tell_not_again(p, function, &s->exits[i], l);
                continue;
            }
            if (is_unlocked_again(function, l) || tell_skipped(p, function, &s->exits[i], l) ||
                tell_not_again(p, function, &s->exits[i], l))
                continue;
            if (vet_is_own_call(p, l->given, l->class, false) && nobody_locks(p, function, l))
                tell_never(p, function, l);
        }
}
