// locking.c - what an effect does to the locks of a path.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include <string.h>

struct vet_lock_now *vet_lock_at(struct vet_path *path, const struct vet_place *place)
{
    for (size_t i = 0; i < path->lock_count; i++)
        if (path->locks[i].place == place)
            return &path->locks[i];
    return NULL;
}

struct vet_lock_now *vet_lock_like(struct vet_path *path, const struct vet_place *place)
{
    struct vet_lock_now *l = vet_lock_at(path, place);
    if (l)
        return l;
    const struct vet_lock_class *class = vet_class_of(path->flow, place);
    for (size_t i = path->lock_count; i-- > 0;) {
        struct vet_lock_now *other = &path->locks[i];
        // A lock without class may be any of which the name is lost.
        bool may_be = other->class == class && (class || !other->place);
        bool is_anything = other->maybe && !other->place && !other->class;
        if (other->held && (may_be || is_anything))
            return other;
    }
    return NULL;
}

// What is free, and was never locked here, tells least; then what is free.
static unsigned worth_of(const struct vet_lock_now *l)
{
    return l->held ? 2 : l->since || l->entry_held;
}

static void make_room(struct vet_path *path)
{
    size_t least = 0;
    for (size_t i = 1; i < path->lock_count; i++)
        if (worth_of(&path->locks[i]) < worth_of(&path->locks[least]))
            least = i;
    path->lock_count--;
    memmove(path->locks + least, path->locks + least + 1,
            (path->lock_count - least) * sizeof *path->locks);
}

static struct vet_lock_now *add(struct vet_path *path, const struct vet_effect *e,
                                const struct vet_place *place)
{
    if (path->lock_count == VET_PATH_LOCKS)
        make_room(path);
    struct vet_lock_now *l = &path->locks[path->lock_count++];
    *l = (struct vet_lock_now){
        .place = place, .written = e->lock, .class = vet_class_of(path->flow, place)};
    return l;
}

static void tell(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
                 struct vet_record *r, enum vet_event_kind kind, const struct vet_lock_now *l)
{
    if (r && !(l && l->maybe))
        vet_record_event(r, path,
                         (struct vet_event){.kind = kind,
                                            .op = op,
                                            .effect = *e,
                                            .place = l ? l->place : NULL,
                                            .lock = l ? *l : (struct vet_lock_now){0}});
}

static bool is_reentrant(const struct vet_path *path, const struct vet_effect *e,
                         const struct vet_lock_now *l)
{
    return e->reentrant || l->reentrant || (l->class && vet_may_be_reentrant(path->flow, l->class));
}

// Another lock is taken while these are held.
static void tell_nested(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
                        const struct vet_place *place, struct vet_record *r)
{
    for (size_t i = 0; r && i < path->lock_count; i++) {
        const struct vet_lock_now *l = &path->locks[i];
        if (l->held && !l->maybe && !l->fresh && l->place && l->class && l->place != place)
            vet_record_event(
                r, path,
                (struct vet_event){
                    .kind = VET_NESTED, .op = op, .effect = *e, .place = place, .lock = *l});
    }
}

// Is it named by what a function has returned, though it is known by another name?
static bool is_seen_through(const struct vet_place *written, const struct vet_place *known)
{
    while (written->base)
        written = written->base;
    while (known->base)
        known = known->base;
    return written->value && written->value->kind == VET_VALUE_CALL && known != written;
}

static void take(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
                 const struct vet_place *place, struct vet_record *r)
{
    struct vet_lock_now *l = vet_lock_at(path, place);
    if (l && l->held && !l->maybe) {
        if (is_reentrant(path, e, l))
            l->depth++;
        else if (e->verb == VET_LOCKS)
            tell(path, op, e, r, VET_LOCKED_TWICE, l);
        return;
    }
    bool let_go_first = l && l->entry_held;
    if (!l || !l->since || !l->until)
        vet_record_taking(r, path, e, place, op, NULL, let_go_first);
    if (e->verb == VET_LOCKS && !e->timed)
        tell_nested(path, op, e, place, r);
    if (!l)
        l = add(path, e, place);
    l->held = true;
    l->maybe = l->perhaps = false;
    l->since = op;
    l->until = NULL;
    l->written = is_seen_through(e->lock, place) ? place : e->lock;
    l->shared = e->shared;
    l->tried = e->verb == VET_TRIES;
    l->by_caller = false;
    l->depth = 1;
    l->pending = NULL;
    if (e->verb == VET_LOCKS && e->success != VET_ALWAYS && op->result && !op->result_unused) {
        l->pending = vet_known_value(path, op->result);
        l->success = e->success;
    }
}

