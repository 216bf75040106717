// pairs_returns.c - a lock that is still held when a function returns.
// SPDX-License-Identifier: MIT
//
// A function may leave a lock locked on purpose. So it is told only if the function unlocks it on
// another way out that returns the same kind of result, or if nobody could ever unlock it.
#include "vet/checks/pairs.h"

struct held {
    const struct vet_function *function;
    const struct vet_exit *exit;
    const struct vet_lock_now *lock;
};

static bool is_held(const struct vet_lock_now *l)
{
    return l->held && !l->maybe && l->place && !l->entry_held && l->since && !l->pending;
}

// ---- other ways out -----------------------------------------------------------------------------

static bool is_pointer(const struct vet_function *f)
{
    return f->returns && f->returns->kind == VET_POINTER;
}

static bool is_failure(const struct vet_function *f, const struct vet_exit *e)
{
    enum vet_result r = vet_result_kind(e);
    return is_pointer(f) ? r == VET_RESULT_ZERO : r == VET_RESULT_ERROR;
}

static bool is_success(const struct vet_function *f, const struct vet_exit *e)
{
    enum vet_result r = vet_result_kind(e);
    return is_pointer(f) ? r == VET_RESULT_NOT_ZERO || r == VET_RESULT_MORE
                         : r == VET_RESULT_ZERO || r == VET_RESULT_MORE;
}

// The lock, locked and unlocked, on this way out; or NULL. In a list, another one may be locked now
// by the same call.
static const struct vet_lock_now *freed_on(const struct vet_exit *e, const struct vet_lock_now *l)
{
    for (size_t i = 0; i < e->lock_count; i++)
        if (is_held(&e->locks[i]) && e->locks[i].since == l->since)
            return NULL;
    for (size_t i = 0; i < e->lock_count; i++) {
        const struct vet_lock_now *o = &e->locks[i];
        if ((o->place == l->place || o->since == l->since) && !o->held && !o->maybe &&
            !o->entry_held && o->since && o->until)
            return o;
    }
    return NULL;
}

// Which other way out shows that this one has forgotten something?
static const struct vet_lock_now *evidence(const struct held *h,
                                           const struct vet_lock_now **any_freed)
{
    const struct vet_summary *s = h->function->summary;
    const struct vet_lock_now *found = NULL;
    for (size_t i = 0; i < s->exit_count; i++) {
        const struct vet_exit *other = &s->exits[i];
        const struct vet_lock_now *freed = freed_on(other, h->lock);
        if (!freed)
            continue;
        *any_freed = freed;
        bool forgotten = vet_look_alike(h->exit, other) ||
                         (is_failure(h->function, h->exit) && is_success(h->function, other));
        // A number may be another kind of result than what is not known.
        if (vet_result_kind(h->exit) != vet_result_kind(other) && vet_is_seen_let_go(h->function))
            forgotten = false;
        if (forgotten && !found)
            found = freed;
    }
    return found;
}

// ---- telling ------------------------------------------------------------------------------------

static struct vet_location place_of(const struct held *h)
{
    return h->exit->block->location;
}

static void tell_forgotten(struct vet_pairs *p, const struct held *h,
                           const struct vet_lock_now *freed)
{
    struct vet_finding *f =
        vet_found(p->out, "pairs", place_of(h), h->function, "'%s' is still locked when '%s' %s",
                  vet_lock_name(p, h->lock), h->function->name,
                  h->exit->block->falls_off ? "ends here" : "returns here");
    vet_add_note(f, h->lock->since->location, "locked here");
    vet_add_note(f, freed->until->location, "unlocked here on another path");
}

static bool nobody_unlocks(struct vet_pairs *p, const struct held *h)
{
    const struct vet_lock_class *class = h->lock->class;
    if (!class || vet_root_of(p, class).unlockers ||
        vet_is_let_go_by_callers(p, h->function, class))
        return false;
    bool is_called = h->function->summary->caller_count && !h->function->address_taken;
    return is_called || !vet_is_named_locker(h->function->name);
}

static void tell_never(struct vet_pairs *p, const struct held *h)
{
    struct vet_finding *f =
        vet_found(p->out, "pairs", place_of(h), h->function,
                  "'%s' is still locked when '%s' %s, and nothing unlocks it later",
                  vet_lock_name(p, h->lock), h->function->name,
                  h->exit->block->falls_off ? "ends" : "returns");
    vet_add_note(f, h->lock->since->location, "locked here");
}

static bool is_told(const struct vet_summary *s, size_t exit, size_t lock)
{
    for (size_t i = 0; i < exit; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++)
            if (s->exits[i].block == s->exits[exit].block && is_held(&s->exits[i].locks[j]) &&
                s->exits[i].locks[j].since == s->exits[exit].locks[lock].since)
                return true;
    return false;
}

// It returns something else where it unlocks, which may tell its callers; but none of them asks.
static bool nobody_expects(const struct held *h)
{
    bool is_lookup = is_pointer(h->function) && is_success(h->function, h->exit);
    return !is_lookup && !h->lock->tried && !vet_is_seen_let_go(h->function) &&
           !vet_is_named_locker(h->function->name);
}

static void check(struct vet_pairs *p, const struct held *h)
{
    const struct vet_lock_now *any_freed = NULL;
    if (vet_is_promised(p, h->function, h->lock->place) ||
        vet_is_locked_twice(h->function, h->lock->since) ||
        vet_is_unlocked_unlocked(h->function, h->lock->place) ||
        vet_is_counted(p, h->function, h->lock))
        return;
    const struct vet_lock_now *freed = evidence(h, &any_freed);
    if (!freed && any_freed && nobody_expects(h))
        freed = any_freed;
    if (freed)
        tell_forgotten(p, h, freed);
    else if (nobody_unlocks(p, h) && vet_is_own_call(p, h->lock->since, h->lock->class, true))
        tell_never(p, h);
}

void vet_pairs_returns(struct vet_pairs *p, const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->exit_count; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++) {
            struct held h = {function, &s->exits[i], &s->exits[i].locks[j]};
            if (is_held(h.lock) && !is_told(s, i, j))
                check(p, &h);
        }
}
