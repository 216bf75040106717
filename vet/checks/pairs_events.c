// pairs_events.c - locked while it is locked, unlocked while it is not.
// SPDX-License-Identifier: MIT
#include "vet/checks/pairs.h"

bool vet_is_locked_twice(const struct vet_function *function, const struct vet_op *since)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->event_count; i++)
        if (s->events[i].kind == VET_LOCKED_TWICE && s->events[i].lock.since == since)
            return true;
    return false;
}

bool vet_is_unlocked_unlocked(const struct vet_function *function, const struct vet_place *place)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->event_count; i++)
        if (s->events[i].kind == VET_UNLOCKED_TWICE && s->events[i].place == place &&
            !s->events[i].lock.until)
            return true;
    return false;
}

// Does the function end with the lock held that since has taken, and never without?
static bool stays_locked(const struct vet_function *function, const struct vet_lock_now *lock)
{
    const struct vet_summary *s = function->summary;
    bool stays = false;
    for (size_t i = 0; i < s->exit_count; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++) {
            const struct vet_lock_now *l = &s->exits[i].locks[j];
            if (l->since != lock->since || l->maybe)
                continue;
            if (!l->held)
                return false;
            stays = true;
        }
    return stays;
}

static void tell_locked_twice(struct vet_pairs *p, const struct vet_function *function,
                              const struct vet_event *e)
{
    const char *name = vet_lock_name(p, &e->lock);
    struct vet_finding *f;
    if (stays_locked(function, &e->lock) && !e->lock.by_caller)
        f = vet_found(p->out, "pairs", e->op->location, function,
                      "'%s' is locked here while it is locked, and not unlocked after that: was "
                      "unlock meant?",
                      name);
    else if (e->effect.shared && e->lock.shared)
        f = vet_found(p->out, "pairs", e->op->location, function,
                      "'%s' is locked for reading twice: with a writer waiting in between, that "
                      "never ends",
                      name);
    else
        f = vet_found(p->out, "pairs", e->op->location, function,
                      "'%s' is locked here while it is locked", name);
    if (e->lock.since)
        vet_add_note(f, e->lock.since->location, "locked here");
}

static void tell_unlocked_twice(struct vet_pairs *p, const struct vet_function *function,
                                const struct vet_event *e)
{
    const char *name = vet_lock_name(p, &e->lock);
    if (e->op->is_cleanup || (e->lock.since && vet_is_locked_twice(function, e->lock.since)))
        return; // check defer tells of the one, and the second lock of the other
    if (e->lock.until) {
        struct vet_finding *f = vet_found(
            p->out, "pairs", e->op->location, function,
            e->lock.since || e->lock.declared
                ? "'%s' is unlocked here, but it was unlocked before"
                : "'%s' is unlocked here, but it was unlocked before: was lock meant there?",
            name);
        if (e->lock.since && !e->lock.by_caller)
            vet_add_note(f, e->lock.since->location, "locked here");
        vet_add_note(f, e->lock.until->location, "unlocked here");
    } else if (!e->lock.since) {
        vet_found(p->out, "pairs", e->op->location, function,
                  "'%s' is unlocked here, but on this path it was not locked", name);
    }
}

static void tell(struct vet_pairs *p, const struct vet_function *function,
                 const struct vet_event *e)
{
    const char *name = vet_lock_name(p, &e->lock);
    struct vet_finding *f = NULL;
    switch (e->kind) {
    case VET_LOCKED_TWICE:
        if (!e->effect.scoped && !vet_may_be_reentrant(p->flow, e->lock.class))
            tell_locked_twice(p, function, e);
        return;
    case VET_UNLOCKED_TWICE: tell_unlocked_twice(p, function, e); return;
    case VET_UNLOCKED_AS_READER:
        f = vet_found(p->out, "pairs", e->op->location, function,
                      "'%s' is locked for %s, but unlocked as if for %s", name,
                      e->lock.shared ? "reading" : "writing",
                      e->lock.shared ? "writing" : "reading");
        break;
    case VET_WAITED_WITHOUT:
        if (!e->lock.until)
            return;
        f = vet_found(p->out, "pairs", e->op->location, function,
                      "waits with '%s', which is not locked here", name);
        vet_add_note(f, e->lock.until->location, "unlocked here");
        return;
    case VET_ENDED_HELD:
        f = vet_found(p->out, "pairs", e->op->location, function,
                      "'%s' is destroyed while it is locked", name);
        break;
    default: return;
    }
    if (e->lock.since)
        vet_add_note(f, e->lock.since->location, "locked here");
}

void vet_pairs_events(struct vet_pairs *p, const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->event_count; i++)
        tell(p, function, &s->events[i]);
}