static void let_go(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
                   const struct vet_place *place, struct vet_record *r)
{
    struct vet_lock_now *l = vet_lock_like(path, place);
    if (!l) {
        l = add(path, e, place);
        l->entry_held = true;
        l->shared = e->shared;
        l->either = e->either;
        l->until = l->given = op;
        return;
    }
    if (!l->held) {
        if (!l->perhaps)
            tell(path, op, e, r, VET_UNLOCKED_TWICE, l);
        return;
    }
    if (l->depth > 1) {
        l->depth--;
        return;
    }
    if (l->place == place && !e->either && e->shared != l->shared && !l->by_caller)
        tell(path, op, e, r, VET_UNLOCKED_AS_READER, l);
    if (!l->place) { // its name was lost, and so nobody knows what is free now
        *l = path->locks[--path->lock_count];
        return;
    }
    l->held = false;
    l->maybe = false;
    l->pending = NULL;
    l->until = op;
    if (l->entry_held && !l->given) {
        l->given = op;
        l->either = e->either;
    }
}

static void wait_with(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
                      const struct vet_place *place, struct vet_record *r)
{
    struct vet_lock_now *l = vet_lock_like(path, place);
    if (!l) {
        l = add(path, e, place);
        l->held = l->entry_held = l->by_caller = true;
        l->depth = 1;
    } else if (!l->held) {
        tell(path, op, e, r, VET_WAITED_WITHOUT, l);
    }
    l->asserted = false;
    vet_forget_shared(path);
}

static void hold(struct vet_path *path, const struct vet_effect *e, const struct vet_place *place)
{
    if (vet_lock_like(path, place))
        return;
    struct vet_lock_now *l = add(path, e, place);
    l->held = l->entry_held = l->by_caller = l->asserted = true;
    l->shared = e->shared;
    l->depth = 1;
}

static void begin(struct vet_path *path, const struct vet_effect *e, const struct vet_place *place,
                  struct vet_record *r)
{
    if (r)
        vet_record_beginning(r, path, place, e->reentrant);
    struct vet_lock_now *l = vet_lock_at(path, place);
    if (!l)
        l = add(path, e, place);
    l->held = l->maybe = false;
    l->reentrant = e->reentrant;
    l->fresh = true;
    l->until = NULL;
}

static void end(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
                const struct vet_place *place, struct vet_record *r)
{
    struct vet_lock_now *l = vet_lock_at(path, place);
    if (!l)
        return;
    if (l->held && !l->by_caller)
        tell(path, op, e, r, VET_ENDED_HELD, l);
    *l = path->locks[--path->lock_count];
}

// Who locks p->mu has a p.
static void learn_not_null(struct vet_path *path, const struct vet_place *place)
{
    while (place->base)
        place = place->base;
    if (place->kind == VET_PLACE_TARGET)
        (void)vet_learn_range(path, place->value, vet_range_without(vet_range_all, 0));
}

// Some lock, nobody knows which: what is unlocked later may be it, what is held may be it.
static void apply_to_some(struct vet_path *path, const struct vet_effect *e)
{
    if (e->verb == VET_UNLOCKS)
        for (size_t i = 0; i < path->lock_count; i++)
            path->locks[i].maybe |= path->locks[i].held;
    bool takes = e->verb == VET_LOCKS || e->verb == VET_TRIES || e->verb == VET_HOLDS;
    if (takes && path->lock_count < VET_PATH_LOCKS)
        path->locks[path->lock_count++] =
            (struct vet_lock_now){.held = true, .maybe = true, .depth = 1};
}

void vet_apply(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
               struct vet_record *r)
{
    if (!e->lock) {
        apply_to_some(path, e);
        return;
    }
    const struct vet_place *place = vet_known_lock(path, e->lock);
    struct vet_lock_now *l;
    switch (e->verb) {
    case VET_LOCKS:
    case VET_TRIES:
        take(path, op, e, place, r);
        learn_not_null(path, place);
        break;
    case VET_UNLOCKS: let_go(path, op, e, place, r); break;
    case VET_WAITS: wait_with(path, op, e, place, r); break;
    case VET_HOLDS: hold(path, e, place); break;
    case VET_BEGINS: begin(path, e, place, r); break;
    case VET_ENDS: end(path, op, e, place, r); break;
    case VET_UPGRADES:
    case VET_DOWNGRADES:
        if ((l = vet_lock_at(path, place)))
            l->shared = e->verb == VET_DOWNGRADES;
        break;
    default: break;
    }
}
